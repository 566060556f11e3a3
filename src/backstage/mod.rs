//! Backstage: what somebody who shows Vuelta to others sees of one rider, and what they may make happen. Nothing here is needed
//! to book a ride, and no rider ever sees another's.

mod clock;
pub mod code;
pub mod compare;
pub mod handover;
pub mod invitation;
pub mod log;
mod moment;
pub mod orders;
pub mod personas;
mod scenarios;
pub mod sequence;
pub mod stories;
pub mod truth;
pub mod webhooks;

use std::fmt::Debug;

use async_trait::async_trait;

pub use clock::{Agenda, Due, DueKind, Jump, Time};
pub use invitation::Invitations;
pub use moment::{
    About, Asked, Call, Check, CheckName, Decision, Deed, Delivery, Moment, Told, What, Written, WrittenKind,
};
pub use scenarios::{Armed, Arming, Board, Group, Lasts, Parameter, Reach, Scenario, Scenarios, Takes, Way};

use crate::{
    id::{MomentId, RideId, RiderId},
    refusal::Trouble,
};

/// What has happened around a rider.
#[async_trait]
pub trait Moments: Send + Sync {
    /// The rider's moments, oldest first: of one ride when one is named, otherwise the newest of all.
    async fn moments(&self, rider: &RiderId, ride: Option<&RideId>) -> Result<Vec<Moment>, Trouble>;
    /// One of them.
    async fn moment(&self, rider: &RiderId, id: &MomentId) -> Result<Moment, Trouble>;
}

/// All that a page backstage may ask for, beside what every page may.
pub trait Backstage: Moments + Invitations + Scenarios + Time + personas::People + webhooks::Webhooks + Debug {}
