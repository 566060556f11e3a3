//! Stories of the whole server: a merchant and a sandbox on free ports, over real TCP and a real database.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "stories look at rows, and a surprise ends them")]

mod access;
mod booking;
mod crash;
mod faults;
mod hosted_page;
mod page;
mod refunds;
mod saving;
mod secrets;
mod stage;
mod store;
mod webhooks;
