//! The browser's half of `app`: compiled by cargo, bound to JavaScript by wasm-bindgen as a library.

use std::{fs, path::Path, process::Command};

use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{Outcome, at, cargo, cargo_build, find, program, read, run, target};

pub const TRIPLE: &str = "wasm32-unknown-unknown";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

impl Profile {
    /// What cargo calls it, and the folder it builds into.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Dev => ("dev", "debug"),
            Self::Release => ("wasm-release", "wasm-release"),
        }
    }
}

/// Whether rustc has the standard library for wasm.
pub fn target_is_installed() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libraries = read(program(rustc).args(["--print", "target-libdir", "--target", TRIPLE]));
    libraries.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

pub fn install_target() -> Outcome {
    if target_is_installed() {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err(format!(
            "rustc has no standard library for {TRIPLE} and there is no rustup to fetch it: install rustup (https://rustup.rs), \
             or your system's package for that target (Debian: libstd-rust-dev-wasm32, with the Rust that \
             Cargo.toml asks for)"
        ));
    }
    run(program("rustup").args(["target", "add", TRIPLE]))
}

/// Builds `app.js` and `app_bg.wasm` and returns their names and contents.
pub fn build(profile: Profile) -> Outcome<Vec<(String, Vec<u8>)>> {
    let (name, folder) = profile.names();
    run(&mut compile(name))?;
    let module = target().join(TRIPLE).join(folder).join("app.wasm");
    let out = target().join(TRIPLE).join(folder).join("bound");
    let bound = [out.join("app.js"), out.join("app_bg.wasm")];
    if !bound.iter().all(|file| is_newer(file, &module)) {
        bind(&module, &out, profile).map_err(|error| format!("wasm-bindgen: {error}"))?;
    }
    bound
        .iter()
        .map(|file| {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Ok((name, at(file, fs::read(file))?))
        })
        .collect()
}

/// A cargo command of its own: built together with the server, `hydrate` and `ssr` would be switched on in one crate.
/// The crate type is chosen here because only the browser needs a module; for everybody else `app` is a plain library.
fn compile(profile: &str) -> Command {
    let mut command = cargo_build(["rustc", "--package", "app", "--lib", "--crate-type", "cdylib", "--target", TRIPLE]);
    command.args(["--profile", profile, "--no-default-features", "--features", "hydrate"]);
    command
}

/// The lints of what only the browser compiles.
pub fn clippy() -> Command {
    let mut command = cargo(["clippy", "--package", "app", "--lib", "--target", TRIPLE]);
    command.args(["--no-default-features", "--features", "hydrate", "--", "-D", "warnings"]);
    command
}

fn bind(module: &Path, out: &Path, profile: Profile) -> Result<(), impl std::fmt::Display> {
    let shipped = profile == Profile::Release;
    Bindgen::new()
        .input_path(module)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .out_name("app")
                .remove_name_section(shipped)
                .remove_producers_section(shipped)
                .generate(out)
        })
        .map_err(|error| format!("{error:#}"))
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified());
    matches!((changed(file), changed(than)), (Ok(file), Ok(than)) if file >= than)
}
