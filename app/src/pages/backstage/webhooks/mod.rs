//! Webhooks: what came and what was made of it, the sender and its controls, and the order lab.

mod event;
mod order;
mod sender;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use vuelta::{
    Instant,
    backstage::{
        Decision,
        webhooks::{As, Parcel, Sender, Sent, SentState, Story, together},
    },
    refusal::{Refusal, Trouble},
    rider::Rider,
};

use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{Lang, backstage_webhooks as copy, time},
    parts::{
        drawing::EmptyDrawing,
        icon::{Icon, icon},
    },
    site::{Visit, answered},
};

pub(crate) use order::OrderPage;

/// Counts down, and looks again while something is on its way.
const MODULE: &str = "backstage-webhooks.js";

/// All events, and the newest in detail.
#[component]
pub(crate) fn WebhooksPage() -> impl IntoView {
    let undone = use_query_map().read_untracked().get("undone").is_some();
    room(None, undone, None)
}

/// All events, and the one that is called so.
#[component]
pub(crate) fn WebhookPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let sent = use_query_map().read_untracked().get("as").as_deref().and_then(As::parse);
    room(Some(id), false, sent)
}

fn room(wanted: Option<String>, undone: bool, sent: Option<As>) -> impl IntoView {
    let presenter = Presenter::current();
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let Some(Rider { id, .. }) = rider else {
            return wanted.map_or(Ok(nobody(visit)), |_| Err(Trouble::Refused(Refusal::NotFound)));
        };
        let moments = backstage.moments(&id, None).await?;
        let (sender, shipped) = (backstage.sender(&id).await?, backstage.sent(&id).await?);
        let stories = together(&moments, &shipped);
        let chosen = match &wanted {
            Some(wanted) => {
                let found = stories.iter().find(|story| story.is_called(wanted));
                Some(found.cloned().ok_or(Trouble::Refused(Refusal::NotFound))?)
            }
            None => stories.first().cloned(),
        };
        Ok(Found { wanted, undone, sent, sender, shipped, stories, chosen }.page(visit))
    })
}

/// What there is to show.
struct Found {
    wanted: Option<String>,
    undone: bool,
    sent: Option<As>,
    sender: Sender,
    shipped: Vec<Sent>,
    stories: Vec<Story>,
    chosen: Option<Story>,
}

impl Found {
    fn page(self, visit: Visit) -> AnyView {
        let lang = visit.lang;
        let Self { wanted, undone, sent, sender, shipped, stories, chosen } = self;
        let waiting = shipped.iter().any(|one| one.state == SentState::Due);
        let here = chosen.as_ref().and_then(called).map(str::to_owned);
        let is_list = wanted.is_none();
        let lines = stories.iter().map(|story| line(lang, story, here.as_deref())).collect_view();
        let detail = chosen.map(|story| event::detail(lang, &story, wanted.as_deref(), sent, &sender));
        let nothing = detail.is_none().then(|| empty(copy::nothing_title(lang), copy::nothing_text(lang), None));
        view! {
            <Frame visit here=Room::Webhooks title=copy::title(lang) module=MODULE waiting>
                <main id="main" class="hooks" class:hooks--event=!is_list data-live>
                    <section class="pane hooks__list">
                        <div class="pane__head">
                            <h1 tabindex="-1" autofocus=is_list>{copy::title(lang)}</h1>
                            {waiting.then(|| view! { <span class="live" data-waiting><i></i>{copy::on_its_way(lang)}</span> })}
                        </div>
                        {undone.then(|| view! { <p class="notice notice--bad" role="alert">{icon(Icon::Warning)}{copy::undone(lang)}</p> })}
                        {sender::controls(lang, &sender, &shipped)}
                        <nav aria-label=copy::events(lang)><ol class="hooks__events">{lines}</ol></nav>
                    </section>
                    {detail}
                    {nothing.map(|nothing| view! { <section class="pane">{nothing}</section> })}
                </main>
            </Frame>
        }
        .into_any()
    }
}

/// What an event is called in addresses: by its own id, or by that of what came.
fn called(story: &Story) -> Option<&str> {
    story.event.as_deref().or_else(|| story.parcels.iter().find_map(Parcel::id))
}

/// A line of the list.
fn line(lang: Lang, story: &Story, here: Option<&str>) -> impl IntoView + use<> {
    let id = called(story).unwrap_or_default().to_owned();
    let count = story.parcels.len();
    let deliveries =
        if count == 1 { copy::deliveries_one(lang).to_owned() } else { copy::deliveries_many(lang, count) };
    let is_here = here == Some(&*id);
    view! {
        <li>
            <a href=format!("/backstage/webhooks/{id}") aria-current=is_here.then_some("true")>
                <b>{story.kind.clone().unwrap_or_else(|| "?".to_owned())}</b>
                {story.decision().map_or_else(|| awaited(lang, story).into_any(), |decision| badge(lang, decision).into_any())}
                <span class="bs__mono">{moment_of_day(lang, story.at)}</span>
                <span class="bs__mono">{deliveries}</span>
            </a>
        </li>
    }
}

/// It has not arrived: it is held back, or comes in a moment.
fn awaited(lang: Lang, story: &Story) -> impl IntoView + use<> {
    let held = |parcel: &Parcel| parcel.sent.as_ref().is_some_and(|sent| sent.state == SentState::Paused);
    let words = if story.parcels.iter().any(held) { copy::paused(lang) } else { copy::on_its_way(lang) };
    view! { <span class="badge badge--wait">{icon(Icon::Clock)}{words}</span> }
}

/// What we decided.
fn badge(lang: Lang, decision: Decision) -> impl IntoView {
    let (class, shape) = match decision {
        Decision::Kept => ("badge badge--good", Icon::Check),
        Decision::Hint | Decision::Repeated => ("badge badge--wait", Icon::Refresh),
        Decision::Refused | Decision::Unkept => ("badge badge--bad", Icon::Cross),
    };
    view! { <span class=class>{icon(shape)}{copy::decided(lang, decision)}</span> }
}

/// When, for people and for machines.
fn moment_of_day(lang: Lang, at: Instant) -> impl IntoView {
    view! { <time datetime=time::machine(at)>{time::precise(lang, at)}</time> }
}

fn nobody(visit: Visit) -> AnyView {
    let lang = visit.lang;
    view! {
        <Frame visit here=Room::Webhooks title=copy::title(lang)>
            <main id="main" class="hooks">
                <section class="pane">
                    <h1 tabindex="-1" autofocus>{copy::title(lang)}</h1>
                    {empty(copy::nobody_title(lang), copy::nobody_text(lang), Some(copy::enter(lang)))}
                </section>
            </main>
        </Frame>
    }
    .into_any()
}

fn empty(title: &'static str, text: &'static str, enter: Option<&'static str>) -> impl IntoView {
    let enter = enter.map(|name| view! { <a class="tool tool--go" href="/">{name}</a> });
    view! { <div class="empty"><EmptyDrawing /><h2>{title}</h2><p>{text}</p>{enter}</div> }
}
