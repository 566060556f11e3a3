//! The sheet of a ride, kept up to date.

use leptos::prelude::*;

use super::{
    pay_button::guarded,
    ride_sheet::{Cancel, Choice, DriverCard, Fact, Link, Mood, Next, Phase, Retry, RideSheet, Step},
};
use crate::parts::icon::{Icon, icon};

/// Shows `sheet`, and every newer one that `stream` sends until the ride is settled.
#[island]
pub fn LiveRide(sheet: RideSheet, stream: String) -> impl IntoView {
    let reconnecting = sheet.reconnecting.clone();
    let (sheet, set_sheet) = signal(sheet);
    let (news, set_news) = signal(String::new());
    let (lost, set_lost) = signal(false);
    #[cfg(feature = "hydrate")]
    if !sheet.with_untracked(|sheet| sheet.settled) {
        super::event_stream::listen(
            &stream,
            "message",
            move |data| take_in(&data, sheet, set_sheet, set_news),
            set_lost,
        );
    }
    #[cfg(not(feature = "hydrate"))]
    drop((stream, set_sheet, set_news, set_lost));
    view! {
        {move || whole(sheet.get())}
        {move || lost.get().then(|| view! { <p class="small soft">{reconnecting.clone()}</p> })}
        <p class="sr" role="status">{news}</p>
    }
}

/// Puts a newer sheet in place and reads its heading out; says whether more is to come.
#[cfg(feature = "hydrate")]
fn take_in(
    data: &str,
    sheet: ReadSignal<RideSheet>,
    set_sheet: WriteSignal<RideSheet>,
    set_news: WriteSignal<String>,
) -> bool {
    let Ok(mut newer) = serde_json::from_str::<RideSheet>(data) else { return true };
    if let (Some(picture), Ok(Some(map))) = (newer.map.take(), document().query_selector(".map")) {
        map.set_inner_html(&picture);
    }
    let settled = newer.settled;
    if sheet.with_untracked(|sheet| *sheet != newer) {
        document().set_title(&newer.title);
        // Minutes that go by are not read out, or a screen reader would speak of nothing else.
        if sheet.with_untracked(|sheet| sheet.steps != newer.steps) {
            set_news.set(newer.heading.clone());
        }
        set_sheet.set(newer);
    }
    !settled
}

fn whole(sheet: RideSheet) -> impl IntoView {
    let RideSheet { mood, heading, lead, driver, facts, next, cancel, steps_heading, steps, .. } = sheet;
    view! {
        {title(mood, heading, lead)}
        {driver.map(drives)}
        <dl class="facts">{facts.into_iter().map(fact).collect_view()}</dl>
        <section class="rule stack">
            <h2 class="sr">{steps_heading}</h2>
            <ol class="timeline">{steps.into_iter().map(step).collect_view()}</ol>
        </section>
        {cancel.map(call_off)}
        {ways_on(next)}
    }
}

fn title(mood: Mood, heading: String, lead: String) -> impl IntoView {
    let (around, sign) = match mood {
        Mood::Good => ("sheet__title", None),
        Mood::Wait => ("waiting__head", Some(("waiting__sign", Icon::Clock))),
        Mood::Bad => ("alert", Some(("alert__icon", Icon::Warning))),
    };
    view! {
        <div class=around>
            {sign.map(|(class, symbol)| view! { <span class=class>{icon(symbol)}</span> })}
            <div>
                <h1 tabindex="-1">{heading}</h1>
                <p class="soft">{lead}</p>
            </div>
        </div>
    }
}

fn drives(driver: DriverCard) -> impl IntoView {
    view! {
        <div class="driver">
            <span class="face" aria-hidden="true">{driver.initials}</span>
            <div>
                <p class="driver__name">{driver.name}</p>
                <p class="driver__car">{driver.car}</p>
                <p class="star">
                    {icon(Icon::Star)}<span class="sr">{driver.rating_label}</span> <span class="num">{driver.rating}</span>
                    <span class="soft">" · "{driver.rides}</span>
                </p>
            </div>
            <p class="plate">
                <span class="sr">{driver.plate_read_out}</span>
                <b aria-hidden="true">{driver.plate}</b>
                <small aria-hidden="true">"CHILE"</small>
            </p>
        </div>
    }
}

fn call_off(cancel: Cancel) -> impl IntoView {
    view! {
        <section class="rule split">
            <div class="note">
                {icon(Icon::Clock)}
                <p><b>{cancel.costs}</b>{cancel.later.map(|later| view! { <br />{later} })}</p>
            </div>
            <a class="btn btn--bad btn--slim" href=cancel.way.href>{cancel.way.text}</a>
        </section>
    }
}

fn fact(fact: Fact) -> impl IntoView {
    let class = fact.badge.map_or("num", Mood::badge);
    view! {
        <div>
            {icon(fact.icon)}
            <dt>{fact.name}{fact.note.map(|note| view! { <small>{note}</small> })}</dt>
            <dd><span class=class>{fact.badge.map(|mood| icon(mood.icon()))}{fact.value}</span></dd>
        </div>
    }
}

fn step(step: Step) -> impl IntoView {
    let (class, mark, current) = match step.phase {
        Phase::Done => ("step step--done", Some(Icon::Check), None),
        Phase::Now => ("step step--now", None, Some("step")),
        Phase::Failed => ("step step--bad", Some(Icon::Cross), None),
        Phase::Ahead => ("step", None, None),
    };
    view! {
        <li class=class aria-current=current>
            <span class="step__dot">{mark.map(icon)}</span>
            <span>{step.text}</span>
            <time>{step.clock}</time>
        </li>
    }
}

/// One shape for whatever there is to do, so that the browser is not sent the code of five.
pub(crate) fn ways_on(next: Next) -> impl IntoView {
    // What there is to do waits at the lower edge; while the rider is being driven there is nothing to do.
    let around = if matches!(next, Next::Done { main: None, .. }) { "rule stack" } else { "pay" };
    let (links, note, form) = match next {
        Next::Wait { refresh } => (vec![("btn btn--quiet btn--wide", refresh)], None, None),
        Next::Approve { approve, otherwise } => (vec![("btn btn--go btn--wide", approve)], Some(otherwise), None),
        Next::Retry(retry) => (vec![], None, Some(retry)),
        Next::Done { main, other, more } => {
            let main = main.map(|main| ("btn btn--go btn--wide", main));
            let more = more.map(|more| ("btn btn--quiet btn--wide", more));
            (main.into_iter().chain([("btn btn--wide", other)]).chain(more).collect(), None, None)
        }
        Next::Nothing { other } => (vec![("btn btn--wide", other)], None, None),
    };
    let links = (!links.is_empty()).then(|| {
        // The hosted page is never framed, and for a page that stands in no frame the top is where it is.
        let link = |(class, link): (_, Link)| {
            let target = (!link.href.starts_with('/')).then_some("_top");
            view! { <a class=class href=link.href target=target>{link.text}</a> }
        };
        let note = note.map(|note| view! { <p class="small soft">{note}</p> });
        view! { <div class=around>{links.into_iter().map(link).collect_view()}{note}</div> }
    });
    view! {
        {links}
        {form.map(retry)}
    }
}

fn retry(retry: Retry) -> impl IntoView {
    let Retry { action, attempt, heading, choices, pay, paying, another } = retry;
    // With one account there is no doubt what the button pays with. With several, only script can follow the choice.
    let (chosen, set_chosen) = signal((choices.len() == 1).then_some(0));
    if choices.len() > 1 {
        Effect::new(move || set_chosen.set(Some(0)));
    }
    let texts: Vec<_> = choices.iter().map(|choice| choice.pay.clone()).collect();
    let text = move || {
        let text = chosen.get().and_then(|index: usize| texts.get(index)).unwrap_or(&pay);
        vec![(String::new(), text.clone())]
    };
    let rows = choices.into_iter().enumerate().map(|(index, row)| choice(index, row, set_chosen)).collect_view();
    view! {
        <form class="sheet__form" method="post" action=action>
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <fieldset class="rides rule">
                <legend class="legend">{heading}</legend>
                {rows}
            </fieldset>
            <a class="ride ride--tile" href=another.href>
                <span class="tile tile--plus" aria-hidden="true">{icon(Icon::Plus)}</span>
                <span class="method__name">{another.text}</span>
                {icon(Icon::Chevron)}
            </a>
            <div class="pay">{guarded("btn btn--go btn--wide", paying, text)}</div>
        </form>
    }
}

fn choice(index: usize, choice: Choice, set_chosen: WriteSignal<Option<usize>>) -> impl IntoView {
    view! {
        <label class="ride ride--tile">
            <input
                type="radio"
                name="method"
                value=choice.method
                checked=index == 0
                on:change=move |_| set_chosen.set(Some(index))
            />
            <span class=format!("tile tile--{}", choice.tint) aria-hidden="true">{choice.initials}</span>
            <span class="stop__text">
                <span class="method__name">{choice.name}</span>
                <span class="method__kind">{choice.kind}</span>
            </span>
        </label>
    }
}
