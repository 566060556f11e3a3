//! The recorder: keeps what happens around each rider, to be shown backstage. Whoever tells it something never waits: it is
//! written down a little later, many at once, and rather lost than in anybody's way. Without backstage it keeps nothing.

mod deliveries;
mod notes;

use std::{collections::BTreeSet, future::Future, num::NonZeroU32, sync::Arc, time::Duration};

use fintoc::{Exchange, Observer};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde_json::Value;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_util::sync::CancellationToken;
use vuelta::{
    Instant,
    backstage::{About, Call, Decision, Moment, What},
    id::{MomentId, RiderId},
};

use self::deliveries::Arrived;
pub use self::{
    deliveries::{Arrival, Checks},
    notes::Notes,
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

/// Forged deliveries that are kept in a second. Whoever sends more fills no memory and no log with them.
const FORGED_A_SECOND: NonZeroU32 = NonZeroU32::new(20).expect("twenty is not zero");

tokio::task_local! {
    /// Whom the calls of this task are about.
    static SUBJECT: (RiderId, About);
}

/// What pages backstage listen to: the moments of a rider.
pub fn moments_of(rider: &RiderId) -> String {
    format!("{}{rider}", moments::OF)
}

/// Takes moments in.
#[derive(Debug, Clone, Default)]
pub struct Recorder {
    desk: Option<Desk>,
}

#[derive(Debug, Clone)]
struct Desk {
    clock: Clock,
    queue: Sender<Item>,
    forged: Arc<DefaultDirectRateLimiter>,
}

/// What waits to be written.
#[derive(Debug)]
enum Item {
    Moment(RiderId, Box<Moment>),
    /// Whom it is about is looked up by the writer, and not at the door.
    Arrived(Box<Arrived>),
}

/// What is waiting to be written.
#[derive(Debug)]
pub struct Pending {
    queue: Receiver<Item>,
}

/// When something began that will be told once it is over. What it brings about comes after it, also within a millisecond.
#[derive(Debug, Clone)]
pub struct Beginning {
    id: MomentId,
    at: Instant,
    since: tokio::time::Instant,
}

impl Beginning {
    fn into_moment(self, took: Option<Duration>, about: About, what: What) -> Moment {
        Moment { id: self.id, at: self.at, took, about, what }
    }
}

impl Recorder {
    /// A recorder, and what its writer needs.
    pub fn new(clock: Clock) -> (Self, Pending) {
        let (sender, receiver) = mpsc::channel(WAITING);
        let forged = Arc::new(RateLimiter::direct(Quota::per_second(FORGED_A_SECOND)));
        (Self { desk: Some(Desk { clock, queue: sender, forged }) }, Pending { queue: receiver })
    }

    /// Whether anything is kept.
    pub fn is_on(&self) -> bool {
        self.desk.is_some()
    }

    /// Something begins now; nothing, when nothing is kept.
    pub fn begin(&self) -> Option<Beginning> {
        let desk = self.desk.as_ref()?;
        Some(Beginning { id: ids::moment(), at: desk.clock.now(), since: tokio::time::Instant::now() })
    }

    /// What began is over.
    pub fn end(&self, begun: Option<Beginning>, rider: &RiderId, about: About, what: What) {
        let Some((desk, begun)) = self.desk.as_ref().zip(begun) else { return };
        let took = begun.since.elapsed();
        desk.put(Item::Moment(rider.clone(), Box::new(begun.into_moment(Some(took), about, what))));
    }

    /// A delivery that came then is answered.
    pub fn arrived(&self, begun: Option<Beginning>, arrival: Arrival) {
        let Some((desk, begun)) = self.desk.as_ref().zip(begun) else { return };
        if arrival.decision == Decision::Refused && desk.forged.check().is_err() {
            return;
        }
        let took = begun.since.elapsed();
        desk.put(Item::Arrived(Box::new(Arrived { begun, took, arrival })));
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
        desk.put(Item::Moment(rider.clone(), Box::new(moment)));
    }

    /// All of this was written down, and is committed.
    pub fn written(&self, notes: Notes) {
        for (rider, about, written) in notes.into_iter() {
            self.record(&rider, about, None, What::Written(written));
        }
    }
}

impl Desk {
    fn put(&self, item: Item) {
        if self.queue.try_send(item).is_err() {
            tracing::debug!("a moment was lost");
        }
    }
}

/// Says whom the calls to Fintoc are about that `work` makes.
pub async fn about<F: Future>(rider: RiderId, about: About, work: F) -> F::Output {
    SUBJECT.scope((rider, about), work).await
}

/// Likewise, if it is known whom.
pub async fn of<F: Future>(subject: Option<(RiderId, About)>, work: F) -> F::Output {
    match subject {
        Some((rider, of)) => about(rider, of, work).await,
        None => work.await,
    }
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
    let (path, response) = own(&exchange.path, exchange.response.as_ref());
    Call {
        method: exchange.method.clone(),
        path,
        status: exchange.status,
        request_id: exchange.request_id.clone(),
        idempotency_key: exchange.idempotency_key.clone(),
        attempt: exchange.attempt,
        request_headers: exchange.request_headers.clone(),
        request: exchange.request.clone(),
        response_headers: exchange.response_headers.clone(),
        response,
        failure: exchange.failure.clone(),
    }
}

/// What of a call is the rider's own. When we look around among all that is at Fintoc, the list holds what is others', and the
/// address of its next page names some of it: only that we looked is kept.
fn own(path: &str, response: Option<&Value>) -> (String, Option<Value>) {
    let (bare, query) = path.split_once('?').unwrap_or((path, ""));
    if query.contains("customer=") {
        return (path.to_owned(), response.cloned());
    }
    let response = match response {
        Some(Value::Array(items)) => Some(Value::String(format!("[{}]", items.len()))),
        other => other.cloned(),
    };
    (bare.to_owned(), response)
}

/// Writes down what waits, until the server stops and nothing waits any more.
pub async fn write(mut pending: Pending, store: Store, live: Live, stop: CancellationToken) {
    let mut stopping = false;
    while !stopping {
        let mut batch = Vec::new();
        tokio::select! {
            taken = pending.queue.recv_many(&mut batch, WAITING) => if taken == 0 { return },
            () = stop.cancelled() => stopping = true,
        }
        tokio::time::sleep(GATHER).await;
        while let Ok(more) = pending.queue.try_recv() {
            batch.push(more);
        }
        let waiting = batch.len();
        match keep(&store, batch).await {
            Ok(riders) => riders.iter().for_each(|rider| live.changed(&moments_of(rider))),
            Err(error) => tracing::warn!(%error, lost = waiting, "moments could not be kept"),
        }
    }
}

/// Keeps a batch, and says whose moments are new.
async fn keep(store: &Store, batch: Vec<Item>) -> Result<BTreeSet<RiderId>, StoreError> {
    if batch.is_empty() {
        return Ok(BTreeSet::new());
    }
    let moments = looked_up(store, batch).await?;
    let mut tx = store.begin().await?;
    for (rider, moment) in &moments {
        moments::insert(&mut tx, rider, moment).await?;
    }
    tx.commit().await?;
    Ok(moments.into_iter().map(|(rider, _)| rider).collect())
}

/// Finds out whom deliveries are about. One that cannot be looked up is lost, and no other with it.
async fn looked_up(store: &Store, batch: Vec<Item>) -> Result<Vec<(RiderId, Moment)>, StoreError> {
    let mut connection = store.pool().acquire().await?;
    let mut moments = Vec::with_capacity(batch.len());
    for item in batch {
        match item {
            Item::Moment(rider, moment) => moments.push((rider, *moment)),
            Item::Arrived(arrived) => match arrived.into_moment(&mut connection).await {
                Ok(found) => moments.extend(found),
                Err(error) => tracing::debug!(%error, "whom a delivery is about cannot be looked up"),
            },
        }
    }
    Ok(moments)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_list_of_everybodys_only_its_length_is_kept() {
        let others = json!([{"id": "cus_1"}, {"id": "cus_2"}]);
        let looked = own("/v2/customers?starting_after=cus_0", Some(&others));
        assert_eq!(looked, ("/v2/customers".to_owned(), Some(json!("[2]"))));
        let methods = "/v2/payment_methods?customer=cus_1";
        assert_eq!(own(methods, Some(&others)), (methods.to_owned(), Some(others)));
        assert_eq!(own("/v2/refunds?starting_after=re_0", None), ("/v2/refunds".to_owned(), None));
    }
}
