//! What tests that passed print: how many orders were walked, how often a process was killed. Cargo keeps that to itself unless it
//! is asked; here it is asked, the person sees what they would have seen anyway, and the figures go to a file.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::shell::{self, Outcome, say, target};

/// Runs `cargo test … -- --show-output`, and writes what tests that passed printed to `target/reliability.txt`.
pub fn keep(tests: &mut Command) -> Outcome {
    let mut output = Output::default();
    let ended = shell::run_heard(tests.args(["--", "--show-output"]).stdout(Stdio::piped()), |stdout| {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            if output.is_for_people(&line) {
                println!("{line}");
            }
        }
    });
    let path = target().join("reliability.txt");
    shell::write(&path, output.figures().as_bytes())?;
    say(&format!("what tests printed is in {}", path.display()));
    ended
}

/// What cargo's harness prints, of one test program after the other.
#[derive(Default)]
struct Output {
    place: Place,
    /// Tests that printed something, and what.
    printed: Vec<(String, Vec<String>)>,
}

#[derive(Default, Clone, Copy)]
enum Place {
    #[default]
    Outside,
    /// After the first `successes:`, where each test shows what it printed.
    Shown,
    /// After the second one, where they are only listed.
    Listed,
}

impl Output {
    /// Takes the next line; says whether it is one that would have been there without asking.
    fn is_for_people(&mut self, line: &str) -> bool {
        self.place = match (self.place, line) {
            (Place::Outside, "successes:") => Place::Shown,
            (Place::Shown, "successes:") => Place::Listed,
            (Place::Listed, "") => Place::Outside,
            (Place::Outside, _) => return true,
            (Place::Shown, _) => {
                self.hear(line);
                Place::Shown
            }
            (Place::Listed, _) => Place::Listed,
        };
        false
    }

    fn hear(&mut self, line: &str) {
        if let Some(test) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            self.printed.push((test.to_owned(), Vec::new()));
        } else if let (Some((_, lines)), false) = (self.printed.last_mut(), line.is_empty()) {
            lines.push(line.to_owned());
        }
    }

    fn figures(&self) -> String {
        let mut figures = String::new();
        for (test, lines) in &self.printed {
            let sentence = test.rsplit("::").next().unwrap_or(test).replace('_', " ");
            figures.push_str(&format!("{sentence}\n"));
            lines.iter().for_each(|line| figures.push_str(&format!("    {line}\n")));
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "
running 3 tests
test orders::all_are_walked ... ok
test kills::nobody_dies ... FAILED
test it_holds ... ok

successes:

---- orders::all_are_walked stdout ----
240 orders
of five events


successes:
    it_holds
    orders::all_are_walked

failures:

---- kills::nobody_dies stdout ----
somebody died

test result: FAILED. 2 passed; 1 failed

running 0 tests

successes:

successes:

test result: ok. 0 passed";

    #[test]
    fn what_passed_tests_printed_is_kept_and_the_rest_is_shown() {
        let mut output = Output::default();
        let shown: Vec<_> = PRINTED.lines().filter(|line| output.is_for_people(line)).collect();
        assert_eq!(output.figures(), "all are walked\n    240 orders\n    of five events\n");
        let shown = shown.join("\n");
        assert!(shown.contains("somebody died") && shown.ends_with("0 passed"), "{shown}");
        assert!(!shown.contains("240 orders") && !shown.contains("successes"), "{shown}");
    }
}
