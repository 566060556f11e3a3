//! The inbox worker: applies what Fintoc told us, each once. First it asks Fintoc what the news leaves out, with no transaction
//! open; then one transaction writes everything and marks the row as done.

use std::time::Duration;

use fintoc::{
    CheckoutSession, CustomerId, Error, Event, EventType, Flow, MetadataValue, MethodStatus, Page, PaymentIntent,
    PaymentIntentId, PaymentMethod, PaymentMethodId, Refund, SessionId, SessionStatus, event::Resource,
};
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    id::{MethodId, PaymentId, RefundId, RiderId, SetupId},
    payment::{Applied, Heard},
    wallet::{SavedMethod, SetupState},
};

use super::Turn;
use crate::{
    backend::{
        Backend,
        backstage::subject::{self, Subject},
        calls, settle, wallets,
    },
    points::{self, Write},
    recorder::{self, Notes},
    store::{
        StoreError,
        inbox::{self, Told},
        payment_methods, payments, refunds, riders,
        setups::{self, StoredSetup},
    },
};

/// How long a row is ours: longer than the questions that one row may raise.
const LEASE: Duration = Duration::from_secs(40);

/// How long a row waits whose question was not sent.
const UNASKED: Duration = Duration::from_secs(5);

/// After this many tries a row about something we do not know is given up.
const PATIENCE: i64 = 12;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Applied,
    NothingNew,
    Contradiction,
    /// Nothing that we follow.
    Ignored,
    /// About something we do not know, or do not know yet.
    Unmatched,
    /// Fintoc did not answer a question the news raised.
    Unanswered(String),
    /// The question was not sent: Fintoc is left alone for a while, or too many calls wait for their turn.
    Unasked,
    /// It cannot be applied, and nobody knows whether it ever can. It is tried less and less often, and never given up.
    Failed,
}

/// What happened, whom to tell, and what was written.
struct Outcome {
    verdict: Verdict,
    changed: Option<String>,
    notes: Notes,
}

impl Outcome {
    fn of(verdict: Verdict) -> Self {
        Self { verdict, changed: None, notes: Notes::default() }
    }
}

/// News with everything that is needed to apply it.
enum Complete {
    /// A session, with the account that the rider saved while paying, if it is new to us.
    Session {
        session: Box<CheckoutSession>,
        saved: Option<Box<PaymentMethod>>,
    },
    /// A setup that finished, with the account it saved.
    Setup {
        session: Box<CheckoutSession>,
        method: Option<Box<PaymentMethod>>,
    },
    Intent(Box<PaymentIntent>),
    Method(Box<PaymentMethod>),
    Refund(Box<Refund>),
    Nothing,
}

/// Applies the row that has been due the longest.
///
/// # Errors
/// The store's; the row's lease runs out and it is taken again.
pub async fn run_once(backend: &Backend) -> Result<Turn, StoreError> {
    let now = backend.clock.now();
    let mut connection = backend.store.pool().acquire().await?;
    let Some(told) = inbox::take_due(&mut connection, now, now + LEASE).await? else { return Ok(Turn::Idle) };
    drop(connection);
    let subject = whom(backend, &told).await;
    let outcome = match recorder::of(subject.clone(), complete(backend, &told)).await {
        Ok(complete) => match apply(backend, &told, &complete).await {
            // A busy database, or a lost race: soon again, and not after the lease.
            Err(error) if error.is_passing() => put_off(backend, &told, Verdict::Unanswered(error.to_string())).await?,
            // Whatever is wrong with this one, those behind it do not wait for it.
            Err(error) => {
                tracing::error!(told = %told.id, kind = %told.kind, %error, "what we were told cannot be applied");
                put_off(backend, &told, Verdict::Failed).await?
            }
            Ok(outcome) => outcome,
        },
        Err(error) if error.status() == Some(404) => put_off(backend, &told, Verdict::Unmatched).await?,
        Err(error) if error.is_unsent() => put_off(backend, &told, Verdict::Unasked).await?,
        Err(error) => put_off(backend, &told, Verdict::Unanswered(error.to_string())).await?,
    };
    match &outcome.verdict {
        Verdict::Unasked => tracing::debug!(told = %told.id, kind = %told.kind, "waits"),
        verdict => tracing::info!(told = %told.id, kind = %told.kind, ?verdict, "applied"),
    }
    let Outcome { verdict, changed, notes } = outcome;
    record(backend, &told, subject, &verdict, notes);
    if let Some(id) = changed {
        backend.live.changed(&id);
    }
    Ok(Turn::Worked)
}

/// Whom a row is about, as far as its body says; nobody while nothing is recorded.
async fn whom(backend: &Backend, told: &Told) -> Option<Subject> {
    if !backend.recorder.is_on() {
        return None;
    }
    let body = serde_json::from_str(&told.body).ok()?;
    let mut connection = backend.store.pool().acquire().await.ok()?;
    subject::of_event(&mut connection, &body).await.ok().flatten()
}

/// Records what became of a row, and what followed. That one waits for its turn is no news.
fn record(backend: &Backend, told: &Told, subject: Option<Subject>, verdict: &Verdict, mut notes: Notes) {
    if let Some((rider, about)) = subject.filter(|_| *verdict != Verdict::Unasked) {
        let reason = match verdict {
            Verdict::Unanswered(error) => Some(error.as_str()),
            _ => None,
        };
        notes.inbox(&rider, about, word(verdict), reason);
    }
    // An answer to a question of ours goes through the inbox as well, and is no event.
    let is_event = !told.kind.starts_with("answer.");
    backend.recorder.written(if is_event { notes.from_event(&told.id) } else { notes });
}

/// Asks Fintoc for what the news leaves out: the whole resource when the body is not to be believed, and the account that a
/// finished setup saved.
async fn complete(backend: &Backend, told: &Told) -> Result<Complete, Error> {
    let Ok(event) = serde_json::from_str::<Event>(&told.body) else { return Ok(Complete::Nothing) };
    if matches!(event.kind, EventType::Unknown(_)) && told.trusted && !told.kind.starts_with("answer.") {
        return Ok(Complete::Nothing);
    }
    let Some(resource) = believed(backend, &event, told.trusted).await? else { return Ok(Complete::Nothing) };
    match resource {
        Resource::CheckoutSession(session) => {
            if session.flow == Some(Flow::Setup) && session.status == SessionStatus::Finished {
                let method = saved_method(backend, &session).await?.map(Box::new);
                return Ok(Complete::Setup { session, method });
            }
            let saved = saved_while_paying(backend, &session).await?.map(Box::new);
            Ok(Complete::Session { session, saved })
        }
        Resource::PaymentIntent(intent) => Ok(Complete::Intent(intent)),
        Resource::PaymentMethod(method) => Ok(Complete::Method(method)),
        Resource::Refund(refund) => Ok(Complete::Refund(refund)),
        Resource::Other => Ok(Complete::Nothing),
    }
}

/// The resource of an event: its body when that can be read and is to be believed, otherwise what Fintoc answers now. An
/// account is always asked for: its states have no rank, so the last word must be Fintoc's and not the last delivery's.
async fn believed(backend: &Backend, event: &Event, trusted: bool) -> Result<Option<Resource>, Error> {
    let read = event.resource();
    let is_ranked = |resource: &Resource| !matches!(resource, Resource::PaymentMethod(_));
    if trusted && read.as_ref().is_ok_and(is_ranked) {
        return Ok(read.ok());
    }
    let object = event.data.get("object").and_then(serde_json::Value::as_str).unwrap_or_default();
    let Some(id) = event.resource_id() else { return Ok(None) };
    Ok(match object {
        "checkout_session" => {
            let session = backend.fintoc.checkout_session(&SessionId::new(id)).await?;
            Some(Resource::CheckoutSession(Box::new(session)))
        }
        "payment_intent" => {
            let intent = backend.fintoc.payment_intent(&PaymentIntentId::new(id)).await?;
            Some(Resource::PaymentIntent(Box::new(intent)))
        }
        "payment_method" => {
            let method = backend.fintoc.payment_method(&PaymentMethodId::new(id)).await?;
            Some(Resource::PaymentMethod(Box::new(method)))
        }
        "refund" => {
            let refund = backend.fintoc.refund(&fintoc::RefundId::new(id)).await?;
            Some(Resource::Refund(Box::new(refund)))
        }
        _ => None,
    })
}

/// The account that a finished setup saved. Fintoc's text promises its id in the event, Fintoc's sample leaves it out: then the
/// customer's newest account is the one.
async fn saved_method(backend: &Backend, session: &CheckoutSession) -> Result<Option<PaymentMethod>, Error> {
    if let Some(id) = &session.payment_method {
        return backend.fintoc.payment_method(id).await.map(Some);
    }
    let Some(customer) = session.customer_id() else { return Ok(None) };
    newest_method(backend, &customer).await
}

/// The account that the rider saved while paying, unless we keep it already: `payment_method.activated` tells of it too, but not
/// that an account which the rider had forgotten is wanted again.
async fn saved_while_paying(backend: &Backend, session: &CheckoutSession) -> Result<Option<PaymentMethod>, Error> {
    let Some(id) = &session.payment_method else { return Ok(None) };
    if is_kept(backend, id).await {
        return Ok(None);
    }
    match backend.fintoc.payment_method(id).await {
        Ok(method) => Ok(Some(method)),
        // Whatever became of the account, what the session says about money holds.
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A store that does not answer now will say so when the news is applied.
async fn is_kept(backend: &Backend, id: &PaymentMethodId) -> bool {
    let Ok(mut connection) = backend.store.pool().acquire().await else { return false };
    payment_methods::is_kept(&mut connection, &MethodId::new(id.as_str())).await.unwrap_or(false)
}

async fn newest_method(backend: &Backend, customer: &CustomerId) -> Result<Option<PaymentMethod>, Error> {
    let methods = backend.fintoc.payment_methods(customer, Page::of(30)).await?;
    let active = |method: &PaymentMethod| {
        method.bank_transfer.as_ref().is_some_and(|account| account.status != Some(MethodStatus::Canceled))
    };
    Ok(methods.items.into_iter().find(active))
}

async fn apply(backend: &Backend, told: &Told, complete: &Complete) -> Result<Outcome, StoreError> {
    let now = backend.clock.now();
    let mut tx = backend.store.begin().await?;
    let outcome = match complete {
        Complete::Nothing => Outcome::of(Verdict::Ignored),
        Complete::Method(method) => apply_method(&mut tx, method, now).await?,
        Complete::Intent(intent) => apply_intent(&mut tx, intent, now).await?,
        Complete::Refund(refund) => apply_refund(&mut tx, refund, now).await?,
        Complete::Setup { session, method } => apply_setup(&mut tx, session, method.as_deref(), now).await?,
        Complete::Session { session, .. } if session.flow == Some(Flow::Setup) => {
            apply_setup(&mut tx, session, None, now).await?
        }
        Complete::Session { session, saved } => apply_payment_session(&mut tx, session, saved.as_deref(), now).await?,
    };
    if outcome.verdict == Verdict::Unmatched {
        drop(tx);
        return put_off(backend, told, Verdict::Unmatched).await;
    }
    if !inbox::done(&mut tx, &told.id, &kept(told), word(&outcome.verdict), now).await? {
        // The lease ran out and somebody else did it: what we did is undone.
        return Err(StoreError::Stale);
    }
    points::commit(tx, Write::Application).await?;
    Ok(outcome)
}

/// Puts a row off that cannot be applied yet: it may be about something that our own call has not told us of.
async fn put_off(backend: &Backend, told: &Told, verdict: Verdict) -> Result<Outcome, StoreError> {
    let now = backend.clock.now();
    let mut connection = backend.store.pool().acquire().await?;
    if verdict == Verdict::Unasked {
        inbox::give_back(&mut connection, told, now + UNASKED, word(&verdict)).await?;
    } else if told.attempts + 1 >= PATIENCE && verdict == Verdict::Unmatched {
        inbox::done(&mut connection, &told.id, &kept(told), word(&verdict), now).await?;
    } else {
        let doublings = u32::try_from(told.attempts.clamp(0, 10)).unwrap_or(10);
        inbox::put_off(&mut connection, &told.id, now + Duration::from_secs(1 << doublings), word(&verdict)).await?;
    }
    Ok(Outcome::of(verdict))
}

/// What is kept of a row that is dealt with: no names, no RUT, no account numbers.
fn kept(told: &Told) -> String {
    serde_json::from_str(&told.body).map(|body| fintoc::redact(&body).to_string()).unwrap_or_default()
}

const fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Applied => "applied",
        Verdict::NothingNew => "nothing_new",
        Verdict::Contradiction => "contradiction",
        Verdict::Ignored => "ignored",
        Verdict::Unmatched => "unmatched",
        Verdict::Unanswered(_) => "unanswered",
        Verdict::Unasked => "unasked",
        Verdict::Failed => "failed",
    }
}

fn text<'a>(metadata: &'a fintoc::Metadata, name: &str) -> Option<&'a str> {
    metadata.get(name).and_then(MetadataValue::as_text)
}

async fn apply_intent(tx: &mut AnyConnection, intent: &PaymentIntent, now: Instant) -> Result<Outcome, StoreError> {
    let named = text(&intent.metadata, calls::PAYMENT).map(PaymentId::new);
    let row = match &named {
        Some(id) => payments::find(tx, id).await?,
        None => payments::of_intent(tx, intent.id.as_str()).await?,
    };
    match row {
        Some(row) => settle_payment(tx, &row.payment.id, settle::of_intent(intent), now).await,
        None => Ok(Outcome::of(Verdict::Unmatched)),
    }
}

async fn apply_payment_session(
    tx: &mut AnyConnection,
    session: &CheckoutSession,
    saved: Option<&PaymentMethod>,
    now: Instant,
) -> Result<Outcome, StoreError> {
    let named = text(&session.metadata, calls::PAYMENT).map(PaymentId::new);
    let row = match &named {
        Some(id) => payments::find(tx, id).await?,
        None => payments::of_session(tx, session.id.as_str()).await?,
    };
    let Some(row) = row else { return Ok(Outcome::of(Verdict::Unmatched)) };
    let mut notes = Notes::default();
    if let Some(method) = saved {
        let is_riders = method.customer.as_ref().is_none_or(|customer| customer.as_str() == row.terms.customer);
        let asked_at = row.payment.method.is_none().then_some(row.payment.created_at);
        let saved = if is_riders { save_method(tx, &row.rider, method, asked_at, now).await? } else { None };
        match saved {
            Some(saved) => notes = saved,
            None => {
                tracing::warn!(payment = %row.payment.id, method = %method.id, "somebody else's account is not saved");
            }
        }
    }
    let outcome = settle_payment(tx, &row.payment.id, settle::of_session(session), now).await?;
    Ok(Outcome { notes: notes.and(outcome.notes), ..outcome })
}

async fn settle_payment(
    tx: &mut AnyConnection,
    id: &PaymentId,
    heard: Heard,
    now: Instant,
) -> Result<Outcome, StoreError> {
    Ok(outcome(settle::payment(tx, id, heard, now).await?))
}

/// A refund that we did not ask for was made at Fintoc by somebody: it is ours to follow if its payment is ours.
async fn apply_refund(tx: &mut AnyConnection, refund: &Refund, now: Instant) -> Result<Outcome, StoreError> {
    let row = match text(&refund.metadata, calls::REFUND).map(RefundId::new) {
        Some(id) => refunds::find(tx, &id).await?,
        None => refunds::of_number(tx, refund.id.as_str()).await?,
    };
    let heard = settle::of_refund(refund);
    if let Some(row) = row {
        return Ok(outcome(settle::refund(tx, &row.refund.id, heard, now).await?));
    }
    let Some(intent) = &refund.resource_id else { return Ok(Outcome::of(Verdict::Unmatched)) };
    let Some(payment) = payments::of_intent(tx, intent).await? else { return Ok(Outcome::of(Verdict::Unmatched)) };
    let settled = settle::refund_by_hand(tx, &payment, heard, now).await?;
    Ok(settled.map_or(Outcome::of(Verdict::Unmatched), outcome))
}

fn outcome(settled: settle::Settled) -> Outcome {
    let verdict = match settled.applied {
        Applied::Advanced => Verdict::Applied,
        Applied::NothingNew => Verdict::NothingNew,
        Applied::Contradiction => Verdict::Contradiction,
    };
    Outcome { verdict, changed: Some(settled.ride.to_string()), notes: settled.notes }
}

async fn apply_setup(
    tx: &mut AnyConnection,
    session: &CheckoutSession,
    method: Option<&PaymentMethod>,
    now: Instant,
) -> Result<Outcome, StoreError> {
    let Some(mut row) = find_setup(tx, session).await? else { return Ok(Outcome::of(Verdict::Unmatched)) };
    let before = row.clone();
    let mut notes = Notes::default();
    row.session.get_or_insert_with(|| session.id.to_string());
    let state = match (&session.status, method) {
        (SessionStatus::Finished, Some(method)) => {
            let id = MethodId::new(method.id.as_str());
            let asked_at = (row.setup.state != SetupState::Saved).then_some(row.setup.started_at);
            let Some(saved) = save_method(tx, &row.rider, method, asked_at, now).await? else {
                return Ok(Outcome::of(Verdict::Contradiction));
            };
            notes = saved;
            row.setup.method = Some(id);
            SetupState::Saved
        }
        // Finished, and no account to be seen yet: the account's own event, or our next question, will tell.
        (SessionStatus::Finished, None) => row.setup.state,
        (SessionStatus::Expired, _) => SetupState::Expired,
        (SessionStatus::Created | SessionStatus::InProgress | SessionStatus::Unknown(_), _) => SetupState::Open,
    };
    row.setup.state = row.setup.state.max(state);
    row.setup.redirect_url = row.setup.redirect_url.take().or_else(|| session.redirect_url.clone());
    row.check_at = if row.setup.state.is_final() { None } else { row.check_at };
    if row.setup == before.setup && row.session == before.session {
        return Ok(Outcome { notes, ..Outcome::of(Verdict::NothingNew) });
    }
    setups::update(tx, &row, now).await?;
    if row.setup.state.is_final() {
        wallets::keep_all_forgotten(tx, &row.rider, now).await?;
    }
    notes.setup(&row.rider, &row.setup);
    Ok(Outcome { verdict: Verdict::Applied, changed: Some(row.setup.id.to_string()), notes })
}

async fn find_setup(tx: &mut AnyConnection, session: &CheckoutSession) -> Result<Option<StoredSetup>, StoreError> {
    match text(&session.metadata, calls::SETUP) {
        Some(id) => setups::find(tx, &SetupId::new(id)).await,
        None => setups::of_session(tx, session.id.as_str()).await,
    }
}

async fn apply_method(tx: &mut AnyConnection, method: &PaymentMethod, now: Instant) -> Result<Outcome, StoreError> {
    let Some(customer) = &method.customer else { return Ok(Outcome::of(Verdict::Unmatched)) };
    let Some(rider) = riders::of_customer(tx, customer.as_str()).await? else {
        return Ok(Outcome::of(Verdict::Unmatched));
    };
    if method.bank_transfer.is_none() {
        // "Not available": no reason to forget what we know of it.
        return Ok(Outcome::of(Verdict::NothingNew));
    }
    let kept = save_method(tx, &rider, method, None, now).await?;
    Ok(Outcome {
        verdict: if kept.is_some() { Verdict::Applied } else { Verdict::Contradiction },
        changed: Some(rider.to_string()),
        notes: kept.unwrap_or_default(),
    })
}

/// Keeps a bank account: its bank, kind and last digits. `None` when the id belongs to somebody else. One that was forgotten
/// before the rider asked to save it, at `asked_at`, is remembered.
async fn save_method(
    tx: &mut AnyConnection,
    rider: &RiderId,
    method: &PaymentMethod,
    asked_at: Option<Instant>,
    now: Instant,
) -> Result<Option<Notes>, StoreError> {
    // Whoever leaves in this moment comes before or after: what is saved is forgotten with the rest, or here.
    riders::lock(tx, rider).await?;
    let has_left = riders::find(tx, rider).await?.is_none();
    if let Some(asked_at) = asked_at.filter(|_| !has_left) {
        payment_methods::remember(tx, rider, &MethodId::new(method.id.as_str()), asked_at, now).await?;
    }
    let account = method.bank_transfer.as_ref();
    let known = payment_methods::find(tx, rider, &MethodId::new(method.id.as_str())).await?;
    let was_canceled = known.as_ref().map(|known| known.canceled_at.is_some());
    let canceled = account.is_none_or(|account| account.status == Some(MethodStatus::Canceled));
    let saved = SavedMethod {
        id: MethodId::new(method.id.as_str()),
        institution: account.and_then(|account| account.institution_id.clone()).unwrap_or_default(),
        kind: settle::account_kind(account.and_then(|account| account.account_type.as_ref())),
        last_four: account.and_then(|account| account.last_four()).unwrap_or_default().to_owned(),
        activated_at: known.as_ref().map_or(now, |known| known.activated_at),
        canceled_at: canceled.then(|| known.as_ref().and_then(|known| known.canceled_at).unwrap_or(now)),
        forgotten_at: known.as_ref().and_then(|known| known.forgotten_at),
        nickname: known.and_then(|known| known.nickname),
    };
    wallets::keep_forgotten(tx, rider, &saved, now).await?;
    let is_saved = payment_methods::upsert(tx, rider, &saved).await?;
    if has_left {
        wallets::forget_all(tx, rider, now).await?;
    }
    let mut notes = Notes::default();
    if was_canceled != Some(canceled) {
        notes.method(rider, None, if canceled { "canceled" } else { "saved" });
    }
    Ok(is_saved.then_some(notes))
}
