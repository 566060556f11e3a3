//! Extras: a paid ride goes somewhere else, and what that costs more is a charge of its own.

use sqlx::AnyConnection;
use vuelta::{
    Clp,
    case::Event,
    extra::{Extra, ExtraKind, ExtraStory, NewDestination},
    id::{ExtraId, MethodId, RideId, RiderId},
    journey::Phase,
    refusal::{Refusal, Trouble},
    ride::{Booked, RideNews, RideState},
};

use super::{
    Backend,
    incident::OrIncident,
    settle::{self, Kept},
};
use crate::{
    ids,
    points::{Write, commit},
    recorder::Notes,
    store::{StoreError, extras, outbox::Call, payments, refunds, riders, rides},
};

impl Backend {
    /// Phase 1 of a change of destination, one transaction, like a booking's: the extra, its payment, books and the call we owe.
    /// `None` when there is nothing to ask Fintoc for: the same change was made already, or it costs nothing.
    pub(super) async fn write_down_change(
        &self,
        rider: &RiderId,
        id: &RideId,
        change: &NewDestination,
    ) -> Result<Option<Call>, Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::lock(&mut tx, rider).await.or_incident()?;
        let ride = rides::find(&mut tx, id).await.or_incident()?.filter(|ride| ride.rider == *rider);
        let ride = ride.ok_or(Refusal::NotFound)?;
        // Nobody arrives meanwhile, and pages elsewhere look at the ride's version.
        rides::lock(&mut tx, id).await.or_incident()?;
        if let Some(first) = extras::of_ride(&mut tx, id).await.or_incident()? {
            return if first.to() == Some(&change.to) { Ok(None) } else { Err(Refusal::DestinationFixed.into()) };
        }
        refuse_if_due(&mut tx, rider).await?;
        if self.journey(&mut tx, &ride, now).await.or_incident()?.is_some_and(|journey| journey.told == Phase::Done) {
            return Err(Refusal::DestinationFixed.into());
        }
        let amount = ride.extra_to(&change.to).map_err(|_| Refusal::DestinationFixed)?;
        if amount != change.shown {
            return Err(Refusal::FareChanged { fare: amount }.into());
        }
        let extra = Extra {
            id: ids::extra(),
            ride: ride.id.clone(),
            rider: ride.rider.clone(),
            kind: ExtraKind::Destination { to: change.to.clone() },
            amount,
            state: Extra::begins(amount),
            asked_at: now,
        };
        if !extras::insert(&mut tx, &extra).await.or_incident()? {
            return Err(StoreError::Stale).or_incident();
        }
        self.reschedule(&mut tx, &ride, now).await.or_incident()?;
        let (call, notes) = if amount == Clp::ZERO {
            rides::tell(&mut tx, id, &RideNews::Requested.of_extra(), now).await.or_incident()?;
            (None, Notes::default())
        } else {
            let first = self.attempt(&mut tx, rider, amount, Some(&change.method), 1, now).await?;
            let opened = settle::opened_extra(&mut tx, &extra, first, now).await.or_incident()?;
            (Some(self.owe(&mut tx, opened.to_ask, now).await.or_incident()?), opened.notes)
        };
        commit(tx, Write::Change).await.or_incident()?;
        self.recorder.written(notes);
        self.live.changed(id.as_str());
        Ok(call)
    }

    /// Phase 1 of another attempt to pay an extra; no call when this attempt was started already.
    pub(super) async fn write_down_balance(
        &self,
        rider: &RiderId,
        id: &ExtraId,
        method: Option<&MethodId>,
        attempt: i64,
    ) -> Result<(Extra, Option<Call>), Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::lock(&mut tx, rider).await.or_incident()?;
        let extra = extras::find(&mut tx, id).await.or_incident()?.filter(|extra| extra.rider == *rider);
        let extra = extra.ok_or(Refusal::NotFound)?;
        let kept = Kept::load_extra(&mut tx, id).await.or_incident()?;
        if !kept.case.takes_attempt(attempt).map_err(|_| Refusal::NothingToRetry)? {
            return Ok((extra, None));
        }
        let again = self.attempt(&mut tx, rider, extra.amount, method, attempt, now).await?;
        let settled = kept.take_in(&mut tx, Event::Retry(Box::new(again)), now).await.or_incident()?;
        let call = self.owe(&mut tx, settled.to_ask, now).await.or_incident()?;
        commit(tx, Write::Retry).await.or_incident()?;
        self.recorder.written(settled.notes);
        self.live.changed(extra.ride.as_str());
        Ok((extra, Some(call)))
    }

    /// Where a click that pays an extra leads: to the ride, or to the hosted page when the bank wants the rider's approval.
    pub(super) async fn asked_for_extra(&self, ride: RideId, extra: Option<Extra>) -> Result<Booked, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let extra = match extra {
            // As it stands after the call.
            Some(extra) => extras::find(&mut connection, &extra.id).await.or_incident()?,
            None => None,
        };
        let story = extra_story(&mut connection, extra).await.or_incident()?;
        let story = story.filter(|story| story.extra.state == RideState::Requested);
        let last = story.as_ref().and_then(|story| story.payments.last());
        Ok(Booked { ride, approve_at: last.and_then(|payment| payment.approve_at.clone()) })
    }
}

/// Nothing new is asked for while the balance of an extra is due. The caller has locked the rider.
pub(super) async fn refuse_if_due(tx: &mut AnyConnection, rider: &RiderId) -> Result<(), Trouble> {
    match extras::due(tx, rider).await.or_incident()? {
        Some(due) => Err(Refusal::BalanceDue { ride: due.ride }.into()),
        None => Ok(()),
    }
}

/// An extra of a ride with all that pages show.
pub(super) async fn extra_story(
    tx: &mut AnyConnection,
    extra: Option<Extra>,
) -> Result<Option<ExtraStory>, StoreError> {
    let Some(extra) = extra else { return Ok(None) };
    let rows = payments::of_extra(tx, &extra.id).await?;
    let refunds = refunds::of_extra(tx, &extra.id).await?;
    Ok(Some(ExtraStory {
        extra,
        payments: rows.into_iter().map(|row| row.payment).collect(),
        refunds: refunds.into_iter().map(|row| row.refund).collect(),
    }))
}
