//! Every control verb, with a curl line each. Readable without a key.

use axum::{extract::State, http::StatusCode, response::Response};
use maud::{Markup, html};

use super::frame::{self, Room};
use crate::{Sandbox, scenario::catalogue::CATALOGUE};

/// A verb: method, path, a body to try, what it does.
type Verb = (&'static str, &'static str, Option<&'static str>, &'static str);

const SCENARIOS: &[Verb] = &[
    (
        "GET",
        "/scenarios",
        None,
        "The catalogue with every parameter and its default, and what is armed. Takes ?customer=.",
    ),
    (
        "POST",
        "/scenarios",
        Some(r#"{"name": "decline", "reason": "insufficient_funds", "customer": "cus_…", "times": 1}"#),
        "Arms a scenario: for one customer, one payment_method or the whole account; for so many times, or with \
         \"until_cleared\": true. The parameters stand beside the name. POST /scenario is the same.",
    ),
    ("DELETE", "/scenarios/scn_…", None, "Takes one away."),
    (
        "POST",
        "/scenarios/clear",
        Some(r#"{"customer": "cus_…"}"#),
        "Takes away all that is armed for a customer; with {}, all there is.",
    ),
];
const TIME: &[Verb] = &[
    ("GET", "/clock", None, "When the next \"expiry\", \"retry\" and \"settlement\" are due. Takes ?customer=."),
    (
        "POST",
        "/clock",
        Some(r#"{"seconds": 3600}"#),
        "Pulls whatever is due later nearer: expiry, retries, banks that think.",
    ),
    (
        "POST",
        "/clock",
        Some(r#"{"to": "expiry"}"#),
        "Pulls just as far as the next \"expiry\", \"retry\" or \"settlement\". 409 when nothing of the kind is waiting.",
    ),
    (
        "POST",
        "/settle",
        Some("{}"),
        "Lets banks make up their minds now about every payment they still think about, and refunds take their next step.",
    ),
];
const DELIVERIES: &[Verb] = &[
    (
        "GET",
        "/deliveries",
        None,
        "The latest 300, newest first, each with its attempts. Takes ?customer=, ?event= and ?type=.",
    ),
    ("GET", "/deliveries/del_…", None, "One, with the very bytes of its body."),
    (
        "POST",
        "/deliveries/del_…/resend",
        Some(r#"{"times": 2, "fault": {"name": "stale", "seconds": 600}}"#),
        "Sends the same event again, as deliveries of their own. A fault is a name of the catalogue, or an object with its \
         parameters.",
    ),
    ("POST", "/deliveries/del_…/retry", Some("{}"), "Tries now instead of waiting. 409 when it is over."),
    ("GET", "/pause", None, "Whether deliveries are held back, and how many wait. Takes ?customer=."),
    ("POST", "/pause", Some(r#"{"customer": "cus_…"}"#), "Holds deliveries back. They queue up."),
    (
        "POST",
        "/resume",
        Some(r#"{"customer": "cus_…", "order": "reversed"}"#),
        "Lets them go: \"as_queued\", \"reversed\" or \"shuffled\", or a list of ids of deliveries, first things first; the others \
         leave behind them.",
    ),
];
const PEOPLE: &[Verb] = &[
    (
        "POST",
        "/sessions/cs_…/act",
        Some(r#"{"account": "422159212", "save": true, "outcome": "approve"}"#),
        "Does on the hosted page what its payer would, from where the session is to its end: \"approve\", \"reject\" or \
         \"leave\". Takes bank, login (a test person), account and save too; what is not said is what most would do. Answers the \
         session. 409 when nobody can do anything on its page any more.",
    ),
    (
        "POST",
        "/past",
        Some(
            r#"{"customer": "cus_…", "methods": [{"account": "422159212", "at": 1767225600000}], "payments": [{"account": "422159212", "amount": 4990, "at": 1767225660000}]}"#,
        ),
        "Gives a customer a past: saved accounts, and payments that are over, each at an instant that has been (at, in \
         milliseconds since 1970). A payment may have metadata, an error_reason that it failed with, and refunded, of which so \
         much went back. They can be asked for like any other; no event tells of them.",
    ),
];
const ACCOUNT: &[Verb] = &[
    (
        "POST",
        "/payment_methods/pm_…/disconnect",
        Some("{}"),
        "The bank cuts a saved account off: payments with it are refused, and payment_method.canceled is told. 409 when it was \
         cancelled before.",
    ),
    (
        "POST",
        "/reset",
        Some(r#"{"to": "seed"}"#),
        "Removes objects, events, deliveries, scenarios and stored answers; then nothing (\"empty\") or the three test people with \
         three saved accounts each (\"seed\"). With a customer, only theirs: emptied, the customer goes too; seeded, it keeps its \
         id. Endpoints and switches stay.",
    ),
    ("GET", "/settings", None, "The switches."),
    ("PATCH", "/settings", Some(r#"{"retry_failed_payments": true}"#), "Flips those that are named."),
    ("GET", "/stats", None, "How much of everything there is."),
];

const ROOMS: [(&str, &[Verb]); 5] = [
    ("Scenarios", SCENARIOS),
    ("Time", TIME),
    ("Deliveries", DELIVERIES),
    ("People", PEOPLE),
    ("The account", ACCOUNT),
];

pub(super) async fn show(State(sandbox): State<Sandbox>) -> Response {
    let origin = sandbox.config().public_url.as_str().trim_end_matches('/');
    let content = html! {
        div {
            h1 { "Every control verb" }
            p.lead {
                "What Fintoc does not have lives under " code { "/_sandbox" } ". Each verb needs the account's key and takes a "
                code { "customer" } "; without one it means the whole account. A field that a verb does not know is refused."
            }
        }
        @for (title, verbs) in ROOMS {
            section.card {
                h2 { (title) }
                @for verb in verbs { (line(origin, verb)) }
            }
        }
        section.card aria-labelledby="catalogue" {
            h2 id="catalogue" { "The scenarios" }
            dl.facts { @for entry in CATALOGUE {
                div {
                    dt { code { (entry.name) } }
                    dd {
                        (entry.happens)
                        @if !entry.parameters.is_empty() {
                            " Takes "
                            @for (at, parameter) in entry.parameters.iter().enumerate() {
                                @if at > 0 { ", " } code { (parameter.name) }
                            }
                            "."
                        }
                    }
                }
            } }
        }
    };
    frame::respond(StatusCode::OK, frame::document("Every control verb", Room::Scenarios, &content))
}

fn line(origin: &str, (method, path, body, says): &Verb) -> Markup {
    html! {
        div.verb {
            p { b.mono { (method) " /_sandbox" (path) } }
            p.mute { (says) }
            pre tabindex="0" aria-label="Command" { code {
                "curl -s"
                @if *method != "GET" && !(*method == "POST" && body.is_some()) { " -X " (method) }
                " " (origin) "/_sandbox" (path) " -H \"Authorization: $FINTOC_SECRET_KEY\""
                @if let Some(body) = body { " --json '" (body) "'" }
            } }
        }
    }
}
