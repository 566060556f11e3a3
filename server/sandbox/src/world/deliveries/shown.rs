//! Deliveries as somebody looks at them.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AssertSqlSafe, Row, any::AnyRow};

use super::{PAUSED, read_fault};
use crate::{
    clock,
    scenario::DeliveryFault,
    world::{
        Account, Result,
        attempts::{self, Attempt},
    },
};

/// Which deliveries somebody wants to see.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    pub(crate) customer: Option<String>,
    pub(crate) event: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Delivered,
    Due,
    /// For a retry, or because it was delayed.
    Waiting,
    Paused,
    /// Never sent, on purpose.
    Dropped,
    GivenUp,
}

/// A delivery as `/_sandbox/deliveries` shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) event: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) endpoint: String,
    /// Where that is; none when the endpoint was deleted.
    pub(crate) url: Option<String>,
    pub(crate) customer: Option<String>,
    pub(crate) state: State,
    pub(crate) attempts: i64,
    pub(crate) due_at: Timestamp,
    pub(crate) done_at: Option<Timestamp>,
    pub(crate) last_status: Option<i64>,
    pub(crate) last_error: Option<String>,
    pub(crate) fault: Option<DeliveryFault>,
    pub(crate) copy_of: Option<String>,
    /// The attempts, oldest first.
    pub(crate) log: Vec<Attempt>,
}

/// A delivery with what it carries.
#[derive(Debug, Serialize)]
pub(crate) struct Detail {
    #[serde(flatten)]
    pub(crate) shown: Shown,
    /// The very bytes of the event.
    pub(crate) body: String,
}

fn select(end: &str) -> String {
    format!(
        "select delivery.id, delivery.event, event.type, delivery.endpoint, webhook_endpoint.url, delivery.customer, attempts,
                due_at, done_at, last_status, last_error, fault, copy_of, event.body,
                case when {PAUSED} then 1 else 0 end
         from delivery
         join event on event.id = delivery.event
         left join webhook_endpoint on webhook_endpoint.id = delivery.endpoint
         where delivery.account = $1 {end}"
    )
}

/// The latest deliveries that fit, newest first.
pub(crate) async fn list(
    connection: &mut AnyConnection,
    account: &Account,
    filter: &Filter,
    now: Timestamp,
) -> Result<Vec<Shown>> {
    const FITS: &str = "and ($2 is null or delivery.customer = $2)
           and ($3 is null or delivery.event = $3)
           and ($4 is null or event.type = $4)
         order by delivery.seq desc
         limit 300";
    let rows = sqlx::query(AssertSqlSafe(select(FITS)))
        .bind(account.as_str())
        .bind(filter.customer.as_deref())
        .bind(filter.event.as_deref())
        .bind(filter.kind.as_deref())
        .fetch_all(&mut *connection)
        .await?;
    let found = rows.iter().map(|row| Ok(read(row, now)?.shown)).collect::<Result<Vec<Shown>>>()?;
    let ids: Vec<&str> = found.iter().map(|delivery| delivery.id.as_str()).collect();
    let mut logs: HashMap<String, Vec<Attempt>> = attempts::of(connection, &ids).await?;
    let with_log = |delivery: Shown| Shown { log: logs.remove(&delivery.id).unwrap_or_default(), ..delivery };
    Ok(found.into_iter().map(with_log).collect())
}

/// One delivery, if the account has it.
pub(crate) async fn one(
    connection: &mut AnyConnection,
    account: &Account,
    id: &str,
    now: Timestamp,
) -> Result<Option<Detail>> {
    let row = sqlx::query(AssertSqlSafe(select("and delivery.id = $2")))
        .bind(account.as_str())
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut detail = read(&row, now)?;
    detail.shown.log = attempts::of(connection, &[id]).await?.remove(id).unwrap_or_default();
    Ok(Some(detail))
}

fn read(row: &AnyRow, now: Timestamp) -> Result<Detail> {
    let (due_at, done_at): (i64, Option<i64>) = (row.try_get(7)?, row.try_get(8)?);
    let (attempts, last_error): (i64, Option<String>) = (row.try_get(6)?, row.try_get(10)?);
    let (fault, paused): (Option<String>, i64) = (row.try_get(11)?, row.try_get(14)?);
    let fault = read_fault(fault.as_deref())?;
    let state = match (done_at, &last_error) {
        (Some(_), None) => State::Delivered,
        (Some(_), Some(_)) if attempts == 0 && matches!(fault, Some(DeliveryFault::Drop { .. })) => State::Dropped,
        (Some(_), Some(_)) => State::GivenUp,
        (None, _) if paused == 1 => State::Paused,
        (None, _) if due_at <= now.as_millisecond() => State::Due,
        (None, _) => State::Waiting,
    };
    let shown = Shown {
        id: row.try_get(0)?,
        event: row.try_get(1)?,
        kind: row.try_get(2)?,
        endpoint: row.try_get(3)?,
        url: row.try_get(4)?,
        customer: row.try_get(5)?,
        state,
        attempts,
        due_at: clock::from_millis(due_at),
        done_at: done_at.map(clock::from_millis),
        last_status: row.try_get(9)?,
        last_error,
        fault,
        copy_of: row.try_get(12)?,
        log: Vec::new(),
    };
    Ok(Detail { shown, body: row.try_get(13)? })
}
