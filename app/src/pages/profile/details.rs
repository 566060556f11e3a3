//! Who the rider is, how Vuelta looks to them, and their password.

use leptos::prelude::*;
use vuelta::rider::{Password, Rider};

use super::Typed;
use crate::{
    copy::{Lang, access, common, profile},
    forms::ProfileForm,
    parts::{
        field::{Entry, Field},
        preferences::{LangSwitch, ThemeSwitch},
    },
    site::Visit,
};

/// Name, e-mail and RUT. A guest's name changes with the form that makes an account of them.
#[component]
pub(super) fn Details(lang: Lang, rider: Rider, typed: Typed) -> impl IntoView {
    let form = (!rider.is_guest()).then(|| rename_form(lang, &rider.name, &typed));
    let name =
        rider.is_guest().then(|| view! { <div><dt>{access::name(lang)}</dt><dd>{rider.name.clone()}</dd></div> });
    let email = (!rider.is_guest())
        .then(|| view! { <div><dt>{access::email(lang)}</dt><dd>{rider.email.to_string()}</dd></div> });
    view! {
        <section class="card panel">
            <h2>{profile::details(lang)}</h2>
            {form}
            <dl class="facts facts--plain">
                {name}
                {email}
                <div>
                    <dt>{access::rut(lang)}<small>{profile::rut_kept(lang)}</small></dt>
                    <dd class="num">{rider.rut.masked()}</dd>
                </div>
            </dl>
        </section>
    }
}

fn rename_form(lang: Lang, name: &str, typed: &Typed) -> impl IntoView + use<> {
    let value = match &typed.form {
        Some(ProfileForm::Name { name }) => name.clone(),
        Some(_) | None => name.to_owned(),
    };
    let entry = Entry {
        name: "name",
        label: access::name(lang),
        kind: "text",
        autocomplete: "name",
        value,
        error: typed.error(lang, "name"),
        ..Entry::default()
    };
    view! {
        <form class="form" method="post" action="/profile/name" novalidate>
            <Field entry />
            <button class="btn">{profile::save_name(lang)}</button>
        </form>
    }
}

/// Language and theme.
#[component]
pub(super) fn Looks(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    view! {
        <section class="card panel">
            <h2>{profile::looks(lang)}</h2>
            <div class="split panel__switch"><span>{common::language(lang)}</span><LangSwitch visit=visit.clone() /></div>
            <div class="split panel__switch"><span>{common::theme(lang)}</span><ThemeSwitch visit /></div>
        </section>
    }
}

/// Another password. The e-mail goes along for password managers.
#[component]
pub(super) fn PasswordSection(lang: Lang, typed: Typed, email: String) -> impl IntoView {
    let current = Entry {
        name: "current",
        label: profile::current_password(lang),
        kind: "password",
        autocomplete: "current-password",
        error: typed.error(lang, "current"),
        ..Entry::default()
    };
    let new = new_password(lang, profile::new_password(lang), &typed);
    view! {
        <section class="card panel">
            <h2>{profile::password(lang)}</h2>
            <p class="soft">{profile::password_lead(lang)}</p>
            <form class="form" method="post" action="/profile/password" novalidate>
                <input type="text" name="username" autocomplete="username" value=email readonly=true hidden=true />
                <Field entry=current />
                <Field entry=new />
                <button class="btn">{profile::change_password(lang)}</button>
            </form>
        </section>
    }
}

/// How a guest stays.
#[component]
pub(super) fn KeepAccount(lang: Lang, typed: Typed) -> impl IntoView {
    let (name, email) = match typed.form.clone() {
        Some(ProfileForm::Account { name, email }) => (name, email),
        Some(_) | None => Default::default(),
    };
    let name = Entry {
        name: "name",
        label: access::name(lang),
        kind: "text",
        autocomplete: "name",
        value: name,
        error: typed.error(lang, "name"),
        ..Entry::default()
    };
    let email = Entry {
        name: "email",
        label: access::email(lang),
        kind: "email",
        autocomplete: "email",
        value: email,
        error: typed.error(lang, "email"),
        ..Entry::default()
    };
    let password = new_password(lang, access::password(lang), &typed);
    view! {
        <section class="card panel">
            <h2>{profile::keep_title(lang)}</h2>
            <p class="soft">{profile::keep_lead(lang)}</p>
            <form class="form" method="post" action="/profile/account" novalidate>
                <Field entry=name />
                <Field entry=email />
                <Field entry=password />
                <button class="btn btn--go btn--wide">{profile::keep(lang)}</button>
            </form>
        </section>
    }
}

fn new_password(lang: Lang, label: &'static str, typed: &Typed) -> Entry {
    Entry {
        name: "password",
        label,
        hint: Some(access::password_hint(lang, Password::LEAST)),
        kind: "password",
        autocomplete: "new-password",
        value: String::new(),
        error: typed.error(lang, "password"),
    }
}
