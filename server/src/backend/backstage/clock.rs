//! Time that is pulled for one rider: at the sandbox first, and what is ours by as much.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    backstage::{Agenda, Due, DueKind, Jump, Time},
    id::RiderId,
    refusal::{Refusal, Trouble},
    ride::BANK_PATIENCE,
};

use super::scenarios::trouble;
use crate::{
    backend::{
        Backend,
        incident::{OrIncident, report},
    },
    controls::Controls,
    store::{StoreError, inbox, journeys, outbox, payments, refunds, setups},
};

/// When the next of each kind is due at the sandbox.
#[derive(Debug, Deserialize)]
struct Next {
    expiry: Option<jiff::Timestamp>,
    retry: Option<jiff::Timestamp>,
    settlement: Option<jiff::Timestamp>,
}

/// How far the sandbox pulled.
#[derive(Debug, Deserialize)]
struct Pulled {
    millis: u64,
}

/// How much the sandbox settled.
#[derive(Debug, Deserialize)]
struct Settled {
    settled: u64,
}

#[async_trait]
impl Time for Backend {
    async fn agenda(&self, rider: &RiderId) -> Result<Agenda, Trouble> {
        let customer = self.known_customer(rider).await?;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let mut dues = ours(&mut connection, rider, customer.as_deref()).await.or_incident()?;
        drop(connection);
        if let (Some(controls), Some(customer)) = (&self.controls, &customer) {
            dues.extend(theirs(controls, customer).await);
        }
        Ok(Agenda::new(self.clock.now(), dues))
    }

    async fn pull(&self, rider: &RiderId, jump: Jump) -> Result<Duration, Trouble> {
        let (controls, customer) = self.reach(rider).await?;
        let by = match jump {
            Jump::Settle => settle(controls, &customer).await?,
            Jump::Expiry | Jump::Retry | Jump::Decision => {
                go(controls, json!({ "customer": customer, "to": jump.as_str() })).await?
            }
            Jump::Minute | Jump::Hour | Jump::Day => {
                go(controls, json!({ "customer": customer, "seconds": jump.seconds() })).await?
            }
        };
        if !by.is_zero() {
            self.pull_ours(rider, &customer, by).await.map_err(|error| report(&error))?;
        }
        self.note(rider, "clock.moved", Some(jump.as_str()));
        self.wake();
        self.live.changed(rider.as_str());
        Ok(by)
    }
}

impl Backend {
    async fn pull_ours(&self, rider: &RiderId, customer: &str, by: Duration) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        outbox::pull(&mut tx, rider, by).await?;
        inbox::pull(&mut tx, customer, by).await?;
        payments::pull(&mut tx, rider, by).await?;
        refunds::pull(&mut tx, rider, by).await?;
        setups::pull(&mut tx, rider, by).await?;
        journeys::pull(&mut tx, rider, by).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn go(controls: &Controls, body: Value) -> Result<Duration, Trouble> {
    let pulled: Pulled = controls.post("clock", &body).await.map_err(trouble)?;
    Ok(Duration::from_millis(pulled.millis))
}

async fn settle(controls: &Controls, customer: &str) -> Result<Duration, Trouble> {
    let done: Settled = controls.post("settle", &json!({ "customer": customer })).await.map_err(trouble)?;
    if done.settled == 0 { Err(Refusal::NothingWaiting.into()) } else { Ok(Duration::ZERO) }
}

async fn ours(connection: &mut AnyConnection, rider: &RiderId, customer: Option<&str>) -> Result<Vec<Due>, StoreError> {
    let (payment, pending) = payments::next_of(connection, rider).await?;
    let refund = refunds::next_of(connection, rider).await?;
    let setup = setups::next_of(connection, rider).await?;
    let told = match customer {
        Some(customer) => inbox::next_of(connection, customer).await?,
        None => None,
    };
    Ok(dues([
        (DueKind::Call, outbox::next_of(connection, rider).await?),
        (DueKind::Told, told),
        (DueKind::Question, [payment, refund, setup].into_iter().flatten().min()),
        (DueKind::Patience, pending.map(|since| since + BANK_PATIENCE)),
        (DueKind::Phase, journeys::next_of(connection, rider).await?),
    ]))
}

/// What the sandbox has due; nothing while it does not answer, for the page says so elsewhere.
async fn theirs(controls: &Controls, customer: &str) -> Vec<Due> {
    let next: Next = match controls.get(&format!("clock?customer={customer}")).await {
        Ok(next) => next,
        Err(error) => {
            tracing::warn!(%error, "what is due at the sandbox could not be read");
            return Vec::new();
        }
    };
    let at = |timestamp: Option<jiff::Timestamp>| timestamp.map(|at| Instant::from_millis(at.as_millisecond()));
    dues([
        (DueKind::Expiry, at(next.expiry)),
        (DueKind::Retry, at(next.retry)),
        (DueKind::Decision, at(next.settlement)),
    ])
}

fn dues(next: impl IntoIterator<Item = (DueKind, Option<Instant>)>) -> Vec<Due> {
    next.into_iter().filter_map(|(kind, at)| Some(Due { kind, at: at? })).collect()
}
