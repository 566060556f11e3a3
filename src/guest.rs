//! Guests: whoever tries Vuelta without an account gets a name, a RUT and an address of their own, all made up.

use crate::{Rut, rider::Email};

/// Where guests' addresses are: `.example` is reserved (RFC 2606), so no mail to a guest ever reaches anybody.
pub const DOMAIN: &str = "guest.vuelta.example";

const WOMEN: [&str; 12] = [
    "Camila",
    "Valentina",
    "Josefa",
    "Antonia",
    "Fernanda",
    "Catalina",
    "Isidora",
    "Javiera",
    "Constanza",
    "Francisca",
    "Daniela",
    "Paula",
];
const MEN: [&str; 12] = [
    "Diego",
    "Benjamín",
    "Matías",
    "Vicente",
    "Joaquín",
    "Tomás",
    "Sebastián",
    "Nicolás",
    "Felipe",
    "Ignacio",
    "Cristóbal",
    "Gonzalo",
];
const SURNAMES: [&str; 20] = [
    "Muñoz",
    "Rojas",
    "Soto",
    "Contreras",
    "Silva",
    "Sepúlveda",
    "Morales",
    "Fuentes",
    "Araya",
    "Valenzuela",
    "Tapia",
    "Carrasco",
    "Espinoza",
    "Vergara",
    "Riquelme",
    "Figueroa",
    "Bravo",
    "Pizarro",
    "Saavedra",
    "Aravena",
];
/// The RUTs of people who are grown up by now begin here; there are so many of them.
const RUTS_FROM: u32 = 9_000_000;
const RUTS: u64 = 13_000_000;

/// Somebody made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// A given name and two surnames.
    pub name: String,
    /// Nobody else's, and not to be guessed.
    pub email: Email,
    /// Valid; others may have it too.
    pub rut: Rut,
}

/// How the language addresses somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// Ella.
    Feminine,
    /// Él.
    Masculine,
}

impl Guest {
    /// The guest of that roll of the dice; `None` for an address that does not come out as one. `address` has to be random.
    pub fn rolled(dice: u64, address: u128) -> Option<Self> {
        let mut dice = Dice(dice);
        let given = if dice.roll(2) == 0 { dice.one_of(&WOMEN) } else { dice.one_of(&MEN) };
        let name = format!("{given} {} {}", dice.one_of(&SURNAMES), dice.one_of(&SURNAMES));
        let email = Email::parse(&format!("{}.{address:032x}@{DOMAIN}", plain(given)))?;
        let rut = Rut::closing(RUTS_FROM.saturating_add(u32::try_from(dice.roll(RUTS)).ok()?))?;
        Some(Self { name, email, rut })
    }
}

/// How to address somebody whose name we made up.
pub fn gender(given: &str) -> Option<Gender> {
    let gender = |names: &[&str], gender| names.contains(&given).then_some(gender);
    gender(&WOMEN, Gender::Feminine).or_else(|| gender(&MEN, Gender::Masculine))
}

/// A name as it may stand in an address.
fn plain(name: &str) -> String {
    let letter = |c| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        other => other,
    };
    name.to_lowercase().chars().map(letter).collect()
}

/// A large number, used up roll by roll.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        let side = self.0 % sides;
        self.0 /= sides;
        side
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        let sides = u64::try_from(words.len()).unwrap_or(1);
        usize::try_from(self.roll(sides)).ok().and_then(|side| words.get(side)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_guest_could_sign_up(dice: u64, address: u128) {
            let guest = Guest::rolled(dice, address).unwrap();
            prop_assert_eq!(guest.rut.to_string().parse::<Rut>(), Ok(guest.rut));
            prop_assert!(guest.email.as_str().is_ascii() && guest.email.as_str().ends_with(DOMAIN));
            prop_assert_eq!(guest.name.split(' ').count(), 3);
            prop_assert!(gender(guest.name.split(' ').next().unwrap()).is_some());
        }

        #[test]
        fn two_guests_have_two_addresses(dice: u64, one: u128, other: u128) {
            prop_assume!(one != other);
            prop_assert_ne!(Guest::rolled(dice, one).unwrap().email, Guest::rolled(dice, other).unwrap().email);
        }
    }
}
