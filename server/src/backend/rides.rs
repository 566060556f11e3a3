//! Rides: one click books one, once.

use async_trait::async_trait;
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    id::{BookingKey, MethodId, RideId, RiderId},
    ledger::{Entry, EntryKind},
    payment::{Standing, Terms},
    ports::Rides,
    refusal::{Refusal, Trouble},
    ride::{BookRide, Booked, Payment, Ride, RideNews, RideState, RideStory},
};

use super::{Backend, calls, incident::OrIncident};
use crate::{
    ids,
    points::{Write, commit},
    store::{
        StoreError, ledger,
        outbox::Call,
        payment_methods,
        payments::{self, StoredPayment},
        refunds, riders, rides,
    },
};

/// What became of the claim to a booking key.
enum Claim {
    /// Another click was faster, or another tab.
    AlreadyBooked(RideId),
    /// Ours: the call to Fintoc is owed.
    Fresh(RideId, Box<Call>),
}

#[async_trait]
impl Rides for Backend {
    async fn next_booking_key(&self, rider: &RiderId) -> Result<BookingKey, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        Ok(BookingKey::numbered(rides::count(&mut connection, rider).await.or_incident()? + 1))
    }

    async fn book(&self, rider: &RiderId, order: BookRide) -> Result<Booked, Trouble> {
        let (ride, call) = match self.write_down(rider, &order).await? {
            Claim::AlreadyBooked(ride) => return self.booked(ride).await,
            Claim::Fresh(ride, call) => (ride, call),
        };
        // Outside any transaction: a bank may take seconds, a row lock should not.
        self.make_now(*call).await;
        self.booked(ride).await
    }

    async fn retry(&self, rider: &RiderId, ride: &RideId, method: &MethodId, attempt: i64) -> Result<Booked, Trouble> {
        if let Some(call) = self.write_down_retry(rider, ride, method, attempt).await? {
            self.make_now(call).await;
        }
        self.booked(ride.clone()).await
    }

    async fn ride(&self, rider: &RiderId, id: &RideId) -> Result<RideStory, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let ride = rides::find(&mut connection, id).await.or_incident()?.filter(|ride| ride.rider == *rider);
        let ride = ride.ok_or(Refusal::NotFound)?;
        let rows = payments::of_ride(&mut connection, id).await.or_incident()?;
        let updates = rides::updates(&mut connection, id).await.or_incident()?;
        let refunds = refunds::of_ride(&mut connection, id).await.or_incident()?;
        Ok(RideStory {
            ride,
            payments: rows.into_iter().map(|row| row.payment).collect(),
            refunds: refunds.into_iter().map(|row| row.refund).collect(),
            updates,
        })
    }

    async fn rides(&self, rider: &RiderId) -> Result<Vec<Ride>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        rides::of_rider(&mut connection, rider).await.or_incident()
    }
}

impl Backend {
    /// Phase 1 of a booking, one transaction: claim the key, write ride, payment, books and the call we owe.
    async fn write_down(&self, rider: &RiderId, order: &BookRide) -> Result<Claim, Trouble> {
        let fare = order.trip.fare(order.ride_type);
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        // From here on nobody else books or retries for this rider.
        riders::lock(&mut tx, rider).await.or_incident()?;
        if let Some(first) = rides::of_key(&mut tx, rider, &order.key).await.or_incident()? {
            let same = first.trip == order.trip && first.fare.ride_type == order.ride_type;
            return if same {
                Ok(Claim::AlreadyBooked(first.id))
            } else {
                Err(Refusal::KeyUsed { ride: first.id }.into())
            };
        }
        if let Some(open) = rides::requested(&mut tx, rider).await.or_incident()? {
            return Err(Refusal::RideOpen { ride: open.id }.into());
        }
        if fare.total != order.shown {
            return Err(Refusal::FareChanged { fare: fare.total }.into());
        }
        let ride = Ride {
            id: ids::ride(),
            rider: rider.clone(),
            trip: order.trip.clone(),
            fare,
            state: RideState::Requested,
            booked_at: now,
        };
        if !rides::insert(&mut tx, &ride, &order.key).await.or_incident()? {
            return Err(StoreError::Stale).or_incident();
        }
        let payment = self.new_payment(&mut tx, &ride, &order.method, 1, now).await?;
        rides::tell(&mut tx, &ride.id, &RideNews::Requested, now).await.or_incident()?;
        let call = self.ask_for(&mut tx, &payment, now).await.or_incident()?;
        commit(tx, Write::Booking).await.or_incident()?;
        Ok(Claim::Fresh(ride.id, Box::new(call)))
    }

    /// Phase 1 of another attempt; `None` when this attempt was started already.
    async fn write_down_retry(
        &self,
        rider: &RiderId,
        id: &RideId,
        method: &MethodId,
        attempt: i64,
    ) -> Result<Option<Call>, Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::lock(&mut tx, rider).await.or_incident()?;
        rides::lock(&mut tx, id).await.or_incident()?;
        let ride = rides::find(&mut tx, id).await.or_incident()?.filter(|ride| ride.rider == *rider);
        let ride = ride.ok_or(Refusal::NotFound)?;
        let attempts = payments::of_ride(&mut tx, id).await.or_incident()?;
        if attempts.iter().any(|row| row.payment.attempt == attempt) {
            return Ok(None);
        }
        let next = attempts.last().map_or(1, |row| row.payment.attempt + 1);
        // Money may have moved that nobody has explained yet: a person looks before another is asked for.
        let in_review = attempts.iter().any(|row| row.payment.standing.review.is_some());
        if ride.state != RideState::Unpaid || attempt != next || in_review {
            return Err(Refusal::NothingToRetry.into());
        }
        if let Some(open) = rides::requested(&mut tx, rider).await.or_incident()? {
            return Err(Refusal::RideOpen { ride: open.id }.into());
        }
        let payment = self.new_payment(&mut tx, &ride, method, attempt, now).await?;
        rides::set_state(&mut tx, id, RideState::Requested).await.or_incident()?;
        rides::tell(&mut tx, id, &RideNews::TriedAgain, now).await.or_incident()?;
        let call = self.ask_for(&mut tx, &payment, now).await.or_incident()?;
        commit(tx, Write::Retry).await.or_incident()?;
        self.live.changed(id.as_str());
        Ok(Some(call))
    }

    /// A payment of the ride's fare with one of the rider's own active accounts.
    async fn new_payment(
        &self,
        tx: &mut AnyConnection,
        ride: &Ride,
        method: &MethodId,
        attempt: i64,
        now: Instant,
    ) -> Result<StoredPayment, Trouble> {
        let saved = payment_methods::find(tx, &ride.rider, method).await.or_incident()?;
        let saved = saved.filter(vuelta::wallet::SavedMethod::is_active).ok_or(Refusal::MethodUnavailable)?;
        let customer = riders::customer(tx, &ride.rider).await.or_incident()?.ok_or(Refusal::MethodUnavailable)?;
        let amount = ride.fare.total;
        Ok(StoredPayment {
            payment: Payment {
                id: ids::payment(),
                attempt,
                amount,
                method: saved.id,
                standing: Standing::NEW,
                approve_at: None,
                session: None,
                intent: None,
                created_at: now,
                updated_at: now,
            },
            ride: ride.id.clone(),
            rider: ride.rider.clone(),
            terms: Terms { amount, customer, live: self.fintoc.mode() == fintoc::Mode::Live },
            needs_review_at: None,
            check_at: Some(now + calls::LEASE),
            version: 1,
        })
    }

    /// Writes the payment down, what the rider owes, and the call to Fintoc.
    async fn ask_for(&self, tx: &mut AnyConnection, row: &StoredPayment, now: Instant) -> Result<Call, StoreError> {
        if !payments::insert(tx, row).await? {
            return Err(StoreError::Stale);
        }
        let owed = Entry::new(EntryKind::FareOwed, row.payment.amount);
        ledger::record(tx, &ids::entry(), &row.payment.id, &row.rider, &owed, now).await?;
        calls::owe_payment(tx, &self.config, row, now).await
    }

    /// Makes the first try of a call. If what came of it cannot be written down now, the outbox makes it again: the ride is
    /// booked either way.
    async fn make_now(&self, call: Call) {
        if let Err(error) = calls::make(self, call).await {
            tracing::error!(%error, "a call is left to the outbox");
        }
    }

    /// Where the click leads: to the ride, or to the hosted page when the bank wants the rider's approval.
    async fn booked(&self, ride: RideId) -> Result<Booked, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let found = rides::find(&mut connection, &ride).await.or_incident()?;
        let open = found.is_some_and(|found| found.state == RideState::Requested);
        let attempts = payments::of_ride(&mut connection, &ride).await.or_incident()?;
        let approve_at = attempts.last().and_then(|row| row.payment.approve_at.clone());
        Ok(Booked { ride, approve_at: approve_at.filter(|_| open) })
    }
}
