//! The stand-in held against its own description, by calls that schemathesis makes up.

use std::path::Path;

use crate::{
    python,
    sandbox::Sandbox,
    shell::{Outcome, program, root, run},
};

/// Makes them of that binary's sandbox.
pub fn tests(binary: &Path) -> Outcome {
    let folder = root().join("server/sandbox/tests/schemathesis");
    let python = python::environment("schemathesis", &folder.join("requirements.txt"))?;
    let sandbox = Sandbox::start(binary)?;
    let mut tests = program(python);
    tests.arg(folder.join("run.py")).env("BASE_URL", sandbox.url());
    run(sandbox.shown_to(&mut tests)).map_err(|failure| format!("{failure}\n{}", sandbox.last_words()))
}
