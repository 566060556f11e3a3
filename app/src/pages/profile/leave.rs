//! Leaving: what will happen, what is in the way, and goodbye.

use leptos::prelude::*;
use vuelta::{
    leaving::StillOpen,
    refusal::Refusal,
    rider::{Rider, SignUpProblem},
};

use crate::{
    copy::{Lang, access, common, profile},
    forms::Reply,
    parts::{
        alert::RefusalNote,
        bar::PageBar,
        document::{Document, Head, Sheet},
        drawing::EmptyDrawing,
        field::{Entry, Field},
        icon::{Icon, icon},
    },
    site::{Caller, Visit, answered},
};

/// The page before.
#[component]
pub(crate) fn LeavePage() -> impl IntoView {
    let caller = Caller::current();
    let refusal = match use_context() {
        Some(Reply::Leave { refusal }) => Some(refusal),
        Some(_) | None => None,
    };
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let open = backend.still_open(&rider.id).await?;
        Ok(page(visit, &rider, open, refusal).into_any())
    })
}

fn page(visit: Visit, rider: &Rider, open: Option<StillOpen>, refusal: Option<Refusal>) -> impl IntoView + use<> {
    let lang = visit.lang;
    let title = common::titled(lang, profile::leave_title(lang));
    let (problem, refusal) = match refusal {
        Some(Refusal::SignUp { problems }) => (problems.first().copied(), None),
        other => (None, other),
    };
    let in_the_way = open.is_some();
    let refusal = open.map(|what| Refusal::StillOpen { what }).or(refusal);
    let wallet = matches!(refusal, Some(Refusal::StillOpen { what: StillOpen::Setup }))
        .then(|| view! { <a class="link" href="/wallet">{profile::leave_wallet(lang)}</a> });
    let form = (!in_the_way).then(|| confirmation(lang, rider, problem));
    view! {
        <Document visit=visit.clone() head=Head { title, sheet: Some(Sheet::Profile), ..Head::default() }>
            <div class="page">
                <PageBar visit here=None />
                <main id="main" class="profile profile--leave">
                    <div class="profile__head">
                        <h1 tabindex="-1">{profile::leave_title(lang)}</h1>
                        <p class="soft">{profile::leave_lead(lang)}</p>
                    </div>
                    {refusal.map(|refusal| view! { <RefusalNote lang refusal /> })}
                    {wallet}
                    <ul class="card panel consequences">
                        <li>{icon(Icon::Unplugged)}<span>{profile::leave_accounts(lang)}</span></li>
                        <li>{icon(Icon::Person)}<span>{profile::leave_person(lang)}</span></li>
                        <li>{icon(Icon::Lock)}<span>{profile::leave_sessions(lang)}</span></li>
                        <li>{icon(Icon::Info)}<span>{profile::leave_books(lang)}</span></li>
                    </ul>
                    <a class="btn" href="/profile/export" download>{profile::leave_export(lang)}</a>
                    {form}
                    <a class="link link--soft" href="/profile">{profile::leave_not(lang)}</a>
                </main>
            </div>
        </Document>
    }
}

/// Riders with an account give their password, guests have none and tick a box. The e-mail goes along for password managers.
fn confirmation(lang: Lang, rider: &Rider, problem: Option<SignUpProblem>) -> impl IntoView + use<> {
    let error = problem.map(|problem| access::problem(lang, problem));
    let proof = if rider.is_guest() {
        let shown = error
            .clone()
            .map(|text| view! { <p class="field__error" id="sure-error">{icon(Icon::Warning)}<span>{text}</span></p> });
        let described = error.is_some().then_some("sure-error");
        view! {
            <div class="field">
                <label class="check">
                    <input type="checkbox" name="sure" value="yes" required autofocus=error.is_some() aria-describedby=described />
                    <span>{profile::leave_sure(lang)}</span>
                </label>
                {shown}
            </div>
        }
        .into_any()
    } else {
        let entry = Entry {
            name: "password",
            label: profile::leave_password(lang),
            kind: "password",
            autocomplete: "current-password",
            error,
            ..Entry::default()
        };
        let email = rider.email.to_string();
        view! {
            <input type="text" name="username" autocomplete="username" value=email readonly=true hidden=true />
            <Field entry />
        }
        .into_any()
    };
    view! {
        <form class="form" method="post" action="/profile/leave" novalidate>
            {proof}
            <button class="btn btn--bad btn--wide btn--edge">{profile::leave_now(lang)}</button>
        </form>
    }
}

/// The page after.
#[component]
pub(crate) fn GoodbyePage() -> impl IntoView {
    let visit = Visit::current();
    answered(async move { Ok(goodbye(visit).into_any()) })
}

fn goodbye(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    let title = common::titled(lang, profile::goodbye_title(lang));
    view! {
        <Document visit=visit.clone() head=Head { title, sheet: Some(Sheet::Profile), ..Head::default() }>
            <div class="page">
                <PageBar visit here=None />
                <main id="main" class="empty">
                    <EmptyDrawing />
                    <h1 tabindex="-1">{profile::goodbye_title(lang)}</h1>
                    <p>{profile::goodbye_text(lang)}</p>
                    <a class="btn btn--go" href="/">{profile::goodbye_home(lang)}</a>
                </main>
            </div>
        </Document>
    }
}
