//! A step that some banks put between confirmation and authorisation: a recipient that was never paid before.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::html;
use sqlx::AnyConnection;

use super::{
    Asked, Shown, Step, Visit,
    challenge::{self, Reply, Verdict},
    confirm_step::recipient,
    frame, show_step,
    stage::recipient_check,
};
use crate::{
    Sandbox,
    lifecycle::approval::{self, REFUSED},
    test_bank::Mfa,
    world::{
        WorldError,
        sessions::{self, Session},
    },
};

pub(super) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    show_step(&sandbox, &id, &asked, &headers, Step::Recipient).await
}

/// Authorises the recipient; the payment's own authorisation comes next.
pub(super) async fn decide(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(reply): Form<Reply>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    let Some(mfa) = recipient_check(&visit.session).filter(|_| visit.is_at(Step::Recipient)) else {
        tx.commit().await?;
        return Ok(visit.to_where_it_is());
    };
    let session = &mut visit.session;
    let verdict = reply.verdict(mfa, session.progress.wrong_codes);
    match verdict {
        Verdict::Approved => approved(&mut tx, session).await?,
        Verdict::Rejected => approval::ended(&mut tx, session, REFUSED).await?,
        Verdict::Wrong => approval::wrong_code(&mut tx, session).await?,
        Verdict::Missing | Verdict::Repeated => {}
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(if verdict.asks_again() && visit.is_at(Step::Recipient) {
        draw(&visit, StatusCode::UNPROCESSABLE_ENTITY, mfa, verdict == Verdict::Missing)
    } else {
        visit.to_where_it_is()
    })
}

/// The recipient is authorised.
pub(super) async fn approved(connection: &mut AnyConnection, session: &mut Session) -> Result<(), WorldError> {
    session.progress.meet_recipient();
    sessions::save(connection, session).await
}

pub(super) fn render(visit: &Visit) -> Response {
    let mfa = recipient_check(&visit.session).unwrap_or(Mfa::Device);
    draw(visit, StatusCode::OK, mfa, false)
}

fn draw(visit: &Visit, status: StatusCode, mfa: Mfa, missing: bool) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let lead = html! { (visit.bank()) " (" (texts.simulated) ")" };
    let content = html! {
        (frame::heading(texts.recipient_title, &lead, status == StatusCode::OK))
        p { (language.new_recipient(mfa)) }
        dl.sum {
            div { dt { (texts.merchant) } dd { (visit.merchant) } }
            div { dt { (texts.recipient) } dd { (recipient(visit)) } }
        }
        form.fields method="post" action=(visit.address("recipient")) autocomplete="off" novalidate {
            (challenge::fields(visit, mfa, missing))
            div.acts {
                button.go name="decision" value="approve" { (texts.recipient_submit) }
                button.no name="decision" value="reject" { (texts.reject) }
            }
        }
    };
    visit.respond(status, frame::step(visit, Step::Recipient, texts.recipient_title, &content))
}
