//! The three ride types with their prices, and how a price came about.

use leptos::prelude::*;
use vuelta::{
    fare::{Fare, RideType},
    quote::{HOLDS, Quote},
};

use crate::{
    copy::{Lang, book, time},
    parts::{
        car::Car,
        fare_lines::FareLines,
        icon::{Icon, icon},
    },
};

/// The choice. The breakdown shown is that of the chosen ride type; the style sheet picks it.
#[component]
pub(super) fn RideTypes(lang: Lang, quote: Quote, chosen: RideType) -> impl IntoView {
    let fare = quote.fare(chosen);
    let way = book::distance_and_time(lang, &book::kilometres(lang, fare.hectometres), fare.minutes);
    let rows = RideType::ALL
        .map(|ride_type| view! { <Row lang fare=quote.fare(ride_type) chosen=ride_type == chosen /> })
        .collect_view();
    let lines = RideType::ALL
        .map(|ride_type| {
            let class = format!("fare-for fare-for--{}", ride_type.as_str());
            view! { <div class=class><FareLines lang fare=quote.fare(ride_type) total=book::total(lang) /></div> }
        })
        .collect_view();
    view! {
        <fieldset class="rides">
            <legend class="legend"><span>{book::choose(lang)}</span>" "<span class="soft">{way}</span></legend>
            {rows}
        </fieldset>
        <details class="fold">
            <summary>
                {icon(Icon::Lock)}
                <span data-lasts=HOLDS.as_secs() data-left=book::fixed_for(lang, "{left}")>
                    {book::fixed_until(lang, &time::clock(quote.until))}
                </span>
                " "
                <b>{book::see_lines(lang)}{icon(Icon::Down)}</b>
            </summary>
            {lines}
        </details>
    }
}

#[component]
fn Row(lang: Lang, fare: Fare, chosen: bool) -> impl IntoView {
    let ride_type = fare.ride_type;
    view! {
        <label class="ride">
            <input type="radio" name="ride_type" value=ride_type.as_str() checked=chosen />
            <Car ride_type />
            <span>
                <span class="ride__name">{book::ride_type(lang, ride_type)}</span>
                <span class="ride__meta">
                    {book::arrives(lang, ride_type.minutes_away())}
                    {icon(Icon::Person)}
                    <span aria-hidden="true">{ride_type.seats()}</span>
                    <span class="sr">{book::seats(lang, ride_type.seats())}</span>
                </span>
            </span>
            <span class="ride__price num">{fare.total.to_string()}</span>
        </label>
    }
}
