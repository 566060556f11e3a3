//! Calls to Fintoc that we owe. Each is written down with its key and bytes before the first try; whoever makes it, the click
//! or the outbox worker, makes it here.

use std::time::Duration;

use fintoc::{
    CheckoutSession, CustomerId, Error, IdempotencyKey, MethodType, NewCheckoutSession, Page, PaymentMethodId,
    Prepared,
    checkout_session::{BankTransferOptions, Currency, NewPayment, NewSetup, PaymentMethodOptions, SenderAccount},
};
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    id::{PaymentId, SetupId},
    payment::{ErrorReason, Moved, News, PaymentState},
    rider::Rider,
    wallet::{Setup, SetupState},
};

use super::{Backend, customers, settle};
use crate::{
    config::Config,
    ids,
    store::{
        StoreError,
        outbox::{self, Call, CallKind},
        payments::{self, StoredPayment},
        riders, setups,
    },
};

/// How long a call is somebody's: longer than the client waits for an answer.
pub const LEASE: Duration = Duration::from_secs(20);

/// How long a rider has to approve a payment. Fintoc takes no less than ten minutes.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// After this long a call is not sent again: Fintoc may have forgotten the key after 24 hours, and would do it twice.
const KEY_LIFE: Duration = Duration::from_secs(23 * 60 * 60);

/// Metadata that leads an event back to our row, even before we know the session's id.
pub const SETUP: &str = "setup_id";
/// Likewise.
pub const PAYMENT: &str = "payment_id";
/// Likewise.
pub const RIDE: &str = "ride_id";

/// How many sessions are looked through for one of ours whose answer was lost.
const LOOK_THROUGH: usize = 600;

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Answered, for better or worse.
    Done,
    /// To be tried again later.
    PutOff,
}

/// An answer, and what it means for the call.
enum Answer {
    Customer(CustomerId),
    Session(Box<CheckoutSession>),
    /// Fintoc said no; nothing happened.
    Refused(String),
    /// Nobody knows; the same bytes again, later.
    Again(String),
    /// The key is spent and did nothing; a new key and fresh bytes.
    Renew(String),
}

/// Reads a key that we keep.
pub(super) fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text).expect("the store holds keys that we made")
}

fn call(kind: CallKind, subject: &str, body: String, now: Instant) -> Call {
    Call {
        id: ids::call(),
        kind,
        subject: subject.to_owned(),
        idempotency_key: ids::idempotency_key(),
        body,
        created_at: now,
        attempts: 0,
    }
}

/// Owes the creation of a rider's customer. Anybody may make it at once.
pub(super) async fn owe_customer(
    connection: &mut AnyConnection,
    rider: &Rider,
    now: Instant,
) -> Result<(), StoreError> {
    let body = Prepared::create_customer(&customers::new_customer(rider)).body().to_owned();
    let call = call(CallKind::Customer, rider.id.as_str(), body, now);
    outbox::owe(connection, &call, Instant::from_millis(0)).await
}

/// Owes the session of a setup; the caller makes the first try.
pub(super) async fn owe_setup(
    connection: &mut AnyConnection,
    config: &Config,
    rider: &Rider,
    setup: &Setup,
    customer: CustomerId,
    now: Instant,
) -> Result<Call, StoreError> {
    let new = NewCheckoutSession::Setup(NewSetup {
        currency: Currency::Clp,
        success_url: config.page(&format!("/wallet?setup={}&back=ok", setup.id)),
        cancel_url: config.page(&format!("/wallet?setup={}&back=cancel", setup.id)),
        customer,
        payment_method_types: [MethodType::BankTransfer],
        payment_method_options: Some(PaymentMethodOptions {
            bank_transfer: BankTransferOptions {
                sender_account: SenderAccount {
                    institution_id: setup.institution.clone(),
                    holder_id: Some(rider.rut.compact()),
                },
            },
        }),
        metadata: [(SETUP.to_owned(), setup.id.as_str().into())].into(),
    });
    let body = Prepared::create_checkout_session(&new).body().to_owned();
    let call = call(CallKind::Setup, setup.id.as_str(), body, now);
    outbox::owe(connection, &call, now + LEASE).await?;
    Ok(call)
}

/// Owes the session of a payment; the caller makes the first try.
pub(super) async fn owe_payment(
    connection: &mut AnyConnection,
    config: &Config,
    row: &StoredPayment,
    now: Instant,
) -> Result<Call, StoreError> {
    let call = call(CallKind::Payment, row.payment.id.as_str(), payment_body(config, row, now), now);
    outbox::owe(connection, &call, now + LEASE).await?;
    Ok(call)
}

fn payment_body(config: &Config, row: &StoredPayment, now: Instant) -> String {
    let expires_at = jiff::Timestamp::from_millisecond((now + PATIENCE).millis() / 1_000 * 1_000);
    let new = NewCheckoutSession::Payment(NewPayment {
        amount: row.payment.amount.pesos(),
        currency: Currency::Clp,
        success_url: config.page(&format!("/rides/{}?back=ok", row.ride)),
        cancel_url: config.page(&format!("/rides/{}?back=cancel", row.ride)),
        customer: CustomerId::new(row.terms.customer.clone()),
        payment_method: PaymentMethodId::new(row.payment.method.as_str()),
        payment_method_types: [MethodType::BankTransfer],
        expires_at: expires_at.ok(),
        metadata: [(RIDE.to_owned(), row.ride.as_str().into()), (PAYMENT.to_owned(), row.payment.id.as_str().into())]
            .into(),
    });
    Prepared::create_checkout_session(&new).body().to_owned()
}

/// Makes a call that is leased to the caller: sends it with no transaction open, then writes down what came of it.
///
/// # Errors
/// The store's. Fintoc's are part of the outcome.
pub async fn make(backend: &Backend, call: Call) -> Result<Made, StoreError> {
    let answer = match call.kind {
        CallKind::Customer => {
            backend.create_customer(&call).await.map(Answer::Customer).unwrap_or_else(|error| read(&error))
        }
        CallKind::Setup | CallKind::Payment => send_session(backend, &call).await,
    };
    let made = conclude(backend, &call, answer).await?;
    backend.wake();
    Ok(made)
}

async fn send_session(backend: &Backend, call: &Call) -> Answer {
    if backend.clock.now().since(call.created_at) >= KEY_LIFE {
        return adopt_or_renew(backend, call, "the key is older than 23 hours").await;
    }
    let prepared = Prepared::<CheckoutSession>::from_body(call.body.clone());
    match backend.fintoc.send(&prepared, &key(&call.idempotency_key)).await {
        Ok(session) => Answer::Session(Box::new(session)),
        // The bytes aged while Fintoc was away; that it says so proves that the key did nothing before.
        Err(Error::Api(api)) if api.status == 400 && api.param.as_deref() == Some("expires_at") => {
            Answer::Renew(api.to_string())
        }
        // A 500 is stored under the key and answered for ever; whether a session came of it, only a look can tell.
        Err(error) if error.status() == Some(500) => adopt_or_renew(backend, call, &error.to_string()).await,
        Err(error) => read(&error),
    }
}

fn read(error: &Error) -> Answer {
    if error.is_definite_refusal() { Answer::Refused(refusal_code(error)) } else { Answer::Again(error.to_string()) }
}

fn refusal_code(error: &Error) -> String {
    error.api().and_then(|api| api.code.clone()).unwrap_or_else(|| "refused".to_owned())
}

/// Looks for a session that carries our id before a new key is minted.
async fn adopt_or_renew(backend: &Backend, call: &Call, why: &str) -> Answer {
    let name = if call.kind == CallKind::Setup { SETUP } else { PAYMENT };
    let listed = match backend.fintoc.checkout_sessions(Page::of(300)).await {
        Ok(first) => backend.fintoc.all(first, LOOK_THROUGH).await,
        Err(error) => Err(error),
    };
    let ours = |session: &CheckoutSession| {
        session.metadata.get(name).and_then(fintoc::MetadataValue::as_text) == Some(call.subject.as_str())
    };
    match listed {
        Ok(listing) => match listing.items.into_iter().find(ours) {
            Some(session) => Answer::Session(Box::new(session)),
            None => Answer::Renew(why.to_owned()),
        },
        Err(error) => Answer::Again(error.to_string()),
    }
}

/// How long to wait before the next try: 1, 2, 4, … seconds, a minute at most.
fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(0, 6)).unwrap_or(6);
    Duration::from_secs((1_u64 << doublings).min(60))
}

async fn conclude(backend: &Backend, call: &Call, answer: Answer) -> Result<Made, StoreError> {
    let now = backend.clock.now();
    let mut tx = backend.store.begin().await?;
    let mut changed = None;
    let made = match answer {
        Answer::Again(error) => {
            tracing::warn!(call = %call.id, %error, "a call to Fintoc is put off");
            outbox::put_off(&mut tx, &call.id, now + backoff(call.attempts), &error).await?;
            Made::PutOff
        }
        Answer::Renew(error) => {
            tracing::warn!(call = %call.id, %error, "a call to Fintoc gets a new key");
            let body = renewed_body(&mut tx, backend, call, now).await?;
            // At once the first time; if Fintoc's clock and ours disagree for good, ever less often.
            let due_at = if call.attempts <= 1 { now } else { now + backoff(call.attempts) };
            outbox::replace(&mut tx, &call.id, &ids::idempotency_key(), &body, due_at, &error).await?;
            Made::PutOff
        }
        Answer::Customer(customer) => {
            riders::set_customer(&mut tx, &vuelta::id::RiderId::new(&*call.subject), customer.as_str()).await?;
            outbox::done(&mut tx, &call.id, now).await?;
            Made::Done
        }
        Answer::Session(session) => {
            changed = conclude_session(&mut tx, call, &session, now).await?;
            outbox::done(&mut tx, &call.id, now).await?;
            Made::Done
        }
        Answer::Refused(code) if call.kind == CallKind::Customer => {
            // A rider without a customer can save nothing: we go on owing it, until somebody mends the key or the account.
            tracing::error!(call = %call.id, %code, "Fintoc refused to create a customer");
            outbox::put_off(&mut tx, &call.id, now + backoff(6), &code).await?;
            Made::PutOff
        }
        Answer::Refused(code) => {
            tracing::warn!(call = %call.id, %code, "Fintoc refused a call");
            changed = conclude_refusal(&mut tx, call, &code, now).await?;
            outbox::done(&mut tx, &call.id, now).await?;
            Made::Done
        }
    };
    tx.commit().await?;
    if let Some(subject) = changed {
        backend.live.changed(&subject);
    }
    Ok(made)
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

async fn conclude_session(
    tx: &mut AnyConnection,
    call: &Call,
    session: &CheckoutSession,
    now: Instant,
) -> Result<Option<String>, StoreError> {
    if call.kind == CallKind::Payment {
        let heard = settle::Heard::of_session(session);
        return settle::payment(tx, &PaymentId::new(&*call.subject), &heard, now)
            .await
            .map(|settled| Some(settled.ride));
    }
    let mut row =
        setups::find(tx, &SetupId::new(&*call.subject)).await?.ok_or(StoreError::Corrupt("outbox.subject_id"))?;
    row.session.get_or_insert_with(|| session.id.to_string());
    row.setup.redirect_url.clone_from(&session.redirect_url);
    row.setup.state = row.setup.state.max(SetupState::Open);
    setups::update(tx, &row, now).await?;
    Ok(Some(call.subject.clone()))
}

async fn conclude_refusal(
    tx: &mut AnyConnection,
    call: &Call,
    code: &str,
    now: Instant,
) -> Result<Option<String>, StoreError> {
    match call.kind {
        CallKind::Customer => Ok(None),
        CallKind::Setup => {
            let mut row = setups::find(tx, &SetupId::new(&*call.subject))
                .await?
                .ok_or(StoreError::Corrupt("outbox.subject_id"))?;
            row.setup.state = row.setup.state.max(SetupState::Failed);
            row.check_at = None;
            setups::update(tx, &row, now).await?;
            Ok(Some(call.subject.clone()))
        }
        CallKind::Payment => {
            let reason = Some(ErrorReason::from(code.to_owned()));
            let news = News { state: PaymentState::Failed, reason, moved: Moved::default() };
            let heard = settle::Heard { news: Some(news), ..settle::Heard::default() };
            settle::payment(tx, &PaymentId::new(&*call.subject), &heard, now).await.map(|settled| Some(settled.ride))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_after_one_second_then_twice_as_long_up_to_a_minute() {
        let seconds: Vec<_> = (0..9).map(|attempts| backoff(attempts).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
