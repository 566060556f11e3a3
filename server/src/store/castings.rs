//! Castings: which riders were prepared for a demonstration, as whom, and in whose place.

use sqlx::{AnyConnection, Row};
use vuelta::{
    Instant,
    backstage::personas::{Casting, Persona},
    id::RiderId,
};

use super::{Result, StoreError};

/// Notes that a rider was prepared.
pub async fn insert(
    connection: &mut AnyConnection,
    rider: &RiderId,
    persona: Persona,
    previous: Option<&RiderId>,
    now: Instant,
) -> Result<()> {
    sqlx::query("insert into castings (rider_id, persona, previous_id, cast_at) values ($1, $2, $3, $4)")
        .bind(rider.as_str())
        .bind(persona.as_str())
        .bind(previous.map(RiderId::as_str))
        .bind(now.millis())
        .execute(connection)
        .await?;
    Ok(())
}

/// How a rider came to be.
pub async fn find(connection: &mut AnyConnection, rider: &RiderId) -> Result<Casting> {
    let row = sqlx::query("select persona, previous_id from castings where rider_id = $1")
        .bind(rider.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(Casting::default()) };
    Ok(Casting {
        persona: Some(Persona::parse(row.try_get("persona")?).ok_or(StoreError::Corrupt("castings.persona"))?),
        previous: row.try_get::<Option<String>, _>("previous_id")?.map(RiderId::new),
    })
}
