//! For a desk, or for the back of a room: a form, so that the server remembers.

use leptos::prelude::*;

use crate::{copy::backstage_stage as copy, site::Visit};

/// Desk or projector.
#[component]
pub(super) fn SizeSwitch(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    let choice = |word: &'static str, name: &'static str, is_it: bool| {
        let pressed = if is_it { "true" } else { "false" };
        view! { <button name="size" value=word aria-pressed=pressed>{name}</button> }
    };
    view! {
        <form method="post" action="/backstage/size">
            <input type="hidden" name="back" value=visit.path_and_query.clone() />
            <div class="seg" role="group" aria-label=copy::size(lang)>
                {choice("desk", copy::size_desk(lang), !visit.projector)}
                {choice("projector", copy::size_projector(lang), visit.projector)}
            </div>
        </form>
    }
}
