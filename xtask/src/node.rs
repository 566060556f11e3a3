//! Node, and packages of npm that a folder's lock names.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::shell::{Outcome, find, program, read, say};

const OLDEST: u32 = 20;

/// Its version when it is there and new enough; otherwise what to do.
pub fn version() -> Outcome<String> {
    let advice =
        || format!("these tests need Node {OLDEST} or newer with npm: https://nodejs.org, or your system's package");
    find("npm").ok_or_else(advice)?;
    let version = read(program("node").arg("--version")).map_err(|_| advice())?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    match major {
        Some(major) if OLDEST <= major => Ok(version.trim().to_owned()),
        _ => Err(format!("{}; this is {}", advice(), version.trim())),
    }
}

/// A script of that folder's `package.json`, its packages installed.
pub fn script(folder: &Path, name: &str) -> Outcome<Command> {
    install_packages(folder)?;
    let mut command = npm();
    command.current_dir(folder).args(["run", "--silent", name]);
    Ok(command)
}

/// npm writes its own copy of the lock last, so that copy's time is the time of the installation.
pub fn install_packages(folder: &Path) -> Outcome {
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

fn npm() -> Command {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}
