//! What also runs in the browser. Islands are handed finished texts and know neither the domain nor the router; without
//! script every one of them is a form or a page that works.

#[cfg(feature = "hydrate")]
mod event_stream;
mod live_ride;
mod live_setup;
mod pay_button;
pub mod ride_sheet;
mod trip_picker;

pub use live_ride::LiveRide;
#[cfg(feature = "ssr")]
pub(crate) use live_ride::ways_on;
pub use live_setup::LiveSetup;
pub use pay_button::{FareLabel, PayButton};
pub use ride_sheet::RideSheet;
pub use trip_picker::TripPicker;
