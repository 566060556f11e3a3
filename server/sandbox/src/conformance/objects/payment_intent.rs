//! Payment intents.

use super::{AMOUNT, CURRENCIES, MODE, PESO, customer::CUSTOMER, payment_method::ACCOUNT_TYPES};
use crate::conformance::{
    evidence::Evidence::{Older, Ours, Stated},
    schema::{
        Schema,
        Shape::{Filled, Id, Instant, Json, Metadata, Null, Object, Text, Word},
        answered, elsewhere, field, optional, sent,
    },
    sources::{CSOBJ, EVENTS, META, PICREATE, PIERR, PIEXC, PIOBJ},
};

pub(in crate::conformance) static PAYMENT_INTENT: Schema = answered(
    "PaymentIntent",
    "One attempt to move money. `succeeded` here, and nothing else, means that it moved.",
    &[
        field("id", Id("pi_"), "Opaque.", Stated(&[PIOBJ])),
        field("object", Word(&["payment_intent"]), "The kind of object.", Stated(&[PIOBJ])),
        field("amount", AMOUNT, "In the smallest unit; the Chilean peso has none.", Stated(&[PIOBJ])),
        field("currency", PESO, "Upper case.", Stated(&[PIOBJ])),
        field(
            "status",
            Word(&["created", "in_progress", "pending", "succeeded", "failed", "rejected", "expired"]),
            "`pending`: the bank has not said yet. Fintoc has `requires_action` too, which never occurs here.",
            Stated(&[PIOBJ, PIEXC, EVENTS]),
        ),
        field("error_reason", Text, "Why it did not succeed; an open list.", Stated(&[PIERR])).or_null(),
        field("mode", MODE, "Test or live.", Stated(&[PIOBJ])),
        field("customer", Object(&CUSTOMER), "Whose payment it is.", Stated(&[PIOBJ])).or_null(),
        field("customer_email", Text, "Where Fintoc mails refund notices.", Stated(&[PIOBJ])).or_null(),
        field("payment_method", Id("pm_"), "The saved account that paid.", Stated(&[PIOBJ])).or_null(),
        field(
            "payment_type",
            Word(&["bank_transfer"]),
            "Fintoc also has cards, cash and single banks' buttons.",
            Stated(&[PIOBJ]),
        ),
        field(
            "sender_account",
            Object(&TRANSFER_ACCOUNT),
            "Null when the payer left before choosing one.",
            Stated(&[PIOBJ]),
        )
        .or_null(),
        field(
            "recipient_account",
            Object(&RECIPIENT),
            "The one that was sent with the session, else null: Fintoc collects and pays out.",
            Stated(&[PIOBJ, CSOBJ]),
        )
        .or_null(),
        field("reference_id", Text, "The bank's operation number, once it succeeded.", Stated(&[PIOBJ])).or_null(),
        field("next_action", Null, "Nothing ever is to be done.", Stated(&[PIOBJ])),
        field("metadata", Metadata, "A copy of the session's (our choice).", Ours(&[META, PIOBJ])),
        field("created_at", Instant, "UTC.", Stated(&[PIOBJ])),
        field("transaction_date", Instant, "When the money moved.", Stated(&[PIOBJ])).or_null(),
        field("expires_at", Instant, "The session's. Fintoc may say null.", Ours(&[PIOBJ])),
        field("business_profile", Json, "A copy of the session's.", Stated(&[PIOBJ])).or_null(),
        field("payment_type_options", Json, "Of a transfer `{}`.", Stated(&[PIOBJ])),
        field("subscription", Null, "No subscriptions here.", Stated(&[PIOBJ])),
        elsewhere("widget_token", Text, "Only the v1 create call answers one.", Older(&[PIOBJ])),
    ],
);

pub(in crate::conformance) static TRANSFER_ACCOUNT: Schema = answered(
    "TransferAccount",
    "One side of a transfer.",
    &[
        field("holder_id", Text, "RUT of the holder, compact.", Stated(&[PIOBJ])),
        field("institution_id", Text, "For example `cl_banco_bci`.", Stated(&[PIOBJ])),
        field("number", Text, "The whole number.", Stated(&[PIOBJ])),
        field("type", Word(ACCOUNT_TYPES), "The kind of account.", Stated(&[PIOBJ])),
    ],
);

pub(in crate::conformance) static RECIPIENT: Schema = answered(
    "Recipient",
    "Where the money is to land, as the merchant sent it. It is not verified.",
    &[
        field("holder_id", Text, "RUT of the holder.", Stated(&[CSOBJ])).or_null(),
        field("institution_id", Text, "The bank.", Stated(&[CSOBJ])).or_null(),
        field("number", Text, "The whole number.", Stated(&[CSOBJ])),
        field("type", Text, "The kind of account.", Stated(&[CSOBJ])).or_null(),
    ],
);

pub(in crate::conformance) static NEW_PAYMENT_INTENT: Schema = sent(
    "NewPaymentIntent",
    "A charge with nobody present. The parameters are checked as documented; the answer is 422 for every saved bank \
     account.",
    &[
        field("amount", AMOUNT, "In the smallest unit.", Stated(&[PICREATE])),
        field("currency", CURRENCIES, "Upper case.", Stated(&[PICREATE])),
        field("payment_method", Filled, "A saved method of this account.", Stated(&[PICREATE])),
        optional("metadata", Metadata, "What the merchant attaches.", Stated(&[META])),
        field("recipient_account", Null, "A name of v1, refused.", Stated(&[PICREATE])).sometimes(),
        field("customer_email", Null, "A name of v1, refused.", Stated(&[PICREATE])).sometimes(),
        field("payment_type", Null, "A name of v1, refused.", Stated(&[PICREATE])).sometimes(),
        field("expires_at", Null, "A name of v1, refused.", Stated(&[PICREATE])).sometimes(),
    ],
);
