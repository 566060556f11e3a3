//! The line of time below the diagram, and the buttons that move along it.

use std::time::Duration;

use leptos::prelude::*;
use vuelta::backstage::{
    sequence::{Lifeline, Line, Sequence, Shape, Step},
    truth::Tone,
};

use super::look::Look;
use crate::copy::{Lang, backstage_stage as copy, time};

/// Where the lanes begin and how long they are.
const START: u128 = 84;
const LENGTH: u128 = 716;

/// How far apart ticks may be.
const TICKS: [u64; 13] = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000];

/// How many ticks there may be.
const MOST_TICKS: u128 = 7;

/// The transport and the lanes.
pub(super) fn lanes(lang: Lang, sequence: &Sequence, here: Option<usize>, look: &Look) -> impl IntoView + use<> {
    let step = here.and_then(|here| sequence.steps.get(here));
    let read = step.map(|step| {
        let since = copy::seconds(lang, step.since);
        view! { <b>{time::precise(lang, step.at)}</b><br />{format!("+{since} s")} }
    });
    view! {
        <div class="transport" role="group" aria-label=copy::timeline(lang)>
            {transport(lang, sequence, here, look)}
            <p class="bs__mono">{read}</p>
        </div>
        {picture(lang, sequence, step)}
    }
}

fn transport(lang: Lang, sequence: &Sequence, here: Option<usize>, look: &Look) -> impl IntoView + use<> {
    let last = sequence.steps.len().checked_sub(1);
    let to = |row: Option<usize>| {
        let step =
            row.filter(|row| Some(*row) != here || look.step.is_none()).and_then(|row| sequence.steps.get(row))?;
        Some(look.paused_at(&step.key))
    };
    let before = here.and_then(|here| here.checked_sub(1));
    let after = here.map(|here| here + 1).filter(|_| look.step.is_some());
    let (name, shapes, address) = if look.step.is_some() {
        (copy::go_live(lang), PLAY, Some(look.live()))
    } else {
        (copy::pause(lang), PAUSE, to(last))
    };
    view! {
        {button(copy::first_step(lang), "Home", FIRST, to(last.and(Some(0))))}
        {button(copy::step_back(lang), "ArrowLeft", BACK, to(before))}
        {button(name, " ", shapes, address)}
        {button(copy::step_on(lang), "ArrowRight", ON, to(after))}
        {button(copy::last_step(lang), "End", LAST, to(last))}
    }
}

const FIRST: &str = r#"<path class="f" d="M18 6v12l-8.5-6Z"/><path d="M6.5 6v12" stroke-width="2.4"/>"#;
const BACK: &str = r#"<path class="f" d="M16.5 6v12L8 12Z"/>"#;
const PAUSE: &str = r#"<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="3"/>"#;
const PLAY: &str = r#"<path class="f" d="M8 5.5v13l11-6.5Z"/>"#;
const ON: &str = r#"<path class="f" d="M7.5 6v12l8.5-6Z"/>"#;
const LAST: &str = r#"<path class="f" d="M6 6v12l8.5-6Z"/><path d="M17.5 6v12" stroke-width="2.4"/>"#;

/// A link that looks like a button; without anywhere to go it is none.
fn button(name: &'static str, key: &'static str, shapes: &'static str, address: Option<String>) -> impl IntoView {
    let disabled = address.is_none().then_some("true");
    let role = address.is_none().then_some("link");
    view! {
        <a class="tool" role=role href=address aria-disabled=disabled aria-label=name title=name data-key=key>
            <svg class="i" viewBox="0 0 24 24" aria-hidden="true" inner_html=shapes></svg>
        </a>
    }
}

fn picture(lang: Lang, sequence: &Sequence, here: Option<&Step>) -> impl IntoView + use<> {
    let start = sequence.steps.first().map(|step| step.since).unwrap_or_default();
    let end = sequence.steps.iter().map(|step| step.since).max().unwrap_or_default();
    let scale = Scale { start, whole: end.saturating_sub(start).as_millis().max(400) };
    let names = [copy::lane_rider(lang), copy::lane_api(lang), copy::lane_webhooks(lang), copy::lane_ledger(lang)];
    let rows = (10_u32..).step_by(19).zip(names).map(|(y, name)| {
        view! {
            <text class="l-name" x="0" y=y + 4>{name}</text>
            <line class="l-lane" x1="84" y1=y x2="806" y2=y></line>
        }
    });
    let ticks = scale.ticks().map(|tick| {
        let x = scale.x(tick);
        view! {
            <line class="l-grid" x1=x.to_string() y1="0" x2=x.to_string() y2="76"></line>
            <text class="l-axis" x=x.to_string() y="90">{copy::seconds(lang, tick)}</text>
        }
    });
    let head = here.map(|step| {
        let x = scale.x(step.since);
        view! {
            <path class="l-head" d=format!("M{x} -2V76")></path>
            <path class="l-knob" d=format!("M{} -6h12v6l-6 6-6-6Z", x.saturating_sub(6))></path>
        }
    });
    let marks = sequence.steps.iter().map(|step| mark(&scale, step)).collect_view();
    view! {
        <svg class="lanes" viewBox="0 -8 812 102" role="img" aria-label=copy::lanes_of(lang, &copy::seconds(lang, end))>
            {ticks.collect_view()}
            {rows.collect_view()}
            {marks}
            {head}
        </svg>
    }
}

/// From time to the place on the line.
struct Scale {
    start: Duration,
    whole: u128,
}

impl Scale {
    fn x(&self, since: Duration) -> u128 {
        START + LENGTH * since.saturating_sub(self.start).as_millis().min(self.whole) / self.whole
    }

    fn ticks(&self) -> impl Iterator<Item = Duration> + use<> {
        let apart = TICKS.into_iter().find(|apart| self.whole / u128::from(*apart) <= MOST_TICKS).unwrap_or(3_600_000);
        let start = u64::try_from(self.start.as_millis()).unwrap_or(0);
        let end = start.saturating_add(u64::try_from(self.whole).unwrap_or(0));
        let count = usize::try_from(MOST_TICKS + 1).unwrap_or(0);
        (start.div_ceil(apart)..)
            .map(move |tick| tick * apart)
            .take_while(move |at| *at <= end)
            .take(count)
            .map(Duration::from_millis)
    }
}

fn mark(scale: &Scale, step: &Step) -> AnyView {
    let x = scale.x(step.since);
    let y = match step.shape {
        Shape::Deed => return view! { <path class="l-deed" d=format!("M{x} 0V76")></path> }.into_any(),
        Shape::Arrow { from: Lifeline::Browser, .. } | Shape::Arrow { to: Lifeline::Browser, .. } => 10,
        Shape::Arrow { line: Line::Delivery, .. } => 48,
        Shape::Arrow { .. } => 29,
        Shape::Book => 67,
    };
    let class = match step.tone {
        Tone::Ok => "l-ev",
        Tone::Wait | Tone::Silent => "l-ev l-ev--wait",
        Tone::Bad => "l-ev l-ev--bad",
    };
    // What took time and ends here began to the left; a call began here.
    let span = step.took.filter(|_| y == 29).map(|took| {
        let (from, to) = match step.shape {
            Shape::Arrow { line: Line::Answer, .. } => (scale.x(step.since.saturating_sub(took)), x),
            _ => (x, scale.x(step.since + took)),
        };
        view! { <path class="l-span" d=format!("M{from} {y}H{to}")></path> }
    });
    let dot = match step.tone {
        Tone::Bad => view! { <path class=class d=format!("M{x} {y}m-5 -5h10v10h-10Z")></path> }.into_any(),
        _ => view! { <circle class=class cx=x.to_string() cy=y r="5"></circle> }.into_any(),
    };
    view! { {span}{dot} }.into_any()
}
