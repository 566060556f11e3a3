//! Ratings.

use sqlx::{AnyConnection, Row};
use vuelta::{
    Instant,
    id::RideId,
    thanks::{Compliment, Rating, Stars},
};

use super::{Result, StoreError};

/// Writes down what the rider thought of a ride, in place of what they thought before.
pub async fn keep(connection: &mut AnyConnection, ride: &RideId, rating: &Rating, now: Instant) -> Result<()> {
    let compliments: Vec<_> = rating.compliments.iter().map(|compliment| compliment.as_str()).collect();
    sqlx::query(
        "insert into ratings (ride_id, stars, compliments, rated_at) values ($1, $2, $3, $4)
         on conflict (ride_id) do update set
             stars = excluded.stars,
             compliments = excluded.compliments,
             rated_at = excluded.rated_at",
    )
    .bind(ride.as_str())
    .bind(rating.stars.count())
    .bind(compliments.join(","))
    .bind(now.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// What the rider thought of a ride.
pub async fn of_ride(connection: &mut AnyConnection, ride: &RideId) -> Result<Option<Rating>> {
    let row = sqlx::query("select stars, compliments from ratings where ride_id = $1")
        .bind(ride.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let stars = Stars::new(row.try_get("stars")?).ok_or(StoreError::Corrupt("ratings.stars"))?;
    let said = row.try_get::<String, _>("compliments")?;
    let compliments = said.split(',').filter(|word| !word.is_empty()).map(Compliment::parse).collect::<Option<_>>();
    Ok(Some(Rating { stars, compliments: compliments.ok_or(StoreError::Corrupt("ratings.compliments"))? }))
}
