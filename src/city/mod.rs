//! The city: named places, the streets between them, and what a map draws around them.
//!
//! Everything comes from `santiago.json`, our own hand-drawn simplification of Santiago de Chile. Positions are within
//! about 100 to 300 metres, so a distance is good enough to price a demo trip and never to navigate. The file is part of
//! the binary and read once.

mod data;
mod places;
mod projection;
mod route;
mod scenery;
mod streets;

use std::sync::LazyLock;

pub use places::{Anchor, Place, PlaceId, Priority, UnknownPlace, districts, place, places};
pub use projection::{HEIGHT, METRES_PER_UNIT, Point, WIDTH};
pub use route::{Route, Step, approach, route};
pub use scenery::{Comuna, Park, Relief, ReliefKind, RoadLabel, Scenery, Water, WaterKind, scenery};
pub use streets::{Class, Edge, Streets, streets};

/// The file in the shapes that the rest of the module hands out.
#[derive(Debug)]
struct City {
    places: Vec<Place>,
    streets: Streets,
    scenery: Scenery,
}

static CITY: LazyLock<City> = LazyLock::new(|| data::read(include_str!("santiago.json")));
