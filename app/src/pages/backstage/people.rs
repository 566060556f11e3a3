//! Prepared riders: one click, and this browser rides as one of them.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    backstage::personas::{Casting, Persona},
    rider::Rider,
};

use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{Lang, backstage_people as copy},
    parts::icon::{Icon, icon},
    site::answered,
};

/// The page.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let presenter = Presenter::current();
    let stuck = use_query_map().read_untracked().get("stuck");
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let casting = match &rider {
            Some(rider) => backstage.casting(&rider.id).await?,
            None => Casting::default(),
        };
        let (lang, has_sandbox) = (visit.lang, backstage.has_sandbox());
        let stuck = stuck.map(|word| if word == "busy" { copy::busy(lang) } else { copy::trouble(lang) });
        let offered = Persona::ALL.into_iter().filter(|persona| has_sandbox || *persona == Persona::New);
        let cards = offered.map(|persona| card(persona, casting.persona, lang)).collect_view();
        Ok(view! {
            <Frame visit here=Room::People title=copy::title(lang)>
                <main id="main" class="people">
                    <h1 tabindex="-1">{copy::title(lang)}</h1>
                    <p class="dim">{copy::lead(lang)}</p>
                    {stuck.map(|text| view! { <p class="stuck" role="alert">{icon(Icon::Warning)}{text}</p> })}
                    {(!has_sandbox).then(|| view! { <p class="dim">{copy::no_sandbox(lang)}</p> })}
                    {current(rider.as_ref(), &casting, lang)}
                    <ul class="people__all">{cards}</ul>
                </main>
            </Frame>
        }
        .into_any())
    })
}

/// Who rides now, and what can be done about it.
fn current(rider: Option<&Rider>, casting: &Casting, lang: Lang) -> impl IntoView + use<> {
    let who = rider.map(|rider| rider.name.clone());
    let persona = casting.persona.map_or(copy::by_themselves(lang), |persona| copy::name(persona, lang));
    let undo = casting.previous.is_some().then(|| {
        view! {
            <form method="post" action="/backstage/reset/undo"><button class="tool">{icon(Icon::Back)}{copy::undo(lang)}</button></form>
        }
    });
    match who {
        None => view! { <p class="dim">{copy::nobody_now(lang)}</p> }.into_any(),
        Some(name) => view! {
            <section class="pane people__now" aria-labelledby="now">
                <div>
                    <h2 id="now">{copy::now(lang)}</h2>
                    <p><b>{name}</b>" · "<span class="dim">{persona}</span></p>
                    <p class="dim" id="reset-hint">{copy::reset_hint(lang)}</p>
                </div>
                <div class="people__acts">
                    <form method="post" action="/backstage/reset">
                        <button class="tool" aria-describedby="reset-hint">{icon(Icon::Refresh)}{copy::reset(lang)}</button>
                    </form>
                    {undo}
                </div>
            </section>
        }
        .into_any(),
    }
}

fn card(persona: Persona, current: Option<Persona>, lang: Lang) -> impl IntoView + use<> {
    let name = copy::name(persona, lang);
    view! {
        <li class="pane" class:pane--on=current == Some(persona)>
            <h2>{name}</h2>
            <p class="dim">{copy::has(persona, lang)}</p>
            <form method="post" action="/backstage/people">
                <input type="hidden" name="persona" value=persona.as_str() />
                <button class="tool tool--wide">{icon(Icon::Person)}{copy::ride_as(lang, name)}</button>
            </form>
        </li>
    }
}
