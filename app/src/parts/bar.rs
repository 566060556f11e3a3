//! The bars: where one is, and the way elsewhere.

use leptos::prelude::*;

use super::{
    icon::{Icon, icon},
    mark::Brand,
    menu::Menu,
};
use crate::{
    copy::{Lang, common},
    site::Visit,
};

/// The three rooms of a signed-in rider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Book,
    Rides,
    Wallet,
}

/// The links to the three rooms.
#[component]
pub(crate) fn RoomLinks(lang: Lang, here: Option<Room>) -> impl IntoView {
    let link = move |room, href, name| {
        view! { <a href=href aria-current=(here == Some(room)).then_some("page")>{name}</a> }
    };
    view! {
        {link(Room::Book, "/book", common::go_book(lang))}
        {link(Room::Rides, "/rides", common::go_rides(lang))}
        {link(Room::Wallet, "/wallet", common::go_wallet(lang))}
    }
}

/// The bar of a page that is a plain column.
#[component]
pub(crate) fn PageBar(visit: Visit, here: Option<Room>) -> impl IntoView {
    let lang = visit.lang;
    let inside = visit.rider.is_some().then(|| {
        view! {
            <nav class="page__nav" aria-label=common::main_navigation(lang)>
                <RoomLinks lang here />
            </nav>
            <Menu visit here />
        }
    });
    view! { <header class="page__bar"><Brand lang />{inside}</header> }
}

/// The bar over a map: back, and the menu.
#[component]
pub(crate) fn MapBar(visit: Visit, here: Option<Room>, back: &'static str) -> impl IntoView {
    view! {
        <header class="app__bar">
            <a class="btn btn--round" href=back aria-label=common::back(visit.lang)>{icon(Icon::Back)}</a>
            <Menu visit here />
        </header>
    }
}

/// The head of a sheet beside a map; phones show [`MapBar`] instead.
#[component]
pub(crate) fn SheetTop(visit: Visit, here: Option<Room>) -> impl IntoView {
    let lang = visit.lang;
    view! {
        <div class="sheet__top">
            <Brand lang />
            <nav class="sheet__nav" aria-label=common::main_navigation(lang)>
                <RoomLinks lang here />
            </nav>
        </div>
    }
}
