//! What a trip costs. One tariff, three ride types, whole pesos, and a price that ends in 0.

use serde::{Deserialize, Serialize};

use crate::{
    Clp,
    city::{self, PlaceId, Route},
};

/// From one place to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// Where the rider is picked up.
    pub from: PlaceId,
    /// Where the rider wants to go.
    pub to: PlaceId,
}

/// Why two places are no trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("pickup and destination are the same place")]
pub struct NoTrip;

impl Trip {
    /// A trip between two different places.
    ///
    /// # Errors
    /// When they are the same place.
    pub fn new(from: PlaceId, to: PlaceId) -> Result<Self, NoTrip> {
        if from == to { Err(NoTrip) } else { Ok(Self { from, to }) }
    }

    /// The way through the streets.
    pub fn route(&self) -> Route {
        city::route(&self.from, &self.to)
    }
}

/// How one rides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RideType {
    /// The plain one.
    #[default]
    Economico,
    /// A newer car.
    Confort,
    /// Six seats.
    Xl,
}

impl RideType {
    /// All of them, the cheapest first.
    pub const ALL: [Self; 3] = [Self::Economico, Self::Confort, Self::Xl];

    /// The word in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Economico => "economico",
            Self::Confort => "confort",
            Self::Xl => "xl",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ride_type| ride_type.as_str() == word)
    }

    /// How many people fit.
    pub const fn seats(self) -> u8 {
        match self {
            Self::Economico | Self::Confort => 4,
            Self::Xl => 6,
        }
    }

    /// Minutes until a car arrives; the fleet is imaginary, so this is too.
    pub const fn minutes_away(self) -> u32 {
        match self {
            Self::Economico => 4,
            Self::Confort => 6,
            Self::Xl => 9,
        }
    }

    /// What the base price is multiplied by, in tenths.
    const fn tenths(self) -> i64 {
        match self {
            Self::Economico => 10,
            Self::Confort => 13,
            Self::Xl => 16,
        }
    }
}

const BASE: Clp = Clp::new(1_200);
const PER_KILOMETRE: i64 = 450;
const PER_MINUTE: i64 = 75;
const SERVICE: Clp = Clp::new(310);
const LEAST: Clp = Clp::new(1_500);

/// A price and how it came about. The lines add up to the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fare {
    /// How one rides.
    pub ride_type: RideType,
    /// Distance in hundreds of metres.
    pub hectometres: u32,
    /// Minutes in normal traffic.
    pub minutes: u32,
    /// For getting in.
    pub base: Clp,
    /// For the distance.
    pub distance: Clp,
    /// For the time.
    pub time: Clp,
    /// For us.
    pub service: Clp,
    /// What the ride type adds, rounding included.
    pub category: Clp,
    /// What the rider owes.
    pub total: Clp,
}

/// The fare of a way of `hectometres` (hundreds of metres) and `minutes`.
pub fn fare(hectometres: u32, minutes: u32, ride_type: RideType) -> Fare {
    let distance = Clp::new(i64::from(hectometres) * PER_KILOMETRE / 10);
    let time = Clp::new(i64::from(minutes) * PER_MINUTE);
    let plain: Clp = [BASE, distance, time, SERVICE].into_iter().sum();
    let total = Clp::new(plain.pesos() * ride_type.tenths() / 10).to_nearest_ten().max(LEAST);
    let category = Clp::new(total.pesos() - plain.pesos());
    Fare { ride_type, hectometres, minutes, base: BASE, distance, time, service: SERVICE, category, total }
}

impl Trip {
    /// What this trip costs with one ride type.
    pub fn fare(&self, ride_type: RideType) -> Fare {
        self.route().fare(ride_type)
    }
}

impl Route {
    /// What this way costs with one ride type.
    pub fn fare(&self, ride_type: RideType) -> Fare {
        fare(self.hectometres, self.minutes, ride_type)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn five_point_four_kilometres_and_fourteen_minutes_cost_4990() {
        let totals = RideType::ALL.map(|ride_type| fare(54, 14, ride_type).total.pesos());
        assert_eq!(totals, [4_990, 6_490, 7_980]);
    }

    #[test]
    fn a_trip_to_where_one_is_already_is_no_trip() {
        let here = PlaceId::parse("barrio-italia").unwrap();
        assert_eq!(Trip::new(here.clone(), here), Err(NoTrip));
    }

    proptest! {
        #[test]
        fn every_fare_ends_in_zero_and_its_lines_add_up(hm in 0_u32..2_000, minutes in 0_u32..500, pick in 0_usize..3) {
            let fare = fare(hm, minutes, RideType::ALL[pick]);
            prop_assert_eq!(fare.total.pesos() % 10, 0);
            prop_assert!(fare.total >= LEAST);
            let lines: Clp = [fare.base, fare.distance, fare.time, fare.service, fare.category].into_iter().sum();
            prop_assert_eq!(lines, fare.total);
        }
    }
}
