//! The byte ledger: what a first visit costs on the wire. Each kind of page has a budget, and each file a line in
//! `docs/bytes.txt`, over which it may grow by two in a hundred; who means it to grow writes the ledger anew with
//! `cargo xtask bytes`, and the change shows in the diff. A kilobyte is 1,000 bytes.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    shell::{Outcome, at, files_below, green, red, root, write},
    style,
};

/// Script and wasm of booking and ride; every other page has less, or none.
const SCRIPT: u64 = 110_000;

/// The common sheet and the largest of a screen.
const STYLE: u64 = 10_000;

/// What a page backstage loads: an instrument panel on a desk, which no rider waits for.
const BACKSTAGE: u64 = 30_000;

/// What files are called that only backstage loads.
const BEHIND: &str = "backstage";

/// What a rider's page loads of them.
const FONTS: u64 = 61_000;

/// How much a file may grow without anybody saying so, in hundredths.
const GROWTH: u64 = 2;

/// A file smaller than this may double.
const TRIFLE: u64 = 1_000;

/// Prints one line, and fails when a budget is broken or a file has grown.
pub fn check(site: &Path) -> Outcome {
    let weights = weigh(site)?;
    let budgets = [
        ("script", script(&weights), SCRIPT),
        ("style", sheets(&weights), STYLE),
        ("fonts", fonts(&weights), FONTS),
        ("backstage", backstage(&weights), BACKSTAGE),
    ];
    let mut broken: Vec<_> = budgets
        .iter()
        .filter(|(_, weight, most)| weight > most)
        .map(|(what, weight, most)| format!("{what} weighs {weight} bytes, {} more than it may", weight - most))
        .collect();
    broken.extend(grown(&read(&at(&ledger(), fs::read_to_string(ledger()))?), &weights));
    let line = budgets.map(|(what, weight, most)| format!("{what} {} of {} KB", thousands(weight), most / 1_000));
    let mark = if broken.is_empty() { green("✓") } else { red("✗") };
    println!("{mark} {}", line.join(" · "));
    if broken.is_empty() {
        Ok(())
    } else {
        Err(format!("the byte ledger (docs/bytes.txt, xtask/src/size.rs): {}", broken.join("; ")))
    }
}

/// Writes the ledger anew.
pub fn write_ledger(site: &Path) -> Outcome {
    let weights = weigh(site)?;
    let lines: String = weights.iter().map(|(name, weight)| format!("{weight:>7}  {name}\n")).collect();
    write(&ledger(), format!("{HEAD}{lines}").as_bytes())
}

const HEAD: &str = "# What the browser loads by name, in bytes on the wire. Written by `cargo xtask bytes`; a build fails when a file weighs
# over 2 % more than its line says, or is not here.
";

fn ledger() -> std::path::PathBuf {
    root().join("docs/bytes.txt")
}

type Weights = BTreeMap<String, u64>;

/// Every file by its name, as it travels: packed where there is a packed one.
fn weigh(site: &Path) -> Outcome<Weights> {
    let mut weights = Weights::new();
    for path in files_below(site)? {
        let name = path.strip_prefix(site).unwrap_or(&path).to_string_lossy().into_owned();
        let weight = at(&path, path.metadata())?.len();
        match name.strip_suffix(".br") {
            Some(plain) => drop(weights.insert(plain.to_owned(), weight)),
            None => drop(weights.entry(name).or_insert(weight)),
        }
    }
    weights.retain(|name, _| !name.ends_with(".txt"));
    Ok(weights)
}

fn of_kind<'a>(weights: &'a Weights, endings: &'a [&str]) -> impl Iterator<Item = (&'a str, u64)> {
    let named = weights.iter().map(|(name, weight)| (name.as_str(), *weight));
    named.filter(|(name, _)| endings.iter().any(|ending| name.ends_with(ending)))
}

fn script(weights: &Weights) -> u64 {
    of_kind(weights, &[".js", ".wasm"]).filter(|(name, _)| !name.starts_with(BEHIND)).map(|(_, weight)| weight).sum()
}

fn sheets(weights: &Weights) -> u64 {
    let screens = of_kind(weights, &[".css"]).filter(|(name, _)| *name != style::COMMON && !name.starts_with(BEHIND));
    let screens = screens.map(|(_, weight)| weight).max();
    weights.get(style::COMMON).copied().unwrap_or(0) + screens.unwrap_or(0)
}

/// All that only backstage loads, and the common sheet with it.
fn backstage(weights: &Weights) -> u64 {
    let own = of_kind(weights, &[".css", ".js"]).filter(|(name, _)| name.starts_with(BEHIND) || *name == style::COMMON);
    own.map(|(_, weight)| weight).sum()
}

fn fonts(weights: &Weights) -> u64 {
    of_kind(weights, &[".woff2"]).map(|(_, weight)| weight).sum()
}

/// What has grown beyond its line, or has none.
fn grown(before: &Weights, now: &Weights) -> Vec<String> {
    let room = |line: u64| if line < TRIFLE { line } else { line * GROWTH / 100 };
    let complaint = |(name, weight): (&String, &u64)| match before.get(name) {
        None => Some(format!("{name} has no line")),
        Some(&line) if *weight > line + room(line) => {
            Some(format!("{name} weighs {weight} bytes, and its line says {line}"))
        }
        Some(_) => None,
    };
    now.iter().filter_map(complaint).collect()
}

fn read(ledger: &str) -> Weights {
    let lines = ledger.lines().filter_map(|line| line.trim().split_once("  "));
    lines.filter_map(|(weight, name)| Some((name.trim().to_owned(), weight.parse().ok()?))).collect()
}

fn thousands(bytes: u64) -> String {
    format!("{}.{}", bytes / 1_000, bytes % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grows_by_more_than_two_in_a_hundred_is_told_and_so_is_what_is_new() {
        let before = read("# a head\n 100000  app_bg.wasm\n   8000  vuelta.css\n    500  wallet.css\n");
        let now =
            |weights: &[(&str, u64)]| weights.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect();
        assert!(
            grown(&before, &now(&[("app_bg.wasm", 102_000), ("vuelta.css", 7_000), ("wallet.css", 900)])).is_empty()
        );
        assert_eq!(
            grown(&before, &now(&[("app_bg.wasm", 102_001)])),
            ["app_bg.wasm weighs 102001 bytes, and its line says 100000"]
        );
        assert_eq!(grown(&before, &now(&[("new.js", 1)])), ["new.js has no line"]);
    }

    #[test]
    fn a_page_loads_the_common_sheet_and_one_more() {
        let weights = [("vuelta.css", 7_000), ("wallet.css", 500), ("landing.css", 900)];
        let weights = weights.into_iter().map(|(name, weight)| (name.to_owned(), weight)).collect();
        assert_eq!(sheets(&weights), 7_900);
    }
}
