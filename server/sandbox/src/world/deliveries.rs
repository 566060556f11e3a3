//! Deliveries: one event owed to one endpoint. They leave in the order in which they are due, so holding one back, letting
//! others overtake it and lining up a queue are all a matter of that instant.

pub(crate) mod shown;

use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    Account, Result,
    attempts::{self, Attempt},
};
use crate::{clock, ksuid, scenario::DeliveryFault};

/// True of a delivery that is held back.
const PAUSED: &str = "exists (
    select 1 from pause
    where pause.account = delivery.account and pause.customer in ('', coalesce(delivery.customer, ''))
)";

/// A delivery whose time has come.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) id: String,
    pub(crate) attempts: i64,
    /// The bytes to sign and post.
    pub(crate) body: String,
    /// What shall happen to this attempt; none when it is not the first.
    pub(crate) fault: Option<DeliveryFault>,
}

/// How a delivery stands after a try.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    pub(crate) attempts: i64,
    pub(crate) status: Option<i64>,
    pub(crate) error: Option<String>,
    /// When to try again; `None` when it is over, well or badly.
    pub(crate) again_at: Option<Timestamp>,
}

/// One event for one endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owed<'a> {
    pub(crate) account: &'a Account,
    pub(crate) customer: Option<&'a str>,
    pub(crate) event: &'a str,
    pub(crate) endpoint: &'a str,
    /// The delivery whose event this one repeats.
    pub(crate) copy_of: Option<&'a str>,
}

/// Owes a delivery from now on, or as a fault has it: more than one, later, or never. Answers the ids.
pub(crate) async fn owe(
    connection: &mut AnyConnection,
    owed: Owed<'_>,
    fault: Option<&DeliveryFault>,
    now: Timestamp,
) -> Result<Vec<String>> {
    let plan = fault.map_or(crate::scenario::Plan::HONEST, DeliveryFault::plan);
    let fault = fault.map(serde_json::to_string).transpose()?;
    let mut ids: Vec<String> = Vec::new();
    for _ in 0..plan.copies {
        let id = ksuid::fresh("del");
        sqlx::query(
            "insert into delivery
                 (id, account, customer, event, endpoint, attempts, due_at, done_at, last_error, fault, copy_of)
             values ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10)",
        )
        .bind(&id)
        .bind(owed.account.as_str())
        .bind(owed.customer)
        .bind(owed.event)
        .bind(owed.endpoint)
        .bind(clock::plus_millis(now, plan.delay_millis).as_millisecond())
        .bind(plan.dropped.then(|| now.as_millisecond()))
        .bind(plan.dropped.then_some("dropped on purpose"))
        .bind(fault.as_deref())
        .bind(owed.copy_of.or(ids.first().map(String::as_str)))
        .execute(&mut *connection)
        .await?;
        ids.push(id);
    }
    Ok(ids)
}

/// Endpoints to which something is due and not paused.
pub(crate) async fn endpoints_due(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<String>> {
    let sql = format!("select distinct endpoint from delivery where done_at is null and due_at <= $1 and not {PAUSED}");
    let rows: Vec<(String,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(endpoint,)| endpoint).collect())
}

/// The first thing due to one endpoint.
pub(crate) async fn next_due_to(connection: &mut AnyConnection, endpoint: &str, now: Timestamp) -> Result<Option<Due>> {
    let sql = format!(
        "select delivery.id, delivery.attempts, event.body, case when attempts = 0 then fault end
         from delivery join event on event.id = delivery.event
         where delivery.endpoint = $1 and delivery.done_at is null and delivery.due_at <= $2 and not {PAUSED}
         order by delivery.due_at, delivery.seq
         limit 1"
    );
    let row: Option<(String, i64, String, Option<String>)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(endpoint).bind(now.as_millisecond()).fetch_optional(connection).await?;
    row.map(|(id, attempts, body, fault)| Ok(Due { id, attempts, body, fault: read_fault(fault.as_deref())? }))
        .transpose()
}

fn read_fault(fault: Option<&str>) -> Result<Option<DeliveryFault>> {
    Ok(fault.map(serde_json::from_str).transpose()?)
}

/// Notes how a try went. A delivery that was removed while it was on its way stays removed.
pub(crate) async fn note(
    connection: &mut AnyConnection,
    id: &str,
    tried: &Tried,
    attempt: Option<&Attempt>,
    now: Timestamp,
) -> Result<()> {
    let known = sqlx::query(
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
    .execute(&mut *connection)
    .await?;
    match attempt {
        Some(attempt) if known.rows_affected() > 0 => attempts::insert(connection, id, attempt).await,
        _ => Ok(()),
    }
}

/// Owes the event of a delivery once more, now, with a fault if one is wanted. Answers the ids of the new deliveries; none
/// when the account has no such delivery.
pub(crate) async fn resend(
    connection: &mut AnyConnection,
    account: &Account,
    id: &str,
    fault: Option<&DeliveryFault>,
    now: Timestamp,
) -> Result<Option<Vec<String>>> {
    let row: Option<(Option<String>, String, String)> =
        sqlx::query_as("select customer, event, endpoint from delivery where account = $1 and id = $2")
            .bind(account.as_str())
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((customer, event, endpoint)) = row else { return Ok(None) };
    let owed = Owed { account, customer: customer.as_deref(), event: &event, endpoint: &endpoint, copy_of: Some(id) };
    owe(connection, owed, fault, now).await.map(Some)
}

/// What came of hurrying a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hurried {
    Yes,
    /// It was delivered, dropped or given up.
    Over,
    Unknown,
}

/// Makes a delivery that is still owed due now at the latest.
pub(crate) async fn hurry(
    connection: &mut AnyConnection,
    account: &Account,
    id: &str,
    now: Timestamp,
) -> Result<Hurried> {
    let row: Option<(Option<i64>,)> = sqlx::query_as(
        "update delivery set due_at = case when done_at is null then min(due_at, $3) else due_at end
         where account = $1 and id = $2
         returning done_at",
    )
    .bind(account.as_str())
    .bind(id)
    .bind(now.as_millisecond())
    .fetch_optional(connection)
    .await?;
    Ok(match row {
        None => Hurried::Unknown,
        Some((Some(_),)) => Hurried::Over,
        Some((None,)) => Hurried::Yes,
    })
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

/// What is due and may leave, in the order in which it would.
pub(crate) async fn queued(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    now: Timestamp,
) -> Result<Vec<String>> {
    let sql = format!(
        "select id
         from delivery
         where account = $1 and ($2 is null or customer = $2) and done_at is null and due_at <= $3 and not {PAUSED}
         order by due_at, seq"
    );
    let rows: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(account.as_str())
        .bind(customer)
        .bind(now.as_millisecond())
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many would have left by themselves if they were not held back.
pub(crate) async fn held_back(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
) -> Result<i64> {
    let sql = format!(
        "select count(*) from delivery
         where account = $1 and ($2 is null or customer = $2) and done_at is null and {PAUSED}"
    );
    let (waiting,): (i64,) =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(customer).fetch_one(connection).await?;
    Ok(waiting)
}

/// Lets deliveries leave in this order: each became due a millisecond before the next, the last one now.
pub(crate) async fn line_up(connection: &mut AnyConnection, queue: &[String], now: Timestamp) -> Result<()> {
    for (place, id) in (0_i64..).zip(queue.iter().rev()) {
        sqlx::query("update delivery set due_at = $2 where id = $1")
            .bind(id)
            .bind(clock::plus_millis(now, -place).as_millisecond())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// When, after now, the next delivery that is not paused becomes due.
pub(crate) async fn next_due(connection: &mut AnyConnection, now: Timestamp) -> Result<Option<i64>> {
    let sql = format!("select min(due_at) from delivery where done_at is null and due_at > $1 and not {PAUSED}");
    let (next,): (Option<i64>,) =
        sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).fetch_one(connection).await?;
    Ok(next)
}

/// When the next delivery of a customer, or of the account, is due, or was.
pub(crate) async fn next_of(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
) -> Result<Option<i64>> {
    let sql = format!(
        "select min(due_at) from delivery
         where account = $1 and ($2 is null or customer = $2) and done_at is null and not {PAUSED}"
    );
    let (next,): (Option<i64>,) =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(customer).fetch_one(connection).await?;
    Ok(next)
}
