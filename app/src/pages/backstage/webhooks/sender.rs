//! The sender: whether it holds this rider's deliveries back, and what may be done about it.

use leptos::prelude::*;
use vuelta::backstage::webhooks::{Sender, Sent, SentState};

use crate::{
    copy::{Lang, backstage_webhooks as copy},
    parts::icon::{Icon, icon},
};

/// The controls, as far as there are any.
pub(super) fn controls(lang: Lang, sender: &Sender, sent: &[Sent]) -> impl IntoView + use<> {
    let (state, controls) = match *sender {
        Sender::Fintoc => (view! { <p class="dim">{copy::sender_fintoc(lang)}</p> }.into_any(), None),
        Sender::Nobody => (view! { <p class="dim">{copy::sender_nobody(lang)}</p> }.into_any(), None),
        Sender::Sandbox { paused: false, .. } => (badge(lang, false), Some(pause(lang).into_any())),
        Sender::Sandbox { paused: true, waiting } => (badge(lang, true), Some(resume(lang, waiting, sent).into_any())),
    };
    view! {
        <section class="hooks__sender" aria-labelledby="sender">
            <h2 id="sender">{copy::sender(lang)}</h2>
            {state}
            {controls}
        </section>
    }
}

fn badge(lang: Lang, paused: bool) -> AnyView {
    match paused {
        true => view! { <span class="badge badge--wait">{icon(Icon::Clock)}{copy::paused(lang)}</span> }.into_any(),
        false => view! { <span class="badge badge--good">{icon(Icon::Check)}{copy::sending(lang)}</span> }.into_any(),
    }
}

fn pause(lang: Lang) -> impl IntoView {
    view! {
        <form method="post" action="/backstage/webhooks/pause">
            <button class="tool" aria-describedby="pause-hint">{copy::pause(lang)}</button>
        </form>
        <p class="dim" id="pause-hint">{copy::pause_hint(lang)}</p>
    }
}

fn resume(lang: Lang, waiting: usize, sent: &[Sent]) -> impl IntoView + use<> {
    let count = match waiting {
        0 => copy::paused_none(lang).to_owned(),
        1 => copy::paused_one(lang).to_owned(),
        _ => copy::paused_many(lang, waiting),
    };
    let mut queue: Vec<Sent> = sent.iter().filter(|one| one.state == SentState::Paused).cloned().collect();
    queue.sort_by_key(|one| one.due_at);
    view! {
        <p>{count}</p>
        <form method="post" action="/backstage/webhooks/resume" class="hooks__acts">
            <button class="tool" name="order" value="as_queued">{copy::resume(lang)}</button>
            <button class="tool" name="order" value="reversed">{copy::resume_reversed(lang)}</button>
            <button class="tool" name="order" value="shuffled">{copy::resume_shuffled(lang)}</button>
        </form>
        {(queue.len() > 1).then(|| pick(lang, queue))}
    }
}

/// A place for each delivery that waits.
fn pick(lang: Lang, queue: Vec<Sent>) -> impl IntoView {
    let most = queue.len();
    let rows = queue.into_iter().zip(1_usize..).map(|(one, place)| {
        let label = copy::place_of(lang, &one.kind);
        view! {
            <li>
                <input type="number" name=one.id inputmode="numeric" min="1" max=most value=place aria-label=label required />
                <code>{one.kind}</code>
            </li>
        }
    });
    view! {
        <details class="hooks__pick">
            <summary>{copy::pick(lang)}</summary>
            <form method="post" action="/backstage/webhooks/resume">
                <input type="hidden" name="order" value="picked" />
                <ol>{rows.collect_view()}</ol>
                <button class="tool">{copy::resume_picked(lang)}</button>
            </form>
        </details>
    }
}
