//! Saved payment methods.

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Instant,
    id::{MethodId, RiderId},
    wallet::{AccountKind, Nickname, SavedMethod},
};

use super::{Result, StoreError};

/// Writes what Fintoc says of a method of that rider, new or known. A method never changes hands: a row of somebody else stays
/// as it is, and the answer is `false`. Saving an account again makes a cancelled one usable again; one that the rider had
/// forgotten stays so until it is remembered.
pub async fn upsert(connection: &mut AnyConnection, rider: &RiderId, method: &SavedMethod) -> Result<bool> {
    let written = sqlx::query(
        "insert into payment_methods (id, rider_id, institution, kind, last_four, activated_at, canceled_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do update set
             institution = excluded.institution,
             kind = excluded.kind,
             last_four = excluded.last_four,
             canceled_at = excluded.canceled_at
         where payment_methods.rider_id = excluded.rider_id",
    )
    .bind(method.id.as_str())
    .bind(rider.as_str())
    .bind(&method.institution)
    .bind(method.kind.as_str())
    .bind(&method.last_four)
    .bind(method.activated_at.millis())
    .bind(method.canceled_at.map(Instant::millis))
    .execute(connection)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The rider's methods, forgotten ones too: active ones first, and among them the one that the rider made the main one
/// last, else the one that was saved last. The first active one is what a rider pays with.
pub async fn of_rider(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<SavedMethod>> {
    let rows = sqlx::query(
        "select * from payment_methods where rider_id = $1
         order by case when canceled_at is null and forgotten_at is null then 0 else 1 end,
             coalesce(preferred_at, 0) desc, activated_at desc, id desc",
    )
    .bind(rider.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// The rider's method with that id.
pub async fn find(connection: &mut AnyConnection, rider: &RiderId, id: &MethodId) -> Result<Option<SavedMethod>> {
    let row = sqlx::query("select * from payment_methods where id = $1 and rider_id = $2")
        .bind(id.as_str())
        .bind(rider.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The rider makes a method the main one; `false` when nothing can be paid with it.
pub async fn prefer(connection: &mut AnyConnection, rider: &RiderId, id: &MethodId, now: Instant) -> Result<bool> {
    let preferred = sqlx::query(
        "update payment_methods set preferred_at = $1
         where id = $2 and rider_id = $3 and canceled_at is null and forgotten_at is null",
    )
    .bind(now.millis())
    .bind(id.as_str())
    .bind(rider.as_str())
    .execute(connection)
    .await?;
    Ok(preferred.rows_affected() == 1)
}

/// The rider calls a method so; `false` when it is forgotten, or none of theirs.
pub async fn rename(
    connection: &mut AnyConnection,
    rider: &RiderId,
    id: &MethodId,
    nickname: Option<&Nickname>,
) -> Result<bool> {
    let renamed = sqlx::query(
        "update payment_methods set nickname = $1 where id = $2 and rider_id = $3 and forgotten_at is null",
    )
    .bind(nickname.map(Nickname::as_str))
    .bind(id.as_str())
    .bind(rider.as_str())
    .execute(connection)
    .await?;
    Ok(renamed.rows_affected() == 1)
}

/// The rider wants a method forgotten; `false` when it is already, or is none of theirs.
pub async fn forget(connection: &mut AnyConnection, rider: &RiderId, id: &MethodId, now: Instant) -> Result<bool> {
    let forgotten = sqlx::query(
        "update payment_methods set forgotten_at = $1, nickname = null, preferred_at = null
         where id = $2 and rider_id = $3 and forgotten_at is null",
    )
    .bind(now.millis())
    .bind(id.as_str())
    .bind(rider.as_str())
    .execute(connection)
    .await?;
    Ok(forgotten.rows_affected() == 1)
}

/// The rider saved a method again that was forgotten before `asked_at`, when they asked to. It is as good as new.
pub async fn remember(
    connection: &mut AnyConnection,
    rider: &RiderId,
    id: &MethodId,
    asked_at: Instant,
    now: Instant,
) -> Result<()> {
    sqlx::query(
        "update payment_methods set forgotten_at = null, activated_at = $1
         where id = $2 and rider_id = $3 and forgotten_at < $4",
    )
    .bind(now.millis())
    .bind(id.as_str())
    .bind(rider.as_str())
    .bind(asked_at.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose method that is, if they want it forgotten.
pub async fn forgotten_by(connection: &mut AnyConnection, id: &MethodId) -> Result<Option<RiderId>> {
    let rider: Option<String> =
        sqlx::query_scalar("select rider_id from payment_methods where id = $1 and forgotten_at is not null")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?;
    Ok(rider.map(RiderId::new))
}

/// Fintoc has cancelled a method that the rider had forgotten. One that was saved again before we heard of it works.
pub async fn canceled(connection: &mut AnyConnection, id: &MethodId, now: Instant) -> Result<()> {
    sqlx::query(
        "update payment_methods set canceled_at = coalesce(canceled_at, $1) where id = $2 and forgotten_at is not null",
    )
    .bind(now.millis())
    .bind(id.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether the method with that id is somebody's who has not had it forgotten.
pub async fn is_kept(connection: &mut AnyConnection, id: &MethodId) -> Result<bool> {
    let row = sqlx::query("select 1 from payment_methods where id = $1 and forgotten_at is null");
    Ok(row.bind(id.as_str()).fetch_optional(connection).await?.is_some())
}

fn read(row: &AnyRow) -> Result<SavedMethod> {
    Ok(SavedMethod {
        id: MethodId::new(row.try_get::<String, _>("id")?),
        institution: row.try_get("institution")?,
        kind: AccountKind::parse(row.try_get("kind")?).ok_or(StoreError::Corrupt("payment_methods.kind"))?,
        last_four: row.try_get("last_four")?,
        activated_at: Instant::from_millis(row.try_get("activated_at")?),
        canceled_at: row.try_get::<Option<i64>, _>("canceled_at")?.map(Instant::from_millis),
        forgotten_at: row.try_get::<Option<i64>, _>("forgotten_at")?.map(Instant::from_millis),
        nickname: row
            .try_get::<Option<String>, _>("nickname")?
            .map(|name| Nickname::parse(&name).map_err(|_| StoreError::Corrupt("payment_methods.nickname")))
            .transpose()?,
    })
}
