//! The reconciler: asks Fintoc about silence. Its answers go through the inbox like everything else we are told.

use std::time::Duration;

use fintoc::{RefundId, SessionId};
use serde::Serialize;
use serde_json::json;
use vuelta::{Instant, backstage::About, id::PaymentId, ladder, payment::Applied, ride::BANK_PATIENCE};

use super::Turn;
use crate::{
    backend::{Backend, backstage::subject, settle},
    ids,
    points::{self, Point, Side, Write},
    recorder,
    store::{
        StoreError,
        inbox::{self, Told},
        payments, refunds, setups,
    },
};

/// How long a question is ours.
const LEASE: Duration = Duration::from_secs(30);

/// How long to wait before asking again about something `age` old: half its age, between five seconds and an hour.
fn patience(age: Duration) -> Duration {
    (age / 2).clamp(Duration::from_secs(5), Duration::from_secs(3_600))
}

/// Ends the ride that has waited too long for its bank, or else asks about the payment, refund or setup that has been silent the
/// longest. While Fintoc is left alone nothing is asked: a question that fails comes again only after half of its subject's age.
///
/// # Errors
/// The store's; the question is asked again later.
pub async fn run_once(backend: &Backend) -> Result<Turn, StoreError> {
    let now = backend.clock.now();
    let mut connection = backend.store.pool().acquire().await?;
    if let Some(payment) = payments::undecided(&mut connection, now - BANK_PATIENCE, now - ladder::PATIENCE).await? {
        match end(backend, &payment, now).await {
            Ok(()) => return Ok(Turn::Worked),
            Err(error) if error.is_passing() => return Err(error),
            // Whatever is wrong with this one, the others are asked about.
            Err(error) => tracing::error!(%payment, %error, "a ride that waits cannot be ended"),
        }
    }
    if !backend.fintoc.would_send() {
        return Ok(Turn::Idle);
    }
    if let Some(row) = payments::take_due(&mut connection, now, now + LEASE).await? {
        let next = now + patience(now.since(row.payment.created_at));
        payments::check_again(&mut connection, &row.payment.id, next).await?;
        drop(connection);
        let (ride, payment) = (Some(row.ride), Some(row.payment.id));
        let about = About { ride, payment, ..About::default() };
        recorder::about(row.rider, about, ask_for_session(backend, row.payment.session)).await?;
        return Ok(Turn::Worked);
    }
    if let Some(row) = refunds::take_due(&mut connection, now, now + LEASE).await? {
        let next = now + patience(now.since(row.refund.created_at));
        refunds::check_again(&mut connection, &row.refund.id, next).await?;
        let subject = subject::of_payment(&mut connection, &row.refund.payment).await?;
        drop(connection);
        let (rider, about) = subject.ok_or(StoreError::Corrupt("a refund of no payment"))?;
        recorder::about(rider, about, ask_for_refund(backend, row.refund.number)).await?;
        return Ok(Turn::Worked);
    }
    if let Some(row) = setups::take_due(&mut connection, now, now + LEASE).await? {
        let next = now + patience(now.since(row.setup.started_at));
        setups::check_again(&mut connection, &row.setup.id, next).await?;
        drop(connection);
        let about = About { setup: Some(row.setup.id), ..About::default() };
        recorder::about(row.rider, about, ask_for_session(backend, row.session)).await?;
        return Ok(Turn::Worked);
    }
    Ok(Turn::Idle)
}

async fn end(backend: &Backend, payment: &PaymentId, now: Instant) -> Result<(), StoreError> {
    let mut tx = backend.store.begin().await?;
    let settled = settle::waited(&mut tx, payment, now).await?;
    points::commit(tx, Write::End).await?;
    backend.recorder.written(settled.notes);
    if settled.applied == Applied::Advanced {
        tracing::info!(ride = %settled.ride, "a ride ended without cost: its bank did not decide");
        backend.live.changed(settled.ride.as_str());
    }
    Ok(())
}

/// Asks how a session stands. Without a session there is nothing to ask yet: the outbox still owes the call that makes one.
async fn ask_for_session(backend: &Backend, session: Option<String>) -> Result<(), StoreError> {
    let Some(session) = session else { return Ok(()) };
    points::reach(Point::Question(Side::Before)).await;
    take_in(backend, "checkout_session", backend.fintoc.checkout_session(&SessionId::new(session)).await).await
}

/// Asks how a refund stands, likewise.
async fn ask_for_refund(backend: &Backend, number: Option<String>) -> Result<(), StoreError> {
    let Some(number) = number else { return Ok(()) };
    points::reach(Point::Question(Side::Before)).await;
    take_in(backend, "refund", backend.fintoc.refund(&RefundId::new(number)).await).await
}

/// Puts an answer into the inbox.
async fn take_in<T: Serialize>(
    backend: &Backend,
    object: &str,
    answer: Result<T, fintoc::Error>,
) -> Result<(), StoreError> {
    points::reach(Point::Question(Side::After)).await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            tracing::warn!(%error, "the reconciler got no answer");
            return Ok(());
        }
    };
    let told = told(object, &answer, backend.clock.now())?;
    let mut connection = backend.store.pool().acquire().await?;
    points::reach(Point::Commit(Write::Answer, Side::Before)).await;
    inbox::store(&mut connection, &told).await?;
    points::reach(Point::Commit(Write::Answer, Side::After)).await;
    backend.wake();
    Ok(())
}

fn told(object: &str, answer: &impl Serialize, now: Instant) -> Result<Told, StoreError> {
    let mut data = serde_json::to_value(answer).map_err(|_| StoreError::Corrupt("an answer that cannot be written"))?;
    data["object"] = json!(object);
    let id = ids::answer();
    let kind = format!("answer.{object}");
    let body = json!({"id": id, "object": "event", "type": kind, "data": data}).to_string();
    Ok(Told { id, kind, trusted: true, body, received_at: now, attempts: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_come_less_often_the_longer_the_silence() {
        let seconds = [0, 10, 60, 3_600, 864_000].map(|age| patience(Duration::from_secs(age)).as_secs());
        assert_eq!(seconds, [5, 5, 30, 1_800, 3_600]);
    }
}
