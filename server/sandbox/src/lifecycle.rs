//! How sessions live: begun by the merchant, moved on by the hosted page and by the bank, ended by either or by time.
//!
//! Every function works inside its caller's transaction, so a change and the events that tell of it are one.

pub(crate) mod approval;
pub(crate) mod begin;
pub(crate) mod expiry;
pub(crate) mod past;
pub(crate) mod payment;
pub(crate) mod refund;
pub(crate) mod sample;
pub(crate) mod seed;
pub(crate) mod setup;
pub(crate) mod setup_intent;

use fintoc::{EventType, IntentStatus, SessionStatus, SetupStatus};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Config,
    world::{
        Result, World,
        events::{self, Happening},
        sessions::{self, Session},
    },
};

/// What time has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passed {
    /// Payments about which the bank made up its mind.
    pub(crate) settled: usize,
    /// Sessions that ran out.
    pub(crate) expired: usize,
}

/// Applies what time has done by now, so that nobody meets a session that is only open on paper, or a payment or a refund that
/// should have moved on. Asked by the courier, and before every call of the API and every visit to the page.
pub(crate) async fn catch_up(world: &World, config: &Config, now: Timestamp) -> Result<Passed> {
    approval::arrive_due(world, now).await?;
    let settled = payment::settle_due(world, now).await?;
    let expired = expiry::expire_due(world, now).await?;
    refund::settle_due(world, config, now).await?;
    Ok(Passed { settled, expired })
}

/// Somebody opened the page. Fintoc's samples disagree on when `in_progress` begins; ours begins here.
pub(crate) async fn page_opened(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    if session.wire.status != SessionStatus::Created {
        return Ok(());
    }
    session.wire.status = SessionStatus::InProgress;
    sessions::save(connection, session).await?;
    setup_intent::move_to(connection, session, SetupStatus::Started, None).await
}

/// What came of a session, as far as the payer is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Saved, or paid.
    Done,
    /// The bank does not say yet. The payer did their part and goes to `success_url` (our choice: the sources are silent).
    Undecided,
    /// Neither, or not yet.
    NotDone,
}

/// What came of it.
pub(crate) fn outcome(session: &Session) -> Outcome {
    if session.wire.status != SessionStatus::Finished {
        return Outcome::NotDone;
    }
    if session.is_setup() {
        return Outcome::Done;
    }
    match session.wire.payment_intent().map(|intent| &intent.status) {
        Some(IntentStatus::Succeeded) => Outcome::Done,
        Some(IntentStatus::Pending) => Outcome::Undecided,
        _ => Outcome::NotDone,
    }
}

/// Tells the merchant about a session.
async fn tell(connection: &mut AnyConnection, session: &Session, kind: EventType) -> Result<()> {
    let customer = session.customer();
    events::emit(
        connection,
        Happening { account: &session.account, customer: customer.as_deref(), kind, data: session.body()? },
    )
    .await
}
