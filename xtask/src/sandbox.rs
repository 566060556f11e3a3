//! A stand-in for Fintoc to run tests against: the one that people get, on a port and with a memory of its own.

use std::{
    env,
    fs::{self, File},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::shell::{Outcome, at, free_port};

const PATIENCE: Duration = Duration::from_secs(20);

/// A running `vuelta sandbox`; dropping it stops it and removes its folder.
pub struct Sandbox {
    server: Child,
    address: SocketAddr,
    folder: PathBuf,
}

impl Sandbox {
    pub fn start(binary: &Path) -> Outcome<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let folder = env::temp_dir().join(format!("vuelta-sandbox-{}", std::process::id()));
        at(&folder, fs::create_dir_all(&folder))?;
        let server = command(binary, address, &folder)?.spawn();
        let server = server.map_err(|error| format!("{} could not be started: {error}", binary.display()))?;
        let mut sandbox = Self { server, address, folder };
        sandbox.wait()?;
        Ok(sandbox)
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Tells a command where it is. No proxy of the machine shall stand in between.
    pub fn shown_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let here = self.address.ip().to_string();
        command.env("SANDBOX_URL", self.url()).env("NO_PROXY", &here).env("no_proxy", here)
    }

    /// The end of its log.
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n")
    }

    fn wait(&mut self) -> Outcome {
        let asked = Instant::now();
        while answers(self.address).is_err() {
            if asked.elapsed() > PATIENCE || !matches!(self.server.try_wait(), Ok(None)) {
                return Err(format!("the sandbox did not start:\n{}", self.last_words()));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn command(binary: &Path, address: SocketAddr, folder: &Path) -> Outcome<Command> {
    let path = folder.join("log");
    let log = at(&path, File::create(&path))?;
    let same = at(&path, log.try_clone())?;
    let mut command = Command::new(binary);
    command.arg("sandbox").current_dir(folder).stdin(Stdio::null()).stdout(log).stderr(same);
    // What this terminal has set for a server of its own is not meant for this one.
    let kept = ["PATH", "SystemRoot"].into_iter().filter_map(|name| Some((name, env::var_os(name)?)));
    command
        .env_clear()
        .envs(kept)
        .env("SANDBOX_ADDR", address.to_string())
        .env("SANDBOX_URL", format!("http://{address}"))
        .env("SANDBOX_DATABASE_URL", format!("sqlite://{}", folder.join("sandbox.db").display()));
    Ok(command)
}

/// Whether HTTP is spoken there; any answer will do.
fn answers(address: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(b"GET /v1/events HTTP/1.0\r\n\r\n")?;
    let mut protocol = [0; 5];
    stream.read_exact(&mut protocol)?;
    if &protocol == b"HTTP/" { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}
