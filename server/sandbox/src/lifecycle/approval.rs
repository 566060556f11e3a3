//! What the payer does at the bank: signs in, approves, refuses, or gets it wrong once too often.

use fintoc::SetupStatus;
use sqlx::AnyConnection;

use super::{payment, setup, setup_intent};
use crate::{
    test_bank,
    world::{
        Result,
        sessions::{self, Session},
    },
};

/// The `error_reason` of a payer who says no. Our choice: the sources name none.
pub(crate) const REFUSED: &str = "user_left";

/// The payer approved: the bank answers.
pub(crate) async fn approved(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    if session.is_setup() {
        setup::approved(connection, session).await
    } else {
        payment::approved(connection, session).await
    }
}

/// It is over before the bank had anything to answer.
pub(crate) async fn ended(connection: &mut AnyConnection, session: &mut Session, reason: &str) -> Result<()> {
    if session.is_setup() {
        setup::ended(connection, session, reason).await
    } else {
        payment::ended(connection, session, reason).await
    }
}

/// Counts a wrong password; the last one locks the login and ends what the session was for.
pub(crate) async fn wrong_login(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    session.progress.tries = session.progress.tries.saturating_add(1);
    if session.progress.tries >= test_bank::TRIES {
        return ended(connection, session, "login_credentials_locked").await;
    }
    try_again(connection, session, "login_invalid_credentials").await
}

/// Counts a wrong code; the last one ends it.
pub(crate) async fn wrong_code(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    const REASON: &str = "mfa_invalid_authorization";
    session.progress.wrong_codes = session.progress.wrong_codes.saturating_add(1);
    if session.progress.wrong_codes >= test_bank::TRIES {
        return ended(connection, session, REASON).await;
    }
    try_again(connection, session, REASON).await
}

/// The payer stays on the page and may mend it. A setup intent says so; a payment says nothing until it is decided.
async fn try_again(connection: &mut AnyConnection, session: &Session, reason: &str) -> Result<()> {
    sessions::save(connection, session).await?;
    setup_intent::move_to(connection, session, SetupStatus::WaitingForRetry, Some(reason)).await
}
