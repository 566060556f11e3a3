//! Setups.

use std::time::Duration;

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Instant,
    id::{MethodId, RiderId, SetupId},
    wallet::{Setup, SetupState},
};

use super::{Result, StoreError, millis};

/// A setup as it is kept: what the rider sees, and what the workers need.
#[derive(Debug, Clone)]
pub struct StoredSetup {
    /// What the rider sees.
    pub setup: Setup,
    /// Whose.
    pub rider: RiderId,
    /// Fintoc's session.
    pub session: Option<String>,
    /// When the reconciler asks next.
    pub check_at: Option<Instant>,
    /// Rises with every write.
    pub version: i64,
}

/// Writes a new setup down.
pub async fn insert(connection: &mut AnyConnection, rider: &RiderId, setup: &Setup, check_at: Instant) -> Result<()> {
    sqlx::query(
        "insert into setups (id, rider_id, state, institution, started_at, updated_at, check_at, version)
         values ($1, $2, $3, $4, $5, $5, $6, 1)",
    )
    .bind(setup.id.as_str())
    .bind(rider.as_str())
    .bind(setup.state.as_str())
    .bind(setup.institution.as_deref())
    .bind(setup.started_at.millis())
    .bind(check_at.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// The setup with that id.
pub async fn find(connection: &mut AnyConnection, id: &SetupId) -> Result<Option<StoredSetup>> {
    let row = sqlx::query("select * from setups where id = $1").bind(id.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// The setup that runs in that session of Fintoc's.
pub async fn of_session(connection: &mut AnyConnection, session: &str) -> Result<Option<StoredSetup>> {
    let row =
        sqlx::query("select * from setups where session_id = $1").bind(session).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// Whether the rider began to save an account after `since`, and the end of it is not known.
pub async fn is_open_since(connection: &mut AnyConnection, rider: &RiderId, since: Instant) -> Result<bool> {
    let row = sqlx::query("select 1 from setups where rider_id = $1 and started_at > $2 and state in ($3, $4) limit 1")
        .bind(rider.as_str())
        .bind(since.millis())
        .bind(SetupState::Created.as_str())
        .bind(SetupState::Open.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// The rider's last setup.
pub async fn last(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<StoredSetup>> {
    let row = sqlx::query("select * from setups where rider_id = $1 order by started_at desc, id desc limit 1")
        .bind(rider.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

/// Writes what changed, if nobody wrote in between.
///
/// # Errors
/// `Stale` when somebody did.
pub async fn update(connection: &mut AnyConnection, row: &StoredSetup, now: Instant) -> Result<()> {
    let updated = sqlx::query(
        "update setups set state = $1, session_id = $2, redirect_url = $3, method_id = $4, check_at = $5, updated_at = $6,
             version = version + 1
         where id = $7 and version = $8",
    )
    .bind(row.setup.state.as_str())
    .bind(row.session.as_deref())
    .bind(row.setup.redirect_url.as_deref())
    .bind(row.setup.method.as_ref().map(MethodId::as_str))
    .bind(row.check_at.map(Instant::millis))
    .bind(now.millis())
    .bind(row.setup.id.as_str())
    .bind(row.version)
    .execute(connection)
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Takes the setup whose check has been due the longest, and puts the next check off until `next`.
pub async fn take_due(connection: &mut AnyConnection, now: Instant, next: Instant) -> Result<Option<StoredSetup>> {
    let row = sqlx::query(
        "update setups set check_at = $1
         where id = (select id from setups where check_at <= $2 order by check_at limit 1) and check_at <= $2
         returning *",
    )
    .bind(next.millis())
    .bind(now.millis())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Puts the next question about a setup off, unless nothing more can happen to it.
pub async fn check_again(connection: &mut AnyConnection, id: &SetupId, at: Instant) -> Result<()> {
    sqlx::query("update setups set check_at = $1 where id = $2 and check_at is not null")
        .bind(at.millis())
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Pulls the next question about each setup of a rider nearer.
pub async fn pull(connection: &mut AnyConnection, rider: &RiderId, by: Duration) -> Result<()> {
    sqlx::query("update setups set check_at = check_at - $1 where rider_id = $2 and check_at is not null")
        .bind(millis(by))
        .bind(rider.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// When the next question about a setup of a rider is due.
pub async fn next_of(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<Instant>> {
    let row = sqlx::query("select min(check_at) from setups where rider_id = $1")
        .bind(rider.as_str())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.map(Instant::from_millis))
}

fn read(row: &AnyRow) -> Result<StoredSetup> {
    Ok(StoredSetup {
        setup: Setup {
            id: SetupId::new(row.try_get::<String, _>("id")?),
            state: SetupState::parse(row.try_get("state")?).ok_or(StoreError::Corrupt("setups.state"))?,
            institution: row.try_get("institution")?,
            redirect_url: row.try_get("redirect_url")?,
            method: row.try_get::<Option<String>, _>("method_id")?.map(MethodId::new),
            started_at: Instant::from_millis(row.try_get("started_at")?),
        },
        rider: RiderId::new(row.try_get::<String, _>("rider_id")?),
        session: row.try_get("session_id")?,
        check_at: row.try_get::<Option<i64>, _>("check_at")?.map(Instant::from_millis),
        version: row.try_get("version")?,
    })
}
