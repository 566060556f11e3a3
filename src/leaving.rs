//! Leaving: what a rider has to see to before their account can be deleted.

use serde::{Deserialize, Serialize};

use crate::id::RideId;

/// What is still open. Money is on its way, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "open", rename_all = "snake_case")]
pub enum StillOpen {
    /// The payment of a ride is under way, or a person looks at it.
    Payment {
        /// Of which ride.
        ride: RideId,
    },
    /// Money of a ride is on its way back.
    Refund {
        /// Of which ride.
        ride: RideId,
    },
    /// The extra of a ride is unpaid.
    Balance {
        /// Of which ride.
        ride: RideId,
    },
    /// A ride is being driven.
    Ride {
        /// Which.
        ride: RideId,
    },
    /// A bank account is being saved.
    Setup,
}
