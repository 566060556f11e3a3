//! Trying things out: the button that makes a guest, and the words that greet one.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::icon::{Icon, icon};
use crate::{
    copy::{Lang, guest},
    site::Visit,
};

/// Whether it is what the page wants most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Main,
    Quiet,
}

/// One click, and one is in.
#[component]
pub(crate) fn TryAsGuest(lang: Lang, weight: Weight, #[prop(optional)] next: String) -> impl IntoView {
    let (class, arrow) = match weight {
        Weight::Main => ("btn btn--go btn--wide", Some(icon(Icon::Arrow))),
        Weight::Quiet => ("btn btn--wide", None),
    };
    let next = (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next /> });
    view! { <form method="post" action="/guest">{next}<button class=class>{guest::try_it(lang)}{arrow}</button></form> }
}

/// The greeting of a guest who has just come in.
#[component]
pub(crate) fn Greeting(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    let has_just_come = use_query_map().read_untracked().get("welcome").is_some();
    visit.rider.filter(|rider| rider.is_guest() && has_just_come).map(|rider| {
        view! {
            <div class="notice notice--good" role="status">
                {icon(Icon::Person)}
                <p><b>{guest::greeting(lang, rider.first_name())}</b></p>
                <p>{guest::invitation(lang)}</p>
            </div>
        }
    })
}

/// The word beside a guest's name.
#[component]
pub(crate) fn GuestBadge(lang: Lang) -> impl IntoView {
    view! { <span class="badge badge--copper">{icon(Icon::Person)}{guest::badge(lang)}</span> }
}
