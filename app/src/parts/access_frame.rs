//! The frame of the pages where one signs up or in: a column, and on wide screens a picture beside it.

use leptos::prelude::*;

use super::{mark::Brand, preferences::LangSwitch};
use crate::{
    copy::common,
    map::{RouteMap, Scene},
    pages::landing::example,
    site::{Assets, Visit},
};

/// The frame around a form.
#[component]
pub(crate) fn AccessFrame(
    visit: Visit,
    #[prop(into)] heading: String,
    lead: &'static str,
    children: Children,
) -> impl IntoView {
    let base = Assets::current().url("santiago.svg");
    let picture =
        example().map(|trip| view! { <RouteMap scene=Scene::Book(trip) base label=common::map(visit.lang) /> });
    view! {
        <div class="account-page">
            <header class="account-page__bar"><Brand lang=visit.lang /><LangSwitch visit /></header>
            <main id="main" class="account-page__main">
                <div><h1 tabindex="-1">{heading}</h1><p>{lead}</p></div>
                {children()}
            </main>
            <div class="account-page__pic">{picture}</div>
        </div>
    }
}
