//! The rider's rides.

use leptos::prelude::*;
use vuelta::{
    Clp,
    city::place,
    extra::Extra,
    ride::{Ride, RideState},
};

use crate::{
    copy::{Lang, common, extra, rides, time},
    islands::ride_sheet::Mood,
    parts::{
        bar::{PageBar, Room},
        document::{Document, Head},
        drawing::EmptyDrawing,
        icon::icon,
        mark::Mark,
    },
    site::{Caller, Visit, answered},
};

/// The page.
#[component]
pub(crate) fn RidesPage() -> impl IntoView {
    let caller = Caller::current();
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let rides = backend.rides(&rider.id).await?;
        let extras = backend.extras(&rider.id).await?;
        Ok(page(visit, rides, extras).into_any())
    })
}

fn page(visit: Visit, rides: Vec<Ride>, extras: Vec<Extra>) -> impl IntoView {
    let lang = visit.lang;
    let title = common::titled(lang, rides::title(lang));
    view! {
        <Document visit=visit.clone() head=Head { title, ..Head::default() }>
            <div class="page">
                <PageBar visit here=Some(Room::Rides) />
                <main id="main">
                    <h1 tabindex="-1">{rides::title(lang)}</h1>
                    {if rides.is_empty() { empty(lang).into_any() } else { list(lang, rides, &extras).into_any() }}
                </main>
            </div>
        </Document>
    }
}

fn list(lang: Lang, rides: Vec<Ride>, extras: &[Extra]) -> impl IntoView + use<> {
    let row = |ride: Ride| {
        let change = extras.iter().find(|extra| extra.ride == ride.id).map(|extra| change(lang, extra));
        view! { <li><RideRow lang ride change /></li> }
    };
    let rows = rides.into_iter().map(row).collect_view();
    view! {
        <p class="page__lead">{rides::lead(lang)}</p>
        <ul class="history">{rows}</ul>
    }
}

fn empty(lang: Lang) -> impl IntoView {
    view! {
        <div class="empty">
            <EmptyDrawing />
            <h2>{rides::empty_title(lang)}</h2>
            <p class="soft">{rides::empty_text(lang)}</p>
            <a class="btn btn--go" href="/book">{rides::book(lang)}</a>
        </div>
    }
}

/// The line about a ride's extra.
fn change(lang: Lang, of: &Extra) -> String {
    let state = match of.state {
        RideState::Paid if of.amount == Clp::ZERO => return extra::fact(lang, place(&of.to).label),
        RideState::Paid => extra::is_paid(lang),
        RideState::Unpaid | RideState::Ended => extra::is_due(lang),
        RideState::Requested => extra::is_under_way(lang),
    };
    extra::of_history(lang, place(&of.to).label, of.amount, state)
}

#[component]
fn RideRow(lang: Lang, ride: Ride, change: Option<String>) -> impl IntoView {
    let (mood, state) = match ride.state {
        RideState::Requested => (Mood::Wait, rides::waiting(lang)),
        RideState::Unpaid => (Mood::Bad, rides::unpaid(lang)),
        RideState::Paid => (Mood::Good, common::paid(lang)),
        RideState::Ended => (Mood::Bad, common::no_cost(lang)),
    };
    let (from, to) = (place(&ride.trip.from).label, place(&ride.trip.to).label);
    view! {
        <a class="past" href=format!("/rides/{}", ride.id)>
            <span class="past__pins"><Mark /></span>
            <span class="past__what">
                <b>{rides::from_to(lang, from, to)}</b>
                <small><time datetime=time::machine(ride.booked_at)>{time::short(lang, ride.booked_at)}</time></small>
                {change.map(|change| view! { <small>{change}</small> })}
            </span>
            <span class="past__sum">
                <span class="num">{ride.fare.total.to_string()}</span>
                <span class=mood.badge()>{icon(mood.icon())}{state}</span>
            </span>
        </a>
    }
}
