//! What the payer does at the bank: signs in, approves, refuses, or gets it wrong once too often.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{payment, setup};
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
    // After a failure the payer has to say that they want another try.
    let asks = progress.mfa() == (Mfa::App { by_itself: true }) && progress.complaint.is_none();
    if !asks || progress.underway.is_some() {
        return Ok(());
    }
    progress.underway = Some(Underway::Approval { at: clock::after(clock::now(), delay) });
    sessions::save(connection, session).await
}

/// The payer approved, or the bank's app did: the bank answers, at once unless it was told to take its time.
pub(crate) async fn approved(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    let progress = &mut session.progress;
    if progress.answer_seconds == 0 {
        return answered(connection, session).await;
    }
    let at = clock::plus_millis(clock::now(), progress.answer_seconds.saturating_mul(1000));
    progress.underway = Some(Underway::Answer { at });
    sessions::save(connection, session).await
}

/// The bank's answer is there.
async fn answered(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    session.progress.underway = None;
    session.progress.complaint = None;
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

/// Counts a wrong password; the last one locks the login and ends what the session was for. Whoever went back to sign in as
/// somebody else is not approved by the app meanwhile.
pub(crate) async fn wrong_login(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    session.progress.call_off();
    session.progress.tries = session.progress.tries.saturating_add(1);
    if session.progress.tries >= test_bank::TRIES {
        return ended(connection, session, "login_credentials_locked").await;
    }
    setup::try_again(connection, session, "login_invalid_credentials").await
}

/// Counts a wrong code; the last one ends it.
pub(crate) async fn wrong_code(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    const REASON: &str = "mfa_invalid_authorization";
    session.progress.wrong_codes = session.progress.wrong_codes.saturating_add(1);
    if session.progress.wrong_codes >= test_bank::TRIES {
        return ended(connection, session, REASON).await;
    }
    setup::try_again(connection, session, REASON).await
}

/// The try did not work and another may follow: from the login on when that was the trouble, unless the account is a saved
/// one, which knows no login.
pub(super) fn complain(session: &mut Session, reason: &str) {
    session.progress.complain(reason);
    if reason.starts_with("login_") && session.wire.payment_method.is_none() {
        session.progress.sign_out();
    }
}

/// Applies what arrived by now, whoever still looks at the page: a closed tab changes nothing.
pub(crate) async fn arrive_due(world: &World, now: Timestamp) -> Result<()> {
    while !sessions::answered(&mut *world.read().await?, now).await?.is_empty() {
        let mut tx = world.write().await?;
        for mut session in sessions::answered(&mut tx, now).await? {
            match session.progress.underway {
                Some(Underway::Approval { .. }) => approved(&mut tx, &mut session).await?,
                Some(Underway::Answer { .. }) | None => answered(&mut tx, &mut session).await?,
            }
        }
        tx.commit().await?;
    }
    Ok(())
}
