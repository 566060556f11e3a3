//! Waits for the bank to confirm a saved account.

use leptos::prelude::*;

/// Tells that the page may be closed, and goes to `then` once `stream` says that it is over. After a minute it says `later`.
#[island]
pub fn LiveSetup(stream: String, then: String, now: String, later: String, reconnecting: String) -> impl IntoView {
    let (lost, set_lost) = signal(false);
    let (long, set_long) = signal(false);
    #[cfg(feature = "hydrate")]
    {
        let over = move |_| {
            _ = window().location().replace(&then);
            false
        };
        super::event_stream::listen(&stream, "settled", over, set_lost);
        set_timeout(move || set_long.set(true), std::time::Duration::from_secs(60));
    }
    #[cfg(not(feature = "hydrate"))]
    drop((stream, then, set_lost, set_long));
    view! {
        <p role="status">{move || if long.get() { later.clone() } else { now.clone() }}</p>
        {move || lost.get().then(|| view! { <p class="small soft">{reconnecting.clone()}</p> })}
    }
}
