//! Refunds.

use super::{AMOUNT, MODE, PESO, payment_method::ACCOUNT_TYPES};
use crate::conformance::{
    evidence::Evidence::{Ours, Stated},
    schema::{
        Schema,
        Shape::{Filled, Id, Instant, Metadata, Null, Object, Text, Word},
        answered, field, optional, sent,
    },
    sources::{META, REF},
};

pub(in crate::conformance) static REFUND: Schema = answered(
    "Refund",
    "Money that goes back to whoever paid. Its addresses stayed at v1.",
    &[
        field("id", Id("re_"), "Opaque.", Stated(&[REF])),
        field("object", Word(&["refund"]), "The kind of object.", Stated(&[REF])),
        field("amount", AMOUNT, "In the smallest unit.", Stated(&[REF])),
        field("currency", PESO, "The payment's.", Stated(&[REF])),
        field(
            "status",
            Word(&["created", "in_progress", "succeeded", "failed", "canceled"]),
            "Born `created`, as on the object page; the guide says `pending`.",
            Ours(&[REF]),
        ),
        field("failure_code", Word(&["fraud_risk", "insufficient_funds"]), "Why it failed.", Stated(&[REF])).or_null(),
        field("resource_id", Id("pi_"), "What is refunded.", Stated(&[REF])),
        field("resource_type", Word(&["payment_intent"]), "The kind of it.", Stated(&[REF])),
        field("recipient_account", Object(&REFUND_RECIPIENT), "The account that paid.", Stated(&[REF])),
        field("metadata", Metadata, "What the merchant attached.", Stated(&[META])),
        field("mode", MODE, "Test or live.", Stated(&[REF])),
        field("created_at", Instant, "UTC.", Stated(&[REF])),
        field("updated_at", Instant, "When its status changed last.", Stated(&[REF])),
    ],
);

pub(in crate::conformance) static REFUND_RECIPIENT: Schema = answered(
    "RefundRecipient",
    "The account that paid, and gets the money back.",
    &[
        field("holder_id", Text, "RUT of the holder, compact.", Stated(&[REF])),
        field("holder_name", Null, "The people of the testing guide have no names.", Stated(&[REF])),
        field("institution_id", Text, "For example `cl_banco_bci`.", Stated(&[REF])),
        field("number", Text, "The whole number.", Stated(&[REF])),
        field("type", Word(ACCOUNT_TYPES), "The kind of account.", Stated(&[REF])),
    ],
);

pub(in crate::conformance) static NEW_REFUND: Schema = sent(
    "NewRefund",
    "A refund to make.",
    &[
        field("resource_type", Word(&["payment_intent"]), "What is refunded.", Stated(&[REF])),
        field("resource_id", Filled, "Which one; it must have succeeded.", Stated(&[REF])),
        optional("amount", AMOUNT, "Everything that is left, unless said otherwise.", Stated(&[REF])),
        field("recipient_account", Null, "For alternative methods only; refused here.", Stated(&[REF])).sometimes(),
        optional("metadata", Metadata, "What the merchant attaches.", Stated(&[META])),
    ],
);
