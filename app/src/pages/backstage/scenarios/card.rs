//! A scenario's card: what it is, and the form that brings it about.

use leptos::prelude::*;
use vuelta::{
    backstage::{Board, Lasts, Parameter, Scenario, Takes, Way},
    wallet::SavedMethod,
};

use super::haystack;
use crate::copy::{
    Lang, backstage_scenarios as copy,
    backstage_words::{Words, words},
};

const BACK: &str = "/backstage/scenarios";

/// The card. Without a board nothing can be made to happen, and it only tells.
pub(super) fn card(lang: Lang, scenario: Scenario, board: Option<&Board>) -> impl IntoView + use<> {
    let Words { title, happens, sees, at_fintoc } = words(lang, scenario);
    let act = match (scenario.way(), board) {
        (Way::ByHand, _) => Some(view! { <p class="scn__hand">{copy::by_hand(lang)}</p> }.into_any()),
        (_, None) => None,
        (Way::Armed, Some(board)) => Some(arm(lang, scenario, &board.methods)),
        (Way::ToAccount, Some(board)) => Some(cut_off(lang, &board.methods)),
        (Way::ByClock(jump), Some(_)) => {
            let name = copy::do_now(lang, title);
            Some(
                view! {
                    <form method="post" action="/backstage/clock">
                        <input type="hidden" name="jump" value=jump.as_str() />
                        <input type="hidden" name="back" value=BACK />
                        <button class="tool scn__go" aria-label=name>{copy::do_now_short(lang)}</button>
                    </form>
                }
                .into_any(),
            )
        }
    };
    view! {
        <article class="scn" id=scenario.as_str() data-words=haystack(scenario)>
            <h3>{title}</h3>
            <code class="bs__mono">{scenario.as_str()}</code>
            <dl>
                <dt>{copy::happens(lang)}</dt>
                <dd>{happens}</dd>
                <dt>{copy::rider_sees(lang)}</dt>
                <dd>{sees}</dd>
                <dt>{copy::in_test_mode(lang)}</dt>
                <dd>{at_fintoc}</dd>
            </dl>
            {act}
        </article>
    }
}

fn arm(lang: Lang, scenario: Scenario, methods: &[SavedMethod]) -> AnyView {
    let title = words(lang, scenario).title;
    let lasts = [Lasts::Once, Lasts::UntilCleared]
        .map(|lasts| view! { <option value=lasts.as_str()>{copy::lasting(lang, lasts)}</option> });
    let account = (scenario.takes_method() && !methods.is_empty()).then(|| account(lang, methods));
    let (first, more) = scenario.parameters().split_at(scenario.parameters().len().min(1));
    let (first, more) =
        if first.iter().any(|parameter| parameter.name == "type") { (&[][..], first) } else { (first, more) };
    let first = first.iter().map(|parameter| input(lang, scenario, parameter)).collect_view();
    let more = (!more.is_empty()).then(|| {
        let each = more.iter().map(|parameter| input(lang, scenario, parameter)).collect_view();
        view! { <details class="scn__more"><summary>{copy::its_settings(lang)}</summary><div class="scn__set">{each}</div></details> }
    });
    view! {
        <form class="scn__form" method="post" action="/backstage/scenarios">
            <input type="hidden" name="scenario" value=scenario.as_str() />
            <input type="hidden" name="back" value=BACK />
            <div class="scn__set">
                {first}
                <label><span>{copy::lasts(lang)}</span><select name="lasts">{lasts.collect_view()}</select></label>
                {account}
            </div>
            {more}
            <button class="tool scn__go" aria-label=copy::arm(lang, title)>{copy::arm_short(lang)}</button>
        </form>
    }
    .into_any()
}

fn account(lang: Lang, methods: &[SavedMethod]) -> impl IntoView + use<> {
    let each = methods
        .iter()
        .map(|method| {
            view! { <option value=method.id.to_string()>{copy::account(lang, &method.last_four)}</option> }
        })
        .collect_view();
    view! {
        <label>
            <span>{copy::for_whom(lang)}</span>
            <select name="account"><option value="">{copy::any_account(lang)}</option>{each}</select>
        </label>
    }
}

fn input(lang: Lang, scenario: Scenario, parameter: &Parameter) -> impl IntoView + use<> {
    let name = parameter.name;
    let field = match parameter.takes {
        Takes::Text { default, known } => {
            let list = format!("{}-{name}", scenario.as_str());
            let options = known.iter().map(|word| view! { <option value=*word></option> }).collect_view();
            view! {
                <input name=name value=default.unwrap_or_default() list=list.clone() autocapitalize="none" spellcheck="false" autocomplete="off" />
                <datalist id=list>{options}</datalist>
            }
            .into_any()
        }
        Takes::Number { default, least, most } => {
            view! { <input name=name type="number" inputmode="numeric" min=least max=most value=default /> }.into_any()
        }
        Takes::Word { default, words } => {
            let options = words.iter().map(|word| {
                let is_default = *word == default;
                view! { <option value=*word selected=is_default>{*word}</option> }
            });
            view! { <select name=name>{options.collect_view()}</select> }.into_any()
        }
    };
    view! { <label><span>{copy::parameter(lang, name)}</span>{field}</label> }
}

/// One button an account: the bank cuts it off at once.
fn cut_off(lang: Lang, methods: &[SavedMethod]) -> AnyView {
    if methods.is_empty() {
        return view! { <p class="soft">{copy::no_account(lang)}</p> }.into_any();
    }
    let each = methods.iter().map(|method| {
        let name = copy::do_now(lang, &copy::account(lang, &method.last_four));
        view! {
            <form method="post" action=format!("/backstage/methods/{}/disconnect", method.id)>
                <input type="hidden" name="back" value=BACK />
                <button class="tool scn__go" aria-label=name>
                    {copy::cut_off(lang)}
                    <span class="bs__mono">{format!("••{}", method.last_four)}</span>
                </button>
            </form>
        }
    });
    each.collect_view().into_any()
}
