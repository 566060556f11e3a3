//! Points in the life of a payment where a test can stop the world: both sides of every commit and of every word with Fintoc. In
//! a build without the feature `points`, reaching one is nothing at all.

#[cfg(feature = "points")]
pub mod sabotage;
#[cfg(feature = "points")]
mod stops;

use std::fmt;

#[cfg(feature = "points")]
pub use stops::{KILL_AT, Stop, is_doomed, reach, stop_with};

use crate::store::{StoreError, Tx, outbox::CallKind};

/// Which side of a commit or a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// It has not happened, and everything is ready for it.
    Before,
    /// It happened, and nobody was told yet.
    After,
}

/// What a transaction writes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Write {
    /// A new rider, and the customer owed.
    SignUp,
    /// A setup, and the session owed.
    Setup,
    /// A ride, its payment, and the session owed.
    Booking,
    /// Another attempt to pay a ride, or its extra.
    Retry,
    /// A change of destination, its payment, and the session owed.
    Change,
    /// An account that its rider had forgotten, and the call that cancels it owed.
    Forget,
    /// What came of a call.
    Conclusion(CallKind),
    /// An event that came to our door.
    Arrival,
    /// An answer to a question of ours.
    Answer,
    /// Events from Fintoc's list.
    Missed,
    /// What an event or an answer says.
    Application,
    /// The end of a ride whose bank did not decide.
    End,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Point {
    /// At the commit of a transaction.
    Commit(Write, Side),
    /// At a call of the outbox.
    Call(CallKind, Side),
    /// At a question to Fintoc that changes nothing there.
    Question(Side),
    /// Where a webhook is about to be answered with 200.
    Acknowledgement,
}

impl Point {
    /// Every point there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let writes = [
            Write::SignUp,
            Write::Setup,
            Write::Booking,
            Write::Retry,
            Write::Change,
            Write::Forget,
            Write::Arrival,
            Write::Answer,
            Write::Missed,
            Write::Application,
            Write::End,
        ];
        let conclusions = CallKind::ALL.map(Write::Conclusion);
        [Side::Before, Side::After]
            .into_iter()
            .flat_map(move |side| {
                let commits = writes.into_iter().chain(conclusions).map(move |write| Self::Commit(write, side));
                let calls = CallKind::ALL.into_iter().map(move |kind| Self::Call(kind, side));
                commits.chain(calls).chain([Self::Question(side)])
            })
            .chain([Self::Acknowledgement])
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: &Side| if *side == Side::Before { "before" } else { "after" };
        match self {
            Self::Commit(Write::Conclusion(kind), at) => {
                write!(f, "{} the commit of the answer to a {} call", side(at), kind.as_str())
            }
            Self::Commit(write, at) => write!(f, "{} the commit of {}", side(at), write.word()),
            Self::Call(kind, at) => write!(f, "{} a {} call", side(at), kind.as_str()),
            Self::Question(at) => write!(f, "{} a question", side(at)),
            Self::Acknowledgement => f.write_str("before an acknowledgement"),
        }
    }
}

impl Write {
    const fn word(self) -> &'static str {
        match self {
            Self::SignUp => "a rider",
            Self::Setup => "a setup",
            Self::Booking => "a booking",
            Self::Retry => "a retry",
            Self::Change => "a change of destination",
            Self::Forget => "a forgotten account",
            Self::Conclusion(kind) => kind.as_str(),
            Self::Arrival => "an event",
            Self::Answer => "an answer",
            Self::Missed => "missed events",
            Self::Application => "what was told",
            Self::End => "an end",
        }
    }
}

/// Whether a test is about to kill this process.
#[cfg(not(feature = "points"))]
pub const fn is_doomed() -> bool {
    false
}

/// The program is here.
#[cfg(not(feature = "points"))]
pub async fn reach(_: Point) {}

/// Whether a test has planted that fault.
///
/// A macro, so that the name of the fault is nothing where there are no faults to plant.
#[cfg(feature = "points")]
macro_rules! planted {
    ($fault:ident) => {
        $crate::points::sabotage::is_planted($crate::points::sabotage::Sabotage::$fault)
    };
}
#[cfg(not(feature = "points"))]
macro_rules! planted {
    ($fault:ident) => {
        false
    };
}
pub(crate) use planted;

/// Commits what was written.
///
/// # Errors
/// The store's; whether it is committed then, nobody knows.
pub async fn commit(tx: Tx, write: Write) -> Result<(), StoreError> {
    reach(Point::Commit(write, Side::Before)).await;
    tx.commit().await?;
    reach(Point::Commit(write, Side::After)).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_point_has_a_name_of_its_own() {
        let names: Vec<_> = Point::all().map(|point| point.to_string()).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        assert!(names.len() >= 30);
    }
}
