//! The mark: a route drawn as a V, from a hollow dot to a filled square.

use leptos::prelude::*;

use crate::copy::{Lang, common};

/// The mark alone.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 28 28" aria-hidden="true">
            <circle cx="6" cy="6.6" r="3.3" stroke-width="2.8" />
            <path d="M7.7 10.3 12.9 21.2q1.1 2.3 2.2 0L20.4 10" stroke-width="2.8" stroke-linejoin="round" />
            <rect x="17.7" y="2.6" width="7.6" height="7.6" rx="1.9" fill="currentColor" stroke="none" />
        </svg>
    }
}

/// Mark and word mark, leading home.
#[component]
pub(crate) fn Brand(lang: Lang) -> impl IntoView {
    view! { <a class="brand" href="/" aria-label=common::home(lang)><Mark />{common::brand(lang)}</a> }
}
