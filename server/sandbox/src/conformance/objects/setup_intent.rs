//! Setup intents.

use crate::conformance::{
    evidence::Evidence::Stated,
    schema::{
        Schema,
        Shape::{Id, Text, Word},
        answered, field,
    },
    sources::SETI,
};

pub(in crate::conformance) static SETUP_INTENT: Schema = answered(
    "SetupIntent",
    "The saving side of a setup session. No event tells of it; it is read.",
    &[
        field("id", Id("seti_"), "Opaque.", Stated(&[SETI])),
        field("object", Word(&["setup_intent"]), "The kind of object.", Stated(&[SETI])),
        field(
            "status",
            Word(&["created", "started", "waiting_for_retry", "succeeded", "failed"]),
            "`started` once the page is open, `waiting_for_retry` after a failure the payer can mend.",
            Stated(&[SETI]),
        ),
        field("error_reason", Text, "Null before any failure and after success; an open list.", Stated(&[SETI]))
            .or_null(),
    ],
);
