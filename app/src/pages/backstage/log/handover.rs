//! What is handed over, as one page that needs nothing else: no script, no network, no font.

use leptos::prelude::*;
use vuelta::{
    backstage::{
        Moment, What,
        code::{Language, pretty},
        handover::{Handover, Line, RideSummary, Step},
        log::{Story, by_story},
    },
    city::{PlaceId, place},
};

use super::{detail::checks, line, purpose};
use crate::copy::{Lang, backstage_logs as copy, common, time};

/// How the page looks, on a screen in light and dark and on paper.
const LOOK: &str = include_str!("handover.css");

/// The page, as the file it becomes.
pub fn handover(lang: Lang, handover: &Handover) -> String {
    let owner = Owner::new();
    let page = owner.with(|| document(lang, handover).to_html());
    format!("<!DOCTYPE html>{page}")
}

fn document(lang: Lang, handover: &Handover) -> impl IntoView + use<> {
    let title = copy::handover_title(lang);
    let facts = [
        (
            copy::handover_rider(lang),
            format!("{} · {} · {}", handover.rider.name, handover.rider.rut, handover.rider.id),
        ),
        (copy::handover_made(lang), time::full(lang, handover.made_at)),
        (copy::handover_fintoc(lang), copy::counterpart(lang, handover.fintoc).to_owned()),
    ];
    let facts = facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    let moments: Vec<&Moment> = handover.steps.iter().map(|step| &step.moment).collect();
    let sequences = by_story(moments).into_iter().map(|(story, lines)| sequence(lang, &story, &lines)).collect_view();
    let steps = handover.steps.iter().map(|step| details(lang, step)).collect_view();
    view! {
        <html lang=lang.as_tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <title>{format!("{title} · {}", common::brand(lang))}</title>
                <style inner_html=LOOK></style>
            </head>
            <body>
                <main>
                    <h1>{title}</h1>
                    <p>{copy::handover_lead(lang)}</p>
                    <dl>{facts.into_iter().collect_view()}</dl>
                    <h2>{copy::handover_rides(lang)}</h2>
                    {rides(lang, &handover.rides)}
                    <h2>{copy::handover_sequence(lang)}</h2>
                    {sequences}
                    <h2>{copy::handover_details(lang)}</h2>
                    {steps}
                </main>
            </body>
        </html>
    }
}

fn rides(lang: Lang, rides: &[RideSummary]) -> AnyView {
    if rides.is_empty() {
        return view! { <p>{copy::handover_no_rides(lang)}</p> }.into_any();
    }
    let line = |line: &Line| {
        let reason = line.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        view! { <li>{format!("{} · {}{reason}", line.amount, line.state)}<br /><code>{line.id.clone()}</code></li> }
    };
    let lines = |all: &[Line]| view! { <ul>{all.iter().map(line).collect_view()}</ul> };
    let name = |id: &str| PlaceId::parse(id).map_or_else(|_| id.to_owned(), |id| place(&id).name.to_owned());
    let ride = |ride: &RideSummary| {
        view! {
            <tr>
                <th scope="row">{name(&ride.from)}" → "{name(&ride.to)}<br /><code>{ride.id.to_string()}</code></th>
                <td>{time::short(lang, ride.booked_at)}</td>
                <td>{ride.total.to_string()}</td>
                <td><code>{ride.state}</code></td>
                <td>{lines(&ride.payments)}</td>
                <td>{lines(&ride.refunds)}</td>
            </tr>
        }
    };
    let columns = [
        copy::column_ride(lang),
        copy::column_booked(lang),
        copy::column_total(lang),
        copy::column_state(lang),
        copy::column_payments(lang),
        copy::column_refunds(lang),
    ];
    view! {
        <div class="wide" tabindex="0"><table>
            <thead><tr>{columns.map(|name| view! { <th scope="col">{name}</th> }).into_iter().collect_view()}</tr></thead>
            <tbody>{rides.iter().map(ride).collect_view()}</tbody>
        </table></div>
    }
    .into_any()
}

/// Who said what to whom, in a story.
fn sequence(lang: Lang, story: &Story, lines: &[&Moment]) -> impl IntoView + use<> {
    let name = match story {
        Story::Ride(ride) => format!("{} {ride}", copy::story_ride(lang)),
        Story::Setup(setup) => format!("{} {setup}", copy::story_setup(lang)),
        Story::Rest => copy::story_rest(lang).to_owned(),
    };
    let start = lines.first().map(|moment| moment.at);
    let row = |(index, moment): (usize, &&Moment)| {
        let (from, to) = line::route(lang, &moment.what);
        let since = start.map(|start| copy::lag(lang, moment.at.since(start)));
        view! {
            <tr class=line::tone(&moment.what)>
                <td>{index + 1}</td>
                <td>{since}</td>
                <td>{from}</td>
                <td>{to.unwrap_or("—")}</td>
                <td><a href=format!("#{}", moment.id)><code>{line::title(lang, &moment.what)}</code></a></td>
                <td>{line::result(lang, moment).join(" · ")}</td>
            </tr>
        }
    };
    let columns = [
        copy::column_step(lang),
        copy::column_time(lang),
        copy::column_from(lang),
        copy::column_to(lang),
        copy::column_what(lang),
        copy::column_result(lang),
    ];
    view! {
        <h3>{name}</h3>
        <div class="wide" tabindex="0"><table>
            <thead><tr>{columns.map(|name| view! { <th scope="col">{name}</th> }).into_iter().collect_view()}</tr></thead>
            <tbody>{lines.iter().enumerate().map(row).collect_view()}</tbody>
        </table></div>
    }
}

/// A step with its bodies and its code. Documentation is named, not linked: the file leads nowhere.
fn details(lang: Lang, step: &Step) -> impl IntoView + use<> {
    let moment = &step.moment;
    let (meaning, docs) = match &moment.what {
        What::Called(call) => purpose::of(lang, call),
        What::Delivered(_) => (copy::meaning(lang, &moment.what), Some(purpose::VALIDATING)),
        what => (copy::meaning(lang, what), None),
    };
    let inside = match &moment.what {
        What::Called(call) => {
            let bodies = [(copy::part_request(lang), &call.request), (copy::part_response(lang), &call.response)];
            let bodies = bodies.into_iter().filter_map(|(name, body)| Some(block(name, &pretty(body.as_ref()?))));
            let samples = Language::ALL
                .into_iter()
                .filter_map(|language| step.code.get(language.as_str()).map(|text| block(language.name(), text)));
            view! {
                {call.idempotency_key.clone().map(|key| view! { <p>"Idempotency-Key: "<code>{key}</code></p> })}
                {call.request_id.clone().map(|id| view! { <p>"X-Request-Id: "<code>{id}</code></p> })}
                {call.failure.clone().map(|why| view! { <p class="bad">{why}</p> })}
                {bodies.collect_view()}
                {samples.collect_view()}
            }
            .into_any()
        }
        What::Delivered(delivery) => {
            let body = delivery.body.as_ref().map(|body| block(copy::part_body(lang), &pretty(body)));
            view! { {checks(lang, delivery)}{body} }.into_any()
        }
        What::Asked(_) | What::Told(_) | What::Written(_) | What::Done(_) => ().into_any(),
    };
    let said = line::result(lang, moment).join(" · ");
    view! {
        <section id=moment.id.to_string()>
            <h3><code>{line::title(lang, &moment.what)}</code></h3>
            <p class=line::tone(&moment.what)>{copy::clock(lang, moment.at)}" · "{said}</p>
            <p>{meaning}{docs.map(|address| format!(" {}: {address}", copy::docs(lang)))}</p>
            {inside}
        </section>
    }
}

fn block(name: &'static str, text: &str) -> impl IntoView + use<> {
    view! { <details><summary>{name}</summary><pre><code>{text.to_owned()}</code></pre></details> }
}
