//! A POST as one unit: what it does and the answer it is remembered by are committed together, so a crash leaves both or
//! neither.

use std::sync::PoisonError;

use axum::http::StatusCode;
use sqlx::AnyConnection;

use super::{Answer, ApiError, Post, post::Idempotency};
use crate::{
    Sandbox, clock, lifecycle,
    world::{
        Account, Write,
        idempotency::{self, Stored},
    },
};

/// Carries a call out, once: with a known idempotency key, the first answer is given again and nothing is done. A call that
/// could not be read (no key, no JSON) never comes this far, so it is not remembered.
///
/// # Errors
/// What the work answers. 409 when the key is in use by a running request, or was used with other parameters: Fintoc says "an
/// error" to the second and nothing to the first, so status and code words are ours.
pub(super) async fn carry_out<W>(sandbox: &Sandbox, post: &Post, work: W) -> Result<Answer, ApiError>
where
    W: AsyncFnOnce(&mut AnyConnection) -> Result<Answer, ApiError>,
{
    lifecycle::catch_up(sandbox.world(), sandbox.config(), clock::now()).await?;
    match claim(sandbox, post).await? {
        Claim::Replay(answer) => Ok(answer),
        Claim::Fresh(mut job) => {
            let outcome = work(&mut job.tx).await;
            job.conclude(outcome).await
        }
    }
}

/// What an idempotency key turned out to be.
enum Claim {
    /// Known, with the same parameters: this was the answer.
    Replay(Answer),
    /// New, or none was sent.
    Fresh(Job),
}

/// A request that is being carried out.
struct Job {
    tx: Write,
    sandbox: Sandbox,
    account: Account,
    flight: Option<Flight>,
}

/// Claims the request's idempotency key, if it has one, and opens the transaction that will do the work.
async fn claim(sandbox: &Sandbox, post: &Post) -> Result<Claim, ApiError> {
    let flight = match &post.idempotency {
        Some(idempotency) => Some(Flight::begin(sandbox, &post.account, idempotency)?),
        None => None,
    };
    let mut tx = sandbox.world().write().await?;
    if let Some(Flight { idempotency, .. }) = &flight
        && let Some(known) = idempotency::find(&mut tx, &post.account, &idempotency.key, clock::now()).await?
    {
        if known.fingerprint == idempotency.fingerprint {
            return Ok(Claim::Replay(replayed(known)));
        }
        return Err(ApiError::conflict(
            "idempotency_key_reused",
            "This Idempotency-Key was used with other parameters",
        ));
    }
    Ok(Claim::Fresh(Job { tx, sandbox: sandbox.clone(), account: post.account.clone(), flight }))
}

impl Job {
    /// Commits what was done together with its answer. An error undoes what was done and is remembered all the same: Fintoc
    /// replays the first result "success or failure".
    async fn conclude(mut self, outcome: Result<Answer, ApiError>) -> Result<Answer, ApiError> {
        let answer = match &outcome {
            Ok(answer) => answer.clone(),
            Err(error) => {
                self.tx.undo().await?;
                if self.flight.is_none() {
                    return outcome;
                }
                self.tx = self.sandbox.world().write().await?;
                error.answer()
            }
        };
        if let Some(Flight { idempotency, .. }) = &self.flight {
            let stored = Stored {
                fingerprint: idempotency.fingerprint.clone(),
                status: answer.status.as_u16().into(),
                body: answer.body,
            };
            idempotency::keep(&mut self.tx, &self.account, &idempotency.key, &stored, clock::now()).await?;
        }
        self.tx.commit().await?;
        self.sandbox.ring();
        outcome
    }
}

fn replayed(stored: Stored) -> Answer {
    let status = u16::try_from(stored.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    Answer { status: status.unwrap_or(StatusCode::OK), body: stored.body }
}

/// A key in use. Landing, or falling out of the sky when the caller hangs up, frees it.
struct Flight {
    sandbox: Sandbox,
    account: Account,
    idempotency: Idempotency,
}

impl Flight {
    fn begin(sandbox: &Sandbox, account: &Account, idempotency: &Idempotency) -> Result<Self, ApiError> {
        let mut in_flight = sandbox.0.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        if in_flight.insert((account.clone(), idempotency.key.clone())) {
            Ok(Self { sandbox: sandbox.clone(), account: account.clone(), idempotency: idempotency.clone() })
        } else {
            Err(ApiError::conflict(
                "idempotency_key_in_use",
                "The first request with this Idempotency-Key is still running",
            ))
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        let mut in_flight = self.sandbox.0.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        in_flight.remove(&(self.account.clone(), self.idempotency.key.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[tokio::test]
    async fn a_key_is_refused_while_its_first_request_runs_and_free_afterwards() {
        let config = Config::new("http://127.0.0.1:1".parse().unwrap(), "sqlite::memory:");
        let sandbox = Sandbox::open(config).await.unwrap();
        let account = Account::of_key("sk_test_a");
        let key = Idempotency { key: "k".to_owned(), fingerprint: "f".to_owned() };
        let running = Flight::begin(&sandbox, &account, &key).unwrap();
        assert!(Flight::begin(&sandbox, &account, &key).is_err());
        assert!(Flight::begin(&sandbox, &Account::of_key("sk_test_b"), &key).is_ok());
        drop(running);
        assert!(Flight::begin(&sandbox, &account, &key).is_ok());
    }
}
