//! What other servers wrote: looks whether anything that a page of ours shows has changed in the database, with one small query
//! for all of them, and tells the pages. (No `notify`: transactions that notify commit one after the other, in all of Postgres.)

use super::Turn;
use crate::{
    backend::Backend,
    store::{StoreError, marks},
};

/// Looks once. While nobody listens the database is left alone.
///
/// # Errors
/// The store's; the pages are told with the next look.
pub async fn run_once(backend: &Backend) -> Result<Turn, StoreError> {
    let subjects = backend.live.subjects();
    if subjects.is_empty() {
        return Ok(Turn::Idle);
    }
    let mut connection = backend.store.pool().acquire().await?;
    let marks = marks::of(&mut connection, &subjects).await?;
    drop(connection);
    Ok(if backend.live.compare(&marks) > 0 { Turn::Worked } else { Turn::Idle })
}
