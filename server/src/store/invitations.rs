//! Invitations that were taken up, so that each is once.

use sqlx::{AnyConnection, Row};
use vuelta::{Instant, backstage::invitation::Invitation};

use super::Result;

/// Crosses an invitation out; `false` when it was already.
pub async fn cross_out(connection: &mut AnyConnection, invitation: &Invitation, now: Instant) -> Result<bool> {
    let crossed_out = sqlx::query(
        "insert into used_invitations (nonce, rider_id, used_at, expires_at) values ($1, $2, $3, $4)
         on conflict (nonce) do nothing",
    )
    .bind(&invitation.nonce)
    .bind(invitation.rider.as_str())
    .bind(now.millis())
    .bind(invitation.until.millis())
    .execute(connection)
    .await?;
    Ok(crossed_out.rows_affected() == 1)
}

/// Whether an invitation is crossed out.
pub async fn is_crossed_out(connection: &mut AnyConnection, nonce: &str) -> Result<bool> {
    let row = sqlx::query("select count(*) from used_invitations where nonce = $1").bind(nonce).fetch_one(connection);
    Ok(row.await?.try_get::<i64, _>(0)? > 0)
}

/// Forgets those that nobody could take up any more.
pub async fn forget_expired(connection: &mut AnyConnection, now: Instant) -> Result<()> {
    sqlx::query("delete from used_invitations where expires_at < $1").bind(now.millis()).execute(connection).await?;
    Ok(())
}
