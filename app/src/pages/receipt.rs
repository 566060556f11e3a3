//! The receipt of a ride. It prints on one page and carries no script: every number can be selected.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use vuelta::{
    Clp,
    city::place,
    extra::ExtraStory,
    id::RideId,
    refund::{Cause, Refund, RefundState},
    ride::{PastRide, Payment, RideState, RideStory},
    wallet::{SavedMethod, Wallet},
};

use crate::{
    copy::{Lang, account, book, common, extra as extra_copy, receipt, ride as ride_copy, rides as rides_copy, time},
    islands::ride_sheet::Mood,
    map::{RouteMap, Scene},
    parts::{
        bar::{PageBar, Room},
        document::{Document, Head},
        fare_lines::FareLines,
        icon::{Icon, icon},
        stops::Stops,
        tile::Tile,
    },
    site::{Assets, Caller, Visit, answered},
};

/// The page.
#[component]
pub(crate) fn ReceiptPage() -> impl IntoView {
    let caller = Caller::current();
    let id = RideId::new(use_params_map().read_untracked().get("id").unwrap_or_default());
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let story = backend.ride(&rider.id, &id).await?;
        let wallet = backend.wallet(&rider.id).await?;
        Ok(page(visit, story, wallet).into_any())
    })
}

fn page(visit: Visit, story: RideStory, wallet: Wallet) -> impl IntoView {
    let lang = visit.lang;
    let title = common::titled(lang, receipt::title(lang));
    let ride_address = format!("/rides/{}", story.ride.id);
    let again = super::book_again(&story.ride);
    view! {
        <Document visit=visit.clone() head=Head { title, ..Head::default() }>
            <div class="page">
                <PageBar visit here=Some(Room::Rides) />
                <main id="main" class="receipt">
                    <Slip lang story wallet />
                    <div class="aside">
                        <a class="btn btn--go btn--wide" href=again>{rides_copy::again(lang)}</a>
                        <a class="btn btn--wide" href=ride_address>{receipt::back_to_ride(lang)}</a>
                    </div>
                </main>
            </div>
        </Document>
    }
}

#[component]
fn Slip(lang: Lang, story: RideStory, wallet: Wallet) -> impl IntoView {
    let ride = story.ride.clone();
    let paid = story.paid().cloned();
    let method = paid.as_ref().and_then(|payment| wallet.find(&payment.method)).cloned();
    let when = paid.as_ref().map_or(ride.booked_at, |payment| payment.updated_at);
    let trip = story.trip();
    let way = trip.fare(ride.fare.ride_type);
    let way = receipt::distance_and_time(lang, &book::kilometres(lang, way.hectometres), way.minutes);
    let label = super::map_label(lang, &trip);
    let extra = story.extra.as_ref();
    let line = extra
        .filter(|extra| extra.extra.state == RideState::Paid)
        .map(|ExtraStory { extra, .. }| (extra_copy::line(lang, place(&extra.to).label), extra.amount));
    let (total, charged, none) = match ride.state {
        RideState::Ended => (receipt::total_ended(lang), Clp::ZERO, Some(receipt::none_ever(lang))),
        _ if paid.is_some() => {
            let added = line.as_ref().map(|(_, amount)| *amount);
            (receipt::total(lang), [ride.fare.total].into_iter().chain(added).sum(), None)
        }
        _ => (receipt::total_unpaid(lang), ride.fare.total, Some(receipt::none_yet(lang))),
    };
    view! {
        <article class="slip">
            <div class="slip__map">
                <RouteMap scene=Scene::Slip(trip.clone()) base=Assets::current().url("santiago.svg") label />
            </div>
            <div class="slip__body">
                <div class="slip__sum">
                    {state(lang, &story)}
                    <h1 class="sr" tabindex="-1">{receipt::title(lang)}</h1>
                    <p class="num">{charged.to_string()}</p>
                    <p class="soft slip__when"><time datetime=time::machine(when)>{time::full(lang, when)}</time></p>
                </div>
                <Stops lang trip at_destination=way />
                <hr class="slip__cut" />
                <FareLines lang fare=ride.fare total extra=line />
                {returned(lang, &story, charged)}
                {method.map(|method| payer(lang, &method))}
                {extra.and_then(|extra| payer_of_extra(lang, extra, &wallet)).map(|text| view! { <p class="soft">{text}</p> })}
                {none.map(|none| view! { <p class="soft rule">{none}</p> })}
                {given_back(lang, &story)}
                {numbers(lang, &story, paid.as_ref(), story.extra.as_ref().and_then(ExtraStory::paid))}
                <p class="note rule">{icon(Icon::Info)}<span>{receipt::no_document(lang)}</span></p>
            </div>
        </article>
    }
}

fn state(lang: Lang, story: &RideStory) -> impl IntoView + use<> {
    let (mood, text) = match story.ride.state {
        RideState::Paid => {
            let past = PastRide { ride: story.ride.clone(), given_back: given_back_of(story) };
            super::rides::state(lang, &past, story.extra.as_ref().map(|extra| &extra.extra))
        }
        RideState::Requested => (Mood::Wait, common::in_progress(lang)),
        RideState::Unpaid => (Mood::Bad, common::unpaid(lang)),
        RideState::Ended => (Mood::Bad, common::no_cost(lang)),
    };
    view! { <span class=mood.badge()>{icon(mood.icon())}{text}</span> }
}

/// The refunds of what the ride was paid with that have gone back. What came too late paid nothing.
fn returned_refunds(story: &RideStory) -> impl Iterator<Item = &Refund> {
    story.told_refunds().filter(|refund| refund.standing.state == RefundState::Succeeded && refund.cause != Cause::Late)
}

fn given_back_of(story: &RideStory) -> Clp {
    returned_refunds(story).map(|refund| refund.amount).sum()
}

/// What was given back, line by line, and what is left.
fn returned(lang: Lang, story: &RideStory, charged: Clp) -> impl IntoView + use<> {
    let back = given_back_of(story);
    let lines = returned_refunds(story)
        .map(|refund| view! { <div><dt>{receipt::returned(lang)}</dt><dd class="num">{(-refund.amount).to_string()}</dd></div> })
        .collect_view();
    let left = charged.checked_sub(back).unwrap_or(Clp::ZERO);
    (back > Clp::ZERO).then(|| {
        view! {
            <dl class="lines">
                {lines}
                <div class="lines__total"><dt>{receipt::kept(lang)}</dt><dd class="num">{left.to_string()}</dd></div>
            </dl>
        }
    })
}

fn payer(lang: Lang, method: &SavedMethod) -> impl IntoView + use<> {
    view! {
        <div class="method rule">
            <Tile bank=method.bank() />
            <div>
                <p class="method__name">{receipt::paid_with(lang, &account::formal(lang, method))}</p>
                <p class="method__kind">{account::kind(lang, method)}</p>
            </div>
        </div>
    }
}

/// With what an extra was paid, or that it was not.
fn payer_of_extra(lang: Lang, extra: &ExtraStory, wallet: &Wallet) -> Option<String> {
    match (extra.extra.state, extra.paid()) {
        (RideState::Paid, None) => None,
        (_, None) => Some(extra_copy::not_paid(lang, extra.extra.amount)),
        (_, Some(paid)) => {
            let method = wallet.find(&paid.method);
            let name = method.map_or_else(|| account::gone(lang).to_owned(), |method| account::formal(lang, method));
            Some(extra_copy::paid_with(lang, &name))
        }
    }
}

/// What became of money that goes back.
fn given_back(lang: Lang, story: &RideStory) -> impl IntoView + use<> {
    let line = |refund| ride_copy::given_back(lang, refund);
    story.told_refunds().map(|refund| view! { <p class="rule">{line(refund)}</p> }).collect_view()
}

fn numbers(lang: Lang, story: &RideStory, paid: Option<&Payment>, extra: Option<&Payment>) -> impl IntoView + use<> {
    let returned = story.told_refunds().map(|refund| (receipt::refund_number(lang), refund.number.clone()));
    let rows = [
        (receipt::ride_number(lang), Some(story.ride.id.to_string())),
        (receipt::payment_number(lang), paid.and_then(|payment| payment.intent.clone())),
        (receipt::session_number(lang), paid.and_then(|payment| payment.session.clone())),
        (extra_copy::number(lang), extra.and_then(|payment| payment.intent.clone())),
        (receipt::change_session_number(lang), extra.and_then(|payment| payment.session.clone())),
    ];
    let row = |(name, number): (&'static str, Option<String>)| {
        number.map(|number| view! { <div><dt>{name}</dt><dd><code>{number}</code></dd></div> })
    };
    view! {
        <section class="rule numbers">
            <h2>{receipt::numbers(lang)}</h2>
            <p class="note">{icon(Icon::Info)}<span>{receipt::copy_hint(lang)}</span></p>
            <dl class="ids">{rows.into_iter().chain(returned).map(row).collect_view()}</dl>
        </section>
    }
}
