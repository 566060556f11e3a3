//! Settling: what happened is taken in by the case of its ride, and everything that follows is written down, in one transaction
//! or not at all. What follows is decided in [`vuelta::case`]; here it is only carried out.

#[cfg(feature = "points")]
mod sabotaged;

use fintoc::{
    AccountType, CheckoutSession, Expandable, IntentStatus, Mode, PaymentIntent, RefundStatus, SessionStatus,
};
use sqlx::AnyConnection;
use vuelta::{
    Clp, Instant,
    case::{Attempt, Case, Charge, Command, Event, Outcome},
    extra::Extra,
    id::{ExtraId, PaymentId, RefundId, RideId, RiderId},
    ledger::Entry,
    payment::{Applied, ErrorReason, Heard, Moved, News, PaymentState},
    refund::{self, Cause, Refund, RefundState},
    ride::RideState,
    wallet::{AccountKind, BankAccount},
};

use super::calls;
use crate::{
    ids,
    points::planted,
    recorder::Notes,
    store::{
        StoreError, extras, journeys, ledger as books,
        payments::{self, StoredPayment},
        refunds::{self, StoredRefund},
        rides,
    },
};

/// What a session says about its payment. `finished` is not "paid": only its intent tells.
pub fn of_session(session: &CheckoutSession) -> Heard {
    let intent = session.payment_intent();
    let mut news = intent.map(news_of).unwrap_or_else(|| plain(PaymentState::Created));
    if !news.state.is_final() {
        news.state = news.state.max(match session.status {
            // A bank that has not made up its mind may still say yes, whatever becomes of the page.
            SessionStatus::Expired if news.state == PaymentState::Pending => PaymentState::Pending,
            SessionStatus::Expired => PaymentState::Expired,
            SessionStatus::Created | SessionStatus::Unknown(_) => PaymentState::Created,
            // Finished without a word about the money: ask again later.
            SessionStatus::InProgress | SessionStatus::Finished => PaymentState::InProgress,
        });
        if planted!(FinishedIsPaid) && session.status == SessionStatus::Finished {
            news.state = PaymentState::Succeeded;
            news.moved.amount = session.amount;
            news.moved.currency = session.currency.clone();
        }
    }
    if news.moved.customer.is_none() {
        news.moved.customer = session.customer_id().map(|id| id.to_string());
    }
    let page_over = matches!(session.status, SessionStatus::Finished | SessionStatus::Expired);
    let open = !news.state.is_final() && !page_over;
    Heard {
        session: Some(session.id.to_string()),
        intent: intent.map(|intent| intent.id.to_string()),
        payer: intent.and_then(payer),
        approve_at: session.redirect_url.clone().filter(|_| open),
        page_over,
        news: Some(news),
    }
}

/// What an intent says about its payment.
pub fn of_intent(intent: &PaymentIntent) -> Heard {
    let (id, payer) = (Some(intent.id.to_string()), payer(intent));
    Heard { intent: id, payer, news: Some(news_of(intent)), ..Heard::default() }
}

/// The account that an intent is paid from, once the payer has chosen one.
fn payer(intent: &PaymentIntent) -> Option<BankAccount> {
    let account = intent.sender_account.as_ref()?;
    let kind = account.kind.as_deref().map(AccountType::from);
    Some(BankAccount {
        institution: account.institution_id.clone()?,
        kind: account_kind(kind.as_ref()),
        last_four: account.last_four()?.to_owned(),
    })
}

/// The kind of an account, in our words.
pub fn account_kind(told: Option<&AccountType>) -> AccountKind {
    match told {
        Some(AccountType::Checking) => AccountKind::Checking,
        Some(AccountType::Sight) => AccountKind::Sight,
        Some(AccountType::Savings) => AccountKind::Savings,
        Some(AccountType::Unknown(_)) | None => AccountKind::Other,
    }
}

/// What Fintoc says about a refund.
pub fn of_refund(refund: &fintoc::Refund) -> refund::Heard {
    let state = match refund.status {
        RefundStatus::Created | RefundStatus::Pending => RefundState::Created,
        RefundStatus::InProgress | RefundStatus::Unknown(_) => RefundState::InProgress,
        RefundStatus::Canceled => RefundState::Canceled,
        RefundStatus::Failed => RefundState::Failed,
        RefundStatus::Succeeded => RefundState::Succeeded,
    };
    // A refund is in the currency of its payment, which was compared when that succeeded.
    let news = refund::News { state, failure: refund.failure_code.clone(), amount: refund.amount };
    refund::Heard { number: Some(refund.id.to_string()), news }
}

/// That Fintoc would not give a payment back, in its words.
pub fn refused_refund(code: &str) -> refund::Heard {
    let news = refund::News { state: RefundState::Failed, failure: Some(code.to_owned()), amount: None };
    refund::Heard { number: None, news }
}

const fn plain(state: PaymentState) -> News {
    News { state, reason: None, moved: Moved { amount: None, currency: None, customer: None, live: None } }
}

fn news_of(intent: &PaymentIntent) -> News {
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
    pub ride: RideId,
    /// The payment that Fintoc is to be asked for now.
    pub(super) to_ask: Option<StoredPayment>,
    /// What was written, to be told likewise.
    pub notes: Notes,
}

/// Settles what was heard about a payment.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn payment(
    tx: &mut AnyConnection,
    id: &PaymentId,
    heard: Heard,
    now: Instant,
) -> Result<Settled, StoreError> {
    happened(tx, id, Event::Payment(id.clone(), heard), now).await
}

/// Settles what was heard about a refund.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn refund(
    tx: &mut AnyConnection,
    id: &RefundId,
    heard: refund::Heard,
    now: Instant,
) -> Result<Settled, StoreError> {
    let payment = refunds::find(tx, id).await?.ok_or_else(missing)?.refund.payment;
    happened(tx, &payment, Event::Refund(id.clone(), heard), now).await
}

/// Settles what was heard about a refund of a payment that was made at Fintoc, and not by us.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn refund_by_hand(
    tx: &mut AnyConnection,
    payment: &StoredPayment,
    heard: refund::Heard,
    now: Instant,
) -> Result<Option<Settled>, StoreError> {
    let refund::Heard { number: Some(number), news } = heard else { return Ok(None) };
    let Some(amount) = news.amount.filter(|amount| *amount > 0) else { return Ok(None) };
    let (id, of) = (ids::refund(), payment.payment.id.clone());
    let made = refund::Made { id, payment: of, number, amount: Clp::new(amount), news };
    happened(tx, &payment.payment.id, Event::RefundMade(made), now).await.map(Some)
}

/// Looks whether the ride of a payment has waited long enough for its bank.
///
/// # Errors
/// The store's; then nothing was written.
pub async fn waited(tx: &mut AnyConnection, id: &PaymentId, now: Instant) -> Result<Settled, StoreError> {
    happened(tx, id, Event::Waited(id.clone()), now).await
}

/// Gives what happened to the case of the charge that this payment is for.
async fn happened(
    tx: &mut AnyConnection,
    payment: &PaymentId,
    event: Event,
    now: Instant,
) -> Result<Settled, StoreError> {
    let row = payments::find(tx, payment).await?.ok_or_else(missing)?;
    let kept = match &row.extra {
        None => Kept::load(tx, &row.ride).await?,
        Some(extra) => Kept::load_extra(tx, extra).await?,
    };
    kept.take_in(tx, event, now).await
}

/// Writes down what follows from a new ride; a payment that Fintoc is to be asked for is part of it.
pub(super) async fn opened(
    tx: &mut AnyConnection,
    ride: &RideId,
    rider: &RiderId,
    first: Attempt,
    now: Instant,
) -> Result<Settled, StoreError> {
    let (case, commands) = Case::open(first);
    let kept = Kept::new(ride.clone(), rider.clone(), case);
    kept.settle(tx, Outcome { applied: Applied::Advanced, commands }, now).await
}

/// Writes down what follows from a new extra, likewise.
pub(super) async fn opened_extra(
    tx: &mut AnyConnection,
    extra: &Extra,
    first: Attempt,
    now: Instant,
) -> Result<Settled, StoreError> {
    let (case, commands) = Case::open_for(extra.kind.charge(), first);
    let kept = Kept::new(extra.ride.clone(), extra.rider.clone(), case);
    let kept = Kept { extra: Some(extra.id.clone()), ..kept };
    kept.settle(tx, Outcome { applied: Applied::Advanced, commands }, now).await
}

/// What is to become of a call that asks for a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// It is to be made.
    Yes,
    /// Another attempt paid meanwhile, or the ride has ended: it is not to be made any more. Whether an earlier try did something
    /// all the same is to be looked for.
    NoMore,
}

/// Whether a payment is still to be asked for.
///
/// # Errors
/// The store's.
pub(super) async fn wanted(connection: &mut AnyConnection, id: &PaymentId) -> Result<Wanted, StoreError> {
    let row = payments::find(connection, id).await?.ok_or_else(missing)?;
    if row.payment.standing.state.is_final() {
        // News told the end first. The answer is only Fintoc's own again, and tells us its ids.
        return Ok(Wanted::Yes);
    }
    let charge = match &row.extra {
        Some(extra) => extras::find(connection, extra).await?.ok_or_else(missing)?.state,
        None => rides::find(connection, &row.ride).await?.ok_or_else(missing)?.state,
    };
    Ok(if charge == RideState::Requested { Wanted::Yes } else { Wanted::NoMore })
}

const fn missing() -> StoreError {
    StoreError::Corrupt("a payment or ride that is not there")
}

fn case(charge: Charge, state: RideState, payments: &[StoredPayment], refunds: &[StoredRefund]) -> Case {
    let attempt = |row: &StoredPayment| Attempt { payment: row.payment.clone(), terms: row.terms.clone() };
    Case {
        charge,
        ride: state,
        attempts: payments.iter().map(attempt).collect(),
        refunds: refunds.iter().map(|row| row.refund.clone()).collect(),
    }
}

/// A case, and the rows that it was read from.
pub(super) struct Kept {
    ride: RideId,
    extra: Option<ExtraId>,
    rider: RiderId,
    pub(super) case: Case,
    payments: Vec<StoredPayment>,
    refunds: Vec<StoredRefund>,
    notes: Notes,
}

impl Kept {
    fn new(ride: RideId, rider: RiderId, case: Case) -> Self {
        let notes = Notes::default();
        Self { ride, extra: None, rider, case, payments: Vec::new(), refunds: Vec::new(), notes }
    }

    /// Reads the case of a ride. From here on it changes for nobody else, until the transaction ends.
    pub(super) async fn load(tx: &mut AnyConnection, ride: &RideId) -> Result<Self, StoreError> {
        rides::lock(tx, ride).await?;
        let found = rides::find(tx, ride).await?.ok_or_else(missing)?;
        let payments = payments::of_ride(tx, ride).await?;
        let refunds = refunds::of_ride(tx, ride).await?;
        let state =
            if planted!(EndForgotten) && found.state == RideState::Ended { RideState::Requested } else { found.state };
        let case = case(Charge::Fare, state, &payments, &refunds);
        Ok(Self { payments, refunds, ..Self::new(ride.clone(), found.rider, case) })
    }

    /// Reads the case of an extra. Its ride is locked likewise: pages elsewhere look at the ride's version only.
    pub(super) async fn load_extra(tx: &mut AnyConnection, id: &ExtraId) -> Result<Self, StoreError> {
        let ride = extras::find(tx, id).await?.ok_or_else(missing)?.ride;
        rides::lock(tx, &ride).await?;
        let extra = extras::find(tx, id).await?.ok_or_else(missing)?;
        let payments = payments::of_extra(tx, id).await?;
        let refunds = refunds::of_extra(tx, id).await?;
        let case = case(extra.kind.charge(), extra.state, &payments, &refunds);
        Ok(Self { extra: Some(extra.id), payments, refunds, ..Self::new(ride, extra.rider, case) })
    }

    /// Takes in what happened, and writes down what follows.
    pub(super) async fn take_in(
        mut self,
        tx: &mut AnyConnection,
        event: Event,
        now: Instant,
    ) -> Result<Settled, StoreError> {
        #[cfg(feature = "points")]
        let event = self.sabotaged(event);
        let outcome = self.case.take_in(event, now).map_err(|_| missing())?;
        #[cfg(feature = "points")]
        let outcome = Outcome { commands: Self::sabotage(outcome.commands), ..outcome };
        self.settle(tx, outcome, now).await
    }

    /// Carries out what follows, and says what that was.
    async fn settle(mut self, tx: &mut AnyConnection, outcome: Outcome, now: Instant) -> Result<Settled, StoreError> {
        let to_ask = self.carry_out(tx, outcome.commands, now).await?;
        Ok(Settled { applied: outcome.applied, ride: self.ride, to_ask, notes: self.notes })
    }

    /// Carries commands out, in their order. Gives the payment that Fintoc is to be asked for.
    async fn carry_out(
        &mut self,
        tx: &mut AnyConnection,
        commands: Vec<Command>,
        now: Instant,
    ) -> Result<Option<StoredPayment>, StoreError> {
        let mut to_ask = None;
        for command in commands {
            match command {
                Command::Keep(id) => self.keep(tx, &id, now).await?,
                Command::KeepRefund(id) => self.keep_refund(tx, &id, now).await?,
                Command::KeepRide(state) => self.keep_state(tx, state, now).await?,
                Command::Ask(id) => to_ask = self.payments.iter().find(|row| row.payment.id == id).cloned(),
                Command::GiveBack { payment, cause, amount, intent } => {
                    self.give_back(tx, payment, cause, amount, &intent, now).await?;
                }
                Command::Record(id, entry) => {
                    books::record(tx, &ids::entry(), &id, &self.rider, &entry, now).await?;
                }
                Command::RecordRefund(id, entry) => self.record_refund(tx, &id, &entry, now).await?,
                Command::Tell(news) => rides::tell(tx, &self.ride, &news, now).await?,
                Command::Review(id) => self.ask_a_person(&id, now),
            }
        }
        Ok(to_ask)
    }

    /// Whatever becomes of an extra, its ride stays as it is. A ride that is paid is driven.
    async fn keep_state(&mut self, tx: &mut AnyConnection, state: RideState, now: Instant) -> Result<(), StoreError> {
        if let Some(extra) = &self.extra {
            return extras::set_state(tx, extra, state).await;
        }
        rides::set_state(tx, &self.ride, state).await?;
        self.notes.ride(&self.rider, &self.ride, state);
        if state == RideState::Paid {
            journeys::begin(tx, &self.ride, now).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, tx: &mut AnyConnection, id: &PaymentId, now: Instant) -> Result<(), StoreError> {
        let attempt = self.case.attempts.iter().find(|attempt| attempt.payment.id == *id).ok_or_else(missing)?;
        if let Some(row) = self.payments.iter_mut().find(|row| row.payment.id == *id) {
            if row.payment.standing != attempt.payment.standing {
                self.notes.payment(&self.rider, &self.ride, &attempt.payment);
            }
            row.payment = attempt.payment.clone();
            row.check_at = row.check_at.filter(|_| !row.payment.standing.state.is_final());
            return payments::update(tx, row).await;
        }
        let check_at = if planted!(NeverAskedAgain) { None } else { Some(now + calls::LEASE) };
        let Attempt { payment, terms } = attempt.clone();
        let row = StoredPayment::new(payment, self.ride.clone(), self.rider.clone(), terms, check_at);
        let row = StoredPayment { extra: self.extra.clone(), ..row };
        if !payments::insert(tx, &row).await? {
            return Err(StoreError::Stale);
        }
        self.notes.intent(&self.rider, &self.ride, &row.payment);
        self.payments.push(row);
        Ok(())
    }

    async fn keep_refund(&mut self, tx: &mut AnyConnection, id: &RefundId, now: Instant) -> Result<(), StoreError> {
        let refund = self.refund(id)?.clone();
        let is_open = !refund.standing.state.is_final();
        self.notes.refund(&self.rider, &self.ride, &refund);
        if let Some(row) = self.refunds.iter_mut().find(|row| row.refund.id == *id) {
            row.refund = refund;
            row.check_at = row.check_at.filter(|_| is_open);
            return refunds::update(tx, row).await;
        }
        tracing::info!(payment = %refund.payment, refund = %refund.id, "somebody gives money back at Fintoc");
        let row = StoredRefund { refund, check_at: is_open.then(|| now + calls::LEASE), version: 1 };
        if !refunds::insert(tx, &row).await? {
            return Err(StoreError::Stale);
        }
        self.refunds.push(row);
        Ok(())
    }

    fn refund(&self, id: &RefundId) -> Result<&Refund, StoreError> {
        self.case.refunds.iter().find(|refund| refund.id == *id).ok_or_else(missing)
    }

    async fn record_refund(
        &self,
        tx: &mut AnyConnection,
        id: &RefundId,
        entry: &Entry,
        now: Instant,
    ) -> Result<(), StoreError> {
        books::record(tx, &ids::entry(), self.refund(id)?, &self.rider, entry, now).await?;
        Ok(())
    }

    /// Owes a payment back that came too late or whose ride is cancelled, once.
    async fn give_back(
        &mut self,
        tx: &mut AnyConnection,
        payment: PaymentId,
        cause: Cause,
        amount: Clp,
        intent: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (id, standing) = (ids::refund(), refund::Standing::NEW);
        let refund = Refund { id, payment, cause, amount, standing, number: None, created_at: now, updated_at: now };
        let row = StoredRefund { refund, check_at: Some(now + calls::LEASE), version: 1 };
        if refunds::insert(tx, &row).await? {
            let refund = &row.refund;
            tracing::info!(payment = %refund.payment, refund = %refund.id, cause = cause.as_str(), "money goes back");
            calls::owe_refund(tx, refund, &self.ride, intent, now).await?;
            self.notes.refund(&self.rider, &self.ride, refund);
        }
        Ok(())
    }

    /// Notes that a person was asked to look at a payment, and says so where operators read.
    fn ask_a_person(&mut self, id: &PaymentId, now: Instant) {
        let review = self.case.payment(id).and_then(|payment| payment.standing.review);
        tracing::warn!(payment = %id, ?review, "a payment needs a person to look at it");
        if let Some(row) = self.payments.iter_mut().find(|row| row.payment.id == *id) {
            row.needs_review_at = row.needs_review_at.or(Some(now));
        }
    }
}
