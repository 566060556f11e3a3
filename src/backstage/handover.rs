//! What somebody takes home from backstage: everything that happened around a rider, as data. The names of its fields stay; what
//! changes their meaning changes [`VERSION`].

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Moment, What, code::Language};
use crate::{
    Clp, Instant,
    id::{RideId, RiderId},
    ride::RideStory,
    rider::Rider,
};

/// The version of the fields.
pub const VERSION: u32 = 1;

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Handover {
    /// Which fields there are.
    pub version: u32,
    /// When it was taken, in milliseconds since 1970.
    pub made_at: Instant,
    /// Whom Fintoc was.
    pub fintoc: Counterpart,
    /// Whose it is.
    pub rider: Masked,
    /// The rides in it, newest first.
    pub rides: Vec<RideSummary>,
    /// What happened, oldest first.
    pub steps: Vec<Step>,
}

/// Whom we talked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counterpart {
    /// The sandbox.
    Sandbox,
    /// Fintoc, with a test key.
    FintocTest,
}

/// A rider whom only those recognise who know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Masked {
    /// Our id of them.
    pub id: RiderId,
    /// The first letter of the name.
    pub name: String,
    /// The RUT's beginning.
    pub rut: String,
}

impl Masked {
    /// What may be handed over of a rider.
    pub fn of(rider: &Rider) -> Self {
        let initial: String = rider.name.chars().take(1).collect();
        Self { id: rider.id.clone(), name: format!("{initial}•••"), rut: rider.rut.masked() }
    }
}

/// A ride and its payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RideSummary {
    /// Which.
    pub id: RideId,
    /// When it was booked, in milliseconds since 1970.
    pub booked_at: Instant,
    /// The id of the place where it begins.
    pub from: String,
    /// The id of the place where it ends.
    pub to: String,
    /// Its price, in pesos.
    pub total: Clp,
    /// Where it stands.
    pub state: &'static str,
    /// Every attempt to pay it, oldest first.
    pub payments: Vec<Line>,
    /// Every refund of it, oldest first.
    pub refunds: Vec<Line>,
}

/// Money that moved, or did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Which payment or refund.
    pub id: String,
    /// How much, in pesos.
    pub amount: Clp,
    /// Where it stands.
    pub state: &'static str,
    /// Why it did not succeed.
    pub reason: Option<String>,
}

impl RideSummary {
    /// What is handed over of a ride.
    pub fn of(story: &RideStory) -> Self {
        let extras = story.extra.iter().chain(&story.tip).flat_map(|extra| &extra.payments);
        let payments = story.payments.iter().chain(extras).map(|payment| Line {
            id: payment.id.to_string(),
            amount: payment.amount,
            state: payment.standing.state.as_str(),
            reason: payment.standing.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        });
        let refunds = story.refunds.iter().map(|refund| Line {
            id: refund.id.to_string(),
            amount: refund.amount,
            state: refund.standing.state.as_str(),
            reason: None,
        });
        Self {
            id: story.ride.id.clone(),
            booked_at: story.ride.booked_at,
            from: story.ride.trip.from.to_string(),
            to: story.trip().to.to_string(),
            total: story.ride.fare.total,
            state: story.ride.state.as_str(),
            payments: payments.collect(),
            refunds: refunds.collect(),
        }
    }
}

/// A moment, and for a call the code that makes it again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The moment.
    #[serde(flatten)]
    pub moment: Moment,
    /// How long it took, in milliseconds.
    pub took_ms: Option<u128>,
    /// The call by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub code: BTreeMap<&'static str, String>,
}

impl From<Moment> for Step {
    fn from(moment: Moment) -> Self {
        let code = match &moment.what {
            What::Called(call) => {
                let sample = |language: Language| Some((language.as_str(), language.sample(call)?));
                Language::ALL.into_iter().filter_map(sample).collect()
            }
            _ => BTreeMap::new(),
        };
        Self { took_ms: moment.took.map(|took| took.as_millis()), code, moment }
    }
}
