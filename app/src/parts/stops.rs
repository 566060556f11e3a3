//! Pickup and destination, one above the other: the mark's own grammar.

use leptos::prelude::*;
use vuelta::{city::place, fare::Trip};

use crate::copy::{Lang, common};

/// A trip that can no longer be changed. `at_pickup` and `at_destination` are the small lines below the names.
#[component]
pub(crate) fn Stops(
    lang: Lang,
    trip: Trip,
    #[prop(optional, into)] at_pickup: Option<String>,
    #[prop(optional, into)] at_destination: Option<String>,
) -> impl IntoView {
    let (from, to) = (place(&trip.from), place(&trip.to));
    view! {
        <div class="trip trip--flat">
            <div class="trip__stops">
                <div class="stop">
                    <span class="stop__pin"></span>
                    <span class="stop__text">
                        <span class="sr">{common::from(lang)}" "</span>
                        <b>{from.name}</b>
                        <small>{at_pickup.unwrap_or_else(|| from.comuna.to_owned())}</small>
                    </span>
                </div>
                <div class="stop stop--to">
                    <span class="stop__pin"></span>
                    <span class="stop__text">
                        <span class="sr">{common::to(lang)}" "</span>
                        <b>{to.name}</b>
                        <small>{at_destination.unwrap_or_else(|| to.comuna.to_owned())}</small>
                    </span>
                </div>
            </div>
        </div>
    }
}
