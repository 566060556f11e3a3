//! Events: what a webhook delivers. `data` is the resource itself.

use serde::{Deserialize, Serialize};

use crate::{
    CheckoutSession, Client, Error, EventId, Listing, Mode, Page, PaymentIntent, PaymentMethod, Refund,
    open::{lenient_instant, open_enum},
};

open_enum! {
    /// What happened. The list is open: an endpoint ignores what it does not know, with a 2xx.
    EventType {
        SessionFinished = "checkout_session.finished",
        SessionExpired = "checkout_session.expired",
        /// An older page's name for `checkout_session.finished`.
        SessionCompleted = "checkout_session.completed",
        IntentSucceeded = "payment_intent.succeeded",
        IntentFailed = "payment_intent.failed",
        IntentRejected = "payment_intent.rejected",
        IntentPending = "payment_intent.pending",
        IntentExpired = "payment_intent.expired",
        MethodActivated = "payment_method.activated",
        MethodCanceled = "payment_method.canceled",
        RefundInProgress = "refund.in_progress",
        RefundSucceeded = "refund.succeeded",
        RefundFailed = "refund.failed",
    }
}

/// The envelope of a webhook body, its `data` still as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `evt_…`; the same id may arrive more than once.
    pub id: EventId,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Test or live; missing in the guide's sample.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// When it happened; missing in the guide's sample.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub created_at: Option<jiff::Timestamp>,
    /// The resource, unread.
    pub data: serde_json::Value,
    /// `event`.
    pub object: String,
}

/// The resource of an event, read by its own `object` word.
#[derive(Debug, Clone, PartialEq)]
pub enum Resource {
    /// A checkout session.
    CheckoutSession(Box<CheckoutSession>),
    /// A payment intent.
    PaymentIntent(Box<PaymentIntent>),
    /// A payment method.
    PaymentMethod(Box<PaymentMethod>),
    /// A refund.
    Refund(Box<Refund>),
    /// Something this crate does not model.
    Other,
}

/// Why a body is not an event. It quotes no value of the body but its `object` word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// Not JSON at all.
    #[error("the body is not JSON (line {line}, column {column})")]
    NotJson {
        /// Where reading stopped.
        line: usize,
        /// Where reading stopped.
        column: usize,
    },
    /// JSON without the envelope; Fintoc's guide prints a `payment_method` like that.
    #[error(
        "the body is a bare object of kind `{kind}` where an event envelope belongs (`object: event`, the resource in `data`)"
    )]
    NotAnEvent {
        /// The `object` word of the body, or `unnamed`.
        kind: String,
    },
    /// An envelope that lacks a part.
    #[error("the event envelope has no readable `{part}`")]
    Incomplete {
        /// `id`, `type` or `data`.
        part: &'static str,
    },
}

impl Event {
    /// Reads a webhook body.
    ///
    /// # Errors
    /// When it is not JSON, not an envelope, or an envelope without id, type or data.
    pub fn parse(body: &[u8]) -> Result<Self, EventError> {
        let value: serde_json::Value = serde_json::from_slice(body)
            .map_err(|error| EventError::NotJson { line: error.line(), column: error.column() })?;
        let kind = value.get("object").and_then(serde_json::Value::as_str).unwrap_or("unnamed");
        if kind != "event" {
            return Err(EventError::NotAnEvent { kind: kind.chars().take(64).collect() });
        }
        for part in ["id", "type"] {
            if !value.get(part).is_some_and(serde_json::Value::is_string) {
                return Err(EventError::Incomplete { part });
            }
        }
        if !value.get("data").is_some_and(serde_json::Value::is_object) {
            return Err(EventError::Incomplete { part: "data" });
        }
        serde_json::from_value(value).map_err(|_| EventError::Incomplete { part: "mode" })
    }

    /// Reads `data` by its `object` word.
    ///
    /// # Errors
    /// When the word is known and the rest does not fit it.
    pub fn resource(&self) -> Result<Resource, serde_json::Error> {
        let read = self.data.clone();
        match self.data.get("object").and_then(serde_json::Value::as_str) {
            Some("checkout_session") => serde_json::from_value(read).map(Resource::CheckoutSession),
            Some("payment_intent") => serde_json::from_value(read).map(Resource::PaymentIntent),
            Some("payment_method") => serde_json::from_value(read).map(Resource::PaymentMethod),
            Some("refund") => serde_json::from_value(read).map(Resource::Refund),
            _ => Ok(Resource::Other),
        }
    }

    /// The id of the resource, if it has one.
    pub fn resource_id(&self) -> Option<&str> {
        self.data.get("id").and_then(serde_json::Value::as_str)
    }
}

/// Which events to list; everything of the key's mode unless narrowed down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Happened then or later.
    pub since: Option<jiff::Timestamp>,
    /// Happened then or earlier.
    pub until: Option<jiff::Timestamp>,
    /// Of this type.
    pub kind: Option<EventType>,
    /// About the resource of this id.
    pub resource_id: Option<String>,
    /// Which page of them.
    pub page: Page,
}

impl EventQuery {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let since = self.since.map(|instant| ("since", instant.to_string()));
        let until = self.until.map(|instant| ("until", instant.to_string()));
        let kind = self.kind.as_ref().map(|kind| ("type", kind.to_string()));
        let resource_id = self.resource_id.clone().map(|id| ("resource_id", id));
        [since, until, kind, resource_id].into_iter().flatten().chain(self.page.query()).collect()
    }
}

impl Client {
    /// `GET /v2/events`, newest first: how a merchant that was down catches up. Ask for more than the outage, since the same
    /// event twice is one, and let [`Client::all`] walk the pages.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn events(&self, query: &EventQuery) -> Result<Listing<Event>, Error> {
        self.list(&["v2", "events"], &query.pairs()).await
    }

    /// `GET /v2/events/{id}`: the same envelope that was posted.
    ///
    /// # Errors
    /// See [`Error`]; an event of the other mode is not found.
    pub async fn event(&self, id: &EventId) -> Result<Event, Error> {
        self.get(&["v2", "events", id.as_str()]).await
    }
}
