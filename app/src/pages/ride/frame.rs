//! What every page about a ride is drawn in: its map, and beside it or below a sheet.

use leptos::prelude::*;
use vuelta::refusal::Refusal;

use crate::{
    map::{RouteMap, Scene},
    parts::{
        alert::RefusalNote,
        bar::{MapBar, Room, SheetTop},
        document::{Document, Head, Sheet},
    },
    site::{Assets, Visit},
};

/// The frame around what a sheet says. The head gets the sheet's styles.
#[component]
pub(super) fn RideFrame(
    visit: Visit,
    head: Head,
    scene: Scene,
    label: String,
    refusal: Option<Refusal>,
    children: Children,
) -> impl IntoView {
    let head = Head { sheet: Some(Sheet::Ride), ..head };
    let lang = visit.lang;
    view! {
        <Document visit=visit.clone() head>
            <div class="app">
                <div class="app__map">
                    <RouteMap scene base=Assets::current().url("santiago.svg") label />
                    <MapBar visit=visit.clone() here=None back="/rides" />
                </div>
                <main class="sheet" id="main">
                    <SheetTop visit here=Some(Room::Rides) />
                    {refusal.map(|refusal| view! { <RefusalNote lang refusal /> })}
                    {children()}
                </main>
            </div>
        </Document>
    }
}
