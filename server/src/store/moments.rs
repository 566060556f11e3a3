//! Moments: what happened around each rider, as it is shown backstage.

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Instant,
    backstage::Moment,
    id::{MomentId, RideId, RiderId},
};

use super::{Result, StoreError};

/// What the mark of a rider's moments is called, before the rider's id.
pub const OF: &str = "moments of ";

/// The newest that are read at once: as many as anybody looks through.
const MOST: i64 = 500;

/// Keeps a moment, unless the rider has left meanwhile.
pub async fn insert(connection: &mut AnyConnection, rider: &RiderId, moment: &Moment) -> Result<()> {
    let body = serde_json::to_string(moment).map_err(|_| StoreError::Corrupt("moments.body"))?;
    sqlx::query(
        "insert into moments (id, rider_id, ride_id, at, kind, body)
         select $1, id, $3, $4, $5, $6 from riders where id = $2 and erased_at is null",
    )
    .bind(moment.id.as_str())
    .bind(rider.as_str())
    .bind(moment.about.ride.as_ref().map(RideId::as_str))
    .bind(moment.at.millis())
    .bind(moment.what.as_str())
    .bind(body)
    .execute(connection)
    .await?;
    Ok(())
}

/// The rider's newest, oldest first.
pub async fn of_rider(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<Moment>> {
    let rows = sqlx::query("select body from moments where rider_id = $1 order by at desc, id desc limit $2")
        .bind(rider.as_str())
        .bind(MOST)
        .fetch_all(connection)
        .await?;
    rows.iter().rev().map(read).collect()
}

/// The newest about a ride of the rider's, oldest first.
pub async fn of_ride(connection: &mut AnyConnection, rider: &RiderId, ride: &RideId) -> Result<Vec<Moment>> {
    let rows =
        sqlx::query("select body from moments where ride_id = $1 and rider_id = $2 order by at desc, id desc limit $3")
            .bind(ride.as_str())
            .bind(rider.as_str())
            .bind(MOST)
            .fetch_all(connection)
            .await?;
    rows.iter().rev().map(read).collect()
}

/// One of the rider's.
pub async fn find(connection: &mut AnyConnection, rider: &RiderId, id: &MomentId) -> Result<Option<Moment>> {
    let row = sqlx::query("select body from moments where id = $1 and rider_id = $2")
        .bind(id.as_str())
        .bind(rider.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

/// Forgets all of a rider's.
pub async fn forget(connection: &mut AnyConnection, rider: &RiderId) -> Result<()> {
    sqlx::query("delete from moments where rider_id = $1").bind(rider.as_str()).execute(connection).await?;
    Ok(())
}

/// Forgets what happened before then, and whatever is left of riders who left.
pub async fn forget_before(connection: &mut AnyConnection, then: Instant) -> Result<()> {
    sqlx::query("delete from moments where at < $1 or rider_id in (select id from riders where erased_at is not null)")
        .bind(then.millis())
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets all but the newest `most` of each rider.
pub async fn forget_beyond(connection: &mut AnyConnection, most: i64) -> Result<()> {
    let riders: Vec<String> =
        sqlx::query_scalar("select rider_id from moments group by rider_id having count(*) > $1 order by rider_id")
            .bind(most)
            .fetch_all(&mut *connection)
            .await?;
    for rider in riders {
        sqlx::query(
            "delete from moments where rider_id = $1
             and id not in (select id from moments where rider_id = $1 order by id desc limit $2)",
        )
        .bind(rider)
        .bind(most)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<Moment> {
    let body: String = row.try_get("body")?;
    serde_json::from_str(&body).map_err(|_| StoreError::Corrupt("moments.body"))
}
