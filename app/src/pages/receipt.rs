//! The receipt of a ride. It prints on one page and carries no script: every number can be selected.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use vuelta::{
    Clp,
    city::place,
    extra::{Extra, ExtraStory},
    id::RideId,
    refund::{Cause, Refund, RefundState},
    ride::{PastRide, Payment, RideState, RideStory},
    wallet::{BankAccount, Wallet},
};

use crate::{
    copy::{
        Lang, account, book, common, extra as extra_copy, receipt, ride as ride_copy, rides as rides_copy, thanks, time,
    },
    islands::ride_sheet::Mood,
    map::{RouteMap, Scene},
    parts::{
        bar::{PageBar, Room},
        document::{Document, Head, Sheet},
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
        <Document visit=visit.clone() head=Head { title, sheet: Some(Sheet::Receipt), ..Head::default() }>
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
    let account = paid.as_ref().and_then(|payment| wallet.account_of(payment));
    let when = paid.as_ref().map_or(ride.booked_at, |payment| payment.updated_at);
    let trip = story.trip();
    let way = trip.fare(ride.fare.ride_type);
    let way = receipt::distance_and_time(lang, &book::kilometres(lang, way.hectometres), way.minutes);
    let label = super::map_label(lang, &trip);
    let (extra, tip) = (story.extra.as_ref(), story.tip.as_ref());
    // One that goes back with a cancelled ride was paid, and is among what was given back.
    let is_paid = |extra: &&ExtraStory| extra.extra.state == RideState::Paid || extra.paid().is_some();
    let lines: Vec<_> = extra.into_iter().chain(tip).filter(is_paid).map(|extra| line(lang, &extra.extra)).collect();
    let collected = [paid.as_ref(), extra.and_then(ExtraStory::paid), tip.and_then(ExtraStory::paid)];
    let collected: Clp = collected.into_iter().flatten().map(|payment| payment.amount).sum();
    let fee = story.cancellation.map_or(Clp::ZERO, |cancellation| cancellation.fee);
    let (total, charged, none) = match ride.state {
        RideState::Cancelled => (receipt::total_cancelled(lang), fee, Some(cancelled(lang, fee))),
        RideState::Ended if story.cancellation.is_some() => {
            (receipt::total_ended(lang), Clp::ZERO, Some(cancelled(lang, fee)))
        }
        RideState::Ended => (receipt::total_ended(lang), Clp::ZERO, Some(receipt::none_ever(lang).to_owned())),
        _ if paid.is_some() => {
            let added = lines.iter().map(|(_, amount)| *amount);
            (receipt::total(lang), [ride.fare.total].into_iter().chain(added).sum(), None)
        }
        _ => (receipt::total_unpaid(lang), ride.fare.total, Some(receipt::none_yet(lang).to_owned())),
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
                <FareLines lang fare=ride.fare total extras=lines />
                {returned(lang, &story, collected)}
                {account.map(|account| payer(lang, &account))}
                {extra.and_then(|extra| payer_of_extra(lang, extra, &wallet)).map(|text| view! { <p class="soft">{text}</p> })}
                {tip.and_then(|tip| payer_of_tip(lang, tip, &wallet)).map(|text| view! { <p class="soft">{text}</p> })}
                {none.map(|none| view! { <p class="soft rule">{none}</p> })}
                {given_back(lang, &story)}
                {numbers(lang, &story, paid.as_ref(), story.extra.as_ref().and_then(ExtraStory::paid), tip.and_then(ExtraStory::paid))}
                <p class="note rule">{icon(Icon::Info)}<span>{receipt::no_document(lang)}</span></p>
            </div>
        </article>
    }
}

/// What an extra adds.
fn line(lang: Lang, extra: &Extra) -> (String, Clp) {
    let name = match extra.to() {
        Some(to) => extra_copy::line(lang, place(to).label),
        None => thanks::line(lang).to_owned(),
    };
    (name, extra.amount)
}

/// That the rider cancelled, and what that cost.
fn cancelled(lang: Lang, fee: Clp) -> String {
    if fee == Clp::ZERO { receipt::cancelled_free(lang).to_owned() } else { receipt::cancelled_fee(lang, fee) }
}

fn state(lang: Lang, story: &RideStory) -> impl IntoView + use<> {
    let (mood, text) = match story.ride.state {
        RideState::Paid => {
            let past = PastRide {
                ride: story.ride.clone(),
                given_back: given_back_of(story),
                told: None,
                cancelled: story.cancellation.map(|cancellation| cancellation.fee),
            };
            super::rides::standing(lang, &past, story.extra.as_ref().map(|extra| &extra.extra))
        }
        _ if story.cancellation.is_some() => (Mood::Bad, common::cancelled(lang)),
        RideState::Cancelled => (Mood::Bad, common::cancelled(lang)),
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
fn returned(lang: Lang, story: &RideStory, collected: Clp) -> impl IntoView + use<> {
    let back = given_back_of(story);
    let lines = returned_refunds(story)
        .map(|refund| view! { <div><dt>{receipt::returned(lang)}</dt><dd class="num">{(-refund.amount).to_string()}</dd></div> })
        .collect_view();
    let left = collected.checked_sub(back).unwrap_or(Clp::ZERO);
    (back > Clp::ZERO).then(|| {
        view! {
            <dl class="lines">
                {lines}
                <div class="lines__total"><dt>{receipt::kept(lang)}</dt><dd class="num">{left.to_string()}</dd></div>
            </dl>
        }
    })
}

fn payer(lang: Lang, payer: &BankAccount) -> impl IntoView + use<> {
    view! {
        <div class="method rule">
            <Tile bank=payer.bank() />
            <div>
                <p class="method__name">{receipt::paid_with(lang, &account::of(lang, payer))}</p>
                <p class="method__kind">{account::kind_of(lang, payer)}</p>
            </div>
        </div>
    }
}

/// With what an extra was paid, or that it was not.
fn payer_of_extra(lang: Lang, extra: &ExtraStory, wallet: &Wallet) -> Option<String> {
    match (extra.extra.state, extra.paid()) {
        (RideState::Paid | RideState::Ended, None) => None,
        (_, None) => Some(extra_copy::not_paid(lang, extra.extra.amount)),
        (_, Some(paid)) => Some(extra_copy::paid_with(lang, &account::of_payment(lang, paid, wallet))),
    }
}

/// With what a tip was paid. One that was not is no line of a receipt.
fn payer_of_tip(lang: Lang, tip: &ExtraStory, wallet: &Wallet) -> Option<String> {
    tip.paid().map(|paid| thanks::paid_with(lang, &account::of_payment(lang, paid, wallet)))
}

/// What became of money that goes back.
fn given_back(lang: Lang, story: &RideStory) -> impl IntoView + use<> {
    let line = |refund| ride_copy::given_back(lang, refund);
    story.told_refunds().map(|refund| view! { <p class="rule">{line(refund)}</p> }).collect_view()
}

fn numbers(
    lang: Lang,
    story: &RideStory,
    paid: Option<&Payment>,
    extra: Option<&Payment>,
    tip: Option<&Payment>,
) -> impl IntoView + use<> {
    let returned = story.told_refunds().map(|refund| (receipt::refund_number(lang), refund.number.clone()));
    let rows = [
        (receipt::ride_number(lang), Some(story.ride.id.to_string())),
        (receipt::payment_number(lang), paid.and_then(|payment| payment.intent.clone())),
        (receipt::session_number(lang), paid.and_then(|payment| payment.session.clone())),
        (extra_copy::number(lang), extra.and_then(|payment| payment.intent.clone())),
        (receipt::change_session_number(lang), extra.and_then(|payment| payment.session.clone())),
        (thanks::number(lang), tip.and_then(|payment| payment.intent.clone())),
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
