//! The signature of webhooks: `Fintoc-Signature: t=<unix seconds>,v1=<64 lower-case hex>`.
//!
//! What is signed is the decimal `t`, a full stop and the **raw** body; the MAC is HMAC-SHA256 under the endpoint's whole
//! secret, its `whsec_` included. The time of now is an argument, so a test needs no clock.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Event, EventError};

pub use crate::{
    signature_header::SignatureHeader,
    webhook_secret::{WebhookSecret, WebhookSecretError},
};

/// The name of the header that carries the signature.
pub const SIGNATURE_HEADER: &str = "fintoc-signature";

/// How far `t` may be from now, both ways: the tolerance of Fintoc's own SDKs.
pub const TOLERANCE: Duration = Duration::from_secs(300);

/// How old an authentic delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Within the tolerance.
    Fresh,
    /// Older: perhaps a late retry, perhaps a replay. A hint to ask Fintoc, never a fact to act on.
    Stale {
        /// From `t` to now.
        age: Duration,
    },
}

/// Which check of a signature failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Nothing in the header.
    #[error("the Fintoc-Signature header is empty or missing")]
    MissingHeader,
    /// More than 8 KiB.
    #[error("the Fintoc-Signature header is longer than 8 KiB")]
    HeaderTooLong,
    /// No `t`.
    #[error("the Fintoc-Signature header has no `t=`")]
    MissingTimestamp,
    /// Two `t`, so nobody knows which one was signed.
    #[error("the Fintoc-Signature header has more than one `t=`")]
    DuplicateTimestamp,
    /// `t` is not a decimal number of seconds.
    #[error("`t` in the Fintoc-Signature header is not a decimal number of seconds")]
    BadTimestamp,
    /// No `v1`.
    #[error("the Fintoc-Signature header has no `v1=`")]
    MissingSignature,
    /// Every `v1` is something else than 64 lower-case hexadecimal digits.
    #[error("`v1` in the Fintoc-Signature header is not 64 lower-case hexadecimal digits")]
    MalformedSignature,
    /// There is nothing to check against.
    #[error("no webhook secret is configured")]
    NoSecret,
    /// Forged, altered on the way, re-serialised before the check, or signed with another endpoint's secret.
    #[error("the signature fits neither the raw body nor any configured secret")]
    Mismatch,
    /// Authentic, and dated ahead of now by more than the tolerance: one of the two clocks is wrong.
    #[error("the signature is dated {} s ahead of our clock", ahead.as_secs())]
    FromTheFuture {
        /// From now to `t`.
        ahead: Duration,
    },
    /// Authentic, and older than the tolerance. Only [`open`] says so; [`verify`] calls it stale.
    #[error("the signature is {} s old", age.as_secs())]
    TooOld {
        /// From `t` to now.
        age: Duration,
    },
}

/// Why a delivery was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its signature does not hold.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// It is authentic, but no event.
    #[error(transparent)]
    Event(#[from] EventError),
}

/// The header value that Fintoc would send with this body at `timestamp`, in unix seconds.
pub fn sign(secret: &WebhookSecret, timestamp: i64, body: &[u8]) -> String {
    let timestamp = timestamp.to_string();
    let code = mac(secret, &timestamp, body).finalize().into_bytes();
    format!("t={timestamp},v1={}", hex::encode(code))
}

/// Checks who sent a body and how long ago. `now` is in unix seconds.
///
/// Authenticity comes first, so that the age of a forgery is nobody's business. Exactly `tolerance` old or ahead is fresh.
///
/// # Errors
/// The first check that failed; never [`SignatureError::TooOld`].
pub fn verify(
    body: &[u8],
    header: &str,
    secrets: &[WebhookSecret],
    now: i64,
    tolerance: Duration,
) -> Result<Freshness, SignatureError> {
    let header = SignatureHeader::parse(header)?;
    header.made_with(secrets, body)?;
    header.freshness(now, tolerance)
}

/// Checks a delivery as [`verify`] does, refuses a stale one, and reads the event.
///
/// # Errors
/// When the signature does not hold or is too old, or when the body is no event.
pub fn open(
    body: &[u8],
    header: &str,
    secrets: &[WebhookSecret],
    now: i64,
    tolerance: Duration,
) -> Result<Event, OpenError> {
    match verify(body, header, secrets, now, tolerance)? {
        Freshness::Fresh => Ok(Event::parse(body)?),
        Freshness::Stale { age } => Err(SignatureError::TooOld { age }.into()),
    }
}

pub(crate) fn mac(secret: &WebhookSecret, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes a key of any length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}
