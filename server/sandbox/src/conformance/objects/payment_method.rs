//! Saved payment methods.

use super::MODE;
use crate::conformance::{
    evidence::Evidence::{Ours, Stated},
    schema::{
        Schema,
        Shape::{Id, Instant, Json, Metadata, Null, Object, Text, Word},
        answered, elsewhere, field,
    },
    sources::{PM, SEED, TEST},
};

pub(super) const ACCOUNT_TYPES: &[&str] = &["checking_account", "sight_account"];

pub(in crate::conformance) static PAYMENT_METHOD: Schema = answered(
    "PaymentMethod",
    "A bank account that a customer saved. Born in sessions; never created, changed or deleted by a call.",
    &[
        field("id", Id("pm_"), "Kept when the same account is saved again.", Stated(&[PM])),
        field("object", Word(&["payment_method"]), "The kind of object.", Stated(&[PM])),
        field(
            "type",
            Word(&["bank_transfer"]),
            "Names the field with the details. Fintoc also has `card`, `pac` and `mx_direct_debit`.",
            Stated(&[PM]),
        ),
        field("customer", Id("cus_"), "Whose it is.", Stated(&[PM])),
        field("mode", MODE, "Test or live.", Stated(&[PM])),
        field("created_at", Instant, "When it was saved first.", Stated(&[PM])),
        field("metadata", Metadata, "Empty here: no call takes any.", Stated(&[PM])),
        field(
            "bank_transfer",
            Object(&BANK_ACCOUNT),
            "The account. Fintoc may say null; here it is always there.",
            Stated(&[PM]),
        ),
        field("card", Null, "No cards here.", Stated(&[SEED])),
        elsewhere("pac", Json, "Details of a mandate, with an institution object.", Stated(&[PM])),
    ],
);

pub(in crate::conformance) static BANK_ACCOUNT: Schema = answered(
    "BankAccount",
    "The details of a `bank_transfer` method.",
    &[
        field("account_holder_id", Text, "RUT of whoever logged in at the bank, compact.", Stated(&[PM])),
        field("account_number", Text, "The whole number.", Stated(&[PM])),
        field(
            "account_type",
            Word(ACCOUNT_TYPES),
            "Which of the test accounts is of which type is our choice: the guide gives numbers only.",
            Ours(&[TEST]),
        ),
        field("institution_id", Text, "For example `cl_banco_de_chile`.", Stated(&[PM])),
        field("status", Word(&["active", "canceled"]), "Whether it can pay.", Stated(&[PM])),
    ],
);
