//! The chips: what is armed for this rider, and what to try, on every page backstage.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    backstage::{Armed, Backstage, Board, Lasts, Reach, Scenario},
    refusal::Refusal,
    wallet::SavedMethod,
};

use crate::{
    copy::{Lang, backstage_scenarios as copy, backstage_words::words},
    forms::Reply,
    parts::{
        alert::RefusalNote,
        icon::{Icon, icon},
    },
    site::Visit,
};

/// What is worth a try, within reach on every page.
const TO_TRY: [Scenario; 5] =
    [Scenario::Decline, Scenario::Approval, Scenario::Pending, Scenario::Delay, Scenario::Duplicate];

/// What every page backstage has above its own: the chips, the way to everything else, and what became of the last form.
#[component]
pub(super) fn Top(
    visit: Visit,
    /// Whether the page hears of news by itself, those of the chips included.
    hears: bool,
) -> impl IntoView {
    let lang = visit.lang;
    let back = back_to(&visit.path_and_query);
    let backstage: Option<Arc<dyn Backstage>> = use_context();
    let said = said(lang);
    let rider = visit.rider;
    let loaded = Suspend::new(async move {
        let board = match (rider, backstage) {
            (Some(rider), Some(backstage)) => backstage.board(&rider.id).await.ok(),
            _ => None,
        };
        chips(lang, board.as_ref(), &back, !hears)
    });
    view! {
        <div class="bs__top">
            <div class="bs__row">
                <Suspense>{loaded}</Suspense>
                <a class="chip chip--k" href="/backstage/scenarios" data-palette aria-keyshortcuts="Control+K Meta+K">
                    {icon(Icon::Search)}
                    {copy::everything(lang)}
                    <kbd aria-hidden="true">"Ctrl K"</kbd>
                </a>
            </div>
            {said}
        </div>
    }
}

/// The chips. Whoever hears of news sends them again whole, to be put in the place of `#chips`.
pub fn chips(lang: Lang, board: Option<&Board>, back: &str, live: bool) -> AnyView {
    let board = board.filter(|board| board.reach == Reach::Ready);
    let armed = board.map(|board| {
        let label = if board.armed.is_empty() { copy::nothing_armed(lang) } else { copy::armed(lang) };
        let each = board.armed.iter().map(|armed| chip(lang, armed, &board.methods, back)).collect_view();
        let all = (!board.armed.is_empty()).then(|| clear_all(lang, back));
        view! { <span class="bs__lbl" role="status">{label}</span> {each} {all} }
    });
    let quick = board.map(|_| {
        let each = TO_TRY.map(|scenario| quick(lang, scenario, back)).collect_view();
        view! { <span class="bs__lbl">{copy::to_try(lang)}</span> {each} }
    });
    let live = (live && board.is_some()).then_some("/backstage/chips/live");
    view! {
        <section class="bs__chips" id="chips" aria-label=copy::chips_label(lang) data-live=live data-back=back.to_owned()>
            {armed}
            {quick}
        </section>
    }
    .into_any()
}

fn chip(lang: Lang, armed: &Armed, methods: &[SavedMethod], back: &str) -> impl IntoView + use<> {
    let name = name(lang, armed);
    let account = armed.method.as_ref().and_then(|id| methods.iter().find(|method| method.id == *id));
    let account = account.map(|method| view! { <em>{copy::account(lang, &method.last_four)}</em> });
    view! {
        <form class="chip chip--on" method="post" action=format!("/backstage/scenarios/{}/clear", armed.id)>
            <input type="hidden" name="back" value=back.to_owned() />
            {icon(Icon::Bolt)}
            <b>{name.clone()}</b>
            {detail(armed).map(|detail| view! { <em class="bs__mono">{detail}</em> })}
            <em>{copy::still(lang, armed)}</em>
            {account}
            <button aria-label=copy::remove(lang, &name)>{icon(Icon::Cross)}</button>
        </form>
    }
}

fn name(lang: Lang, armed: &Armed) -> String {
    armed.scenario.map_or_else(|| armed.name.clone(), |scenario| words(lang, scenario).title.to_owned())
}

/// The one setting that tells two chips of a kind apart.
fn detail(armed: &Armed) -> Option<String> {
    let said = |name: &str| armed.parameters.get(name);
    let word = ["reason", "failure_code", "status", "copies"].into_iter().find_map(said).cloned();
    word.or_else(|| said("seconds").map(|seconds| format!("{seconds} s")))
}

fn clear_all(lang: Lang, back: &str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/backstage/scenarios/clear">
            <input type="hidden" name="back" value=back.to_owned() />
            <button class="chip">{copy::clear_all(lang)}</button>
        </form>
    }
}

fn quick(lang: Lang, scenario: Scenario, back: &str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/backstage/scenarios">
            <input type="hidden" name="scenario" value=scenario.as_str() />
            <input type="hidden" name="lasts" value=Lasts::Once.as_str() />
            <input type="hidden" name="back" value=back.to_owned() />
            <button class="chip">{words(lang, scenario).title}</button>
        </form>
    }
}

/// Where a form on this page leads back to: here, without what the last one said.
fn back_to(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let kept: Vec<_> = query.split('&').filter(|pair| !pair.starts_with("done=")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// What became of the last form.
fn said(lang: Lang) -> Option<AnyView> {
    if let Some(Reply::Backstage { refusal }) = use_context() {
        return Some(refused(lang, refusal));
    }
    let done = use_query_map().read_untracked().get("done")?;
    let text = match &*done {
        "armed" => copy::done_armed(lang),
        "cleared" => copy::done_cleared(lang),
        "moved" => copy::done_moved(lang),
        "cut" => copy::done_cut(lang),
        _ => return None,
    };
    Some(view! { <p class="bs__said" role="status">{icon(Icon::Check)}{text}</p> }.into_any())
}

fn refused(lang: Lang, refusal: Refusal) -> AnyView {
    view! { <div class="bs__said"><RefusalNote lang refusal /></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_its_page_without_what_the_last_one_said() {
        for (address, back) in [
            ("/backstage", "/backstage"),
            ("/backstage?done=armed", "/backstage"),
            ("/backstage?ride=ride_1&done=moved&step=3", "/backstage?ride=ride_1&step=3"),
        ] {
            assert_eq!(back_to(address), back);
        }
    }
}
