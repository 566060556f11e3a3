//! Drivers: a dozen people of Santiago, none of whom is real.

use crate::{fare::RideType, id::RideId};

/// Somebody who drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Driver {
    /// First name.
    pub name: &'static str,
    /// The first letter of the family name.
    pub initial: char,
    /// Whether one says «conductora».
    pub is_woman: bool,
    /// What riders gave her, in hundredths of a star.
    pub rating: u16,
    /// How many rides that were.
    pub rides: u32,
    /// The car.
    pub car: &'static str,
    /// Its colour.
    pub colour: Colour,
    /// Its plate: four letters and two digits.
    pub plate: &'static str,
    /// As which ride type she drives.
    pub ride_type: RideType,
}

/// The colour of a car.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// White.
    White,
    /// Grey.
    Grey,
    /// Silver.
    Silver,
    /// Black.
    Black,
    /// Red.
    Red,
    /// Blue.
    Blue,
}

use Colour::{Black, Blue, Grey, Red, Silver, White};
use RideType::{Confort, Economico, Xl};

const DRIVERS: [Driver; 12] = [
    driver("Camila", 'R', true, 493, 2_140, "Chevrolet Sail", Grey, "KXRT·42", Economico),
    driver("Rodrigo", 'M', false, 487, 3_812, "Suzuki Swift", Red, "JBDF·17", Economico),
    driver("Valentina", 'P', true, 496, 1_205, "Kia Morning", White, "LSKR·63", Economico),
    driver("Cristián", 'V', false, 479, 5_630, "Hyundai Accent", Silver, "HGTW·88", Economico),
    driver("Daniela", 'F', true, 491, 948, "Peugeot 208", Blue, "PCVL·05", Economico),
    driver("Patricio", 'S', false, 484, 4_377, "Nissan Versa", White, "KFHZ·29", Economico),
    driver("Francisca", 'A', true, 497, 2_764, "Toyota Corolla", Black, "RTJX·51", Confort),
    driver("Sebastián", 'G', false, 492, 1_893, "Mazda 3", Grey, "SLWB·34", Confort),
    driver("Marcela", 'T', true, 494, 3_058, "Hyundai Elantra", Silver, "PZGD·76", Confort),
    driver("Jorge", 'C', false, 490, 6_021, "Kia Carnival", Black, "RBKS·12", Xl),
    driver("Paola", 'H', true, 495, 1_476, "Hyundai Staria", White, "SVHF·90", Xl),
    driver("Luis", 'N', false, 486, 2_519, "Peugeot Traveller", Grey, "LDYP·58", Xl),
];

#[expect(clippy::too_many_arguments, reason = "a row of the table above")]
const fn driver(
    name: &'static str,
    initial: char,
    is_woman: bool,
    rating: u16,
    rides: u32,
    car: &'static str,
    colour: Colour,
    plate: &'static str,
    ride_type: RideType,
) -> Driver {
    Driver { name, initial, is_woman, rating, rides, car, colour, plate, ride_type }
}

impl Driver {
    /// Who drives that ride: always the same, wherever it is asked.
    pub fn of(ride: &RideId, ride_type: RideType) -> Self {
        let offered = || DRIVERS.iter().filter(|driver| driver.ride_type == ride_type);
        let among = u64::try_from(offered().count()).unwrap_or(u64::MAX).max(1);
        let pick = usize::try_from(scattered(ride.as_str()) % among).unwrap_or(0);
        offered().nth(pick).copied().unwrap_or(DRIVERS[0])
    }
}

/// FNV-1a, which scatters even ids that differ in one digit.
fn scattered(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_ride_has_one_driver_and_every_driver_has_rides_of_their_type() {
        for ride_type in RideType::ALL {
            let drawn: BTreeSet<_> = (0..400)
                .map(|number| {
                    let ride = RideId::new(format!("ride_{number}"));
                    let driver = Driver::of(&ride, ride_type);
                    assert_eq!((driver, driver.ride_type), (Driver::of(&ride, ride_type), ride_type));
                    driver.plate
                })
                .collect();
            let offered = DRIVERS.iter().filter(|driver| driver.ride_type == ride_type).count();
            assert_eq!(drawn.len(), offered, "{ride_type:?}");
        }
    }

    #[test]
    fn plates_are_four_consonants_and_two_digits_each_its_own() {
        let plates: BTreeSet<_> = DRIVERS.iter().map(|driver| driver.plate).collect();
        assert_eq!(plates.len(), DRIVERS.len());
        for plate in plates {
            let (letters, digits) = plate.split_once('·').unwrap();
            assert!(
                letters.len() == 4 && letters.bytes().all(|letter| b"BCDFGHJKLPRSTVWXYZ".contains(&letter)),
                "{plate}"
            );
            assert!(digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit()), "{plate}");
        }
    }
}
