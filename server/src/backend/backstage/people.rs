//! Prepared riders: a fresh one, with the past of a persona. The sandbox writes its side of the past down and tells us of it; ours
//! is what the cases of those rides make of what it told, at the instants at which it would have.

use std::time::Duration;

use async_trait::async_trait;
use fintoc::{CheckoutSession, PaymentMethod, Refund};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sqlx::AnyConnection;
use vuelta::{
    Clp, Instant,
    backstage::personas::{Casting, JOINED, Past, PastTrip, People, Persona},
    driver::Driver,
    extra::{Extra, ExtraKind},
    fare::Trip,
    id::{BookingKey, ExtraId, MethodId, PaymentId, RideId, RiderId},
    journey::{Phase, Timetable},
    refusal::{Refusal, Trouble},
    ride::{Ride, RideNews, RideState},
    thanks::Rating,
};

use super::super::{
    Backend, calls,
    incident::{OrIncident, report},
    settle,
};
use crate::{
    controls::{ControlError, Controls},
    ids,
    store::{StoreError, castings, extras, journeys, payments, ratings, riders, rides},
    workers::inbox,
};

/// How long a bank took to answer in a past.
const ANSWER: Duration = Duration::from_secs(2);

/// How long after a ride its rider thanked for it.
const AFTERWARDS: Duration = Duration::from_secs(60);

#[async_trait]
impl People for Backend {
    fn has_sandbox(&self) -> bool {
        self.controls.is_some()
    }

    async fn casting(&self, rider: &RiderId) -> Result<Casting, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        castings::find(&mut connection, rider).await.or_incident()
    }

    async fn prepare(&self, persona: Persona, in_place_of: Option<&RiderId>) -> Result<RiderId, Trouble> {
        let plan = Plan::of(&persona.past(), self.clock.now());
        if plan.has_a_past() && self.controls.is_none() {
            return Err(Refusal::NotFound.into());
        }
        let joined_at = if plan.has_a_past() { self.clock.now() - JOINED } else { self.clock.now() };
        let rider = self.take_in_guest(joined_at).await?;
        if let (Some(controls), true) = (&self.controls, plan.has_a_past()) {
            let customer = self.customer(&rider).await.or_incident()?.ok_or(Refusal::BankUnreachable)?;
            let told = controls.post("past", &plan.body(customer.as_str())).await.map_err(|error| report(&error))?;
            self.write_past(&rider, &plan, told).await?;
            arm(controls, persona, customer.as_str()).await.map_err(|error| report(&error))?;
        }
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        castings::insert(&mut connection, &rider, persona, in_place_of, self.clock.now()).await.or_incident()?;
        drop(connection);
        if let Some(previous) = in_place_of {
            self.disarm(previous).await?;
        }
        self.note(&rider, "rider.prepared", Some(persona.as_str()));
        Ok(rider)
    }

    async fn step_back(&self, rider: &RiderId) -> Result<RiderId, Trouble> {
        let previous = self.casting(rider).await?.previous.ok_or(Refusal::NotFound)?;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        riders::find(&mut connection, &previous).await.or_incident()?.ok_or(Refusal::NotFound)?;
        let customer = riders::customer(&mut connection, &previous).await.or_incident()?;
        drop(connection);
        let persona = self.casting(&previous).await?.persona;
        if let (Some(controls), Some(persona), Some(customer)) = (&self.controls, persona, customer) {
            arm(controls, persona, &customer).await.map_err(|error| report(&error))?;
        }
        self.note(&previous, "rider.restored", None);
        Ok(previous)
    }
}

/// What belongs to a persona and is no past: a bank that has locked the login goes on doing so.
async fn arm(controls: &Controls, persona: Persona, customer: &str) -> Result<(), ControlError> {
    if persona != Persona::Locked {
        return Ok(());
    }
    for name in ["setup_fails", "decline"] {
        let locked = json!({
            "name": name, "reason": "login_credentials_locked", "customer": customer, "until_cleared": true,
        });
        controls.post::<Value>("scenarios", &locked).await?;
    }
    Ok(())
}

impl Backend {
    /// Whatever was armed or held back for a rider is not any more.
    async fn disarm(&self, rider: &RiderId) -> Result<(), Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let customer = riders::customer(&mut connection, rider).await.or_incident()?;
        drop(connection);
        let (Some(controls), Some(customer)) = (&self.controls, customer) else { return Ok(()) };
        for verb in ["scenarios/clear", "resume"] {
            let whom = json!({ "customer": customer });
            controls.post::<Value>(verb, &whom).await.map_err(|error| report(&error))?;
        }
        Ok(())
    }

    /// Writes a past down, in one transaction: what each ride asked for, and what Fintoc's sandbox says came of it.
    async fn write_past(&self, rider: &RiderId, plan: &Plan, told: Told) -> Result<(), Trouble> {
        let mut tx = self.store.begin().await.or_incident()?;
        let first = plan.rides.first().map_or_else(|| self.clock.now(), |ride| ride.at);
        for method in &told.payment_methods {
            inbox::save_method(&mut tx, rider, method, None, first - AFTERWARDS).await.or_incident()?;
        }
        let methods: Vec<_> = told.payment_methods.iter().map(|method| MethodId::new(method.id.as_str())).collect();
        let mut outcomes = told.payments.into_iter();
        for (number, ride) in (1_i64..).zip(&plan.rides) {
            self.write_ride(&mut tx, rider, ride, number, &methods, &mut outcomes).await?;
        }
        tx.commit().await.or_incident()
    }

    async fn write_ride(
        &self,
        tx: &mut AnyConnection,
        rider: &RiderId,
        planned: &PlannedRide,
        number: i64,
        methods: &[MethodId],
        outcomes: &mut impl Iterator<Item = Outcome>,
    ) -> Result<(), Trouble> {
        let ride = planned.ride(rider);
        rides::insert(tx, &ride, &BookingKey::numbered(number)).await.or_incident()?;
        let method = methods.get(planned.past.account).ok_or(Refusal::MethodUnavailable)?;
        let paid_at = self.write_charge(tx, &ride, &planned.fare, None, method, outcomes).await?;
        let timetable = self.timetable(planned, paid_at);
        drive(tx, &ride, &timetable, &Phase::ALL[..5]).await.or_incident()?;
        if let Some((charge, extra)) = &planned.change {
            let extra = extra.of(&ride, charge);
            self.write_charge(tx, &ride, charge, Some(&extra), method, outcomes).await?;
        }
        drive(tx, &ride, &timetable, &Phase::ALL[5..]).await.or_incident()?;
        journeys::keep(tx, &ride.id, Phase::Done, None).await.or_incident()?;
        if let Some(stars) = planned.past.stars {
            let rating = Rating { stars, compliments: planned.past.compliments.clone() };
            let rated_at = timetable.begins(Phase::Done) + AFTERWARDS;
            ratings::keep(tx, &ride.id, &rating, rated_at).await.or_incident()?;
        }
        if let Some((charge, extra)) = &planned.tip {
            let extra = extra.of(&ride, charge);
            self.write_charge(tx, &ride, charge, Some(&extra), method, outcomes).await?;
        }
        Ok(())
    }

    /// A charge was asked for, and this came of it. Gives when.
    async fn write_charge(
        &self,
        tx: &mut AnyConnection,
        ride: &Ride,
        charge: &PlannedCharge,
        extra: Option<&Extra>,
        method: &MethodId,
        outcomes: &mut impl Iterator<Item = Outcome>,
    ) -> Result<Instant, Trouble> {
        let mut attempt = self.attempt(tx, &ride.rider, charge.amount, Some(method), 1, charge.at).await?;
        attempt.payment.id = charge.payment.clone();
        match extra {
            None => settle::opened(tx, &ride.id, &ride.rider, attempt, charge.at).await.or_incident()?,
            Some(extra) => {
                extras::insert(tx, extra).await.or_incident()?;
                settle::opened_extra(tx, extra, attempt, charge.at).await.or_incident()?
            }
        };
        let outcome = outcomes.next().ok_or(StoreError::Corrupt("a past that the sandbox forgot")).or_incident()?;
        let answered_at = charge.at + ANSWER;
        let heard = settle::of_session(&outcome.checkout_session);
        settle::payment(tx, &charge.payment, heard, answered_at).await.or_incident()?;
        if let (Some(refund), Some(row)) = (&outcome.refund, payments::find(tx, &charge.payment).await.or_incident()?) {
            let later = answered_at + Duration::from_secs(20 * 60 * 60);
            settle::refund_by_hand(tx, &row, settle::of_refund(refund), later).await.or_incident()?;
        }
        Ok(answered_at)
    }

    fn timetable(&self, planned: &PlannedRide, paid_at: Instant) -> Timetable {
        let past = &planned.past;
        let to = past.unpaid_change.clone().unwrap_or_else(|| past.trip.to.clone());
        let trip = Trip { to, ..past.trip.clone() };
        Timetable::new(paid_at, &trip, past.ride_type, self.config.trip_pace)
    }
}

/// The rider was told how the ride went on.
async fn drive(tx: &mut AnyConnection, ride: &Ride, timetable: &Timetable, phases: &[Phase]) -> Result<(), StoreError> {
    let driver = Driver::of(&ride.id, ride.fare.ride_type);
    for phase in phases {
        if let Some(news) = RideNews::of_phase(*phase, &driver) {
            rides::tell(tx, &ride.id, &news, timetable.begins(*phase)).await?;
        }
    }
    Ok(())
}

/// A past with everything in it named, as both sides write it down.
struct Plan {
    accounts: Vec<Value>,
    rides: Vec<PlannedRide>,
}

/// A ride of the past.
struct PlannedRide {
    past: PastTrip,
    id: RideId,
    at: Instant,
    fare: PlannedCharge,
    change: Option<(PlannedCharge, PlannedExtra)>,
    tip: Option<(PlannedCharge, PlannedExtra)>,
}

/// What was asked for.
struct PlannedCharge {
    payment: PaymentId,
    amount: Clp,
    at: Instant,
}

/// What it was for, beside the fare.
struct PlannedExtra {
    id: ExtraId,
    kind: ExtraKind,
}

impl PlannedExtra {
    fn of(&self, ride: &Ride, charge: &PlannedCharge) -> Extra {
        Extra {
            id: self.id.clone(),
            ride: ride.id.clone(),
            rider: ride.rider.clone(),
            kind: self.kind.clone(),
            amount: charge.amount,
            state: Extra::begins(charge.amount),
            asked_at: charge.at,
        }
    }
}

impl PlannedCharge {
    fn new(amount: Clp, at: Instant) -> Self {
        Self { payment: ids::payment(), amount, at }
    }
}

impl PlannedRide {
    fn new(past: PastTrip, now: Instant) -> Self {
        let at = now - past.ago;
        let fare = past.trip.fare(past.ride_type).total;
        // By then the rider was on board, at any pace.
        let change = past.unpaid_change.clone().and_then(|to| {
            let longer = Trip::new(past.trip.from.clone(), to.clone()).ok()?.fare(past.ride_type).total - fare;
            let extra = PlannedExtra { id: ids::extra(), kind: ExtraKind::Destination { to } };
            Some((PlannedCharge::new(longer, at + HOUR / 4), extra))
        });
        let tip = past.tip.map(|amount| {
            let extra = PlannedExtra { id: ids::extra(), kind: ExtraKind::Tip };
            (PlannedCharge::new(amount, at + HOUR * 2), extra)
        });
        Self { id: ids::ride(), at, fare: PlannedCharge::new(fare, at), change, tip, past }
    }

    fn ride(&self, rider: &RiderId) -> Ride {
        Ride {
            id: self.id.clone(),
            rider: rider.clone(),
            trip: self.past.trip.clone(),
            fare: self.past.trip.fare(self.past.ride_type),
            state: RideState::Requested,
            booked_at: self.at,
        }
    }

    /// Its payments, in the order in which they are written down.
    fn payments<'a>(&'a self, accounts: &'a [Value]) -> impl Iterator<Item = Value> + 'a {
        let mut fare = self.payment(&self.fare, None, accounts);
        if let Some(given_back) = self.past.given_back {
            fare["refunded"] = json!(given_back.pesos());
        }
        let change = self.change.iter().map(|(charge, extra)| {
            let mut payment = self.payment(charge, Some(&extra.id), accounts);
            payment["error_reason"] = json!("insufficient_funds");
            payment
        });
        let tip = self.tip.iter().map(|(charge, extra)| self.payment(charge, Some(&extra.id), accounts));
        std::iter::once(fare).chain(change).chain(tip)
    }

    fn payment(&self, charge: &PlannedCharge, extra: Option<&ExtraId>, accounts: &[Value]) -> Value {
        let mut metadata = Map::new();
        metadata.insert(calls::RIDE.to_owned(), json!(self.id.as_str()));
        metadata.insert(calls::PAYMENT.to_owned(), json!(charge.payment.as_str()));
        if let Some(extra) = extra {
            metadata.insert(calls::EXTRA.to_owned(), json!(extra.as_str()));
        }
        let mut payment = accounts.get(self.past.account).cloned().unwrap_or_default();
        payment["amount"] = json!(charge.amount.pesos());
        payment["at"] = json!(charge.at.millis());
        payment["metadata"] = Value::Object(metadata);
        payment
    }
}

const HOUR: Duration = Duration::from_secs(60 * 60);

impl Plan {
    fn of(past: &Past, now: Instant) -> Self {
        let rides: Vec<_> = past.rides.iter().cloned().map(|ride| PlannedRide::new(ride, now)).collect();
        let saved_at = rides.first().map_or(now, |ride| ride.at) - AFTERWARDS;
        let account = |account: &vuelta::backstage::personas::TestAccount| json!({"account": account.number, "bank": account.bank, "at": saved_at.millis()});
        Self { accounts: past.accounts.iter().map(account).collect(), rides }
    }

    fn has_a_past(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// What the sandbox is asked to write down.
    fn body(&self, customer: &str) -> Value {
        let payments: Vec<_> = self.rides.iter().flat_map(|ride| ride.payments(&self.accounts)).collect();
        json!({"customer": customer, "methods": self.accounts, "payments": payments})
    }
}

/// What the sandbox wrote down.
#[derive(Deserialize)]
struct Told {
    payment_methods: Vec<PaymentMethod>,
    payments: Vec<Outcome>,
}

/// What came of a charge.
#[derive(Deserialize)]
struct Outcome {
    checkout_session: CheckoutSession,
    refund: Option<Refund>,
}
