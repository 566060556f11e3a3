//! The inbox: what Fintoc told us, each once.

use std::time::Duration;

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::Instant;

use super::{Result, millis};

/// Something we were told.
#[derive(Debug, Clone)]
pub struct Told {
    /// `evt_…`, or an id of ours for an answer to our own question.
    pub id: String,
    /// The event's type.
    pub kind: String,
    /// Whether the body is to be believed; otherwise the resource is fetched again.
    pub trusted: bool,
    /// The envelope, as it came.
    pub body: String,
    /// When it came.
    pub received_at: Instant,
    /// How many tries it had.
    pub attempts: i64,
}

/// Stores what we were told; `false` when we were told before.
pub async fn store(connection: &mut AnyConnection, told: &Told) -> Result<bool> {
    let inserted = sqlx::query(
        "insert into inbox (id, type, trusted_at, body, received_at, due_at) values ($1, $2, $3, $4, $5, $5)
         on conflict (id) do nothing",
    )
    .bind(&told.id)
    .bind(&told.kind)
    .bind(told.trusted.then_some(told.received_at.millis()))
    .bind(&told.body)
    .bind(told.received_at.millis())
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Takes the row that has been due the longest, for as long as the lease lasts.
pub async fn take_due(connection: &mut AnyConnection, now: Instant, leased_until: Instant) -> Result<Option<Told>> {
    let row = sqlx::query(
        "update inbox set leased_until = $1, attempts = attempts + 1
         where id = (
             select id from inbox where done_at is null and due_at <= $2 and leased_until < $2 order by due_at, received_at limit 1
         ) and done_at is null and leased_until < $2
         returning *",
    )
    .bind(leased_until.millis())
    .bind(now.millis())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The row is dealt with, and `body` is all that is kept of it. `false` when somebody else dealt with it first.
pub async fn done(connection: &mut AnyConnection, id: &str, body: &str, verdict: &str, now: Instant) -> Result<bool> {
    let done = sqlx::query(
        "update inbox set done_at = $1, verdict = $2, leased_until = 0, body = $4 where id = $3 and done_at is null",
    )
    .bind(now.millis())
    .bind(verdict)
    .bind(id)
    .bind(body)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The row is to be tried again later.
pub async fn put_off(connection: &mut AnyConnection, id: &str, due_at: Instant, why: &str) -> Result<()> {
    sqlx::query("update inbox set due_at = $1, verdict = $2, leased_until = 0 where id = $3 and done_at is null")
        .bind(due_at.millis())
        .bind(why)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The row was taken, and what it needs could not be asked: it is to be taken later, and that was no try.
pub async fn give_back(connection: &mut AnyConnection, told: &Told, due_at: Instant, why: &str) -> Result<()> {
    sqlx::query(
        "update inbox set due_at = $1, verdict = $2, leased_until = 0, attempts = $3 where id = $4 and done_at is null",
    )
    .bind(due_at.millis())
    .bind(why)
    .bind(told.attempts.saturating_sub(1))
    .bind(&told.id)
    .execute(connection)
    .await?;
    Ok(())
}

/// Pulls what waits to be looked at again, and speaks of a customer, nearer.
pub async fn pull(connection: &mut AnyConnection, customer: &str, by: Duration) -> Result<()> {
    // `replace` is the one search for a plain text that both engines have.
    sqlx::query("update inbox set due_at = due_at - $1 where done_at is null and replace(body, $2, '') <> body")
        .bind(millis(by))
        .bind(customer)
        .execute(connection)
        .await?;
    Ok(())
}

/// When something is looked at again next that speaks of a customer.
pub async fn next_of(connection: &mut AnyConnection, customer: &str) -> Result<Option<Instant>> {
    let row = sqlx::query("select min(due_at) from inbox where done_at is null and replace(body, $1, '') <> body")
        .bind(customer)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.map(Instant::from_millis))
}

fn read(row: &AnyRow) -> Result<Told> {
    Ok(Told {
        id: row.try_get("id")?,
        kind: row.try_get("type")?,
        trusted: row.try_get::<Option<i64>, _>("trusted_at")?.is_some(),
        body: row.try_get("body")?,
        received_at: Instant::from_millis(row.try_get("received_at")?),
        attempts: row.try_get("attempts")?,
    })
}
