//! How far Fintoc's list of events has been read.

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::Instant;

use super::{Result, StoreError};

/// How far the list of one mode has been read, and when to read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// `test` or `live`.
    pub mode: String,
    /// The watermark: whatever happened until then is in the inbox.
    pub seen_at: Instant,
    /// While a reading of several pages is under way: the last event of the last page.
    pub cursor: Option<String>,
    /// The newest event of the reading under way.
    pub newest_at: Instant,
    /// The pages of the reading under way.
    pub pages: i64,
    /// When to read again, whatever is open.
    pub due_at: Instant,
    /// When to read again if something of ours is open.
    pub due_if_open_at: Instant,
    /// How often in a row it could not be read.
    pub failures: i64,
}

/// Makes the list due now, from its newest event. The very first time it notes from when on we care.
pub async fn make_due(connection: &mut AnyConnection, mode: &str, from: Instant, now: Instant) -> Result<()> {
    sqlx::query(
        "insert into missed_events (mode, seen_at, due_at, due_if_open_at) values ($1, $2, $3, $3)
         on conflict (mode) do update set
             due_at = excluded.due_at, due_if_open_at = excluded.due_if_open_at, cursor = null, newest_at = 0, pages = 0",
    )
    .bind(mode)
    .bind(from.millis())
    .bind(now.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the list for as long as the lease lasts, if it is due and nobody else has it. What is still to be checked is open.
pub async fn take_due(
    connection: &mut AnyConnection,
    mode: &str,
    now: Instant,
    leased_until: Instant,
) -> Result<Option<Reading>> {
    let row = sqlx::query(
        "update missed_events set leased_until = $1
         where mode = $2 and leased_until < $3 and (due_at <= $3 or (due_if_open_at <= $3 and (
             exists (select 1 from payments where check_at is not null)
             or exists (select 1 from refunds where check_at is not null)
             or exists (select 1 from setups where check_at is not null)
         )))
         returning *",
    )
    .bind(leased_until.millis())
    .bind(mode)
    .bind(now.millis())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Gives the list back, read as far as `reading` says.
///
/// # Errors
/// `Stale` when the lease that was taken until then ran out and somebody else has it.
pub async fn give_back(connection: &mut AnyConnection, reading: &Reading, leased_until: Instant) -> Result<()> {
    let given = sqlx::query(
        "update missed_events set seen_at = $1, cursor = $2, newest_at = $3, pages = $4, due_at = $5, due_if_open_at = $6,
             failures = $7, leased_until = 0
         where mode = $8 and leased_until = $9",
    )
    .bind(reading.seen_at.millis())
    .bind(reading.cursor.as_deref())
    .bind(reading.newest_at.millis())
    .bind(reading.pages)
    .bind(reading.due_at.millis())
    .bind(reading.due_if_open_at.millis())
    .bind(reading.failures)
    .bind(&reading.mode)
    .bind(leased_until.millis())
    .execute(connection)
    .await?;
    if given.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Since when the payment, refund or setup is under way that has been open the longest.
pub async fn open_since(connection: &mut AnyConnection) -> Result<Option<Instant>> {
    let row = sqlx::query(
        "select min(since) from (
             select created_at as since from payments where check_at is not null
             union all select created_at as since from refunds where check_at is not null
             union all select started_at as since from setups where check_at is not null
         ) as still_open",
    )
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.map(Instant::from_millis))
}

fn read(row: &AnyRow) -> Result<Reading> {
    let instant = |column| -> Result<Instant> { Ok(Instant::from_millis(row.try_get(column)?)) };
    Ok(Reading {
        mode: row.try_get("mode")?,
        seen_at: instant("seen_at")?,
        cursor: row.try_get("cursor")?,
        newest_at: instant("newest_at")?,
        pages: row.try_get("pages")?,
        due_at: instant("due_at")?,
        due_if_open_at: instant("due_if_open_at")?,
        failures: row.try_get("failures")?,
    })
}
