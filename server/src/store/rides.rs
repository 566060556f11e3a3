//! Rides and what riders were told about them.

use sqlx::{AnyConnection, AssertSqlSafe, Row, any::AnyRow};
use vuelta::{
    Instant,
    city::PlaceId,
    fare::{Fare, Trip},
    history::Filter,
    id::{BookingKey, RideId, RiderId},
    refund::RefundState,
    ride::{Ride, RideNews, RideState, RideUpdate},
};

use super::{Result, StoreError};

/// Writes a new ride down; `false` when the rider's booking key has one already.
pub async fn insert(connection: &mut AnyConnection, ride: &Ride, key: &BookingKey) -> Result<bool> {
    let fare = serde_json::to_string(&ride.fare).map_err(|_| StoreError::Corrupt("a fare that cannot be written"))?;
    let inserted = sqlx::query(
        "insert into rides (id, rider_id, booking_key, from_place, to_place, fare, fare_clp, state, booked_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
         on conflict (rider_id, booking_key) do nothing",
    )
    .bind(ride.id.as_str())
    .bind(ride.rider.as_str())
    .bind(key.as_str())
    .bind(ride.trip.from.as_str())
    .bind(ride.trip.to.as_str())
    .bind(fare)
    .bind(ride.fare.total.pesos())
    .bind(ride.state.as_str())
    .bind(ride.booked_at.millis())
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The ride with that id.
pub async fn find(connection: &mut AnyConnection, id: &RideId) -> Result<Option<Ride>> {
    let row = sqlx::query("select * from rides where id = $1").bind(id.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// The ride that the rider's key booked.
pub async fn of_key(connection: &mut AnyConnection, rider: &RiderId, key: &BookingKey) -> Result<Option<Ride>> {
    let row = sqlx::query("select * from rides where rider_id = $1 and booking_key = $2")
        .bind(rider.as_str())
        .bind(key.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The rider's ride whose payment is under way, if there is one. What a person has to look at holds nobody up.
pub async fn requested(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<Ride>> {
    let row = sqlx::query(
        "select * from rides r where rider_id = $1 and state = $2
             and not exists (select 1 from payments p where p.ride_id = r.id and p.review is not null)
         order by booked_at desc limit 1",
    )
    .bind(rider.as_str())
    .bind(RideState::Requested.as_str())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Every ride of the rider's, oldest first.
pub async fn all_of_rider(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<Ride>> {
    let rows = sqlx::query("select * from rides where rider_id = $1 order by booked_at, id")
        .bind(rider.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

/// The rider's rides that were booked before `before`, newest first, `most` of them.
pub async fn history(
    connection: &mut AnyConnection,
    rider: &RiderId,
    filter: Filter,
    before: Option<&Ride>,
    most: i64,
) -> Result<Vec<Ride>> {
    let (condition, word) = condition(filter);
    let text = format!(
        "select * from rides r where r.rider_id = $1 and (r.booked_at < $2 or (r.booked_at = $2 and r.id < $3)) and {condition}
         order by r.booked_at desc, r.id desc limit $5"
    );
    let rows = sqlx::query(AssertSqlSafe(text))
        .bind(rider.as_str())
        .bind(before.map_or(i64::MAX, |ride| ride.booked_at.millis()))
        .bind(before.map_or("", |ride| ride.id.as_str()))
        .bind(word)
        .bind(most)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

/// What a filter asks of a ride `r`, and the state that it means by `$4`.
const fn condition(filter: Filter) -> (&'static str, &'static str) {
    match filter {
        Filter::All => ("r.state <> $4", ""),
        Filter::Paid => ("r.state = $4", RideState::Paid.as_str()),
        Filter::Unpaid => (
            "(r.state = $4 or exists (select 1 from extras e where e.ride_id = r.id and e.kind = 'destination' and e.state = $4))",
            RideState::Unpaid.as_str(),
        ),
        // A payment that came too late paid no ride, so its refund takes none back.
        Filter::Refunded => (
            "exists (select 1 from refunds f join payments p on p.id = f.payment_id
                 where p.ride_id = r.id and f.state = $4
                     and not exists (select 1 from refunds late where late.payment_id = p.id and late.cause = 'late'))",
            RefundState::Succeeded.as_str(),
        ),
    }
}

/// How many rides the rider has booked.
pub async fn count(connection: &mut AnyConnection, rider: &RiderId) -> Result<i64> {
    let row = sqlx::query("select count(*) from rides where rider_id = $1")
        .bind(rider.as_str())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

/// Locks the ride for the rest of the transaction, so that what is decided from its payments stays true. (In SQLite the
/// transaction holds the only write lock anyway.) The version tells pages at other servers that there is something to read.
pub async fn lock(connection: &mut AnyConnection, id: &RideId) -> Result<()> {
    sqlx::query("update rides set version = version + 1 where id = $1").bind(id.as_str()).execute(connection).await?;
    Ok(())
}

/// Writes where the ride stands.
pub async fn set_state(connection: &mut AnyConnection, id: &RideId, state: RideState) -> Result<()> {
    sqlx::query("update rides set state = $1 where id = $2")
        .bind(state.as_str())
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Tells the rider something; the number is the next of the ride.
pub async fn tell(connection: &mut AnyConnection, id: &RideId, news: &RideNews, now: Instant) -> Result<()> {
    let news = serde_json::to_string(news).map_err(|_| StoreError::Corrupt("an update that cannot be written"))?;
    sqlx::query(
        "insert into ride_updates (ride_id, number, news, at)
         select $1, coalesce(max(number), 0) + 1, $2, $3 from ride_updates where ride_id = $1",
    )
    .bind(id.as_str())
    .bind(news)
    .bind(now.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// What the rider was told, oldest first.
pub async fn updates(connection: &mut AnyConnection, id: &RideId) -> Result<Vec<RideUpdate>> {
    let rows = sqlx::query("select number, news, at from ride_updates where ride_id = $1 order by number")
        .bind(id.as_str())
        .fetch_all(connection)
        .await?;
    let read = |row: &AnyRow| {
        Ok(RideUpdate {
            number: row.try_get("number")?,
            news: serde_json::from_str(row.try_get("news")?).map_err(|_| StoreError::Corrupt("ride_updates.news"))?,
            at: Instant::from_millis(row.try_get("at")?),
        })
    };
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Ride> {
    let place = |column| -> Result<PlaceId> {
        PlaceId::parse(row.try_get(column)?).map_err(|_| StoreError::Corrupt("rides: a place we do not know"))
    };
    let fare: Fare = serde_json::from_str(row.try_get("fare")?).map_err(|_| StoreError::Corrupt("rides.fare"))?;
    Ok(Ride {
        id: RideId::new(row.try_get::<String, _>("id")?),
        rider: RiderId::new(row.try_get::<String, _>("rider_id")?),
        trip: Trip { from: place("from_place")?, to: place("to_place")? },
        fare,
        state: RideState::parse(row.try_get("state")?).ok_or(StoreError::Corrupt("rides.state"))?,
        booked_at: Instant::from_millis(row.try_get("booked_at")?),
    })
}
