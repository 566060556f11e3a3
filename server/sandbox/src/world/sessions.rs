//! Checkout sessions, and how far somebody came on their page.

use fintoc::{CheckoutSession, Flow};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{Account, Result};
use crate::page::Progress;

/// A session with everything the sandbox knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) account: Account,
    pub(crate) wire: CheckoutSession,
    pub(crate) progress: Progress,
}

impl Session {
    pub(crate) fn id(&self) -> &str {
        self.wire.id.as_str()
    }

    pub(crate) fn customer(&self) -> Option<String> {
        self.wire.customer_id().map(|id| id.as_str().to_owned())
    }

    /// Whether it saves an account, rather than pays.
    pub(crate) fn is_setup(&self) -> bool {
        self.wire.flow == Some(Flow::Setup)
    }

    /// When it stops being usable. Every session of ours has an instant; a missing one reads as long past.
    pub(crate) fn expires_at(&self) -> Timestamp {
        self.wire.expires_at.unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// When something that is under way on the page arrives.
    fn answers_at(&self) -> Option<i64> {
        self.progress.underway.map(|underway| underway.at().as_millisecond())
    }

    /// Open to its page and to the expire call: neither finished nor expired.
    pub(crate) fn is_open(&self) -> bool {
        use fintoc::SessionStatus::{Created, InProgress};
        matches!(self.wire.status, Created | InProgress)
    }

    /// As it is answered. The API reference prints `{}` where there is no payment yet, and `line_items` although it is null.
    pub(crate) fn body(&self) -> Result<Value> {
        let mut body = serde_json::to_value(&self.wire)?;
        if self.wire.payment_resource.is_none() {
            body["payment_resource"] = json!({});
        }
        body["line_items"] = Value::Null;
        if self.progress.as_in_the_sample {
            strip_to_the_sample(&mut body);
        }
        Ok(body)
    }
}

/// The guide's sample of a finished setup has no `payment_method`, and of the customer neither id nor more than this.
fn strip_to_the_sample(body: &mut Value) {
    let Some(fields) = body.as_object_mut() else { return };
    fields.remove("payment_method");
    if let Some(customer) = fields.get_mut("customer").and_then(Value::as_object_mut) {
        customer.retain(|name, _| matches!(name.as_str(), "name" | "email" | "metadata" | "tax_id"));
    }
}

pub(crate) async fn insert(connection: &mut AnyConnection, session: &Session) -> Result<()> {
    sqlx::query(
        "insert into checkout_session (id, account, customer, status, expires_at, body, progress, answers_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(session.id())
    .bind(session.account.as_str())
    .bind(session.customer())
    .bind(session.wire.status.as_str())
    .bind(session.expires_at().as_millisecond())
    .bind(session.body()?.to_string())
    .bind(serde_json::to_string(&session.progress)?)
    .bind(session.answers_at())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn save(connection: &mut AnyConnection, session: &Session) -> Result<()> {
    sqlx::query(
        "update checkout_session
         set status = $2, expires_at = $3, body = $4, progress = $5, answers_at = $6
         where id = $1",
    )
    .bind(session.id())
    .bind(session.wire.status.as_str())
    .bind(session.expires_at().as_millisecond())
    .bind(session.body()?.to_string())
    .bind(serde_json::to_string(&session.progress)?)
    .bind(session.answers_at())
    .execute(connection)
    .await?;
    Ok(())
}

/// The session of that id, whoever made it: the hosted page knows no key, only the unguessable id.
pub(crate) async fn find(connection: &mut AnyConnection, id: &str) -> Result<Option<Session>> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("select account, body, progress from checkout_session where id = $1")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    row.map(read).transpose()
}

/// Sessions where what was under way on the page has arrived by now.
pub(crate) async fn answered(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Session>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select account, body, progress
         from checkout_session
         where answers_at <= $1
         order by answers_at, seq
         limit 100",
    )
    .bind(now.as_millisecond())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(read).collect()
}

/// When, after now, something that is under way on a page next arrives.
pub(crate) async fn next_answer(connection: &mut AnyConnection, now: Timestamp) -> Result<Option<i64>> {
    let (next,): (Option<i64>,) = sqlx::query_as("select min(answers_at) from checkout_session where answers_at > $1")
        .bind(now.as_millisecond())
        .fetch_one(connection)
        .await?;
    Ok(next)
}

/// When something that is under way on a page of a customer (or of the account) next arrives.
pub(crate) async fn next_answer_of(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
) -> Result<Option<i64>> {
    let (next,): (Option<i64>,) = sqlx::query_as(
        "select min(answers_at) from checkout_session where account = $1 and ($2 is null or customer = $2)",
    )
    .bind(account.as_str())
    .bind(customer)
    .fetch_one(connection)
    .await?;
    Ok(next)
}

/// Open sessions whose time is up. One about which the bank is still thinking is left to the bank.
pub(crate) async fn overdue(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Session>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select account, body, progress
         from checkout_session
         where status in ('created', 'in_progress')
           and expires_at <= $1
           and answers_at is null
           and not exists (
               select 1 from payment_intent
               where payment_intent.session = checkout_session.id and payment_intent.settles_at is not null
           )
         order by expires_at
         limit 100",
    )
    .bind(now.as_millisecond())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Open sessions of a customer, or of the whole account.
pub(crate) async fn open_of(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
) -> Result<Vec<Session>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select account, body, progress
         from checkout_session
         where account = $1 and ($2 is null or customer = $2) and status in ('created', 'in_progress')",
    )
    .bind(account.as_str())
    .bind(customer)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(read).collect()
}

/// When, after now, the next open session runs out.
pub(crate) async fn next_expiry(connection: &mut AnyConnection, now: Timestamp) -> Result<Option<i64>> {
    let (next,): (Option<i64>,) = sqlx::query_as(
        "select min(expires_at) from checkout_session where status in ('created', 'in_progress') and expires_at > $1",
    )
    .bind(now.as_millisecond())
    .fetch_one(connection)
    .await?;
    Ok(next)
}

fn read((account, body, progress): (String, String, String)) -> Result<Session> {
    Ok(Session {
        account: Account::stored(account),
        wire: serde_json::from_str(&body)?,
        progress: serde_json::from_str(&progress)?,
    })
}
