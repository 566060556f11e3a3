//! The server's news, while a page is open.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// Listens to `url`: `heard` gets the data of every event called `event` and says whether there is more to come; `lost`
/// tells whether the connection is down. The browser reconnects by itself and says where it left off. A browser that will not
/// listen leaves the page as it is, with its link to ask again.
pub(super) fn listen(url: &str, event: &str, heard: impl Fn(String) -> bool + 'static, lost: WriteSignal<bool>) {
    let Ok(source) = EventSource::new(url) else { return };
    let on_event = {
        let source = source.clone();
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            lost.set(false);
            if !heard(event.data().as_string().unwrap_or_default()) {
                source.close();
            }
        })
    };
    _ = source.add_event_listener_with_callback(event, on_event.as_ref().unchecked_ref());
    let on_open = Closure::<dyn Fn()>::new(move || lost.set(false));
    source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    let on_error = {
        let source = source.clone();
        Closure::<dyn Fn()>::new(move || lost.set(source.ready_state() == EventSource::CONNECTING))
    };
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They live as long as the page does.
    on_event.forget();
    on_open.forget();
    on_error.forget();
}
