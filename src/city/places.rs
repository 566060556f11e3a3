//! The places a trip can begin or end at.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::{CITY, Point};

/// The name of a place in forms, addresses and the database, such as `barrio-italia`. It always names a place we have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PlaceId(pub(super) &'static str);

/// The text names no place of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("we do not know a place called {0:?}")]
pub struct UnknownPlace(String);

impl PlaceId {
    /// Reads an id that a form, an address or the database gave.
    ///
    /// # Errors
    /// When no place has it.
    pub fn parse(text: &str) -> Result<Self, UnknownPlace> {
        let found = CITY.places.iter().find(|place| place.id.0 == text);
        found.map(|place| place.id.clone()).ok_or_else(|| UnknownPlace(text.to_owned()))
    }

    /// The id as text.
    pub const fn as_str(&self) -> &'static str {
        self.0
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> Deserialize<'de> for PlaceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A place with a name that riders know.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What forms and the database call it.
    pub id: PlaceId,
    /// Its full name, such as `Palacio de La Moneda`.
    pub name: &'static str,
    /// Its short name, for maps and lists.
    pub label: &'static str,
    /// The part of the city it lies in.
    pub comuna: &'static str,
    /// Where it is.
    pub at: Point,
    /// Who is written first when a map is crowded.
    pub priority: Priority,
    /// Where its label likes to stand.
    pub anchor: Anchor,
    /// The nearest crossing, as an index into [`super::Streets::crossings`].
    pub(super) crossing: usize,
    /// Metres from the crossing.
    pub(super) access: u32,
}

/// How much a place's label matters on a crowded map; 1 is written first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(transparent)]
pub struct Priority(pub u8);

/// On which side of its dot a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    /// Above.
    N,
    /// Above, to the right.
    Ne,
    /// To the right.
    E,
    /// Below, to the right.
    Se,
    /// Below.
    S,
    /// Below, to the left.
    Sw,
    /// To the left.
    W,
    /// Above, to the left.
    Nw,
}

/// Every place, in the order of their labels as a Spanish reader expects it.
pub fn places() -> &'static [Place] {
    &CITY.places
}

/// The parts of the city in the order in which a Spanish reader expects them, each with its places.
pub fn districts() -> Vec<(&'static str, Vec<&'static Place>)> {
    let mut districts: Vec<(&'static str, Vec<&'static Place>)> = Vec::new();
    for place in places() {
        match districts.iter_mut().find(|(name, _)| *name == place.comuna) {
            Some((_, there)) => there.push(place),
            None => districts.push((place.comuna, vec![place])),
        }
    }
    districts.sort_by_cached_key(|(name, _)| sort_key(name));
    districts
}

/// The place an id names.
pub fn place(id: &PlaceId) -> &'static Place {
    CITY.places.iter().find(|place| place.id == *id).expect("an id is only ever made from a place of the city")
}

/// What to sort a Spanish name by: accents do not count, and ñ comes after n.
pub(super) fn sort_key(name: &str) -> String {
    let plain = |letter| match letter {
        'á' => "a",
        'é' => "e",
        'í' => "i",
        'ó' => "o",
        'ú' | 'ü' => "u",
        'ñ' => "n~",
        _ => "",
    };
    let mut key = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        match plain(letter) {
            "" => key.push(letter),
            replaced => key.push_str(replaced),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_nobody_knows_is_refused_by_name() {
        let refused = PlaceId::parse("valparaiso").unwrap_err();
        assert_eq!(refused.to_string(), "we do not know a place called \"valparaiso\"");
        assert!(serde_json::from_str::<PlaceId>("\"valparaiso\"").is_err());
    }

    #[test]
    fn every_place_is_found_by_its_own_id() {
        assert_eq!(places().len(), 30);
        for each in places() {
            let id = PlaceId::parse(each.id.as_str()).unwrap();
            assert_eq!(place(&id), each);
            assert_eq!(serde_json::from_str::<PlaceId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        }
    }

    #[test]
    fn every_place_is_in_one_district() {
        let districts = districts();
        assert_eq!(districts.iter().map(|(_, there)| there.len()).sum::<usize>(), places().len());
        assert!(districts.iter().all(|(name, there)| there.iter().all(|place| place.comuna == *name)));
        assert!(districts.is_sorted_by_key(|(name, _)| sort_key(name)));
    }

    #[test]
    fn the_picker_is_in_alphabetical_order() {
        let labels: Vec<_> = places().iter().map(|place| place.label).collect();
        assert_eq!(labels[..3], ["Aeropuerto SCL", "Barrio Italia", "Bellavista"]);
        assert!(labels.is_sorted_by_key(|label| sort_key(label)));
        assert!(sort_key("Ñuñoa") < sort_key("Oeste") && sort_key("Ñuñoa") > sort_key("Nunca"));
    }
}
