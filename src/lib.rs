//! The domain of Vuelta: what is true about money, riders, trips, rides, payments and the books.
//!
//! Nothing here awaits, reads a clock, rolls dice, logs, or knows HTTP, SQL or Leptos. Whatever the domain needs from the
//! outside is a parameter, and whatever it wants done is a value it returns. The traits in [`ports`] are what the pages
//! ask of a backend.

pub mod backstage;
pub mod bank;
pub mod cancel;
pub mod case;
pub mod city;
pub mod device;
pub mod driver;
pub mod extra;
pub mod fare;
pub mod guest;
pub mod history;
pub mod id;
pub mod journey;
pub mod ladder;
pub mod leaving;
pub mod ledger;
pub mod money;
pub mod payment;
pub mod places;
pub mod ports;
pub mod quote;
pub mod refund;
pub mod refusal;
pub mod ride;
pub mod rider;
pub mod rut;
pub mod thanks;
pub mod time;
pub mod wallet;

pub use money::Clp;
pub use rut::Rut;
pub use time::Instant;
