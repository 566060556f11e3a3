//! How an account wants the sandbox to behave where Fintoc's sources are silent or disagree.

use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use super::{Account, Result};

/// The switches, all off at first: the defaults are the choices we recommend.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// `http` return URLs and endpoints are refused on loopback too, as the real API does.
    pub(crate) https_only: bool,
    /// An `amount` on a setup is refused instead of dropped.
    pub(crate) refuse_setup_amount: bool,
    /// A failed payment leaves its session open, so that the payer may try again, instead of finishing it.
    pub(crate) retry_failed_payments: bool,
    /// Leaving the page expires its session at once instead of at `expires_at`.
    pub(crate) expire_on_leave: bool,
    /// `checkout_session.finished` of a setup comes without `payment_method` and without the customer's id, as in the
    /// guide's sample.
    pub(crate) finished_as_in_the_sample: bool,
}

pub(crate) async fn of(connection: &mut AnyConnection, account: &Account) -> Result<Settings> {
    let row: Option<(String,)> = sqlx::query_as("select body from setting where account = $1")
        .bind(account.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(body,)| serde_json::from_str(&body)).transpose()?.unwrap_or_default())
}

pub(crate) async fn save(connection: &mut AnyConnection, account: &Account, settings: &Settings) -> Result<()> {
    sqlx::query(
        "insert into setting (account, body) values ($1, $2) on conflict (account) do update set body = excluded.body",
    )
    .bind(account.as_str())
    .bind(serde_json::to_string(settings)?)
    .execute(connection)
    .await?;
    Ok(())
}
