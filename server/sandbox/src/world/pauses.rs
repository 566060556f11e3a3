//! Whose deliveries are held back. An empty customer means the whole account.

use sqlx::AnyConnection;

use super::{Account, Result};

pub(crate) async fn pause(connection: &mut AnyConnection, account: &Account, customer: Option<&str>) -> Result<()> {
    sqlx::query("insert into pause (account, customer) values ($1, $2) on conflict (account, customer) do nothing")
        .bind(account.as_str())
        .bind(customer.unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn resume(connection: &mut AnyConnection, account: &Account, customer: Option<&str>) -> Result<()> {
    sqlx::query("delete from pause where account = $1 and customer = $2")
        .bind(account.as_str())
        .bind(customer.unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(())
}

/// Whose deliveries are held back now; an empty customer means the whole account.
pub(crate) async fn of(connection: &mut AnyConnection, account: &Account) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as("select customer from pause where account = $1 order by customer")
        .bind(account.as_str())
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(customer,)| customer).collect())
}
