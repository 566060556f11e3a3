//! The lists that choose a trip: with script, choosing is enough.

use leptos::prelude::*;

/// Asks for the page of another trip as soon as one of the lists among `children` changes, with whatever else is chosen in
/// their form. Who walks a list by keyboard is not interrupted at every place: the list counts when they leave it or press
/// Enter. A list that shows another place than the page was drawn for (changed before the island woke, or kept by the back
/// button) counts at once, so that nobody pays for a trip that is not the one they see.
#[island]
pub fn TripPicker(children: Children) -> impl IntoView {
    let around = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    {
        let typing = StoredValue::new(false);
        let look = move || {
            if let Some(around) = around.get_untracked() {
                browser::go_where_the_lists_say(&around, typing.get_value());
            }
        };
        Effect::new(move || {
            around.track();
            look();
        });
        let shown = window_event_listener_untyped("pageshow", move |_| look());
        on_cleanup(move || shown.remove());
        let pointer = move |_| typing.set_value(false);
        let key = move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Enter" { look() } else { typing.set_value(true) }
        };
        let change = move |_| {
            if !typing.get_value() {
                look();
            }
        };
        let click = move |event: leptos::ev::MouseEvent| {
            if let Some(around) = around.get_untracked() {
                browser::swap(&around, &event);
            }
        };
        view! {
            <div
                class="picker"
                node_ref=around
                on:pointerdown=pointer
                on:keydown=key
                on:change=change
                on:focusout=move |_| look()
                on:click=click
            >
                {children()}
            </div>
        }
    }
    #[cfg(not(feature = "hydrate"))]
    view! { <div class="picker" node_ref=around>{children()}</div> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::window;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, Event, FormData, HtmlSelectElement};

    fn list(around: &Element, name: &str) -> Option<HtmlSelectElement> {
        around.query_selector(&format!("select[name={name}]")).ok()??.dyn_into().ok()
    }

    /// Goes to the page of the chosen trip, unless it is this one.
    pub(super) fn go_where_the_lists_say(around: &Element, typing: bool) {
        let Some((from, to)) = list(around, "from").zip(list(around, "to")) else { return };
        let same =
            |list: &HtmlSelectElement| list.get_attribute("data-shown").as_deref() == Some(list.value().as_str());
        if !(same(&from) && same(&to)) {
            let back_to = if !typing {
                ""
            } else if same(&from) {
                "#to"
            } else {
                "#from"
            };
            go(&from, &from.value(), &to.value(), back_to);
        }
    }

    /// Follows the link that swaps both ends, keeping what else is chosen.
    pub(super) fn swap(around: &Element, event: &Event) {
        let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let on_link = clicked.and_then(|element| element.closest("a").ok().flatten()).is_some();
        if let (true, Some((from, to))) = (on_link, list(around, "from").zip(list(around, "to"))) {
            event.prevent_default();
            go(&from, &to.value(), &from.value(), "");
        }
    }

    /// Place ids, ride types and account ids are letters, digits, `-` and `_`: nothing to escape.
    fn go(list: &HtmlSelectElement, from: &str, to: &str, back_to: &str) {
        let chosen = list.form().and_then(|form| FormData::new_with_form(&form).ok());
        let value = |name: &str| chosen.as_ref().and_then(|chosen| chosen.get(name).as_string()).unwrap_or_default();
        let (ride_type, method) = (value("ride_type"), value("method"));
        let address = format!("/book?from={from}&to={to}&ride_type={ride_type}&method={method}{back_to}");
        _ = window().location().assign(&address);
    }
}
