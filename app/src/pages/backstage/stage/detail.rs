//! What is behind the chosen step, in short. All of it has a page of its own.

use leptos::prelude::*;
use serde_json::Value;
use vuelta::backstage::{Check, Moment, What, sequence::Step};

use super::{super::body::excerpt, labels};
use crate::{
    copy::{Lang, backstage_stage as copy, time},
    parts::icon::{Icon, icon},
};

/// As many lines of a body as fit beside the diagram.
const MOST: usize = 60;

/// The step and its moment.
pub(super) fn detail(lang: Lang, step: &Step, moment: &Moment) -> impl IntoView + use<> {
    let is_answer = step.key != moment.id.as_str();
    let (path, body) = behind(lang, moment, is_answer);
    let checks = match &moment.what {
        What::Delivered(delivery) if !delivery.checks.is_empty() => Some(checks(lang, &delivery.checks)),
        _ => None,
    };
    let badge = labels::notes(lang, step);
    let badge = badge.split(" · ").next().filter(|badge| !badge.is_empty()).map(|badge| {
        view! { <span class=labels::badge(step.tone)>{icon(labels::sign(step.tone))}{labels::cut(badge, 24)}</span> }
    });
    let shown = match body {
        Some(body) => excerpt(copy::body(lang), body, MOST).into_any(),
        None => facts(lang, moment).into_any(),
    };
    let took = moment.took.map(|took| format!(" · {}", copy::took(lang, took)));
    view! {
        <div class="pane__head"><h2>{labels::title(lang, step)}</h2>{badge}</div>
        <p class="bs__mono dim">{path}{took}</p>
        {checks}
        {shown}
        <p class="pane__acts">
            <a class="tool" href=format!("/backstage/calls/{}", moment.id)>{copy::whole(lang)}{icon(Icon::Chevron)}</a>
        </p>
    }
}

/// Who said it to whom, and the body of it.
fn behind(lang: Lang, moment: &Moment, is_answer: bool) -> (String, Option<&Value>) {
    match &moment.what {
        What::Called(call) => {
            let (word, body) = match (is_answer, &call.request) {
                (false, Some(request)) => (copy::sent(lang), Some(request)),
                _ => (copy::received(lang), call.response.as_ref()),
            };
            (format!("{word}: {} {}", call.method, call.path), body)
        }
        What::Delivered(delivery) => ("Fintoc → POST /webhooks/fintoc".to_owned(), delivery.body.as_ref()),
        What::Asked(asked) => (format!("{} {}", asked.method, asked.path), None),
        What::Told(_) | What::Written(_) | What::Done(_) => (time::precise(lang, moment.at), None),
    }
}

fn checks(lang: Lang, checks: &[Check]) -> impl IntoView + use<> {
    let row = |check: &Check| {
        let (class, sign, word) = if check.passed {
            ("", Icon::Check, copy::passed(lang))
        } else {
            ("checks__bad", Icon::Cross, copy::not_passed(lang))
        };
        view! {
            <li class=class>
                {icon(sign)}
                {copy::check(lang, check.name)}
                <span class="sr">{format!(": {word}")}</span>
                <span>{check.detail.clone()}</span>
            </li>
        }
    };
    view! { <ol class="checks" aria-label=copy::checks(lang)>{checks.iter().map(row).collect_view()}</ol> }
}

/// Of what has no body, what is known.
fn facts(lang: Lang, moment: &Moment) -> impl IntoView + use<> {
    let at = (copy::field_at(lang), Some(time::precise(lang, moment.at)));
    let facts = match &moment.what {
        What::Written(written) => vec![
            (copy::field_word(lang), Some(copy::wrote(lang, written.book, &written.word))),
            (copy::field_amount(lang), written.amount.map(|amount| amount.to_string())),
            (copy::field_reason(lang), written.reason.clone()),
            (copy::field_event(lang), written.event.clone()),
            at,
        ],
        What::Told(told) => vec![
            (copy::field_word(lang), Some(told.word.clone())),
            (copy::field_number(lang), Some(told.number.to_string())),
            at,
        ],
        What::Asked(asked) => vec![
            (copy::field_word(lang), Some(asked.status.to_string())),
            (copy::field_leads(lang), asked.leads_to.clone()),
            at,
        ],
        What::Done(deed) => {
            vec![(copy::field_word(lang), Some(deed.word.clone())), (copy::field_detail(lang), deed.detail.clone()), at]
        }
        What::Called(call) => vec![(copy::field_reason(lang), call.failure.clone()), at],
        What::Delivered(_) => vec![at],
    };
    let row = |(name, value): (&'static str, Option<String>)| {
        value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
    };
    view! { <dl class="known" tabindex="0">{facts.into_iter().filter_map(row).collect_view()}</dl> }
}
