//! The switches for language and theme: forms, so that the server remembers and nothing flashes on load.

use leptos::prelude::*;

use crate::{
    copy::{Lang, common},
    site::{Theme, Visit},
};

/// Español or English.
#[component]
pub(crate) fn LangSwitch(visit: Visit) -> impl IntoView {
    let choice = |lang: Lang, short, name| {
        view! {
            <button name="lang" value=lang.as_tag() lang=lang.as_tag() aria-pressed=pressed(visit.lang == lang)>
                {short}
                <span class="sr">{format!(" {name}")}</span>
            </button>
        }
    };
    view! {
        <form method="post" action="/preferences">
            <input type="hidden" name="back" value=visit.path_and_query.clone() />
            <div class="seg" role="group" aria-label=common::language(visit.lang)>
                {choice(Lang::EsCl, "ES", common::spanish(visit.lang))}
                {choice(Lang::En, "EN", common::english(visit.lang))}
            </div>
        </form>
    }
}

/// As the system has it, light or dark.
#[component]
pub(crate) fn ThemeSwitch(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    let choice = |theme: Theme| {
        let name = match theme {
            Theme::System => common::theme_system(lang),
            Theme::Light => common::theme_light(lang),
            Theme::Dark => common::theme_dark(lang),
        };
        view! { <button name="theme" value=theme.as_str() aria-pressed=pressed(visit.theme == theme)>{name}</button> }
    };
    view! {
        <form method="post" action="/preferences">
            <input type="hidden" name="back" value=visit.path_and_query.clone() />
            <div class="seg" role="group" aria-label=common::theme(lang)>{Theme::ALL.map(choice).collect_view()}</div>
        </form>
    }
}

const fn pressed(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}
