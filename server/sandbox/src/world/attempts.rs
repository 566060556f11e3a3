//! The log of attempts: what left, and what came back.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{AnyConnection, Row, any::AnyRow};

use super::Result;
use crate::clock;

/// One try of a delivery.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Attempt {
    pub(crate) at: Timestamp,
    #[serde(rename = "latency_ms")]
    pub(crate) latency: i64,
    /// As they were sent, the signature among them.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body as it was sent, where that was not the event itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<String>,
    pub(crate) status: Option<i64>,
    pub(crate) error: Option<String>,
    /// The beginning of the answer's body.
    pub(crate) response: String,
    /// The name of the fault that acted on it.
    pub(crate) fault: Option<String>,
}

pub(crate) async fn insert(connection: &mut AnyConnection, delivery: &str, attempt: &Attempt) -> Result<()> {
    sqlx::query(
        "insert into attempt (delivery, at, latency, headers, body, status, error, response, fault)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(delivery)
    .bind(attempt.at.as_millisecond())
    .bind(attempt.latency)
    .bind(serde_json::to_string(&attempt.headers)?)
    .bind(attempt.body.as_deref())
    .bind(attempt.status)
    .bind(attempt.error.as_deref())
    .bind(&attempt.response)
    .bind(attempt.fault.as_deref())
    .execute(connection)
    .await?;
    Ok(())
}

/// The attempts of each of those deliveries, oldest first.
pub(crate) async fn of(connection: &mut AnyConnection, deliveries: &[&str]) -> Result<HashMap<String, Vec<Attempt>>> {
    let mut found: HashMap<String, Vec<Attempt>> = HashMap::new();
    let wanted = serde_json::to_string(deliveries)?;
    let rows = sqlx::query(
        "select delivery, at, latency, headers, body, status, error, response, fault
         from attempt
         where delivery in (select value from json_each($1))
         order by seq",
    )
    .bind(wanted)
    .fetch_all(connection)
    .await?;
    for row in &rows {
        found.entry(row.try_get(0)?).or_default().push(read(row)?);
    }
    Ok(found)
}

fn read(row: &AnyRow) -> Result<Attempt> {
    Ok(Attempt {
        at: clock::from_millis(row.try_get(1)?),
        latency: row.try_get(2)?,
        headers: serde_json::from_str(row.try_get(3)?)?,
        body: row.try_get(4)?,
        status: row.try_get(5)?,
        error: row.try_get(6)?,
        response: row.try_get(7)?,
        fault: row.try_get(8)?,
    })
}
