//! Fintoc's official SDKs against the stand-in: what a merchant of any stack meets.

use std::path::Path;

use crate::{
    node, python,
    sandbox::Sandbox,
    shell::{Outcome, program, root, run},
};

/// Sees to Node and Python, so that a missing one is told before the long steps.
pub fn prepare() -> Outcome {
    node::version()?;
    python::prepare()
}

/// Runs the tests of both SDKs against that binary's sandbox.
pub fn tests(binary: &Path) -> Outcome {
    let sandbox = Sandbox::start(binary)?;
    let folder = root().join("server/sandbox/tests/sdk");
    let outcome = in_node(&folder.join("node"), &sandbox).and_then(|()| in_python(&folder.join("python"), &sandbox));
    outcome.map_err(|failure| format!("{failure}\n{}", sandbox.last_words()))
}

fn in_node(folder: &Path, sandbox: &Sandbox) -> Outcome {
    let mut tests = node::script(folder, "test")?;
    run(sandbox.shown_to(&mut tests))
}

fn in_python(folder: &Path, sandbox: &Sandbox) -> Outcome {
    let python = python::environment("sdk", &folder.join("requirements.txt"))?;
    let mut tests = program(python);
    tests.current_dir(folder).args(["-m", "unittest"]).env("PYTHONDONTWRITEBYTECODE", "1");
    run(sandbox.shown_to(&mut tests))
}
