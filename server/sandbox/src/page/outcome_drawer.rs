//! The outcome drawer: whoever presents or tests picks how this session ends. It is plainly the simulator's, not the bank's.
//! Fintoc's own sandbox has outcome buttons too, on the pages of its single-bank buttons.

use axum::{
    Form,
    extract::{Path, State},
    http::HeaderMap,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Asked, Shown, Visit, icons, stage::Stage};
use crate::{
    Sandbox,
    fate::Fate,
    scenario::catalogue::PAYMENT_REASONS,
    test_bank::{self, Mfa},
    world::sessions,
};

/// Names seen in Fintoc's older dashboard.
const OLDER_REASONS: &[&str] = &[
    "account_blocked",
    "account_selection_timeout",
    "daily_amount_limit_reached",
    "mfa_not_authorized",
    "minimum_amount_error",
    "user_abandon_before_login",
];
/// Its table of setup intents, the column of bank transfers.
const SETUP_REASONS: &[&str] = &[
    "bank_connection_error",
    "bank_not_available",
    "insufficient_funds",
    "internal_error",
    "login_credentials_locked",
];
/// Further rows of that table were not seen; these follow by analogy.
const LIKELY_SETUP_REASONS: &[&str] =
    &["login_invalid_credentials", "mfa_authorization_timeout", "mfa_invalid_authorization", "user_left"];

/// The outcomes that are no reasons.
const AS_THE_ACCOUNT_DOES: &str = "account";
const APPROVED: &str = "approved";
const PENDING_THEN_PAID: &str = "pending_succeeds";
const PENDING_THEN_UNRESOLVED: &str = "pending_fails";

/// How long a payment stays pending unless asked otherwise.
const PENDING_SECONDS: i64 = 60;
/// Fintoc checks a pending payment for ten days.
const LONGEST_PENDING: i64 = 10 * 24 * 60 * 60;
/// The longest a bank may take over its answer here. Our choice.
const LONGEST_ANSWER: i64 = 600;

/// The form of the drawer.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    outcome: String,
    /// How long it stays pending.
    #[serde(default)]
    seconds: String,
    /// How long the bank takes over its answer.
    #[serde(default)]
    delay: String,
}

pub(super) async fn choose(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    if let Stage::At(_) = Stage::of(&visit.session)
        && let Some(fate) = fate(&choice, visit.is_setup())
    {
        let progress = &mut visit.session.progress;
        progress.fate = fate;
        progress.answer_seconds = choice.delay.trim().parse().unwrap_or(0).clamp(0, LONGEST_ANSWER);
        sessions::save(&mut tx, &visit.session).await?;
    }
    tx.commit().await?;
    Ok(visit.to_where_it_is())
}

/// What was chosen: `Some(None)` leaves it to the account, `None` is nothing this drawer offers.
fn fate(choice: &Choice, setup: bool) -> Option<Option<Fate>> {
    let seconds = choice.seconds.trim().parse().unwrap_or(PENDING_SECONDS).clamp(0, LONGEST_PENDING);
    let pending = |then: Fate| Fate::Pending { seconds, then: Box::new(then) };
    Some(match choice.outcome.as_str() {
        AS_THE_ACCOUNT_DOES => None,
        APPROVED => Some(Fate::Succeed),
        PENDING_THEN_PAID if !setup => Some(pending(Fate::Succeed)),
        PENDING_THEN_UNRESOLVED if !setup => Some(pending(declined("unresolved_final_status"))),
        reason => {
            let known = groups(setup).iter().any(|reasons| reasons.contains(&reason));
            Some(known.then(|| declined(reason))?)
        }
    })
}

fn declined(reason: &str) -> Fate {
    Fate::Decline { reason: reason.to_owned() }
}

/// The documented reasons, and the others.
fn groups(setup: bool) -> [&'static [&'static str]; 2] {
    if setup { [SETUP_REASONS, LIKELY_SETUP_REASONS] } else { [PAYMENT_REASONS, OLDER_REASONS] }
}

/// The option that stands for a fate.
fn option_of(fate: Option<&Fate>) -> &str {
    match fate {
        None => AS_THE_ACCOUNT_DOES,
        Some(Fate::Succeed) => APPROVED,
        Some(Fate::Pending { then, .. }) if **then == Fate::Succeed => PENDING_THEN_PAID,
        Some(Fate::Pending { .. }) => PENDING_THEN_UNRESOLVED,
        Some(Fate::Decline { reason }) => reason,
    }
}

pub(super) fn render(visit: &Visit) -> Markup {
    let texts = visit.language.texts();
    let progress = &visit.session.progress;
    let chosen = option_of(progress.fate.as_ref());
    let pending = match &progress.fate {
        Some(Fate::Pending { seconds, .. }) => *seconds,
        _ => PENDING_SECONDS,
    };
    let is_set = progress.fate.is_some() || progress.answer_seconds > 0;
    html! {
        aside.drawer aria-label=(texts.drawer) {
            details {
                summary {
                    span { b { (texts.drawer) ":" } " " (texts.drawer_hint) }
                    @if let Some(fate) = &progress.fate { span.chip { (label(visit, option_of(Some(fate)))) } }
                    @if progress.answer_seconds > 0 { span.chip { (visit.language.answers_in(progress.answer_seconds)) } }
                    (icons::down())
                }
                div.drawer__in {
                    form.fields method="post" action=(visit.address("outcome")) {
                        div.field {
                            label for="outcome" { (texts.drawer_outcome) }
                            select #outcome name="outcome" { (options(visit, chosen)) }
                        }
                        @if !visit.is_setup() {
                            div.field {
                                label for="seconds" { (texts.drawer_pending) }
                                input #seconds name="seconds" type="number" min="0" max=(LONGEST_PENDING) value=(pending);
                            }
                        }
                        div.field {
                            label for="delay" { (texts.drawer_delay) }
                            input #delay name="delay" type="number" min="0" max=(LONGEST_ANSWER)
                                value=(progress.answer_seconds);
                        }
                        button.go { (texts.drawer_submit) }
                    }
                    @if is_set {
                        form method="post" action=(visit.address("outcome")) {
                            input type="hidden" name="outcome" value=(AS_THE_ACCOUNT_DOES);
                            button.no { (texts.drawer_clear) }
                        }
                    }
                    @if !visit.is_setup() && visit.session.wire.payment_method.is_none() { (test_amounts(visit)) }
                }
            }
        }
    }
}

fn options(visit: &Visit, chosen: &str) -> Markup {
    let texts = visit.language.texts();
    let setup = visit.is_setup();
    let option = |value: &str| {
        html! { option value=(value) selected[value == chosen] { (label(visit, value)) } }
    };
    let [documented, others] = groups(setup);
    html! {
        (option(AS_THE_ACCOUNT_DOES))
        (option(APPROVED))
        @if !setup { (option(PENDING_THEN_PAID)) (option(PENDING_THEN_UNRESOLVED)) }
        optgroup label=(texts.drawer_documented) { @for reason in documented { (option(reason)) } }
        optgroup label=(if setup { texts.drawer_likely } else { texts.drawer_older }) {
            @for reason in others { (option(reason)) }
        }
    }
}

/// What an option is called; reasons are called what the API calls them.
fn label<'a>(visit: &Visit, option: &'a str) -> &'a str {
    let texts = visit.language.texts();
    match option {
        AS_THE_ACCOUNT_DOES => texts.drawer_account,
        APPROVED => texts.drawer_approved,
        PENDING_THEN_PAID => texts.drawer_pending_paid,
        PENDING_THEN_UNRESOLVED => texts.drawer_pending_unresolved,
        reason => reason,
    }
}

/// The amounts that change the road by themselves.
fn test_amounts(visit: &Visit) -> Markup {
    let (language, texts) = (visit.language, visit.language.texts());
    let what = |mfa: Mfa| format!("{}: {}", texts.amounts_recipient, language.mfa(mfa));
    html! {
        table.amounts {
            caption { (texts.amounts) }
            thead { tr { th scope="col" { (texts.amounts_ending) } th scope="col" { (texts.amounts_effect) } } }
            tbody {
                @for ending in 1..=5 {
                    @if let Some(mfa) = test_bank::new_recipient(ending) {
                        tr { th scope="row" { "0" (ending) } td { (what(mfa)) } }
                    } @else if test_bank::fate(None, Some(ending)) != Fate::Succeed {
                        tr { th scope="row" { "0" (ending) } td { (texts.amounts_rejected) } }
                    }
                }
            }
        }
    }
}
