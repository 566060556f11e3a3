//! Thanks: what a rider thought of a ride, and a tip, which is a charge of its own that nobody owes.

use sqlx::AnyConnection;
use vuelta::{
    Clp, Instant,
    extra::{Extra, ExtraKind},
    id::{RideId, RiderId},
    journey::Phase,
    refusal::{Refusal, Trouble},
    ride::{Ride, RideState},
    thanks::{NewTip, Rating, accepted_tip},
};

use super::{Backend, incident::OrIncident, settle};
use crate::{
    ids,
    points::{Write, commit},
    recorder::Notes,
    store::{StoreError, extras, outbox::Call, ratings, riders, rides},
};

impl Backend {
    /// Keeps a rating. The last word counts.
    pub(super) async fn keep_rating(&self, rider: &RiderId, id: &RideId, rating: &Rating) -> Result<(), Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        // Pages elsewhere look at the ride's version.
        rides::lock(&mut tx, id).await.or_incident()?;
        self.ride_to_thank_for(&mut tx, rider, id, now).await?;
        ratings::keep(&mut tx, id, rating, now).await.or_incident()?;
        commit(tx, Write::Change).await.or_incident()?;
        self.live.changed(id.as_str());
        Ok(())
    }

    /// Phase 1 of a tip, one transaction, like that of a change of destination. `None` when the same tip was left already.
    pub(super) async fn write_down_tip(
        &self,
        rider: &RiderId,
        id: &RideId,
        tip: &NewTip,
    ) -> Result<Option<Call>, Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::lock(&mut tx, rider).await.or_incident()?;
        let ride = self.ride_to_thank_for(&mut tx, rider, id, now).await?;
        let amount = accepted_tip(tip.amount, ride.fare.total).ok_or(Refusal::TipAmount)?;
        if let Some(first) = extras::tip_of(&mut tx, id).await.or_incident()? {
            return if first.amount == amount { Ok(None) } else { Err(Refusal::TipGiven.into()) };
        }
        let extra = new_tip(&ride, amount, now);
        rides::lock(&mut tx, id).await.or_incident()?;
        let (call, notes) = self.ask_for_tip(&mut tx, &extra, tip, now).await?;
        commit(tx, Write::Change).await.or_incident()?;
        self.recorder.written(notes);
        self.live.changed(id.as_str());
        Ok(Some(call))
    }

    /// The rider's own ride, if it is over.
    async fn ride_to_thank_for(
        &self,
        tx: &mut AnyConnection,
        rider: &RiderId,
        id: &RideId,
        now: Instant,
    ) -> Result<Ride, Trouble> {
        let ride = rides::find(tx, id).await.or_incident()?.filter(|ride| ride.rider == *rider);
        let ride = ride.ok_or(Refusal::NotFound)?;
        let journey = self.journey(tx, &ride, now).await.or_incident()?;
        let is_over = ride.state == RideState::Paid && journey.is_some_and(|journey| journey.told == Phase::Done);
        if is_over { Ok(ride) } else { Err(Refusal::RideNotOver.into()) }
    }

    async fn ask_for_tip(
        &self,
        tx: &mut AnyConnection,
        extra: &Extra,
        tip: &NewTip,
        now: Instant,
    ) -> Result<(Call, Notes), Trouble> {
        if !extras::insert(tx, extra).await.or_incident()? {
            return Err(StoreError::Stale).or_incident();
        }
        let first = self.attempt(tx, &extra.rider, extra.amount, tip.method.as_ref(), 1, now).await?;
        let opened = settle::opened_extra(tx, extra, first, now).await.or_incident()?;
        Ok((self.owe(tx, opened.to_ask, now).await.or_incident()?, opened.notes))
    }
}

fn new_tip(ride: &Ride, amount: Clp, now: Instant) -> Extra {
    Extra {
        id: ids::extra(),
        ride: ride.id.clone(),
        rider: ride.rider.clone(),
        kind: ExtraKind::Tip,
        amount,
        state: Extra::begins(amount),
        asked_at: now,
    }
}
