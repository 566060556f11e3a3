//! The sandbox over real TCP, as a merchant and a payer meet it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod api;
mod checks;
mod conformance;
mod control;
mod courier;
mod desk;
mod documented;
mod events;
mod faults;
mod idempotency;
mod mfa;
mod outcomes;
mod page;
mod paging;
mod paying;
mod people;
mod properties;
mod refunds;
mod reset;
mod scenarios;
mod setup;
mod stage;
mod upgrade;
