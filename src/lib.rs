//! The domain of Vuelta: what is true about money, riders, trips, rides, payments and the books.
//!
//! Nothing here awaits, reads a clock, rolls dice, logs, or knows HTTP, SQL or Leptos. Whatever the domain needs from the
//! outside is a parameter, and whatever it wants done is a value it returns. The traits in [`ports`] are what the pages
//! ask of a backend.

pub mod bank;
pub mod case;
pub mod city;
pub mod extra;
pub mod fare;
pub mod history;
pub mod id;
pub mod ladder;
pub mod ledger;
pub mod money;
pub mod payment;
pub mod ports;
pub mod refund;
pub mod refusal;
pub mod ride;
pub mod rider;
pub mod rut;
pub mod time;
pub mod wallet;

pub use money::Clp;
pub use rut::Rut;
pub use time::Instant;
