//! Cancelling: a rider calls a ride off, and what was paid goes back but for what that costs.

use vuelta::{
    Clp,
    cancel::{self, CancelRide, Cancellation},
    case::Event,
    id::{RideId, RiderId},
    refusal::{Refusal, Trouble},
};

use super::{Backend, incident::OrIncident, settle::Kept};
use crate::{
    points::{Write, commit},
    store::{StoreError, cancellations, extras, journeys, riders, rides},
};

impl Backend {
    /// One transaction: the ride is off, its money is settled, an extra likewise, refunds are owed, and nobody drives it on. The
    /// bank's news and the driver's phases wait for the lock of the ride, so either they come first and are what this reads, or
    /// they find a cancelled ride.
    pub(super) async fn call_off(&self, rider: &RiderId, id: &RideId, order: CancelRide) -> Result<(), Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::lock(&mut tx, rider).await.or_incident()?;
        let ride = rides::find(&mut tx, id).await.or_incident()?.filter(|ride| ride.rider == *rider);
        let ride = ride.ok_or(Refusal::NotFound)?;
        let kept = Kept::load(&mut tx, id).await.or_incident()?;
        if cancellations::of_ride(&mut tx, id).await.or_incident()?.is_some() {
            return Ok(());
        }
        let journey = self.journey(&mut tx, &ride, now).await.or_incident()?;
        let fee = cancel::fee(kept.case.ride, kept.case.is_in_review(), journey.as_ref());
        let fee = fee.ok_or(Refusal::NotCancellable)?;
        if fee > order.shown {
            return Err(Refusal::CancelFeeChanged { fee }.into());
        }
        let mut notes = kept.take_in(&mut tx, Event::Cancelled { fee }, now).await.or_incident()?.notes;
        if let Some(extra) = extras::of_ride(&mut tx, id).await.or_incident()? {
            let kept = Kept::load_extra(&mut tx, &extra.id).await.or_incident()?;
            let extra = kept.take_in(&mut tx, Event::Cancelled { fee: Clp::ZERO }, now).await.or_incident()?;
            notes = notes.and(extra.notes);
        }
        let cancellation = Cancellation { fee, reason: order.reason, at: now };
        if !cancellations::insert(&mut tx, id, &cancellation).await.or_incident()? {
            return Err(StoreError::Stale).or_incident();
        }
        if let Some(journey) = journey {
            journeys::keep(&mut tx, id, journey.told, None).await.or_incident()?;
        }
        commit(tx, Write::Cancel).await.or_incident()?;
        self.recorder.written(notes);
        self.live.changed(id.as_str());
        self.wake();
        Ok(())
    }
}
