//! Payment intents, and what the bank will say about each.

use fintoc::{IntentStatus, PaymentIntent, SessionId};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{Account, Result};
use crate::fate::Fate;

/// An intent with everything the sandbox knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Intent {
    pub(crate) account: Account,
    pub(crate) customer: Option<String>,
    pub(crate) session: SessionId,
    pub(crate) wire: PaymentIntent,
    /// When the bank will have made up its mind; `None` when there is nothing to wait for.
    pub(crate) settles_at: Option<Timestamp>,
    pub(crate) fate: Fate,
}

impl Intent {
    /// Whether the bank has not answered yet, not even "later".
    pub(crate) fn is_undecided(&self) -> bool {
        matches!(self.wire.status, IntentStatus::Created | IntentStatus::InProgress | IntentStatus::RequiresAction)
    }
}

type Row = (String, Option<String>, String, Option<i64>, String, String);

pub(crate) async fn insert(connection: &mut AnyConnection, intent: &Intent) -> Result<()> {
    sqlx::query(
        "insert into payment_intent (id, account, customer, session, settles_at, fate, body)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(intent.wire.id.as_str())
    .bind(intent.account.as_str())
    .bind(intent.customer.as_deref())
    .bind(intent.session.as_str())
    .bind(intent.settles_at.map(Timestamp::as_millisecond))
    .bind(serde_json::to_string(&intent.fate)?)
    .bind(serde_json::to_string(&intent.wire)?)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn save(connection: &mut AnyConnection, intent: &Intent) -> Result<()> {
    sqlx::query("update payment_intent set settles_at = $2, fate = $3, body = $4 where id = $1")
        .bind(intent.wire.id.as_str())
        .bind(intent.settles_at.map(Timestamp::as_millisecond))
        .bind(serde_json::to_string(&intent.fate)?)
        .bind(serde_json::to_string(&intent.wire)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// The intent of a session, if it has one; the latest, where a failed payment was tried again.
pub(crate) async fn of_session(connection: &mut AnyConnection, session: &str) -> Result<Option<Intent>> {
    let row: Option<Row> = sqlx::query_as(
        "select account, customer, session, settles_at, fate, body
         from payment_intent
         where session = $1
         order by seq desc
         limit 1",
    )
    .bind(session)
    .fetch_optional(connection)
    .await?;
    row.map(read).transpose()
}

/// The intent of that id in this account.
pub(crate) async fn find(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Option<Intent>> {
    let row: Option<Row> = sqlx::query_as(
        "select account, customer, session, settles_at, fate, body
         from payment_intent
         where account = $1 and id = $2",
    )
    .bind(account.as_str())
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.map(read).transpose()
}

/// Intents about which the bank has made up its mind by now.
pub(crate) async fn settled(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Intent>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select account, customer, session, settles_at, fate, body
         from payment_intent
         where settles_at <= $1
         order by settles_at, seq
         limit 100",
    )
    .bind(now.as_millisecond())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Brings every waiting intent of a customer (or of the account) to that instant at the latest. Answers how many waited.
pub(crate) async fn settle_by(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    instant: Timestamp,
) -> Result<u64> {
    let done = sqlx::query(
        "update payment_intent set settles_at = min(settles_at, $3)
         where account = $1 and ($2 is null or customer = $2) and settles_at is not null",
    )
    .bind(account.as_str())
    .bind(customer)
    .bind(instant.as_millisecond())
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Pulls every waiting intent nearer.
pub(crate) async fn pull(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    millis: i64,
) -> Result<()> {
    sqlx::query(
        "update payment_intent set settles_at = settles_at - $3
         where account = $1 and ($2 is null or customer = $2) and settles_at is not null",
    )
    .bind(account.as_str())
    .bind(customer)
    .bind(millis)
    .execute(connection)
    .await?;
    Ok(())
}

/// When, after now, the bank will next have made up its mind about something.
pub(crate) async fn next_settlement(connection: &mut AnyConnection, now: Timestamp) -> Result<Option<i64>> {
    let (next,): (Option<i64>,) = sqlx::query_as("select min(settles_at) from payment_intent where settles_at > $1")
        .bind(now.as_millisecond())
        .fetch_one(connection)
        .await?;
    Ok(next)
}

fn read((account, customer, session, settles_at, fate, body): Row) -> Result<Intent> {
    Ok(Intent {
        account: Account::stored(account),
        customer,
        session: SessionId::new(session),
        wire: serde_json::from_str(&body)?,
        settles_at: settles_at.map(crate::clock::from_millis),
        fate: serde_json::from_str(&fate)?,
    })
}
