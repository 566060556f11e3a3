//! Running other programs, and telling how it goes in few lines.

use std::{
    env,
    ffi::OsStr,
    fmt::Display,
    fs,
    io::{self, IsTerminal},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{ChildStdout, Command},
    time::{Duration, Instant},
};

/// What a step gives back, or a sentence that says what to do about it.
pub type Outcome<T = ()> = Result<T, String>;

/// The checkout. Cargo compiles this crate where it lies, so the place is known.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies one folder below the root")
}

/// Where cargo puts what it builds; `CARGO_TARGET_DIR` moves it.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set))
}

/// The cargo that runs us.
pub fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// A cargo command that builds: people see its progress, logs only its warnings.
pub fn cargo_build<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = cargo(arguments);
    if !io::stderr().is_terminal() {
        command.env("CARGO_TERM_QUIET", "true");
    }
    command
}

/// Any program, started in the checkout's root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Runs to the end; its output goes straight through.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| did_not_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", said(command))) }
}

/// Runs to the end, and has `hear` read what it prints meanwhile; its standard output has to be a pipe.
pub fn run_heard(command: &mut Command, hear: impl FnOnce(ChildStdout)) -> Outcome {
    let mut child = command.spawn().map_err(|error| did_not_start(command, &error))?;
    if let Some(stdout) = child.stdout.take() {
        hear(stdout);
    }
    let status = child.wait().map_err(|error| did_not_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", said(command))) }
}

/// Runs to the end and hands over what it printed; its complaints are part of the failure.
pub fn read(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| did_not_start(command, &error))?;
    if output.status.success() {
        String::from_utf8(output.stdout).map_err(|_| format!("{} printed something that is no text", said(command)))
    } else {
        let complaints = String::from_utf8_lossy(&output.stderr);
        Err(format!("{} ended with {}\n{}", said(command), output.status, complaints.trim_end()))
    }
}

fn did_not_start(command: &Command, error: &io::Error) -> String {
    format!("{} could not be started: {error}", said(command))
}

fn said(command: &Command) -> String {
    let words: Vec<_> =
        std::iter::once(command.get_program()).chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    format!("`{}`", words.join(" "))
}

/// The program of that name on the PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Whether we may install packages of the system: root, and apt is there.
pub fn may_install() -> bool {
    find("apt-get").is_some() && is_root()
}

/// Whether we run as root; never on systems without `id`.
pub fn is_root() -> bool {
    find("id").is_some() && read(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs a package of Debian; only for those who [may](may_install).
pub fn install(package: &str) -> Outcome {
    say(&format!("installing {package} with apt-get"));
    read(program("apt-get").arg("update"))?;
    let mut install = program("apt-get");
    install.args(["install", "-y", "--no-install-recommends", package]).env("DEBIAN_FRONTEND", "noninteractive");
    read(&mut install).map(drop)
}

/// A port that nobody listens at. Another program may take it before ours does; then ours fails to start and says so.
pub fn free_port() -> Outcome<u16> {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

/// Names the file in what went wrong with it.
pub fn at<T>(path: &Path, result: io::Result<T>) -> Outcome<T> {
    result.map_err(|error| format!("{}: {error}", path.strip_prefix(root()).unwrap_or(path).display()))
}

/// Every file below a folder, in order; none when the folder is missing.
pub fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => at(folder, entries)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = at(folder, entry)?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Writes only what differs: an untouched file makes cargo rebuild nothing.
pub fn write(path: &Path, bytes: &[u8]) -> Outcome {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        at(folder, fs::create_dir_all(folder))?;
    }
    at(path, fs::write(path, bytes))
}

/// How long the steps of one command took.
#[derive(Default)]
pub struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Does one step and remembers its duration; a failure names the step.
    pub fn take<T>(&mut self, name: &'static str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        say(name);
        let start = Instant::now();
        let outcome = work().map_err(|failure| format!("{name}: {failure}"));
        self.0.push((name, start.elapsed()));
        outcome
    }

    /// `style 0.1 s · wasm 41 s · server 122 s`
    pub fn done(&self) {
        let steps: Vec<String> = self.0.iter().map(|(name, took)| format!("{name} {}", seconds(*took))).collect();
        println!("{} {}", green("✓"), steps.join(" · "));
    }
}

fn seconds(duration: Duration) -> String {
    let decimals = if duration < Duration::from_secs(10) { 1 } else { 0 };
    format!("{:.decimals$} s", duration.as_secs_f64())
}

/// One line of progress.
pub fn say(line: &str) {
    println!("{} {line}", paint("36", "›"));
}

pub fn green(text: &str) -> String {
    paint("32", text)
}

pub fn yellow(text: &str) -> String {
    paint("33", text)
}

pub fn red(text: &str) -> String {
    paint("31", text)
}

fn paint(colour: &str, text: impl Display) -> String {
    if io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{colour}m{text}\x1b[0m")
    } else {
        text.to_string()
    }
}
