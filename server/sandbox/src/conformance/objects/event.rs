//! Events.

use super::{
    MODE, checkout_session::CHECKOUT_SESSION, payment_intent::PAYMENT_INTENT, payment_method::PAYMENT_METHOD,
    refund::REFUND,
};
use crate::conformance::{
    evidence::Evidence::{Ours, Stated},
    schema::{
        Schema,
        Shape::{Either, EventType, Id, Instant, Json, Object, Overrides, Word},
        answered, field, optional, sent,
    },
    sources::{CLI, EVENTS, NODE, PY, SEED},
};

pub(in crate::conformance) static EVENT: Schema = answered(
    "Event",
    "Something that happened: the body of a webhook.",
    &[
        field("id", Id("evt_"), "Opaque. The same id may arrive more than once.", Stated(&[EVENTS])),
        field("object", Word(&["event"]), "The kind of object.", Stated(&[EVENTS])),
        field("type", EventType, "What happened.", Stated(&[EVENTS])),
        field("mode", MODE, "Missing in the guide's sample, present in real payloads.", Stated(&[EVENTS])),
        field("created_at", Instant, "Missing in the guide's sample, present in real payloads.", Stated(&[EVENTS])),
        field(
            "data",
            Either(&[
                Object(&CHECKOUT_SESSION),
                Object(&PAYMENT_INTENT),
                Object(&PAYMENT_METHOD),
                Object(&REFUND),
                // Of a triggered event, as its overrides made it.
                Json,
            ]),
            "The resource itself, as it was at that moment, not `{object: …}`. Of a triggered event, whatever its \
             overrides make of it.",
            Stated(&[SEED, PY]),
        ),
    ],
);

pub(in crate::conformance) static TRIGGER: Schema = sent(
    "Trigger",
    "An event to make up.",
    &[
        field("type", EventType, "Which one.", Stated(&[CLI])),
        optional(
            "overrides",
            Overrides,
            "What shall differ in `data`, nested or by paths with dots.",
            Ours(&[CLI, NODE]),
        ),
    ],
);
