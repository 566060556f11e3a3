//! Writing down what came of a call, in one transaction.

use std::time::Duration;

use fintoc::CheckoutSession;
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    id::{MethodId, PaymentId, RefundId, RiderId, SetupId},
    ladder::{self, Rung},
    payment::{ErrorReason, Heard, Moved, News, PaymentState},
    refund,
    wallet::SetupState,
};

use super::{Made, owe::payment_body, rung, send::Answer};
use crate::{
    backend::{
        Backend,
        settle::{self, Settled},
        wallets,
    },
    ids,
    points::{self, Write, planted},
    recorder::Notes,
    store::{
        StoreError,
        outbox::{self, Call, CallKind},
        payment_methods, payments, riders,
        setups::{self, StoredSetup},
    },
};

/// How long a call waits that has to wait for something else of ours.
const NOT_YET: Duration = Duration::from_secs(15);

/// Whose page to tell, and what was written, once it is committed.
#[derive(Default)]
struct Changed {
    page: Option<String>,
    notes: Notes,
}

impl From<Settled> for Changed {
    fn from(settled: Settled) -> Self {
        Self { page: Some(settled.ride.to_string()), notes: settled.notes }
    }
}

/// Writes down what came of a call, and tells whoever has the page open.
pub(super) async fn conclude(backend: &Backend, call: &Call, answer: Answer) -> Result<Made, StoreError> {
    let now = backend.clock.now();
    let mut tx = backend.store.begin().await?;
    let mut changed = Changed::default();
    let mut made = Made::Done;
    match answer {
        Answer::Again(error) => {
            tracing::warn!(call = %call.id, %error, "a call to Fintoc is put off");
            let due_at = rung(call).again_at(now);
            if planted!(NewKeyOnRetry) {
                outbox::replace(&mut tx, call, &ids::idempotency_key(), &call.body, due_at, &error).await?;
            } else {
                outbox::put_off(&mut tx, call, due_at, &error).await?;
            }
            made = Made::PutOff;
        }
        Answer::Unsent(error) => {
            tracing::debug!(call = %call.id, %error, "a call to Fintoc waits");
            outbox::give_back(&mut tx, call, now + ladder::UNSENT, &error).await?;
            made = Made::PutOff;
        }
        Answer::LookAgain(error) => {
            tracing::warn!(call = %call.id, %error, "what became of a call is looked for again");
            outbox::look_again(&mut tx, call, now, now + ladder::LOOKS_APART, &error).await?;
            made = Made::PutOff;
        }
        Answer::NotYet(why) => {
            tracing::debug!(call = %call.id, why, "a call to Fintoc waits");
            outbox::give_back(&mut tx, call, now + NOT_YET, why).await?;
            made = Made::PutOff;
        }
        Answer::Unwanted => {
            tracing::info!(call = %call.id, "a call that nobody wants any more is not made");
            changed = unwanted(&mut tx, call, now).await?;
        }
        Answer::Renew(error) => match rung_of(&mut tx, call).await?.renewed_at(now) {
            Some(due_at) => {
                tracing::warn!(call = %call.id, %error, "a call to Fintoc gets a new key");
                let body = renewed_body(&mut tx, backend, call, now).await?;
                outbox::replace(&mut tx, call, &ids::idempotency_key(), &body, due_at, &error).await?;
                made = Made::PutOff;
            }
            None => {
                tracing::warn!(call = %call.id, %error, "a payment comes too late to be asked for");
                changed = unpaid(&mut tx, call, PaymentState::Expired, None, now).await?;
            }
        },
        Answer::Customer(customer) => {
            riders::set_customer(&mut tx, &RiderId::new(&*call.subject), customer.as_str()).await?;
        }
        Answer::Forgotten => changed = forgotten(&mut tx, call, now).await?,
        Answer::Refund(answer) => changed = refund(&mut tx, call, settle::of_refund(&answer), now).await?,
        Answer::Session(answer) => changed = session(&mut tx, call, &answer, now).await?,
        Answer::Refused(code) => {
            tracing::warn!(call = %call.id, %code, "Fintoc refused a call");
            changed = refusal(&mut tx, call, &code, now).await?;
        }
    }
    if made == Made::Done {
        outbox::done(&mut tx, call, now).await?;
    }
    points::commit(tx, Write::Conclusion(call.kind)).await?;
    backend.recorder.written(changed.notes);
    if let Some(page) = changed.page {
        backend.live.changed(&page);
    }
    Ok(made)
}

/// Where a call stands on the ladder, and since when a rider waits for it.
async fn rung_of(tx: &mut AnyConnection, call: &Call) -> Result<Rung, StoreError> {
    if call.kind != CallKind::Payment || planted!(DebitedLate) {
        return Ok(rung(call));
    }
    let row =
        payments::find(tx, &PaymentId::new(&*call.subject)).await?.ok_or(StoreError::Corrupt("outbox.subject_id"))?;
    Ok(Rung { clicked_at: Some(row.payment.created_at), ..rung(call) })
}

async fn renewed_body(
    tx: &mut AnyConnection,
    backend: &Backend,
    call: &Call,
    now: Instant,
) -> Result<String, StoreError> {
    if call.kind != CallKind::Payment {
        return Ok(call.body.clone());
    }
    let row =
        payments::find(tx, &PaymentId::new(&*call.subject)).await?.ok_or(StoreError::Corrupt("outbox.subject_id"))?;
    Ok(payment_body(&backend.config, &row, now))
}

async fn session(
    tx: &mut AnyConnection,
    call: &Call,
    answer: &CheckoutSession,
    now: Instant,
) -> Result<Changed, StoreError> {
    if call.kind == CallKind::Payment {
        let heard = settle::of_session(answer);
        return settle::payment(tx, &PaymentId::new(&*call.subject), heard, now).await.map(Changed::from);
    }
    let mut row =
        setups::find(tx, &SetupId::new(&*call.subject)).await?.ok_or(StoreError::Corrupt("outbox.subject_id"))?;
    row.session.get_or_insert_with(|| answer.id.to_string());
    row.setup.redirect_url.clone_from(&answer.redirect_url);
    row.setup.state = row.setup.state.max(SetupState::Open);
    setups::update(tx, &row, now).await?;
    Ok(of_setup(&row))
}

fn of_setup(row: &StoredSetup) -> Changed {
    let mut notes = Notes::default();
    notes.setup(&row.rider, &row.setup);
    Changed { page: Some(row.setup.id.to_string()), notes }
}

async fn refusal(tx: &mut AnyConnection, call: &Call, code: &str, now: Instant) -> Result<Changed, StoreError> {
    match call.kind {
        CallKind::Customer | CallKind::Forget => Ok(Changed::default()),
        CallKind::Setup => {
            let mut row = setups::find(tx, &SetupId::new(&*call.subject))
                .await?
                .ok_or(StoreError::Corrupt("outbox.subject_id"))?;
            row.setup.state = row.setup.state.max(SetupState::Failed);
            row.check_at = None;
            setups::update(tx, &row, now).await?;
            wallets::keep_all_forgotten(tx, &row.rider, now).await?;
            Ok(of_setup(&row))
        }
        CallKind::Payment => {
            let reason = Some(ErrorReason::from(code.to_owned()));
            unpaid(tx, call, PaymentState::Failed, reason, now).await
        }
        CallKind::Refund => refund(tx, call, settle::refused_refund(code), now).await,
    }
}

async fn refund(
    tx: &mut AnyConnection,
    call: &Call,
    heard: refund::Heard,
    now: Instant,
) -> Result<Changed, StoreError> {
    settle::refund(tx, &RefundId::new(&*call.subject), heard, now).await.map(Changed::from)
}

/// Nobody wants what a call is about: a payment is given up, and an account that is saved again is left alone.
async fn unwanted(tx: &mut AnyConnection, call: &Call, now: Instant) -> Result<Changed, StoreError> {
    match call.kind {
        CallKind::Payment => unpaid(tx, call, PaymentState::Expired, None, now).await,
        CallKind::Customer | CallKind::Setup | CallKind::Refund | CallKind::Forget => Ok(Changed::default()),
    }
}

async fn forgotten(tx: &mut AnyConnection, call: &Call, now: Instant) -> Result<Changed, StoreError> {
    let method = MethodId::new(&*call.subject);
    payment_methods::canceled(tx, &method, now).await?;
    let Some(rider) = payment_methods::forgotten_by(tx, &method).await? else { return Ok(Changed::default()) };
    let mut notes = Notes::default();
    notes.method(&rider, None, "canceled");
    Ok(Changed { page: Some(rider.to_string()), notes })
}

async fn unpaid(
    tx: &mut AnyConnection,
    call: &Call,
    state: PaymentState,
    reason: Option<ErrorReason>,
    now: Instant,
) -> Result<Changed, StoreError> {
    let news = News { state, reason, moved: Moved::default() };
    let heard = Heard { news: Some(news), ..Heard::default() };
    settle::payment(tx, &PaymentId::new(&*call.subject), heard, now).await.map(Changed::from)
}
