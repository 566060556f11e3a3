//! Customers.

use fintoc::{Customer, CustomerId, TaxId};
use sqlx::AnyConnection;

use super::{Account, Result};

/// Whether a customer with that tax id exists already.
pub(crate) async fn tax_id_taken(connection: &mut AnyConnection, account: &Account, tax_id: &TaxId) -> Result<bool> {
    let row: Option<(i64,)> = sqlx::query_as("select seq from customer where account = $1 and tax_id = $2")
        .bind(account.as_str())
        .bind(tax_id_key(tax_id))
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

pub(crate) async fn insert(
    connection: &mut AnyConnection,
    account: &Account,
    id: &CustomerId,
    customer: &Customer,
) -> Result<()> {
    sqlx::query("insert into customer (id, account, customer, tax_id, body) values ($1, $2, $1, $3, $4)")
        .bind(id.as_str())
        .bind(account.as_str())
        .bind(customer.tax_id.as_ref().map(tax_id_key))
        .bind(serde_json::to_string(customer)?)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn find(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Option<Customer>> {
    let row: Option<(String,)> = sqlx::query_as("select body from customer where account = $1 and id = $2")
        .bind(account.as_str())
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(body,)| serde_json::from_str(&body)).transpose()?)
}

fn tax_id_key(tax_id: &TaxId) -> String {
    format!("{}:{}", tax_id.kind, tax_id.value)
}
