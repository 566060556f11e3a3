//! Step 1: the bank. Skipped when the merchant chose it.

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
    Sandbox,
    test_bank::{self, INSTITUTIONS},
    world::sessions,
};

pub(super) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    show_step(&sandbox, &id, &asked, &headers, Step::Bank).await
}

/// The form of this step.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    institution_id: String,
}

/// Another bank means another login and another account.
pub(super) async fn choose(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    if visit.may_do(Step::Bank)
        && let Some(bank) = test_bank::institution(&choice.institution_id)
    {
        visit.session.progress.choose_bank(bank.id);
        sessions::save(&mut tx, &visit.session).await?;
    }
    tx.commit().await?;
    Ok(visit.to_where_it_is())
}

pub(super) fn render(visit: &Visit, query: &str) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let none = !INSTITUTIONS.iter().any(|bank| test_bank::fits(bank, query));
    let lead = html! { (language.bank_lead(visit.is_setup())) b { (visit.merchant) } "." };
    let content = html! {
        (frame::heading(texts.bank_title, &lead, true))
        form.find role="search" method="get" action=(visit.address("bank")) {
            (icons::search())
            label.sr for="q" { (texts.bank_search) }
            input #q type="search" name="q" value=(query) placeholder=(texts.bank_search) autocomplete="off";
            button { (texts.bank_search_button) }
        }
        p #none role="status" data-text=(texts.bank_none) {
            @if none { (language.no_bank(query)) " " a href=(visit.address("bank")) { (texts.bank_all) } }
        }
        form method="post" action=(visit.address("bank")) {
            ul.list.cols {
                @for bank in INSTITUTIONS {
                    li data-bank=(bank.name) hidden[!test_bank::fits(bank, query)] {
                        button name="institution_id" value=(bank.id) {
                            span.ini aria-hidden="true" { (bank.initials) } (bank.name) (icons::chevron())
                        }
                    }
                }
            }
        }
    };
    visit.respond(StatusCode::OK, frame::step(visit, Step::Bank, texts.bank_title, &content))
}
