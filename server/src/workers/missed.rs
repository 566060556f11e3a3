//! Events that no webhook brought. Fintoc gives a delivery up after seventeen retries, and what happened after the backup that
//! was put back was acknowledged long ago; but Fintoc lists every event. So we read the list from where we last were, into the
//! same inbox, and the same event twice is one.

use std::time::Duration;

use fintoc::{Error, Event, EventQuery, Listing, Page};
use vuelta::Instant;

use super::Turn;
use crate::{
    backend::{Backend, arrivals},
    points::{self, Point, Side, Write},
    store::{
        StoreError,
        missed::{self, Reading},
    },
};

/// How often to look while a payment or setup of ours is open: a rider may be waiting, and a lost webhook must not cost them a
/// minute.
const WHILE_OPEN: Duration = Duration::from_secs(30);

/// How often to look otherwise: all that can happen then is that a bank account is cancelled, or that money comes very late.
const OTHERWISE: Duration = Duration::from_secs(300);

/// How far behind the newest event we know the next reading begins: events may be listed out of order, and clocks differ.
const OVERLAP: Duration = Duration::from_secs(600);

/// How long the list is ours: longer than it takes to ask for a page and to store it.
const LEASE: Duration = Duration::from_secs(30);

/// Events on a page, and so in a transaction.
const PAGE: u16 = 100;

/// More pages than this are no outage but a list that does not end.
const MOST_PAGES: i64 = 10_000;

/// How long to leave Fintoc alone that could not be read so often: five seconds, then twice as long each time.
fn pause(failures: i64) -> Duration {
    let doublings = u32::try_from(failures.clamp(1, 10) - 1).unwrap_or(0);
    (Duration::from_secs(5) * 2_u32.pow(doublings)).min(OTHERWISE)
}

/// Sees to it that the list is read now: at boot, nobody knows what was missed. On the first boot of all it is read from the
/// beginning of what is open.
///
/// # Errors
/// The store's.
pub async fn look_now(backend: &Backend) -> Result<(), StoreError> {
    let now = backend.clock.now();
    let mut tx = backend.store.begin().await?;
    let from = missed::open_since(&mut tx).await?.map_or(now, |since| since.min(now));
    missed::make_due(&mut tx, backend.fintoc.mode().as_str(), from, now).await?;
    tx.commit().await?;
    backend.wake();
    Ok(())
}

/// Reads one page of the list, if it is due and Fintoc is not left alone now.
///
/// # Errors
/// The store's; the lease runs out, and the page is read again.
pub async fn run_once(backend: &Backend) -> Result<Turn, StoreError> {
    if !backend.fintoc.would_send() {
        return Ok(Turn::Idle);
    }
    let now = backend.clock.now();
    let leased_until = now + LEASE;
    let mut connection = backend.store.pool().acquire().await?;
    let mode = backend.fintoc.mode();
    let Some(reading) = missed::take_due(&mut connection, mode.as_str(), now, leased_until).await? else {
        return Ok(Turn::Idle);
    };
    drop(connection);
    points::reach(Point::Question(Side::Before)).await;
    let page = ask(backend, &reading, now).await;
    points::reach(Point::Question(Side::After)).await;
    match page {
        Ok(page) => keep(backend, reading, page, leased_until).await?,
        Err(error) => put_off(backend, reading, &error, leased_until).await?,
    }
    Ok(Turn::Worked)
}

async fn ask(backend: &Backend, reading: &Reading, now: Instant) -> Result<Listing<Event>, Error> {
    let query = EventQuery {
        // A clock that was ahead for a while must not make us look for events of the future.
        since: timestamp(reading.seen_at.min(now), OVERLAP),
        page: Page { limit: Some(PAGE), starting_after: reading.cursor.clone() },
        ..EventQuery::default()
    };
    backend.fintoc.events(&query).await
}

fn timestamp(at: Instant, before: Duration) -> Option<jiff::Timestamp> {
    let before = i64::try_from(before.as_millis()).unwrap_or(0);
    jiff::Timestamp::from_millisecond(at.millis().saturating_sub(before)).ok()
}

/// Stores a page and how far we are, together. The watermark moves with the last page only: they come newest first, so until
/// then something older is missing.
async fn keep(
    backend: &Backend,
    reading: Reading,
    page: Listing<Event>,
    leased_until: Instant,
) -> Result<(), StoreError> {
    let now = backend.clock.now();
    let next = read_on(reading.clone(), &page, now);
    let mut tx = backend.store.begin().await?;
    let mut missed = 0_usize;
    for event in &page.items {
        let body = serde_json::to_string(event).map_err(|_| StoreError::Corrupt("an event that cannot be written"))?;
        // Our key fetched it over TLS, which says as much as a fresh signature.
        missed += usize::from(arrivals::keep(&mut tx, event, body, true, now).await?);
    }
    missed::give_back(&mut tx, &next, leased_until).await?;
    points::commit(tx, Write::Missed).await?;
    if reading.failures > 0 {
        tracing::info!(failures = reading.failures, "the list of events can be read again");
    }
    if missed > 0 {
        tracing::info!(missed, listed = page.items.len(), "events came that no webhook had brought");
        backend.wake();
    }
    Ok(())
}

/// How far we are after a page.
fn read_on(reading: Reading, page: &Listing<Event>, now: Instant) -> Reading {
    let newest = page.items.iter().filter_map(|event| event.created_at).max();
    let newest_at =
        newest.map_or(reading.newest_at, |at| reading.newest_at.max(Instant::from_millis(at.as_millisecond())));
    let pages = reading.pages + 1;
    let last = page.items.last().map(|event| event.id.to_string());
    if let (Some(_), Some(_)) = (&page.next, &last)
        && pages < MOST_PAGES
    {
        return Reading { cursor: last, newest_at, pages, due_at: now, due_if_open_at: now, failures: 0, ..reading };
    }
    let seen_at = if page.next.is_none() {
        reading.seen_at.max(newest_at.min(now))
    } else {
        tracing::error!(pages, "the list of events does not end, so it is read from its beginning again");
        reading.seen_at
    };
    Reading {
        seen_at,
        cursor: None,
        newest_at: Instant::from_millis(0),
        pages: 0,
        due_at: now + OTHERWISE,
        due_if_open_at: now + WHILE_OPEN,
        failures: 0,
        ..reading
    }
}

/// Leaves Fintoc alone for a while. It is said once, and not with every try.
async fn put_off(backend: &Backend, reading: Reading, error: &Error, leased_until: Instant) -> Result<(), StoreError> {
    if reading.failures == 0 && !error.is_unsent() {
        tracing::warn!(%error, "the list of events cannot be read");
    } else {
        tracing::debug!(%error, failures = reading.failures, "the list of events still cannot be read");
    }
    let failures = reading.failures.saturating_add(i64::from(!error.is_unsent()));
    let again_at = backend.clock.now() + pause(failures);
    let mut next = Reading { failures, due_at: again_at, due_if_open_at: again_at, ..reading };
    if error.is_definite_refusal() {
        // Perhaps it is the cursor that Fintoc does not like: begin with the newest event again.
        next = Reading { cursor: None, newest_at: Instant::from_millis(0), pages: 0, ..next };
    }
    let mut connection = backend.store.pool().acquire().await?;
    missed::give_back(&mut connection, &next, leased_until).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_cannot_be_read_is_asked_less_and_less_often_and_never_forgotten() {
        let seconds = [1, 2, 3, 6, 7, 1_000].map(|failures| pause(failures).as_secs());
        assert_eq!(seconds, [5, 10, 20, 160, 300, 300]);
    }
}
