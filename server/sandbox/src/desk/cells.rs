//! Small things that many tables show.

use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::Value;

use crate::money;

/// An id, or nothing.
pub(super) fn id(id: Option<&str>) -> Markup {
    html! { @if let Some(id) = id { code { (id) } } @else { span.mute { "–" } } }
}

/// A field of an object, as text.
pub(super) fn text(object: &Value, name: &str) -> Markup {
    html! { @if let Some(text) = object[name].as_str() { (text) } @else { span.mute { "–" } } }
}

/// A status in a colour: well, badly, or not decided.
pub(super) fn state(word: &str) -> Markup {
    let tone = match word {
        "succeeded" | "finished" | "active" | "enabled" | "delivered" => "state state--ok",
        "failed" | "rejected" | "expired" | "canceled" | "disabled" | "given_up" | "dropped" => "state state--bad",
        "in_progress" | "pending" | "due" => "state state--act",
        _ => "state",
    };
    html! { span class=(tone) { (word.replace('_', " ")) } }
}

/// An amount in the way people read it.
pub(super) fn amount(object: &Value) -> Markup {
    let amount = object["amount"].as_i64();
    html! {
        @match (amount, object["currency"].as_str()) {
            (Some(amount), Some("CLP") | None) => (money::pesos(amount)),
            (Some(amount), Some(currency)) => { (amount) " " (currency) },
            (None, _) => span.mute { "–" },
        }
    }
}

/// An instant to the second, in UTC.
pub(super) fn time(instant: Timestamp) -> Markup {
    html! { time.tight datetime=(instant) { (instant.strftime("%Y-%m-%d %H:%M:%S")) } }
}

/// The instant in a field of an object.
pub(super) fn time_in(object: &Value, name: &str) -> Markup {
    let instant = object[name].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    html! { @if let Some(instant) = instant { (time(instant)) } @else { span.mute { "–" } } }
}

/// JSON as people read it.
pub(super) fn json(value: &Value) -> Markup {
    let pretty = serde_json::to_string_pretty(value).unwrap_or_default();
    html! { pre.wrap tabindex="0" aria-label="JSON" { code { (pretty) } } }
}

/// The id of whoever an object belongs to: on the wire it is an id or the customer itself.
pub(super) fn customer_of(object: &Value) -> Option<&str> {
    object["customer"].as_str().or_else(|| object["customer"]["id"].as_str())
}

/// A field for a whole number from 1.
pub(super) fn number(name: &str, label: &str, value: i64) -> Markup {
    html! {
        label.field {
            span { (label) }
            input name=(name) type="number" min="1" value=(value) inputmode="numeric";
        }
    }
}

/// A field for an id or a word, where nothing means any.
pub(super) fn word(name: &str, label: &str, value: &str, sample: &str) -> Markup {
    html! {
        label.field {
            span { (label) }
            input name=(name) value=(value) placeholder=(sample) autocapitalize="none" spellcheck="false";
        }
    }
}

/// Whom a form is about: a customer of the account, or all of it.
pub(super) fn whom(customers: &[Value]) -> Markup {
    html! {
        label.field {
            span { "For" }
            select name="customer" {
                option value="" { "The whole account" }
                @for customer in customers {
                    @let id = customer["id"].as_str().unwrap_or_default();
                    option value=(id) {
                        (customer["name"].as_str().or(customer["email"].as_str()).unwrap_or("Customer")) " · " (id)
                    }
                }
            }
        }
    }
}
