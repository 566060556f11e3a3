//! Rides: one click books one, once.

use async_trait::async_trait;
use sqlx::AnyConnection;
use vuelta::{
    Clp, Instant,
    cancel::CancelRide,
    case::{Attempt, Event},
    extra::{Extra, NewDestination},
    fare::{Fare, Trip},
    history::{History, Wanted},
    id::{BookingKey, ExtraId, MethodId, RideId, RiderId},
    payment::{Standing, Terms},
    ports::Rides,
    quote::{Broken, Quote, SignedQuote},
    refusal::{Refusal, Trouble},
    ride::{BookRide, Booked, PastRide, Payment, Ride, RideState, RideStory},
    thanks::{NewTip, Rating},
};

use super::{
    Backend, calls,
    extras::{extra_story, refuse_if_due},
    incident::OrIncident,
    settle::{self, Kept},
};
use crate::{
    ids,
    points::{Write, commit, planted},
    seal::Purpose,
    store::{
        StoreError, cancellations, extras, journeys,
        outbox::Call,
        payment_methods,
        payments::{self, StoredPayment},
        ratings, refunds, riders, rides,
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

    async fn quote(&self, rider: &RiderId, trip: &Trip) -> Result<SignedQuote, Trouble> {
        let quote = Quote::new(rider.clone(), trip.clone(), self.clock.now());
        let text = self.seal.sign(Purpose::Quote, &quote.to_string());
        Ok(SignedQuote { quote, text })
    }

    async fn book(&self, rider: &RiderId, order: BookRide) -> Result<Booked, Trouble> {
        if order.method.is_none() {
            // Whoever saves an account while paying may be here for the first time, and known to Fintoc as nobody yet.
            self.customer(rider).await.or_incident()?.ok_or(Refusal::BankUnreachable)?;
        }
        let (ride, call) = match self.write_down(rider, &order).await? {
            Claim::AlreadyBooked(ride) => return self.booked(ride).await,
            Claim::Fresh(ride, call) => (ride, call),
        };
        // Outside any transaction: a bank may take seconds, a row lock should not.
        self.make_now(*call).await;
        self.booked(ride).await
    }

    async fn retry(
        &self,
        rider: &RiderId,
        ride: &RideId,
        method: Option<&MethodId>,
        attempt: i64,
    ) -> Result<Booked, Trouble> {
        if let Some(call) = self.write_down_retry(rider, ride, method, attempt).await? {
            self.make_now(call).await;
        }
        self.booked(ride.clone()).await
    }

    async fn change_destination(
        &self,
        rider: &RiderId,
        ride: &RideId,
        change: NewDestination,
    ) -> Result<Booked, Trouble> {
        if let Some(call) = self.write_down_change(rider, ride, &change).await? {
            self.make_now(call).await;
        }
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let extra = extras::of_ride(&mut connection, ride).await.or_incident()?;
        drop(connection);
        self.asked_for_extra(ride.clone(), extra).await
    }

    async fn cancel(&self, rider: &RiderId, ride: &RideId, order: CancelRide) -> Result<(), Trouble> {
        self.call_off(rider, ride, order).await
    }

    async fn pay_balance(
        &self,
        rider: &RiderId,
        extra: &ExtraId,
        method: Option<&MethodId>,
        attempt: i64,
    ) -> Result<Booked, Trouble> {
        let (extra, call) = self.write_down_balance(rider, extra, method, attempt).await?;
        if let Some(call) = call {
            self.make_now(call).await;
        }
        self.asked_for_extra(extra.ride.clone(), Some(extra)).await
    }

    async fn rate(&self, rider: &RiderId, ride: &RideId, rating: Rating) -> Result<(), Trouble> {
        self.keep_rating(rider, ride, &rating).await
    }

    async fn tip(&self, rider: &RiderId, ride: &RideId, tip: NewTip) -> Result<Booked, Trouble> {
        if let Some(call) = self.write_down_tip(rider, ride, &tip).await? {
            self.make_now(call).await;
        }
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let extra = extras::tip_of(&mut connection, ride).await.or_incident()?;
        drop(connection);
        self.asked_for_extra(ride.clone(), extra).await
    }

    async fn balance_due(&self, rider: &RiderId) -> Result<Option<RideStory>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let due = extras::due(&mut connection, rider).await.or_incident()?;
        drop(connection);
        match due {
            Some(extra) => self.ride(rider, &extra.ride).await.map(Some),
            None => Ok(None),
        }
    }

    async fn extras(&self, rider: &RiderId) -> Result<Vec<Extra>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        extras::of_rider(&mut connection, rider).await.or_incident()
    }

    async fn ride(&self, rider: &RiderId, id: &RideId) -> Result<RideStory, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let ride = rides::find(&mut connection, id).await.or_incident()?.filter(|ride| ride.rider == *rider);
        let ride = ride.ok_or(Refusal::NotFound)?;
        let rows = payments::of_ride(&mut connection, id).await.or_incident()?;
        let updates = rides::updates(&mut connection, id).await.or_incident()?;
        let refunds = refunds::of_ride(&mut connection, id).await.or_incident()?;
        let extra = extras::of_ride(&mut connection, id).await.or_incident()?;
        let extra = extra_story(&mut connection, extra).await.or_incident()?;
        let tip = extras::tip_of(&mut connection, id).await.or_incident()?;
        let tip = extra_story(&mut connection, tip).await.or_incident()?;
        let rating = ratings::of_ride(&mut connection, id).await.or_incident()?;
        let journey = self.journey(&mut connection, &ride, self.clock.now()).await.or_incident()?;
        let cancellation = cancellations::of_ride(&mut connection, id).await.or_incident()?;
        Ok(RideStory {
            ride,
            payments: rows.into_iter().map(|row| row.payment).collect(),
            refunds: refunds.into_iter().map(|row| row.refund).collect(),
            updates,
            extra,
            tip,
            rating,
            journey,
            cancellation,
        })
    }

    async fn history(&self, rider: &RiderId, wanted: Wanted) -> Result<History, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let before = match &wanted.before {
            Some(id) => rides::find(&mut connection, id).await.or_incident()?.filter(|ride| ride.rider == *rider),
            None => None,
        };
        let most = i64::try_from(History::PART).unwrap_or(i64::MAX).saturating_add(1);
        let rides = rides::history(&mut connection, rider, wanted.filter, before.as_ref(), most).await.or_incident()?;
        Ok(History::of(past(&mut connection, rider, rides).await.or_incident()?))
    }
}

/// Rides with what the history says of them beside: what went back, how far they were driven, what cancelling cost.
async fn past(connection: &mut AnyConnection, rider: &RiderId, rides: Vec<Ride>) -> Result<Vec<PastRide>, StoreError> {
    let mut returned = refunds::given_back(connection, rider).await?;
    let told = journeys::phases(connection, rider).await?;
    let fees = cancellations::fees(connection, rider).await?;
    let past = |ride: Ride| PastRide {
        given_back: returned.remove(&ride.id).unwrap_or(Clp::ZERO),
        told: told.get(&ride.id).copied(),
        cancelled: fees.get(&ride.id).copied(),
        ride,
    };
    Ok(rides.into_iter().map(past).collect())
}

impl Backend {
    /// Phase 1 of a booking, one transaction: claim the key, write ride, payment, books and the call we owe.
    async fn write_down(&self, rider: &RiderId, order: &BookRide) -> Result<Claim, Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        // From here on nobody else books or retries for this rider.
        riders::lock(&mut tx, rider).await.or_incident()?;
        let first = rides::of_key(&mut tx, rider, &order.key).await.or_incident()?;
        if let Some(first) = first.filter(|_| !planted!(BookedTwice)) {
            let same = first.trip == order.trip && first.fare.ride_type == order.ride_type;
            return if same {
                Ok(Claim::AlreadyBooked(first.id))
            } else {
                Err(Refusal::KeyUsed { ride: first.id }.into())
            };
        }
        refuse_if_due(&mut tx, rider).await?;
        if let Some(open) = rides::requested(&mut tx, rider).await.or_incident()? {
            return Err(Refusal::RideOpen { ride: open.id }.into());
        }
        let fare = self.promised(rider, order, now)?;
        let ride = Ride {
            id: ids::ride(),
            rider: rider.clone(),
            trip: order.trip.clone(),
            fare,
            state: RideState::Requested,
            booked_at: now,
        };
        let key = if planted!(BookedTwice) { BookingKey::numbered(now.millis()) } else { order.key.clone() };
        if !rides::insert(&mut tx, &ride, &key).await.or_incident()? {
            return Err(StoreError::Stale).or_incident();
        }
        let first = self.attempt(&mut tx, rider, fare.total, order.method.as_ref(), 1, now).await?;
        let opened = settle::opened(&mut tx, &ride.id, rider, first, now).await.or_incident()?;
        let call = self.owe(&mut tx, opened.to_ask, now).await.or_incident()?;
        commit(tx, Write::Booking).await.or_incident()?;
        self.recorder.written(opened.notes);
        Ok(Claim::Fresh(ride.id, Box::new(call)))
    }

    /// The fare that the order's quote promises. A quote that is not ours, or not for this, is worth no more than none.
    fn promised(&self, rider: &RiderId, order: &BookRide, now: Instant) -> Result<Fare, Refusal> {
        let BookRide { trip, ride_type, .. } = order;
        let signed = self.seal.open(Purpose::Quote, &order.quote);
        let quote = signed.and_then(|text| Quote::parse(text).ok()).ok_or(Broken::NotForThis);
        let fare = || trip.fare(*ride_type).total;
        quote.and_then(|quote| quote.promise(rider, trip, *ride_type, now)).map_err(|broken| match broken {
            Broken::NotForThis => Refusal::FareChanged { fare: fare() },
            Broken::Expired => Refusal::QuoteExpired { fare: fare() },
        })
    }

    /// Phase 1 of another attempt; `None` when this attempt was started already.
    async fn write_down_retry(
        &self,
        rider: &RiderId,
        id: &RideId,
        method: Option<&MethodId>,
        attempt: i64,
    ) -> Result<Option<Call>, Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::lock(&mut tx, rider).await.or_incident()?;
        let ride = rides::find(&mut tx, id).await.or_incident()?.filter(|ride| ride.rider == *rider);
        let ride = ride.ok_or(Refusal::NotFound)?;
        let kept = Kept::load(&mut tx, id).await.or_incident()?;
        if !kept.case.takes_attempt(attempt).map_err(|_| Refusal::NothingToRetry)? {
            return Ok(None);
        }
        if let Some(open) = rides::requested(&mut tx, rider).await.or_incident()? {
            return Err(Refusal::RideOpen { ride: open.id }.into());
        }
        let again = self.attempt(&mut tx, rider, ride.fare.total, method, attempt, now).await?;
        let event = Event::Retry(Box::new(again));
        let settled = kept.take_in(&mut tx, event, now).await.or_incident()?;
        let call = self.owe(&mut tx, settled.to_ask, now).await.or_incident()?;
        commit(tx, Write::Retry).await.or_incident()?;
        self.recorder.written(settled.notes);
        self.live.changed(id.as_str());
        Ok(Some(call))
    }

    /// An attempt to collect a fare, or an extra, with one of the rider's own active accounts, or one yet to be chosen at the bank.
    pub(super) async fn attempt(
        &self,
        tx: &mut AnyConnection,
        rider: &RiderId,
        amount: Clp,
        method: Option<&MethodId>,
        number: i64,
        now: Instant,
    ) -> Result<Attempt, Trouble> {
        if let Some(method) = method {
            let saved = payment_methods::find(tx, rider, method).await.or_incident()?;
            saved.filter(vuelta::wallet::SavedMethod::is_active).ok_or(Refusal::MethodUnavailable)?;
        }
        let customer = riders::customer(tx, rider).await.or_incident()?.ok_or(Refusal::MethodUnavailable)?;
        Ok(Attempt {
            payment: Payment {
                id: ids::payment(),
                attempt: number,
                amount,
                method: method.cloned(),
                payer: None,
                standing: Standing::NEW,
                approve_at: None,
                session: None,
                intent: None,
                created_at: now,
                updated_at: now,
            },
            terms: Terms { amount, customer, live: self.fintoc.mode() == fintoc::Mode::Live },
        })
    }

    /// Writes down the call to Fintoc that asks for a payment.
    pub(super) async fn owe(
        &self,
        tx: &mut AnyConnection,
        asked: Option<StoredPayment>,
        now: Instant,
    ) -> Result<Call, StoreError> {
        let asked = asked.ok_or(StoreError::Corrupt("a new attempt that is not asked for"))?;
        calls::owe_payment(tx, &self.config, &asked, now).await
    }

    /// Makes the first try of a call. If what came of it cannot be written down now, the outbox makes it again: the ride is
    /// booked either way.
    pub(super) async fn make_now(&self, call: Call) {
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
