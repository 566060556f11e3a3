//! Cancellations.

use std::collections::HashMap;

use sqlx::{AnyConnection, Row};
use vuelta::{
    Clp, Instant,
    cancel::{Cancellation, Reason},
    id::{RideId, RiderId},
};

use super::{Result, StoreError};

/// Writes a cancellation down; `false` when the ride has one already.
pub async fn insert(connection: &mut AnyConnection, ride: &RideId, cancellation: &Cancellation) -> Result<bool> {
    let inserted = sqlx::query(
        "insert into cancellations (ride_id, fee_clp, reason, cancelled_at) values ($1, $2, $3, $4)
         on conflict (ride_id) do nothing",
    )
    .bind(ride.as_str())
    .bind(cancellation.fee.pesos())
    .bind(cancellation.reason.map(Reason::as_str))
    .bind(cancellation.at.millis())
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The cancellation of that ride.
pub async fn of_ride(connection: &mut AnyConnection, ride: &RideId) -> Result<Option<Cancellation>> {
    let row = sqlx::query("select fee_clp, reason, cancelled_at from cancellations where ride_id = $1")
        .bind(ride.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let reason = row.try_get::<Option<String>, _>("reason")?;
    let parse = |word: String| Reason::parse(&word).ok_or(StoreError::Corrupt("cancellations.reason"));
    Ok(Some(Cancellation {
        fee: Clp::new(row.try_get("fee_clp")?),
        reason: reason.map(parse).transpose()?,
        at: Instant::from_millis(row.try_get("cancelled_at")?),
    }))
}

/// What cancelling cost, for those of a rider's rides that were cancelled.
pub async fn fees(connection: &mut AnyConnection, rider: &RiderId) -> Result<HashMap<RideId, Clp>> {
    let rows = sqlx::query(
        "select c.ride_id, c.fee_clp from cancellations c join rides r on r.id = c.ride_id where r.rider_id = $1",
    )
    .bind(rider.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((RideId::new(row.try_get::<String, _>(0)?), Clp::new(row.try_get(1)?)))).collect()
}
