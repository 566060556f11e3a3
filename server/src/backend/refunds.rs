//! Refunds: money that came too late is written down together with the call that gives it back; what we hear of that goes
//! into the refund, the books and the rider's updates, in one transaction or not at all.

use fintoc::RefundStatus;
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    id::{RefundId, RideId},
    ledger,
    payment::{Applied, Review},
    refund::{News, Refund, RefundState, Standing},
    ride::{Payment, RideNews},
};

use super::{
    calls,
    settle::{Settled, ask_a_person},
};
use crate::{
    ids,
    store::{StoreError, ledger as books, payments, refunds, rides},
};

/// What somebody we believe said about a refund: Fintoc's id of it, and how it stands.
#[derive(Debug, Clone)]
pub struct Heard {
    /// `re_…`.
    pub number: Option<String>,
    /// How it stands.
    pub news: News,
}

impl Heard {
    /// What Fintoc says.
    pub fn of(refund: &fintoc::Refund) -> Self {
        let state = match refund.status {
            RefundStatus::Created | RefundStatus::Pending => RefundState::Created,
            RefundStatus::InProgress | RefundStatus::Unknown(_) => RefundState::InProgress,
            RefundStatus::Canceled => RefundState::Canceled,
            RefundStatus::Failed => RefundState::Failed,
            RefundStatus::Succeeded => RefundState::Succeeded,
        };
        // A refund is in the currency of its payment, which was compared when that succeeded.
        let news = News { state, failure: refund.failure_code.clone(), amount: refund.amount };
        Self { number: Some(refund.id.to_string()), news }
    }

    /// That Fintoc would not do it, in its words.
    pub fn refused(code: &str) -> Self {
        Self { number: None, news: News { state: RefundState::Failed, failure: Some(code.to_owned()), amount: None } }
    }
}

/// Owes a payment that came too late back, once, and tells the rider. `intent` is Fintoc's name of the money.
pub(super) async fn owe(
    tx: &mut AnyConnection,
    late: &Payment,
    ride: &RideId,
    intent: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let refund = Refund {
        id: ids::refund(),
        payment: late.id.clone(),
        amount: late.amount,
        standing: Standing::NEW,
        number: None,
        created_at: now,
        updated_at: now,
    };
    if refunds::insert(tx, &refund, now + calls::LEASE).await? {
        tracing::info!(payment = %late.id, refund = %refund.id, "money came too late and goes back");
        calls::owe_refund(tx, &refund, ride, intent, now).await?;
        rides::tell(tx, ride, &RideNews::of_refund(RefundState::Created, late.amount), now).await?;
    }
    Ok(())
}

/// Settles what was heard about a refund.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn settle(tx: &mut AnyConnection, id: &RefundId, heard: &Heard, now: Instant) -> Result<Settled, StoreError> {
    let missing = || StoreError::Corrupt("a refund that is not there");
    let payment = refunds::find(tx, id).await?.ok_or_else(missing)?.refund.payment;
    let ride = payments::find(tx, &payment).await?.ok_or_else(missing)?.ride;
    // From here on the ride's payments and refunds change for nobody else.
    rides::lock(tx, &ride).await?;
    let mut paid = payments::find(tx, &payment).await?.ok_or_else(missing)?;
    let mut row = refunds::find(tx, id).await?.ok_or_else(missing)?;
    let before = row.refund.clone();
    let refund = &mut row.refund;

    let mut applied = refund.standing.apply(&heard.news, refund.amount);
    refund.number = refund.number.take().or_else(|| heard.number.clone());
    if heard.news.needs_a_person(refund.amount) {
        let asked = paid.payment.standing.ask_for_review(Review::RefundFailed);
        applied = if applied == Applied::Contradiction { asked } else { applied };
        if asked == Applied::Contradiction {
            ask_a_person(&mut paid, now);
            payments::update(tx, &paid).await?;
        }
    }
    if *refund != before {
        refund.updated_at = now;
        row.check_at = row.check_at.filter(|_| !row.refund.standing.state.is_final());
        refunds::update(tx, &row).await?;
        follow(tx, &before, &row.refund, &paid, now).await?;
    }
    Ok(Settled { applied, ride: ride.to_string() })
}

/// What follows from a refund that stands elsewhere now: an entry in the books, and a word to the rider.
async fn follow(
    tx: &mut AnyConnection,
    before: &Refund,
    after: &Refund,
    paid: &payments::StoredPayment,
    now: Instant,
) -> Result<(), StoreError> {
    let (was, is) = (before.standing.state, after.standing.state);
    if let Some(entry) = ledger::refund_entry(was, is, after.amount) {
        books::record(tx, &ids::entry(), &after.payment, &paid.rider, &entry, now).await?;
    }
    let news = RideNews::of_refund(is, after.amount);
    if news != RideNews::of_refund(was, after.amount) {
        rides::tell(tx, &paid.ride, &news, now).await?;
    }
    Ok(())
}
