//! An event in detail: each delivery, each try, and the signature step by step.

use leptos::prelude::*;
use vuelta::backstage::{
    Check, CheckName, Decision, Delivery,
    webhooks::{As, Attempt, Parcel, Sender, Sent, SentState, Story, Try},
};

use super::{super::body::json, badge, moment_of_day};
use crate::{
    copy::{Lang, backstage_webhooks as copy, time},
    parts::icon::{Icon, icon},
};

/// In the order in which they are looked at.
const CHECKS: [CheckName; 6] =
    [CheckName::Header, CheckName::Format, CheckName::Digest, CheckName::Age, CheckName::Event, CheckName::New];

/// What is the same for every delivery of an event.
#[derive(Clone, Copy)]
struct Shared<'a> {
    lang: Lang,
    /// What the address names.
    wanted: Option<&'a str>,
    sent: Option<As>,
    /// What an honest try found.
    honest: Option<&'a Delivery>,
    controlled: bool,
}

/// The event.
pub(super) fn detail(
    lang: Lang,
    story: &Story,
    wanted: Option<&str>,
    sent: Option<As>,
    sender: &Sender,
) -> impl IntoView + use<> {
    let deliveries = || story.parcels.iter().flat_map(|parcel| &parcel.tries).filter_map(Try::delivery);
    let honest = deliveries().find(|told| told.decision == Decision::Kept).or_else(|| deliveries().find(is_honest));
    let controlled = matches!(sender, Sender::Sandbox { .. });
    let shared = Shared { lang, wanted, sent, honest, controlled };
    let names_parcel = wanted.is_some() && wanted != story.event.as_deref();
    let about = story.parcels.iter().flat_map(|parcel| &parcel.tries).find_map(|one| one.received.as_ref());
    let payment = about.and_then(|moment| moment.about.payment.clone());
    let lab = payment.map(|payment| {
        let address = format!("/backstage/webhooks/order?payment={payment}");
        view! { <a class="tool" href=address>{icon(Icon::Swap)}{copy::lab(lang)}</a> }
    });
    let parcels = story.parcels.iter().map(|parcel| parcel_view(shared, parcel)).collect_view();
    view! {
        <section class="pane hooks__event" aria-labelledby="event">
            <div class="pane__head">
                <h2 id="event" tabindex="-1" autofocus=wanted.is_some() && !names_parcel>
                    {story.kind.clone().unwrap_or_else(|| "?".to_owned())}
                </h2>
                {story.decision().map(|decision| badge(lang, decision))}
                {lab}
            </div>
            {facts(lang, story, honest)}
            {parcels}
        </section>
    }
}

/// Whether nothing is wrong with how it is signed.
fn is_honest(told: &&Delivery) -> bool {
    told.checks.iter().all(|check| check.passed || check.name == CheckName::New)
}

fn facts(lang: Lang, story: &Story, honest: Option<&Delivery>) -> impl IntoView + use<> {
    let resource = honest.and_then(|told| told.body.as_ref()?.pointer("/data/id")?.as_str().map(str::to_owned));
    let verdict = story.verdict.as_ref().map(|written| {
        let reason = written.reason.clone().map(|reason| view! { <code>{reason}</code> });
        view! { <div><dt>{copy::inbox(lang)}</dt><dd>{copy::verdict(lang, &written.word)}" "<code>{written.word.clone()}</code>" "{reason}</dd></div> }
    });
    view! {
        <dl class="hooks__facts">
            {story.event.clone().map(|event| view! { <div><dt>"id"</dt><dd><code>{event}</code></dd></div> })}
            {resource.map(|id| view! { <div><dt>{copy::resource(lang)}</dt><dd><code>{id}</code></dd></div> })}
            <div><dt>{copy::came(lang)}</dt><dd class="bs__mono">{moment_of_day(lang, story.at)}</dd></div>
            {verdict}
        </dl>
    }
}

fn parcel_view(shared: Shared<'_>, parcel: &Parcel) -> impl IntoView + use<> {
    let Shared { lang, wanted, sent, .. } = shared;
    let id = parcel.id().unwrap_or_default().to_owned();
    let is_wanted = wanted == Some(&*id);
    let admitted = parcel.sent.as_ref().map_or_else(
        || view! { <span class="bs__mono">{copy::unclaimed(lang)}</span> }.into_any(),
        |sent| admitted(lang, sent).into_any(),
    );
    let fault_then_honest = parcel.tries.len() > 1 && parcel.sent.as_ref().is_some_and(|sent| sent.fault.is_some());
    let tries = parcel.tries.iter().zip(1_usize..).map(|(one, number)| try_view(shared, one, number)).collect_view();
    let news = sent
        .filter(|_| is_wanted)
        .map(|way| view! { <p class="notice" role="status">{icon(Icon::Info)}{copy::sent_as(lang, way)}</p> });
    let ours = parcel.sent.as_ref().filter(|_| shared.controlled);
    let label = format!("{} {id}", copy::delivery(lang));
    let anchor = id.clone();
    view! {
        <article class="hooks__parcel" class:hooks__parcel--here=is_wanted id=anchor aria-label=label>
            <header>
                <h3 tabindex="-1" autofocus=is_wanted>{copy::delivery(lang)}" "<code>{id}</code></h3>
                {admitted}
            </header>
            {news}
            {fault_then_honest.then(|| view! { <p class="dim">{copy::honest_retry(lang)}</p> })}
            {tries}
            {ours.and_then(|sent| retry(lang, sent))}
            {ours.map(|sent| resend(lang, &sent.id))}
        </article>
    }
}

/// What the sender says of it.
fn admitted(lang: Lang, sent: &Sent) -> impl IntoView + use<> {
    let class = match sent.state {
        SentState::Delivered => "badge badge--good",
        SentState::Due | SentState::Waiting | SentState::Paused => "badge badge--wait",
        SentState::Dropped | SentState::GivenUp => "badge badge--bad",
    };
    let fault = sent
        .fault
        .clone()
        .map(|fault| view! { <span class="badge badge--copper">{icon(Icon::Bolt)}<code>{fault}</code></span> });
    let copied = sent.copy_of.clone().map(|of| {
        view! {
            <span class="bs__mono">{copy::copy_of(lang)}" "<a class="link" href=format!("#{of}")>{of.clone()}</a></span>
        }
    });
    view! { {fault}<span class=class>{copy::state(lang, sent.state)}</span>{copied} }
}

fn try_view(shared: Shared<'_>, one: &Try, number: usize) -> impl IntoView + use<> {
    let lang = shared.lang;
    let status = one.delivery().map(|told| told.status).or(one.attempt.as_ref().and_then(|attempt| attempt.status));
    let status = status.map_or_else(|| copy::no_answer(lang).to_owned(), |status| status.to_string());
    let took =
        one.received.as_ref().and_then(|moment| moment.took).or(one.attempt.as_ref().map(|attempt| attempt.took));
    let took = took.map(|took| format!("{} ms", took.as_millis()));
    let decision = one.delivery().map(|told| badge(lang, told.decision));
    let received = match one.delivery() {
        Some(told) => received(shared, told).into_any(),
        None => view! { <p class="dim">{copy::unheard(lang)}</p> }.into_any(),
    };
    let fault = one.attempt.as_ref().and_then(fault);
    view! {
        <section class="hooks__try">
            <h4>{copy::try_number(lang, number)}</h4>
            <p class="bs__mono">{one.at().map(|at| moment_of_day(lang, at))}" · "{status}{took.map(|took| format!(" · {took}"))}{fault}</p>
            {decision}
            {received}
        </section>
    }
}

fn fault(attempt: &Attempt) -> Option<String> {
    attempt.fault.as_ref().map(|fault| format!(" · {fault}"))
}

fn received(shared: Shared<'_>, told: &Delivery) -> impl IntoView + use<> {
    let lang = shared.lang;
    let steps = CHECKS.map(|name| step(shared, told, name)).collect_view();
    let headers =
        told.headers.iter().map(|(name, value)| view! { <div><dt>{name.clone()}</dt><dd>{value.clone()}</dd></div> });
    let body = match &told.body {
        Some(body) => json(copy::body(lang), body).into_any(),
        None => view! { <p class="dim">{copy::no_body(lang)}</p> }.into_any(),
    };
    view! {
        <h5 class="sr">{copy::checks(lang)}</h5>
        <ol class="checks hooks__checks">{steps}</ol>
        <details>
            <summary>{copy::headers(lang)}</summary>
            <dl class="hooks__headers">{headers.collect_view()}</dl>
        </details>
        <details>
            <summary>{copy::body(lang)}" "<span class="bs__mono">{copy::bytes(lang, told.size)}</span></summary>
            <p class="dim">{copy::masked(lang)}</p>
            {body}
        </details>
    }
}

/// One thing that was looked at, or would have been.
fn step(shared: Shared<'_>, told: &Delivery, name: CheckName) -> impl IntoView + use<> {
    let lang = shared.lang;
    let of = |told: &Delivery| told.checks.iter().find(|check| check.name == name).cloned();
    let words = copy::check(lang, name);
    match of(told) {
        Some(Check { passed: true, detail, .. }) => view! {
            <li>{icon(Icon::Check)}<span class="sr">{copy::passed(lang)}": "</span><b>{words}</b><code>{detail}</code></li>
        }
        .into_any(),
        Some(Check { detail, .. }) => {
            let honest = shared.honest.and_then(of).filter(|check| check.passed);
            let honest = honest.map(|check| view! { <em>{copy::honest(lang)}" "<code>{check.detail}</code></em> });
            // That it came before is no fault of the delivery.
            let class = if name == CheckName::New { "hooks__again" } else { "hooks__no" };
            let shape = if name == CheckName::New { Icon::Refresh } else { Icon::Cross };
            view! {
                <li class=class>
                    {icon(shape)}<span class="sr">{copy::failed(lang)}": "</span><b>{words}</b><code>{detail}</code>
                    <p>{copy::why(lang, name)}{honest}</p>
                </li>
            }
            .into_any()
        }
        None => view! { <li class="dim"><span class="hooks__dash" aria-hidden="true"></span><span>{words}</span><code>{copy::unlooked(lang)}</code></li> }
            .into_any(),
    }
}

/// When it is tried next, and a way to have it tried at once.
fn retry(lang: Lang, sent: &Sent) -> Option<impl IntoView + use<>> {
    let at = sent.due_at.filter(|_| sent.state == SentState::Waiting)?;
    Some(view! {
        <form method="post" action=format!("/backstage/webhooks/{}/retry", sent.id) class="hooks__acts" data-waiting>
            <p class="bs__mono">{copy::next_try(lang)}" "<time datetime=time::machine(at) data-due>{time::precise(lang, at)}</time></p>
            <button class="tool">{copy::retry_now(lang)}</button>
        </form>
    })
}

/// Send it again, honestly or not.
fn resend(lang: Lang, id: &str) -> impl IntoView + use<> {
    let buttons = As::ALL.map(|way| {
        let shape = if way.is_tampered() { Icon::Bolt } else { Icon::Refresh };
        view! { <button class="tool" name="as" value=way.as_str()>{icon(shape)}{copy::way(lang, way)}</button> }
    });
    let label = format!("{} {id}", copy::send_again(lang));
    view! {
        <form method="post" action=format!("/backstage/webhooks/{id}/resend") class="hooks__acts" aria-label=label>
            {buttons.collect_view()}
        </form>
    }
}
