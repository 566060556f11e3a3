//! Payments and refunds.

use super::{Topic, rule};
use crate::conformance::{
    evidence::Evidence::{Inferred, Ours, Stated},
    sources::{CSREF, EVENTS, LIMITS, PIERR, PIEXC, PIOBJ, REF, SEED},
};

pub(super) static PAYMENTS: Topic = Topic {
    anchor: "payments",
    title: "Payments",
    rules: &[
        rule(
            "`succeeded`, `failed`, `rejected` and `expired` are final. `pending` is not: it may become either.",
            Stated(&[PIOBJ, PIEXC]),
        ),
        rule(
            "`failed` is the bank's side. `rejected` is a payer who refuses or gets the authorisation wrong.",
            Stated(&[EVENTS]),
        ),
        rule("A refusal carries `user_left`; no source names its reason.", Ours(&[PIERR])),
        rule(
            "A pending payment is settled when its scenario says. Fintoc keeps asking for ten days, then it fails \
             with `unresolved_final_status`.",
            Ours(&[PIEXC]),
        ),
        rule("The list of error reasons is open: a scenario may use a word nobody knows yet.", Stated(&[PIERR])),
        rule(
            "One transfer stays below 7,000,000 CLP. The limits of single banks are not imitated.",
            Ours(&[CSREF, LIMITS]),
        ),
        rule(
            "The intent begins when the payer confirms, or with the session when a saved account pays.",
            Ours(&[PIOBJ, SEED]),
        ),
    ],
};

pub(super) static REFUNDS: Topic = Topic {
    anchor: "refunds",
    title: "Refunds",
    rules: &[
        rule("The calls stayed at v1.", Stated(&[REF])),
        rule("Refunds of one payment never exceed it; without `amount`, all that is left goes back.", Stated(&[REF])),
        rule(
            "`created`, then `in_progress`, then `succeeded` or `failed`. The guide calls the first `pending`.",
            Ours(&[REF]),
        ),
        rule("It can be canceled while it is `created`, not later.", Stated(&[REF])),
        rule("Only a payment that succeeded can be refunded.", Inferred(&[REF])),
        rule(
            "Fintoc pays refunds from the merchant's balance and at fixed hours. Here every step takes as long as the \
             bank takes over a payment, and a refund fails when a scenario says so.",
            Ours(&[REF]),
        ),
        rule(
            "`refund.in_progress`, then `refund.succeeded` or `refund.failed`, tell of it; `created` and `canceled` \
             have no event.",
            Stated(&[REF, EVENTS]),
        ),
    ],
};
