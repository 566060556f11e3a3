//! Sessions run out: by time, or because the merchant says so.

use fintoc::{EventType, IntentStatus, SessionStatus, SetupStatus, checkout_session::PaymentResource};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{payment, setup_intent, tell};
use crate::world::{
    Result, World,
    intents::{self, Intent},
    sessions::{self, Session},
};

/// Ends a session, and the payment that waited for its payer. An intent without its payer is `user_left`, as in Fintoc's
/// list of error reasons.
pub(crate) async fn expire(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    session.wire.status = SessionStatus::Expired;
    session.progress.underway = None;
    let undecided = intents::of_session(connection, session.id()).await?.filter(Intent::is_undecided);
    if let Some(mut intent) = undecided {
        intent.wire.status = IntentStatus::Expired;
        intent.wire.error_reason = Some("user_left".to_owned());
        intent.settles_at = None;
        intents::save(connection, &intent).await?;
        payment::tell_of_intent(connection, &intent).await?;
        session.wire.payment_resource = Some(PaymentResource { payment_intent: Some(intent.wire) });
    }
    sessions::save(connection, session).await?;
    setup_intent::move_to(connection, session, SetupStatus::Failed, Some("user_left")).await?;
    tell(connection, session, EventType::SessionExpired).await
}

/// Expires whatever ran out by now. Answers how many.
pub(crate) async fn expire_due(world: &World, now: Timestamp) -> Result<usize> {
    let mut expired = 0;
    loop {
        if sessions::overdue(&mut *world.read().await?, now).await?.is_empty() {
            return Ok(expired);
        }
        let mut tx = world.write().await?;
        for mut session in sessions::overdue(&mut tx, now).await? {
            expire(&mut tx, &mut session).await?;
            expired += 1;
        }
        tx.commit().await?;
    }
}
