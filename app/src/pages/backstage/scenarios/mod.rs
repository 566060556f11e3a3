//! Scenarios: everything that can be made to happen, and the clock.

mod card;
mod clock;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    backstage::{Board, Group, Reach, Scenario},
    payment::{ErrorReason, PaymentState},
};

use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{
        Lang, backstage as rooms, backstage_scenarios as copy,
        backstage_words::{Words, words},
        reason::explain,
    },
    site::answered,
};

/// The page.
#[component]
pub(crate) fn ScenariosPage() -> impl IntoView {
    let presenter = Presenter::current();
    let asked = use_query_map().read_untracked().get("q").unwrap_or_default();
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let (board, agenda) = match &rider {
            Some(rider) => (Some(backstage.board(&rider.id).await?), Some(backstage.agenda(&rider.id).await?)),
            None => (None, None),
        };
        let lang = visit.lang;
        let title = rooms::room_scenarios(lang);
        let clock = agenda.map(|agenda| clock::clock(lang, &agenda, can_act(board.as_ref())));
        let groups = Group::ALL.map(|group| cards(lang, group, &asked, board.as_ref())).collect_view();
        let none = (!Scenario::ALL.into_iter().any(|scenario| speaks_of(scenario, &asked)))
            .then(|| view! { <p class="soft">{copy::none_found(lang, &asked)}</p> });
        Ok(view! {
            <Frame visit here=Room::Scenarios title module="backstage-scenarios.js">
                <main id="main" class="scns">
                    <div class="scns__head">
                        <h1 tabindex="-1">{title}</h1>
                        <p class="soft">{copy::lead(lang)}</p>
                        {hindrance(lang, board.as_ref())}
                        {search(lang, &asked)}
                    </div>
                    <div class="scns__list">{none}{groups}</div>
                    <div class="scns__side">{clock}<p><a href="/backstage/verbs">{copy::verbs(lang)}</a></p></div>
                </main>
            </Frame>
        }
        .into_any())
    })
}

fn can_act(board: Option<&Board>) -> bool {
    board.is_some_and(|board| board.reach == Reach::Ready)
}

fn search(lang: Lang, asked: &str) -> impl IntoView + use<> {
    let all = (!asked.is_empty()).then(|| view! { <a href="/backstage/scenarios">{copy::show_all(lang)}</a> });
    view! {
        <form class="scns__find" method="get" action="/backstage/scenarios" role="search">
            <input
                type="search"
                name="q"
                value=asked.to_owned()
                aria-label=copy::search(lang)
                placeholder=copy::search(lang)
                autocomplete="off"
                data-filter
            />
            <button class="tool">{copy::go(lang)}</button>
            {all}
        </form>
    }
}

/// Why nothing can be made to happen, and what to do about it.
fn hindrance(lang: Lang, board: Option<&Board>) -> Option<AnyView> {
    let (text, way) = match board.map(|board| board.reach) {
        Some(Reach::Ready) => return None,
        None => (copy::not_signed_in(lang), Some(("/login?next=/book", copy::go_in(lang)))),
        Some(Reach::Stranger) => (copy::stranger(lang), Some(("/wallet", copy::save_account(lang)))),
        Some(Reach::Fintoc) => (copy::real_fintoc(lang), None),
        Some(Reach::Silent) => (copy::sandbox_silent(lang), None),
    };
    let way = way.map(|(address, text)| view! { <a class="tool" href=address>{text}</a> });
    Some(view! { <div class="scns__note" role="note"><p>{text}</p>{way}</div> }.into_any())
}

fn cards(lang: Lang, group: Group, asked: &str, board: Option<&Board>) -> Option<AnyView> {
    let mine: Vec<_> =
        Scenario::ALL.into_iter().filter(|scenario| scenario.group() == group && speaks_of(*scenario, asked)).collect();
    if mine.is_empty() {
        return None;
    }
    let board = board.filter(|board| board.reach == Reach::Ready);
    let each = mine.into_iter().map(|scenario| card::card(lang, scenario, board)).collect_view();
    let id = format!("group-{}", group.as_str());
    let heading = id.clone();
    Some(
        view! {
            <section aria-labelledby=heading data-group>
                <h2 id=id>{copy::group(lang, group)}</h2>
                <div class="scns__grid">{each}</div>
            </section>
        }
        .into_any(),
    )
}

/// Whether a scenario is about what was asked for, in either language or by its name.
fn speaks_of(scenario: Scenario, asked: &str) -> bool {
    let asked = asked.trim().to_lowercase();
    haystack(scenario).contains(&asked)
}

/// Everything that a scenario can be found by.
pub(super) fn haystack(scenario: Scenario) -> String {
    let mut all = scenario.as_str().to_owned();
    for lang in Lang::ALL {
        let Words { title, happens, sees, .. } = words(lang, scenario);
        for text in [copy::group(lang, scenario.group()), title, happens, sees] {
            all.push(' ');
            all.push_str(&text.to_lowercase());
        }
        if scenario == Scenario::Decline {
            // Whoever looks for "saldo" wants the bank to say no for that reason.
            for reason in ErrorReason::KNOWN {
                all.push(' ');
                all.push_str(&explain(lang, PaymentState::Failed, Some(reason)).title.to_lowercase());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_found_in_both_languages_and_by_its_name() {
        for asked in ["webhook dup", "Duplicate", " duplicate", "duplicado"] {
            assert!(speaks_of(Scenario::Duplicate, asked), "{asked}");
        }
        assert!(!speaks_of(Scenario::Success, "webhook"));
    }
}
