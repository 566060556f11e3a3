//! The journeys worker: tells riders how their ride goes on, one phase at a time. What was due while nobody was here is told in
//! its turn.

use super::Turn;
use crate::{
    backend::Backend,
    store::{StoreError, journeys},
};

/// Tells of the phase that has been due the longest.
///
/// # Errors
/// The store's; the phase stays due.
pub async fn run_once(backend: &Backend) -> Result<Turn, StoreError> {
    let now = backend.clock.now();
    let mut connection = backend.store.pool().acquire().await?;
    let Some(ride) = journeys::due(&mut connection, now).await? else { return Ok(Turn::Idle) };
    drop(connection);
    backend.drive_on(&ride, now).await?;
    Ok(Turn::Worked)
}
