//! Personas: riders who are prepared for a demonstration, each with a past of their own. What a past holds is decided here;
//! whoever prepares a rider writes it down.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    Clp,
    city::PlaceId,
    fare::{RideType, Trip},
    id::RiderId,
    refusal::Trouble,
    thanks::{Compliment, Stars},
};

/// Who a rider is prepared to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persona {
    /// Nobody yet: no account saved, no ride.
    New,
    /// Somebody who rides often: two banks, twenty rides, a tip, a refund.
    Frequent,
    /// Somebody whose change of destination was not paid.
    BalanceDue,
    /// Somebody whose account is empty.
    NoFunds,
    /// Somebody whose bank has locked the login.
    Locked,
}

impl Persona {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::New, Self::Frequent, Self::BalanceDue, Self::NoFunds, Self::Locked];

    /// The word in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Frequent => "frequent",
            Self::BalanceDue => "balance_due",
            Self::NoFunds => "no_funds",
            Self::Locked => "locked",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|persona| persona.as_str() == word)
    }

    /// What they did before anybody looked.
    pub fn past(self) -> Past {
        match self {
            Self::New => Past { accounts: &[], rides: Vec::new() },
            Self::Frequent => Past { accounts: &[PAYS, ALSO_PAYS], rides: frequent() },
            Self::BalanceDue => Past { accounts: &[PAYS], rides: balance_due() },
            Self::NoFunds => Past { accounts: &[EMPTY], rides: Vec::new() },
            Self::Locked => Past { accounts: &[PAYS], rides: usual(3) },
        }
    }
}

/// An account of the test bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestAccount {
    /// Its number, published by Fintoc or by the sandbox.
    pub number: &'static str,
    /// Fintoc's id of the bank.
    pub bank: &'static str,
}

impl TestAccount {
    /// The digits that riders know it by.
    pub fn last_four(&self) -> &'static str {
        self.number.get(self.number.len().saturating_sub(4)..).unwrap_or(self.number)
    }
}

/// An account that pays.
pub const PAYS: TestAccount = TestAccount { number: "422159212", bank: "cl_banco_de_chile" };

/// Another one, at another bank.
pub const ALSO_PAYS: TestAccount = TestAccount { number: "5233137377", bank: "cl_banco_estado" };

/// One without funds.
pub const EMPTY: TestAccount = TestAccount { number: "999000051", bank: "cl_banco_de_chile" };

/// What a rider did before anybody looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The accounts they saved, the first one first.
    pub accounts: &'static [TestAccount],
    /// Their rides, the oldest first. All of them were paid, and are over.
    pub rides: Vec<PastTrip>,
}

/// A ride that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTrip {
    /// From where to where.
    pub trip: Trip,
    /// In what.
    pub ride_type: RideType,
    /// How long ago it was booked.
    pub ago: Duration,
    /// With which of the accounts it was paid.
    pub account: usize,
    /// What the rider thought of it.
    pub stars: Option<Stars>,
    /// And said.
    pub compliments: Vec<Compliment>,
    /// What the driver was given on top.
    pub tip: Option<Clp>,
    /// How much of the fare went back later.
    pub given_back: Option<Clp>,
    /// Where it led in the end; what that cost more was never paid.
    pub unpaid_change: Option<PlaceId>,
}

const HOUR: Duration = Duration::from_secs(60 * 60);

/// How long ago somebody joined who has a past: before all of it.
pub const JOINED: Duration = Duration::from_secs(45 * 24 * 60 * 60);

/// Where people go: home, to work, out, and to the airport.
const TRIPS: [(&str, &str); 10] = [
    ("barrio-italia", "costanera-center"),
    ("costanera-center", "barrio-italia"),
    ("barrio-italia", "gam-lastarria"),
    ("patio-bellavista", "barrio-italia"),
    ("barrio-italia", "el-golf"),
    ("el-golf", "plaza-nunoa"),
    ("plaza-nunoa", "barrio-italia"),
    ("barrio-italia", "aeropuerto-scl"),
    ("estadio-nacional", "barrio-italia"),
    ("barrio-italia", "plaza-de-armas"),
];

/// So many rides, one every other day, the last of them yesterday.
fn usual(count: u32) -> Vec<PastTrip> {
    let trips = TRIPS.into_iter().cycle().filter_map(|(from, to)| trip(from, to));
    (0..count).rev().zip(trips).map(|(before, trip)| ride(trip, before)).collect()
}

fn trip(from: &str, to: &str) -> Option<Trip> {
    Trip::new(PlaceId::parse(from).ok()?, PlaceId::parse(to).ok()?).ok()
}

fn ride(trip: Trip, before: u32) -> PastTrip {
    // Not always at the same hour.
    let ago = HOUR * (26 + before * 48 + before * 5 % 17);
    PastTrip {
        trip,
        ride_type: RideType::Economico,
        ago,
        account: 0,
        stars: Stars::new(5),
        compliments: Vec::new(),
        tip: None,
        given_back: None,
        unpaid_change: None,
    }
}

fn frequent() -> Vec<PastTrip> {
    let mut rides = usual(20);
    for (number, ride) in rides.iter_mut().enumerate() {
        match number % 10 {
            3 => (ride.account, ride.stars) = (1, None),
            5 => (ride.ride_type, ride.compliments) = (RideType::Confort, vec![Compliment::Smooth, Compliment::Kind]),
            6 => (ride.account, ride.stars) = (1, Stars::new(4)),
            7 => ride.compliments = vec![Compliment::Punctual],
            _ => {}
        }
    }
    if let [.., refunded, tipped] = rides.as_mut_slice() {
        (refunded.stars, refunded.given_back) = (Stars::new(3), Some(Clp::new(1_000)));
        (tipped.tip, tipped.compliments) = (Some(Clp::new(1_000)), vec![Compliment::Kind, Compliment::Clean]);
    }
    rides
}

fn balance_due() -> Vec<PastTrip> {
    let mut rides = usual(3);
    if let Some(last) = rides.last_mut() {
        (last.stars, last.unpaid_change) = (None, PlaceId::parse("aeropuerto-scl").ok());
    }
    rides
}

/// How a rider came to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Casting {
    /// Who they were prepared to be; nobody in particular, if they came by themselves.
    pub persona: Option<Persona>,
    /// In whose place, in the browser of whoever had them prepared.
    pub previous: Option<RiderId>,
}

/// Prepared riders.
#[async_trait]
pub trait People: Send + Sync {
    /// Whether there is a sandbox, which alone can be given a past, and made to do what nobody does.
    fn has_sandbox(&self) -> bool;
    /// How a rider came to be.
    async fn casting(&self, rider: &RiderId) -> Result<Casting, Trouble>;
    /// Prepares a fresh rider, in the place of another if there is one: what was armed for that one is not any more.
    async fn prepare(&self, persona: Persona, in_place_of: Option<&RiderId>) -> Result<RiderId, Trouble>;
    /// Who was there before a rider was prepared.
    async fn step_back(&self, rider: &RiderId) -> Result<RiderId, Trouble>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_persona_has_a_word_of_its_own() {
        for persona in Persona::ALL {
            assert_eq!(Persona::parse(persona.as_str()), Some(persona));
        }
        assert_eq!(Persona::parse("morosa"), None);
    }

    #[test]
    fn pasts_are_in_order_and_lie_between_joining_and_yesterday() {
        for persona in Persona::ALL {
            let past = persona.past();
            assert!(past.rides.is_sorted_by(|one, next| one.ago > next.ago), "{persona:?}");
            assert!(past.rides.iter().all(|ride| ride.ago < JOINED && ride.ago > 24 * HOUR), "{persona:?}");
            assert!(past.rides.iter().all(|ride| ride.account < past.accounts.len()), "{persona:?}");
        }
    }

    #[test]
    fn who_rides_often_has_twenty_rides_a_tip_and_a_refund_and_who_owes_changed_the_destination() {
        let frequent = Persona::Frequent.past();
        assert_eq!((frequent.rides.len(), frequent.accounts.len()), (20, 2));
        assert_eq!(frequent.rides.iter().filter(|ride| ride.tip.is_some()).count(), 1);
        assert_eq!(frequent.rides.iter().filter(|ride| ride.given_back.is_some()).count(), 1);
        let owing = Persona::BalanceDue.past();
        let changed: Vec<_> = owing.rides.iter().filter_map(|ride| ride.unpaid_change.as_ref()).collect();
        assert_eq!(changed.len(), 1);
    }
}
