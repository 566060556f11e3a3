//! Armed scenarios, used up one by one or standing until somebody clears them.

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::AnyConnection;

use super::{Account, Result};
use crate::{
    clock, ksuid,
    scenario::{ApiFault, DeliveryFault, Group, PaymentScenario, RefundScenario, SetupScenario},
};

/// Whom something happens to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Target<'a> {
    pub(crate) customer: Option<&'a str>,
    pub(crate) payment_method: Option<&'a str>,
}

/// A scenario as it stands armed.
#[derive(Debug, Serialize)]
pub(crate) struct Armed {
    pub(crate) id: String,
    /// `{name, …}`.
    pub(crate) armed: Value,
    pub(crate) customer: Option<String>,
    pub(crate) payment_method: Option<String>,
    /// How often it will still act; `None` until somebody clears it.
    pub(crate) times: Option<i64>,
    pub(crate) until_cleared: bool,
    pub(crate) armed_at: Timestamp,
}

/// Arms a scenario for so many uses, or until it is cleared. Answers its id.
pub(crate) async fn arm(
    connection: &mut AnyConnection,
    account: &Account,
    target: Target<'_>,
    (group, scenario): (Group, &Value),
    times: Option<i64>,
) -> Result<String> {
    let id = ksuid::fresh("scn");
    sqlx::query(
        "insert into armed_scenario (id, account, customer, payment_method, about, scenario, uses_left, armed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&id)
    .bind(account.as_str())
    .bind(target.customer)
    .bind(target.payment_method)
    .bind(group.word())
    .bind(scenario.to_string())
    .bind(times)
    .bind(clock::now().as_millisecond())
    .execute(connection)
    .await?;
    Ok(id)
}

type Row = (String, String, Option<String>, Option<String>, Option<i64>, i64);

/// What is armed for a customer, or in the whole account, oldest first.
pub(crate) async fn armed(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
) -> Result<Vec<Armed>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, scenario, customer, payment_method, uses_left, armed_at
         from armed_scenario
         where account = $1 and ($2 is null or customer = $2)
         order by seq",
    )
    .bind(account.as_str())
    .bind(customer)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(show).collect()
}

fn show((id, scenario, customer, payment_method, times, armed_at): Row) -> Result<Armed> {
    Ok(Armed {
        id,
        armed: serde_json::from_str(&scenario)?,
        customer,
        payment_method,
        times,
        until_cleared: times.is_none(),
        armed_at: clock::from_millis(armed_at),
    })
}

/// Takes one away. Answers whether it was there.
pub(crate) async fn disarm(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<bool> {
    let done = sqlx::query("delete from armed_scenario where account = $1 and id = $2")
        .bind(account.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes away all that is armed for a customer, or all there is. Answers how many.
pub(crate) async fn clear(connection: &mut AnyConnection, account: &Account, customer: Option<&str>) -> Result<u64> {
    let done = sqlx::query("delete from armed_scenario where account = $1 and ($2 is null or customer = $2)")
        .bind(account.as_str())
        .bind(customer)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// What was decided about this payment, if anything was.
pub(crate) async fn take_payment(
    connection: &mut AnyConnection,
    account: &Account,
    target: Target<'_>,
) -> Result<Option<PaymentScenario>> {
    take(connection, account, target, Group::Payment, |_| true).await
}

/// The `error_reason` that was decided for this setup, if one was.
pub(crate) async fn take_setup(
    connection: &mut AnyConnection,
    account: &Account,
    target: Target<'_>,
) -> Result<Option<String>> {
    let taken = take(connection, account, target, Group::Setup, |_| true).await?;
    Ok(taken.map(|SetupScenario::SetupFails { reason }| reason))
}

/// The `failure_code` that was decided for this refund, if one was.
pub(crate) async fn take_refund(
    connection: &mut AnyConnection,
    account: &Account,
    target: Target<'_>,
) -> Result<Option<String>> {
    let taken = take(connection, account, target, Group::Refund, |_| true).await?;
    Ok(taken.map(|RefundScenario::RefundFails { failure_code }| failure_code))
}

/// The fault that waits for this call, if one does.
pub(crate) async fn take_api(
    connection: &mut AnyConnection,
    account: &Account,
    target: Target<'_>,
    strikes: impl Fn(&ApiFault) -> bool,
) -> Result<Option<ApiFault>> {
    take(connection, account, target, Group::Api, strikes).await
}

/// The fault that waits for an event of this type, if one does.
pub(crate) async fn take_delivery(
    connection: &mut AnyConnection,
    account: &Account,
    target: Target<'_>,
    kind: &str,
) -> Result<Option<DeliveryFault>> {
    take(connection, account, target, Group::Delivery, |fault: &DeliveryFault| fault.strikes(kind)).await
}

/// Whether anything of that group is armed in the account: a cheap question for those who are asked at every call.
pub(crate) async fn any(connection: &mut AnyConnection, account: &Account, group: Group) -> Result<bool> {
    let row: Option<(i64,)> =
        sqlx::query_as("select seq from armed_scenario where account = $1 and about = $2 limit 1")
            .bind(account.as_str())
            .bind(group.word())
            .fetch_optional(connection)
            .await?;
    Ok(row.is_some())
}

/// Takes one use of the first scenario that fits: those for a payment method before those for a customer before those for the
/// account, counted ones before those that stand, the oldest first.
async fn take<T: DeserializeOwned>(
    connection: &mut AnyConnection,
    account: &Account,
    target: Target<'_>,
    group: Group,
    fits: impl Fn(&T) -> bool,
) -> Result<Option<T>> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "select seq, scenario
         from armed_scenario
         where account = $1
           and about = $2
           and (customer is null or customer = $3)
           and (payment_method is null or payment_method = $4)
         order by payment_method is null, customer is null, uses_left is null, seq",
    )
    .bind(account.as_str())
    .bind(group.word())
    .bind(target.customer)
    .bind(target.payment_method)
    .fetch_all(&mut *connection)
    .await?;
    for (seq, scenario) in rows {
        let scenario = serde_json::from_str(&scenario)?;
        if fits(&scenario) {
            use_up(connection, seq).await?;
            return Ok(Some(scenario));
        }
    }
    Ok(None)
}

async fn use_up(connection: &mut AnyConnection, seq: i64) -> Result<()> {
    sqlx::query("update armed_scenario set uses_left = uses_left - 1 where seq = $1")
        .bind(seq)
        .execute(&mut *connection)
        .await?;
    sqlx::query("delete from armed_scenario where seq = $1 and uses_left <= 0").bind(seq).execute(connection).await?;
    Ok(())
}
