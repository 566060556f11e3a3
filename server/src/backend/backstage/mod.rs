//! Backstage: what happened around one rider, and what may be made to happen. Only the sandbox can be made to do anything.

mod clock;
mod invitations;
mod logs;
mod people;
mod scenarios;
mod stories;
pub mod subject;
mod webhooks;

use async_trait::async_trait;
use vuelta::{
    backstage::{About, Backstage, Deed, Moment, Moments, What},
    id::{MomentId, RideId, RiderId},
    refusal::{Refusal, Trouble},
};

use super::{Backend, incident::OrIncident};
use crate::store::moments;

impl Backstage for Backend {}

#[async_trait]
impl Moments for Backend {
    async fn moments(&self, rider: &RiderId, ride: Option<&RideId>) -> Result<Vec<Moment>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        match ride {
            Some(ride) => moments::of_ride(&mut connection, rider, ride).await.or_incident(),
            None => moments::of_rider(&mut connection, rider).await.or_incident(),
        }
    }

    async fn moment(&self, rider: &RiderId, id: &MomentId) -> Result<Moment, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let found = moments::find(&mut connection, rider, id).await.or_incident()?;
        found.ok_or(Trouble::Refused(Refusal::NotFound))
    }
}

impl Backend {
    /// Notes what somebody did backstage, so that the timeline explains itself.
    fn note(&self, rider: &RiderId, word: &str, detail: Option<&str>) {
        let deed = Deed { word: word.to_owned(), detail: detail.map(str::to_owned) };
        self.recorder.record(rider, About::default(), None, What::Done(deed));
    }
}
