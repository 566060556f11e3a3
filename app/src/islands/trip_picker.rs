//! The form that chooses a trip: with script, choosing is enough.

use leptos::prelude::*;

/// Sends the form around `children` as soon as one of its lists changes. The button that does so without script is among the
/// children, in a `noscript`: nothing has to vanish when the island wakes.
#[island]
pub fn TripPicker(action: String, children: Children) -> impl IntoView {
    let choose = |event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        if let Some(form) = event_target::<web_sys::HtmlSelectElement>(&event).form() {
            _ = form.request_submit();
        }
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    view! { <form class="picker" method="get" action=action on:change=choose>{children()}</form> }
}
