//! The rider's rides.

use leptos::prelude::*;
use vuelta::{
    Clp,
    city::place,
    extra::Extra,
    journey::Phase,
    ride::{PastRide, RideState},
};

use crate::{
    copy::{Lang, common, extra, rides, thanks, time},
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

fn page(visit: Visit, rides: Vec<PastRide>, extras: Vec<Extra>) -> impl IntoView {
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

fn list(lang: Lang, rides: Vec<PastRide>, extras: &[Extra]) -> impl IntoView + use<> {
    let row = |past: PastRide| {
        let of_ride = extras.iter().filter(|extra| extra.ride == past.ride.id);
        let added = of_ride.filter_map(|extra| added(lang, extra)).collect::<Vec<_>>();
        view! { <li><RideRow lang past added /></li> }
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

/// The line about an extra of a ride. A tip that was not paid is not worth one.
fn added(lang: Lang, of: &Extra) -> Option<String> {
    let Some(to) = of.to() else {
        return (of.state == RideState::Paid).then(|| thanks::of_history(lang, of.amount));
    };
    let label = place(to).label;
    let state = match of.state {
        RideState::Paid if of.amount == Clp::ZERO => return Some(extra::fact(lang, label)),
        RideState::Paid => extra::is_paid(lang),
        RideState::Unpaid => extra::is_due(lang),
        RideState::Ended => extra::is_off(lang),
        RideState::Cancelled => extra::is_given_back(lang),
        RideState::Requested => extra::is_under_way(lang),
    };
    Some(extra::of_history(lang, label, of.amount, state))
}

/// How a ride stands, in a word and its colour.
pub(crate) fn standing(lang: Lang, past: &PastRide) -> (Mood, &'static str) {
    let fare = past.ride.fare.total;
    match past.ride.state {
        _ if past.cancelled.is_some() => (Mood::Bad, common::cancelled(lang)),
        RideState::Cancelled => (Mood::Bad, common::cancelled(lang)),
        RideState::Paid if past.given_back >= fare => (Mood::Good, rides::given_back(lang)),
        RideState::Paid if past.given_back > Clp::ZERO => (Mood::Good, rides::partly_given_back(lang)),
        RideState::Paid if past.told.is_some_and(|told| told != Phase::Done) => (Mood::Good, rides::driving(lang)),
        RideState::Paid => (Mood::Good, common::paid(lang)),
        RideState::Requested => (Mood::Wait, rides::waiting(lang)),
        RideState::Unpaid => (Mood::Bad, rides::unpaid(lang)),
        RideState::Ended => (Mood::Bad, common::no_cost(lang)),
    }
}

#[component]
fn RideRow(lang: Lang, past: PastRide, added: Vec<String>) -> impl IntoView {
    let (mood, state) = standing(lang, &past);
    let PastRide { ride, cancelled, .. } = past;
    let (from, to) = (place(&ride.trip.from).label, place(&ride.trip.to).label);
    view! {
        <a class="past" href=format!("/rides/{}", ride.id)>
            <span class="past__pins"><Mark /></span>
            <span class="past__what">
                <b>{rides::from_to(lang, from, to)}</b>
                <small><time datetime=time::machine(ride.booked_at)>{time::short(lang, ride.booked_at)}</time></small>
                {added.into_iter().map(|line| view! { <small>{line}</small> }).collect_view()}
            </span>
            <span class="past__sum">
                <span class="num">{cancelled.unwrap_or(ride.fare.total).to_string()}</span>
                <span class=mood.badge()>{icon(mood.icon())}{state}</span>
            </span>
        </a>
    }
}
