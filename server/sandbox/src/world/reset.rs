//! Removing what an account, or one of its customers, has.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Account, Result};

/// What is removed, children before those they hang on.
const TABLES: [&str; 10] = [
    "delivery",
    "event",
    "refund",
    "payment_intent",
    "setup_intent",
    "checkout_session",
    "payment_method",
    "customer",
    "armed_scenario",
    "pause",
];

/// Removes all that belongs to a customer, or to the account; the customer's own row stays if wanted. Endpoints and settings
/// stay. Answers how many of what went.
pub(crate) async fn remove(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    keep_customer: bool,
) -> Result<BTreeMap<&'static str, u64>> {
    let mut removed = BTreeMap::new();
    removed.insert("attempt", remove_attempts(connection, account, customer).await?);
    for table in TABLES {
        if table == "customer" && keep_customer {
            continue;
        }
        // The table's name comes from the list above and from nowhere else.
        let sql = format!("delete from {table} where account = $1 and ($2 is null or customer = $2)");
        let done =
            sqlx::query(AssertSqlSafe(sql)).bind(account.as_str()).bind(customer).execute(&mut *connection).await?;
        removed.insert(table, done.rows_affected());
    }
    if customer.is_none() {
        removed.insert("idempotent_answer", remove_answers(connection, account).await?);
    }
    Ok(removed)
}

async fn remove_attempts(connection: &mut AnyConnection, account: &Account, customer: Option<&str>) -> Result<u64> {
    let done = sqlx::query(
        "delete from attempt
         where delivery in (select id from delivery where account = $1 and ($2 is null or customer = $2))",
    )
    .bind(account.as_str())
    .bind(customer)
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Stored answers know no customer, so they go with the account only.
async fn remove_answers(connection: &mut AnyConnection, account: &Account) -> Result<u64> {
    let done = sqlx::query("delete from idempotent_answer where account = $1")
        .bind(account.as_str())
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
