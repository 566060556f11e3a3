//! What a bank asks its holder: a code from a device or an SMS, or three cells of a coordinate card. What is typed is
//! compared and dropped.

use maud::{Markup, html};
use serde::Deserialize;

use super::{Visit, icons};
use crate::test_bank::{self, Mfa};

/// The columns and rows of the card that is drawn. Our choice: banks' cards differ.
const COLUMNS: [char; 8] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const ROWS: usize = 5;

/// The form of a step that asks the holder. No `Debug`: it holds a code.
#[derive(Deserialize)]
pub(super) struct Reply {
    pub(super) decision: Option<Decision>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    cell_1: String,
    #[serde(default)]
    cell_2: String,
    #[serde(default)]
    cell_3: String,
    /// How many codes had been wrong when the form was shown.
    attempt: Option<u8>,
}

/// The button that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Decision {
    Approve,
    Reject,
}

/// What to make of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Approved,
    Rejected,
    /// Nothing was typed, or not everything.
    Missing,
    /// A wrong code that counts.
    Wrong,
    /// A wrong code that was counted already: a second press, or a reload.
    Repeated,
}

impl Verdict {
    /// Whether the step is shown again with what was wrong.
    pub(super) fn asks_again(self) -> bool {
        matches!(self, Self::Missing | Self::Wrong | Self::Repeated)
    }
}

impl Reply {
    /// What to make of it, after so many wrong codes.
    pub(super) fn verdict(&self, mfa: Mfa, wrong_codes: u8) -> Verdict {
        let typed: &[&str] = match mfa {
            Mfa::App { .. } => &[],
            Mfa::Device | Mfa::Sms => &[&self.code],
            Mfa::Card => &[&self.cell_1, &self.cell_2, &self.cell_3],
        };
        if self.decision == Some(Decision::Reject) {
            Verdict::Rejected
        } else if typed.iter().any(|code| code.trim().is_empty()) {
            Verdict::Missing
        } else if typed.iter().all(|code| test_bank::is_right_code(code.trim())) {
            Verdict::Approved
        } else if self.attempt.is_none_or(|shown| shown == wrong_codes) {
            Verdict::Wrong
        } else {
            Verdict::Repeated
        }
    }
}

/// The fields of the form, with what was wrong above them. The app has none.
pub(super) fn fields(visit: &Visit, mfa: Mfa, missing: bool) -> Markup {
    let (language, texts) = (visit.language, visit.language.texts());
    let wrong_codes = visit.session.progress.wrong_codes;
    let complaint = match (missing, wrong_codes) {
        (true, _) => Some(texts.code_missing.to_owned()),
        (false, 0) => None,
        (false, wrong) => Some(language.wrong_code(visit.left(wrong))),
    };
    let invalid = complaint.is_some();
    let notes = if invalid { "code-error code-hint" } else { "code-hint" };
    html! {
        @if let Some(complaint) = complaint {
            p.error.error--box #code-error role="alert" { (icons::warning()) (complaint) }
        }
        @match mfa {
            Mfa::App { .. } => {}
            Mfa::Device | Mfa::Sms => {
                div.field {
                    label for="code" { (language.code_label(mfa)) }
                    input.code #code name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12"
                        aria-invalid=[invalid.then_some("true")] aria-describedby=(notes) autofocus[invalid];
                }
            }
            Mfa::Card => {
                (drawing(&asked(visit.session.id())))
                div.cells {
                    @for (index, cell) in asked(visit.session.id()).iter().enumerate() {
                        @let name = format!("cell_{}", index + 1);
                        div.field {
                            label for=(name) { (language.cell(cell)) }
                            input.code #(name) name=(name) inputmode="numeric" autocomplete="off" maxlength="4"
                                aria-invalid=[invalid.then_some("true")] aria-describedby=(notes)
                                autofocus[invalid && index == 0];
                        }
                    }
                }
            }
        }
        @if !matches!(mfa, Mfa::App { .. }) {
            p.small.mute #code-hint { (language.code_hint(mfa)) }
            input type="hidden" name="attempt" value=(wrong_codes);
        }
    }
}

/// The three cells that a session is asked for, the same ones at every visit.
fn asked(session: &str) -> [String; 3] {
    let cells = COLUMNS.len() * ROWS;
    let seed = session.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    [0, 13, 27].map(|offset| {
        let at = (seed % cells + offset) % cells;
        let column = COLUMNS.get(at % COLUMNS.len()).copied().unwrap_or('A');
        format!("{column}{}", at / COLUMNS.len() + 1)
    })
}

/// The card, with the cells that are asked for. For the eye only: the labels name them.
fn drawing(asked: &[String]) -> Markup {
    html! {
        table.grid aria-hidden="true" {
            tr { th {} @for column in COLUMNS { th { (column) } } }
            @for row in 1..=ROWS {
                tr {
                    th { (row) }
                    @for column in COLUMNS {
                        @let wanted = asked.contains(&format!("{column}{row}"));
                        td.wanted[wanted] { @if wanted { "00" } @else { "··" } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_different_cells_are_asked_for_and_stay_the_same() {
        for session in ["cs_a", "cs_b", "cs_2XyZ"] {
            let [one, two, three] = asked(session);
            assert!(one != two && two != three && one != three);
            assert_eq!(asked(session), [one, two, three]);
        }
    }
}
