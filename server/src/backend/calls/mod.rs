//! Calls to Fintoc that we owe. Each is written down with its key and bytes before the first try; whoever makes it, the click
//! or the outbox worker, makes it here.

mod conclude;
mod owe;
mod send;

use std::time::Duration;

use fintoc::{CheckoutSession, Client, IdempotencyKey, Refund};

use vuelta::ladder::Rung;

pub(super) use owe::{owe_customer, owe_forgetting, owe_payment, owe_refund, owe_setup};

use super::{Backend, backstage::subject};
use crate::{
    points::{self, Point, Side},
    recorder,
    store::{
        StoreError,
        outbox::{Call, CallKind},
    },
};

/// How long a call is somebody's: longer than either of the two below waits for an answer.
pub const LEASE: Duration = Duration::from_secs(20);

/// How long a try may take while a rider looks on: its turn, its answer, and what Fintoc makes us wait with a 429.
const WITH_A_RIDER: Duration = Duration::from_secs(10);

/// How long a try of the outbox may take. What this cuts off, the row waits for: its own waits double in the same way, survive
/// the process, and keep no other row waiting.
const WITH_NOBODY: Duration = Duration::from_secs(15);

/// How long a call stays somebody's while they look around at Fintoc.
const LOOK_LEASE: Duration = Duration::from_secs(150);

/// How many sessions or refunds are looked through for one of ours whose answer was lost. When there are more, nobody knows.
const LOOK_THROUGH: usize = 3_000;

/// Metadata that leads an event back to our row, even before we know the session's id.
pub const SETUP: &str = "setup_id";
/// Likewise.
pub const PAYMENT: &str = "payment_id";
/// Likewise.
pub const RIDE: &str = "ride_id";
/// Likewise, when it is not the fare that is paid.
pub const EXTRA: &str = "extra_id";
/// Likewise, before we know the refund's id at Fintoc.
pub const REFUND: &str = "refund_id";

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Answered, for better or worse.
    Done,
    /// To be tried again later.
    PutOff,
}

/// Makes a call that is leased to the caller, while a rider looks on: sends it with no transaction open, then writes down what
/// came of it.
///
/// # Errors
/// The store's. Fintoc's are part of the outcome.
pub async fn make(backend: &Backend, call: Call) -> Result<Made, StoreError> {
    make_with(backend, &backend.fintoc.within(WITH_A_RIDER), call).await
}

/// Makes a call that is leased to the caller, with nobody looking on.
///
/// # Errors
/// The store's. Fintoc's are part of the outcome.
pub async fn make_patiently(backend: &Backend, call: Call) -> Result<Made, StoreError> {
    make_with(backend, &backend.fintoc.within(WITH_NOBODY), call).await
}

async fn make_with(backend: &Backend, fintoc: &Client, call: Call) -> Result<Made, StoreError> {
    let subject = subject::of_call(backend, &call).await?;
    recorder::of(subject, send_and_conclude(backend, fintoc, call)).await
}

async fn send_and_conclude(backend: &Backend, fintoc: &Client, call: Call) -> Result<Made, StoreError> {
    points::reach(Point::Call(call.kind, Side::Before)).await;
    let answer = match call.kind {
        CallKind::Customer => send::customer(backend, fintoc, &call).await?,
        CallKind::Setup | CallKind::Payment => send::climb::<CheckoutSession>(backend, fintoc, &call).await?,
        CallKind::Refund => send::climb::<Refund>(backend, fintoc, &call).await?,
        CallKind::Forget => send::forgetting(backend, fintoc, &call).await?,
    };
    points::reach(Point::Call(call.kind, Side::After)).await;
    let made = conclude::conclude(backend, &call, answer).await?;
    backend.wake();
    Ok(made)
}

/// Where a call stands on the ladder, with nobody waiting for it.
fn rung(call: &Call) -> Rung {
    Rung { key_made_at: call.created_at, tries: call.attempts, looked_at: call.looked_at, clicked_at: None }
}

/// Reads a key that we keep.
pub(super) fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text).expect("the store holds keys that we made")
}
