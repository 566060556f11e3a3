//! Armed scenarios, used up one payment at a time.

use sqlx::AnyConnection;

use super::{Account, Result};
use crate::fate::Scenario;

pub(crate) async fn arm(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    scenario: &Scenario,
    times: i64,
) -> Result<()> {
    sqlx::query("insert into scenario (account, customer, scenario, uses_left) values ($1, $2, $3, $4)")
        .bind(account.as_str())
        .bind(customer)
        .bind(serde_json::to_string(scenario)?)
        .bind(times)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes one use of the oldest scenario armed for this customer, or else for the whole account.
pub(crate) async fn take(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
) -> Result<Option<Scenario>> {
    let row: Option<(i64, String)> = sqlx::query_as(
        "select seq, scenario
         from scenario
         where account = $1 and uses_left > 0 and (customer is null or customer = $2)
         order by customer is null, seq
         limit 1",
    )
    .bind(account.as_str())
    .bind(customer)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((seq, scenario)) = row else { return Ok(None) };
    sqlx::query("update scenario set uses_left = uses_left - 1 where seq = $1").bind(seq).execute(connection).await?;
    Ok(Some(serde_json::from_str(&scenario)?))
}
