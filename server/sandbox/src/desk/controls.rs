//! The forms that move time, hold deliveries back, flip switches and begin again.

use maud::{Markup, html};
use serde_json::Value;

use super::cells;
use crate::{api::ApiError, world::settings::Settings};

/// What each switch does; the names are those of `/_sandbox/settings`.
const SWITCHES: [(&str, &str); 5] = [
    ("https_only", "http URLs are refused on loopback too, as the real API does."),
    ("refuse_setup_amount", "An amount on a setup is refused instead of dropped."),
    ("retry_failed_payments", "A failed payment leaves its session open, so that the payer may try again."),
    ("expire_on_leave", "Leaving the hosted page expires its session at once."),
    (
        "finished_as_in_the_sample",
        "checkout_session.finished of a setup comes without payment_method and without the customer's id, as in the guide's \
         sample.",
    ),
];

/// Every control of the account, folded away.
pub(super) fn all(customers: &[Value], paused: &[String], settings: &Settings) -> Result<Markup, ApiError> {
    Ok(html! {
        details.card.controls {
            summary { "Controls: clock, deliveries, switches, begin again" }
            div.cols {
                (clock(customers))
                (queue(customers, paused, "objects"))
                (switches(settings)?)
                (beginning(customers))
            }
        }
    })
}

fn clock(customers: &[Value]) -> Markup {
    html! {
        section.card aria-labelledby="clock" {
            h2 id="clock" { "Clock" }
            p.small.mute { "Pulls whatever is due later nearer. Nothing is stamped in the future." }
            form method="post" action="/_sandbox/desk/clock" {
                div.fields {
                    (cells::whom(customers))
                    (cells::number("seconds", "Seconds", 60))
                }
                p.row {
                    button.go { "Pull by these seconds" }
                    button.no name="to" value="expiry" { "To the next expiry" }
                    button.no name="to" value="retry" { "To the next retry" }
                    button.no name="to" value="settlement" { "To the next settlement" }
                    button.no formaction="/_sandbox/desk/settle" { "Settle all pending now" }
                }
            }
        }
    }
}

/// Holding deliveries back, from whichever room it is done.
pub(super) fn queue(customers: &[Value], paused: &[String], room: &str) -> Markup {
    html! {
        section.card aria-labelledby="queue" {
            h2 id="queue" { "Hold deliveries back" }
            p.small.mute { "While they are paused they queue up. Resume what was paused: the account, or that customer." }
            @for customer in paused {
                p.note { "Paused: " @if customer.is_empty() { "the whole account" } @else { code { (customer) } } }
            }
            form method="post" action="/_sandbox/desk/pause" {
                input type="hidden" name="room" value=(room);
                div.fields {
                    (cells::whom(customers))
                    label.field {
                        span { "Resume in this order" }
                        select name="order" {
                            option value="as_queued" { "As queued" }
                            option value="reversed" { "Reversed" }
                            option value="shuffled" { "Shuffled" }
                        }
                    }
                }
                p.row {
                    button.go { "Pause" }
                    button.no formaction="/_sandbox/desk/resume" { "Resume" }
                }
            }
        }
    }
}

fn switches(settings: &Settings) -> Result<Markup, ApiError> {
    let switches = serde_json::to_value(settings)?;
    Ok(html! {
        section.card aria-labelledby="switches" {
            h2 id="switches" { "Switches" }
            p.small.mute { "How the sandbox behaves where Fintoc's sources are silent or disagree." }
            form method="post" action="/_sandbox/desk/settings" {
                @for (name, value) in switches.as_object().into_iter().flatten() {
                    @let says = SWITCHES.iter().find(|(known, _)| known == name).map(|(_, says)| *says);
                    label.check {
                        input type="checkbox" name=(name) value="on" checked[*value == Value::Bool(true)];
                        span { code { (name) } @if let Some(says) = says { small { (says) } } }
                    }
                }
                p.row { button.go { "Save the switches" } }
            }
        }
    })
}

fn beginning(customers: &[Value]) -> Markup {
    html! {
        section.card aria-labelledby="reset" {
            h2 id="reset" { "Begin again" }
            p.small.mute {
                "Removes objects, events, deliveries, scenarios and the stored answers to idempotency keys. Endpoints and \
                 switches stay."
            }
            form method="post" action="/_sandbox/desk/reset" {
                div.fields {
                    (cells::whom(customers))
                    label.field {
                        span { "With" }
                        select name="to" {
                            option value="seed" { "The test people" }
                            option value="empty" { "Nothing" }
                        }
                    }
                }
                label.check { input type="checkbox" name="sure" value="yes" required; span { "Yes, remove them" } }
                p.row { button.bad { "Reset" } }
            }
        }
    }
}
