//! The outbox worker: makes the calls that no click made, or that failed and are due again.

use std::time::Duration;

use super::Turn;
use crate::{
    backend::{Backend, calls},
    points::planted,
    store::{StoreError, outbox},
};

/// Makes the call that has been due the longest, unless Fintoc is left alone now: then they all wait, and none counts a try.
///
/// # Errors
/// The store's; the call's lease runs out and it is taken again.
pub async fn run_once(backend: &Backend) -> Result<Turn, StoreError> {
    if !backend.fintoc.would_send() {
        return Ok(Turn::Idle);
    }
    let now = backend.clock.now();
    let past_leases = if planted!(NoLease) { calls::LEASE * 2 } else { Duration::ZERO };
    let mut connection = backend.store.pool().acquire().await?;
    let Some(call) = outbox::take_due(&mut connection, now + past_leases, now + calls::LEASE).await? else {
        return Ok(Turn::Idle);
    };
    drop(connection);
    calls::make_patiently(backend, call).await?;
    Ok(Turn::Worked)
}
