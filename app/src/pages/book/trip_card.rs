//! Pickup and destination, to be chosen.

use leptos::prelude::*;
use vuelta::{
    city::{Place, PlaceId, districts, place},
    places::MyPlaces,
};

use crate::{
    copy::{Lang, book, common, places},
    islands::TripPicker,
    parts::icon::{Icon, icon},
};

/// Two lists of places, the rider's own first, and the way to swap them. They belong to the form that pays, so that what is paid is what they
/// say. With script, choosing is enough.
#[component]
pub(super) fn TripCard(lang: Lang, from: PlaceId, to: PlaceId, mine: MyPlaces) -> impl IntoView {
    let swapped = format!("/book?from={to}&to={from}");
    view! {
        <TripPicker>
            <div class="trip">
                <div class="trip__stops">
                    <Stop lang name="from" label=common::from(lang) class="stop" chosen=from.clone() mine=mine.clone() />
                    <Stop lang name="to" label=common::to(lang) class="stop stop--to" chosen=to.clone() mine />
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
    lang: Lang,
    name: &'static str,
    label: &'static str,
    class: &'static str,
    chosen: PlaceId,
    #[prop(optional)] among: Option<Vec<PlaceId>>,
    #[prop(optional)] mine: MyPlaces,
) -> impl IntoView {
    view! {
        <label class=class>
            <span class="stop__pin"></span>
            <span class="stop__text">
                <small>{label}</small>
                <select name=name id=name data-shown=chosen.as_str()>
                    {own(lang, &mine)}
                    <PlaceOptions chosen=Some(chosen.clone()) among />
                </select>
            </span>
            <span class="stop__more">{icon(Icon::Down)}</span>
        </label>
    }
}

/// The rider's own places, ahead of the districts that hold them once more. Where they lie is for `book.js` to show.
fn own(lang: Lang, mine: &MyPlaces) -> impl IntoView + use<> {
    let option =
        |id: &PlaceId, text: String| view! { <option value=id.as_str() data-in=place(id).comuna>{text}</option> };
    let saved: Vec<_> =
        mine.saved.iter().map(|(saved_as, id)| option(id, places::name_at(lang, *saved_as, place(id).name))).collect();
    let recent: Vec<_> = mine.recent.iter().map(|id| option(id, place(id).name.to_owned())).collect();
    let group = |label: &'static str, options: Vec<_>| {
        (!options.is_empty()).then(|| view! { <optgroup label=label>{options}</optgroup> })
    };
    view! {
        {group(places::saved(lang), saved)}
        {group(places::recent(lang), recent)}
    }
}

/// All places, or those among which to choose, by district.
#[component]
pub(crate) fn PlaceOptions(
    #[prop(optional_no_strip)] chosen: Option<PlaceId>,
    #[prop(optional_no_strip)] among: Option<Vec<PlaceId>>,
) -> impl IntoView {
    let offered = |place: &&Place| among.as_ref().is_none_or(|among| among.contains(&place.id));
    let option = |place: &'static Place| {
        let selected = chosen.as_ref() == Some(&place.id);
        view! { <option value=place.id.as_str() selected=selected>{place.name}</option> }
    };
    districts()
        .into_iter()
        .filter_map(|(district, places)| {
            let options: Vec<_> = places.into_iter().filter(offered).map(option).collect();
            (!options.is_empty()).then(|| view! { <optgroup label=district>{options}</optgroup> })
        })
        .collect_view()
}
