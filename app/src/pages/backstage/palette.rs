//! The palette behind Ctrl K: everything backstage by its name, to be gone to or done.

use leptos::prelude::*;
use vuelta::{
    backstage::{Jump, Lasts, Reach, Scenario, Way},
    city::place,
    ride::PastRide,
};

use super::{frame::Room, scenarios::haystack};
use crate::{
    copy::{Lang, backstage_scenarios as copy, backstage_words::words},
    parts::icon::{Icon, icon},
};

/// The dialog; its list is fetched when it opens first.
#[component]
pub(super) fn Palette(lang: Lang) -> impl IntoView {
    view! {
        <dialog id="palette" class="pal" aria-label=copy::palette(lang) data-none=copy::palette_none(lang)>
            <div class="pal__head">
                {icon(Icon::Search)}
                <input
                    type="text"
                    role="combobox"
                    aria-label=copy::palette(lang)
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-autocomplete="list"
                    aria-describedby="palette-hint"
                    placeholder=copy::palette(lang)
                    autocomplete="off"
                    spellcheck="false"
                />
                <button type="button" class="tool" data-close aria-label=copy::palette_close(lang)>"Esc"</button>
            </div>
            <div id="palette-list" role="listbox" aria-label=copy::palette(lang)></div>
            <p class="sr" role="status"></p>
            <p id="palette-hint" class="pal__hint soft">{copy::palette_hint(lang)}</p>
        </dialog>
    }
}

/// What an option does.
enum Does {
    Go(String),
    Post(&'static str, String),
}

/// The list: what may be done for this rider now.
pub fn list(lang: Lang, reach: Option<Reach>, rides: &[PastRide]) -> AnyView {
    let can_act = reach == Some(Reach::Ready);
    let scenarios = Scenario::ALL.map(|scenario| scenario_option(lang, scenario, can_act)).collect_view();
    let jumps = can_act.then(|| {
        let each = Jump::ALL.map(|jump| {
            let does = Does::Post("/backstage/clock", format!("jump={}", jump.as_str()));
            option(format!("jump-{}", jump.as_str()), copy::jump(lang, jump).to_owned(), "", String::new(), does)
        });
        group(copy::clock(lang), each.collect_view().into_any())
    });
    let rooms = Room::ALL.map(|room| {
        let address = room.address();
        option(
            address.replace('/', "-"),
            room.name(lang).to_owned(),
            address,
            String::new(),
            Does::Go(address.to_owned()),
        )
    });
    let verbs = option("verbs".to_owned(), copy::verbs(lang).to_owned(), "/backstage/verbs", String::new(), {
        Does::Go("/backstage/verbs".to_owned())
    });
    let rides = (!rides.is_empty()).then(|| {
        let each = rides.iter().take(10).map(|ride| {
            let does = Does::Go(format!("/backstage?ride={}", ride.ride.id));
            let name = format!("{} → {}", place(&ride.ride.trip.from).label, place(&ride.ride.trip.to).label);
            option(ride.ride.id.to_string(), name, "", ride.ride.id.to_string(), does)
        });
        group(copy::rides(lang), each.collect_view().into_any())
    });
    view! {
        {group(copy::chips_label(lang), scenarios.into_any())}
        {jumps}
        {group(copy::rooms(lang), view! { {rooms.collect_view()} {verbs} }.into_any())}
        {rides}
    }
    .into_any()
}

fn group(name: &'static str, options: AnyView) -> impl IntoView {
    view! { <div role="group" aria-label=name><p class="pal__lbl" aria-hidden="true">{name}</p>{options}</div> }
}

fn scenario_option(lang: Lang, scenario: Scenario, can_act: bool) -> impl IntoView {
    let told = words(lang, scenario);
    let does = match scenario.way() {
        Way::Armed if can_act => {
            let fields = format!("scenario={}&lasts={}", scenario.as_str(), Lasts::Once.as_str());
            Does::Post("/backstage/scenarios", fields)
        }
        Way::ByClock(jump) if can_act => Does::Post("/backstage/clock", format!("jump={}", jump.as_str())),
        Way::Armed | Way::ByClock(_) | Way::ToAccount | Way::ByHand => {
            Does::Go(format!("/backstage/scenarios#{}", scenario.as_str()))
        }
    };
    option(format!("do-{}", scenario.as_str()), told.title.to_owned(), told.happens, haystack(scenario), does)
}

fn option(id: String, name: String, more: &'static str, words: String, does: Does) -> impl IntoView {
    let (go, post, fields) = match does {
        Does::Go(address) => (Some(address), None, None),
        Does::Post(address, fields) => (None, Some(address), Some(fields)),
    };
    let words = format!("{} {words}", name.to_lowercase());
    view! {
        <div role="option" aria-selected="false" id=format!("pal-{id}") data-words=words data-go=go data-post=post data-fields=fields>
            <b>{name}</b>
            <small class="soft">{more}</small>
        </div>
    }
}
