//! Cancelling a ride: the rule, what it costs now, and the button. It carries no script.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use vuelta::{
    Clp,
    cancel::Reason,
    id::RideId,
    journey::CANCELLATION_FEE,
    refund::Cause,
    refusal::Refusal,
    ride::{RideState, RideStory},
};

use super::{frame::RideFrame, journey};
use crate::{
    copy::{Lang, cancel, common},
    forms::Reply,
    pages::map_label,
    parts::document::Head,
    site::{Caller, Visit, answered},
};

/// The page.
#[component]
pub(crate) fn CancelPage() -> impl IntoView {
    let caller = Caller::current();
    let id = RideId::new(use_params_map().read_untracked().get("id").unwrap_or_default());
    let refusal = match use_context() {
        Some(Reply::Ride { refusal }) => Some(refusal),
        Some(_) | None => None,
    };
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let story = backend.ride(&rider.id, &id).await?;
        Ok(page(visit, &story, refusal).into_any())
    })
}

fn page(visit: Visit, story: &RideStory, refusal: Option<Refusal>) -> impl IntoView + use<> {
    let lang = visit.lang;
    let title = common::titled(lang, cancel::title(lang));
    let head = Head { title, ..Head::default() };
    let (scene, label) = (journey::scene(story), map_label(lang, &story.trip()));
    let ride_page = format!("/rides/{}", story.ride.id);
    let body = match story.cancelling_costs() {
        Some(fee) => question(lang, story, fee).into_any(),
        None => view! { <p role="status">{cancel::not_any_more(lang)}</p> }.into_any(),
    };
    view! {
        <RideFrame visit head scene label refusal>
            <h1 class="sheet__where" tabindex="-1">{cancel::title(lang)}</h1>
            {body}
            <a class="btn btn--wide" href=ride_page>{cancel::keep(lang)}</a>
        </RideFrame>
    }
}

/// The rule, the money, the reasons and the button. The fee goes along, so that nobody pays more than they read.
fn question(lang: Lang, story: &RideStory, fee: Clp) -> impl IntoView + use<> {
    let is_paid = story.ride.state == RideState::Paid;
    let rule = if is_paid { cancel::rule(lang, CANCELLATION_FEE) } else { cancel::unpaid(lang).to_owned() };
    let button = if fee == Clp::ZERO { cancel::cancel_ride(lang).to_owned() } else { cancel::cancel_for(lang, fee) };
    let reasons = Reason::ALL.map(|reason| {
        view! {
            <label class="reason">
                <input type="radio" name="reason" value=reason.as_str() />
                <span>{cancel::reason(lang, reason)}</span>
            </label>
        }
    });
    view! {
        <p><b>{cancel::costs_now(lang, fee)}</b></p>
        <p class="soft">{rule}</p>
        {is_paid.then(|| money(lang, story, fee))}
        <form class="sheet__form" method="post" action=format!("/rides/{}/cancel", story.ride.id)>
            <input type="hidden" name="fee" value=fee.pesos().to_string() />
            <fieldset class="rides rule">
                <legend class="legend">{cancel::why(lang)}<span class="soft">{cancel::optional(lang)}</span></legend>
                {reasons.into_iter().collect_view()}
            </fieldset>
            <button class="btn btn--bad btn--wide">{button}</button>
        </form>
    }
}

/// What was paid, what cancelling costs, and what goes back.
fn money(lang: Lang, story: &RideStory, fee: Clp) -> impl IntoView + use<> {
    let extra =
        story.extra.as_ref().filter(|extra| extra.extra.state == RideState::Paid).map(|extra| extra.extra.amount);
    let paid: Clp = [story.ride.fare.total].into_iter().chain(extra).sum();
    let gone: Clp = story
        .told_refunds()
        .filter(|refund| refund.cause == Cause::ByHand && !refund.standing.state.is_unreturned())
        .map(|refund| refund.amount)
        .sum();
    let paid = paid - gone;
    let line = |name: &'static str, amount: Clp| {
        view! { <div><dt>{name}</dt><dd class="num">{amount.to_string()}</dd></div> }
    };
    view! {
        <dl class="lines rule">
            {line(cancel::paid(lang), paid)}
            {line(cancel::fee(lang), fee)}
            <div class="lines__total">
                <dt>{cancel::given_back(lang)}</dt>
                <dd class="num">{(paid - fee).max(Clp::ZERO).to_string()}</dd>
            </div>
        </dl>
    }
}
