//! Pickup and destination, to be chosen.

use leptos::prelude::*;
use vuelta::city::{PlaceId, places};

use crate::{
    copy::{Lang, book, common},
    islands::TripPicker,
    parts::icon::{Icon, icon},
};

/// Two lists of all places, and the way to swap them. They belong to the form that pays, so that what is paid is what they
/// say. With script, choosing is enough.
#[component]
pub(super) fn TripCard(lang: Lang, from: PlaceId, to: PlaceId) -> impl IntoView {
    let swapped = format!("/book?from={to}&to={from}");
    view! {
        <TripPicker>
            <div class="trip">
                <div class="trip__stops">
                    <Stop name="from" label=common::from(lang) class="stop" chosen=from.clone() />
                    <Stop name="to" label=common::to(lang) class="stop stop--to" chosen=to.clone() />
                </div>
                <a class="trip__swap" href=swapped.clone() aria-label=book::swap(lang)>{icon(Icon::Swap)}</a>
            </div>
            // The first button of the form, so that Enter asks for the price and never pays.
            <noscript>
                <button class="btn btn--wide" formmethod="get" formaction="/book">{book::see_price(lang)}</button>
            </noscript>
        </TripPicker>
    }
}

/// A list of places; of all of them unless it is said among which.
#[component]
pub(crate) fn Stop(
    name: &'static str,
    label: &'static str,
    class: &'static str,
    chosen: PlaceId,
    #[prop(optional)] among: Option<Vec<PlaceId>>,
) -> impl IntoView {
    let offered = |id: &PlaceId| among.as_ref().is_none_or(|among| among.contains(id));
    let options = places()
        .iter()
        .filter(|place| offered(&place.id))
        .map(|place| view! { <option value=place.id.as_str() selected=place.id == chosen>{place.name}</option> })
        .collect_view();
    view! {
        <label class=class>
            <span class="stop__pin"></span>
            <span class="stop__text">
                <small>{label}</small>
                <select name=name id=name data-shown=chosen.as_str()>{options}</select>
            </span>
            <span class="stop__more">{icon(Icon::Down)}</span>
        </label>
    }
}
