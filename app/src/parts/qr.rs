//! QR codes, drawn as one path.

use std::fmt::Write as _;

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// Readers need that many modules of quiet around a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// The code of a text; nothing when the text is too long for one.
#[component]
pub(crate) fn Qr(text: String, label: String) -> impl IntoView {
    QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok().map(|code| {
        let side = code.width() + 2 * QUIET;
        view! {
            <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
                <rect class="qr__paper" width=side height=side />
                <path class="qr__ink" d=modules(&code) />
            </svg>
        }
    })
}

/// Every dark module, row by row: what is dark side by side is one stroke.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for (row, line) in code.to_colors().chunks(code.width()).enumerate() {
        let mut column = 0;
        for run in line.chunk_by(PartialEq::eq) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a text cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", column + QUIET, row + QUIET, run.len(), run.len());
            }
            column += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_as_many_dark_modules_as_are_drawn() {
        let code = QrCode::with_error_correction_level(b"https://example.cl/join/abc", EcLevel::M).unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let path = modules(&code);
        let drawn: usize = path.split('h').skip(1).filter_map(|run| run.split('v').next()?.parse::<usize>().ok()).sum();
        assert_eq!(drawn, dark);
        assert!(path.starts_with("M4 4h7v1h-7z"), "the corner of the first finder: {path}");
    }
}
