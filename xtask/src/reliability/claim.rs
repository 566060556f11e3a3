//! What a test says of itself: `/// Faults: 12; 31 in part: at random moments.` above it, as a comment of its own line.

use super::fault::FAULTS;

const SAYS: &str = "Faults: ";
const IN_PART: &str = " in part: ";

/// A fault whose consequences a test shows.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    pub fault: usize,
    /// The test's name, as a sentence.
    pub test: String,
    pub file: String,
    /// What of the fault it shows, when it does not show all.
    pub part: Option<String>,
}

/// What the tests of a file say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub shown: Vec<Shown>,
    pub mistakes: Vec<String>,
}

/// Reads a file of Rust, or of Playwright's stories.
pub fn read(file: &str, source: &str) -> Found {
    let mut found = Found::default();
    // What was said, where, until the test comes that it is about.
    let mut said: Vec<(usize, Option<String>)> = Vec::new();
    let (mut is_test, mut last) = (false, 0);
    for (number, line) in (1..).zip(source.lines().map(str::trim)) {
        let comment = line.strip_prefix("//").map(|rest| rest.trim_start_matches('/').trim());
        if let Some(claims) = comment.and_then(|comment| comment.strip_prefix(SAYS)) {
            last = number;
            match parse(claims) {
                Ok(claims) => said.extend(claims),
                Err(mistake) => found.mistakes.push(format!("{file}:{number}: {mistake}")),
            }
        } else if said.is_empty() || comment.is_some() || line.is_empty() {
        } else if line.starts_with("#[") {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        } else {
            match test_name(line, is_test) {
                Some(test) => found.shown.extend(said.drain(..).map(|(fault, part)| Shown {
                    fault,
                    test: test.clone(),
                    file: file.to_owned(),
                    part,
                })),
                None => found.mistakes.push(format!("{file}:{last}: no test follows")),
            }
            said.clear();
            is_test = false;
        }
    }
    if !said.is_empty() {
        found.mistakes.push(format!("{file}:{last}: no test follows"));
    }
    found
}

fn parse(claims: &str) -> Result<Vec<(usize, Option<String>)>, String> {
    let claims = claims.strip_suffix('.').ok_or("a sentence ends with a full stop")?;
    let one = |claim: &str| {
        let (number, part) = match claim.split_once(IN_PART) {
            Some((number, part)) => (number, Some(part.to_owned())),
            None => (claim, None),
        };
        let fault = number.parse().ok().filter(|number| (1..=FAULTS.len()).contains(number));
        Ok((fault.ok_or_else(|| format!("there is no row `{number}`; the last is {}", FAULTS.len()))?, part))
    };
    claims.split("; ").map(one).collect()
}

/// The name in the line that begins a test, as a sentence.
fn test_name(line: &str, is_test: bool) -> Option<String> {
    if let Some(rest) = line.strip_prefix("test(") {
        let quote = rest.chars().next()?;
        return rest[1..].split_once(quote).map(|(name, _)| name.replace('|', "\\|"));
    }
    let name = line.split_once("fn ")?.1.split_once('(')?.0;
    is_test.then(|| name.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(fault: usize, test: &str, part: Option<&str>) -> Shown {
        Shown { fault, test: test.to_owned(), file: "it.rs".to_owned(), part: part.map(str::to_owned) }
    }

    #[test]
    fn a_test_in_rust_is_known_by_its_attribute_and_its_name_is_a_sentence() {
        let source = "
            /// What it is about.
            /// Faults: 12; 31 in part: at random, now and then.
            #[tokio::test(flavor = \"multi_thread\")]
            async fn nobody_pays_twice() {
            }
            #[test]
            fn says_nothing() {}";
        let expected =
            [shown(12, "nobody pays twice", None), shown(31, "nobody pays twice", Some("at random, now and then"))];
        assert_eq!(read("it.rs", source), Found { shown: expected.into(), mistakes: Vec::new() });
    }

    #[test]
    fn a_story_for_a_browser_is_known_by_its_call() {
        let source = "// Faults: 40.\ntest(\"a bank's app leads back\", async ({ rider }) => {";
        assert_eq!(read("it.rs", source).shown, [shown(40, "a bank's app leads back", None)]);
    }

    #[test]
    fn an_unknown_row_and_a_test_that_is_gone_are_mistakes() {
        for (source, mistake) in [
            ("/// Faults: 41.\n#[test]\nfn it() {}", "it.rs:1: there is no row `41`; the last is 40"),
            ("/// Faults: 0.\n#[test]\nfn it() {}", "it.rs:1: there is no row `0`; the last is 40"),
            ("/// Faults: 1, 2.\n#[test]\nfn it() {}", "it.rs:1: there is no row `1, 2`; the last is 40"),
            ("/// Faults: 1\n#[test]\nfn it() {}", "it.rs:1: a sentence ends with a full stop"),
            ("/// Faults: 1.\nfn it() {}", "it.rs:1: no test follows"),
            ("/// Faults: 1.\n\n", "it.rs:1: no test follows"),
        ] {
            assert_eq!(read("it.rs", source).mistakes, [mistake], "{source}");
        }
    }
}
