//! Signing in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::refusal::Refusal;

use crate::{
    copy::{access, common, guest},
    forms::Reply,
    parts::{
        access_frame::AccessFrame,
        alert::RefusalNote,
        document::{Document, Head, Sheet},
        field::{Entry, Field},
        guest::{TryAsGuest, Weight},
    },
    site::{Visit, answered},
};

/// The page.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let visit = Visit::current();
    let (email, next, refusal) = match use_context() {
        Some(Reply::Login { email, next, refusal }) => (email, next, Some(refusal)),
        Some(_) | None => (String::new(), use_query_map().read_untracked().get("next").unwrap_or_default(), None),
    };
    answered(async move { Ok(page(visit, email, next, refusal).into_any()) })
}

fn page(visit: Visit, email: String, next: String, refusal: Option<Refusal>) -> impl IntoView {
    let lang = visit.lang;
    let title = common::titled(lang, access::sign_in(lang));
    let sign_up = if next.is_empty() { "/signup".to_owned() } else { super::with_next("/signup", &next) };
    let email = Entry {
        name: "email",
        label: access::email(lang),
        kind: "email",
        autocomplete: "username",
        value: email,
        ..Entry::default()
    };
    let password = Entry {
        name: "password",
        label: access::password(lang),
        kind: "password",
        autocomplete: "current-password",
        ..Entry::default()
    };
    view! {
        <Document visit=visit.clone() head=Head { title, sheet: Some(Sheet::Account), ..Head::default() }>
            <AccessFrame visit heading=access::sign_in_title(lang) lead=access::sign_in_lead(lang)>
                {refusal.map(|refusal| view! { <RefusalNote lang refusal /> })}
                <form class="form" method="post" action="/login" novalidate>
                    <input type="hidden" name="next" value=next.clone() />
                    <Field entry=email />
                    <Field entry=password />
                    <div class="form__end">
                        <button class="btn btn--go btn--wide">{access::sign_in(lang)}</button>
                        <p class="form__other">{access::no_account(lang)}" "<a href=sign_up>{access::sign_up(lang)}</a></p>
                    </div>
                </form>
                <p class="or">{guest::or(lang)}</p>
                <TryAsGuest lang weight=Weight::Quiet next />
            </AccessFrame>
        </Document>
    }
}
