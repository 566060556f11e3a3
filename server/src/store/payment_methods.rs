//! Saved payment methods.

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Instant,
    id::{MethodId, RiderId},
    wallet::{AccountKind, SavedMethod},
};

use super::{Result, StoreError};

/// Writes a method of that rider, new or known. A method never changes hands: a row of somebody else stays as it is, and the
/// answer is `false`. Saving an account again makes a cancelled one usable again.
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

/// The rider's methods: active ones first, in the order they were saved. The first active one is the principal: saving
/// another does not change what a rider pays with.
pub async fn of_rider(connection: &mut AnyConnection, rider: &RiderId) -> Result<Vec<SavedMethod>> {
    let rows = sqlx::query(
        "select id, institution, kind, last_four, activated_at, canceled_at from payment_methods where rider_id = $1
         order by case when canceled_at is null then 0 else 1 end, activated_at, id",
    )
    .bind(rider.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// The rider's method with that id.
pub async fn find(connection: &mut AnyConnection, rider: &RiderId, id: &MethodId) -> Result<Option<SavedMethod>> {
    let row = sqlx::query(
        "select id, institution, kind, last_four, activated_at, canceled_at from payment_methods
         where id = $1 and rider_id = $2",
    )
    .bind(id.as_str())
    .bind(rider.as_str())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Whether the method with that id is anybody's.
pub async fn is_known(connection: &mut AnyConnection, id: &MethodId) -> Result<bool> {
    let row = sqlx::query("select 1 from payment_methods where id = $1").bind(id.as_str()).fetch_optional(connection);
    Ok(row.await?.is_some())
}

fn read(row: &AnyRow) -> Result<SavedMethod> {
    Ok(SavedMethod {
        id: MethodId::new(row.try_get::<String, _>("id")?),
        institution: row.try_get("institution")?,
        kind: AccountKind::parse(row.try_get("kind")?).ok_or(StoreError::Corrupt("payment_methods.kind"))?,
        last_four: row.try_get("last_four")?,
        activated_at: Instant::from_millis(row.try_get("activated_at")?),
        canceled_at: row.try_get::<Option<i64>, _>("canceled_at")?.map(Instant::from_millis),
    })
}
