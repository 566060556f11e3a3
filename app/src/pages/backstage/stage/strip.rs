//! The truth strip: who says what about a payment.

use leptos::prelude::*;
use vuelta::{
    Instant,
    backstage::{
        Moment,
        truth::{Tone, Truth, Voice, truth},
    },
    ride::{Payment, RideStory},
};

use super::labels;
use crate::{
    copy::{Lang, backstage_stage as copy},
    parts::icon::icon,
};

/// The strip of the newest attempt, and a line for each before it.
pub(super) fn strips(
    lang: Lang,
    story: &RideStory,
    moments: &[Moment],
    began: Option<Instant>,
) -> impl IntoView + use<> {
    let of_ride = story.payments.iter();
    let extras = [&story.extra, &story.tip].into_iter().flatten().flat_map(|extra| &extra.payments);
    let payments: Vec<&Payment> = of_ride.chain(extras).collect();
    let (last, before) = payments.split_last().map_or((None, &payments[..0]), |(last, before)| (Some(*last), before));
    let before = before.iter().map(|payment| line(lang, payment, moments)).collect_view();
    let last = last.map(|payment| {
        voices(lang, truth(moments, payment)).map(|(name, voice)| large(lang, name, &voice, began)).collect_view()
    });
    view! {
        {(payments.len() > 1).then(|| view! { <div class="truths">{before}</div> })}
        <ol class="truth" aria-label=copy::truth(lang)>{last}</ol>
    }
}

fn voices(lang: Lang, truth: Truth) -> [(&'static str, Voice); 4] {
    [
        (copy::voice_browser(lang), truth.browser),
        (copy::voice_api(lang), truth.api),
        (copy::voice_webhook(lang), truth.webhook),
        (copy::voice_ledger(lang), truth.ledger),
    ]
}

const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "truth--ok",
        Tone::Wait => "truth--wait",
        Tone::Bad => "truth--bad",
        Tone::Silent => "truth--silent",
    }
}

fn word(lang: Lang, voice: &Voice) -> String {
    voice.word.clone().unwrap_or_else(|| copy::nothing_yet(lang).to_owned())
}

fn large(lang: Lang, name: &'static str, voice: &Voice, began: Option<Instant>) -> impl IntoView + use<> {
    let since = voice.at.zip(began).map(|(at, began)| format!("{} s", copy::seconds(lang, at.since(began))));
    let source = voice.source.map(|source| copy::source(lang, source));
    let small = since.into_iter().chain(source).collect::<Vec<_>>();
    let small = if small.is_empty() { "—".to_owned() } else { small.join(" · ") };
    view! {
        <li class=class(voice.tone)>
            <span>{icon(labels::sign(voice.tone))}{name}</span>
            <b>{word(lang, voice)}</b>
            <small>{small}</small>
        </li>
    }
}

fn line(lang: Lang, payment: &Payment, moments: &[Moment]) -> impl IntoView + use<> {
    let said = voices(lang, truth(moments, payment)).map(|(name, voice)| {
        view! {
            <li class=class(voice.tone)>
                {icon(labels::sign(voice.tone))}
                <span class="sr">{name}": "</span>
                {word(lang, &voice)}
            </li>
        }
    });
    view! {
        <div>
            <b>{copy::attempt(lang, payment.attempt)}</b>
            <ol class="truths__line" aria-label=copy::truth(lang)>{said.collect_view()}</ol>
        </div>
    }
}
