//! The history of a rider's rides: which of them, and how far back.

use serde::{Deserialize, Serialize};

use crate::{id::RideId, ride::PastRide};

/// Which rides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those that are paid.
    Paid,
    /// Those where something is still to be paid, be it an extra.
    Unpaid,
    /// Those where something was given back.
    Refunded,
}

impl Filter {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::All, Self::Paid, Self::Unpaid, Self::Refunded];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Paid => "paid",
            Self::Unpaid => "unpaid",
            Self::Refunded => "refunded",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.as_str() == word)
    }
}

/// Which part of the history is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Which rides.
    pub filter: Filter,
    /// Only those booked before that one.
    pub before: Option<RideId>,
}

/// A part of the history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// The rides, newest first.
    pub rides: Vec<PastRide>,
    /// Whether there are older ones.
    pub more: bool,
}

impl History {
    /// How many rides a part has at most.
    pub const PART: usize = 100;

    /// A part, from one ride more than it may have if there are older ones.
    pub fn of(mut rides: Vec<PastRide>) -> Self {
        let more = rides.len() > Self::PART;
        rides.truncate(Self::PART);
        Self { rides, more }
    }

    /// Before which ride the next part begins.
    pub fn older(&self) -> Option<&RideId> {
        self.rides.last().filter(|_| self.more).map(|past| &past.ride.id)
    }
}
