//! Objects of any kind, as somebody sees them who looks over the whole account.

use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Account, Result, lists::Kind};

/// The newest objects of a kind, as they are answered.
pub(crate) async fn newest(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    limit: i64,
) -> Result<Vec<Value>> {
    // The table's name comes from the list of kinds and from nowhere else.
    let sql = format!("select body from {} where account = $1 order by seq desc limit $2", kind.word());
    let rows: Vec<(String,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(limit).fetch_all(connection).await?;
    rows.into_iter().map(|(body,)| Ok(serde_json::from_str(&body)?)).collect()
}

/// Whose an object is, if it is there and is a customer's.
pub(crate) async fn customer_of(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    id: &str,
) -> Result<Option<String>> {
    let sql = format!("select customer from {} where account = $1 and id = $2", kind.word());
    let row: Option<(Option<String>,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(id).fetch_optional(connection).await?;
    Ok(row.and_then(|(customer,)| customer))
}
