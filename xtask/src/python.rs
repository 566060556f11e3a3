//! Python, and environments with the packages that a file names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::shell::{self, Outcome, at, find, program, read, say, target};

const OLDEST: &str = "3.10";
const PACKAGE: &str = "python3-venv";

/// Its version when it is there, new enough and able to make environments.
pub fn version() -> Option<String> {
    interpreter().map(|(_, version)| version)
}

/// What to do when it is not.
pub fn advice() -> String {
    format!("Debian: apt-get install {PACKAGE}; elsewhere Python {OLDEST} or newer: https://www.python.org")
}

/// Sees to Python, so that a missing one is told before the long steps.
pub fn prepare() -> Outcome {
    if version().is_none() && shell::may_install() {
        shell::install(PACKAGE)?;
    }
    match version() {
        Some(_) => Ok(()),
        None => Err(format!("Python {OLDEST} with venv is missing; {}", advice())),
    }
}

/// The interpreter of an environment that holds just the packages of that file. It is made anew when the file changes.
pub fn environment(name: &str, requirements: &Path) -> Outcome<PathBuf> {
    let folder = target().join("python").join(name);
    let own = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // Written last, so that an installation that broke off is not taken for one.
    let installed = folder.join("installed.txt");
    let wanted = at(requirements, fs::read(requirements))?;
    if own.is_file() && fs::read(&installed).is_ok_and(|there| there == wanted) {
        return Ok(own);
    }
    let (python, _) = interpreter().ok_or_else(advice)?;
    say(&format!("pip install for {name}"));
    read(program(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut install = program(&own);
    install.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]);
    read(install.arg(requirements))?;
    at(&installed, fs::write(&installed, wanted))?;
    Ok(own)
}

/// The first on the PATH that is new enough and has what `venv` needs, which Debian packs apart; its version too.
fn interpreter() -> Option<(PathBuf, String)> {
    let question = format!(
        "import ensurepip, platform, sys, venv; \
         assert sys.version_info >= ({}); \
         print(platform.python_version())",
        OLDEST.replace('.', ", ")
    );
    ["python3", "python"].into_iter().filter_map(find).find_map(|path| {
        let version = read(program(&path).args(["-c", &question])).ok()?;
        Some((path, version.trim().to_owned()))
    })
}
