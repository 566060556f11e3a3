//! The places a rider saved, to be changed. It carries no script.

use leptos::prelude::*;
use vuelta::{
    city::{PlaceId, place},
    places::{MyPlaces, SavedAs},
    refusal::Refusal,
};

use crate::{
    copy::{Lang, common, places},
    forms::Reply,
    pages::book::PlaceOptions,
    parts::{
        alert::RefusalNote,
        bar::{PageBar, Room},
        document::{Document, Head, Sheet},
        icon::{Icon, icon},
    },
    site::{Caller, Visit, answered},
};

/// The page.
#[component]
pub(crate) fn PlacesPage() -> impl IntoView {
    let caller = Caller::current();
    let refusal = match use_context() {
        Some(Reply::Places { refusal }) => Some(refusal),
        Some(_) | None => None,
    };
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let mine = backend.my_places(&rider.id).await?;
        Ok(page(visit, &mine, refusal).into_any())
    })
}

fn page(visit: Visit, mine: &MyPlaces, refusal: Option<Refusal>) -> impl IntoView + use<> {
    let lang = visit.lang;
    let title = common::titled(lang, places::title(lang));
    let cards = SavedAs::ALL
        .map(|saved_as| view! { <li class="card saved"><Saved lang saved_as place=mine.saved(saved_as).cloned() /></li> })
        .collect_view();
    view! {
        <Document visit=visit.clone() head=Head { title, sheet: Some(Sheet::Book), ..Head::default() }>
            <div class="page">
                <PageBar visit here=Some(Room::Book) />
                <main id="main">
                    <h1 tabindex="-1">{places::title(lang)}</h1>
                    <p class="page__lead">{places::lead(lang)}</p>
                    {refusal.map(|refusal| view! { <RefusalNote lang refusal /> })}
                    <ul class="saved__list">{cards}</ul>
                    <a class="link" href="/book">{places::back_to_booking(lang)}{icon(Icon::Arrow)}</a>
                </main>
            </div>
        </Document>
    }
}

/// One name: what it stands for, the list to choose another place from, and the way to forget it.
#[component]
fn Saved(lang: Lang, saved_as: SavedAs, #[prop(optional_no_strip)] place: Option<PlaceId>) -> impl IntoView {
    let id = format!("place-{}", saved_as.as_str());
    let now = place.as_ref().map_or(places::none_yet(lang), |id| self::place(id).name);
    // Nobody lives where a list happens to begin.
    let not_yet = place.is_none().then(|| view! { <option value="">{places::choose(lang)}</option> });
    let forget = place.is_some().then(|| {
        view! {
            <form method="post" action="/places/forget">
                <input type="hidden" name="saved_as" value=saved_as.as_str() />
                <button class="btn btn--quiet">{places::forget(lang, saved_as)}</button>
            </form>
        }
    });
    view! {
        <div class="saved__head">
            {icon(sign(saved_as))}
            <div><h2>{places::name(lang, saved_as)}</h2><p class="soft">{now}</p></div>
            {forget}
        </div>
        <form class="saved__form" method="post" action="/places">
            <input type="hidden" name="saved_as" value=saved_as.as_str() />
            <div class="field">
                <label for=id.clone()>{places::field(lang, saved_as)}</label>
                <div class="field__box">
                    <select name="place" id=id required>{not_yet}<PlaceOptions chosen=place /></select>
                    {icon(Icon::Down)}
                </div>
            </div>
            <button class="btn">{places::save(lang)}</button>
        </form>
    }
}

/// The icon of a saved place.
pub(crate) const fn sign(saved_as: SavedAs) -> Icon {
    match saved_as {
        SavedAs::Home => Icon::Home,
        SavedAs::Work => Icon::Work,
    }
}
