//! Saved payment methods.

use fintoc::PaymentMethod;
use sqlx::AnyConnection;

use super::{Account, Result};

/// What makes a saved account the same account: saving it again wakes the same `pm_`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity<'a> {
    pub(crate) customer: &'a str,
    pub(crate) institution: &'a str,
    pub(crate) number: &'a str,
}

pub(crate) async fn insert(
    connection: &mut AnyConnection,
    account: &Account,
    identity: Identity<'_>,
    method: &PaymentMethod,
) -> Result<()> {
    sqlx::query(
        "insert into payment_method (id, account, customer, institution, number, body) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(method.id.as_str())
    .bind(account.as_str())
    .bind(identity.customer)
    .bind(identity.institution)
    .bind(identity.number)
    .bind(serde_json::to_string(method)?)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn save(connection: &mut AnyConnection, account: &Account, method: &PaymentMethod) -> Result<()> {
    sqlx::query("update payment_method set body = $3 where account = $1 and id = $2")
        .bind(account.as_str())
        .bind(method.id.as_str())
        .bind(serde_json::to_string(method)?)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn find(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Option<PaymentMethod>> {
    let row: Option<(String,)> = sqlx::query_as("select body from payment_method where account = $1 and id = $2")
        .bind(account.as_str())
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(body,)| serde_json::from_str(&body)).transpose()?)
}

pub(crate) async fn find_same(
    connection: &mut AnyConnection,
    account: &Account,
    identity: Identity<'_>,
) -> Result<Option<PaymentMethod>> {
    let row: Option<(String,)> = sqlx::query_as(
        "select body from payment_method where account = $1 and customer = $2 and institution = $3 and number = $4",
    )
    .bind(account.as_str())
    .bind(identity.customer)
    .bind(identity.institution)
    .bind(identity.number)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(body,)| serde_json::from_str(&body)).transpose()?)
}
