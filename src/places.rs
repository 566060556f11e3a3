//! The places a rider goes to: those they gave a name, and where they went lately.

use serde::{Deserialize, Serialize};

use crate::city::PlaceId;

/// What a rider calls a place they saved. Each names one place at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedAs {
    /// Where they live.
    Home,
    /// Where they work.
    Work,
}

impl SavedAs {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Home, Self::Work];

    /// The word in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Work => "work",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|saved_as| saved_as.as_str() == word)
    }
}

/// How many recent destinations are offered.
const RECENT: usize = 3;

/// What a rider is offered before the list of all places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MyPlaces {
    /// What they saved.
    pub saved: Vec<(SavedAs, PlaceId)>,
    /// Where they went lately, newest first. None twice, and none that is saved.
    pub recent: Vec<PlaceId>,
}

impl MyPlaces {
    /// Puts them in order. `visited` is where the rider went, newest first.
    pub fn new(mut saved: Vec<(SavedAs, PlaceId)>, visited: impl IntoIterator<Item = PlaceId>) -> Self {
        saved.sort_by_key(|(saved_as, _)| *saved_as);
        let mut recent = Vec::new();
        for place in visited {
            let is_saved = saved.iter().any(|(_, saved)| *saved == place);
            if recent.len() < RECENT && !is_saved && !recent.contains(&place) {
                recent.push(place);
            }
        }
        Self { saved, recent }
    }

    /// The place saved under that name.
    pub fn saved(&self, saved_as: SavedAs) -> Option<&PlaceId> {
        self.saved.iter().find(|(name, _)| *name == saved_as).map(|(_, place)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(ids: &[&str]) -> Vec<PlaceId> {
        ids.iter().map(|id| PlaceId::parse(id).unwrap()).collect()
    }

    #[test]
    fn recent_places_are_the_newest_none_twice_and_none_that_is_saved() {
        let visited = places(&["el-golf", "la-moneda", "el-golf", "parque-arauco", "plaza-nunoa", "plaza-egana"]);
        let work = PlaceId::parse("la-moneda").unwrap();
        let mine = MyPlaces::new(vec![(SavedAs::Work, work.clone())], visited);
        assert_eq!(mine.recent, places(&["el-golf", "parque-arauco", "plaza-nunoa"]));
        assert_eq!((mine.saved(SavedAs::Work), mine.saved(SavedAs::Home)), (Some(&work), None));
    }

    #[test]
    fn home_comes_before_work() {
        let [home, work] = ["el-golf", "la-moneda"].map(|id| PlaceId::parse(id).unwrap());
        let mine = MyPlaces::new(vec![(SavedAs::Work, work), (SavedAs::Home, home)], []);
        assert_eq!(mine.saved.iter().map(|(name, _)| *name).collect::<Vec<_>>(), SavedAs::ALL);
    }

    #[test]
    fn every_name_reads_back() {
        assert!(SavedAs::ALL.into_iter().all(|name| SavedAs::parse(name.as_str()) == Some(name)));
        assert_eq!(SavedAs::parse("gym"), None);
    }
}
