//! The sandbox over real TCP, as a merchant and a payer meet it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod api;
mod courier;
mod documented;
mod mfa;
mod page;
mod paying;
mod setup;
mod stage;
