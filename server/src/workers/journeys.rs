//! The journeys worker: tells riders how their ride goes on, one phase at a time. What was due while nobody was here is told in
//! its turn.

use std::time::Duration;

use super::Turn;
use crate::{
    backend::Backend,
    store::{StoreError, journeys},
};

/// How long a journey waits that cannot go on.
const AGAIN: Duration = Duration::from_mins(1);

/// Tells of the phase that has been due the longest. Whatever is wrong with a journey, those behind it do not wait for it.
///
/// # Errors
/// The store's; the phase stays due.
pub async fn run_once(backend: &Backend) -> Result<Turn, StoreError> {
    let now = backend.clock.now();
    let mut connection = backend.store.pool().acquire().await?;
    let Some(ride) = journeys::due(&mut connection, now).await? else { return Ok(Turn::Idle) };
    drop(connection);
    match backend.drive_on(&ride, now).await {
        Err(error) if !error.is_passing() => {
            tracing::error!(%ride, %error, "a journey cannot go on");
            let mut connection = backend.store.pool().acquire().await?;
            journeys::put_off(&mut connection, &ride, now + AGAIN).await?;
        }
        driven => driven?,
    }
    Ok(Turn::Worked)
}
