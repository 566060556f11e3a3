//! The rider's own app, in a phone: the very pages that riders see.

use leptos::prelude::*;

use super::{
    super::stories::{Told, story_bar},
    look::{Layout, Look},
    stuck_note,
};
use crate::copy::{Lang, backstage_stage as copy};

/// The phone, and below it the story that is told.
#[component]
pub(super) fn Phone(
    lang: Lang,
    /// Whose phone it is.
    who: String,
    look: Look,
    src: String,
    /// Why the last beat was not done.
    stuck: Option<&'static str>,
) -> impl IntoView {
    let story = look.story.map(|(story, beat)| story_bar(story, beat, lang, Told::Stage));
    view! {
        <section class="stagep" aria-label=copy::phone(lang)>
            <div class="stagep__head"><span class="bs__mono">{who}</span>{layouts(lang, &look)}</div>
            <div class="device">
                <div class="device__screen">
                    <iframe src=src title=copy::app_in_phone(lang)></iframe>
                </div>
            </div>
            {stuck.map(stuck_note)}
            {story}
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
