//! Stories: the list of them, and one of their beats with what its presenter needs.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use vuelta::{
    backstage::stories::{Rehearsal, Rehearsed, Shows, Story},
    history::Wanted,
    ports::Backend,
    refusal::{Refusal, Trouble},
    rider::Rider,
};

use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{Lang, backstage_stories as copy},
    parts::icon::{Icon, icon},
    site::answered,
};

/// The list.
#[component]
pub(crate) fn StoriesPage() -> impl IntoView {
    let presenter = Presenter::current();
    let asked = use_query_map().read_untracked().clone();
    answered(async move {
        let visit = presenter?.visit;
        let lang = visit.lang;
        let stuck = asked.get("stuck").and_then(|word| copy::stuck(&word, lang));
        let rehearsal = asked.get("rehearsal").map(|text| rehearsed(&Rehearsal::parse(&text), lang));
        let cards = Story::ALL.map(|story| card(story, lang)).collect_view();
        Ok(view! {
            <Frame visit here=Room::Stories title=copy::title(lang) module="backstage-stories.js">
                <main id="main" class="people">
                    <h1 tabindex="-1">{copy::title(lang)}</h1>
                    <p class="dim">{copy::lead(lang)}</p>
                    {stuck.map(|text| view! { <p class="stuck" role="alert">{icon(Icon::Warning)}{text}</p> })}
                    {rehearsal}
                    <form method="post" action="/backstage/rehearsal" class="people__acts" data-once=copy::doing(lang)>
                        <button class="tool" aria-describedby="rehearse-hint">{icon(Icon::Check)}<span>{copy::rehearse(lang)}</span></button>
                        <p class="dim" id="rehearse-hint">{copy::rehearse_hint(lang)}</p>
                    </form>
                    <ol class="people__all">{cards}</ol>
                </main>
            </Frame>
        }
        .into_any())
    })
}

/// Go or no go, and how long each story took.
fn rehearsed(rehearsal: &Rehearsal, lang: Lang) -> impl IntoView + use<> {
    let goes = rehearsal.goes();
    let (says, picture) =
        if goes { (copy::rehearsal_goes(lang), Icon::Check) } else { (copy::rehearsal_stuck(lang), Icon::Warning) };
    let lines = rehearsal.0.iter().map(|one| outcome(one, lang)).collect_view();
    view! {
        <section class="pane rehearsal" class:rehearsal--goes=goes aria-labelledby="rehearsal">
            <h2 id="rehearsal">{icon(picture)}{says}</h2>
            <ul>{lines}</ul>
        </section>
    }
}

fn outcome(rehearsed: &Rehearsed, lang: Lang) -> impl IntoView + use<> {
    let name = copy::name(rehearsed.story, lang);
    let text = match rehearsed.stuck_at() {
        Some(beat) => copy::rehearsal_stuck_at(lang, name, copy::notes(beat, lang).title),
        None => copy::rehearsal_took(lang, name, rehearsed.took.iter().sum::<std::time::Duration>().as_millis()),
    };
    let beats: Vec<_> = rehearsed.took.iter().map(|took| took.as_millis().to_string()).collect();
    view! { <li>{text}" "<span class="bs__mono">{beats.join(" · ")}</span></li> }
}

fn card(story: Story, lang: Lang) -> impl IntoView + use<> {
    let name = copy::name(story, lang);
    view! {
        <li class="pane">
            <h2>{name}</h2>
            <p class="dim">{copy::shows(story, lang)}</p>
            <p class="people__go">
                <a class="tool tool--go" href=story.address(1) aria-label=copy::open(lang, name)>
                    {copy::steps(lang, story.beats().len())}{icon(Icon::Chevron)}
                </a>
            </p>
        </li>
    }
}

/// A beat, or the end of the story.
#[component]
pub(crate) fn BeatPage() -> impl IntoView {
    let presenter = Presenter::current();
    let backend: Arc<dyn Backend> = expect_context();
    let asked = use_params_map().read_untracked().clone();
    let story = asked.get("story").and_then(|word| Story::parse(&word));
    let number = asked.get("beat").and_then(|text| text.parse().ok());
    let stuck = use_query_map().read_untracked().get("stuck");
    answered(async move {
        let Presenter { visit, rider, .. } = presenter?;
        let (story, number): (Story, usize) = (story.ok_or(Refusal::NotFound)?, number.ok_or(Refusal::NotFound)?);
        if !(1..=story.beats().len() + 1).contains(&number) {
            return Err(Refusal::NotFound.into());
        }
        let lang = visit.lang;
        let at = shown(backend.as_ref(), rider.as_ref(), story.shows(number)).await?;
        let stuck = stuck.and_then(|word| copy::stuck(&word, lang));
        Ok(view! {
            <Frame visit here=Room::Stories title=copy::name(story, lang) module="backstage-stories.js">
                <main id="main" class="told">
                    <section class="told__phone" aria-label=copy::phone(lang)>
                        <div class="device">
                            <div class="device__screen"><iframe src=at title=copy::phone(lang)></iframe></div>
                        </div>
                        {story_bar(story, number, lang, Told::Page)}
                    </section>
                    <div class="told__notes">
                        {stuck.map(|text| view! { <p class="stuck" role="alert">{icon(Icon::Warning)}{text}</p> })}
                        {notes(story, number, lang)}
                        {outline(story, number, lang)}
                    </div>
                </main>
            </Frame>
        }
        .into_any())
    })
}

/// Where a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// On a page of its own, with its notes.
    Page,
    /// On the stage, beside all that happens behind it.
    Stage,
}

impl Told {
    fn address(self, story: Story, number: usize) -> String {
        match self {
            Self::Page => story.address(number),
            Self::Stage => story.on_stage(number),
        }
    }
}

/// The address that the phone shows.
pub(super) async fn shown(backend: &dyn Backend, rider: Option<&Rider>, shows: Shows) -> Result<String, Trouble> {
    let Some(rider) = rider else { return Ok("/".to_owned()) };
    Ok(match shows {
        Shows::Home => "/".to_owned(),
        Shows::Wallet => "/wallet".to_owned(),
        Shows::Book => "/book?from=barrio-italia&to=costanera-center".to_owned(),
        Shows::Ride => {
            let history = backend.history(&rider.id, Wanted::default()).await?;
            history.rides.first().map_or_else(|| "/rides".to_owned(), |past| format!("/rides/{}", past.ride.id))
        }
    })
}

/// The controls of a story, below the phone: where one is, and the way back, on, and through.
pub(super) fn story_bar(story: Story, number: usize, lang: Lang, told: Told) -> impl IntoView + use<> {
    let count = story.beats().len();
    let beat = story.beat(number);
    let link = |number, picture, says| link(told.address(story, number), picture, says);
    let before = (number > 1).then(|| link(number - 1, Icon::Back, copy::before(lang)));
    let after = beat.map(|_| link(number + 1, Icon::Arrow, copy::after(lang)));
    let back_to = if told == Told::Stage { "?stage" } else { "" };
    let go = match beat {
        Some(_) => view! {
            <form
                method="post"
                action=format!("{}/do{back_to}", story.address(number))
                class="story__go"
                data-once=copy::doing(lang)
            >
                <button class="tool tool--go">{icon(Icon::Bolt)}<span>{copy::do_it(lang)}</span></button>
            </form>
        }
        .into_any(),
        None => {
            let top = told.address(story, 1);
            view! { <a class="tool tool--go story__go" href=top>{copy::from_the_top(lang)}</a> }.into_any()
        }
    };
    let notes = beat.map(|beat| copy::notes(beat, lang));
    let title = notes.as_ref().map_or(copy::the_end(lang), |notes| notes.title);
    let title = view! { <span class="bs__mono">{format!("{}/{count}", number.min(count))}</span>" "<b>{title}</b> };
    let head = match notes.filter(|_| told == Told::Stage) {
        Some(notes) => folded(lang, title.into_any(), &notes).into_any(),
        None => view! { <p>{title}</p> }.into_any(),
    };
    view! {
        <div class="story">
            {head}
            <div class="story__b">{before}{go}{after}</div>
        </div>
    }
}

/// Beside the diagram there is no room for notes: they unfold over the phone.
fn folded(lang: Lang, title: AnyView, notes: &copy::Notes) -> impl IntoView + use<> {
    view! {
        <details class="story__notes">
            <summary>{title}{icon(Icon::Down)}</summary>
            <div class="pane">
                <h2>{copy::say(lang)}</h2>
                <p>{notes.say}</p>
                <h2>{copy::look(lang)}</h2>
                <p class="told__look">{notes.look}</p>
            </div>
        </details>
    }
}

fn link(address: String, picture: Icon, says: &'static str) -> impl IntoView + use<> {
    view! { <a class="tool" href=address aria-label=says title=says>{icon(picture)}</a> }
}

/// What whoever presents says and points at.
fn notes(story: Story, number: usize, lang: Lang) -> impl IntoView + use<> {
    let count = story.beats().len();
    let Some(beat) = story.beat(number) else { return the_end(story, lang).into_any() };
    let told = copy::notes(beat, lang);
    view! {
        <article class="pane told__beat">
            <p class="pane__head">
                <span class="bs__mono">{copy::name(story, lang)}" · "{copy::step(lang, number, count)}</span>
                <span class="bs__mono" data-timer="" role="timer" aria-label=copy::timer(lang)></span>
            </p>
            <h1 tabindex="-1">{told.title}</h1>
            <h2>{copy::say(lang)}</h2>
            <p>{told.say}</p>
            <h2>{copy::look(lang)}</h2>
            <p class="told__look">{told.look}</p>
            <a class="tool" href=story.on_stage(number)>{copy::on_stage(lang)}{icon(Icon::Chevron)}</a>
            <form method="post" action=format!("{}/reset", story.address(number)) data-once=copy::doing(lang)>
                <button class="tool" aria-describedby="again-hint">{icon(Icon::Refresh)}<span>{copy::again(lang)}</span></button>
            </form>
            <p class="dim" id="again-hint">{copy::again_hint(lang)}</p>
        </article>
    }
    .into_any()
}

fn the_end(story: Story, lang: Lang) -> impl IntoView + use<> {
    view! {
        <article class="pane told__beat">
            <p class="bs__mono">{copy::name(story, lang)}</p>
            <h1 tabindex="-1">{copy::the_end(lang)}</h1>
            <p>{copy::shows(story, lang)}</p>
            <p class="told__ways">
                <a class="tool tool--go" href="/backstage">{copy::to_stage(lang)}</a>
                <a class="tool" href="/backstage/stories">{copy::all_stories(lang)}</a>
            </p>
        </article>
    }
}

/// Every beat of the story, each a way to it.
fn outline(story: Story, number: usize, lang: Lang) -> impl IntoView + use<> {
    let items = (1..).zip(story.beats()).map(|(at, beat)| {
        let here = (at == number).then_some("step");
        let title = copy::notes(*beat, lang).title;
        view! { <li class:is-done=at < number><a href=story.address(at) aria-current=here>{title}</a></li> }
    });
    view! {
        <nav class="pane" aria-label=copy::name(story, lang)>
            <ol class="told__outline">{items.collect_view()}</ol>
            <a class="tool" href="/backstage/stories">{icon(Icon::Back)}{copy::all_stories(lang)}</a>
        </nav>
    }
}
