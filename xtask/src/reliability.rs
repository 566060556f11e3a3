//! `docs/reliability.md` names, for each fault that may befall a payment, the tests that show what happens then. The tests say so
//! themselves, in a comment above them, and the table is made of what they say.

mod claim;
mod fault;

use std::{collections::BTreeMap, fs, path::Path};

use crate::shell::{self, Outcome, at, files_below, root};
use claim::Shown;
use fault::FAULTS;

const PAGE: &str = "docs/reliability.md";

/// Where tests are.
const FOLDERS: [&str; 6] =
    ["src", "server/src", "server/tests", "server/fintoc", "server/sandbox/tests/it", "end2end/tests"];

/// Between these two lines of the page all is made.
const BEGIN: &str = "<!-- From here on made by `cargo xtask reliability`. -->";
const END: &str = "<!-- Until here. -->";

/// Says what is wrong with what tests say of themselves, and whether the page is what would be written.
pub fn check() -> Outcome {
    if page()? == read(&root().join(PAGE))? {
        return Ok(());
    }
    Err(format!("{PAGE} is not what the tests say; `cargo xtask reliability` writes it anew"))
}

/// Writes the page anew.
pub fn write() -> Outcome {
    shell::write(&root().join(PAGE), page()?.as_bytes())
}

fn page() -> Outcome<String> {
    let mut shown = Vec::new();
    let mut mistakes = Vec::new();
    for folder in FOLDERS {
        for path in files_below(&root().join(folder))? {
            let name = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if name.ends_with(".rs") || name.ends_with(".spec.ts") {
                let found = claim::read(&name, &read(&path)?);
                shown.extend(found.shown);
                mistakes.extend(found.mistakes);
            }
        }
    }
    let by_fault = by_fault(&shown);
    mistakes.extend(what_is_said_wrongly(&by_fault));
    if !mistakes.is_empty() {
        return Err(mistakes.join("\n"));
    }
    put_in_place(&read(&root().join(PAGE))?, &made(&by_fault))
}

fn read(path: &Path) -> Outcome<String> {
    at(path, fs::read_to_string(path))
}

type ByFault<'a> = BTreeMap<usize, Vec<&'a Shown>>;

fn by_fault(shown: &[Shown]) -> ByFault<'_> {
    let mut by_fault = ByFault::new();
    for shown in shown {
        by_fault.entry(shown.fault).or_default().push(shown);
    }
    by_fault
}

/// A fault has a test that shows the whole, or it is said what is lacking, and not both.
fn what_is_said_wrongly(by_fault: &ByFault<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, fault) in (1..).zip(&FAULTS) {
        let complaint = match (is_whole(by_fault.get(&number)), fault.lacks) {
            (true, Some(_)) => "has a test that shows the whole: nothing is lacking",
            (false, None) => "has no test that shows the whole: say what is lacking",
            (true, None) | (false, Some(_)) => continue,
        };
        wrong.push(format!("xtask/src/reliability/fault.rs: row {number} {complaint}"));
    }
    wrong
}

fn is_whole(shown: Option<&Vec<&Shown>>) -> bool {
    shown.is_some_and(|shown| shown.iter().any(|each| each.part.is_none()))
}

/// The part of the page that nobody writes by hand.
fn made(by_fault: &ByFault<'_>) -> String {
    let whole = by_fault.values().filter(|shown| is_whole(Some(shown))).count();
    let in_part = by_fault.len() - whole;
    let none = FAULTS.len() - whole - in_part;
    let mut made = format!("Of {} rows {whole} are covered, {in_part} in part, {none} not yet.\n\n", FAULTS.len());
    made.push_str("| row | what goes wrong | tests | note |\n|---|---|---|---|\n");
    for (number, fault) in (1..).zip(&FAULTS) {
        let shown = by_fault.get(&number).map(Vec::as_slice).unwrap_or_default();
        let tests: Vec<_> = shown.iter().map(|each| format!("[{}](../{})", each.test, each.file)).collect();
        made.push_str(&format!("| {number} | {} | {} | {} |\n", fault.title, tests.join("<br>"), note(shown)));
    }
    made.push_str("\n### What no test shows yet\n\n");
    for (number, fault) in (1..).zip(&FAULTS) {
        if let Some(lacks) = fault.lacks {
            made.push_str(&format!("- **{number}, {}:** {lacks}.\n", fault.title));
        }
    }
    made
}

fn note(shown: &[&Shown]) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in shown.iter().filter_map(|each| each.part.as_deref()) {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let whole = shown.iter().any(|each| each.part.is_none());
    match (whole, parts.is_empty()) {
        (_, true) => (if whole { "" } else { "not covered yet" }).to_owned(),
        (true, false) => format!("also: {}", parts.join("; ")),
        (false, false) => format!("in part: {}", parts.join("; ")),
    }
}

fn put_in_place(page: &str, made: &str) -> Outcome<String> {
    let parts = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{PAGE} has no place for the table: `{BEGIN}` and `{END}`"))?;
    Ok(format!("{before}{BEGIN}\n\n{made}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(fault: usize, test: &str, part: Option<&str>) -> Shown {
        Shown { fault, test: test.to_owned(), file: "a/b.rs".to_owned(), part: part.map(str::to_owned) }
    }

    #[test]
    fn a_row_says_which_tests_show_it_and_what_is_shown_in_part_only() {
        let shown = [
            shown(1, "it is found", None),
            shown(1, "it is asked for", Some("refunds")),
            shown(2, "it is one", Some("twenty at once")),
        ];
        let made = made(&by_fault(&shown));
        assert!(made.contains("Of 40 rows 1 are covered, 1 in part, 38 not yet."), "{made}");
        assert!(
            made.contains("| [it is found](../a/b.rs)<br>[it is asked for](../a/b.rs) | also: refunds |"),
            "{made}"
        );
        assert!(made.contains("| [it is one](../a/b.rs) | in part: twenty at once |"), "{made}");
    }

    #[test]
    fn what_is_lacking_is_said_of_rows_that_no_test_shows_whole_and_of_no_others() {
        let said = FAULTS.iter().filter(|fault| fault.lacks.is_some()).count();
        let all = |part| (1..=FAULTS.len()).map(|fault| shown(fault, "it holds", part)).collect::<Vec<_>>();
        assert_eq!(what_is_said_wrongly(&by_fault(&all(None))).len(), said);
        assert_eq!(what_is_said_wrongly(&by_fault(&all(Some("half")))).len(), FAULTS.len() - said);
        assert_eq!(what_is_said_wrongly(&by_fault(&[])).len(), FAULTS.len() - said);
    }

    #[test]
    fn what_was_written_by_hand_stays() {
        let page = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let anew = put_in_place(&page, "| new |\n").unwrap();
        assert_eq!(anew, format!("before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"));
        assert_eq!(put_in_place(&anew, "| new |\n").unwrap(), anew);
        assert!(put_in_place("no place", "").is_err());
    }
}
