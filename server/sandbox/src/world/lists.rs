//! What every kind of object shares: reading one by id, and lists that follow the order of birth.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Account, Result};

/// A kind of object that can be read and listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Customer,
    Event,
    PaymentIntent,
    PaymentMethod,
    Session,
    SetupIntent,
    WebhookEndpoint,
}

impl Kind {
    /// The `object` word on the wire, and our table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Event => "event",
            Self::PaymentIntent => "payment_intent",
            Self::PaymentMethod => "payment_method",
            Self::Session => "checkout_session",
            Self::SetupIntent => "setup_intent",
            Self::WebhookEndpoint => "webhook_endpoint",
        }
    }
}

/// Which part of a list: older than `before`, or newer than `after`, so many of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) before: Option<i64>,
    pub(crate) after: Option<i64>,
    pub(crate) limit: i64,
}

/// The object of that id in this account, as it is answered.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    id: &str,
) -> Result<Option<String>> {
    // The table's name comes from the list above and from nowhere else.
    let sql = format!("select body from {} where account = $1 and id = $2", kind.word());
    let row: Option<(String,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(id).fetch_optional(connection).await?;
    Ok(row.map(|(body,)| body))
}

/// Where in the order of birth an object stands: what a cursor means.
pub(crate) async fn position(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    id: &str,
) -> Result<Option<i64>> {
    let sql = format!("select seq from {} where account = $1 and id = $2", kind.word());
    let row: Option<(i64,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(id).fetch_optional(connection).await?;
    Ok(row.map(|(seq,)| seq))
}

/// Objects of an account, of one customer when one is named, one more than wanted at most: newest first, or, when the window
/// says `after`, oldest first.
pub(crate) async fn list(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    customer: Option<&str>,
    window: &Window,
) -> Result<Vec<String>> {
    let sql = format!(
        "select body
         from {}
         where account = $1
           and ($2 is null or customer = $2)
           and ($3 is null or seq < $3)
           and ($4 is null or seq > $4)
         order by case when $4 is null then -seq else seq end
         limit $5",
        kind.word()
    );
    let rows: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(account.as_str())
        .bind(customer)
        .bind(window.before)
        .bind(window.after)
        .bind(window.limit + 1)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(body,)| body).collect())
}
