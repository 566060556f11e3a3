//! The frame of pages backstage, and who may see them.

use std::sync::Arc;

use leptos::prelude::*;
use vuelta::{
    backstage::Backstage,
    refusal::{Refusal, Trouble},
    rider::Rider,
};

use super::size::SizeSwitch;
use super::{chips::Top, palette::Palette};
use crate::{
    copy::{Lang, backstage, common},
    parts::{
        document::{Document, Head, Sheet},
        mark::Mark,
    },
    site::Visit,
};

/// The rooms backstage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// The rider's app beside what happens behind it.
    Stage,
    /// Scripted demonstrations.
    Stories,
    /// What can be made to happen, and the clock.
    Scenarios,
    /// Every call to Fintoc, and everything else that happened.
    Calls,
    /// What Fintoc delivers.
    Webhooks,
    /// Prepared riders.
    People,
    /// A phone that signs in as the same rider.
    Join,
    /// What goes wrong, in riders' words.
    Reasons,
}

impl Room {
    pub(super) const ALL: [Self; 8] = [
        Self::Stage,
        Self::Stories,
        Self::Scenarios,
        Self::Calls,
        Self::Webhooks,
        Self::People,
        Self::Join,
        Self::Reasons,
    ];

    pub(super) const fn address(self) -> &'static str {
        match self {
            Self::Stage => "/backstage",
            Self::Stories => "/backstage/stories",
            Self::Scenarios => "/backstage/scenarios",
            Self::Calls => "/backstage/calls",
            Self::Webhooks => "/backstage/webhooks",
            Self::People => "/backstage/people",
            Self::Join => "/backstage/join",
            Self::Reasons => "/backstage/reasons",
        }
    }

    pub(super) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Stage => backstage::room_stage(lang),
            Self::Stories => backstage::room_stories(lang),
            Self::Scenarios => backstage::room_scenarios(lang),
            Self::Calls => backstage::room_calls(lang),
            Self::Webhooks => backstage::room_webhooks(lang),
            Self::People => backstage::room_people(lang),
            Self::Join => backstage::room_join(lang),
            Self::Reasons => backstage::room_reasons(lang),
        }
    }
}

/// Whoever looks, and what they may ask. Without a rider there is nothing to look at yet.
#[derive(Debug, Clone)]
pub(super) struct Presenter {
    pub visit: Visit,
    pub rider: Option<Rider>,
    pub backstage: Arc<dyn Backstage>,
}

impl Presenter {
    /// Who looks. While backstage is off there are no such pages.
    pub(super) fn current() -> Result<Self, Trouble> {
        let visit = Visit::current();
        let backstage = use_context().filter(|_| visit.backstage).ok_or(Refusal::NotFound)?;
        Ok(Self { rider: visit.rider.clone(), visit, backstage })
    }
}

/// A page backstage: the bar with its rooms, and below it what the page is about.
#[component]
pub(super) fn Frame(
    visit: Visit,
    /// Where the page is.
    here: Room,
    /// What the page is called.
    title: &'static str,
    /// A module of its own.
    #[prop(optional)]
    module: Option<&'static str>,
    /// Whether it waits for news.
    #[prop(optional)]
    waiting: bool,
    /// Whether its module hears of all news, those of the chips included, so that they need no stream of their own.
    #[prop(optional)]
    hears: bool,
    children: Children,
) -> impl IntoView {
    let lang = visit.lang;
    let head = Head {
        title: backstage::titled(lang, title),
        sheet: Some(Sheet::Backstage),
        module,
        also: &["backstage-chips.js", "backstage-palette.js"],
        waiting,
        ..Head::default()
    };
    let rooms = Room::ALL.map(|room| {
        view! { <a href=room.address() aria-current=(room == here).then_some("page")>{room.name(lang)}</a> }
    });
    let class = if visit.projector { "bs bs--projector" } else { "bs" };
    view! {
        <Document visit=visit.clone() head>
            <div class=class>
                <header class="bs__bar">
                    <a class="brand" href="/backstage"><Mark />{backstage::brand(lang)}</a>
                    <nav class="bs__nav" aria-label=backstage::brand(lang)>{rooms.collect_view()}</nav>
                    <SizeSwitch visit=visit.clone() />
                    <a class="bs__out" href="/">{common::brand(lang)}</a>
                </header>
                <Top visit hears />
                {children()}
                <Palette lang />
            </div>
        </Document>
    }
}
