//! The map: Santiago drawn once when the server starts, and on each page the route, pins and labels that lie on it.
//!
//! [`base_svg`] is a file of its own that browsers keep. A page's [`RouteMap`] refers to it with `<use>`, so the page itself
//! carries only what is particular to the trip. Paint crosses from the page into the file as custom properties (`--land`,
//! `--avenue` and their like), which is how one file serves both themes without a style element or a style attribute.

mod base;
mod blocks;
mod contours;
mod curve;
mod footprint;
mod frame;
mod grain;
mod labels;
mod numbers;
mod path_data;
mod picture;
mod raster;
mod roads;
mod shapes;

use leptos::prelude::*;
use vuelta::fare::Trip;

pub use base::base_svg;

/// What a map is for. It decides how much is shown, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// No trip yet: the middle of the city and its places.
    Idle,
    /// A trip to be booked.
    Book(Trip),
    /// A driver on the way to the pickup.
    Coming(Trip, Progress),
    /// The rider is on board.
    Riding(Trip, Progress),
    /// A trip that was not paid for.
    Failed(Trip),
    /// The small map of a receipt: no labels, nothing moves.
    Slip(Trip),
    /// The picture of the landing page, with room for its three cards.
    Landing(Trip),
}

/// How far a car has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How much of the way lies behind it, in thousandths.
    pub per_mille: u16,
    /// How many seconds the rest of the way takes; with 0 the car stands still.
    pub seconds_left: u32,
}

/// The picture of a scene, for a page that is open and shows another.
pub(crate) fn drawn(scene: &Scene, base: &str, label: &str) -> String {
    picture::draw(scene, base, label)
}

/// The map of one page. `base` is the address of [`base_svg`], `label` says in the reader's language what is seen.
#[component]
pub fn RouteMap(scene: Scene, #[prop(into)] base: String, #[prop(into)] label: String) -> impl IntoView {
    view! { <div class="map" inner_html=picture::draw(&scene, &base, &label)></div> }
}
