//! Setup intents.

use fintoc::SetupIntent;
use sqlx::AnyConnection;

use super::{Result, sessions::Session};

pub(crate) async fn insert(connection: &mut AnyConnection, session: &Session, intent: &SetupIntent) -> Result<()> {
    sqlx::query("insert into setup_intent (id, account, customer, session, body) values ($1, $2, $3, $4, $5)")
        .bind(intent.id.as_str())
        .bind(session.account.as_str())
        .bind(session.customer())
        .bind(session.id())
        .bind(serde_json::to_string(intent)?)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn save(connection: &mut AnyConnection, intent: &SetupIntent) -> Result<()> {
    sqlx::query("update setup_intent set body = $2 where id = $1")
        .bind(intent.id.as_str())
        .bind(serde_json::to_string(intent)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// The setup intent of a session, if it is a setup.
pub(crate) async fn of_session(connection: &mut AnyConnection, session: &str) -> Result<Option<SetupIntent>> {
    let row: Option<(String,)> = sqlx::query_as("select body from setup_intent where session = $1")
        .bind(session)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(body,)| serde_json::from_str(&body)).transpose()?)
}
