//! The crate as its callers see it: against the guide's payloads, published vectors, and a small server over TCP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop, in its helpers too")]

mod client;
mod examples;
mod guide;
mod limits;
mod stand_in;
mod webhook;
