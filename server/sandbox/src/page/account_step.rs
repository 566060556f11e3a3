//! Step 3: the account.

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
    Sandbox, rut,
    test_bank::{self, ACCOUNTS, BankAccount, Origin},
    world::sessions,
};

/// How many accounts are shown before "more": a good one and our two.
const FIRST: usize = 3;

pub(super) async fn show(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    show_step(&sandbox, &id, &asked, &headers, Step::Account).await
}

/// The form of this step.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    account: String,
}

pub(super) async fn choose(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    if visit.may_do(Step::Account)
        && let Some(account) = test_bank::account_numbered(&choice.account)
    {
        visit.session.progress.choose_account(account.number);
        sessions::save(&mut tx, &visit.session).await?;
    }
    tx.commit().await?;
    Ok(visit.to_where_it_is())
}

pub(super) fn render(visit: &Visit) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let progress = &visit.session.progress;
    let holder = progress.holder.as_deref().map(rut::dotted).unwrap_or_default();
    let chosen = progress.account.as_deref().unwrap_or(ACCOUNTS.first().map_or("", |first| first.number));
    let (first, more) = ACCOUNTS.split_at_checked(FIRST).unwrap_or((ACCOUNTS, &[]));
    let lead = html! {
        (language.signed_in(visit.bank(), &holder)) " · " a href=(visit.address("login")) { (texts.change_person) }
    };
    let content = html! {
        (frame::heading(texts.account_title, &lead, true))
        form.fields method="post" action=(visit.address("account")) {
            fieldset {
                legend.sr { (texts.account_title) }
                (rows(visit, first, chosen))
                details.more open[more.iter().any(|account| account.number == chosen)] {
                    summary { (texts.account_more) (icons::down()) }
                    (rows(visit, more, chosen))
                }
            }
            button.go { (texts.account_submit) }
        }
    };
    visit.respond(StatusCode::OK, frame::step(visit, Step::Account, texts.account_title, &content))
}

fn rows(visit: &Visit, accounts: &[BankAccount], chosen: &str) -> Markup {
    let (language, texts) = (visit.language, visit.language.texts());
    html! {
        ul.list {
            @for account in accounts {
                li { label {
                    input type="radio" name="account" value=(account.number) required checked[account.number == chosen];
                    span {
                        @if let Some(manner) = language.manner(account.manner) {
                            (manner)
                            small { (language.kind(account.kind)) " · " (language.mfa(account.mfa)) }
                        } @else {
                            (language.kind(account.kind))
                            small { (language.mfa(account.mfa)) }
                        }
                        @if account.origin == Origin::Sandbox { span.chip { (texts.account_ours) } }
                    }
                    span.num { "•••• " (account.last_four()) }
                } }
            }
        }
    }
}
