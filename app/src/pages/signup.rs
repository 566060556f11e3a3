//! Signing up.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::rider::{Password, SignUpProblem};

use crate::{
    copy::{Lang, access, common, guest},
    forms::Reply,
    parts::{
        access_frame::AccessFrame,
        alert::RefusalNote,
        document::{Document, Head, Sheet},
        field::{Entry, ErrorSummary, Field},
        guest::{TryAsGuest, Weight},
        icon::{Icon, icon},
    },
    site::{Visit, answered},
};

/// The page.
#[component]
pub(crate) fn SignUpPage() -> impl IntoView {
    let visit = Visit::current();
    let typed = Typed::of(use_context(), use_query_map().read_untracked().get("next"));
    answered(async move { Ok(page(visit, typed).into_any()) })
}

/// What was typed, and what is wrong with it.
#[derive(Debug, Default)]
struct Typed {
    name: String,
    email: String,
    rut: String,
    next: String,
    problems: Vec<SignUpProblem>,
    refusal: Option<vuelta::refusal::Refusal>,
}

impl Typed {
    fn of(reply: Option<Reply>, next: Option<String>) -> Self {
        match reply {
            Some(Reply::SignUp { name, email, rut, next, problems, refusal }) => {
                Self { name, email, rut, next, problems, refusal }
            }
            Some(_) | None => Self { next: next.unwrap_or_default(), ..Self::default() },
        }
    }
}

fn page(visit: Visit, typed: Typed) -> impl IntoView {
    let lang = visit.lang;
    let errors: Vec<_> =
        typed.problems.iter().map(|problem| (field_of(*problem), access::problem(lang, *problem))).collect();
    let title = common::titled(lang, access::sign_up_title(lang));
    let next = if typed.next.is_empty() { "/login".to_owned() } else { super::with_next("/login", &typed.next) };
    let guest_next = typed.next.clone();
    view! {
        <Document visit=visit.clone() head=Head { title, sheet: Some(Sheet::Account), ..Head::default() }>
            <AccessFrame visit heading=access::sign_up_title(lang) lead=access::sign_up_lead(lang)>
                {typed.refusal.clone().map(|refusal| view! { <RefusalNote lang refusal /> })}
                <ErrorSummary title=common::mend(lang) errors=errors.clone() />
                <form class="form" method="post" action="/signup" novalidate>
                    <input type="hidden" name="next" value=typed.next.clone() />
                    {entries(lang, typed, &errors).map(|entry| view! { <Field entry /> }).collect_view()}
                    <div class="form__end">
                        <button class="btn btn--go btn--wide">{access::sign_up(lang)}</button>
                        <p class="form__other">{access::have_account(lang)}" "<a href=next>{access::sign_in(lang)}</a></p>
                    </div>
                </form>
                <p class="or">{guest::or(lang)}</p>
                <TryAsGuest lang weight=Weight::Quiet next=guest_next />
                <p class="note">{icon(Icon::Info)}<span>{access::demo_note(lang)}</span></p>
            </AccessFrame>
        </Document>
    }
}

fn entries(lang: Lang, typed: Typed, errors: &[(&'static str, String)]) -> [Entry; 4] {
    let error = |name| errors.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone());
    [
        Entry {
            name: "name",
            label: access::name(lang),
            hint: Some(access::name_hint(lang).to_owned()),
            kind: "text",
            autocomplete: "name",
            value: typed.name,
            error: error("name"),
        },
        Entry {
            name: "email",
            label: access::email(lang),
            hint: None,
            kind: "email",
            autocomplete: "email",
            value: typed.email,
            error: error("email"),
        },
        Entry {
            name: "rut",
            label: access::rut(lang),
            hint: Some(access::rut_hint(lang).to_owned()),
            kind: "text",
            autocomplete: "off",
            value: typed.rut,
            error: error("rut"),
        },
        Entry {
            name: "password",
            label: access::password(lang),
            hint: Some(access::password_hint(lang, Password::LEAST)),
            kind: "password",
            autocomplete: "new-password",
            value: String::new(),
            error: error("password"),
        },
    ]
}

pub(super) const fn field_of(problem: SignUpProblem) -> &'static str {
    match problem {
        SignUpProblem::Name => "name",
        SignUpProblem::Email | SignUpProblem::EmailTaken => "email",
        SignUpProblem::Rut(_) => "rut",
        SignUpProblem::CurrentPassword => "current",
        SignUpProblem::Unconfirmed => "sure",
        SignUpProblem::PasswordShort | SignUpProblem::PasswordLong | SignUpProblem::PasswordGuessable => "password",
    }
}
