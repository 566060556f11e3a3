//! The drawing of an empty page: a route that is still to be driven.

use leptos::prelude::*;

/// A dotted way from a hollow dot to a filled square, below the mountains.
#[component]
pub(crate) fn EmptyDrawing() -> impl IntoView {
    view! {
        <svg viewBox="0 0 240 120" aria-hidden="true">
            <path class="e-land" d="M0 86 26 62 44 72 82 34 108 60 128 48 164 22 196 58 214 50 240 74V120H0Z" />
            <path class="e-line" d="M8 112H232" />
            <path class="e-route" d="M52 104C84 104 84 84 116 84S150 104 188 96" />
            <circle class="e-ring" cx="52" cy="104" r="7" />
            <rect class="e-square" x="181" y="88" width="15" height="15" rx="4" />
        </svg>
    }
}
