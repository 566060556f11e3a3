//! How requests get to Fintoc: over HTTPS, unless somebody else carries them.

use std::pin::Pin;

use crate::Error;

/// What becomes of a request.
pub type Carried = Pin<Box<dyn Future<Output = Result<Incoming, Error>> + Send>>;

/// Carries requests in place of the network: for a simulation, or to answer from a recording.
pub trait Carrier: Send + Sync {
    /// Carries one request there and its answer back. Whatever is lost on the way is [`Error::TimedOut`] or
    /// [`Error::Unreachable`].
    fn carry(&self, request: Outgoing) -> Carried;
}

/// A request on its way to Fintoc. The secret key is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query.
    pub target: String,
    /// What a POST is recognised by.
    pub idempotency_key: Option<String>,
    /// JSON, byte for byte.
    pub body: Option<String>,
}

/// An answer on its way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The HTTP status.
    pub status: u16,
    /// The `Link` header that leads to the next page of a list.
    pub link: Option<String>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}
