//! Sessions: what the cookie stands for. Only a hash of the cookie's value is kept.

use sqlx::{AnyConnection, Row};
use vuelta::{
    Instant,
    device::{Agent, Device},
    id::{DeviceId, RiderId},
};

use super::Result;

/// A session to keep.
#[derive(Debug, Clone)]
pub struct NewRow<'a> {
    /// The hash of the cookie's value.
    pub id_hash: &'a str,
    /// What the browser's session holds, as JSON.
    pub data: &'a str,
    /// Who is signed in.
    pub rider: Option<&'a str>,
    /// In which kind of browser.
    pub agent: &'a str,
    /// Now.
    pub seen_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
}

/// A session that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it holds, as JSON.
    pub data: String,
    /// Whether somebody is signed in.
    pub is_signed_in: bool,
    /// When it was last seen, give or take a few minutes.
    pub seen_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
}

/// Writes a new session; `false` when the id is taken.
pub async fn create(connection: &mut AnyConnection, row: &NewRow<'_>) -> Result<bool> {
    let created = sqlx::query(
        "insert into sessions (id_hash, data, rider_id, agent, seen_at, expires_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id_hash) do nothing",
    )
    .bind(row.id_hash)
    .bind(row.data)
    .bind(row.rider)
    .bind(row.agent)
    .bind(row.seen_at.millis())
    .bind(row.expires_at.millis())
    .execute(connection)
    .await?;
    Ok(created.rows_affected() == 1)
}

/// Writes a session that is there. One that was ended in the meantime stays ended.
pub async fn save(connection: &mut AnyConnection, row: &NewRow<'_>) -> Result<()> {
    sqlx::query(
        "update sessions set data = $1, rider_id = $2, agent = $3, seen_at = $4, expires_at = $5 where id_hash = $6",
    )
    .bind(row.data)
    .bind(row.rider)
    .bind(row.agent)
    .bind(row.seen_at.millis())
    .bind(row.expires_at.millis())
    .bind(row.id_hash)
    .execute(connection)
    .await?;
    Ok(())
}

/// A session that has not expired.
pub async fn load(connection: &mut AnyConnection, id_hash: &str, now: Instant) -> Result<Option<Found>> {
    let row =
        sqlx::query("select data, rider_id, seen_at, expires_at from sessions where id_hash = $1 and expires_at > $2")
            .bind(id_hash)
            .bind(now.millis())
            .fetch_optional(connection)
            .await?;
    let read = |row: sqlx::any::AnyRow| {
        Ok(Found {
            data: row.try_get("data")?,
            is_signed_in: row.try_get::<Option<String>, _>("rider_id")?.is_some(),
            seen_at: Instant::from_millis(row.try_get("seen_at")?),
            expires_at: Instant::from_millis(row.try_get("expires_at")?),
        })
    };
    row.map(read).transpose()
}

/// Notes that a session is in use.
pub async fn touch(connection: &mut AnyConnection, id_hash: &str, now: Instant) -> Result<()> {
    sqlx::query("update sessions set seen_at = $1 where id_hash = $2")
        .bind(now.millis())
        .bind(id_hash)
        .execute(connection)
        .await?;
    Ok(())
}

/// The rider's sessions that have not expired, the last seen first.
pub async fn of_rider(connection: &mut AnyConnection, rider: &RiderId, now: Instant) -> Result<Vec<Device>> {
    let rows = sqlx::query(
        "select id_hash, agent, seen_at from sessions where rider_id = $1 and expires_at > $2
         order by seen_at desc, id_hash",
    )
    .bind(rider.as_str())
    .bind(now.millis())
    .fetch_all(connection)
    .await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(Device {
            id: DeviceId::new(row.try_get::<String, _>("id_hash")?),
            agent: Agent::parse(row.try_get("agent")?),
            seen_at: Instant::from_millis(row.try_get("seen_at")?),
        })
    };
    rows.iter().map(read).collect()
}

/// Ends one session of the rider's.
pub async fn end(connection: &mut AnyConnection, rider: &RiderId, device: &DeviceId) -> Result<()> {
    sqlx::query("delete from sessions where rider_id = $1 and id_hash = $2")
        .bind(rider.as_str())
        .bind(device.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends all sessions of the rider's, but that one.
pub async fn end_all(connection: &mut AnyConnection, rider: &RiderId, but: Option<&DeviceId>) -> Result<()> {
    sqlx::query("delete from sessions where rider_id = $1 and id_hash <> $2")
        .bind(rider.as_str())
        .bind(but.map_or("", DeviceId::as_str))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a session.
pub async fn delete(connection: &mut AnyConnection, id_hash: &str) -> Result<()> {
    sqlx::query("delete from sessions where id_hash = $1").bind(id_hash).execute(connection).await?;
    Ok(())
}

/// Removes what has expired.
pub async fn delete_expired(connection: &mut AnyConnection, now: i64) -> Result<u64> {
    Ok(sqlx::query("delete from sessions where expires_at <= $1").bind(now).execute(connection).await?.rows_affected())
}
