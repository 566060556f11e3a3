//! The rider's rides, by month.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    Clp,
    city::place,
    extra::Extra,
    history::{Filter, History, Wanted},
    id::RideId,
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
    let query = use_query_map().read_untracked().clone();
    let filter = query.get("state").and_then(|word| Filter::parse(&word)).unwrap_or_default();
    let wanted = Wanted { filter, before: query.get("before").map(RideId::new) };
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let history = backend.history(&rider.id, wanted.clone()).await?;
        let extras = backend.extras(&rider.id).await?;
        Ok(page(visit, &wanted, history, &extras).into_any())
    })
}

fn page(visit: Visit, wanted: &Wanted, history: History, extras: &[Extra]) -> impl IntoView + use<> {
    let lang = visit.lang;
    let title = common::titled(lang, rides::title(lang));
    let none_ever = history.rides.is_empty() && *wanted == Wanted::default();
    let body = if none_ever {
        empty(lang).into_any()
    } else {
        view! {
            {filters(lang, wanted.filter)}
            {list(lang, wanted, history, extras)}
        }
        .into_any()
    };
    view! {
        <Document visit=visit.clone() head=Head { title, ..Head::default() }>
            <div class="page">
                <PageBar visit here=Some(Room::Rides) />
                <main id="main" class="rides-page">
                    <h1 tabindex="-1">{rides::title(lang)}</h1>
                    {body}
                </main>
            </div>
        </Document>
    }
}

/// Which rides to show, as links.
fn filters(lang: Lang, chosen: Filter) -> impl IntoView {
    let link = |filter: Filter| {
        let name = match filter {
            Filter::All => rides::all(lang),
            Filter::Paid => rides::only_paid(lang),
            Filter::Unpaid => rides::only_unpaid(lang),
            Filter::Refunded => rides::only_refunded(lang),
        };
        view! { <a href=address(filter, None) aria-current=(filter == chosen).then_some("page")>{name}</a> }
    };
    view! { <nav class="seg" aria-label=rides::filters(lang)>{Filter::ALL.map(link).into_iter().collect_view()}</nav> }
}

/// Where a part of the history is.
fn address(filter: Filter, before: Option<&RideId>) -> String {
    let state = (filter != Filter::All).then(|| format!("state={}", filter.as_str()));
    let before = before.map(|id| format!("before={id}"));
    let query: Vec<_> = state.into_iter().chain(before).collect();
    if query.is_empty() { "/rides".to_owned() } else { format!("/rides?{}", query.join("&")) }
}

/// The rides by month, and the ways to older and newer ones.
fn list(lang: Lang, wanted: &Wanted, history: History, extras: &[Extra]) -> impl IntoView + use<> {
    let older = history.older().map(|id| {
        view! { <a class="btn" href=address(wanted.filter, Some(id))>{rides::older(lang)}</a> }
    });
    let newest = wanted.before.as_ref().map(|_| {
        view! { <a class="link" href=address(wanted.filter, None)>{rides::newest(lang)}</a> }
    });
    let none = history.rides.is_empty().then(|| none(lang));
    let months = history
        .rides
        .chunk_by(|one, next| time::month_of(lang, one.ride.booked_at) == time::month_of(lang, next.ride.booked_at))
        .map(|month| view! { <Month lang rides=month.to_vec() extras=extras.to_vec() /> })
        .collect_view();
    view! {
        {none}
        {months}
        <div class="rides-page__end">{newest}{older}</div>
    }
}

#[component]
fn Month(lang: Lang, rides: Vec<PastRide>, extras: Vec<Extra>) -> impl IntoView {
    let name = rides.first().map(|past| time::month_of(lang, past.ride.booked_at));
    let row = |past: PastRide| {
        let extras = extras.iter().filter(|extra| extra.ride == past.ride.id).cloned().collect::<Vec<_>>();
        view! { <li><RideRow lang past extras /></li> }
    };
    let rows = rides.into_iter().map(row).collect_view();
    view! {
        <section>
            <h2 class="history__month">{name}</h2>
            <ul class="history">{rows}</ul>
        </section>
    }
}

/// There are rides, but none like that.
fn none(lang: Lang) -> impl IntoView {
    view! {
        <div class="empty">
            <EmptyDrawing />
            <h2>{rides::none_title(lang)}</h2>
            <p class="soft">{rides::none_text(lang)}</p>
            <a class="btn" href="/rides">{rides::see_all(lang)}</a>
        </div>
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

/// How a ride stands, in a word and its colour; `change` is its change of destination.
pub(crate) fn standing(lang: Lang, past: &PastRide, change: Option<&Extra>) -> (Mood, &'static str) {
    let fare = past.ride.fare.total;
    match past.ride.state {
        _ if past.cancelled.is_some() => (Mood::Bad, common::cancelled(lang)),
        RideState::Cancelled => (Mood::Bad, common::cancelled(lang)),
        RideState::Paid if past.given_back >= fare => (Mood::Good, rides::given_back(lang)),
        RideState::Paid if past.given_back > Clp::ZERO => (Mood::Good, rides::partly_given_back(lang)),
        RideState::Paid if change.is_some_and(|change| change.state == RideState::Unpaid) => {
            (Mood::Bad, rides::balance_due(lang))
        }
        RideState::Paid if past.told.is_some_and(|told| told != Phase::Done) => (Mood::Good, rides::driving(lang)),
        RideState::Paid => (Mood::Good, common::paid(lang)),
        RideState::Requested => (Mood::Wait, rides::waiting(lang)),
        RideState::Unpaid => (Mood::Bad, rides::unpaid(lang)),
        RideState::Ended => (Mood::Bad, common::no_cost(lang)),
    }
}

#[component]
fn RideRow(lang: Lang, past: PastRide, extras: Vec<Extra>) -> impl IntoView {
    let change = extras.iter().find(|extra| extra.to().is_some());
    let (mood, word) = standing(lang, &past, change);
    let added = extras.iter().filter_map(|extra| added(lang, extra)).collect::<Vec<_>>();
    let PastRide { ride, given_back, cancelled, .. } = past;
    let (from, to) = (place(&ride.trip.from).label, place(&ride.trip.to).label);
    let returned = (given_back > Clp::ZERO).then(|| rides::returned(lang, given_back));
    let notes = added.into_iter().chain(returned);
    let again = super::book_again(&ride);
    view! {
        <a class="past" href=format!("/rides/{}", ride.id)>
            <span class="past__pins"><Mark /></span>
            <span class="past__what">
                <b>{rides::from_to(lang, from, to)}</b>
                <small><time datetime=time::machine(ride.booked_at)>{time::short(lang, ride.booked_at)}</time></small>
                {notes.map(|note| view! { <small>{note}</small> }).collect_view()}
            </span>
            <span class="past__sum">
                <span class="num">{cancelled.unwrap_or(ride.fare.total).to_string()}</span>
                <span class=mood.badge()>{icon(mood.icon())}{word}</span>
            </span>
        </a>
        <a class="link past__again" href=again aria-label=rides::again_named(lang, from, to)>{rides::again(lang)}</a>
    }
}
