//! What the forms do. Each calls the same function as its JSON verb, and leads back with a sentence about it.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::{
    frame::{self, Room},
    visitor::{Fields, Visitor},
};
use crate::{
    Sandbox,
    api::ApiError,
    control::{
        self, Whom,
        clock::{By, Due},
        pauses, reset,
    },
    scenario::{
        self,
        catalogue::{self, Takes},
    },
    world::settings::Settings,
};

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    Armed,
    Cleared,
    Pulled,
    Settled,
    Paused,
    Resumed,
    Saved,
    Reset,
    Resent,
    Hurried,
}

impl Notice {
    const ALL: [(Self, &str, &str); 10] = [
        (Self::Armed, "armed", "Armed."),
        (Self::Cleared, "cleared", "Cleared."),
        (Self::Pulled, "pulled", "The clock was pulled."),
        (Self::Settled, "settled", "Every bank has made up its mind."),
        (Self::Paused, "paused", "Deliveries are held back. They queue up."),
        (Self::Resumed, "resumed", "Deliveries leave again."),
        (Self::Saved, "saved", "The switches are saved."),
        (Self::Reset, "reset", "Done: this is a new beginning."),
        (Self::Resent, "resent", "On its way again, as a delivery of its own."),
        (Self::Hurried, "hurried", "It is due now."),
    ];

    pub(super) fn of_word(sent: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, word, _)| *word == sent).map(|(notice, ..)| notice)
    }

    fn texts(self) -> (&'static str, &'static str) {
        let found = Self::ALL.into_iter().find(|(notice, ..)| *notice == self);
        found.map(|(_, word, sentence)| (word, sentence)).unwrap_or_default()
    }
}

pub(super) fn notice(notice: Option<Notice>) -> Markup {
    html! { @if let Some(notice) = notice { p.note.note--ok role="status" { (notice.texts().1) } } }
}

/// What was asked for did not happen.
pub(super) fn failed(room: Room, error: &ApiError) -> Response {
    let content = html! {
        h1 { "That did not work" }
        p.note.note--bad role="alert" { (error.message()) }
        p { a href=(room.path()) { "Back" } }
    };
    frame::respond(error.status(), frame::document("That did not work", room, &content))
}

/// Back to where the form was, or to why it did not work.
fn back<T>(room: Room, to: &str, notice: Notice, outcome: Result<T, ApiError>) -> Response {
    match outcome {
        Ok(_) => {
            let there = Redirect::to(&format!("{to}?done={}", notice.texts().0));
            ([(header::CACHE_CONTROL, "no-store")], there).into_response()
        }
        Err(error) => failed(room, &error),
    }
}

fn whom(fields: &Fields) -> Whom {
    Whom { customer: fields.owned("customer") }
}

/// The room a form was pressed in, where it may be either.
fn room(fields: &Fields) -> Room {
    if fields.get("room") == Some("deliveries") { Room::Deliveries } else { Room::Objects }
}

/// A word of a control, read as JSON reads it.
fn word<T: serde::de::DeserializeOwned>(name: &str, sent: &str) -> Result<T, ApiError> {
    serde_json::from_value(json!(sent)).map_err(|error| ApiError::invalid("invalid_enum", name, error.to_string()))
}

fn number(fields: &Fields, name: &str) -> Result<i64, ApiError> {
    let sent = fields.get(name).ok_or_else(|| ApiError::missing(name))?;
    sent.parse().map_err(|_| ApiError::invalid("invalid_params", name, format!("{name} must be a whole number")))
}

pub(super) async fn arm(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let outcome = arm_it(&sandbox, &visitor, &fields).await;
    back(Room::Scenarios, Room::Scenarios.path(), Notice::Armed, outcome)
}

async fn arm_it(sandbox: &Sandbox, visitor: &Visitor, fields: &Fields) -> Result<String, ApiError> {
    let read = scenario::read(&scenario_body(fields)?)?;
    let times = if fields.get("until_cleared").is_some() { None } else { Some(number(fields, "times")?.max(1)) };
    let order = control::scenarios::Order {
        customer: fields.owned("customer"),
        payment_method: fields.owned("payment_method"),
        times,
    };
    control::scenarios::arm(sandbox, &visitor.account, &order, &read).await
}

/// The fields of a form as the JSON that the catalogue reads; an empty field was not sent.
fn scenario_body(fields: &Fields) -> Result<Map<String, Value>, ApiError> {
    let name = fields.get("name").unwrap_or_default();
    let mut body = Map::from_iter([("name".to_owned(), json!(name))]);
    for parameter in catalogue::find(name).map(|entry| entry.parameters).unwrap_or_default() {
        let Some(sent) = fields.get(parameter.name) else { continue };
        let value = match parameter.takes {
            Takes::Number { .. } => json!(number(fields, parameter.name)?),
            Takes::Text { .. } | Takes::Word { .. } => json!(sent),
        };
        body.insert(parameter.name.to_owned(), value);
    }
    Ok(body)
}

pub(super) async fn disarm(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    visitor: Visitor,
    _pressed: Fields,
) -> Response {
    let outcome = control::scenarios::disarm(&sandbox, &visitor.account, &id).await;
    back(Room::Scenarios, Room::Scenarios.path(), Notice::Cleared, outcome)
}

pub(super) async fn clear(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let outcome = control::scenarios::clear(&sandbox, &visitor.account, &whom(&fields)).await;
    back(Room::Scenarios, Room::Scenarios.path(), Notice::Cleared, outcome)
}

pub(super) async fn clock(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let by = match fields.get("to") {
        Some(to) => word::<Due>("to", to).map(By::To),
        None => number(&fields, "seconds").map(By::Seconds),
    };
    let outcome = match by {
        Ok(by) => control::clock::pull(&sandbox, &visitor.account, &whom(&fields), by).await,
        Err(error) => Err(error),
    };
    back(Room::Objects, Room::Objects.path(), Notice::Pulled, outcome)
}

pub(super) async fn settle(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let outcome = control::clock::settle(&sandbox, &visitor.account, &whom(&fields)).await;
    back(Room::Objects, Room::Objects.path(), Notice::Settled, outcome)
}

pub(super) async fn pause(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let outcome = control::pauses::pause(&sandbox, &visitor.account, &whom(&fields)).await;
    back(room(&fields), room(&fields).path(), Notice::Paused, outcome)
}

pub(super) async fn resume(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let outcome = match word::<pauses::Order>("order", fields.get("order").unwrap_or("as_queued")) {
        Ok(order) => pauses::resume(&sandbox, &visitor.account, &whom(&fields), &pauses::Sequence::Named(order)).await,
        Err(error) => Err(error),
    };
    back(room(&fields), room(&fields).path(), Notice::Resumed, outcome)
}

/// A box that is not ticked is not sent, so every switch is set.
pub(super) async fn settings(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let outcome = match serde_json::to_value(Settings::default()) {
        Ok(Value::Object(switches)) => {
            let changes =
                switches.into_iter().map(|(name, _)| (name.clone(), json!(fields.get(&name).is_some()))).collect();
            control::settings::change(&sandbox, &visitor.account, &changes).await
        }
        Ok(_) => Ok(Settings::default()),
        Err(error) => Err(error.into()),
    };
    back(Room::Objects, Room::Objects.path(), Notice::Saved, outcome)
}

pub(super) async fn reset(State(sandbox): State<Sandbox>, visitor: Visitor, fields: Fields) -> Response {
    let outcome = reset_it(&sandbox, &visitor, &fields).await;
    back(Room::Objects, Room::Objects.path(), Notice::Reset, outcome)
}

async fn reset_it(sandbox: &Sandbox, visitor: &Visitor, fields: &Fields) -> Result<reset::Done, ApiError> {
    if fields.get("sure").is_none() {
        return Err(ApiError::invalid(
            "missing_parameter",
            "sure",
            "Tick the box first: what is removed does not come back.",
        ));
    }
    let to = word::<reset::To>("to", fields.get("to").unwrap_or_default())?;
    reset::reset(sandbox, &visitor.account, &whom(fields), to).await
}

pub(super) async fn resend(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    visitor: Visitor,
    fields: Fields,
) -> Response {
    let outcome = resend_it(&sandbox, &visitor, &id, &fields).await;
    back(Room::Deliveries, Room::Deliveries.path(), Notice::Resent, outcome)
}

async fn resend_it(sandbox: &Sandbox, visitor: &Visitor, id: &str, fields: &Fields) -> Result<Vec<String>, ApiError> {
    let fault = fields.get("fault").map(|name| control::deliveries::read_fault(&json!(name))).transpose()?;
    control::deliveries::resend(sandbox, &visitor.account, id, number(fields, "times")?, fault.as_ref()).await
}

pub(super) async fn retry(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    visitor: Visitor,
    _pressed: Fields,
) -> Response {
    let outcome = control::deliveries::retry(&sandbox, &visitor.account, &id).await;
    let there = format!("{}/{id}", Room::Deliveries.path());
    back(Room::Deliveries, &there, Notice::Hurried, outcome)
}
