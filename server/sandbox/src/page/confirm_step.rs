//! Step 4 of a payment: amount, recipient and account, for the payer to say yes to. The payment intent begins here.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Asked, Shown, Step, Visit, frame, show_step};
use crate::{Sandbox, lifecycle::payment, rut, test_bank};

pub(super) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    show_step(&sandbox, &id, &asked, &headers, Step::Confirm).await
}

/// The form of this step: the box is sent only when it is ticked.
#[derive(Debug, Deserialize)]
pub(super) struct Confirmation {
    save: Option<String>,
}

/// Begins the payment, once: a second press finds the session a step further.
pub(super) async fn confirm(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(confirmation): Form<Confirmation>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    if visit.is_at(Step::Confirm) {
        visit.session.progress.confirm(confirmation.save.is_some());
        payment::confirmed(&mut tx, &mut visit.session).await?;
    }
    tx.commit().await?;
    Ok(visit.to_where_it_is())
}

pub(super) fn render(visit: &Visit) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let progress = &visit.session.progress;
    let lead = html! {
        (visit.bank()) " (" (texts.simulated) ") · " a href=(visit.address("account")) { (texts.change_account) }
    };
    let content = html! {
        (frame::heading(texts.confirm_title, &lead, true))
        p.amount { (visit.charge()) }
        dl.sum {
            div { dt { (texts.merchant) } dd { (visit.merchant) } }
            div { dt { (texts.recipient) } dd { (recipient(visit)) } }
            div { dt { (texts.account) } dd { (visit.account()) } }
            div { dt { (texts.holder) } dd { (rut::masked(progress.holder.as_deref().unwrap_or_default())) } }
        }
        form.acts method="post" action=(visit.address("confirm")) {
            @if progress.offers_saving {
                label.tick {
                    input type="checkbox" name="save" value="yes" aria-describedby="save-hint";
                    span { b { (texts.save_offer) } small #save-hint { (language.save_hint(&visit.merchant)) } }
                }
            }
            button.go { (language.confirm(&visit.charge())) }
        }
    };
    visit.respond(StatusCode::OK, frame::step(visit, Step::Confirm, texts.confirm_title, &content))
}

/// Where the money lands: the merchant's own account when it sent one, or else Fintoc's, which pays the merchant out.
pub(super) fn recipient(visit: &Visit) -> Markup {
    let texts = visit.language.texts();
    let Some(account) = payment::recipient(&visit.session) else { return html! { (texts.recipient_collects) } };
    let bank = account.institution_id.as_deref().map(|id| test_bank::institution(id).map_or(id, |bank| bank.name));
    let tail: String = {
        let number: Vec<char> = account.number.as_deref().unwrap_or_default().chars().collect();
        number.iter().skip(number.len().saturating_sub(4)).collect()
    };
    html! { (bank.unwrap_or(&visit.merchant)) " •••• " (tail) }
}
