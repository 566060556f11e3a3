//! The recorder: keeps what happens around each rider, to be shown backstage. Whoever tells it something never waits: it is
//! written down a little later, many at once, and rather lost than in anybody's way. Without backstage it keeps nothing.

use std::{future::Future, sync::Arc, time::Duration};

use fintoc::{Exchange, Observer};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_util::sync::CancellationToken;
use vuelta::{
    Instant,
    backstage::{About, Call, Moment, What},
    id::RiderId,
};

use crate::{
    clock::Clock,
    ids,
    live::Live,
    store::{Store, StoreError, moments},
    telemetry::LogExchanges,
};

/// How many moments may wait to be written. Beyond it they are lost, which the log says.
const WAITING: usize = 4_096;

/// How long the writer waits for more before it commits: one commit for all that a click does.
const GATHER: Duration = Duration::from_millis(60);

tokio::task_local! {
    /// Whom the calls of this task are about.
    static SUBJECT: (RiderId, About);
}

/// What pages backstage listen to: the moments of a rider.
pub fn moments_of(rider: &RiderId) -> String {
    format!("moments of {rider}")
}

/// Takes moments in.
#[derive(Debug, Clone, Default)]
pub struct Recorder {
    desk: Option<Desk>,
}

#[derive(Debug, Clone)]
struct Desk {
    clock: Clock,
    queue: Sender<(RiderId, Moment)>,
}

/// What is waiting to be written.
#[derive(Debug)]
pub struct Pending {
    queue: Receiver<(RiderId, Moment)>,
}

impl Recorder {
    /// A recorder, and what its writer needs.
    pub fn new(clock: Clock) -> (Self, Pending) {
        let (sender, receiver) = mpsc::channel(WAITING);
        (Self { desk: Some(Desk { clock, queue: sender }) }, Pending { queue: receiver })
    }

    /// Whether anything is kept.
    pub fn is_on(&self) -> bool {
        self.desk.is_some()
    }

    /// Something happened just now, or has just ended after `took`.
    pub fn record(&self, rider: &RiderId, about: About, took: Option<Duration>, what: What) {
        let Some(desk) = &self.desk else { return };
        let at = desk.clock.now() - took.unwrap_or_default();
        self.record_at(rider, about, at, took, what);
    }

    /// Something happened at that instant.
    pub fn record_at(&self, rider: &RiderId, about: About, at: Instant, took: Option<Duration>, what: What) {
        let Some(desk) = &self.desk else { return };
        let moment = Moment { id: ids::moment(), at, took, about, what };
        if desk.queue.try_send((rider.clone(), moment)).is_err() {
            tracing::debug!(%rider, "a moment was lost");
        }
    }
}

/// Says whom the calls to Fintoc are about that `work` makes.
pub async fn about<F: Future>(rider: RiderId, about: About, work: F) -> F::Output {
    SUBJECT.scope((rider, about), work).await
}

/// Hears every exchange with Fintoc: each is logged, and kept when it is about a rider.
#[derive(Debug)]
pub struct Witness {
    recorder: Recorder,
}

impl Witness {
    /// As the client wants it.
    pub fn shared(recorder: Recorder) -> Arc<dyn Observer> {
        Arc::new(Self { recorder })
    }
}

impl Observer for Witness {
    fn exchanged(&self, exchange: &Exchange) {
        LogExchanges.exchanged(exchange);
        if !self.recorder.is_on() {
            return;
        }
        let subject = SUBJECT.try_with(Clone::clone);
        if let Ok((rider, about)) = subject {
            self.recorder.record(&rider, about, Some(exchange.duration), What::Called(Box::new(call(exchange))));
        }
    }
}

fn call(exchange: &Exchange) -> Call {
    Call {
        method: exchange.method.clone(),
        path: exchange.path.clone(),
        status: exchange.status,
        request_id: exchange.request_id.clone(),
        idempotency_key: exchange.idempotency_key.clone(),
        attempt: exchange.attempt,
        request_headers: Vec::new(),
        request: exchange.request.clone(),
        response_headers: Vec::new(),
        response: exchange.response.clone(),
        failure: exchange.failure.clone(),
    }
}

/// Writes down what waits, until the server stops.
pub async fn write(mut pending: Pending, store: Store, live: Live, stop: CancellationToken) {
    loop {
        let mut batch = Vec::new();
        tokio::select! {
            taken = pending.queue.recv_many(&mut batch, WAITING) => if taken == 0 { return },
            () = stop.cancelled() => return,
        }
        tokio::time::sleep(GATHER).await;
        while let Ok(more) = pending.queue.try_recv() {
            batch.push(more);
        }
        match keep(&store, &batch).await {
            Ok(()) => batch.iter().for_each(|(rider, _)| live.changed(&moments_of(rider))),
            Err(error) => tracing::warn!(%error, lost = batch.len(), "moments could not be kept"),
        }
    }
}

async fn keep(store: &Store, batch: &[(RiderId, Moment)]) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for (rider, moment) in batch {
        moments::insert(&mut tx, rider, moment).await?;
    }
    tx.commit().await?;
    Ok(())
}
