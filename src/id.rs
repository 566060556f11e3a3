//! Ids. Each is opaque text with a prefix that says what it names; which digits follow is the server's affair.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes an id as it is stored or as it came in a URL; nothing is looked up.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A person with an account here.
    RiderId,
    /// A booked trip.
    RideId,
    /// One attempt to collect one fare, or one extra.
    PaymentId,
    /// What a ride costs on top of its fare.
    ExtraId,
    /// A payment that goes back.
    RefundId,
    /// One run of the hosted page to save a bank account.
    SetupId,
    /// A saved payment method, as Fintoc names it.
    MethodId,
    /// A browser that is signed in: what the database knows its session by, which opens nothing.
    DeviceId,
    /// Something that happened around a rider, as it is shown backstage.
    MomentId,
    /// A numbered failure of ours, quoted to the rider and found in the log.
    IncidentId,
}

/// What makes a booking happen once. The page that shows the price mints it; every copy of that page posts the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BookingKey(String);

/// The text is no booking key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a booking key has 1 to 64 letters, digits, hyphens or underscores")]
pub struct NotABookingKey;

impl BookingKey {
    /// The key of a rider's `number`-th booking. All tabs opened before that booking carry the same one.
    pub fn numbered(number: i64) -> Self {
        Self(format!("booking-{number}"))
    }

    /// Reads a key that a form posted.
    ///
    /// # Errors
    /// When it is empty, longer than 64 bytes, or holds anything but letters, digits, `-` and `_`.
    pub fn parse(text: &str) -> Result<Self, NotABookingKey> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if plain && (1..=64).contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(NotABookingKey) }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
