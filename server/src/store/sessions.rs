//! Sessions: what the cookie stands for. Only a hash of the cookie's value is kept.

use sqlx::{AnyConnection, Row};

use super::Result;

/// Writes a new session; `false` when the id is taken.
pub async fn create(connection: &mut AnyConnection, id_hash: &str, data: &str, expires_at: i64) -> Result<bool> {
    let created = sqlx::query(
        "insert into sessions (id_hash, data, expires_at) values ($1, $2, $3) on conflict (id_hash) do nothing",
    )
    .bind(id_hash)
    .bind(data)
    .bind(expires_at)
    .execute(connection)
    .await?;
    Ok(created.rows_affected() == 1)
}

/// Writes a session, new or not.
pub async fn save(connection: &mut AnyConnection, id_hash: &str, data: &str, expires_at: i64) -> Result<()> {
    sqlx::query(
        "insert into sessions (id_hash, data, expires_at) values ($1, $2, $3)
         on conflict (id_hash) do update set data = excluded.data, expires_at = excluded.expires_at",
    )
    .bind(id_hash)
    .bind(data)
    .bind(expires_at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Data and expiry (milliseconds) of a session that has not expired.
pub async fn load(connection: &mut AnyConnection, id_hash: &str, now: i64) -> Result<Option<(String, i64)>> {
    let row = sqlx::query("select data, expires_at from sessions where id_hash = $1 and expires_at > $2")
        .bind(id_hash)
        .bind(now)
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
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
