//! Journeys: of which phase each ride's rider was told last, and when the next is due.

use std::{collections::HashMap, time::Duration};

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Instant,
    id::{RideId, RiderId},
    journey::Phase,
};

use super::{Result, StoreError, millis};

/// A journey as it is kept. The rest follows from the trip and the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredJourney {
    /// When its ride was paid.
    pub paid_at: Instant,
    /// The phase that the rider was told of last.
    pub told: Phase,
    /// When the next is due; nothing once it is over.
    pub next_at: Option<Instant>,
}

/// Begins the journey of a ride that is paid now, once. When its first phase is due is for the worker to say.
pub async fn begin(connection: &mut AnyConnection, ride: &RideId, paid_at: Instant) -> Result<()> {
    sqlx::query(
        "insert into journeys (ride_id, paid_at, told, next_at) values ($1, $2, $3, $4) on conflict (ride_id) do nothing",
    )
    .bind(ride.as_str())
    .bind(paid_at.millis())
    .bind(Phase::Looking.as_str())
    .bind(paid_at.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// The journey of that ride.
pub async fn find(connection: &mut AnyConnection, ride: &RideId) -> Result<Option<StoredJourney>> {
    let row = sqlx::query("select paid_at, told, next_at from journeys where ride_id = $1")
        .bind(ride.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredJourney {
        paid_at: Instant::from_millis(row.try_get("paid_at")?),
        told: Phase::parse(row.try_get("told")?).ok_or(StoreError::Corrupt("journeys.told"))?,
        next_at: row.try_get::<Option<i64>, _>("next_at")?.map(Instant::from_millis),
    }))
}

/// The ride whose next phase has been due the longest.
pub async fn due(connection: &mut AnyConnection, now: Instant) -> Result<Option<RideId>> {
    let ride: Option<String> =
        sqlx::query_scalar("select ride_id from journeys where next_at <= $1 order by next_at limit 1")
            .bind(now.millis())
            .fetch_optional(connection)
            .await?;
    Ok(ride.map(RideId::new))
}

/// Writes which phase was told last, and when the next is due. The caller has locked the ride.
pub async fn keep(connection: &mut AnyConnection, ride: &RideId, told: Phase, next_at: Option<Instant>) -> Result<()> {
    sqlx::query("update journeys set told = $1, next_at = $2 where ride_id = $3")
        .bind(told.as_str())
        .bind(next_at.map(Instant::millis))
        .bind(ride.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Looks at a journey later that cannot go on now.
pub async fn put_off(connection: &mut AnyConnection, ride: &RideId, at: Instant) -> Result<()> {
    sqlx::query("update journeys set next_at = $1 where ride_id = $2 and next_at is not null")
        .bind(at.millis())
        .bind(ride.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Of which phase a rider was told last, for each of their rides that is or was driven.
pub async fn phases(connection: &mut AnyConnection, rider: &RiderId) -> Result<HashMap<RideId, Phase>> {
    let rows =
        sqlx::query("select j.ride_id, j.told from journeys j join rides r on r.id = j.ride_id where r.rider_id = $1")
            .bind(rider.as_str())
            .fetch_all(connection)
            .await?;
    let read = |row: &AnyRow| {
        let told = Phase::parse(row.try_get("told")?).ok_or(StoreError::Corrupt("journeys.told"))?;
        Ok((RideId::new(row.try_get::<String, _>("ride_id")?), told))
    };
    rows.iter().map(read).collect()
}

/// Pulls the journeys of a rider that go on: whatever happens on them follows from when they began.
pub async fn pull(connection: &mut AnyConnection, rider: &RiderId, by: Duration) -> Result<()> {
    sqlx::query(
        "update journeys set paid_at = paid_at - $1, next_at = next_at - $1
         where next_at is not null and ride_id in (select id from rides where rider_id = $2)",
    )
    .bind(millis(by))
    .bind(rider.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// When a journey of a rider goes on next.
pub async fn next_of(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<Instant>> {
    let row =
        sqlx::query("select min(next_at) from journeys where ride_id in (select id from rides where rider_id = $1)")
            .bind(rider.as_str())
            .fetch_one(connection)
            .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.map(Instant::from_millis))
}
