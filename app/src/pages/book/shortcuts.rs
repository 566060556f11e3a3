//! Destinations at one tap: saved places and recent ones, as links to the page of that trip.

use leptos::prelude::*;
use vuelta::{
    city::{PlaceId, place},
    places::MyPlaces,
};

use super::Order;
use crate::{
    copy::{Lang, places},
    pages::places::sign,
    parts::icon::{Icon, icon},
};

/// The row of links. Whoever has saved nothing is offered to.
pub(super) fn shortcuts(lang: Lang, order: &Order, mine: &MyPlaces) -> impl IntoView + use<> {
    let saved = mine.saved.iter().map(|(saved_as, to)| (sign(*saved_as), places::name(lang, *saved_as), to));
    let recent = mine.recent.iter().map(|to| (Icon::Clock, place(to).label, to));
    let links = saved
        .chain(recent)
        .map(|(sign, name, to)| {
            let here = (*to == order.to).then_some("true");
            view! { <a class="chip" href=address(order, to) aria-current=here>{icon(sign)}{name}</a> }
        })
        .collect_view();
    let (sign, more) =
        if mine.saved.is_empty() { (Icon::Plus, places::save_some(lang)) } else { (Icon::Chevron, places::edit(lang)) };
    view! {
        <nav class="chips" aria-label=places::shortcuts(lang)>
            {links}
            <a class="chip chip--more" href="/places">{icon(sign)}{more}</a>
        </nav>
    }
}

/// The page of a trip to `to`. Whoever is picked up there already goes there from where they were going.
fn address(order: &Order, to: &PlaceId) -> String {
    let from = if *to == order.from { &order.to } else { &order.from };
    let method = order.method.as_ref().map_or("", |method| method.as_str());
    format!("/book?from={from}&to={to}&ride_type={}&method={method}", order.ride_type.as_str())
}
