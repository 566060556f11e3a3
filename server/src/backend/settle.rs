//! Settling: what we heard about a payment goes into the payment, the books, the ride and the rider's updates, in one
//! transaction or not at all.

use fintoc::{CheckoutSession, Expandable, IntentStatus, Mode, PaymentIntent, SessionStatus};
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    id::{PaymentId, RideId},
    ledger::{self, Claim},
    payment::{Applied, ErrorReason, Moved, News, PaymentState},
    ride::{BANK_PATIENCE, Payment, RideNews, RideState},
};

use super::refunds;
use crate::{
    ids,
    store::{
        StoreError, ledger as books,
        payments::{self, StoredPayment},
        rides,
    },
};

/// What somebody we believe said about a payment: Fintoc's ids, where to approve it, and how it stands.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// `cs_…`.
    pub session: Option<String>,
    /// `pi_…`.
    pub intent: Option<String>,
    /// The hosted page, when the rider has to approve.
    pub approve_at: Option<String>,
    /// Whether the hosted page has nothing more to ask.
    pub page_over: bool,
    /// How it stands.
    pub news: Option<News>,
}

impl Heard {
    /// What a session says. `finished` is not "paid": only its intent tells.
    pub fn of_session(session: &CheckoutSession) -> Self {
        let intent = session.payment_intent();
        let mut news = intent.map(of_intent).unwrap_or_else(|| plain(PaymentState::Created));
        if !news.state.is_final() {
            news.state = news.state.max(match session.status {
                // A bank that has not made up its mind may still say yes, whatever becomes of the page.
                SessionStatus::Expired if news.state == PaymentState::Pending => PaymentState::Pending,
                SessionStatus::Expired => PaymentState::Expired,
                SessionStatus::Created | SessionStatus::Unknown(_) => PaymentState::Created,
                // Finished without a word about the money: ask again later.
                SessionStatus::InProgress | SessionStatus::Finished => PaymentState::InProgress,
            });
        }
        if news.moved.customer.is_none() {
            news.moved.customer = session.customer_id().map(|id| id.to_string());
        }
        let page_over = matches!(session.status, SessionStatus::Finished | SessionStatus::Expired);
        let open = !news.state.is_final() && !page_over;
        Self {
            session: Some(session.id.to_string()),
            intent: intent.map(|intent| intent.id.to_string()),
            approve_at: session.redirect_url.clone().filter(|_| open),
            page_over,
            news: Some(news),
        }
    }

    /// What an intent says.
    pub fn of_intent(intent: &PaymentIntent) -> Self {
        Self { intent: Some(intent.id.to_string()), news: Some(of_intent(intent)), ..Self::default() }
    }
}

const fn plain(state: PaymentState) -> News {
    News { state, reason: None, moved: Moved { amount: None, currency: None, customer: None, live: None } }
}

fn of_intent(intent: &PaymentIntent) -> News {
    let state = match intent.status {
        IntentStatus::Created => PaymentState::Created,
        IntentStatus::InProgress | IntentStatus::RequiresAction | IntentStatus::Unknown(_) => PaymentState::InProgress,
        IntentStatus::Pending => PaymentState::Pending,
        IntentStatus::Succeeded => PaymentState::Succeeded,
        IntentStatus::Failed => PaymentState::Failed,
        IntentStatus::Rejected => PaymentState::Rejected,
        IntentStatus::Expired => PaymentState::Expired,
    };
    let customer = match &intent.customer {
        Some(Expandable::Id(id)) => Some(id.clone()),
        Some(Expandable::Object(customer)) => customer.id.as_ref().map(ToString::to_string),
        None => None,
    };
    let live = match &intent.mode {
        Some(Mode::Live) => Some(true),
        Some(Mode::Test) => Some(false),
        Some(Mode::Unknown(_)) | None => None,
    };
    News {
        state,
        reason: intent.error_reason.clone().map(ErrorReason::from),
        moved: Moved { amount: intent.amount, currency: intent.currency.clone(), customer, live },
    }
}

/// What settling did.
#[derive(Debug)]
pub struct Settled {
    /// Whether anything is other than before.
    pub applied: Applied,
    /// Whose page to tell, once the transaction is committed.
    pub ride: String,
}

/// Settles what was heard about a payment.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn payment(
    tx: &mut AnyConnection,
    id: &PaymentId,
    heard: &Heard,
    now: Instant,
) -> Result<Settled, StoreError> {
    let ride = payments::find(tx, id).await?.ok_or_else(missing)?.ride;
    // From here on the ride's payments change for nobody else.
    rides::lock(tx, &ride).await?;
    let stood = rides::find(tx, &ride).await?.ok_or_else(missing)?.state;
    let mut attempts = payments::of_ride(tx, &ride).await?;
    let claim = claim(stood, &attempts, id);
    let row = attempts.iter_mut().find(|row| row.payment.id == *id).ok_or(StoreError::Stale)?;
    let before = row.payment.clone();
    let applied = take_in(row, heard);
    if row.payment == before {
        return Ok(Settled { applied: Applied::NothingNew, ride: ride.to_string() });
    }
    if row.payment.standing.review.is_some() && row.needs_review_at.is_none() {
        ask_a_person(row, now);
    }
    row.check_at = if row.payment.standing.state.is_final() { None } else { row.check_at };
    row.payment.updated_at = now;
    let after = row.payment.clone();

    for entry in ledger::entries(before.standing.state, after.standing.state, after.amount, claim) {
        books::record(tx, &ids::entry(), id, &row.rider, &entry, now).await?;
    }
    payments::update(tx, row).await?;
    let states = attempts.iter().map(|row| row.payment.standing.state);
    rides::set_state(tx, &ride, stood.follow(states)).await?;

    if claim.is_over() && has_succeeded(&before, &after) {
        // A success comes with the intent that it is about.
        let intent = after.intent.as_deref().ok_or(StoreError::Corrupt("a success without its intent"))?;
        refunds::owe(tx, &after, &ride, intent, now).await?;
    } else if claim != Claim::Ended {
        tell(tx, &ride, &before, &after, now).await?;
    }
    Ok(Settled { applied, ride: ride.to_string() })
}

/// Ends a ride without cost whose bank has left the payment undecided for too long, and says which; `None` when the bank was
/// faster after all. Fintoc is asked on: money that comes later goes back.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn end_undecided(tx: &mut AnyConnection, id: &PaymentId, now: Instant) -> Result<Option<RideId>, StoreError> {
    let ride = payments::find(tx, id).await?.ok_or_else(missing)?.ride;
    rides::lock(tx, &ride).await?;
    let stood = rides::find(tx, &ride).await?.ok_or_else(missing)?.state;
    let row = payments::find(tx, id).await?.ok_or_else(missing)?;
    let waits = stood == RideState::Requested && row.payment.standing.state == PaymentState::Pending;
    if !waits || now.since(row.payment.updated_at) < BANK_PATIENCE {
        return Ok(None);
    }
    rides::set_state(tx, &ride, RideState::Ended).await?;
    books::record(tx, &ids::entry(), id, &row.rider, &ledger::end_entry(row.payment.amount), now).await?;
    rides::tell(tx, &ride, &RideNews::Ended, now).await?;
    Ok(Some(ride))
}

const fn missing() -> StoreError {
    StoreError::Corrupt("a payment or ride that is not there")
}

/// What the ride still makes of that payment's money.
fn claim(ride: RideState, attempts: &[StoredPayment], id: &PaymentId) -> Claim {
    if ride == RideState::Ended {
        return Claim::Ended;
    }
    let paid = |row: &StoredPayment| row.payment.id != *id && row.payment.standing.state == PaymentState::Succeeded;
    if attempts.iter().any(paid) { Claim::PaidOtherwise } else { Claim::Open }
}

/// Puts what was heard into the payment.
fn take_in(row: &mut StoredPayment, heard: &Heard) -> Applied {
    let payment = &mut row.payment;
    let before = payment.standing.state;
    let applied = match &heard.news {
        Some(news) => payment.standing.apply(news, &row.terms),
        None => Applied::NothingNew,
    };
    payment.session = payment.session.take().or_else(|| heard.session.clone());
    // Of several tries on one page the one that moved the money counts: it is what can be given back.
    payment.intent = match before != PaymentState::Succeeded && payment.standing.state == PaymentState::Succeeded {
        true => heard.intent.clone().or(payment.intent.take()),
        false => payment.intent.take().or_else(|| heard.intent.clone()),
    };
    payment.approve_at = match heard.page_over || payment.standing.state >= PaymentState::Pending {
        true => None,
        false => heard.approve_at.clone().or(payment.approve_at.take()),
    };
    applied
}

/// Notes when a person was asked to look at a payment, and says so where operators read.
pub(super) fn ask_a_person(row: &mut StoredPayment, now: Instant) {
    row.needs_review_at = row.needs_review_at.or(Some(now));
    tracing::warn!(payment = %row.payment.id, review = ?row.payment.standing.review, "a payment needs a person to look at it");
}

fn has_succeeded(before: &Payment, after: &Payment) -> bool {
    after.standing.state == PaymentState::Succeeded && before.standing.state != PaymentState::Succeeded
}

/// Tells the rider what is new.
async fn tell(
    tx: &mut AnyConnection,
    ride: &RideId,
    before: &Payment,
    after: &Payment,
    now: Instant,
) -> Result<(), StoreError> {
    let wanted = after.approve_at.is_some() && before.approve_at.is_none();
    if wanted {
        rides::tell(tx, ride, &RideNews::ApprovalWanted, now).await?;
    }
    // "The bank wants your approval" says it all; that Fintoc is at it would be noise.
    let noise = wanted && after.standing.state == PaymentState::InProgress;
    let news =
        if after.standing.state == before.standing.state || noise { None } else { RideNews::of(&after.standing) };
    match news {
        Some(news) => rides::tell(tx, ride, &news, now).await,
        None => Ok(()),
    }
}
