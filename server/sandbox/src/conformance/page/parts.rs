//! What all the tables share.

use maud::{Markup, html};

use crate::conformance::evidence::Evidence;

/// A chapter.
pub(super) fn chapter(anchor: &str, title: &str, content: &Markup) -> Markup {
    html! { h2 id=(anchor) { (title) } (content) }
}

/// A card with a title that can be linked to, and a line below it.
pub(super) fn card(anchor: &str, title: &str, about: &str, content: &Markup) -> Markup {
    html! {
        section.card aria-labelledby=(anchor) {
            h3 id=(anchor) { a href={ "#" (anchor) } { (title) } }
            @if !about.is_empty() { p.mute { (prose(about)) } }
            (content)
        }
    }
}

/// A table that scrolls by itself when it is wider than the window.
pub(super) fn table(label: &str, columns: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) { table { (head(columns)) tbody { (rows) } } }
    }
}

fn head(columns: &[&str]) -> Markup {
    html! { thead { tr { @for column in columns { th scope="col" { (column) } } } } }
}

/// Text whose backticks enclose code.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The cell with the letter and the sources.
pub(super) fn evidence(evidence: Evidence) -> Markup {
    html! {
        td.tight {
            span.state { (evidence.letter()) }
            @for source in evidence.sources() {
                " " a href={ "#source-" (source.code) } title=(source.title) { (source.code) }
            }
            @if evidence.is_our_choice() { " " (ours()) }
        }
    }
}

pub(super) fn ours() -> Markup {
    html! { span.tag { "our choice" } }
}
