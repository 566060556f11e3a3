//! The byte ledger: what a first visit costs, held against a budget. A kilobyte is 1,000 bytes.

use std::path::Path;

use crate::shell::{Outcome, at, files_below, green, red};

/// What is counted together, and how much it may weigh on the wire.
struct Budget {
    what: &'static str,
    most: u64,
    /// Every file whose name ends so: nothing can be added past the ledger.
    endings: &'static [&'static str],
}

const BUDGETS: [Budget; 3] = [
    Budget { what: "script", most: 110_000, endings: &[".js.br", ".wasm.br"] },
    Budget { what: "style", most: 10_000, endings: &[".css.br"] },
    Budget { what: "fonts", most: 61_000, endings: &[".woff2"] },
];

/// Prints one line, and fails when a budget is broken.
pub fn check(site: &Path) -> Outcome {
    let mut line = Vec::new();
    let mut broken = Vec::new();
    let files = files_below(site)?;
    for Budget { what, most, endings } in BUDGETS {
        let counted = files.iter().filter(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)));
        let weight: u64 = counted.map(|path| at(path, path.metadata()).map(|data| data.len())).sum::<Outcome<_>>()?;
        line.push(format!("{what} {} of {} KB", thousands(weight), most / 1_000));
        if weight > most {
            broken.push(format!("{what} weighs {weight} bytes, {} more than it may", weight - most));
        }
    }
    let mark = if broken.is_empty() { green("✓") } else { red("✗") };
    println!("{mark} {}", line.join(" · "));
    if broken.is_empty() { Ok(()) } else { Err(format!("over the budget in xtask/src/size.rs: {}", broken.join("; "))) }
}

fn thousands(bytes: u64) -> String {
    format!("{}.{}", bytes / 1_000, bytes % 1_000 / 100)
}
