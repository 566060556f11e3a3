//! An event came, through whichever door: a delivery to our webhook, or Fintoc's list of what we missed.

use fintoc::Event;
use sqlx::AnyConnection;
use vuelta::Instant;

use crate::store::{
    StoreError,
    inbox::{self, Told},
};

/// Puts an event into the inbox, unless it came before; `false` then. Nothing is acted on: that is the inbox worker's, once
/// the transaction is committed.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn keep(
    tx: &mut AnyConnection,
    event: &Event,
    body: String,
    trusted: bool,
    now: Instant,
) -> Result<bool, StoreError> {
    let told =
        Told { id: event.id.to_string(), kind: event.kind.to_string(), trusted, body, received_at: now, attempts: 0 };
    inbox::store(tx, &told).await
}
