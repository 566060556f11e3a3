//! The setup intent of a session: made with it, moved on by its page, and never moved again once it is over.

use fintoc::{Expandable, SetupIntent, SetupIntentId, SetupStatus};
use sqlx::AnyConnection;

use crate::{
    ksuid,
    world::{Result, sessions::Session, setup_intents},
};

/// An intent for a session that is about to be written down. The guide's sample has its id in the session, so ours has.
pub(crate) fn fresh(session: &mut Session) -> SetupIntent {
    let id = ksuid::fresh("seti");
    session.wire.setup_intent = Some(Expandable::Id(id.clone()));
    SetupIntent {
        id: SetupIntentId::new(id),
        object: Some("setup_intent".to_owned()),
        status: Some(SetupStatus::Created),
        error_reason: None,
    }
}

/// Moves the intent of this session, if it has one that is not over.
pub(crate) async fn move_to(
    connection: &mut AnyConnection,
    session: &Session,
    status: SetupStatus,
    reason: Option<&str>,
) -> Result<()> {
    let Some(mut intent) = setup_intents::of_session(connection, session.id()).await? else { return Ok(()) };
    if matches!(intent.status, Some(SetupStatus::Succeeded | SetupStatus::Failed)) {
        return Ok(());
    }
    intent.status = Some(status);
    intent.error_reason = reason.map(str::to_owned);
    setup_intents::save(connection, &intent).await
}
