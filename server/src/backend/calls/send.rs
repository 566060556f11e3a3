//! Sending calls, with no transaction open, and reading what the answer means for the call.

use std::time::Duration;

use fintoc::{
    CheckoutSession, Client, Created, CustomerId, Error, Listing, MetadataValue, Page, PaymentMethodId, Prepared,
    Refund, RefundQuery,
};
use serde::de::DeserializeOwned;
use vuelta::id::{MethodId, PaymentId};

use super::{LOOK_LEASE, LOOK_THROUGH, PAYMENT, REFUND, SETUP, key, rung};
use crate::{
    backend::{
        Backend,
        settle::{self, Wanted},
    },
    points::planted,
    store::{
        StoreError,
        outbox::{self, Call, CallKind},
        payment_methods, payments,
    },
};

/// A bank that is silent about a payment has ten days; then Fintoc fails it (docs.fintoc.com, "Payment exceptions").
const UNDECIDED: Duration = Duration::from_secs(10 * 24 * 60 * 60);

/// An answer, and what it means for the call.
pub(super) enum Answer {
    Customer(CustomerId),
    Session(Box<CheckoutSession>),
    Refund(Box<Refund>),
    /// The account cannot be debited through us any more.
    Forgotten,
    /// Fintoc said no; nothing happened.
    Refused(String),
    /// Nobody knows; the same bytes again, later.
    Again(String),
    /// This try was not sent: Fintoc is left alone for a while, or too many calls wait for their turn. What became of the tries
    /// before, nobody knows; the same bytes again, soon.
    Unsent(String),
    /// The key is spent, and a first look found nothing that it did; the same bytes and another look, soon.
    LookAgain(String),
    /// The key is spent and did nothing; a new key and fresh bytes.
    Renew(String),
    /// Something else has to end first. It was not sent.
    NotYet(&'static str),
    /// It did nothing, and nobody wants it any more.
    Unwanted,
}

/// Sends the call that creates a customer.
pub(super) async fn customer(backend: &Backend, fintoc: &Client, call: &Call) -> Result<Answer, StoreError> {
    keep_hold(backend, call).await?;
    Ok(match backend.create_customer(fintoc, call).await {
        Ok(customer) => Answer::Customer(customer),
        // Stored under the key and answered for ever: only a new key can bring another answer.
        Err(error) if is_kept(&error) || is_decided(&error) => Answer::Renew(error.to_string()),
        Err(error) => again(&error),
    })
}

/// Sends the call that cancels an account. However often it is sent, the account is cancelled once, and the call after that is
/// answered with a 409: so there is no look around before a new key.
pub(super) async fn forgetting(backend: &Backend, fintoc: &Client, call: &Call) -> Result<Answer, StoreError> {
    let mut connection = backend.store.pool().acquire().await?;
    let method = MethodId::new(&*call.subject);
    if payment_methods::forgotten_by(&mut connection, &method).await?.is_none() {
        // The rider saved it again meanwhile.
        return Ok(Answer::Unwanted);
    }
    let since = backend.clock.now() - UNDECIDED;
    if payments::is_under_way_with(&mut connection, &method, since).await? {
        return Ok(Answer::NotYet("a payment with this account is under way"));
    }
    drop(connection);
    let prepared = Prepared::cancel_payment_method(&PaymentMethodId::new(method.as_str()));
    Ok(match fintoc.send(&prepared, &key(&call.idempotency_key)).await {
        Ok(answer) if answer.id.as_str() != method.as_str() => {
            Answer::Again("the answer is about another call".to_owned())
        }
        Ok(_) => Answer::Forgotten,
        Err(error) if is_kept(&error) => Answer::Renew(error.to_string()),
        // It is cancelled already, or not there.
        Err(error) if is_decided(&error) && matches!(error.status(), Some(404 | 409)) => Answer::Forgotten,
        Err(error) if is_decided(&error) => Answer::Refused(refusal_code(&error)),
        Err(error) => again(&error),
    })
}

/// What a call can make, and which of our rows its metadata says it is for.
pub(super) trait Ours: Created + DeserializeOwned {
    fn subject(&self, kind: CallKind) -> Option<&str>;
    fn answer(self) -> Answer;
}

impl Ours for CheckoutSession {
    fn subject(&self, kind: CallKind) -> Option<&str> {
        let name = if kind == CallKind::Setup { SETUP } else { PAYMENT };
        self.metadata.get(name).and_then(MetadataValue::as_text)
    }

    fn answer(self) -> Answer {
        Answer::Session(Box::new(self))
    }
}

impl Ours for Refund {
    fn subject(&self, _: CallKind) -> Option<&str> {
        self.metadata.get(REFUND).and_then(MetadataValue::as_text)
    }

    fn answer(self) -> Answer {
        Answer::Refund(Box::new(self))
    }
}

/// The ladder of calls whose effect can be found by its metadata: the same key and bytes while Fintoc remembers the key; then a
/// look around; and only then a new key.
pub(super) async fn climb<T: Ours>(backend: &Backend, fintoc: &Client, call: &Call) -> Result<Answer, StoreError> {
    match wanted(backend, call).await? {
        Wanted::Yes => {}
        Wanted::NoMore => {
            return Ok(match adopt_or_renew(backend, call, "nobody wants it any more").await? {
                Answer::Renew(_) => Answer::Unwanted,
                other => other,
            });
        }
    }
    if !rung(call).may_send(backend.clock.now()) && !planted!(KeyForEver) {
        return adopt_or_renew(backend, call, "the key is older than 23 hours").await;
    }
    let prepared = Prepared::<T>::from_body(call.body.clone());
    Ok(match fintoc.send(&prepared, &key(&call.idempotency_key)).await {
        // A cache or a proxy mixed answers up. What became of our call, nobody knows.
        Ok(answer) if answer.subject(call.kind).is_some_and(|subject| subject != call.subject) => {
            Answer::Again("the answer is about another call".to_owned())
        }
        Ok(answer) => answer.answer(),
        // The bytes aged while Fintoc was away; that it says so proves that the key did nothing before.
        Err(Error::Api(api)) if api.status == 400 && api.param.as_deref() == Some("expires_at") => {
            Answer::Renew(api.to_string())
        }
        // A 500 is stored under the key and answered for ever; whether anything came of it, only a look can tell.
        Err(error) if is_kept(&error) => return adopt_or_renew(backend, call, &error.to_string()).await,
        Err(error) if is_decided(&error) => Answer::Refused(refusal_code(&error)),
        Err(error) => again(&error),
    })
}

/// Nothing is decided.
fn again(error: &Error) -> Answer {
    if error.is_unsent() { Answer::Unsent(error.to_string()) } else { Answer::Again(error.to_string()) }
}

/// Whether a call is still to be made: only a payment can become unwanted.
async fn wanted(backend: &Backend, call: &Call) -> Result<Wanted, StoreError> {
    if call.kind != CallKind::Payment {
        return Ok(Wanted::Yes);
    }
    let mut connection = backend.store.pool().acquire().await?;
    settle::wanted(&mut connection, &PaymentId::new(&*call.subject)).await
}

/// Whether it is a 500 of Fintoc's own, which is kept under the key. One of a proxy on the way is no answer at all.
fn is_kept(error: &Error) -> bool {
    error.api().is_some_and(|api| api.status == 500)
}

/// Whether Fintoc looked at the request itself and said no. A 401 or 403 is about the key, a plain 404 or 405 about the
/// address: such answers are not stored under the idempotency key, and say nothing about an earlier try.
fn is_decided(error: &Error) -> bool {
    let missing = error.api().and_then(|api| api.code.as_deref()) == Some("missing_resource");
    error.is_definite_refusal() && (missing || matches!(error.status(), Some(400 | 409 | 422)))
}

fn refusal_code(error: &Error) -> String {
    error.api().and_then(|api| api.code.clone()).unwrap_or_else(|| "refused".to_owned())
}

/// Makes sure that the call stays ours while we look around at Fintoc, which takes several questions.
async fn keep_hold(backend: &Backend, call: &Call) -> Result<(), StoreError> {
    let mut connection = backend.store.pool().acquire().await?;
    outbox::extend(&mut connection, call, backend.clock.now() + LOOK_LEASE).await
}

/// Looks for what carries our id before a new key is minted.
async fn adopt_or_renew(backend: &Backend, call: &Call, why: &str) -> Result<Answer, StoreError> {
    if planted!(RenewedUnseen) {
        return Ok(Answer::Renew(why.to_owned()));
    }
    keep_hold(backend, call).await?;
    let seen = match call.kind {
        CallKind::Refund => refunds(backend, call).await,
        CallKind::Setup | CallKind::Payment | CallKind::Customer | CallKind::Forget => sessions(backend, call).await,
    };
    Ok(match seen {
        Ok(Seen::It(answer)) => answer,
        Ok(Seen::Nothing) if rung(call).did_nothing(backend.clock.now()) => Answer::Renew(why.to_owned()),
        Ok(Seen::Nothing) => Answer::LookAgain(why.to_owned()),
        // Not among those we saw is not the same as not there.
        Ok(Seen::TooMany) => Answer::Again("too many to look through".to_owned()),
        Err(error) => again(&error),
    })
}

/// What a look around showed.
enum Seen {
    It(Answer),
    Nothing,
    TooMany,
}

async fn sessions(backend: &Backend, call: &Call) -> Result<Seen, Error> {
    let first = backend.fintoc.checkout_sessions(Page::of(300)).await?;
    Ok(ours(backend.fintoc.all(first, LOOK_THROUGH).await?, call))
}

async fn refunds(backend: &Backend, call: &Call) -> Result<Seen, Error> {
    let first = backend.fintoc.refunds(&RefundQuery { per_page: Some(300), ..RefundQuery::default() }).await?;
    Ok(ours(backend.fintoc.all(first, LOOK_THROUGH).await?, call))
}

/// The one of a list that names the call's subject.
fn ours<T: Ours>(listing: Listing<T>, call: &Call) -> Seen {
    let found = listing.items.into_iter().find(|item| item.subject(call.kind) == Some(call.subject.as_str()));
    match (found, listing.next) {
        (Some(item), _) => Seen::It(item.answer()),
        (None, Some(_)) => Seen::TooMany,
        (None, None) => Seen::Nothing,
    }
}
