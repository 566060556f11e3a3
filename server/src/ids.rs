//! New ids: a prefix that says what is named, then a version 7 UUID, which sorts by time.

use uuid::Uuid;
use vuelta::id::{ExtraId, IncidentId, MomentId, PaymentId, RefundId, RideId, RiderId, SetupId};

fn fresh(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::now_v7().simple())
}

/// A rider's.
pub fn rider() -> RiderId {
    RiderId::new(fresh("rider"))
}

/// A ride's.
pub fn ride() -> RideId {
    RideId::new(fresh("ride"))
}

/// An extra's.
pub fn extra() -> ExtraId {
    ExtraId::new(fresh("extra"))
}

/// A payment's.
pub fn payment() -> PaymentId {
    PaymentId::new(fresh("pay"))
}

/// A refund's.
pub fn refund() -> RefundId {
    RefundId::new(fresh("rfd"))
}

/// A setup's.
pub fn setup() -> SetupId {
    SetupId::new(fresh("setup"))
}

/// A moment's.
pub fn moment() -> MomentId {
    MomentId::new(fresh("moment"))
}

/// A ledger entry's.
pub fn entry() -> String {
    fresh("entry")
}

/// An outbox row's.
pub fn call() -> String {
    fresh("call")
}

/// An inbox row's, for an answer to our own question.
pub fn answer() -> String {
    fresh("answer")
}

/// Of a try whether there is room.
pub fn room() -> String {
    fresh("room")
}

/// A request key for Fintoc: random, never derived, at most 255 characters.
pub fn idempotency_key() -> String {
    Uuid::new_v4().to_string()
}

/// An incident's: short enough to read out on the phone.
pub fn incident() -> IncidentId {
    let random = Uuid::new_v4().simple().to_string().to_uppercase();
    IncidentId::new(format!("{}-{}", &random[..4], &random[4..8]))
}
