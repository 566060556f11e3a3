//! A moment as a line.

use leptos::prelude::*;
use vuelta::backstage::{
    Decision, Moment, What, WrittenKind,
    log::{Filter, Kind, is_wrong},
};

use super::HERE;
use crate::copy::{Lang, backstage_logs as copy, time};

/// Who says something, and to whom. What is only written down is said to nobody.
pub(super) fn route(lang: Lang, what: &What) -> (&'static str, Option<&'static str>) {
    match what {
        What::Asked(_) => (copy::browser(lang), Some("Vuelta")),
        What::Told(_) => ("Vuelta", Some(copy::browser(lang))),
        What::Called(_) => ("Vuelta", Some("Fintoc")),
        What::Delivered(_) => ("Fintoc", Some("Vuelta")),
        What::Written(_) => ("Vuelta", None),
        What::Done(_) => (copy::presenter(lang), None),
    }
}

/// What it is called.
pub(super) fn title(lang: Lang, what: &What) -> String {
    match what {
        What::Asked(asked) => format!("{} {}", asked.method, asked.path),
        What::Told(told) => told.word.clone(),
        What::Called(call) => format!("{} {}", call.method, call.path),
        What::Delivered(delivery) => delivery.event_type.clone().unwrap_or_else(|| "POST /webhooks/fintoc".to_owned()),
        What::Written(written) => format!("{}: {}", copy::book(lang, written.book), written.word),
        What::Done(deed) => deed.word.clone(),
    }
}

/// What came of it.
pub(super) fn result(lang: Lang, moment: &Moment) -> Vec<String> {
    let took = moment.took.map(|took| format!("{} ms", took.as_millis()));
    let mut said = match &moment.what {
        What::Asked(asked) => vec![asked.status.to_string()],
        What::Told(told) => vec![format!("SSE {}", told.number)],
        What::Called(call) => {
            let status = call.status.map_or_else(|| copy::answer_missing(lang).to_owned(), |status| status.to_string());
            let again = (call.attempt > 0).then(|| format!("{} {}", copy::fact_attempt(lang), call.attempt + 1));
            std::iter::once(status).chain(again).collect()
        }
        What::Delivered(delivery) => {
            vec![delivery.status.to_string(), copy::decision(lang, delivery.decision).to_owned()]
        }
        What::Written(written) => written.amount.map(|amount| amount.to_string()).into_iter().collect(),
        What::Done(deed) => deed.detail.clone().into_iter().collect(),
    };
    if let What::Written(written) = &moment.what {
        said.extend(written.reason.clone());
    }
    said.extend(took);
    said
}

/// `good`, `wait` or `bad`; never the only thing that says so.
pub(super) fn tone(what: &What) -> &'static str {
    let is_bad_word = |word: &str| matches!(word, "failed" | "rejected" | "expired" | "needs_review" | "unpaid");
    match what {
        wrong if is_wrong(wrong) => "bad",
        What::Written(written) if is_bad_word(&written.word) => "bad",
        What::Written(written) if written.book == WrittenKind::Intent => "wait",
        What::Delivered(delivery) if delivery.decision != Decision::Kept => "wait",
        What::Done(_) => "wait",
        _ => "good",
    }
}

/// The address of a moment, with the way back.
pub(super) fn address(filter: &Filter, moment: &Moment) -> String {
    filter.address(&format!("{HERE}/{}", moment.id), &[])
}

/// A line of the log.
pub(super) fn row(lang: Lang, filter: &Filter, moment: &Moment, lag: Option<String>) -> impl IntoView + use<> {
    let kind = Kind::of(&moment.what);
    let (from, to) = route(lang, &moment.what);
    let class = format!("log__row log__kind--{} tone--{}", kind.as_str(), tone(&moment.what));
    view! {
        <li id=format!("m-{}", moment.id)>
            <a class=class href=address(filter, moment)>
                <span class="log__time bs__mono">
                    <time datetime=time::machine(moment.at)>{copy::clock(lang, moment.at)}</time>
                    <small>{lag}</small>
                </span>
                <span class="log__who"><b>{copy::kind(lang, kind)}</b><small>{from}{to.map(|to| format!(" → {to}"))}</small></span>
                <code class="log__what">{title(lang, &moment.what)}</code>
                <span class="log__said bs__mono">{result(lang, moment).join(" · ")}</span>
            </a>
        </li>
    }
}
