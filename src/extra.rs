//! Extras: what comes on top of the fare of a paid ride, because the rider changed the destination or leaves a tip. An extra is a
//! charge of its own, with attempts of its own: whatever becomes of it, the ride stays paid.

use serde::{Deserialize, Serialize};

use crate::{
    Clp, Instant,
    case::Charge,
    city::PlaceId,
    fare::Trip,
    id::{ExtraId, MethodId, RideId, RiderId},
    refund::Refund,
    ride::{self, Payment, Ride, RideState},
};

/// What an extra is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExtraKind {
    /// A change of destination. It is owed: until it is paid nothing new is booked.
    Destination {
        /// Where the rider wants to go now.
        to: PlaceId,
    },
    /// A tip. Nobody owes one.
    Tip,
}

impl ExtraKind {
    /// The word in the database.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Destination { .. } => "destination",
            Self::Tip => "tip",
        }
    }

    /// What kind of a charge it is.
    pub const fn charge(&self) -> Charge {
        match self {
            Self::Destination { .. } => Charge::Extra,
            Self::Tip => Charge::Tip,
        }
    }
}

/// A change of destination and what it costs, or a tip. A ride has one of each at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// Which.
    pub id: ExtraId,
    /// Of which ride.
    pub ride: RideId,
    /// Whose.
    pub rider: RiderId,
    /// What for.
    pub kind: ExtraKind,
    /// What that adds to the fare; nothing when it leads to a nearer place.
    pub amount: Clp,
    /// Where its money stands, in the words of a ride: requested, unpaid (the balance is due) or paid. A bank that does not decide leaves
    /// it under way; when the rider cancels the ride it ends, or is cancelled if it was paid.
    pub state: RideState,
    /// When the rider asked for it.
    pub asked_at: Instant,
}

impl Extra {
    /// Where an extra of that amount begins: there is nothing to pay for a nearer place.
    pub fn begins(amount: Clp) -> RideState {
        if amount == Clp::ZERO { RideState::Paid } else { RideState::Requested }
    }

    /// Where a change of destination leads.
    pub const fn to(&self) -> Option<&PlaceId> {
        match &self.kind {
            ExtraKind::Destination { to } => Some(to),
            ExtraKind::Tip => None,
        }
    }
}

/// The destination of this ride is not to be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only a paid ride goes somewhere else, and only to another place")]
pub struct NoChange;

impl Ride {
    /// What it costs to go to `to` instead: what that trip costs more than this one did, with the same ride type. A nearer place
    /// costs nothing, and nothing is given back for it.
    ///
    /// # Errors
    /// When the ride is not paid, or leads there already, or begins there.
    pub fn extra_to(&self, to: &PlaceId) -> Result<Clp, NoChange> {
        if self.state != RideState::Paid || self.trip.to == *to {
            return Err(NoChange);
        }
        let trip = Trip::new(self.trip.from.clone(), to.clone()).map_err(|_| NoChange)?;
        let fare = trip.fare(self.fare.ride_type);
        Ok(fare.total.checked_sub(self.fare.total).unwrap_or(Clp::ZERO).max(Clp::ZERO))
    }
}

/// What a rider asks for with the click that changes the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDestination {
    /// Where to go now.
    pub to: PlaceId,
    /// With which saved account the difference is paid, if there is one.
    pub method: MethodId,
    /// The difference on the button; refused when it is not the difference.
    pub shown: Clp,
}

/// An extra with everything that pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraStory {
    /// The extra.
    pub extra: Extra,
    /// Every attempt to pay it, oldest first; empty when there was nothing to pay.
    pub payments: Vec<Payment>,
    /// Payments of it that came too late and go back, oldest first.
    pub refunds: Vec<Refund>,
}

impl ExtraStory {
    /// The attempt that counts: the one that paid, else the last.
    pub fn payment(&self) -> Option<&Payment> {
        self.paid().or(self.payments.last())
    }

    /// The attempt that paid it. One that came too late did not.
    pub fn paid(&self) -> Option<&Payment> {
        ride::paid(&self.payments, &self.refunds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{city::places, fare::RideType};

    fn ride(to: &str, ride_type: RideType) -> Ride {
        let place = |name| PlaceId::parse(name).unwrap();
        let trip = Trip::new(place("barrio-italia"), place(to)).unwrap();
        Ride {
            id: RideId::new("ride_1"),
            rider: RiderId::new("rider_1"),
            fare: trip.fare(ride_type),
            trip,
            state: RideState::Paid,
            booked_at: Instant::from_millis(0),
        }
    }

    #[test]
    fn a_farther_place_costs_the_difference_of_both_fares_and_a_nearer_one_nothing() {
        for ride_type in RideType::ALL {
            let ride = ride("costanera-center", ride_type);
            let (mut farther, mut nearer) = (0, 0);
            for place in places().iter().filter(|place| place.id != ride.trip.from && place.id != ride.trip.to) {
                let there = Trip::new(ride.trip.from.clone(), place.id.clone()).unwrap().fare(ride_type).total;
                let extra = ride.extra_to(&place.id).unwrap();
                if there > ride.fare.total {
                    farther += 1;
                    assert_eq!(ride.fare.total.checked_add(extra), Some(there), "{}", place.id);
                    assert_eq!(Extra::begins(extra), RideState::Requested);
                } else {
                    nearer += 1;
                    assert_eq!(extra, Clp::ZERO, "{}", place.id);
                    assert_eq!(Extra::begins(extra), RideState::Paid);
                }
            }
            assert!(farther > 0 && nearer > 0, "{farther} farther, {nearer} nearer");
        }
    }

    #[test]
    fn only_a_paid_ride_goes_somewhere_else_and_only_to_another_place() {
        let paid = ride("costanera-center", RideType::Economico);
        for to in ["costanera-center", "barrio-italia"] {
            assert_eq!(paid.extra_to(&PlaceId::parse(to).unwrap()), Err(NoChange));
        }
        for state in RideState::ALL.into_iter().filter(|state| *state != RideState::Paid) {
            let ride = Ride { state, ..paid.clone() };
            assert_eq!(ride.extra_to(&PlaceId::parse("parque-arauco").unwrap()), Err(NoChange), "{state:?}");
        }
    }
}
