//! Deliveries: every event reaches every endpoint that asked for it, signed, until it says 2xx or the retries run out.
//!
//! Endpoints are served side by side; within one, events go in the order they became due. A failed one does not hold the next
//! back: Fintoc promises no order.

mod address;
mod attempt;
mod envelope;

use std::{collections::HashSet, time::Duration};

use futures::future::join_all;
use jiff::Timestamp;
use reqwest::{Client, redirect};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    Config, OpenError, Sandbox, clock,
    lifecycle::{self, Passed},
    merchant_url,
    world::{
        Result, WorldError,
        attempts::Attempt,
        deliveries::{self, Due, Tried},
        endpoints, intents, refunds, sessions,
    },
};

/// How long a receiver may take. Our choice: Fintoc does not publish its timeout.
const PATIENCE: Duration = Duration::from_secs(10);
/// Fintoc's webhook guide: the first retry comes 3 seconds after the failure, and there are up to 17.
const FIRST_RETRY_MILLIS: i64 = 3_000;
const RETRIES: i64 = 17;
/// How long it lies low when the database failed: whatever it would send meanwhile, it could not write down.
const AFTER_A_STUMBLE: Duration = Duration::from_secs(1);
/// The longest nap of the loop, should a wake-up be missed.
const NAP: Duration = Duration::from_secs(30);

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Payments about which the bank made up its mind.
    pub settled: usize,
    /// Sessions that ran out.
    pub expired: usize,
    /// Deliveries answered with a 2xx.
    pub delivered: usize,
    /// Deliveries that were not, and will be tried again or were given up.
    pub failed: usize,
}

/// The two ways out of the house.
#[derive(Debug)]
pub(crate) struct Courier {
    /// Goes anywhere.
    open: Client,
    /// Refuses to connect to private and loopback addresses.
    guarded: Client,
}

impl Courier {
    pub(crate) fn new(config: &Config) -> std::result::Result<Self, OpenError> {
        // The first provider of the process stays; ours is for hosts that did not choose one.
        let _already_chosen = rustls::crypto::ring::default_provider().install_default();
        let builder = || Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none()).no_proxy();
        let open = builder().build()?;
        let guarded =
            if config.open_deliveries { open.clone() } else { builder().dns_resolver(address::PublicOnly).build()? };
        Ok(Self { open, guarded })
    }

    /// The client for a receiver, or why it gets nothing.
    fn client(&self, config: &Config, receiver: &Url) -> std::result::Result<&Client, &'static str> {
        let trusted = config.trusted_receiver.as_ref().is_some_and(|own| merchant_url::same_origin(own, receiver));
        if config.open_deliveries || trusted {
            Ok(&self.open)
        } else if address::is_inner_literal(receiver) {
            Err("private and loopback addresses get no deliveries here")
        } else {
            Ok(&self.guarded)
        }
    }
}

/// Lets time pass once: banks answer, sessions run out, everything due goes out.
pub(crate) async fn run_once(sandbox: &Sandbox, now: Timestamp) -> Result<Report> {
    let Passed { settled, expired } = lifecycle::catch_up(sandbox.world(), sandbox.config(), now).await?;
    // What just happened is due already.
    let now = now.max(clock::now());
    let due = deliveries::endpoints_due(&mut *sandbox.world().read().await?, now).await?;
    let tours = join_all(due.iter().map(|endpoint| tour(sandbox, endpoint, now))).await;
    let mut report = Report { settled, expired, ..Report::default() };
    for tour in tours {
        let (delivered, failed) = tour?;
        report.delivered += delivered;
        report.failed += failed;
    }
    Ok(report)
}

/// The same for ever. An endpoint that is slow delays nobody else: each has a tour of its own.
pub(crate) async fn run(sandbox: &Sandbox, stop: CancellationToken) {
    let mut tours: JoinSet<String> = JoinSet::new();
    let mut busy: HashSet<String> = HashSet::new();
    loop {
        let nap = match start_tours(sandbox, &mut tours, &mut busy).await {
            Ok(nap) => nap,
            Err(error) => {
                stumbled(&error);
                AFTER_A_STUMBLE
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = sandbox.0.bell.notified() => {}
            () = tokio::time::sleep(nap) => {}
            Some(done) = tours.join_next() => match done {
                Ok(endpoint) => { busy.remove(&endpoint); }
                Err(error) => {
                    tracing::error!(%error, "a tour of the courier broke off");
                    busy.clear();
                }
            }
        }
    }
}

fn stumbled(error: &WorldError) {
    let cause: &dyn std::error::Error = error;
    tracing::error!(error = cause, "the courier stumbled");
}

async fn start_tours(sandbox: &Sandbox, tours: &mut JoinSet<String>, busy: &mut HashSet<String>) -> Result<Duration> {
    lifecycle::catch_up(sandbox.world(), sandbox.config(), clock::now()).await?;
    let now = clock::now();
    let due = deliveries::endpoints_due(&mut *sandbox.world().read().await?, now).await?;
    for endpoint in due {
        if busy.insert(endpoint.clone()) {
            let sandbox = sandbox.clone();
            tours.spawn(async move {
                if let Err(error) = tour(&sandbox, &endpoint, clock::now()).await {
                    stumbled(&error);
                    tokio::time::sleep(AFTER_A_STUMBLE).await;
                }
                endpoint
            });
        }
    }
    until_next(sandbox, now).await
}

/// How long nothing will become due. What is due already is being taken care of.
async fn until_next(sandbox: &Sandbox, now: Timestamp) -> Result<Duration> {
    let mut connection = sandbox.world().read().await?;
    let instants = [
        intents::next_settlement(&mut connection, now).await?,
        refunds::next_due(&mut connection, now).await?,
        sessions::next_expiry(&mut connection, now).await?,
        sessions::next_answer(&mut connection, now).await?,
        deliveries::next_due(&mut connection, now).await?,
    ];
    let next = instants.into_iter().flatten().min();
    let millis = next.map(|next| next.saturating_sub(clock::now().as_millisecond()).max(1));
    Ok(millis
        .and_then(|millis| u64::try_from(millis).ok())
        .map_or(NAP, |millis| Duration::from_millis(millis).min(NAP)))
}

/// Delivers everything due to one endpoint, one after the other. Answers how many went well and how many did not.
async fn tour(sandbox: &Sandbox, endpoint: &str, now: Timestamp) -> Result<(usize, usize)> {
    let (mut delivered, mut failed) = (0, 0);
    loop {
        let mut connection = sandbox.world().read().await?;
        let Some(due) = deliveries::next_due_to(&mut connection, endpoint, now).await? else {
            return Ok((delivered, failed));
        };
        let receiver = endpoints::find_any(&mut connection, endpoint).await?;
        drop(connection);
        let (tried, attempt) = match receiver {
            Some(receiver) if receiver.is_enabled() => {
                let attempt = attempt::make(sandbox, &receiver, &due).await;
                (conclude(&due, &attempt), Some(attempt))
            }
            _ => (gone(&due), None),
        };
        if tried.error.is_none() {
            delivered += 1
        } else {
            failed += 1
        }
        let mut tx = sandbox.world().write().await?;
        deliveries::note(&mut tx, &due.id, &tried, attempt.as_ref(), clock::now()).await?;
        tx.commit().await?;
    }
}

/// How the delivery stands after that attempt.
fn conclude(due: &Due, attempt: &Attempt) -> Tried {
    let attempts = due.attempts + 1;
    let again_at = if attempt.error.is_some() { next_try(attempts) } else { None };
    Tried { attempts, status: attempt.status, error: attempt.error.clone(), again_at }
}

/// The endpoint was deleted or switched off meanwhile: there is nobody left to tell.
fn gone(due: &Due) -> Tried {
    Tried {
        attempts: due.attempts,
        status: None,
        error: Some("the endpoint was deleted or disabled".to_owned()),
        again_at: None,
    }
}

/// When to try again after that many tries; `None` when it was the last. Doubling with ±10 % is our choice: Fintoc publishes
/// the first step and the count, and an older page says "several days", which doubling gives.
fn next_try(attempts: i64) -> Option<Timestamp> {
    let step = base_delay_millis(attempts)?;
    Some(clock::plus_millis(clock::now(), step.saturating_mul(rand::random_range(900..=1100)) / 1000))
}

fn base_delay_millis(attempts: i64) -> Option<i64> {
    let doublings = u32::try_from(attempts - 1).ok()?;
    (attempts <= RETRIES).then(|| FIRST_RETRY_MILLIS.saturating_mul(2_i64.saturating_pow(doublings)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_start_at_three_seconds_double_and_end_after_seventeen() {
        assert_eq!(base_delay_millis(1), Some(3_000));
        assert_eq!(base_delay_millis(2), Some(6_000));
        assert_eq!(base_delay_millis(17), Some(3_000 * 65_536));
        assert_eq!(base_delay_millis(18), None);
    }
}
