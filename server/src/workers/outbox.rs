//! The outbox worker: makes the calls that no click made, or that failed and are due again.

use super::Turn;
use crate::{
    backend::{Backend, calls},
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
    let mut connection = backend.store.pool().acquire().await?;
    let Some(call) = outbox::take_due(&mut connection, now, now + calls::LEASE).await? else { return Ok(Turn::Idle) };
    drop(connection);
    calls::make_patiently(backend, call).await?;
    Ok(Turn::Worked)
}
