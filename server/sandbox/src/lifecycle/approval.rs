//! What the payer does at the bank: signs in, approves, refuses, or gets it wrong once too often.

use std::time::Duration;

use fintoc::SetupStatus;
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{payment, setup, setup_intent};
use crate::{
    clock,
    page::Underway,
    test_bank::{self, Mfa},
    world::{
        Result, World,
        sessions::{self, Session},
    },
};

/// The `error_reason` of a payer who says no. Our choice: the sources name none.
pub(crate) const REFUSED: &str = "user_left";

/// The step is shown: where the bank's app approves by itself, it begins to. Looking again starts nothing new.
pub(crate) async fn shown(connection: &mut AnyConnection, session: &mut Session, delay: Duration) -> Result<()> {
    let progress = &mut session.progress;
    if progress.mfa() != (Mfa::App { by_itself: true }) || progress.underway.is_some() {
        return Ok(());
    }
    progress.underway = Some(Underway::Approval { at: clock::after(clock::now(), delay) });
    sessions::save(connection, session).await
}

/// The payer approved, or the bank's app did: the bank answers.
pub(crate) async fn approved(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    session.progress.underway = None;
    sessions::save(connection, session).await?;
    if session.is_setup() {
        setup::approved(connection, session).await
    } else {
        payment::approved(connection, session).await
    }
}

/// It is over before the bank had anything to answer.
pub(crate) async fn ended(connection: &mut AnyConnection, session: &mut Session, reason: &str) -> Result<()> {
    session.progress.underway = None;
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

/// Applies what arrived by now: asked by the courier and before every visit, so that a closed tab changes nothing.
pub(crate) async fn arrive_due(world: &World, now: Timestamp) -> Result<()> {
    while !sessions::answered(&mut *world.read().await?, now).await?.is_empty() {
        let mut tx = world.write().await?;
        for mut session in sessions::answered(&mut tx, now).await? {
            approved(&mut tx, &mut session).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The payer stays on the page and may mend it. A setup intent says so; a payment says nothing until it is decided.
async fn try_again(connection: &mut AnyConnection, session: &Session, reason: &str) -> Result<()> {
    sessions::save(connection, session).await?;
    setup_intent::move_to(connection, session, SetupStatus::WaitingForRetry, Some(reason)).await
}
