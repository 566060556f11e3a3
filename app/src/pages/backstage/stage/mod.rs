//! The stage: the rider's app in a phone, and what happens behind it.

mod detail;
mod diagram;
mod labels;
mod lanes;
mod look;
mod phone;
mod scene;
mod strip;
mod to_bank;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{ports::Backend, rider::Rider};

pub use self::{
    look::{Layout, Look},
    scene::{Pane, Scene},
};
pub(crate) use to_bank::ToBankPage;

use self::phone::{Phone, layouts};
use super::{
    frame::{Frame, Presenter, Room},
    stories::shown,
};
use crate::{
    copy::{Lang, backstage, backstage_stage as copy, backstage_stories},
    parts::{
        guest::{TryAsGuest, Weight},
        icon::{Icon, icon},
    },
    site::{Visit, answered},
};

/// The page.
#[component]
pub(crate) fn StagePage() -> impl IntoView {
    let presenter = Presenter::current();
    let query = use_query_map().read_untracked().clone();
    let mut look = Look::read(|name| query.get(name));
    let stuck = query.get("stuck");
    let backend: Arc<dyn Backend> = expect_context();
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let told = look.story.map(|(story, beat)| story.shows(beat));
        let stuck = stuck.and_then(|word| backstage_stories::stuck(&word, visit.lang));
        if let (Some(shows), None) = (told, &look.at) {
            look.at = Some(shown(&*backend, rider.as_ref(), shows).await?);
        }
        let Some(rider) = rider else { return Ok(nobody(visit, look, stuck).into_any()) };
        let scene = Scene::look(&*backend, &*backstage, &rider.id, visit.lang, look.clone()).await?;
        Ok(page(visit, &rider, &look, &scene, stuck).into_any())
    })
}

fn page(visit: Visit, rider: &Rider, look: &Look, scene: &Scene, stuck: Option<&'static str>) -> impl IntoView + use<> {
    let lang = visit.lang;
    let class = match scene.layout() {
        Layout::Stage => "bs__grid stage",
        Layout::Dock => "bs__grid stage stage--dock",
        Layout::Panel => "bs__grid stage stage--panel",
    };
    let phone = match scene.layout() {
        Layout::Panel => view! { <div class="stage__top">{layouts(lang, look)}</div> }.into_any(),
        Layout::Stage | Layout::Dock => {
            let who = format!("{} · {}", rider.first_name(), rider.rut.masked());
            view! { <Phone lang who look=look.clone() src=scene.in_phone() stuck /> }.into_any()
        }
    };
    let panes = scene.panes().into_iter().map(|(id, html)| pane(lang, id, html)).collect_view();
    view! {
        <Frame
            visit
            here=Room::Stage
            title=backstage::room_stage(lang)
            module="backstage.js"
            waiting=scene.goes_on()
        >
            <main id="main" class=class>
                {phone}
                {panes}
            </main>
        </Frame>
    }
}

fn pane(lang: Lang, id: &'static str, html: String) -> impl IntoView {
    let (class, name) = match id {
        "stage-seq" => ("pane pane--seq", copy::sequence(lang)),
        "stage-detail" => ("pane pane--detail", copy::detail(lang)),
        _ => ("pane pane--time", copy::timeline(lang)),
    };
    view! { <section class=class id=id aria-label=name inner_html=html></section> }
}

/// That a beat of a story was not done, and why.
fn stuck_note(text: &'static str) -> impl IntoView {
    view! { <p class="stuck" role="alert">{icon(Icon::Warning)}{text}</p> }
}

/// Nobody is signed in: one click, and somebody is.
fn nobody(visit: Visit, look: Look, stuck: Option<&'static str>) -> impl IntoView {
    let lang = visit.lang;
    let told = look.story.is_some();
    let src = look.at.clone().unwrap_or_default();
    let who = copy::nobody_short(lang).to_owned();
    let phone = told.then(|| view! { <Phone lang who look src stuck /> });
    view! {
        <Frame visit here=Room::Stage title=backstage::room_stage(lang) module="backstage.js">
            <main id="main" class="bs__grid" class:stage=told>
                {phone}
                <section class="pane nobody">
                    <h1 tabindex="-1">{copy::nobody(lang)}</h1>
                    <p class="dim">{copy::nobody_lead(lang)}</p>
                    <TryAsGuest lang weight=Weight::Main next="/backstage".to_owned() />
                </section>
            </main>
        </Frame>
    }
}
