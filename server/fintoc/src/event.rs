//! Events: what a webhook delivers. `data` is the resource itself.

use serde::{Deserialize, Serialize};

use crate::{
    CheckoutSession, EventId, Mode, PaymentIntent, PaymentMethod,
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
            _ => Ok(Resource::Other),
        }
    }

    /// The id of the resource, if it has one.
    pub fn resource_id(&self) -> Option<&str> {
        self.data.get("id").and_then(serde_json::Value::as_str)
    }
}
