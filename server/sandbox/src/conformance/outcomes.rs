//! What a visit to the hosted page can end in, and everything that follows.

use super::{
    evidence::Evidence::{self, Ours, Stated},
    sources::{CSCREATE, EVENTS, PIERR, PIEXC, SAVE, SEED, SETI},
};

/// One way it ends.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) name: &'static str,
    pub(super) intent: &'static str,
    pub(super) session: &'static str,
    pub(super) browser: &'static str,
    pub(super) events: &'static [&'static str],
    pub(super) evidence: Evidence,
}

const fn payment(
    name: &'static str,
    intent: &'static str,
    browser: &'static str,
    events: &'static [&'static str],
    evidence: Evidence,
) -> Outcome {
    Outcome { name, intent, session: "`finished`", browser, events, evidence }
}

pub(super) static OUTCOMES: &[Outcome] = &[
    payment(
        "Paid",
        "`succeeded`",
        "`success_url`",
        &["payment_intent.succeeded", "checkout_session.finished"],
        Stated(&[SEED, EVENTS]),
    ),
    payment(
        "Paid, and the account saved",
        "`succeeded`",
        "`success_url`",
        &["payment_intent.succeeded", "checkout_session.finished", "payment_method.activated"],
        Stated(&[SAVE]),
    ),
    payment(
        "Not enough money",
        "`failed`, `insufficient_funds`",
        "`cancel_url`",
        &["payment_intent.failed", "checkout_session.finished"],
        Ours(&[PIERR, EVENTS]),
    ),
    payment(
        "The last authorisation was wrong",
        "`rejected`, `mfa_invalid_authorization`",
        "`cancel_url`",
        &["payment_intent.rejected", "checkout_session.finished"],
        Ours(&[PIERR, EVENTS]),
    ),
    payment(
        "The payer refuses",
        "`rejected`, `user_left`",
        "`cancel_url`",
        &["payment_intent.rejected", "checkout_session.finished"],
        Ours(&[PIERR, EVENTS]),
    ),
    payment(
        "Nobody authorises in time",
        "`failed`, `mfa_authorization_timeout`",
        "`cancel_url`",
        &["payment_intent.failed", "checkout_session.finished"],
        Ours(&[PIERR, EVENTS]),
    ),
    payment(
        "The bank is down",
        "`failed`, `bank_not_available`",
        "`cancel_url`",
        &["payment_intent.failed", "checkout_session.finished"],
        Ours(&[PIERR, EVENTS]),
    ),
    payment(
        "The login is locked",
        "`failed`, `login_credentials_locked`",
        "`cancel_url`",
        &["payment_intent.failed", "checkout_session.finished"],
        Ours(&[PIERR, EVENTS]),
    ),
    payment(
        "The bank does not say",
        "`pending`, later `succeeded` or `failed`",
        "`success_url`",
        &["payment_intent.pending", "checkout_session.finished", "payment_intent.succeeded"],
        Ours(&[PIEXC, CSCREATE]),
    ),
    Outcome {
        name: "The payer presses cancel, or closes the tab",
        intent: "none before it is confirmed; afterwards `expired` with `user_left`, when the session expires",
        session: "stays as it is until it is `expired`",
        browser: "`cancel_url`, or nowhere",
        events: &["payment_intent.expired", "checkout_session.expired"],
        evidence: Ours(&[SEED, EVENTS]),
    },
    Outcome {
        name: "The account is saved",
        intent: "setup intent `succeeded`",
        session: "`finished`",
        browser: "`success_url`",
        events: &["payment_method.activated", "checkout_session.finished"],
        evidence: Stated(&[SEED]),
    },
    Outcome {
        name: "A setup fails for a reason that the holder can mend",
        intent: "setup intent `waiting_for_retry`",
        session: "`in_progress`",
        browser: "stays on the page",
        events: &[],
        evidence: Stated(&[SETI]),
    },
    Outcome {
        name: "A setup fails for good",
        intent: "setup intent `failed`",
        session: "`in_progress`, later `expired`",
        browser: "`cancel_url`",
        events: &["checkout_session.expired"],
        evidence: Ours(&[SETI, EVENTS]),
    },
];
