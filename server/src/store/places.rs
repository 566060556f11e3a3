//! The places that riders saved, and where they went.

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{Instant, city::PlaceId, id::RiderId, places::SavedAs};

use super::{Result, StoreError};

/// Saves a place under a name; the one that had the name before loses it.
pub async fn save(
    connection: &mut AnyConnection,
    rider: &RiderId,
    saved_as: SavedAs,
    place: &PlaceId,
    now: Instant,
) -> Result<()> {
    sqlx::query(
        "insert into saved_places (rider_id, saved_as, place, saved_at) values ($1, $2, $3, $4)
         on conflict (rider_id, saved_as) do update set place = excluded.place, saved_at = excluded.saved_at",
    )
    .bind(rider.as_str())
    .bind(saved_as.as_str())
    .bind(place.as_str())
    .bind(now.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the place of that name.
pub async fn forget(connection: &mut AnyConnection, rider: &RiderId, saved_as: SavedAs) -> Result<()> {
    sqlx::query("delete from saved_places where rider_id = $1 and saved_as = $2")
        .bind(rider.as_str())
        .bind(saved_as.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// What the rider saved.
pub async fn saved(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<(SavedAs, PlaceId)>> {
    let rows = sqlx::query("select saved_as, place from saved_places where rider_id = $1 order by saved_as")
        .bind(rider.as_str())
        .fetch_all(connection)
        .await?;
    let read = |row: &AnyRow| {
        let name = SavedAs::parse(row.try_get("saved_as")?).ok_or(StoreError::Corrupt("saved_places.saved_as"))?;
        Ok((name, place(row, "place")?))
    };
    rows.iter().map(read).collect()
}

/// Where the rider booked to, newest first, none twice, ten at most.
pub async fn visited(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<PlaceId>> {
    let rows = sqlx::query(
        "select to_place from rides where rider_id = $1
         group by to_place order by max(booked_at) desc, to_place limit 10",
    )
    .bind(rider.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| place(row, "to_place")).collect()
}

fn place(row: &AnyRow, column: &str) -> Result<PlaceId> {
    PlaceId::parse(row.try_get(column)?).map_err(|_| StoreError::Corrupt("a place we do not know"))
}
