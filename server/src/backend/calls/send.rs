//! Sending calls, with no transaction open, and reading what the answer means for the call.

use fintoc::{CheckoutSession, Client, CustomerId, Error, Page, Prepared};

use super::{KEY_LIFE, LOOK_LEASE, LOOK_THROUGH, PAYMENT, SETUP, key};
use crate::{
    backend::Backend,
    store::{
        StoreError,
        outbox::{self, Call, CallKind},
    },
};

/// An answer, and what it means for the call.
pub(super) enum Answer {
    Customer(CustomerId),
    Session(Box<CheckoutSession>),
    /// Fintoc said no; nothing happened.
    Refused(String),
    /// Nobody knows, or it was not sent: too many calls wait, or Fintoc has not answered for a while. The same bytes again, later.
    Again(String),
    /// The key is spent and did nothing; a new key and fresh bytes.
    Renew(String),
}

/// Sends the call that creates a customer.
pub(super) async fn customer(backend: &Backend, fintoc: &Client, call: &Call) -> Result<Answer, StoreError> {
    keep_hold(backend, call).await?;
    Ok(match backend.create_customer(fintoc, call).await {
        Ok(customer) => Answer::Customer(customer),
        // Stored under the key and answered for ever: only a new key can bring another answer.
        Err(error) if error.status() == Some(500) || is_decided(&error) => Answer::Renew(error.to_string()),
        Err(error) => Answer::Again(error.to_string()),
    })
}

/// Sends the call that creates a session.
pub(super) async fn session(backend: &Backend, fintoc: &Client, call: &Call) -> Result<Answer, StoreError> {
    if backend.clock.now().since(call.created_at) >= KEY_LIFE {
        return adopt_or_renew(backend, call, "the key is older than 23 hours").await;
    }
    let prepared = Prepared::<CheckoutSession>::from_body(call.body.clone());
    Ok(match fintoc.send(&prepared, &key(&call.idempotency_key)).await {
        Ok(session) => Answer::Session(Box::new(session)),
        // The bytes aged while Fintoc was away; that it says so proves that the key did nothing before.
        Err(Error::Api(api)) if api.status == 400 && api.param.as_deref() == Some("expires_at") => {
            Answer::Renew(api.to_string())
        }
        // A 500 is stored under the key and answered for ever; whether a session came of it, only a look can tell.
        Err(error) if error.status() == Some(500) => return adopt_or_renew(backend, call, &error.to_string()).await,
        Err(error) if is_decided(&error) => Answer::Refused(refusal_code(&error)),
        Err(error) => Answer::Again(error.to_string()),
    })
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

/// Looks for a session that carries our id before a new key is minted.
async fn adopt_or_renew(backend: &Backend, call: &Call, why: &str) -> Result<Answer, StoreError> {
    keep_hold(backend, call).await?;
    let name = if call.kind == CallKind::Setup { SETUP } else { PAYMENT };
    let listed = match backend.fintoc.checkout_sessions(Page::of(300)).await {
        Ok(first) => backend.fintoc.all(first, LOOK_THROUGH).await,
        Err(error) => Err(error),
    };
    let ours = |session: &CheckoutSession| {
        session.metadata.get(name).and_then(fintoc::MetadataValue::as_text) == Some(call.subject.as_str())
    };
    Ok(match listed {
        Ok(listing) => match listing.items.into_iter().find(ours) {
            Some(session) => Answer::Session(Box::new(session)),
            // Not among those we saw is not the same as not there.
            None if listing.next.is_some() => Answer::Again("too many sessions to look through".to_owned()),
            None => Answer::Renew(why.to_owned()),
        },
        Err(error) => Answer::Again(error.to_string()),
    })
}
