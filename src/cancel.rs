//! Cancelling: a rider calls a ride off. The rule is known beforehand, and nobody pays more than they read.

use serde::{Deserialize, Serialize};

use crate::{Clp, Instant, journey::Journey, ride::RideState};

/// Why a rider cancels, if they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Not going after all.
    ChangedMind,
    /// It takes too long.
    TooLong,
    /// Pickup or destination was wrong.
    WrongPlace,
    /// Something else.
    Other,
}

impl Reason {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [Self::ChangedMind, Self::TooLong, Self::WrongPlace, Self::Other];

    /// The word in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangedMind => "changed_mind",
            Self::TooLong => "too_long",
            Self::WrongPlace => "wrong_place",
            Self::Other => "other",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// That a ride was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// What that cost.
    pub fee: Clp,
    /// Why.
    pub reason: Option<Reason>,
    /// When.
    pub at: Instant,
}

/// What a rider asks for with the click that cancels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelRide {
    /// What the page said that it costs; refused when it costs more.
    pub shown: Clp,
    /// Why.
    pub reason: Option<Reason>,
}

/// What cancelling a ride costs that stands so; `None` when it cannot be cancelled. Before it is paid it costs nothing, but while a
/// person looks at its money it stays as it is. A ride that is paid costs what its journey says.
pub fn fee(ride: RideState, in_review: bool, journey: Option<&Journey>) -> Option<Clp> {
    match ride {
        RideState::Requested | RideState::Unpaid => (!in_review).then_some(Clp::ZERO),
        RideState::Paid => journey.and_then(Journey::fee),
        RideState::Ended | RideState::Cancelled => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_it_is_paid_cancelling_is_free_unless_a_person_looks() {
        for state in RideState::ALL {
            let free = matches!(state, RideState::Requested | RideState::Unpaid);
            assert_eq!(fee(state, false, None), free.then_some(Clp::ZERO), "{state:?}");
            assert_eq!(fee(state, true, None), None, "{state:?}");
        }
    }

    #[test]
    fn reasons_read_back() {
        assert!(Reason::ALL.iter().all(|reason| Reason::parse(reason.as_str()) == Some(*reason)));
        assert_eq!(Reason::parse(""), None);
    }
}
