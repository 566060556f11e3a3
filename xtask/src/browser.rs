//! The browser stories: Node, a Chromium, and Playwright's runner in `end2end/`.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    node,
    shell::{self, Outcome, find, root, run},
};

/// A Chromium: the variable, then the PATH.
pub fn chromium() -> Outcome<Option<PathBuf>> {
    match env::var_os("CHROMIUM").map(PathBuf::from) {
        Some(path) if path.is_file() => Ok(Some(path)),
        Some(path) => Err(format!("CHROMIUM says {}, and there is no such file", path.display())),
        None => Ok(["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)),
    }
}

/// Sees to Node and Chromium, so that a missing one is told before the long steps.
pub fn prepare() -> Outcome<PathBuf> {
    node::version()?;
    if chromium()?.is_none() && shell::may_install() {
        shell::install("chromium")?;
    }
    chromium()?.ok_or_else(|| {
        "the browser stories need a Chromium: install one (Debian: apt-get install chromium) or name it in the variable CHROMIUM"
            .to_owned()
    })
}

/// Takes pictures of every screen and has each one judged.
pub fn screens(binary: &Path, chromium: &Path, arguments: &[String]) -> Outcome {
    told("screens", binary, chromium, arguments)
}

/// What Lighthouse says of each kind of page.
pub fn lighthouse(binary: &Path, chromium: &Path) -> Outcome {
    node::install_packages(&root().join("end2end/lighthouse"))?;
    told("lighthouse", binary, chromium, &[])
}

/// Tells the stories against that binary.
pub fn stories(binary: &Path, chromium: &Path, arguments: &[String]) -> Outcome {
    told("test", binary, chromium, arguments)
}

fn told(script: &str, binary: &Path, chromium: &Path, arguments: &[String]) -> Outcome {
    let folder = root().join("end2end");
    run(&mut node::script(&folder, "check")?)?;
    let mut test = node::script(&folder, script)?;
    test.arg("--").args(arguments);
    run(test.env("CHROMIUM", chromium).env("VUELTA_BINARY", binary))
}
