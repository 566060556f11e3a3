//! What this machine lacks, and how to get it.

use crate::{
    browser, database, node, python,
    shell::{Outcome, find, green, red, yellow},
    wasm,
};

pub fn examine() -> Outcome {
    println!("to run the demo");
    let compiler = ["cc", "clang", "gcc", "cl"].into_iter().find_map(find);
    let ready = [
        tell(
            "Rust for the browser",
            wasm::target_is_installed().then(|| wasm::TRIPLE.to_owned()),
            "rustup target add wasm32-unknown-unknown",
            red,
        ),
        tell(
            "a C compiler, for SQLite",
            compiler.map(|path| path.display().to_string()),
            "Debian: apt-get install gcc libc6-dev; macOS: xcode-select --install",
            red,
        ),
    ];

    println!("to run the tests as well");
    let node = node::version();
    let chromium = browser::chromium();
    let advice = node.as_ref().err().cloned().unwrap_or_default();
    tell("Node", node.ok(), &advice, yellow);
    let advice = chromium
        .as_ref()
        .err()
        .cloned()
        .unwrap_or_else(|| "Debian: apt-get install chromium, or set CHROMIUM".to_owned());
    tell("Chromium", chromium.ok().flatten().map(|path| path.display().to_string()), &advice, yellow);
    tell("Python", python::version(), &python::advice(), yellow);
    let postgres = database::programs().map(|path| path.display().to_string());
    tell("PostgreSQL", postgres, "Debian: apt-get install postgresql, or test --without-postgres", yellow);

    if ready.into_iter().all(|there| there) { Ok(()) } else { Err("the demo cannot be built yet".to_owned()) }
}

fn tell(what: &str, found: Option<String>, advice: &str, alarm: fn(&str) -> String) -> bool {
    match &found {
        Some(found) => println!("  {} {what}: {found}", green("✓")),
        None => println!("  {} {what} is missing: {advice}", alarm("✗")),
    }
    found.is_some()
}
