//! The button that pays. A second click does nothing; the server would not mind one, but a rider would.

use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};

/// What the button says for one ride type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FareLabel {
    /// The word for the ride type.
    pub ride_type: String,
    /// The words on the button.
    pub text: String,
}

/// The button of the booking form. It says all prices; the style sheet shows that of the chosen ride type.
#[island]
pub fn PayButton(labels: Vec<FareLabel>, paying: String) -> impl IntoView {
    let texts = move || {
        let text = |label: &FareLabel| (format!("fare-for fare-for--{}", label.ride_type), label.text.clone());
        labels.iter().map(text).collect()
    };
    guarded("btn btn--go btn--wide", paying, texts)
}

/// A submit button that lets one click through. `idle` is what it says before, as classes and texts.
pub(super) fn guarded(
    class: &'static str,
    paying: String,
    idle: impl Fn() -> Vec<(String, String)> + Send + 'static,
) -> impl IntoView {
    let (busy, set_busy) = signal(false);
    // Whoever comes back with the back button finds the page as it was left: busy.
    #[cfg(feature = "hydrate")]
    {
        let awake = window_event_listener_untyped("pageshow", move |_| set_busy.set(false));
        on_cleanup(move || awake.remove());
    }
    let once = move |click: ev::MouseEvent| {
        if busy.get_untracked() {
            click.prevent_default();
        }
        set_busy.set(true);
    };
    let pressed = move || busy.get().then_some("true");
    let texts = move || if busy.get() { vec![(String::new(), paying.clone())] } else { idle() };
    let spans =
        move || texts().into_iter().map(|(class, text)| view! { <span class=class>{text}</span> }).collect_view();
    view! { <button class=class aria-disabled=pressed aria-busy=pressed on:click=once>{spans}</button> }
}
