//! Webhook endpoints.

use serde_json::Value;
use sqlx::AnyConnection;

use super::{Account, Result};

/// Where a merchant wants to hear of events, in the columns deliveries need.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) secret: String,
    /// As it is answered by every read: with a null secret.
    pub(crate) body: Value,
}

impl Endpoint {
    pub(crate) fn is_enabled(&self) -> bool {
        self.body.get("status").and_then(Value::as_str) == Some("enabled")
    }

    pub(crate) fn wants(&self, event_type: &str) -> bool {
        self.body
            .get("enabled_events")
            .and_then(Value::as_array)
            .is_some_and(|types| types.iter().any(|known| known.as_str() == Some(event_type)))
    }
}

pub(crate) async fn insert(connection: &mut AnyConnection, account: &Account, endpoint: &Endpoint) -> Result<()> {
    sqlx::query(
        "insert into webhook_endpoint (id, account, url, status, secret, body) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&endpoint.id)
    .bind(account.as_str())
    .bind(&endpoint.url)
    .bind(status(endpoint))
    .bind(&endpoint.secret)
    .bind(endpoint.body.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn save(connection: &mut AnyConnection, endpoint: &Endpoint) -> Result<()> {
    sqlx::query("update webhook_endpoint set url = $2, status = $3, body = $4 where id = $1")
        .bind(&endpoint.id)
        .bind(&endpoint.url)
        .bind(status(endpoint))
        .bind(endpoint.body.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn delete(connection: &mut AnyConnection, endpoint: &Endpoint) -> Result<()> {
    sqlx::query("delete from webhook_endpoint where id = $1").bind(&endpoint.id).execute(connection).await?;
    Ok(())
}

pub(crate) async fn find(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Option<Endpoint>> {
    let row: Option<(String, String, String, String)> =
        sqlx::query_as("select id, url, secret, body from webhook_endpoint where account = $1 and id = $2")
            .bind(account.as_str())
            .bind(id)
            .fetch_optional(connection)
            .await?;
    row.map(read).transpose()
}

/// The endpoint of that id, whoever made it: deliveries know it by id alone.
pub(crate) async fn find_any(connection: &mut AnyConnection, id: &str) -> Result<Option<Endpoint>> {
    let row: Option<(String, String, String, String)> =
        sqlx::query_as("select id, url, secret, body from webhook_endpoint where id = $1")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    row.map(read).transpose()
}

pub(crate) async fn enabled(connection: &mut AnyConnection, account: &Account) -> Result<Vec<Endpoint>> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "select id, url, secret, body from webhook_endpoint where account = $1 and status = 'enabled' order by seq",
    )
    .bind(account.as_str())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Every endpoint of an account, oldest first.
pub(crate) async fn all(connection: &mut AnyConnection, account: &Account) -> Result<Vec<Endpoint>> {
    let rows: Vec<(String, String, String, String)> =
        sqlx::query_as("select id, url, secret, body from webhook_endpoint where account = $1 order by seq")
            .bind(account.as_str())
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(read).collect()
}

fn status(endpoint: &Endpoint) -> &'static str {
    if endpoint.is_enabled() { "enabled" } else { "disabled" }
}

fn read((id, url, secret, body): (String, String, String, String)) -> Result<Endpoint> {
    Ok(Endpoint { id, url, secret, body: serde_json::from_str(&body)? })
}
