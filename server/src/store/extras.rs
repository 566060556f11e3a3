//! Extras.

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Clp, Instant,
    city::PlaceId,
    extra::{Extra, ExtraKind},
    id::{ExtraId, RideId, RiderId},
    payment::PaymentState,
    ride::RideState,
};

use super::{Result, StoreError};

/// The word for a change of destination.
const DESTINATION: &str = "destination";

/// Writes a new extra down; `false` when the ride has one of that kind already.
pub async fn insert(connection: &mut AnyConnection, extra: &Extra) -> Result<bool> {
    let inserted = sqlx::query(
        "insert into extras (id, ride_id, rider_id, kind, to_place, amount_clp, state, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (ride_id, kind) do nothing",
    )
    .bind(extra.id.as_str())
    .bind(extra.ride.as_str())
    .bind(extra.rider.as_str())
    .bind(extra.kind.as_str())
    .bind(extra.to().map(PlaceId::as_str))
    .bind(extra.amount.pesos())
    .bind(extra.state.as_str())
    .bind(extra.asked_at.millis())
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The extra with that id.
pub async fn find(connection: &mut AnyConnection, id: &ExtraId) -> Result<Option<Extra>> {
    let row = sqlx::query("select * from extras where id = $1").bind(id.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// The change of destination of that ride.
pub async fn of_ride(connection: &mut AnyConnection, ride: &RideId) -> Result<Option<Extra>> {
    of_kind(connection, ride, DESTINATION).await
}

/// The tip of that ride.
pub async fn tip_of(connection: &mut AnyConnection, ride: &RideId) -> Result<Option<Extra>> {
    of_kind(connection, ride, ExtraKind::Tip.as_str()).await
}

async fn of_kind(connection: &mut AnyConnection, ride: &RideId, kind: &str) -> Result<Option<Extra>> {
    let row = sqlx::query("select * from extras where ride_id = $1 and kind = $2")
        .bind(ride.as_str())
        .bind(kind)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The extras of the rider's rides, newest first, a hundred at most.
pub async fn of_rider(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<Extra>> {
    let rows = sqlx::query("select * from extras where rider_id = $1 order by asked_at desc, id desc limit 100")
        .bind(rider.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

/// The oldest change of destination that the rider has to pay before anything new is booked: one that was not paid, until it is.
/// A tip is nobody's debt. One whose bank leaves it undecided is in nobody's way, nor is one that a person looks at: its money may have moved.
pub async fn due(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<Extra>> {
    let row = sqlx::query(
        "select * from extras e where e.rider_id = $1 and e.kind = $5
             and (e.state = $2
                 or (e.state = $3 and exists (select 1 from payments p where p.extra_id = e.id and p.attempt > 1)))
             and not exists (select 1 from payments p where p.extra_id = e.id and (p.state = $4 or p.review is not null))
         order by e.asked_at, e.id limit 1",
    )
    .bind(rider.as_str())
    .bind(RideState::Unpaid.as_str())
    .bind(RideState::Requested.as_str())
    .bind(PaymentState::Pending.as_str())
    .bind(DESTINATION)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Writes where the extra stands.
pub async fn set_state(connection: &mut AnyConnection, id: &ExtraId, state: RideState) -> Result<()> {
    sqlx::query("update extras set state = $1 where id = $2")
        .bind(state.as_str())
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

fn kind(row: &AnyRow) -> Result<ExtraKind> {
    if row.try_get::<String, _>("kind")? == ExtraKind::Tip.as_str() {
        return Ok(ExtraKind::Tip);
    }
    let to = PlaceId::parse(row.try_get("to_place")?);
    Ok(ExtraKind::Destination { to: to.map_err(|_| StoreError::Corrupt("extras: a place we do not know"))? })
}

fn read(row: &AnyRow) -> Result<Extra> {
    Ok(Extra {
        id: ExtraId::new(row.try_get::<String, _>("id")?),
        ride: RideId::new(row.try_get::<String, _>("ride_id")?),
        rider: RiderId::new(row.try_get::<String, _>("rider_id")?),
        kind: kind(row)?,
        amount: Clp::new(row.try_get("amount_clp")?),
        state: RideState::parse(row.try_get("state")?).ok_or(StoreError::Corrupt("extras.state"))?,
        asked_at: Instant::from_millis(row.try_get("asked_at")?),
    })
}
