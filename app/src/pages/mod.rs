//! A file per page.

pub mod backstage;
pub(crate) mod book;
pub(crate) mod landing;
pub(crate) mod login;
pub(crate) mod places;
pub(crate) mod profile;
pub(crate) mod receipt;
pub mod ride;
pub(crate) mod rides;
pub(crate) mod signup;
pub(crate) mod trouble;
pub(crate) mod wallet;

use vuelta::{city::place, fare::Trip, ride::Ride};

use crate::copy::{Lang, common};

/// What a map of a trip shows, for those who do not see it.
fn map_label(lang: Lang, trip: &Trip) -> String {
    common::map_of(lang, place(&trip.from).name, place(&trip.to).name)
}

/// The booking page with the trip and the ride type of a ride that was.
fn book_again(ride: &Ride) -> String {
    let (from, to, ride_type) = (&ride.trip.from, &ride.trip.to, ride.fare.ride_type.as_str());
    format!("/book?from={from}&to={to}&ride_type={ride_type}")
}

/// `path?next=…`, so that whoever signs up or in comes to where they were going.
fn with_next(path: &str, next: &str) -> String {
    let mut address = format!("{path}?next=");
    for byte in next.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                address.push(char::from(byte))
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}
