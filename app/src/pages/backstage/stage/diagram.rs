//! The sequence diagram: four lifelines, and a row for each step.

use leptos::prelude::*;
use vuelta::{
    Instant,
    backstage::{
        sequence::{Lifeline, Line, Sequence, Shape, Step},
        truth::Tone,
    },
};

use super::{
    labels,
    look::{Look, anchor},
};
use crate::copy::{Lang, backstage_stage as copy};

/// How wide the drawing is, in its own units.
const WIDTH: usize = 720;

/// How high a row is, and where the first one lies.
const ROW: usize = 34;
const TOP: usize = 24;

/// How many letters a title and a note may have between two lifelines, by the narrower of mono faces.
const fn room(from: Lifeline, to: Lifeline) -> (usize, usize) {
    match (from, to) {
        (Lifeline::Fintoc | Lifeline::Bank, Lifeline::Fintoc | Lifeline::Bank) => (18, 22),
        _ => (25, 29),
    }
}

const fn x(line: Lifeline) -> usize {
    match line {
        Lifeline::Browser => 64,
        Lifeline::Us => 268,
        Lifeline::Fintoc => 480,
        Lifeline::Bank => 624,
    }
}

const fn y(row: usize) -> usize {
    TOP + ROW * row
}

const LIFELINES: [Lifeline; 4] = [Lifeline::Browser, Lifeline::Us, Lifeline::Fintoc, Lifeline::Bank];

/// The whole drawing. `here` is the row that is lit; what comes after it is dim.
pub(super) fn diagram(lang: Lang, sequence: &Sequence, here: Option<usize>, look: &Look) -> impl IntoView + use<> {
    let height = y(sequence.steps.len()) - 8;
    let lines = LIFELINES.map(|line| view! { <line class="q-life" x1=x(line) y1="0" x2=x(line) y2=height></line> });
    let busy = sequence.steps.iter().enumerate().filter_map(|(row, step)| busy(sequence, row, step)).collect_view();
    let steps = sequence.steps.iter().enumerate().map(|(row, step)| draw(lang, row, step, here, look)).collect_view();
    view! {
        <svg class="seq seq--heads" viewBox=format!("0 0 {WIDTH} 52") aria-hidden="true">
            {LIFELINES.map(|line| head(lang, line)).collect_view()}
        </svg>
        <svg class="seq" viewBox=format!("0 0 {WIDTH} {height}") role="group" aria-label=copy::diagram(lang)>
            {lines.collect_view()}
            {busy}
            {steps}
        </svg>
    }
}

fn head(lang: Lang, line: Lifeline) -> impl IntoView + use<> {
    let (name, sub) = match line {
        Lifeline::Browser => (copy::browser(lang), copy::browser_sub(lang)),
        Lifeline::Us => (copy::us(lang), copy::us_sub(lang)),
        Lifeline::Fintoc => (copy::fintoc(lang), copy::fintoc_sub(lang)),
        Lifeline::Bank => (copy::bank(lang), copy::bank_sub(lang)),
    };
    let class = if line == Lifeline::Us { "q-head q-head--us" } else { "q-head" };
    let middle = x(line);
    view! {
        <g class=class>
            <rect x=middle - 62 y="4" width="124" height="44" rx="8"></rect>
            <text class="q-name" x=middle y="23">{name}</text>
            <text class="q-sub" x=middle y="38">{sub}</text>
        </g>
    }
}

/// From a question to its answer, whoever answers is busy.
fn busy(sequence: &Sequence, row: usize, step: &Step) -> Option<impl IntoView + use<>> {
    let Shape::Arrow { to, line: Line::Call, .. } = step.shape else { return None };
    let answered = sequence.position(&format!("{}-answer", step.key)).filter(|answered| *answered > row)?;
    let height = y(answered) - y(row) + 16;
    Some(view! { <rect class="q-act" x=x(to) - 4 y=y(row) - 8 width="8" height=height rx="4"></rect> })
}

fn draw(lang: Lang, row: usize, step: &Step, here: Option<usize>, look: &Look) -> AnyView {
    let (title, notes) = (labels::title(lang, step), labels::notes(lang, step));
    let time = copy::seconds(lang, step.since);
    let is_here = here == Some(row);
    let later = if here.is_some_and(|here| row > here) { " q--later" } else { "" };
    let class = format!("q q--{} q--{}{later}", kind(step.shape), step.tone.as_str());
    let drawn = match step.shape {
        Shape::Arrow { from, to, .. } => arrow(row, from, to, step.tone, &title, &notes).into_any(),
        Shape::Book => book(row, &title, &notes).into_any(),
        Shape::Deed => deed(row, &title, &notes).into_any(),
    };
    let chosen = is_here.then(|| {
        view! { <rect class="q-sel" x="1" y=y(row) - 18 width=WIDTH - 2 height=ROW rx="8"></rect> }
    });
    view! {
        <a
            id=anchor(&step.key)
            href=look.paused_at(&step.key)
            class=class
            aria-current=is_here.then_some("step")
            aria-label=copy::named(lang, row + 1, &title, &notes, &time)
            data-at=step.at.millis().to_string()
            data-done=done(step).map(|done| done.millis().to_string())
        >
            <rect class="q-hit" x="0" y=y(row) - 18 width=WIDTH height=ROW></rect>
            {chosen}
            {drawn}
            <text class="q-time" x="714" y=y(row) + 4>{time.clone()}</text>
        </a>
    }
    .into_any()
}

/// When the recorder could know of it. What is derived for the bank was over long before.
fn done(step: &Step) -> Option<Instant> {
    match step.shape {
        Shape::Arrow { from: Lifeline::Bank, .. } | Shape::Arrow { to: Lifeline::Bank, .. } => None,
        Shape::Arrow { line: Line::Call | Line::Delivery, .. } => Some(step.at + step.took.unwrap_or_default()),
        Shape::Arrow { .. } | Shape::Book | Shape::Deed => Some(step.at),
    }
}

const fn kind(shape: Shape) -> &'static str {
    match shape {
        Shape::Arrow { line: Line::Call, .. } => "msg",
        Shape::Arrow { line: Line::Answer, .. } => "ret",
        Shape::Arrow { line: Line::Delivery, .. } => "hook",
        Shape::Book => "self",
        Shape::Deed => "deed",
    }
}

fn arrow(row: usize, from: Lifeline, to: Lifeline, tone: Tone, title: &str, notes: &str) -> impl IntoView + use<> {
    let (left, right) = (x(from.min(to)), x(from.max(to)));
    let (y, middle) = (y(row), usize::midpoint(left, right));
    let (most, most_below) = room(from, to);
    let is_right = to > from;
    let line = if is_right {
        format!("M{} {y}H{}", left + 6, right - 14)
    } else {
        format!("M{} {y}H{}", right - 6, left + 14)
    };
    view! {
        <path class="q-line" d=line></path>
        {tip(tone, if is_right { right - 7 } else { left + 7 }, y, is_right)}
        <text class="q-title" x=middle y=y - 6>{labels::cut(title, most)}</text>
        <text class="q-meta" x=middle y=y + 13>{labels::cut(notes, most_below)}</text>
    }
}

/// The end of an arrow: full when it went well, open while it is not over, a cross when it did not.
fn tip(tone: Tone, x: usize, y: usize, is_right: bool) -> impl IntoView + use<> {
    let back = if is_right { "-" } else { "" };
    match tone {
        Tone::Ok => view! { <path class="q-tip" d=format!("M{x} {y}l{back}9 -4.5v9Z")></path> }.into_any(),
        Tone::Wait | Tone::Silent => {
            let (from, to) = (y - 5, y + 5);
            let reach = if is_right { x - 8 } else { x + 8 };
            view! { <path class="q-open" d=format!("M{reach} {from}L{x} {y}L{reach} {to}")></path> }.into_any()
        }
        Tone::Bad => {
            let at = if is_right { x - 5 } else { x + 5 };
            view! { <path class="q-open" d=format!("M{at} {y}m-5 -5l10 10m0 -10l-10 10")></path> }.into_any()
        }
    }
}

fn book(row: usize, title: &str, notes: &str) -> impl IntoView + use<> {
    let y = y(row);
    let (at, height, below) = if notes.is_empty() { (y + 4, 22, None) } else { (y - 3, 31, Some(y + 10)) };
    let start = x(Lifeline::Us) + 12;
    let below = below.map(|below| {
        view! { <text class="q-meta q-start" x=start + 9 y=below>{labels::cut(notes, 27)}</text> }
    });
    view! {
        <rect class="q-note" x=start y=y - height / 2 - 1 width="190" height=height rx="6"></rect>
        <text class="q-title q-start" x=start + 9 y=at>{labels::cut(title, 22)}</text>
        {below}
        <circle class="q-dot" cx=x(Lifeline::Us) cy=y r="4"></circle>
    }
}

fn deed(row: usize, title: &str, notes: &str) -> impl IntoView + use<> {
    let y = y(row);
    let text = if notes.is_empty() { title.to_owned() } else { format!("{title} · {notes}") };
    view! {
        <path class="q-line" d=format!("M2 {y}H664")></path>
        <path class="q-tip" d=format!("M2 {}h10l-3 5l3 5h-10Z", y - 5)></path>
        <text class="q-title" x="332" y=y + 4>{labels::cut(&text, 64)}</text>
    }
}
