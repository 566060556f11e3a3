//! The sender of webhooks, as far as a rider's own deliveries go, and the order lab.

use std::{collections::HashSet, time::Duration};

use async_trait::async_trait;
use fintoc::{CheckoutSession, Event, PaymentIntent, event::Resource};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;
use vuelta::{
    Instant,
    backstage::{
        Decision, Delivery, Moment, Moments, What,
        orders::{self, MOST, Piece, Rehearsal},
        webhooks::{As, Attempt, Lab, Parcel, Release, Sender, Sent, SentState, Webhooks, together},
    },
    case::{self, Charge},
    id::{PaymentId, RiderId},
    payment::Heard,
    refusal::{Refusal, Trouble},
};

use crate::{
    backend::{Backend, incident::OrIncident, settle},
    controls::{ControlError, Controls},
    recorder::moments_of,
    store::{extras, moments, payments, riders},
};

/// How far from now a signature is made that is too old, or too new: twice what is tolerated.
const OUT_OF_TIME: i64 = 600;

/// How long a page waits for a delivery that it asked for.
const PATIENCE: Duration = Duration::from_secs(4);

/// A delivery in the sandbox's words.
#[derive(Debug, Deserialize)]
struct Shown {
    id: String,
    event: String,
    #[serde(rename = "type")]
    kind: String,
    customer: Option<String>,
    state: String,
    due_at: Timestamp,
    fault: Option<Value>,
    copy_of: Option<String>,
    log: Vec<Logged>,
}

#[derive(Debug, Deserialize)]
struct Logged {
    at: Timestamp,
    latency_ms: u64,
    headers: std::collections::BTreeMap<String, String>,
    status: Option<u16>,
    fault: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Held {
    paused: bool,
    waiting: usize,
}

#[derive(Debug, Deserialize)]
struct Resent {
    deliveries: Vec<String>,
}

impl From<Shown> for Sent {
    fn from(shown: Shown) -> Self {
        let state = SentState::parse(&shown.state);
        let is_owed = matches!(state, SentState::Due | SentState::Waiting | SentState::Paused);
        Self {
            id: shown.id,
            event: shown.event,
            kind: shown.kind,
            state,
            due_at: is_owed.then(|| Instant::from_millis(shown.due_at.as_millisecond())),
            fault: shown.fault.as_ref().and_then(|fault| fault.get("name")?.as_str().map(str::to_owned)),
            copy_of: shown.copy_of,
            attempts: shown.log.into_iter().map(Attempt::from).collect(),
        }
    }
}

impl From<Logged> for Attempt {
    fn from(logged: Logged) -> Self {
        Self {
            at: Instant::from_millis(logged.at.as_millisecond()),
            took: Duration::from_millis(logged.latency_ms),
            status: logged.status,
            fault: logged.fault,
            signature: logged.headers.get(fintoc::webhook::SIGNATURE_HEADER).cloned(),
        }
    }
}

#[async_trait]
impl Webhooks for Backend {
    async fn sender(&self, rider: &RiderId) -> Result<Sender, Trouble> {
        if self.controls.is_none() {
            return Ok(Sender::Fintoc);
        }
        let Some((controls, customer)) = self.controlled(rider).await? else { return Ok(Sender::Nobody) };
        let held: Held = controls.get(&format!("pause?customer={customer}")).await.or_refused()?;
        Ok(Sender::Sandbox { paused: held.paused, waiting: held.waiting })
    }

    async fn sent(&self, rider: &RiderId) -> Result<Vec<Sent>, Trouble> {
        let Some((controls, customer)) = self.controlled(rider).await? else { return Ok(Vec::new()) };
        let shown: Vec<Shown> = controls.get(&format!("deliveries?customer={customer}")).await.or_refused()?;
        Ok(shown.into_iter().map(Sent::from).collect())
    }

    async fn every_order(&self, rider: &RiderId, payment: Option<&PaymentId>) -> Result<Option<Lab>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let all = moments::of_rider(&mut connection, rider).await.or_incident()?;
        let newest = || all.iter().rev().find_map(|moment| moment.about.payment.clone());
        let Some(id) = payment.cloned().or_else(newest) else { return Ok(None) };
        let row = payments::find(&mut connection, &id).await.or_incident()?.filter(|row| row.rider == *rider);
        let row = row.ok_or(Trouble::Refused(Refusal::NotFound))?;
        let about = moments::of_ride(&mut connection, rider, &row.ride).await.or_incident()?;
        let charge = match &row.extra {
            None => Charge::Fare,
            Some(extra) => extras::find(&mut connection, extra)
                .await
                .or_incident()?
                .map_or(Charge::Extra, |extra| extra.kind.charge()),
        };
        drop(connection);
        let (mut pieces, others) = pieces(&id, &about);
        let left_out = others + pieces.len().saturating_sub(MOST);
        pieces.truncate(MOST);
        let (amount, now) = (row.payment.amount, self.clock.now());
        let attempt = case::Attempt { payment: row.payment, terms: row.terms };
        let start = Rehearsal::of(charge, attempt, now);
        let told = pieces.clone();
        // Some forty thousand orders are a moment's work, which nobody else's request waits for.
        let tried = tokio::task::spawn_blocking(move || orders::every_order(&start, &told)).await;
        let trial = tried.map_err(|_| Trouble::Busy)?;
        Ok(Some(Lab { payment: id, amount, pieces, left_out, trial }))
    }
}

/// What a presenter does to the sender.
impl Backend {
    /// The sandbox and the rider's customer there: nobody else's deliveries are ever touched.
    async fn controlled(&self, rider: &RiderId) -> Result<Option<(&Controls, String)>, Trouble> {
        let Some(controls) = &self.controls else { return Ok(None) };
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let customer = riders::customer(&mut connection, rider).await.or_incident()?;
        Ok(customer.map(|customer| (controls, customer)))
    }

    async fn control(&self, rider: &RiderId) -> Result<(&Controls, String), Trouble> {
        self.controlled(rider).await?.ok_or(Trouble::Refused(Refusal::NotFound))
    }

    /// A delivery of the rider's; another's is as good as none.
    async fn own_delivery(&self, rider: &RiderId, id: &str) -> Result<(&Controls, Sent), Trouble> {
        let (controls, customer) = self.control(rider).await?;
        if !is_plain(id) {
            return Err(Trouble::Refused(Refusal::NotFound));
        }
        let shown: Shown = controls.get(&format!("deliveries/{id}")).await.or_refused()?;
        match shown.customer.as_ref() == Some(&customer) {
            true => Ok((controls, Sent::from(shown))),
            false => Err(Trouble::Refused(Refusal::NotFound)),
        }
    }

    /// Sends a delivery again, honestly or not, and waits until the copies have arrived, or cannot soon. Answers their ids.
    ///
    /// # Errors
    /// When the rider has no such delivery, or the sandbox does not answer.
    pub async fn resend_delivery(&self, rider: &RiderId, id: &str, way: As) -> Result<Vec<String>, Trouble> {
        let (controls, _) = self.own_delivery(rider, id).await?;
        self.note(rider, &format!("webhook.{}", way.as_str()), Some(id));
        let resent: Resent = controls.post(&format!("deliveries/{id}/resend"), &how(way)).await.or_refused()?;
        self.arrived(rider, &resent.deliveries).await?;
        Ok(resent.deliveries)
    }

    /// Has a delivery tried now that waits for its next try.
    ///
    /// # Errors
    /// When the rider has no such delivery, or the sandbox does not answer.
    pub async fn retry_delivery(&self, rider: &RiderId, id: &str) -> Result<(), Trouble> {
        let (controls, sent) = self.own_delivery(rider, id).await?;
        if !matches!(sent.state, SentState::Waiting | SentState::Due) {
            return Ok(());
        }
        self.note(rider, "webhook.retried", Some(id));
        controls.post::<Value>(&format!("deliveries/{id}/retry"), &json!({})).await.or_refused()?;
        self.arrived(rider, &[id.to_owned()]).await
    }

    /// Holds the rider's deliveries back.
    ///
    /// # Errors
    /// When the rider has no customer, or the sandbox does not answer.
    pub async fn pause_sender(&self, rider: &RiderId) -> Result<(), Trouble> {
        let (controls, customer) = self.control(rider).await?;
        self.note(rider, "webhooks.paused", None);
        controls.post::<Value>("pause", &json!({ "customer": customer })).await.or_refused()?;
        Ok(())
    }

    /// Lets the rider's deliveries go, in that order.
    ///
    /// # Errors
    /// When the rider has no customer, when something is picked that does not wait, or the sandbox does not answer.
    pub async fn resume_sender(&self, rider: &RiderId, release: &Release) -> Result<(), Trouble> {
        let (controls, customer) = self.control(rider).await?;
        let (word, order) = match release {
            Release::AsQueued => ("as_queued", json!("as_queued")),
            Release::Reversed => ("reversed", json!("reversed")),
            Release::Shuffled => ("shuffled", json!("shuffled")),
            Release::Picked(ids) => ("picked", json!(ids)),
        };
        self.note(rider, "webhooks.resumed", Some(word));
        controls.post::<Value>("resume", &json!({ "customer": customer, "order": order })).await.or_refused()?;
        Ok(())
    }

    /// Waits until those deliveries have been tried and what came of it is written down; not for long, and not at all for what is
    /// held back.
    async fn arrived(&self, rider: &RiderId, ids: &[String]) -> Result<(), Trouble> {
        let bell = self.live.listen(&[&moments_of(rider)]);
        let waited = timeout(PATIENCE, async {
            while !self.have_arrived(rider, ids).await? {
                // The sandbox rings nobody: it is asked again, at the latest in a moment.
                let _ = timeout(Duration::from_millis(100), bell.next()).await;
            }
            Ok(())
        });
        waited.await.unwrap_or(Ok(()))
    }

    async fn have_arrived(&self, rider: &RiderId, ids: &[String]) -> Result<bool, Trouble> {
        let sent = self.sent(rider).await?;
        let moments = self.moments(rider, None).await?;
        let stories = together(&moments, &sent);
        let is_of_these = |parcel: &&Parcel| parcel.sent.as_ref().is_some_and(|sent| ids.contains(&sent.id));
        let mut of_these = stories.iter().flat_map(|story| &story.parcels).filter(is_of_these);
        Ok(of_these.all(|parcel| !parcel.is_on_its_way()))
    }
}

/// Ids of the sandbox's are letters, digits and an underscore: nothing that would lead elsewhere in an address.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// How the sandbox is told to send something again.
fn how(way: As) -> Value {
    match way {
        As::Again => json!({}),
        As::Twice => json!({ "times": 2 }),
        As::Stale => json!({ "fault": { "name": "stale", "seconds": OUT_OF_TIME } }),
        As::Future => json!({ "fault": { "name": "future", "seconds": OUT_OF_TIME } }),
        As::WrongSecret => json!({ "fault": "wrong_secret" }),
        As::Altered => json!({ "fault": "altered" }),
    }
}

/// What the sandbox refuses, in our words.
trait OrRefused<T> {
    fn or_refused(self) -> Result<T, Trouble>;
}

impl<T> OrRefused<T> for Result<T, ControlError> {
    fn or_refused(self) -> Result<T, Trouble> {
        self.map_err(|error| match error {
            ControlError::Refused { status, .. } if status.as_u16() == 404 => Trouble::Refused(Refusal::NotFound),
            error => {
                tracing::warn!(%error, "the sandbox did not do what it was asked for");
                Trouble::Busy
            }
        })
    }
}

/// Everything that was heard about a payment, each once, in the order in which it came; and how much of it tells of refunds.
fn pieces(id: &PaymentId, about: &[Moment]) -> (Vec<Piece>, usize) {
    let mut known = HashSet::new();
    let (mut pieces, mut refunds) = (Vec::new(), 0);
    for moment in about {
        let Some((name, said)) = heard(moment, &mut known) else { continue };
        let is_about_it = moment.about.payment.as_ref() == Some(id);
        match said {
            Said::Payment(of, heard) if of.as_deref().map_or(is_about_it, |of| of == id.as_str()) => {
                let says = heard.news.as_ref().map_or("", |news| news.state.as_str()).to_owned();
                let event = case::Event::Payment(id.clone(), *heard);
                // Asking twice and hearing the same is no other news.
                if !pieces.iter().any(|piece: &Piece| piece.name == name && piece.event == event) {
                    pieces.push(Piece { name, says, at: moment.at, event });
                }
            }
            Said::Refund if is_about_it => refunds += 1,
            Said::Payment(..) | Said::Refund => {}
        }
    }
    (pieces, refunds)
}

/// What somebody said.
enum Said {
    /// About a payment, perhaps with its id.
    Payment(Option<String>, Box<Heard>),
    /// About a refund.
    Refund,
}

/// What a moment says about money, if it was believed and not said before.
fn heard(moment: &Moment, known: &mut HashSet<String>) -> Option<(String, Said)> {
    match &moment.what {
        What::Delivered(told) if matches!(told.decision, Decision::Kept | Decision::Hint) => told_by(told, known),
        What::Called(call)
            if call.status.is_some_and(|status| status < 300) && call.path.contains("/checkout_sessions") =>
        {
            let session: CheckoutSession = serde_json::from_value(call.response.clone()?).ok()?;
            Some((format!("{} {}", call.method, call.path), of_session(&session)))
        }
        _ => None,
    }
}

fn told_by(told: &Delivery, known: &mut HashSet<String>) -> Option<(String, Said)> {
    let event: Event = serde_json::from_value(told.body.clone()?).ok()?;
    let said = match event.resource().ok()? {
        Resource::CheckoutSession(session) => of_session(&session),
        Resource::PaymentIntent(intent) => of_intent(&intent),
        Resource::Refund(_) => Said::Refund,
        Resource::PaymentMethod(_) | Resource::Other => return None,
    };
    known.insert(event.id.to_string()).then(|| (event.kind.to_string(), said))
}

fn of_session(session: &CheckoutSession) -> Said {
    Said::Payment(named(&session.metadata), Box::new(settle::of_session(session)))
}

fn of_intent(intent: &PaymentIntent) -> Said {
    Said::Payment(named(&intent.metadata), Box::new(settle::of_intent(intent)))
}

fn named(metadata: &fintoc::Metadata) -> Option<String> {
    metadata.get(crate::backend::calls::PAYMENT).and_then(fintoc::MetadataValue::as_text).map(str::to_owned)
}
