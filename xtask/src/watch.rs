//! Rebuild and restart after every change. Looking at the times of a few hundred files twice a second costs less than a library
//! that is told of changes, and works on every file system.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::{Child, Command},
    thread,
    time::{Duration, SystemTime},
};

use crate::{
    build,
    shell::{Outcome, Steps, files_below, red, root, say},
    wasm::Profile,
};

const WATCHED: [&str; 8] = ["src", "app", "server", "style", "public", "migrations", "Cargo.toml", "Cargo.lock"];

type Times = BTreeMap<PathBuf, SystemTime>;

pub fn watch(arguments: &[String]) -> Outcome {
    let mut running = None;
    let mut seen = None;
    loop {
        let now = times()?;
        if seen.as_ref() != Some(&now) {
            seen = Some(now);
            // The old server goes on answering until the new one is built.
            match rebuild() {
                Ok(binary) => running = Some(Running::replace(running.take(), binary, arguments)?),
                Err(failure) => println!("{} {failure}\n  waiting for the next change", red("✗")),
            }
        }
        thread::sleep(Duration::from_millis(500));
    }
}

fn rebuild() -> Outcome<PathBuf> {
    let mut steps = Steps::default();
    let binary = build::into(Profile::Dev, &mut steps)?;
    steps.done();
    Ok(binary)
}

fn times() -> Outcome<Times> {
    let mut times = Times::new();
    for name in WATCHED {
        let path = root().join(name);
        let files = if path.is_dir() { files_below(&path)? } else { vec![path] };
        // A file that vanishes between the listing and the question has changed: leaving it out says so.
        times.extend(files.into_iter().filter_map(|file| Some((file.clone(), file.metadata().ok()?.modified().ok()?))));
    }
    Ok(times)
}

/// The server under watch; it ends with us.
struct Running(Child);

impl Running {
    fn replace(old: Option<Self>, binary: PathBuf, arguments: &[String]) -> Outcome<Self> {
        drop(old);
        say("starting; Ctrl-C stops it");
        let child = Command::new(binary).arg("serve").args(arguments).current_dir(root()).spawn();
        child.map(Self).map_err(|error| format!("the server could not be started: {error}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Killed, not asked: what a rider was told is on disk already, and waiting for open streams would delay every edit.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
