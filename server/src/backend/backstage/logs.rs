//! What somebody takes home from backstage, and the newest of what happened.

use vuelta::{
    backstage::{
        About, Deed, Moments, What,
        handover::{Counterpart, Handover, Masked, RideSummary, VERSION},
    },
    history::Wanted,
    id::{MomentId, RideId},
    ports::Rides,
    refusal::Trouble,
    rider::Rider,
};

use crate::{
    backend::{Backend, incident::OrIncident},
    store::moments,
};

impl Backend {
    /// Everything that happened around the rider, or around one ride of theirs, to be taken away. That it was is recorded.
    ///
    /// # Errors
    /// When the ride is not theirs, or the database does not answer.
    pub async fn hand_over(&self, rider: &Rider, ride: Option<&RideId>, format: &str) -> Result<Handover, Trouble> {
        let rides = match ride {
            Some(ride) => vec![RideSummary::of(&self.ride(&rider.id, ride).await?)],
            None => self.every_ride(rider).await?,
        };
        let moments = self.moments(&rider.id, ride).await?;
        let about = About { ride: ride.cloned(), ..About::default() };
        let deed = Deed { word: "handover.taken".to_owned(), detail: Some(format.to_owned()) };
        self.recorder.record(&rider.id, about, None, What::Done(deed));
        let fintoc = if self.config.is_fintoc() { Counterpart::FintocTest } else { Counterpart::Sandbox };
        Ok(Handover {
            version: VERSION,
            made_at: self.clock.now(),
            fintoc,
            rider: Masked::of(rider),
            rides,
            steps: moments.into_iter().map(Into::into).collect(),
        })
    }

    async fn every_ride(&self, rider: &Rider) -> Result<Vec<RideSummary>, Trouble> {
        let history = self.history(&rider.id, Wanted::default()).await?;
        let mut rides = Vec::new();
        for past in &history.rides {
            rides.push(RideSummary::of(&self.ride(&rider.id, &past.ride.id).await?));
        }
        Ok(rides)
    }

    /// The id of the newest moment of a rider, for pages that wait for another.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn newest_moment(&self, rider: &Rider) -> Result<Option<MomentId>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        moments::newest(&mut connection, &rider.id).await.or_incident()
    }
}
