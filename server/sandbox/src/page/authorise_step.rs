//! The last step: the authorisation, in the manner of a bank's app.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::html;
use serde::Deserialize;

use super::{Asked, Shown, Step, Visit, frame, icons, show_step};
use crate::{
    Sandbox, fate,
    lifecycle::{payment, setup},
    rut,
};

pub(super) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    show_step(&sandbox, &id, &asked, &headers, Step::Authorise).await
}

/// The form of this step.
#[derive(Debug, Deserialize)]
pub(super) struct Decision {
    decision: Answer,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Approve,
    Reject,
}

/// Decides, once: a second press finds the session over and is led to the same result.
pub(super) async fn decide(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(Decision { decision }): Form<Decision>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    if !visit.is_at(Step::Authorise) {
        tx.commit().await?;
        return Ok(visit.to_where_it_is());
    }
    let is_setup = visit.is_setup();
    let session = &mut visit.session;
    match decision {
        Answer::Approve if is_setup => setup::approved(&mut tx, session).await?,
        Answer::Approve => payment::approved(&mut tx, session).await?,
        Answer::Reject if is_setup => setup::ended(&mut tx, session, "user_left").await?,
        Answer::Reject => payment::ended(&mut tx, session, fate::refused()).await?,
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(visit.to_where_it_is())
}

pub(super) fn render(visit: &Visit) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let holder = visit.session.progress.holder.as_deref().unwrap_or_default();
    let (title, what, approve) = if visit.is_setup() {
        (texts.authorise_title, texts.authorises_setup, texts.authorise.to_owned())
    } else {
        (texts.approve_title, texts.authorises_payment, language.approve(&visit.charge()))
    };
    let lead = html! {
        (visit.bank()) " (" (texts.simulated) ")"
        @if visit.is_setup() {
            " · " a href=(visit.address("account")) { (texts.change_account) }
        }
    };
    let content = html! {
        (frame::heading(title, &lead, true))
        div.wait {
            (icons::phone())
            p { b { (texts.authorise_waiting) } br; span.small.mute { (texts.authorise_hint) } }
        }
        dl.sum {
            div { dt { (texts.merchant) } dd { (visit.merchant) } }
            div { dt { (texts.authorises) } dd { (what) } }
            div { dt { (texts.account) } dd { (visit.account()) } }
            div { dt { (texts.holder) } dd { (rut::masked(holder)) } }
            div { dt { (texts.charge_now) } dd { b { (visit.charge()) } } }
        }
        form.acts method="post" action=(visit.address("authorise")) {
            button.go name="decision" value="approve" { (approve) }
            button.no name="decision" value="reject" { (texts.reject) }
        }
    };
    visit.respond(StatusCode::OK, frame::step(visit, Step::Authorise, title, &content))
}
