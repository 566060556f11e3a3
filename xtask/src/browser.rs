//! The browser stories: Node, a Chromium, and Playwright's runner in `end2end/`.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::shell::{self, Outcome, find, program, read, root, run, say};

const NODE: u32 = 20;

/// A Chromium: the variable, then the PATH.
pub fn chromium() -> Outcome<Option<PathBuf>> {
    match env::var_os("CHROMIUM").map(PathBuf::from) {
        Some(path) if path.is_file() => Ok(Some(path)),
        Some(path) => Err(format!("CHROMIUM says {}, and there is no such file", path.display())),
        None => Ok(["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)),
    }
}

/// Whether Node is there and new enough; otherwise what to do.
pub fn node() -> Outcome<String> {
    let advice = || {
        format!("the browser stories need Node {NODE} or newer with npm: https://nodejs.org, or your system's package")
    };
    find("npm").ok_or_else(advice)?;
    let version = read(program("node").arg("--version")).map_err(|_| advice())?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    match major {
        Some(major) if NODE <= major => Ok(version.trim().to_owned()),
        _ => Err(format!("{}; this is {}", advice(), version.trim())),
    }
}

/// Sees to Node and Chromium, so that a missing one is told before the long steps.
pub fn prepare() -> Outcome<PathBuf> {
    node()?;
    if chromium()?.is_none() && shell::may_install() {
        shell::install("chromium")?;
    }
    chromium()?.ok_or_else(|| {
        "the browser stories need a Chromium: install one (Debian: apt-get install chromium) or name it in the variable CHROMIUM"
            .to_owned()
    })
}

/// Tells the stories against that binary.
pub fn stories(binary: &Path, chromium: &Path, arguments: &[String]) -> Outcome {
    let folder = root().join("end2end");
    install_packages(&folder)?;
    let mut check = npm();
    run(check.current_dir(&folder).args(["run", "--silent", "check"]))?;
    let mut test = npm();
    test.current_dir(&folder).args(["run", "--silent", "test", "--"]).args(arguments);
    run(test.env("CHROMIUM", chromium).env("VUELTA_BINARY", binary))
}

/// npm writes its own copy of the lock last, so that copy's time is the time of the installation.
fn install_packages(folder: &Path) -> Outcome {
    let changed = |path: PathBuf| path.metadata().and_then(|data| data.modified()).ok();
    let lock = changed(folder.join("package-lock.json"));
    if lock.is_some() && lock <= changed(folder.join("node_modules/.package-lock.json")) {
        return Ok(());
    }
    say("npm ci");
    let mut install = npm();
    // The browser is found on the machine; Playwright's own download would be another 150 MB.
    install.current_dir(folder).args(["ci", "--no-fund", "--no-audit"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    read(&mut install).map(drop)
}

fn npm() -> std::process::Command {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}
