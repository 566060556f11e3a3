//! Every control backstage as a verb over HTTP.

use leptos::prelude::*;
use serde::Serialize;

use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{
        Lang, backstage_scenarios as copy,
        backstage_verbs::{VERBS, Verb},
    },
    site::answered,
};

/// The page.
#[component]
pub(crate) fn VerbsPage() -> impl IntoView {
    let presenter = Presenter::current();
    answered(async move {
        let Presenter { visit, .. } = presenter?;
        let lang = visit.lang;
        let title = copy::verbs(lang);
        let each = VERBS.iter().map(|verb| card(lang, verb)).collect_view();
        Ok(view! {
            <Frame visit here=Room::Scenarios title>
                <main id="main" class="scns scns--verbs">
                    <div class="scns__head">
                        <h1 tabindex="-1">{title}</h1>
                        <p class="soft">{copy::verbs_lead(lang)}</p>
                        <p><a href="/backstage/verbs.json">{copy::verbs_json(lang)}</a></p>
                    </div>
                    <div class="scns__list">{each}</div>
                </main>
            </Frame>
        }
        .into_any())
    })
}

fn card(lang: Lang, verb: &'static Verb) -> impl IntoView {
    let fields = (!verb.fields.is_empty()).then(|| {
        let each = verb.fields.iter().map(|(name, _)| view! { <code>{*name}</code>" " }).collect_view();
        view! { <p class="soft">{copy::fields(lang)}": "{each}</p> }
    });
    view! {
        <article class="scn">
            <h2 class="bs__mono">{verb.method}" "{verb.path}</h2>
            <p>{verb.does(lang)}</p>
            {fields}
            <pre tabindex="0" aria-label="curl"><code>{curl(verb)}</code></pre>
        </article>
    }
}

/// A line that does it, with the session of a browser. The origin is what tells a form of ours from one of somebody else's.
fn curl(verb: &Verb) -> String {
    let mut line = format!("curl -s \"$VUELTA_URL{}\" -H \"Cookie: $VUELTA_COOKIE\"", verb.path);
    if verb.method == "POST" {
        line.push_str(" -X POST -H \"Origin: $VUELTA_URL\"");
    }
    for (name, value) in verb.fields {
        line.push_str(&format!(" --data-urlencode {name}={value}"));
    }
    line
}

/// A control, as the JSON has it.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its address.
    pub path: &'static str,
    /// The names of the fields of its form.
    pub fields: Vec<&'static str>,
    /// What it does.
    pub does: &'static str,
    /// A line that does it.
    pub curl: String,
}

/// Every control.
pub fn verbs(lang: Lang) -> Vec<Listed> {
    let listed = |verb: &Verb| Listed {
        method: verb.method,
        path: verb.path,
        fields: verb.fields.iter().map(|(name, _)| *name).collect(),
        does: verb.does(lang),
        curl: curl(verb),
    };
    VERBS.iter().map(listed).collect()
}
