//! Journeys: what follows from a ride's row, its trip as it is now, and the pace of this server.

use sqlx::AnyConnection;
use vuelta::{
    Instant,
    driver::Driver,
    fare::Trip,
    id::RideId,
    journey::{Journey, Timetable},
    ride::{Ride, RideNews, RideState},
};

use super::Backend;
use crate::{
    points::{Write, commit},
    store::{StoreError, extras, journeys, rides},
};

impl Backend {
    /// The journey of a ride at that moment; none when it is not driven.
    pub(super) async fn journey(
        &self,
        connection: &mut AnyConnection,
        ride: &Ride,
        now: Instant,
    ) -> Result<Option<Journey>, StoreError> {
        let Some(row) = journeys::find(connection, &ride.id).await? else { return Ok(None) };
        let to = extras::of_ride(connection, &ride.id).await?.and_then(|extra| extra.to().cloned());
        let trip = Trip { to: to.unwrap_or_else(|| ride.trip.to.clone()), ..ride.trip.clone() };
        let timetable = Timetable::new(row.paid_at, &trip, ride.fare.ride_type, self.config.trip_pace);
        Ok(Some(Journey { timetable, told: row.told, now }))
    }

    /// Writes down when the next phase is due of a journey that leads somewhere else now. The caller has locked the ride.
    pub(super) async fn reschedule(&self, tx: &mut AnyConnection, ride: &Ride, now: Instant) -> Result<(), StoreError> {
        match self.journey(tx, ride, now).await? {
            Some(journey) => journeys::keep(tx, &ride.id, journey.told, journey.next_at()).await,
            None => Ok(()),
        }
    }

    /// Tells the rider of the next phase of a journey, if it has begun, and writes down when the one after it is due.
    ///
    /// # Errors
    /// The store's; then nothing was written.
    pub(crate) async fn drive_on(&self, id: &RideId, now: Instant) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        // From here on no other server tells the same, and nobody cancels.
        rides::lock(&mut tx, id).await?;
        let ride = rides::find(&mut tx, id).await?.ok_or(StoreError::Corrupt("a journey without a ride"))?;
        let Some(mut journey) = self.journey(&mut tx, &ride, now).await? else { return Ok(()) };
        if ride.state != RideState::Paid {
            journeys::keep(&mut tx, id, journey.told, None).await?;
            return commit(tx, Write::Phase).await;
        }
        if let Some((phase, began)) = journey.due() {
            let driver = Driver::of(id, ride.fare.ride_type);
            if let Some(news) = RideNews::of_phase(phase, &driver) {
                rides::tell(&mut tx, id, &news, began).await?;
            }
            journey.told = phase;
        }
        journeys::keep(&mut tx, id, journey.told, journey.next_at()).await?;
        commit(tx, Write::Phase).await?;
        self.live.changed(id.as_str());
        Ok(())
    }
}
