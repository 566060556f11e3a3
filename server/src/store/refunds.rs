//! Refunds.

use std::{collections::HashMap, time::Duration};

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Clp, Instant,
    id::{ExtraId, PaymentId, RefundId, RideId, RiderId},
    refund::{Cause, Refund, RefundState, Standing},
};

use super::{Result, StoreError, millis};

/// A refund as it is kept: what the rider sees, and what the workers need.
#[derive(Debug, Clone)]
pub struct StoredRefund {
    /// What the rider sees.
    pub refund: Refund,
    /// When the reconciler asks next.
    pub check_at: Option<Instant>,
    /// Rises with every write.
    pub version: i64,
}

/// Writes a new refund down; `false` when the payment has one because it came late already, or when Fintoc's number of it is
/// known.
pub async fn insert(connection: &mut AnyConnection, row: &StoredRefund) -> Result<bool> {
    let refund = &row.refund;
    let inserted = sqlx::query(
        "insert into refunds (id, payment_id, cause, amount_clp, state, failure_code, refund_id, created_at, updated_at,
             check_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
         on conflict do nothing",
    )
    .bind(refund.id.as_str())
    .bind(refund.payment.as_str())
    .bind(refund.cause.as_str())
    .bind(refund.amount.pesos())
    .bind(refund.standing.state.as_str())
    .bind(refund.standing.failure.as_deref())
    .bind(refund.number.as_deref())
    .bind(refund.created_at.millis())
    .bind(refund.updated_at.millis())
    .bind(row.check_at.map(Instant::millis))
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The refund with that id.
pub async fn find(connection: &mut AnyConnection, id: &RefundId) -> Result<Option<StoredRefund>> {
    let row = sqlx::query("select * from refunds where id = $1").bind(id.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// The refund that Fintoc calls so.
pub async fn of_number(connection: &mut AnyConnection, number: &str) -> Result<Option<StoredRefund>> {
    let row = sqlx::query("select * from refunds where refund_id = $1").bind(number).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// Every refund of the payments of a ride's fare, oldest first.
pub async fn of_ride(connection: &mut AnyConnection, ride: &RideId) -> Result<Vec<StoredRefund>> {
    let rows = sqlx::query(
        "select * from refunds where payment_id in (select id from payments where ride_id = $1 and extra_id is null)
         order by created_at, id",
    )
    .bind(ride.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// Every refund of an extra's payments, oldest first.
pub async fn of_extra(connection: &mut AnyConnection, extra: &ExtraId) -> Result<Vec<StoredRefund>> {
    let rows = sqlx::query(
        "select * from refunds where payment_id in (select id from payments where extra_id = $1) order by created_at, id",
    )
    .bind(extra.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// How much of what each of a rider's rides was paid with has gone back, for those where something has. Payments that came too
/// late paid no ride.
pub async fn given_back(connection: &mut AnyConnection, rider: &RiderId) -> Result<HashMap<RideId, Clp>> {
    let rows = sqlx::query(
        "select p.ride_id, cast(sum(f.amount_clp) as bigint) from refunds f join payments p on p.id = f.payment_id
         where p.rider_id = $1 and f.state = $2
             and not exists (select 1 from refunds late where late.payment_id = p.id and late.cause = $3)
         group by p.ride_id",
    )
    .bind(rider.as_str())
    .bind(RefundState::Succeeded.as_str())
    .bind(Cause::Late.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((RideId::new(row.try_get::<String, _>(0)?), Clp::new(row.try_get(1)?)))).collect()
}

/// Writes what changed, if nobody wrote in between.
///
/// # Errors
/// `Stale` when somebody did.
pub async fn update(connection: &mut AnyConnection, row: &StoredRefund) -> Result<()> {
    let refund = &row.refund;
    let updated = sqlx::query(
        "update refunds set state = $1, failure_code = $2, refund_id = $3, updated_at = $4, check_at = $5,
             version = version + 1
         where id = $6 and version = $7",
    )
    .bind(refund.standing.state.as_str())
    .bind(refund.standing.failure.as_deref())
    .bind(refund.number.as_deref())
    .bind(refund.updated_at.millis())
    .bind(row.check_at.map(Instant::millis))
    .bind(refund.id.as_str())
    .bind(row.version)
    .execute(connection)
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Takes the refund whose check has been due the longest, and puts the next check off until `next`.
pub async fn take_due(connection: &mut AnyConnection, now: Instant, next: Instant) -> Result<Option<StoredRefund>> {
    let row = sqlx::query(
        "update refunds set check_at = $1
         where id = (select id from refunds where check_at <= $2 order by check_at limit 1) and check_at <= $2
         returning *",
    )
    .bind(next.millis())
    .bind(now.millis())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Puts the next question about a refund off, unless nothing more can happen to it.
pub async fn check_again(connection: &mut AnyConnection, id: &RefundId, at: Instant) -> Result<()> {
    sqlx::query("update refunds set check_at = $1 where id = $2 and check_at is not null")
        .bind(at.millis())
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Pulls the next question about each refund of a rider nearer.
pub async fn pull(connection: &mut AnyConnection, rider: &RiderId, by: Duration) -> Result<()> {
    sqlx::query(
        "update refunds set check_at = check_at - $1
         where check_at is not null and payment_id in (select id from payments where rider_id = $2)",
    )
    .bind(millis(by))
    .bind(rider.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// When the next question about a refund of a rider is due.
pub async fn next_of(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<Instant>> {
    let row = sqlx::query(
        "select min(check_at) from refunds where payment_id in (select id from payments where rider_id = $1)",
    )
    .bind(rider.as_str())
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.map(Instant::from_millis))
}

fn read(row: &AnyRow) -> Result<StoredRefund> {
    let standing = Standing {
        state: RefundState::parse(row.try_get("state")?).ok_or(StoreError::Corrupt("refunds.state"))?,
        failure: row.try_get("failure_code")?,
    };
    let refund = Refund {
        id: RefundId::new(row.try_get::<String, _>("id")?),
        payment: PaymentId::new(row.try_get::<String, _>("payment_id")?),
        cause: Cause::parse(row.try_get("cause")?).ok_or(StoreError::Corrupt("refunds.cause"))?,
        amount: Clp::new(row.try_get("amount_clp")?),
        standing,
        number: row.try_get("refund_id")?,
        created_at: Instant::from_millis(row.try_get("created_at")?),
        updated_at: Instant::from_millis(row.try_get("updated_at")?),
    };
    Ok(StoredRefund {
        refund,
        check_at: row.try_get::<Option<i64>, _>("check_at")?.map(Instant::from_millis),
        version: row.try_get("version")?,
    })
}
