//! Changing the destination of a paid ride: where to, then what it costs more and the one button. It carries no script.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use vuelta::{
    Clp,
    city::{PlaceId, places},
    fare::Trip,
    id::RideId,
    refusal::Refusal,
    ride::{Ride, RideStory},
    wallet::{SavedMethod, Wallet},
};

use super::frame::RideFrame;
use crate::{
    copy::{Lang, book, extra},
    forms::Reply,
    map::Scene,
    pages::{
        book::{Stop, no_account, payer_row},
        map_label,
    },
    parts::{document::Head, stops::Stops},
    site::{Caller, Visit, answered},
};

/// The page.
#[component]
pub(crate) fn DestinationPage() -> impl IntoView {
    let caller = Caller::current();
    let id = RideId::new(use_params_map().read_untracked().get("id").unwrap_or_default());
    let to = use_query_map().read_untracked().get("to").and_then(|to| PlaceId::parse(&to).ok());
    let refusal = match use_context() {
        Some(Reply::Ride { refusal }) => Some(refusal),
        Some(_) | None => None,
    };
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let story = backend.ride(&rider.id, &id).await?;
        let wallet = backend.wallet(&rider.id).await?;
        Ok(page(visit, &story, wallet, to, refusal).into_any())
    })
}

fn page(
    visit: Visit,
    story: &RideStory,
    wallet: Wallet,
    to: Option<PlaceId>,
    refusal: Option<Refusal>,
) -> impl IntoView + use<> {
    let lang = visit.lang;
    let ride = &story.ride;
    let chosen = to.and_then(|to| Some((to.clone(), ride.extra_to(&to).ok()?)));
    let trip = match &chosen {
        Some((to, _)) => Trip { to: to.clone(), ..ride.trip.clone() },
        None => story.trip(),
    };
    let others: Vec<_> =
        places().iter().filter(|place| ride.extra_to(&place.id).is_ok()).map(|place| place.id.clone()).collect();
    let open = story.extra.is_none() && !story.is_done() && !others.is_empty();
    let body = match chosen.filter(|_| open) {
        _ if !open => view! { <p role="status">{extra::fixed(lang)}</p> }.into_any(),
        Some((to, amount)) => confirm(lang, ride, trip.clone(), to, amount, wallet).into_any(),
        None => choose(lang, ride, &others).into_any(),
    };
    let label = map_label(lang, &trip);
    let head = Head { title: crate::copy::common::titled(lang, extra::change(lang)), ..Head::default() };
    let ride_page = format!("/rides/{}", ride.id);
    view! {
        <RideFrame visit head scene=Scene::Book(trip) label refusal>
            <h1 class="sheet__where" tabindex="-1">{extra::change(lang)}</h1>
            {body}
            <a class="btn btn--quiet btn--wide" href=ride_page>{extra::back(lang)}</a>
        </RideFrame>
    }
}

/// The list of all places that it could lead to.
fn choose(lang: Lang, ride: &Ride, others: &[PlaceId]) -> impl IntoView + use<> {
    let chosen = others.first().cloned().unwrap_or_else(|| ride.trip.to.clone());
    let label = crate::copy::common::to(lang);
    view! {
        <p class="soft">{extra::lead(lang)}</p>
        <form class="stack" method="get" action=format!("/rides/{}/destination", ride.id)>
            <div class="trip">
                <Stop lang name="to" label class="stop stop--to" chosen among=others.to_vec() />
            </div>
            <button class="btn btn--go btn--wide">{book::see_price(lang)}</button>
        </form>
    }
}

/// What it costs more, and the button. The amount goes along, so that one that is not the difference is refused.
fn confirm(lang: Lang, ride: &Ride, trip: Trip, to: PlaceId, amount: Clp, wallet: Wallet) -> impl IntoView + use<> {
    let there = trip.fare(ride.fare.ride_type).total;
    let line = |name: &'static str, amount: Clp| {
        view! { <div><dt>{name}</dt><dd class="num">{amount.to_string()}</dd></div> }
    };
    view! {
        <Stops lang trip />
        <dl class="lines rule">
            {line(extra::new_price(lang), there)}
            {line(extra::paid_until_now(lang), ride.fare.total)}
            <div class="lines__total"><dt>{extra::difference(lang)}</dt><dd class="num">{amount.to_string()}</dd></div>
        </dl>
        <form class="sheet__form" method="post" action=format!("/rides/{}/destination", ride.id)>
            <input type="hidden" name="to" value=to.as_str() />
            <input type="hidden" name="amount" value=amount.pesos().to_string() />
            {button(lang, amount, wallet)}
        </form>
    }
}

fn button(lang: Lang, amount: Clp, wallet: Wallet) -> AnyView {
    let active: Vec<_> = wallet.methods.into_iter().filter(SavedMethod::is_active).collect();
    if amount == Clp::ZERO {
        return view! {
            <p class="soft">{extra::nearer(lang)}</p>
            <button class="btn btn--go btn--wide">{extra::change(lang)}</button>
        }
        .into_any();
    }
    match active.first().cloned() {
        None => no_account(lang),
        Some(payer) => view! {
            {payer_row(lang, active, payer)}
            <button class="btn btn--go btn--wide">{extra::pay(lang, amount)}</button>
        }
        .into_any(),
    }
}
