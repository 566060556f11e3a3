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
    removed.insert("idempotent_answer", remove_answers(connection, account, customer, keep_customer).await?);
    removed.insert("armed_scenario", remove_scenarios(connection, account, customer).await?);
    for table in TABLES {
        if table == "customer" && keep_customer {
            continue;
        }
        // The table's name comes from the list above and from nowhere else.
        let sql = format!("delete from {table} where account = $1 and ($2 is null or customer = $2)");
        let done =
            sqlx::query(AssertSqlSafe(sql)).bind(account.as_str()).bind(customer).execute(&mut *connection).await?;
        *removed.entry(table).or_default() += done.rows_affected();
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

/// A stored answer goes with the object that it shows, or a retry would be told of something that is not there.
async fn remove_answers(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    keep_customer: bool,
) -> Result<u64> {
    let done = sqlx::query(
        "delete from idempotent_answer
         where account = $1 and ($2 is null or json_extract(body, '$.id') in (
             select id from checkout_session where account = $1 and customer = $2
             union all
             select id from payment_method where account = $1 and customer = $2
             union all
             select id from refund where account = $1 and customer = $2
             union all
             select id from customer where account = $1 and customer = $2 and $3 = 0
         ))",
    )
    .bind(account.as_str())
    .bind(customer)
    .bind(i64::from(keep_customer))
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// What is armed for a payment method goes with it, whomever else it was armed for.
async fn remove_scenarios(connection: &mut AnyConnection, account: &Account, customer: Option<&str>) -> Result<u64> {
    let done = sqlx::query(
        "delete from armed_scenario
         where account = $1
           and payment_method in (select id from payment_method where account = $1 and ($2 is null or customer = $2))",
    )
    .bind(account.as_str())
    .bind(customer)
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}
