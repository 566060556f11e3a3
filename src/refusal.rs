//! Every "no" of the business.

use serde::{Deserialize, Serialize};

use crate::{Clp, id::IncidentId, id::RideId, leaving::StillOpen, rider::SignUpProblem};

/// The business says no. What was asked for has not happened, and nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// What a rider typed about themselves has something to mend.
    SignUp {
        /// What, in the order of the form.
        problems: Vec<SignUpProblem>,
    },
    /// E-mail and password do not belong together; which of the two is never told.
    WrongCredentials,
    /// Too many tries; wait a while.
    TooManyTries,
    /// There is no such thing, or it belongs to somebody else.
    NotFound,
    /// The bank is none that we offer.
    UnknownBank,
    /// The account is not saved, or no longer.
    MethodUnavailable,
    /// What the rider wants to call an account is too long, or not to be read.
    Nickname,
    /// The price on the button was not the price.
    FareChanged {
        /// What the trip costs.
        fare: Clp,
    },
    /// The price on the button was the price for a while only, and that is over.
    QuoteExpired {
        /// What the trip costs now.
        fare: Clp,
    },
    /// Both ends of the trip are the same place.
    NoTrip,
    /// The booking key was used for another trip already.
    KeyUsed {
        /// The ride it booked.
        ride: RideId,
    },
    /// The payment of another ride is still under way.
    RideOpen {
        /// Which.
        ride: RideId,
    },
    /// The ride is paid, or its payment is still under way: there is nothing to try again.
    NothingToRetry,
    /// The extra of a ride is unpaid; until it is paid, nothing new is booked.
    BalanceDue {
        /// Of which ride.
        ride: RideId,
    },
    /// The ride is not paid, or goes somewhere else already: its destination stays as it is.
    DestinationFixed,
    /// A ride is rated, and its driver tipped, when it is over.
    RideNotOver,
    /// A tip is too small or too large.
    TipAmount,
    /// The ride has another tip already.
    TipGiven,
    /// Nobody leaves while something is open.
    StillOpen {
        /// What.
        what: StillOpen,
    },
    /// The rider is on board, or the ride is over: it cannot be cancelled any more.
    NotCancellable,
    /// Cancelling costs more by now than the page said.
    CancelFeeChanged {
        /// What it costs.
        fee: Clp,
    },
    /// The link was taken up already, or it is too late for it.
    InvitationOver,
    /// Fintoc does not answer; nothing was charged.
    BankUnreachable,
    /// Backstage: it is Fintoc itself that we speak with, or Fintoc knows nothing of the rider yet.
    OutOfReach,
    /// Backstage: what was typed does not fit.
    Control {
        /// What fits, in the sandbox's words.
        says: String,
    },
    /// Backstage: nothing of that kind is waiting.
    NothingWaiting,
    /// Backstage: the sandbox does not answer.
    SandboxSilent,
}

/// What a port may answer besides what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The business says no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Too much is going on at once; the same again in a moment may go well.
    #[error("busy")]
    Busy,
    /// Something broke on our side; the number is in the log.
    #[error("incident {0}")]
    Internal(IncidentId),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
