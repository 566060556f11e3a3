//! Refunds, and when each takes its next step.

use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{Account, Result};

/// A refund with everything the sandbox knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Refund {
    pub(crate) account: Account,
    pub(crate) customer: Option<String>,
    pub(crate) wire: fintoc::Refund,
    /// When it takes its next step; `None` when it is over.
    pub(crate) due_at: Option<Timestamp>,
    /// Why it will fail; `None` when it will succeed.
    pub(crate) failure: Option<String>,
}

type Row = (String, Option<String>, Option<i64>, Option<String>, String);

pub(crate) async fn insert(connection: &mut AnyConnection, refund: &Refund) -> Result<()> {
    sqlx::query(
        "insert into refund (id, account, customer, intent, amount, status, due_at, failure, created_at, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(refund.wire.id.as_str())
    .bind(refund.account.as_str())
    .bind(refund.customer.as_deref())
    .bind(refund.wire.resource_id.as_deref())
    .bind(refund.wire.amount)
    .bind(refund.wire.status.as_str())
    .bind(refund.due_at.map(Timestamp::as_millisecond))
    .bind(refund.failure.as_deref())
    .bind(refund.wire.created_at.map(Timestamp::as_millisecond))
    .bind(serde_json::to_string(&refund.wire)?)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn save(connection: &mut AnyConnection, refund: &Refund) -> Result<()> {
    sqlx::query("update refund set status = $2, due_at = $3, body = $4 where id = $1")
        .bind(refund.wire.id.as_str())
        .bind(refund.wire.status.as_str())
        .bind(refund.due_at.map(Timestamp::as_millisecond))
        .bind(serde_json::to_string(&refund.wire)?)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn find(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Option<Refund>> {
    let row: Option<Row> =
        sqlx::query_as("select account, customer, due_at, failure, body from refund where account = $1 and id = $2")
            .bind(account.as_str())
            .bind(id)
            .fetch_optional(connection)
            .await?;
    row.map(read).transpose()
}

/// How much of a payment has gone back or is on its way. What failed or was canceled is free again.
pub(crate) async fn refunded(connection: &mut AnyConnection, intent: &str) -> Result<i64> {
    let (sum,): (i64,) = sqlx::query_as(
        "select coalesce(sum(amount), 0) from refund where intent = $1 and status not in ('failed', 'canceled')",
    )
    .bind(intent)
    .fetch_one(connection)
    .await?;
    Ok(sum)
}

/// Refunds whose next step is due by now.
pub(crate) async fn due(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Refund>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select account, customer, due_at, failure, body
         from refund
         where due_at <= $1
         order by due_at, seq
         limit 100",
    )
    .bind(now.as_millisecond())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Brings the next step of every refund of a customer (or of the account) to that instant at the latest. Answers how many had
/// one.
pub(crate) async fn settle_by(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    instant: Timestamp,
) -> Result<u64> {
    let done = sqlx::query(
        "update refund set due_at = min(due_at, $3)
         where account = $1 and ($2 is null or customer = $2) and due_at is not null",
    )
    .bind(account.as_str())
    .bind(customer)
    .bind(instant.as_millisecond())
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Pulls every waiting step nearer.
pub(crate) async fn pull(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    millis: i64,
) -> Result<()> {
    sqlx::query(
        "update refund set due_at = due_at - $3
         where account = $1 and ($2 is null or customer = $2) and due_at is not null",
    )
    .bind(account.as_str())
    .bind(customer)
    .bind(millis)
    .execute(connection)
    .await?;
    Ok(())
}

/// When, after now, the next step of any refund is due.
pub(crate) async fn next_due(connection: &mut AnyConnection, now: Timestamp) -> Result<Option<i64>> {
    let (next,): (Option<i64>,) = sqlx::query_as("select min(due_at) from refund where due_at > $1")
        .bind(now.as_millisecond())
        .fetch_one(connection)
        .await?;
    Ok(next)
}

fn read((account, customer, due_at, failure, body): Row) -> Result<Refund> {
    Ok(Refund {
        account: Account::stored(account),
        customer,
        wire: serde_json::from_str(&body)?,
        due_at: due_at.map(crate::clock::from_millis),
        failure,
    })
}
