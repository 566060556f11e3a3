//! The site, then the server that carries it.

use std::{fs::File, path::PathBuf, process::Command, time::SystemTime};

use crate::{
    shell::{Outcome, Steps, at, cargo_build, files_below, root, run, say, target},
    site::{self, Site},
    size, style,
    wasm::{self, Profile},
};

/// Builds `target/release/vuelta`, which needs no other file, and returns where it is.
pub fn release() -> Outcome<PathBuf> {
    let mut steps = Steps::default();
    let binary = into(Profile::Release, &mut steps)?;
    steps.done();
    size::check(&site::folder())?;
    Ok(binary)
}

/// All steps in one profile.
pub fn into(profile: Profile, steps: &mut Steps) -> Outcome<PathBuf> {
    let release = profile == Profile::Release;
    if !wasm::target_is_installed() {
        steps.take("wasm target", wasm::install_target)?;
    }
    let mut site = Site::default();
    steps.take("style", || {
        for (name, sheet) in style::sheets()? {
            site.add(name, sheet);
        }
        site.add_folder(&root().join("public"))?;
        for module in
            files_below(&root().join("app/src"))?.iter().filter(|path| path.extension().is_some_and(|it| it == "js"))
        {
            site.add_if_there(module)?;
        }
        Ok(())
    })?;
    for (name, bytes) in steps.take("wasm", || wasm::build(profile))? {
        site.add(name, bytes);
    }
    // A dev build is for one reader on the same machine: compressing ten times the bytes would take longer than the rest.
    let new_names = steps.take("pack", || site.write(&site::folder(), release))?;
    if release && new_names {
        embed_anew()?;
    }
    let profile = if release { "release" } else { "dev" };
    steps.take("server", || {
        run(&mut cargo_build(["build", "--package", "server", "--bin", "vuelta", "--profile", profile]))
    })?;
    let folder = target().join(if release { "release" } else { "debug" });
    Ok(folder.join(format!("vuelta{}", std::env::consts::EXE_SUFFIX)))
}

/// Cargo follows the files that were embedded when the server was compiled; of a file that was not there then it knows
/// nothing. So the source that embeds them is made to look changed.
fn embed_anew() -> Outcome {
    let source = root().join("server/src/assets.rs");
    let touched = File::options().append(true).open(&source).and_then(|file| file.set_modified(SystemTime::now()));
    at(&source, touched)
}

/// Builds and runs, and leaves the terminal to the server.
pub fn demo(arguments: &[String]) -> Outcome {
    let binary = release()?;
    say("starting; Ctrl-C stops it");
    hand_over(Command::new(binary).arg("serve").args(arguments).current_dir(root()))
}

/// The server takes our place, so that Ctrl-C is its own and its exit code is ours.
#[cfg(unix)]
fn hand_over(command: &mut Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(format!("the server could not be started: {}", command.exec()))
}

#[cfg(not(unix))]
fn hand_over(command: &mut Command) -> Outcome {
    run(command)
}
