//! A text field with its label, hint and error.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// What a field is and holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    /// Its name in the form, and its id.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// A line of help.
    pub hint: Option<String>,
    /// `text`, `email` or `password`.
    pub kind: &'static str,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    /// What was typed; never a password.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// The field.
#[component]
pub(crate) fn Field(entry: Entry) -> impl IntoView {
    let Entry { name, label, hint, kind, autocomplete, value, error } = entry;
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described: Vec<_> = [(error.is_some(), error_id.clone()), (hint.is_some(), hint_id.clone())]
        .into_iter()
        .filter_map(|(there, id)| there.then_some(id))
        .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <span class="field__box">
                <input
                    id=name
                    name=name
                    type=kind
                    autocomplete=autocomplete
                    value=(kind != "password").then_some(value)
                    required
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described
                />
            </span>
            {error.map(|text| view! { <p class="field__error" id=error_id>{icon(Icon::Warning)}<span>{text}</span></p> })}
            {hint.map(|text| view! { <p class="field__hint" id=hint_id>{text}</p> })}
        </div>
    }
}

/// What is wrong with a form as a whole: a list that leads to the fields. It takes the focus.
#[component]
pub(crate) fn ErrorSummary(title: &'static str, errors: Vec<(&'static str, String)>) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let links = errors
            .into_iter()
            .map(|(field, text)| view! { <li><a href=format!("#{field}")>{text}</a></li> })
            .collect_view();
        view! {
            <div class="notice notice--bad" role="alert" tabindex="-1" autofocus>
                {icon(Icon::Warning)}
                <p><b>{title}</b></p>
                <ul>{links}</ul>
            </div>
        }
    })
}
