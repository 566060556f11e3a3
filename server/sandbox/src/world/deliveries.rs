//! Deliveries: one event owed to one endpoint.

use fintoc::EventId;
use jiff::Timestamp;
use serde::Serialize;
use sqlx::{AnyConnection, Row, any::AnyRow};

use super::{Account, Result};
use crate::ksuid;

/// A delivery whose time has come.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) id: String,
    pub(crate) attempts: i64,
    /// The bytes to sign and post.
    pub(crate) body: String,
}

/// How a try went.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    pub(crate) attempts: i64,
    pub(crate) status: Option<i64>,
    pub(crate) error: Option<String>,
    /// When to try again; `None` when it is over, well or badly.
    pub(crate) again_at: Option<Timestamp>,
}

/// A delivery as `/_sandbox/deliveries` shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) event: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) endpoint: String,
    pub(crate) customer: Option<String>,
    pub(crate) attempts: i64,
    pub(crate) due_at: i64,
    pub(crate) done_at: Option<i64>,
    pub(crate) last_status: Option<i64>,
    pub(crate) last_error: Option<String>,
}

pub(crate) async fn owe(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    event: &EventId,
    endpoint: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "insert into delivery (id, account, customer, event, endpoint, attempts, due_at) values ($1, $2, $3, $4, $5, 0, $6)",
    )
    .bind(ksuid::fresh("del"))
    .bind(account.as_str())
    .bind(customer)
    .bind(event.as_str())
    .bind(endpoint)
    .bind(now.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

/// Endpoints to which something is due and not paused.
pub(crate) async fn endpoints_due(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select distinct endpoint
         from delivery
         where done_at is null
           and due_at <= $1
           and not exists (
               select 1 from pause
               where pause.account = delivery.account and pause.customer in ('', coalesce(delivery.customer, ''))
           )",
    )
    .bind(now.as_millisecond())
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(endpoint,)| endpoint).collect())
}

/// The first thing due to one endpoint, in the order things happened.
pub(crate) async fn next_due_to(connection: &mut AnyConnection, endpoint: &str, now: Timestamp) -> Result<Option<Due>> {
    let row: Option<(String, i64, String)> = sqlx::query_as(
        "select delivery.id, delivery.attempts, event.body
         from delivery join event on event.id = delivery.event
         where delivery.endpoint = $1
           and delivery.done_at is null
           and delivery.due_at <= $2
           and not exists (
               select 1 from pause
               where pause.account = delivery.account and pause.customer in ('', coalesce(delivery.customer, ''))
           )
         order by delivery.seq
         limit 1",
    )
    .bind(endpoint)
    .bind(now.as_millisecond())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(id, attempts, body)| Due { id, attempts, body }))
}

pub(crate) async fn note(connection: &mut AnyConnection, id: &str, tried: &Tried, now: Timestamp) -> Result<()> {
    sqlx::query(
        "update delivery
         set attempts = $2,
             last_status = $3,
             last_error = $4,
             last_attempt_at = $5,
             due_at = coalesce($6, due_at),
             done_at = case when $6 is null then $5 end
         where id = $1",
    )
    .bind(id)
    .bind(tried.attempts)
    .bind(tried.status)
    .bind(tried.error.as_deref())
    .bind(now.as_millisecond())
    .bind(tried.again_at.map(Timestamp::as_millisecond))
    .execute(connection)
    .await?;
    Ok(())
}

/// Owes a delivery again, now, with a fresh row of retries. Answers whether there is such a delivery.
pub(crate) async fn resend(
    connection: &mut AnyConnection,
    account: &Account,
    id: &str,
    now: Timestamp,
) -> Result<bool> {
    let done =
        sqlx::query("update delivery set attempts = 0, due_at = $3, done_at = null where account = $1 and id = $2")
            .bind(account.as_str())
            .bind(id)
            .bind(now.as_millisecond())
            .execute(connection)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// Pulls what is still owed nearer.
pub(crate) async fn pull(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    millis: i64,
) -> Result<()> {
    sqlx::query(
        "update delivery set due_at = due_at - $3
         where account = $1 and ($2 is null or customer = $2) and done_at is null",
    )
    .bind(account.as_str())
    .bind(customer)
    .bind(millis)
    .execute(connection)
    .await?;
    Ok(())
}

/// When, after now, the next delivery that is not paused becomes due.
pub(crate) async fn next_due(connection: &mut AnyConnection, now: Timestamp) -> Result<Option<i64>> {
    let (next,): (Option<i64>,) = sqlx::query_as(
        "select min(due_at)
         from delivery
         where done_at is null
           and due_at > $1
           and not exists (
               select 1 from pause
               where pause.account = delivery.account and pause.customer in ('', coalesce(delivery.customer, ''))
           )",
    )
    .bind(now.as_millisecond())
    .fetch_one(connection)
    .await?;
    Ok(next)
}

/// The latest deliveries of a customer, or of the account, newest first.
pub(crate) async fn shown(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
) -> Result<Vec<Shown>> {
    let rows = sqlx::query(
        "select delivery.id, delivery.event, event.type, endpoint, delivery.customer, attempts, due_at, done_at, last_status,
                last_error
         from delivery join event on event.id = delivery.event
         where delivery.account = $1 and ($2 is null or delivery.customer = $2)
         order by delivery.seq desc
         limit 300",
    )
    .bind(account.as_str())
    .bind(customer)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(show(row)?)).collect()
}

fn show(row: &AnyRow) -> sqlx::Result<Shown> {
    Ok(Shown {
        id: row.try_get(0)?,
        event: row.try_get(1)?,
        kind: row.try_get(2)?,
        endpoint: row.try_get(3)?,
        customer: row.try_get(4)?,
        attempts: row.try_get(5)?,
        due_at: row.try_get(6)?,
        done_at: row.try_get(7)?,
        last_status: row.try_get(8)?,
        last_error: row.try_get(9)?,
    })
}
