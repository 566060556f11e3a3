//! The last step: the bank makes sure that it is the holder who asks, each account in its own manner.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::{Markup, html};

use super::{
    Asked, Shown, Step, Visit,
    challenge::{self, Reply, Verdict},
    frame, icons, show_step,
};
use crate::{
    Sandbox,
    lifecycle::approval::{self, REFUSED},
    rut,
    test_bank::Mfa,
};

pub(super) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    show_step(&sandbox, &id, &asked, &headers, Step::Authorise).await
}

/// Decides, once: a second press finds the session over and is led to the same result.
pub(super) async fn decide(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(reply): Form<Reply>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    if !visit.is_at(Step::Authorise) {
        tx.commit().await?;
        return Ok(visit.to_where_it_is());
    }
    let session = &mut visit.session;
    let verdict = reply.verdict(session.progress.mfa(), session.progress.wrong_codes);
    match verdict {
        Verdict::Approved => approval::approved(&mut tx, session).await?,
        Verdict::Rejected => approval::ended(&mut tx, session, REFUSED).await?,
        Verdict::Wrong => approval::wrong_code(&mut tx, session).await?,
        Verdict::Missing | Verdict::Repeated => {}
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(if verdict.asks_again() && visit.is_at(Step::Authorise) {
        draw(&visit, StatusCode::UNPROCESSABLE_ENTITY, verdict == Verdict::Missing)
    } else {
        visit.to_where_it_is()
    })
}

pub(super) fn render(visit: &Visit) -> Response {
    draw(visit, StatusCode::OK, false)
}

fn draw(visit: &Visit, status: StatusCode, missing: bool) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let mfa = visit.session.progress.mfa();
    let title = language.mfa_title(mfa);
    let approve = if visit.is_setup() { texts.authorise.to_owned() } else { language.approve(&visit.charge()) };
    let lead = html! {
        (visit.bank()) " (" (texts.simulated) ")"
        @if visit.is_setup() {
            " · " a href=(visit.address("account")) { (texts.change_account) }
        }
    };
    let content = html! {
        (frame::heading(title, &lead, status == StatusCode::OK))
        @if let Mfa::App { by_itself } = mfa {
            @let by_itself = by_itself && visit.session.progress.complaint.is_none();
            div.wait {
                (icons::phone())
                p { b { (texts.authorise_waiting) } br; span.small.mute { (language.app_hint(by_itself)) } }
            }
        }
        (summary(visit))
        form.fields method="post" action=(visit.address("authorise")) autocomplete="off" novalidate {
            (challenge::fields(visit, mfa, missing))
            div.acts {
                button.go name="decision" value="approve" { (approve) }
                button.no name="decision" value="reject" { (texts.reject) }
            }
        }
    };
    visit.respond(status, frame::step(visit, Step::Authorise, title, &content))
}

/// What the payer says yes to.
fn summary(visit: &Visit) -> Markup {
    let texts = visit.language.texts();
    let what = if visit.is_setup() { texts.authorises_setup } else { texts.authorises_payment };
    let holder = visit.session.progress.holder.as_deref().unwrap_or_default();
    html! {
        dl.sum {
            div { dt { (texts.merchant) } dd { (visit.merchant) } }
            div { dt { (texts.authorises) } dd { (what) } }
            div { dt { (texts.account) } dd { (visit.account()) } }
            div { dt { (texts.holder) } dd { (rut::masked(holder)) } }
            div { dt { (texts.charge_now) } dd { b { (visit.charge()) } } }
        }
    }
}
