//! Everything we keep about a rider, for the rider.

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    extra::Extra,
    id::RiderId,
    ports::Riders,
    refund::Refund,
    refusal::Trouble,
    ride::{Ride, RideUpdate},
    wallet::SavedMethod,
};

use super::{Backend, incident::OrIncident};
use crate::store::{
    StoreError, cancellations, extras, payment_methods,
    payments::{self, StoredPayment},
    places, ratings, refunds, rides,
};

impl Backend {
    /// The rider's data as JSON, made to be read: who they are, their accounts as far as we know them, and every ride with its
    /// payments, refunds, extras, rating, cancellation and what they were told. What backstage keeps is left out: it says nothing
    /// about the rider that is not here too, masked, and it is gone within days.
    ///
    /// # Errors
    /// When there is no such rider, or the store's.
    pub async fn export(&self, rider: &RiderId) -> Result<String, Trouble> {
        let known = self.rider(rider).await?;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let accounts = payment_methods::of_rider(&mut connection, rider).await.or_incident()?;
        let places = places::saved(&mut connection, rider).await.or_incident()?;
        let mut told = Vec::new();
        for ride in rides::all_of_rider(&mut connection, rider).await.or_incident()? {
            told.push(ride_with_all(&mut connection, &ride).await.or_incident()?);
        }
        let export = json!({
            "exported_at": when(self.clock.now()),
            "profile": {
                "name": known.name,
                "email": known.email,
                "rut": known.rut.to_string(),
                "joined_at": when(known.joined_at),
                "is_guest": known.is_guest(),
            },
            "places": places.iter().map(|(saved_as, place)| json!({"saved_as": saved_as.as_str(), "place": place})).collect::<Vec<_>>(),
            "accounts": accounts.iter().map(account).collect::<Vec<_>>(),
            "rides": told,
        });
        Ok(format!("{export:#}\n"))
    }
}

async fn ride_with_all(connection: &mut AnyConnection, ride: &Ride) -> Result<Value, StoreError> {
    let payments = payments::of_ride(connection, &ride.id).await?;
    let refunds = refunds::of_ride(connection, &ride.id).await?;
    let mut extras = Vec::new();
    for extra in [extras::of_ride(connection, &ride.id).await?, extras::tip_of(connection, &ride.id).await?] {
        let Some(told) = extra else { continue };
        let payments = payments::of_extra(connection, &told.id).await?;
        let refunds = refunds::of_extra(connection, &told.id).await?;
        extras.push(extra_with_all(&told, &payments, refunds.iter().map(|row| &row.refund)));
    }
    let rating = ratings::of_ride(connection, &ride.id).await?;
    let cancellation = cancellations::of_ride(connection, &ride.id).await?;
    let updates = rides::updates(connection, &ride.id).await?;
    Ok(json!({
        "id": ride.id,
        "from": ride.trip.from,
        "to": ride.trip.to,
        "fare": ride.fare,
        "state": ride.state.as_str(),
        "booked_at": when(ride.booked_at),
        "payments": payments.iter().map(payment).collect::<Vec<_>>(),
        "refunds": refunds.iter().map(|row| refund(&row.refund)).collect::<Vec<_>>(),
        "extras": extras,
        "rating": rating,
        "cancellation": cancellation.map(|told| json!({"fee_clp": told.fee.pesos(), "reason": told.reason, "at": when(told.at)})),
        "updates": updates.iter().map(update).collect::<Vec<_>>(),
    }))
}

fn extra_with_all<'a>(extra: &Extra, payments: &[StoredPayment], refunds: impl Iterator<Item = &'a Refund>) -> Value {
    json!({
        "id": extra.id,
        "kind": extra.kind.as_str(),
        "to": extra.to(),
        "amount_clp": extra.amount.pesos(),
        "state": extra.state.as_str(),
        "asked_at": when(extra.asked_at),
        "payments": payments.iter().map(payment).collect::<Vec<_>>(),
        "refunds": refunds.map(refund).collect::<Vec<_>>(),
    })
}

fn payment(row: &StoredPayment) -> Value {
    let payment = &row.payment;
    json!({
        "id": payment.id,
        "attempt": payment.attempt,
        "amount_clp": payment.amount.pesos(),
        "account": payment.method,
        "paid_from": payment.payer,
        "state": payment.standing.state.as_str(),
        "asked_at": when(payment.created_at),
    })
}

fn refund(refund: &Refund) -> Value {
    json!({
        "id": refund.id,
        "payment": refund.payment,
        "amount_clp": refund.amount.pesos(),
        "state": refund.standing.state.as_str(),
        "asked_at": when(refund.created_at),
    })
}

fn account(method: &SavedMethod) -> Value {
    json!({
        "id": method.id,
        "bank": method.bank().map_or(method.institution.as_str(), |bank| bank.name),
        "kind": method.kind.as_str(),
        "number": format!("••{}", method.last_four),
        "nickname": method.nickname,
        "saved_at": when(method.activated_at),
        "canceled_at": method.canceled_at.map(when),
        "forgotten_at": method.forgotten_at.map(when),
    })
}

fn update(update: &RideUpdate) -> Value {
    json!({ "number": update.number, "news": update.news, "at": when(update.at) })
}

fn when(at: Instant) -> String {
    Timestamp::from_millisecond(at.millis()).map_or_else(|_| String::new(), |at| at.to_string())
}
