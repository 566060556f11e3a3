//! The clock: what is due, how far one may jump, and what happens on the way.

use leptos::prelude::*;
use vuelta::backstage::{Agenda, Jump};

use crate::copy::{Lang, backstage_scenarios as copy, time};

/// The clock of this rider.
pub(super) fn clock(lang: Lang, agenda: &Agenda, can_act: bool) -> impl IntoView + use<> {
    let dues = agenda.dues.iter().map(|due| {
        let (at, away) = (time::machine(due.at), copy::away(lang, due.at.since(agenda.now)));
        view! { <li><span>{copy::due(lang, due.kind)}</span><time class="bs__mono" datetime=at>{away}</time></li> }
    });
    let dues = if agenda.dues.is_empty() {
        view! { <p class="soft">{copy::nothing_due(lang)}</p> }.into_any()
    } else {
        view! { <ol class="clk__dues">{dues.collect_view()}</ol> }.into_any()
    };
    let jumps = can_act.then(|| {
        let each = Jump::ALL.map(|jump| button(lang, agenda, jump)).collect_view();
        view! { <div class="clk__jumps">{each}</div> }
    });
    view! {
        <section class="pane clk" aria-labelledby="clock">
            <h2 id="clock">{copy::clock(lang)}</h2>
            <p class="soft">{copy::clock_lead(lang)}</p>
            <h3>{copy::due_next(lang)}</h3>
            {dues}
            {jumps}
        </section>
    }
}

fn button(lang: Lang, agenda: &Agenda, jump: Jump) -> impl IntoView + use<> {
    let mut kinds = agenda.on_the_way(jump);
    kinds.dedup();
    let nowhere = jump.goes_to().is_some() && agenda.reach(jump).is_none();
    let hint = if nowhere {
        copy::nowhere(lang).to_owned()
    } else if kinds.is_empty() {
        copy::fires_nothing(lang).to_owned()
    } else {
        let each: Vec<_> = kinds.into_iter().map(|kind| copy::due(lang, kind)).collect();
        format!("{}: {}", copy::fires(lang), each.join(" · "))
    };
    let id = format!("jump-{}", jump.as_str());
    let described = id.clone();
    view! {
        <form method="post" action="/backstage/clock">
            <input type="hidden" name="jump" value=jump.as_str() />
            <input type="hidden" name="back" value="/backstage/scenarios" />
            <button class="tool" aria-describedby=described>{copy::jump(lang, jump)}</button>
            <small id=id class="soft">{hint}</small>
        </form>
    }
}
