//! The stage: the rider's app in a phone, and what happens behind it.

mod detail;
mod diagram;
mod json;
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
use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{Lang, backstage, backstage_stage as copy},
    parts::guest::{TryAsGuest, Weight},
    site::{Visit, answered},
};

/// The page.
#[component]
pub(crate) fn StagePage() -> impl IntoView {
    let presenter = Presenter::current();
    let query = use_query_map().read_untracked().clone();
    let look = Look::read(|name| query.get(name));
    let backend: Arc<dyn Backend> = expect_context();
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let Some(rider) = rider else { return Ok(nobody(visit).into_any()) };
        let scene = Scene::look(&*backend, &*backstage, &rider.id, visit.lang, look.clone()).await?;
        Ok(page(visit, &rider, &look, &scene).into_any())
    })
}

fn page(visit: Visit, rider: &Rider, look: &Look, scene: &Scene) -> impl IntoView + use<> {
    let lang = visit.lang;
    let class = match scene.layout() {
        Layout::Stage => "bs__grid stage",
        Layout::Dock => "bs__grid stage stage--dock",
        Layout::Panel => "bs__grid stage stage--panel",
    };
    let phone = match scene.layout() {
        Layout::Panel => view! { <div class="stage__top">{layouts(lang, look)}</div> }.into_any(),
        Layout::Stage | Layout::Dock => {
            view! { <Phone lang rider=rider.clone() look=look.clone() src=scene.in_phone() /> }.into_any()
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

/// Nobody is signed in: one click, and somebody is.
fn nobody(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    view! {
        <Frame visit here=Room::Stage title=backstage::room_stage(lang)>
            <main id="main" class="bs__grid">
                <section class="pane nobody">
                    <h1 tabindex="-1">{copy::nobody(lang)}</h1>
                    <p class="dim">{copy::nobody_lead(lang)}</p>
                    <TryAsGuest lang weight=Weight::Main next="/backstage".to_owned() />
                </section>
            </main>
        </Frame>
    }
}
