//! Riders.

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Instant, Rut,
    id::RiderId,
    rider::{Email, Rider},
};

use super::{Result, StoreError};

/// A rider to take in.
#[derive(Debug)]
pub struct NewRow<'a> {
    /// Their id.
    pub id: &'a RiderId,
    /// Their name.
    pub name: &'a str,
    /// Their address.
    pub email: &'a Email,
    /// Their RUT.
    pub rut: &'a Rut,
    /// A PHC string; a guest has none.
    pub password_hash: Option<&'a str>,
    /// Now.
    pub joined_at: Instant,
    /// Whether they only try things out.
    pub is_guest: bool,
}

/// Takes a rider in; `false` when the e-mail is taken.
pub async fn insert(connection: &mut AnyConnection, row: &NewRow<'_>) -> Result<bool> {
    let inserted = sqlx::query(
        "insert into riders (id, name, email, rut, password_hash, joined_at, guest_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (email) do nothing",
    )
    .bind(row.id.as_str())
    .bind(row.name)
    .bind(row.email.as_str())
    .bind(row.rut.compact())
    .bind(row.password_hash.unwrap_or_default())
    .bind(row.joined_at.millis())
    .bind(row.is_guest.then(|| row.joined_at.millis()))
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The rider with that id, unless they have left.
pub async fn find(connection: &mut AnyConnection, id: &RiderId) -> Result<Option<Rider>> {
    let row =
        sqlx::query("select id, name, email, rut, joined_at, guest_at from riders where id = $1 and erased_at is null")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?;
    row.as_ref().map(read).transpose()
}

/// Id and password hash of the rider with that e-mail, if they have a password.
pub async fn credentials(connection: &mut AnyConnection, email: &Email) -> Result<Option<(RiderId, String)>> {
    let row = sqlx::query("select id, password_hash from riders where email = $1 and password_hash <> ''")
        .bind(email.as_str())
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok((RiderId::new(row.try_get::<String, _>(0)?), row.try_get(1)?))).transpose()
}

/// The password hash of a rider, if they have one.
pub async fn password_hash(connection: &mut AnyConnection, id: &RiderId) -> Result<Option<String>> {
    let row = sqlx::query("select password_hash from riders where id = $1 and password_hash <> ''")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// Calls the rider by another name.
pub async fn rename(connection: &mut AnyConnection, id: &RiderId, name: &str) -> Result<()> {
    sqlx::query("update riders set name = $1 where id = $2 and erased_at is null")
        .bind(name)
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts another password in the place of the one that was checked.
///
/// # Errors
/// `Stale` when it was changed in between.
pub async fn change_password(connection: &mut AnyConnection, id: &RiderId, from: &str, to: &str) -> Result<()> {
    let changed = sqlx::query("update riders set password_hash = $1 where id = $2 and password_hash = $3")
        .bind(to)
        .bind(id.as_str())
        .bind(from)
        .execute(connection)
        .await?;
    if changed.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Makes an account of a guest; `false` when the e-mail is taken, or when it is no guest.
pub async fn keep(
    connection: &mut AnyConnection,
    id: &RiderId,
    name: &str,
    email: &Email,
    password_hash: &str,
) -> Result<bool> {
    let kept = sqlx::query(
        "update riders set name = $1, email = $2, password_hash = $3, guest_at = null
         where id = $4 and guest_at is not null and not exists (select 1 from riders where email = $2)",
    )
    .bind(name)
    .bind(email.as_str())
    .bind(password_hash)
    .bind(id.as_str())
    .execute(connection)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Forgets who the rider is. The id stands in for the e-mail, which has to be nobody else's.
pub async fn erase(connection: &mut AnyConnection, id: &RiderId, now: Instant) -> Result<()> {
    sqlx::query(
        "update riders set name = '', email = id, rut = '', password_hash = '', guest_at = null, erased_at = $1
         where id = $2 and erased_at is null",
    )
    .bind(now.millis())
    .bind(id.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Locks the rider for the rest of the transaction: one booking at a time. (In SQLite the transaction holds the only write
/// lock anyway.)
pub async fn lock(connection: &mut AnyConnection, id: &RiderId) -> Result<()> {
    sqlx::query("update riders set name = name where id = $1").bind(id.as_str()).execute(connection).await?;
    Ok(())
}

/// The rider's customer at Fintoc, once there is one, and until the rider leaves: a click that comes after that charges nobody.
pub async fn customer(connection: &mut AnyConnection, id: &RiderId) -> Result<Option<String>> {
    let row = sqlx::query("select customer_id from riders where id = $1 and erased_at is null")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| row.try_get::<Option<String>, _>(0)).transpose()?.flatten())
}

/// Notes the rider's customer, unless there is one already.
pub async fn set_customer(connection: &mut AnyConnection, id: &RiderId, customer: &str) -> Result<()> {
    sqlx::query("update riders set customer_id = $1 where id = $2 and customer_id is null")
        .bind(customer)
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Whose customer that is.
pub async fn of_customer(connection: &mut AnyConnection, customer: &str) -> Result<Option<RiderId>> {
    let row =
        sqlx::query("select id from riders where customer_id = $1").bind(customer).fetch_optional(connection).await?;
    Ok(row.map(|row| row.try_get::<String, _>(0)).transpose()?.map(RiderId::new))
}

fn read(row: &AnyRow) -> Result<Rider> {
    Ok(Rider {
        id: RiderId::new(row.try_get::<String, _>("id")?),
        name: row.try_get("name")?,
        email: Email::parse(row.try_get("email")?).ok_or(StoreError::Corrupt("riders.email"))?,
        rut: row.try_get::<String, _>("rut")?.parse().map_err(|_| StoreError::Corrupt("riders.rut"))?,
        joined_at: Instant::from_millis(row.try_get("joined_at")?),
        guest_at: row.try_get::<Option<i64>, _>("guest_at")?.map(Instant::from_millis),
    })
}
