//! Step 2: the login. Test people enter at one tap; typed passwords are compared and dropped.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Asked, Shown, Step, Visit, frame, icons, show_step};
use crate::{
    Sandbox,
    lifecycle::approval,
    rut::{self, Rut},
    test_bank,
    world::sessions,
};

pub(super) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    show_step(&sandbox, &id, &asked, &headers, Step::Login).await
}

/// The forms of this step: a test person's button, or what was typed. No `Debug`: it holds a password.
#[derive(Deserialize)]
pub(super) struct Credentials {
    #[serde(rename = "as")]
    person: Option<String>,
    #[serde(default)]
    rut: String,
    #[serde(default)]
    password: String,
    /// How many passwords had been wrong when the form was shown.
    attempt: Option<u8>,
}

/// What the page shows again after a login that did not work. Never the password.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    rut: Option<String>,
    rut_wrong: bool,
    password_missing: bool,
    wrong: bool,
}

impl Attempt {
    fn failed(&self) -> bool {
        self.rut_wrong || self.password_missing || self.wrong
    }
}

pub(super) async fn enter(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(credentials): Form<Credentials>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    if !visit.may_do(Step::Login) {
        tx.commit().await?;
        return Ok(visit.to_where_it_is());
    }
    let shown = credentials.attempt;
    let attempt = match judge(credentials, visit.only_holder()) {
        Ok(holder) => {
            visit.session.progress.sign_in(&holder);
            sessions::save(&mut tx, &visit.session).await?;
            Attempt::default()
        }
        Err(attempt) => {
            // A second press, or a reload, sends the same wrong password again: it counts once.
            if attempt.wrong && shown.is_none_or(|shown| shown == visit.session.progress.tries) {
                approval::wrong_login(&mut tx, &mut visit.session).await?;
            }
            attempt
        }
    };
    tx.commit().await?;
    sandbox.ring();
    Ok(if attempt.failed() && visit.may_do(Step::Login) { render(&visit, &attempt) } else { visit.to_where_it_is() })
}

/// Who it is, or what was wrong. A RUT that the merchant locked is the only one that may enter, whatever was sent.
fn judge(credentials: Credentials, only: Option<&str>) -> Result<Rut, Attempt> {
    let Credentials { person, rut, password, .. } = credentials;
    if let Some(person) = person.filter(|person| people(only).any(|one| one == person)) {
        return Rut::read(&person).ok_or_else(Attempt::default);
    }
    let rut = only.map_or(rut, str::to_owned);
    let read = Rut::read(&rut);
    let attempt = Attempt {
        rut_wrong: read.is_none(),
        password_missing: password.is_empty(),
        wrong: false,
        rut: Some(rut.chars().take(20).collect()),
    };
    match read {
        Some(read) if !attempt.failed() && test_bank::admits(&read, &password) => Ok(read),
        _ if attempt.failed() => Err(attempt),
        _ => Err(Attempt { wrong: true, ..attempt }),
    }
}

/// The test people who may enter here.
fn people(only: Option<&str>) -> impl Iterator<Item = &'static str> {
    test_bank::PEOPLE.into_iter().filter(move |person| only.is_none_or(|only| only == *person))
}

pub(super) fn render(visit: &Visit, attempt: &Attempt) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let progress = &visit.session.progress;
    let title = language.login_title(visit.bank());
    let people: Vec<_> = people(visit.only_holder()).collect();
    let prefill = || progress.prefill.as_deref().map(rut::dotted);
    let typed = attempt.rut.clone().or_else(prefill).unwrap_or_default();
    let lead = html! {
        (visit.bank()) " (" (texts.simulated) ")"
        @if !progress.preselected { " · " a href=(visit.address("bank")) { (texts.change_bank) } }
    };
    let content = html! {
        (frame::heading(&title, &lead, !attempt.failed()))
        @if !people.is_empty() {
            form.people method="post" action=(visit.address("login")) {
                fieldset {
                    legend { b { (texts.login_people) } }
                    p.small.mute { (texts.login_people_hint) }
                    ul.list {
                        @for person in &people {
                            li { button name="as" value=(person) {
                                span.ini aria-hidden="true" { (icons::person()) }
                                (language.enter_as(&rut::dotted(person)))
                                (icons::chevron())
                            } }
                        }
                    }
                }
            }
        }
        form.fields method="post" action=(visit.address("login")) autocomplete="off" novalidate {
            @if !people.is_empty() { p.or { (texts.login_or) } }
            (complaint(visit, attempt))
            div.field {
                label for="rut" { (texts.login_rut) }
                input #rut name="rut" value=(typed) inputmode="text" autocomplete="off" autocapitalize="characters"
                    spellcheck="false" maxlength="20" placeholder="12.345.678-5" readonly[progress.locked]
                    aria-invalid=[(attempt.rut_wrong || attempt.wrong).then_some("true")]
                    aria-describedby=[rut_notes(attempt, progress.locked)] autofocus[attempt.rut_wrong];
                @if progress.locked { p.small.mute #rut-locked { (texts.login_rut_locked) } }
                @if attempt.rut_wrong { p.error #rut-error { (texts.login_rut_wrong) } }
            }
            div.field {
                label for="password" { (texts.login_password) }
                input #password name="password" type="password" autocomplete="off" maxlength="100"
                    aria-invalid=[(attempt.password_missing || attempt.wrong).then_some("true")]
                    aria-describedby=(password_notes(attempt)) autofocus[attempt.failed() && !attempt.rut_wrong];
                @if attempt.password_missing { p.error #password-error { (texts.login_password_missing) } }
                p.small.mute #password-hint { (texts.login_password_hint) }
            }
            input type="hidden" name="attempt" value=(progress.tries);
            button.go { (texts.login_submit) }
        }
    };
    let status = if attempt.failed() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.respond(status, frame::step(visit, Step::Login, &title, &content))
}

fn complaint(visit: &Visit, attempt: &Attempt) -> Markup {
    html! {
        @if attempt.wrong {
            p.error.error--box #login-error role="alert" {
                (icons::warning()) (visit.language.wrong_password(visit.left(visit.session.progress.tries)))
            }
        }
    }
}

fn rut_notes(attempt: &Attempt, locked: bool) -> Option<&'static str> {
    match (attempt.rut_wrong, attempt.wrong) {
        (true, _) => Some("rut-error"),
        (false, true) => Some("login-error"),
        (false, false) => locked.then_some("rut-locked"),
    }
}

fn password_notes(attempt: &Attempt) -> &'static str {
    match (attempt.password_missing, attempt.wrong) {
        (true, _) => "password-error password-hint",
        (false, true) => "login-error password-hint",
        (false, false) => "password-hint",
    }
}
