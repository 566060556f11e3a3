//! The menu of a signed-in rider: rooms, language, theme, the way out. It opens without script.

use leptos::prelude::*;

use super::{
    bar::{Room, RoomLinks},
    guest::GuestBadge,
    icon::{Icon, icon},
    preferences::{LangSwitch, ThemeSwitch},
};
use crate::{
    copy::{backstage_stage, common},
    pages::encoded,
    site::Visit,
};

/// The menu behind its button.
#[component]
pub(crate) fn Menu(visit: Visit, here: Option<Room>) -> impl IntoView {
    let lang = visit.lang;
    let is_profile = visit.path() == "/profile";
    let who = visit.rider.clone().map(|rider| {
        let badge = rider.is_guest().then(|| view! { <GuestBadge lang /> });
        let email = (!rider.is_guest()).then(|| view! { <small class="soft">{rider.email.to_string()}</small> });
        view! {
            <p class="menu__who">
                <b>{rider.name}</b>
                {email}
                <small class="soft">{rider.rut.masked()}</small>
                {badge}
            </p>
        }
    });
    // In the phone of the stage one is there already.
    let backstage = (visit.backstage && !visit.framed).then(|| {
        let address = format!("/backstage?at={}", encoded(&visit.path_and_query));
        view! { <a href=address>{backstage_stage::menu_link(lang)}</a> }
    });
    view! {
        <details class="menu">
            <summary class="btn btn--round" aria-label=common::menu(lang)>{icon(Icon::Menu)}</summary>
            <div class="menu__panel">
                {who}
                <nav class="menu__nav" aria-label=common::menu(lang)>
                    <RoomLinks lang here />
                    {backstage}
                    <a href="/profile" aria-current=is_profile.then_some("page")>{common::go_profile(lang)}</a>
                </nav>
                <div class="menu__row">
                    <span>{common::language(lang)}</span>
                    <LangSwitch visit=visit.clone() />
                </div>
                <div class="menu__row">
                    <span>{common::theme(lang)}</span>
                    <ThemeSwitch visit />
                </div>
                <form method="post" action="/logout">
                    <button class="menu__item">{common::sign_out(lang)}</button>
                </form>
            </div>
        </details>
    }
}
