//! Settings: made once, kept.

use sqlx::{AnyConnection, Row};
use vuelta::Instant;

use super::Result;

/// The value of that name.
pub async fn get(connection: &mut AnyConnection, name: &str) -> Result<Option<String>> {
    let row = sqlx::query("select value from settings where name = $1").bind(name).fetch_optional(connection).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// Keeps `value` unless the name has one already, and answers the one that is kept: of two servers that boot together, one
/// value wins.
pub async fn keep(connection: &mut AnyConnection, name: &str, value: &str, now: Instant) -> Result<String> {
    sqlx::query("insert into settings (name, value, set_at) values ($1, $2, $3) on conflict (name) do nothing")
        .bind(name)
        .bind(value)
        .bind(now.millis())
        .execute(&mut *connection)
        .await?;
    let row = sqlx::query("select value from settings where name = $1").bind(name).fetch_one(connection).await?;
    Ok(row.try_get(0)?)
}

/// The values of all names that begin so, in the order of the names.
pub async fn all(connection: &mut AnyConnection, beginning: &str) -> Result<Vec<String>> {
    let rows = sqlx::query("select value from settings where substr(name, 1, length($1)) = $1 order by name")
        .bind(beginning)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Forgets a setting.
pub async fn forget(connection: &mut AnyConnection, name: &str) -> Result<()> {
    sqlx::query("delete from settings where name = $1").bind(name).execute(connection).await?;
    Ok(())
}

/// Gives a lease back that was taken until `until`, unless it ran out and somebody else has it.
pub async fn give_back(connection: &mut AnyConnection, name: &str, until: Instant) -> Result<()> {
    sqlx::query("delete from settings where name = $1 and set_at = $2")
        .bind(name)
        .bind(until.millis())
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a lease of that name until `until`, unless somebody else holds it now.
pub async fn lease(connection: &mut AnyConnection, name: &str, now: Instant, until: Instant) -> Result<bool> {
    let taken = sqlx::query(
        "insert into settings (name, value, set_at) values ($1, 'lease', $2)
         on conflict (name) do update set set_at = excluded.set_at where settings.set_at <= $3",
    )
    .bind(name)
    .bind(until.millis())
    .bind(now.millis())
    .execute(connection)
    .await?;
    Ok(taken.rows_affected() == 1)
}
