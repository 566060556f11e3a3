//! What a rider says and gives after a ride: stars, compliments, a tip. None of it is owed.

use serde::{Deserialize, Serialize};

use crate::{Clp, id::MethodId};

/// The smallest tip that a rider may name.
pub const SMALLEST_TIP: Clp = Clp::new(500);

/// The largest, so that a slip of the finger is none.
pub const LARGEST_TIP: Clp = Clp::new(50_000);

/// The tips that are offered, in per cent of the fare.
const OFFERED: [i64; 2] = [10, 15];

/// From one star to five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stars(u8);

impl Stars {
    /// All of them, the fewest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// So many, if there are as many.
    pub fn new(count: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|stars| stars.count() == count)
    }

    /// How many.
    pub fn count(self) -> i64 {
        i64::from(self.0)
    }
}

/// Something nice to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compliment {
    /// The driving was smooth.
    Smooth,
    /// The car was clean.
    Clean,
    /// The driver was kind.
    Kind,
    /// The driver was on time.
    Punctual,
}

impl Compliment {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Smooth, Self::Clean, Self::Kind, Self::Punctual];

    /// The word in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Smooth => "smooth",
            Self::Clean => "clean",
            Self::Kind => "kind",
            Self::Punctual => "punctual",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|compliment| compliment.as_str() == word)
    }
}

/// What a rider thought of a ride.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// In stars.
    pub stars: Stars,
    /// And in words.
    pub compliments: Vec<Compliment>,
}

/// What a rider gives on top, with one click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTip {
    /// How much.
    pub amount: Clp,
    /// With which saved account; `None` to choose one at the bank, and save it there.
    pub method: Option<MethodId>,
}

/// The tips that are offered for a fare: so many per cent, and what that is, rounded to ten.
pub fn offered_tips(fare: Clp) -> [(i64, Clp); 2] {
    OFFERED.map(|per_cent| (per_cent, Clp::new(fare.pesos() * per_cent / 100).to_nearest_ten()))
}

/// The tip that an amount is taken for, rounded to ten, and never up: nobody gives more than they typed. `None` when it is none that
/// is offered, and too small or too large.
pub fn accepted_tip(amount: Clp, fare: Clp) -> Option<Clp> {
    if offered_tips(fare).iter().any(|(_, offered)| *offered == amount) {
        return Some(amount);
    }
    let within = SMALLEST_TIP <= amount && amount <= LARGEST_TIP;
    within.then(|| Clp::new(amount.pesos() / 10 * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offered_tips_are_rounded_to_ten() {
        let pesos = |fare| offered_tips(Clp::new(fare)).map(|(per_cent, tip)| (per_cent, tip.pesos()));
        assert_eq!(pesos(4_990), [(10, 500), (15, 750)]);
        assert_eq!(pesos(1_500), [(10, 150), (15, 230)]);
        assert_eq!(pesos(12_340), [(10, 1_230), (15, 1_850)]);
    }

    #[test]
    fn what_is_offered_is_taken_and_anything_else_within_bounds() {
        let accepted = |pesos| accepted_tip(Clp::new(pesos), Clp::new(1_500)).map(Clp::pesos);
        for (amount, tip) in [
            (150, Some(150)),
            (160, None),
            (499, None),
            (500, Some(500)),
            (1_234, Some(1_230)),
            (1_239, Some(1_230)),
            (50_000, Some(50_000)),
            (50_001, None),
            (0, None),
            (-500, None),
            (i64::MAX, None),
        ] {
            assert_eq!(accepted(amount), tip, "{amount}");
        }
    }

    #[test]
    fn there_are_five_stars_and_words_read_back() {
        assert_eq!([0, 1, 5, 6].map(|count| Stars::new(count).map(Stars::count)), [None, Some(1), Some(5), None]);
        assert!(Compliment::ALL.iter().all(|said| Compliment::parse(said.as_str()) == Some(*said)));
    }
}
