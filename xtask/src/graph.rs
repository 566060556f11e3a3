//! Who may know whom, and whose code we pass on: read from cargo, not believed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    licence,
    shell::{Outcome, cargo, read},
    wasm,
};

/// A crate graph and the crates that must not be in it.
struct Rule {
    graph: &'static [&'static str],
    without: &'static [&'static str],
    because: &'static str,
}

const POWER: &[&str] = &["sqlx", "reqwest", "hmac", "tower-sessions"];

const RULES: [Rule; 5] = [
    Rule {
        graph: &["--package", "app", "--no-default-features", "--features", "hydrate", "--target", wasm::TRIPLE],
        without: POWER,
        because: "what runs in the browser holds no power",
    },
    Rule {
        graph: &["--package", "app", "--features", "ssr"],
        without: POWER,
        because: "pages reach the backend through ports",
    },
    Rule {
        graph: &["--package", "fintoc"],
        without: &["vuelta", "app", "server"],
        because: "the client could be published alone",
    },
    Rule {
        graph: &["--package", "sandbox"],
        without: &["vuelta", "app", "server"],
        because: "the sandbox is another company",
    },
    Rule {
        graph: &["--package", "vuelta"],
        without: &["leptos", "tokio", "axum", "sqlx", "reqwest"],
        because: "the domain is pure",
    },
];

pub fn check() -> Outcome {
    let broken = RULES.iter().filter_map(|rule| rule.broken().transpose()).collect::<Outcome<Vec<_>>>()?;
    if !broken.is_empty() {
        return Err(broken.join("\n"));
    }
    check_features()?;
    check_packages()
}

/// Tests may stop the server at its points, and plant faults in it. What we ship has neither.
fn check_features() -> Outcome {
    let tree =
        ["tree", "--package", "server", "--edges", "normal", "--depth", "0", "--prefix", "none", "--format", "{f}"];
    match read(&mut cargo(tree))?.trim() {
        "" => Ok(()),
        features => Err(format!("what we ship has features that are for tests: {features}")),
    }
}

impl Rule {
    /// The sentence that says how it is broken, if it is.
    fn broken(&self) -> Outcome<Option<String>> {
        let tree = read(cargo(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]).args(self.graph))?;
        let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
        let found: Vec<&str> = self.without.iter().filter(|name| crates.contains(*name)).copied().collect();
        let graph = self.graph.join(" ");
        Ok((!found.is_empty()).then(|| {
            format!("{}: yet `cargo tree --edges normal {graph}` contains {}", self.because, found.join(", "))
        }))
    }
}

/// Every package, of every platform, comes from the registry or from here, under a licence we may pass on.
fn check_packages() -> Outcome {
    let metadata = read(&mut cargo(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let complaints: Vec<String> = packages.iter().flat_map(complaints).collect();
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

fn complaints(package: &Value) -> Vec<String> {
    let name = format!("{} {}", package["name"].as_str().unwrap_or("?"), package["version"].as_str().unwrap_or("?"));
    let mut complaints = Vec::new();
    // A package of the workspace has no source at all.
    if package["source"]
        .as_str()
        .is_some_and(|source| source != "registry+https://github.com/rust-lang/crates.io-index")
    {
        complaints.push(format!("{name} comes from {}, not from crates.io", package["source"]));
    }
    match package["license"].as_str() {
        Some(licence) if licence::is_allowed(licence) => {}
        Some(licence) => complaints.push(format!("{name}: {licence} is not on the list in xtask/src/licence.rs")),
        None => complaints.push(format!("{name} names no licence")),
    }
    complaints
}
