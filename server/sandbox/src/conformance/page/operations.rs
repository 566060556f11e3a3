//! Calls: a line each, and their parameters and refusals folded away.

use maud::{Markup, html};

use super::{
    objects::shape,
    parts::{card, chapter, evidence, prose, table},
};
use crate::conformance::operations::{Answer, OF_EVERY_CALL, OPERATIONS, Operation, Refusal};

pub(super) fn describe() -> Markup {
    let calls = html! {
        (card("refusals", "Refusals of every call", "", &refused("Refusals of every call", OF_EVERY_CALL.iter())))
        @for operation in OPERATIONS { (one(operation)) }
    };
    chapter("calls", "Calls", &calls)
}

fn one(operation: &Operation) -> Markup {
    let title = format!("{} {}", operation.method.to_uppercase(), operation.path);
    let exchange = html! {
        tr {
            th scope="row" { (operation.summary) }
            td { @if let Some(body) = operation.body { a href={ "#" (body.name) } { (body.name) } } @else { "nothing" } }
            td { (operation.success.status) " with " (answer(operation.success.answer)) }
            (evidence(operation.evidence))
        }
    };
    let content = html! {
        (table(operation.summary, &["Call", "Sent", "Answered", "Source"], &exchange))
        details { summary { "Parameters" } (parameters(operation)) }
        details { summary { "Refusals of its own" } (refused(&format!("Refusals of {title}"), operation.refusals())) }
    };
    card(operation.id, &title, operation.about, &content)
}

fn answer(answer: Answer) -> Markup {
    let (object, many) = match answer {
        Answer::One(object) => (object, ""),
        Answer::Cursors(object) => (object, ", a bare array by cursor"),
        Answer::Pages(object) => (object, ", a bare array by page"),
    };
    html! { a href={ "#" (object.name) } { (object.name) } (many) }
}

fn parameters(operation: &Operation) -> Markup {
    let rows = html! {
        @for parameter in operation.parameters() {
            tr {
                th.tight scope="row" { code { (parameter.name) } }
                td { (parameter.place.word()) }
                td { (shape(parameter.shape)) }
                td { (prose(parameter.about)) }
                (evidence(parameter.evidence))
            }
        }
    };
    table(&format!("Parameters of {}", operation.id), &["Name", "In", "Holds", "Meaning", "Source"], &rows)
}

fn refused(label: &str, refusals: impl Iterator<Item = &'static Refusal>) -> Markup {
    let rows = html! {
        @for refusal in refusals {
            tr {
                td.n { (refusal.status) }
                th.tight scope="row" { code { (refusal.code) } }
                td { (prose(refusal.when)) }
                (evidence(refusal.evidence))
            }
        }
    };
    table(label, &["Status", "Code", "When", "Source"], &rows)
}
