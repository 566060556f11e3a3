//! How much of everything an account has made.

use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use super::{Account, Result};

/// Counts since the account's first call, or since it was reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Customers, also those created inline.
    pub customers_created: i64,
    /// Checkout sessions of any flow.
    pub sessions_created: i64,
    /// Payment intents.
    pub intents_created: i64,
    /// Saved payment methods, cancelled ones included.
    pub methods_created: i64,
    /// Events written.
    pub events_created: i64,
    /// Deliveries not yet made nor given up.
    pub deliveries_owed: i64,
}

pub(crate) async fn of(connection: &mut AnyConnection, account: &Account) -> Result<Stats> {
    let row: (i64, i64, i64, i64, i64, i64) = sqlx::query_as(
        "select
             (select count(*) from customer where account = $1),
             (select count(*) from checkout_session where account = $1),
             (select count(*) from payment_intent where account = $1),
             (select count(*) from payment_method where account = $1),
             (select count(*) from event where account = $1),
             (select count(*) from delivery where account = $1 and done_at is null)",
    )
    .bind(account.as_str())
    .fetch_one(connection)
    .await?;
    let (customers_created, sessions_created, intents_created, methods_created, events_created, deliveries_owed) = row;
    Ok(Stats { customers_created, sessions_created, intents_created, methods_created, events_created, deliveries_owed })
}
