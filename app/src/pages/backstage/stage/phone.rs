//! The rider's own app, in a phone: the very pages that riders see.

use leptos::prelude::*;
use vuelta::rider::Rider;

use super::look::{Layout, Look};
use crate::copy::{Lang, backstage_stage as copy};

/// The phone.
#[component]
pub(super) fn Phone(lang: Lang, rider: Rider, look: Look, src: String) -> impl IntoView {
    let who = format!("{} · {}", rider.first_name(), rider.rut.masked());
    view! {
        <section class="stagep" aria-label=copy::phone(lang)>
            <div class="stagep__head"><span class="bs__mono">{who}</span>{layouts(lang, &look)}</div>
            <div class="device">
                <div class="device__screen">
                    <iframe src=src title=copy::app_in_phone(lang)></iframe>
                </div>
            </div>
        </section>
    }
}

/// The links to the other layouts.
pub(super) fn layouts(lang: Lang, look: &Look) -> impl IntoView + use<> {
    let link = |layout: Layout| {
        let name = match layout {
            Layout::Stage => copy::view_stage(lang),
            Layout::Dock => copy::view_dock(lang),
            Layout::Panel => copy::view_panel(lang),
        };
        let here = (layout == look.layout).then_some("true");
        view! { <a href=Look { layout, ..look.clone() }.address() aria-current=here>{name}</a> }
    };
    view! {
        <nav class="seg" aria-label=copy::views(lang)>{Layout::ALL.map(link).collect_view()}</nav>
    }
}
