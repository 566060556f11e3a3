//! The tables for people.

mod objects;
mod operations;
mod parts;

use maud::{Markup, html};

use super::{
    events::{self, EVENTS},
    evidence::KEY,
    gaps::{EXTRAS, MISSING},
    objects::{ANSWERED, SENT},
    oddities::ODDITIES,
    outcomes::OUTCOMES,
    rules::{TOPICS, Topic},
    sources,
};
use parts::{card, chapter, evidence, prose, table};

/// Everything between header and footer.
pub(super) fn content() -> Markup {
    html! {
        (introduction())
        (contents())
        (chapter("objects", "Objects", &html! { @for schema in ANSWERED { (objects::describe(schema)) } }))
        (chapter("requests", "What is sent", &html! { @for schema in SENT { (objects::describe(schema)) } }))
        (operations::describe())
        (chapter("rules", "Rules", &html! { @for topic in TOPICS { (rules(topic)) } }))
        (outcomes())
        (event_types())
        (oddities())
        (missing())
        (extras())
        (read_here())
    }
}

fn introduction() -> Markup {
    html! {
        h1 { "What this sandbox claims" }
        p.lead {
            "Every field, call and rule that this stand-in serves, with where it can be read and how sure that is. \
             The same "
            "tables make the " a href="/_sandbox/openapi.json" { "OpenAPI description" } ", and tests hold them against "
            "what the sandbox answers."
        }
        section.card aria-labelledby="key" {
            h2 id="key" { "How to read it" }
            dl.facts {
                @for (letter, meaning) in KEY {
                    div { dt { span.state { (letter) } } dd { (meaning) } }
                }
                div {
                    dt { (parts::ours()) }
                    dd {
                        "The sources named beside it are silent, or disagree. Something had to be chosen, and we chose it: "
                        "do not take it for Fintoc's."
                    }
                }
            }
        }
    }
}

fn contents() -> Markup {
    let chapters = [
        ("objects", "Objects"),
        ("requests", "What is sent"),
        ("calls", "Calls"),
        ("rules", "Rules"),
        ("outcomes", "Outcomes of the hosted page"),
        ("events", "Types of events"),
        ("oddities", "Oddities"),
        ("missing", "What it does not do"),
        ("extras", "Not Fintoc's"),
        ("sources", "Sources"),
    ];
    html! {
        nav.card aria-labelledby="contents" {
            h2 id="contents" { "Contents" }
            p.menu { @for (anchor, title) in chapters { a href={ "#" (anchor) } { (title) } } }
            h3 { "Objects" }
            p.menu { @for schema in ANSWERED { a href={ "#" (schema.name) } { (schema.name) } } }
            h3 { "Rules" }
            p.menu { @for topic in TOPICS { a href={ "#" (topic.anchor) } { (topic.title) } } }
        }
    }
}

fn rules(topic: &Topic) -> Markup {
    let rows = html! { @for rule in topic.rules { tr { td { (prose(rule.text)) } (evidence(rule.evidence)) } } };
    card(topic.anchor, topic.title, "", &table(topic.title, &["Rule", "Source"], &rows))
}

fn outcomes() -> Markup {
    let rows = html! {
        @for outcome in OUTCOMES {
            tr {
                th scope="row" { (outcome.name) }
                td { (prose(outcome.intent)) }
                td { (prose(outcome.session)) }
                td { (prose(outcome.browser)) }
                td { @for event in outcome.events { a href={ "#event-" (event) } { code { (event) } } " " } }
                (evidence(outcome.evidence))
            }
        }
    };
    let columns = ["What happens", "Payment", "Session", "Browser", "Events", "Source"];
    chapter("outcomes", "Outcomes of the hosted page", &table("Outcomes of the hosted page", &columns, &rows))
}

fn event_types() -> Markup {
    let (elsewhere, source) = events::ELSEWHERE;
    let rows = html! {
        @for event in EVENTS {
            tr id={ "event-" (event.word) } {
                th.tight scope="row" { code { (event.word) } }
                td { a href={ "#" (event.data) } { (event.data) } }
                td { (prose(event.when)) }
                (evidence(event.evidence))
            }
        }
        tr { th scope="row" { "others" } td {} td { (prose(elsewhere)) } (evidence(source)) }
    };
    chapter("events", "Types of events", &table("Types of events", &["Type", "Data", "When", "Source"], &rows))
}

fn oddities() -> Markup {
    let rows = html! {
        @for oddity in ODDITIES {
            tr { td { (prose(oddity.published)) } td { (prose(oddity.here)) } (evidence(oddity.evidence)) }
        }
    };
    chapter(
        "oddities",
        "Oddities of what is published",
        &table("Oddities of what is published", &["Published", "Here", "Source"], &rows),
    )
}

fn missing() -> Markup {
    chapter(
        "missing",
        "What this sandbox does not do",
        &html! { ul.card { @for text in MISSING { li { (prose(text)) } } } },
    )
}

fn extras() -> Markup {
    let rows = html! {
        @for extra in EXTRAS { tr { th.tight scope="row" { code { (extra.address) } } td { (prose(extra.about)) } } }
    };
    chapter(
        "extras",
        "Addresses that are not Fintoc's",
        &table("Addresses that are not Fintoc's", &["Address", "What for"], &rows),
    )
}

fn read_here() -> Markup {
    let rows = html! {
        @for source in sources::ALL {
            tr id={ "source-" (source.code) } {
                th scope="row" { (source.code) }
                td { (source.title) }
                td {
                    @if let Some(address) = source.address { a href=(address) rel="noreferrer" { (address) } }
                    @else { "no public address noted" }
                }
            }
        }
    };
    chapter("sources", "Sources", &table("Sources", &["Code", "What", "Address"], &rows))
}
