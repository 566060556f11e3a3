//! Objects of any kind, as somebody sees them who looks over the whole account.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Account, Result, lists::Kind};

/// Whose an object is, if it is there and is a customer's.
pub(crate) async fn customer_of(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    id: &str,
) -> Result<Option<String>> {
    // The table's name comes from the list of kinds and from nowhere else.
    let sql = format!("select customer from {} where account = $1 and id = $2", kind.word());
    let row: Option<(Option<String>,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(id).fetch_optional(connection).await?;
    Ok(row.and_then(|(customer,)| customer))
}
