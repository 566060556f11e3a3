//! Every reason that a payment can fail for, in the words that riders read.

use leptos::prelude::*;
use vuelta::{
    payment::{ErrorReason, PaymentState},
    refusal::Refusal,
};

use super::frame::{Frame, Room};
use crate::{
    copy::{Lang, backstage, reason::explain},
    site::{Visit, answered},
};

/// Every reason of a payment that failed, in the words that riders read.
#[component]
pub(crate) fn ReasonsPage() -> impl IntoView {
    let visit = Visit::current();
    answered(async move { if visit.backstage { Ok(reasons(visit).into_any()) } else { Err(Refusal::NotFound.into()) } })
}

fn reasons(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    let title = backstage::reasons_title(lang);
    let unknown = ErrorReason::Other("something_new".to_owned());
    let cards = ErrorReason::KNOWN.iter().chain([&unknown]).map(card).collect_view();
    view! {
        <Frame visit here=Room::Reasons title>
            <main id="main" class="reasons">
                <h1 tabindex="-1">{title}</h1>
                <p class="dim">{backstage::reasons_lead(lang)}</p>
                <div class="reasons__all">{cards}</div>
            </main>
        </Frame>
    }
}

/// A reason: its word at Fintoc, and what riders read, in both languages.
fn card(reason: &ErrorReason) -> impl IntoView + use<> {
    let said = Lang::ALL.map(|lang| {
        let said = explain(lang, PaymentState::Failed, Some(reason));
        view! {
            <div lang=lang.as_tag()>
                <h3>{said.title}</h3>
                <p>{said.happened}</p>
                <p class="dim">{said.next}</p>
            </div>
        }
    });
    view! {
        <article class="pane">
            <h2><code>{reason.as_str().to_owned()}</code></h2>
            {said.collect_view()}
        </article>
    }
}
