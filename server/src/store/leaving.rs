//! What is still open when a rider wants to leave, and what they leave behind.

use sqlx::{AnyConnection, Row};
use vuelta::{
    id::{ExtraId, RideId, RiderId},
    payment::PaymentState,
    refund::RefundState,
    ride::RideState,
    wallet::SetupState,
};

use super::Result;

/// A ride of the rider's with a payment that is under way, or that a person looks at.
pub async fn open_payment(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<RideId>> {
    let row = sqlx::query(
        "select ride_id from payments where rider_id = $1 and (state in ($2, $3, $4) or review is not null)
         order by created_at limit 1",
    )
    .bind(rider.as_str())
    .bind(PaymentState::Created.as_str())
    .bind(PaymentState::InProgress.as_str())
    .bind(PaymentState::Pending.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| row.try_get::<String, _>(0)).transpose()?.map(RideId::new))
}

/// A ride of the rider's whose money is on its way back.
pub async fn open_refund(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<RideId>> {
    let row = sqlx::query(
        "select p.ride_id from refunds f join payments p on p.id = f.payment_id
         where p.rider_id = $1 and f.state in ($2, $3) order by f.created_at limit 1",
    )
    .bind(rider.as_str())
    .bind(RefundState::Created.as_str())
    .bind(RefundState::InProgress.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| row.try_get::<String, _>(0)).transpose()?.map(RideId::new))
}

/// A ride of the rider's that is being driven.
pub async fn running_ride(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<RideId>> {
    let row = sqlx::query(
        "select j.ride_id from journeys j join rides r on r.id = j.ride_id
         where r.rider_id = $1 and j.next_at is not null order by j.paid_at limit 1",
    )
    .bind(rider.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| row.try_get::<String, _>(0)).transpose()?.map(RideId::new))
}

/// The rider's rides that nobody has paid. Their banks may still say that the money moved.
pub async fn unpaid_rides(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<RideId>> {
    let ids: Vec<String> = sqlx::query_scalar("select id from rides where rider_id = $1 and state = $2 order by id")
        .bind(rider.as_str())
        .bind(RideState::Unpaid.as_str())
        .fetch_all(connection)
        .await?;
    Ok(ids.into_iter().map(RideId::new).collect())
}

/// The rider's extras that nobody has paid, likewise.
pub async fn unpaid_extras(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<ExtraId>> {
    let ids: Vec<String> = sqlx::query_scalar("select id from extras where rider_id = $1 and state = $2 order by id")
        .bind(rider.as_str())
        .bind(RideState::Unpaid.as_str())
        .fetch_all(connection)
        .await?;
    Ok(ids.into_iter().map(ExtraId::new).collect())
}

/// Whether the rider is saving an account.
pub async fn has_open_setup(connection: &mut AnyConnection, rider: &RiderId) -> Result<bool> {
    let row = sqlx::query("select 1 from setups where rider_id = $1 and state in ($2, $3) limit 1")
        .bind(rider.as_str())
        .bind(SetupState::Created.as_str())
        .bind(SetupState::Open.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// Forgets where that person lives and works, and what Fintoc has told us and what we have not told Fintoc about that person.
/// What is not applied yet is left, and is redacted when it is.
pub async fn forget(connection: &mut AnyConnection, rider: &RiderId, customer: Option<&str>) -> Result<()> {
    sqlx::query(
        "update outbox set body = '', done_at = created_at, leased_until = 0
         where kind = 'customer' and subject_id = $1 and done_at is null",
    )
    .bind(rider.as_str())
    .execute(&mut *connection)
    .await?;
    sqlx::query("delete from saved_places where rider_id = $1").bind(rider.as_str()).execute(&mut *connection).await?;
    if let Some(customer) = customer {
        sqlx::query("update inbox set body = '' where done_at is not null and body like $1")
            .bind(format!("%\"{customer}\"%"))
            .execute(connection)
            .await?;
    }
    Ok(())
}
