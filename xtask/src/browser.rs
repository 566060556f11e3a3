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

/// Tells the stories against that binary.
pub fn stories(binary: &Path, chromium: &Path, arguments: &[String]) -> Outcome {
    let folder = root().join("end2end");
    run(&mut node::script(&folder, "check")?)?;
    let mut test = node::script(&folder, "test")?;
    test.arg("--").args(arguments);
    run(test.env("CHROMIUM", chromium).env("VUELTA_BINARY", binary))
}
