//! The log: every moment of the rider, to be filtered and looked into.

mod detail;
mod handover;
mod line;
mod purpose;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    backstage::{
        Moment,
        log::{Answer, Filter, Kind, Story, View, by_story, method},
    },
    id::RideId,
};

use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{Lang, backstage_logs as copy},
    parts::{
        drawing::EmptyDrawing,
        icon::{Icon, icon},
    },
    site::{Visit, answered},
};

pub(crate) use detail::MomentPage;
pub use handover::handover;

/// Where the log is.
const HERE: &str = "/backstage/calls";

/// What makes the log live, and copies code.
const MODULE: &str = "backstage-log.js";

/// The page.
#[component]
pub(crate) fn LogPage() -> impl IntoView {
    let presenter = Presenter::current();
    let query = use_query_map().read_untracked().clone();
    let filter = Filter::read(|name| query.get(name));
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let moments = match &rider {
            Some(rider) => Some(backstage.moments(&rider.id, None).await?),
            None => None,
        };
        Ok(page(visit, &filter, moments.as_deref()).into_any())
    })
}

fn page(visit: Visit, filter: &Filter, moments: Option<&[Moment]>) -> impl IntoView + use<> {
    let lang = visit.lang;
    let title = match filter.view {
        View::Timeline => copy::title_timeline(lang),
        View::Calls => copy::title_calls(lang),
    };
    let body = match moments {
        None => empty(copy::nobody(lang), copy::nobody_next(lang), Some(("/", copy::nobody_go(lang)))).into_any(),
        Some(moments) => log(lang, filter, moments).into_any(),
    };
    let views = View::ALL.map(|view| {
        let name = match view {
            View::Timeline => copy::view_timeline(lang),
            View::Calls => copy::view_calls(lang),
        };
        // A sort that the other view does not show would leave nothing there.
        let kind = filter.kind.filter(|kind| view.kinds().contains(kind));
        let address = Filter { view, kind, ..filter.clone() }.address(HERE, &[]);
        view! { <a href=address aria-current=(view == filter.view).then_some("page")>{name}</a> }
    });
    let is_somebody = moments.is_some();
    let files = is_somebody.then(|| hand_over(lang, filter.ride.as_ref()));
    view! {
        <Frame visit here=Room::Calls title module=MODULE>
            <main id="main" class="log" data-live=is_somebody.then_some("/backstage/calls/live")>
                <div class="log__head">
                    <h1 tabindex="-1">{title}</h1>
                    <nav class="seg" aria-label=copy::views(lang)>{views.collect_view()}</nav>
                    {files}
                </div>
                {body}
            </main>
        </Frame>
    }
}

/// The files to take home: of one ride, if one is looked at.
fn hand_over(lang: Lang, ride: Option<&RideId>) -> impl IntoView + use<> {
    let filter = Filter { ride: ride.cloned(), ..Filter::default() };
    let file = |name: &str| filter.address(&format!("/backstage/handover.{name}"), &[]);
    view! {
        <span class="log__files" role="group" aria-label=copy::hand_over(lang)>
            <a class="tool" href=file("html") download="">{icon(Icon::Download)}{copy::hand_over_html(lang)}</a>
            <a class="tool" href=file("json") download="">{icon(Icon::Download)}{copy::hand_over_json(lang)}</a>
        </span>
    }
}

fn log(lang: Lang, filter: &Filter, moments: &[Moment]) -> impl IntoView + use<> {
    let found: Vec<&Moment> = moments.iter().filter(|moment| filter.fits(moment)).collect();
    let list = if moments.is_empty() {
        empty(copy::nothing(lang), copy::nothing_next(lang), Some(("/book", copy::nobody_go(lang)))).into_any()
    } else if found.is_empty() {
        let all = Filter { view: filter.view, ..Filter::default() }.address(HERE, &[]);
        view! { <div class="empty"><EmptyDrawing /><p>{copy::not_found(lang)}</p><a class="tool" href=all>{copy::filter_clear(lang)}</a></div> }
            .into_any()
    } else {
        match filter.view {
            View::Timeline => stories(lang, filter, &found).into_any(),
            View::Calls => calls(lang, filter, &found).into_any(),
        }
    };
    let newest = moments.iter().map(|moment| moment.id.as_str()).max().unwrap_or_default().to_owned();
    let visible = moments.iter().filter(|moment| filter.view.kinds().contains(&Kind::of(&moment.what))).count();
    view! {
        {kinds(lang, filter, moments)}
        {form(lang, filter, moments)}
        <div id="log" class="log__list" data-newest=newest>
            <p class="log__count bs__mono">
                {copy::counted(lang, found.len(), visible)}
                <a class="link" href=filter.address(HERE, &[])>{copy::look_again(lang)}</a>
                <span class="live" hidden>{dot()}{copy::live(lang)}</span>
            </p>
            {list}
        </div>
    }
}

fn dot() -> impl IntoView {
    view! { <i></i> }
}

/// The sorts, as links with how many there are.
fn kinds(lang: Lang, filter: &Filter, moments: &[Moment]) -> impl IntoView + use<> {
    let link = |kind: Option<Kind>| {
        let wanted = Filter { kind, ..filter.clone() };
        let count = moments.iter().filter(|moment| wanted.fits(moment)).count();
        let name = kind.map_or(copy::any_kind(lang), |kind| copy::kind(lang, kind));
        let class =
            kind.map_or_else(|| "chip".to_owned(), |kind| format!("chip log__kind log__kind--{}", kind.as_str()));
        view! {
            <a class=class href=wanted.address(HERE, &[]) aria-current=(kind == filter.kind).then_some("true")>
                {name} <span class="bs__mono">{count}</span>
            </a>
        }
    };
    let sorts = filter.view.kinds().iter().map(|kind| link(Some(*kind))).collect_view();
    view! { <nav id="log-kinds" class="log__kinds" aria-label=copy::kinds(lang)>{link(None)}{sorts}</nav> }
}

/// Everything else that may be looked for, as a form that leads to an address.
fn form(lang: Lang, filter: &Filter, moments: &[Moment]) -> impl IntoView + use<> {
    let kept = [("view", (filter.view == View::Calls).then_some("calls")), ("kind", filter.kind.map(Kind::as_str))];
    let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let kept = kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let methods = known(moments.iter().filter_map(|moment| method(&moment.what)));
    let rides = known(moments.iter().filter_map(|moment| moment.about.ride.as_ref().map(RideId::as_str)));
    let answers = Answer::ALL.map(|answer| match answer {
        Answer::Missing => (answer.as_str().to_owned(), copy::answer_missing(lang).to_owned()),
        answered => (answered.as_str().to_owned(), answered.as_str().to_owned()),
    });
    let same = |values: Vec<String>| values.into_iter().map(|value| (value.clone(), value)).collect();
    let clear = filter.is_narrow().then(|| {
        let all = Filter { view: filter.view, ..Filter::default() }.address(HERE, &[]);
        view! { <a class="tool" href=all>{icon(Icon::Cross)}{copy::filter_clear(lang)}</a> }
    });
    view! {
        <form class="log__filter" method="get" action=HERE role="search">
            {kept}
            {select(lang, "method", copy::filter_method(lang), same(methods), filter.method.as_deref())}
            {select(lang, "status", copy::filter_answer(lang), answers.into(), filter.answer.map(Answer::as_str))}
            {select(lang, "ride", copy::filter_ride(lang), same(rides), filter.ride.as_ref().map(RideId::as_str))}
            {input("path", copy::filter_path(lang), filter.path.as_deref())}
            {input("q", copy::filter_words(lang), filter.words.as_deref())}
            <button class="tool">{icon(Icon::Search)}{copy::filter(lang)}</button>
            {clear}
        </form>
    }
}

fn known<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let found: std::collections::BTreeSet<&str> = values.collect();
    found.into_iter().map(str::to_owned).collect()
}

fn select(
    lang: Lang,
    name: &'static str,
    label: &'static str,
    choices: Vec<(String, String)>,
    chosen: Option<&str>,
) -> impl IntoView + use<> {
    let option = |(value, text): (String, String)| {
        let selected = chosen == Some(value.as_str());
        view! { <option value=value selected=selected>{text}</option> }
    };
    let options = choices.into_iter().map(option).collect_view();
    view! {
        <label><span>{label}</span><select name=name><option value="">{copy::any(lang)}</option>{options}</select></label>
    }
}

fn input(name: &'static str, label: &'static str, typed: Option<&str>) -> impl IntoView + use<> {
    view! {
        <label>
            <span>{label}</span>
            <input type="search" name=name value=typed.unwrap_or_default().to_owned() autocomplete="off" spellcheck="false" />
        </label>
    }
}

/// Everything, story by story.
fn stories(lang: Lang, filter: &Filter, found: &[&Moment]) -> impl IntoView + use<> {
    let story = |(story, lines): (Story, Vec<&Moment>)| {
        let (name, id) = match story {
            Story::Ride(ride) => (copy::story_ride(lang), Some(ride.to_string())),
            Story::Setup(setup) => (copy::story_setup(lang), Some(setup.to_string())),
            Story::Rest => (copy::story_rest(lang), None),
        };
        let count = lines.len();
        view! {
            <section class="pane log__story">
                <div class="pane__head">
                    <h2>{name} <span class="bs__mono">{id}</span></h2>
                    <span class="bs__mono">{copy::story_steps(lang, count)}</span>
                </div>
                <ol class="log__lines">{rows(lang, filter, &lines)}</ol>
            </section>
        }
    };
    by_story(found.iter().copied()).into_iter().map(story).collect_view()
}

/// Lines, each with what was waited since the one before.
fn rows(lang: Lang, filter: &Filter, lines: &[&Moment]) -> impl IntoView + use<> {
    let before = std::iter::once(None).chain(lines.iter().map(|moment| Some(moment.at)));
    lines
        .iter()
        .zip(before)
        .map(|(moment, before)| {
            let lag = before.map(|before| copy::lag(lang, moment.at.since(before)));
            line::row(lang, filter, moment, lag)
        })
        .collect_view()
}

/// What went over the wire, newest first.
fn calls(lang: Lang, filter: &Filter, found: &[&Moment]) -> impl IntoView + use<> {
    let rows = found.iter().rev().map(|moment| line::row(lang, filter, moment, None)).collect_view();
    view! { <section class="pane log__story" aria-label=copy::title_calls(lang)><ol class="log__lines">{rows}</ol></section> }
}

fn empty(title: &'static str, next: &'static str, link: Option<(&'static str, &'static str)>) -> impl IntoView {
    let link = link.map(|(address, name)| view! { <a class="tool tool--go" href=address>{name}</a> });
    view! { <div class="empty"><EmptyDrawing /><h2>{title}</h2><p>{next}</p>{link}</div> }
}
