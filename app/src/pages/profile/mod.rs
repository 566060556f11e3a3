//! The rider as a person: details, password, devices, data.

mod details;
mod devices;
mod leave;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    device::Device,
    refusal::Refusal,
    rider::{Rider, SignUpProblem},
};

pub(crate) use self::leave::{GoodbyePage, LeavePage};
use self::{
    details::{Details, KeepAccount, Looks, PasswordSection},
    devices::Devices,
};
use crate::{
    copy::{Lang, access, common, profile, time},
    forms::{ProfileForm, Reply},
    parts::{
        alert::RefusalNote,
        bar::PageBar,
        document::{Document, Head, Sheet},
        field::ErrorSummary,
        icon::{Icon, icon},
    },
    site::{Caller, Visit, answered},
};

/// What is wrong, and with which form.
#[derive(Debug, Clone, Default)]
struct Typed {
    form: Option<ProfileForm>,
    problems: Vec<SignUpProblem>,
    refusal: Option<Refusal>,
}

impl Typed {
    fn current() -> Self {
        match use_context() {
            Some(Reply::Profile { form, refusal: Refusal::SignUp { problems } }) => {
                Self { form: Some(form), problems, refusal: None }
            }
            Some(Reply::Profile { form, refusal }) => {
                Self { form: Some(form), problems: Vec::new(), refusal: Some(refusal) }
            }
            Some(_) | None => Self::default(),
        }
    }

    /// What is wrong with the field of that name.
    fn error(&self, lang: Lang, field: &str) -> Option<String> {
        self.errors(lang).into_iter().find(|(name, _)| *name == field).map(|(_, text)| text)
    }

    fn errors(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let error = |problem: &SignUpProblem| (super::signup::field_of(*problem), access::problem(lang, *problem));
        self.problems.iter().map(error).collect()
    }
}

/// The page.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let caller = Caller::current();
    let typed = Typed::current();
    let done = use_query_map().read_untracked().get("done");
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let devices = backend.devices(&rider.id).await?;
        Ok(page(visit, rider, typed, done.as_deref(), devices).into_any())
    })
}

fn page(visit: Visit, rider: Rider, typed: Typed, done: Option<&str>, devices: Vec<Device>) -> impl IntoView + use<> {
    let lang = visit.lang;
    let title = common::titled(lang, profile::title(lang));
    let refusal = typed.refusal.clone().map(|refusal| view! { <RefusalNote lang refusal /> });
    let errors = typed.errors(lang);
    let done = done.filter(|_| typed.form.is_none()).and_then(|what| done_text(lang, what)).map(done_note);
    let secret = if rider.is_guest() {
        view! { <KeepAccount lang typed=typed.clone() /> }.into_any()
    } else {
        view! { <PasswordSection lang typed=typed.clone() email=rider.email.to_string() /> }.into_any()
    };
    view! {
        <Document visit=visit.clone() head=Head { title, sheet: Some(Sheet::Profile), ..Head::default() }>
            <div class="page">
                <PageBar visit=visit.clone() here=None />
                <main id="main" class="profile">
                    <div class="profile__head">
                        <h1 tabindex="-1">{profile::title(lang)}</h1>
                        <p class="soft">{since(lang, &rider)}</p>
                    </div>
                    {refusal}
                    <ErrorSummary title=common::mend(lang) errors />
                    {done}
                    <div class="profile__parts">
                        <div class="profile__part">
                            <Details lang rider=rider.clone() typed />
                            <Looks visit=visit.clone() />
                            <Devices lang devices this=visit.device />
                        </div>
                        <div class="profile__part">
                            {secret}
                            <Data lang />
                        </div>
                    </div>
                </main>
            </div>
        </Document>
    }
}

fn since(lang: Lang, rider: &Rider) -> String {
    let day = time::day_of_year(lang, rider.joined_at);
    if rider.is_guest() { profile::guest_since(lang, &day) } else { profile::since(lang, &day) }
}

/// What has just been done, if the address names something that can be.
fn done_text(lang: Lang, what: &str) -> Option<&'static str> {
    match what {
        "name" => Some(profile::done_name(lang)),
        "password" => Some(profile::done_password(lang)),
        "account" => Some(profile::done_account(lang)),
        "device" => Some(profile::done_device(lang)),
        "devices" => Some(profile::done_devices(lang)),
        _ => None,
    }
}

fn done_note(text: &'static str) -> impl IntoView {
    view! {
        <div class="notice notice--good" role="status">
            {icon(Icon::Check)}
            <p tabindex="-1" autofocus><b>{text}</b></p>
        </div>
    }
}

#[component]
fn Data(lang: Lang) -> impl IntoView {
    view! {
        <section class="card panel">
            <h2>{profile::data(lang)}</h2>
            <p class="soft">{profile::data_lead(lang)}</p>
            <div class="panel__ways">
                <a class="btn" href="/profile/export" download>{profile::export(lang)}</a>
                <a class="btn btn--bad" href="/profile/leave">{profile::leave(lang)}</a>
            </div>
        </section>
    }
}
