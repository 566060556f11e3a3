//! Checkout sessions.

use super::{
    AMOUNT, CURRENCIES, MODE, PESO,
    customer::{CUSTOMER, NEW_CUSTOMER},
    payment_intent::PAYMENT_INTENT,
};
use crate::conformance::{
    evidence::Evidence::{Observed, Older, Ours, Stated},
    schema::{
        Field, Form, Schema,
        Shape::{
            Either, Email, Filled, Id, Ignored, Instant, Institution, Integer, Json, ListWith, Metadata, Null, Object,
            Rut, TaxId, Text, Url, Word,
        },
        answered, elsewhere, field, optional, sent,
    },
    sources::{COPYDRAFT, CSCREATE, CSOBJ, CSREF, META, NODE, PAGOCL, RUBY, SAVE, SEED, SETI, TITAN},
};

const METHOD_TYPES: &crate::conformance::schema::Shape =
    &Word(&["bank_transfer", "card", "installments", "installment", "cash", "pac"]);

pub(in crate::conformance) static CHECKOUT_SESSION: Schema = answered(
    "CheckoutSession",
    "A visit to the hosted page that is to save a bank account, or to collect a payment.",
    &[
        field("id", Id("cs_"), "Opaque.", Stated(&[CSOBJ])),
        field("object", Word(&["checkout_session"]), "The kind of object.", Stated(&[CSOBJ])),
        field("amount", AMOUNT, "Left out on a setup, though the guide's sample shows one there.", Stated(&[CSOBJ]))
            .sometimes(),
        field(
            "business_profile",
            Json,
            "As it was sent. Its name replaces the recipient on the page.",
            Stated(&[CSOBJ]),
        )
        .or_null(),
        field("cancel_url", Url, "Where people who do not complete are sent.", Stated(&[CSOBJ])),
        field("created_at", Instant, "UTC.", Stated(&[CSOBJ])),
        field("currency", PESO, "Upper case. Fintoc has MXN too; the banks here are Chilean.", Stated(&[CSOBJ])),
        field(
            "customer",
            Object(&CUSTOMER),
            "The whole customer, as on the object page; the guide's sample has a part of one, without id.",
            Stated(&[CSOBJ]),
        )
        .or_null(),
        field("customer_email", Text, "Where Fintoc mails refund notices. Nothing is mailed here.", Stated(&[CSOBJ]))
            .or_null(),
        field("expires_at", Instant, "24 hours after creation unless asked otherwise.", Stated(&[CSOBJ])),
        field(
            "flow",
            Word(&["payment", "setup"]),
            "What it is for. Fintoc has `subscription` too.",
            Stated(&[CSOBJ, SEED]),
        ),
        field("line_items", Null, "Used by subscriptions, which are not offered here.", Stated(&[CSOBJ])),
        field("metadata", Metadata, "What the merchant attached.", Stated(&[META])),
        field("mode", MODE, "Test or live.", Stated(&[CSOBJ])),
        field(
            "payment_method",
            Id("pm_"),
            "The saved account that pays, or the one just saved.",
            Stated(&[SEED, CSOBJ]),
        )
        .or_null(),
        field("payment_method_options", Json, "As it was sent, `{}` otherwise.", Stated(&[CSOBJ])),
        field(
            "payment_method_types",
            ListWith(METHOD_TYPES, "bank_transfer"),
            "As it was sent, `bank_transfer` otherwise.",
            Stated(&[CSOBJ]),
        ),
        field("payment_resource", Object(&PAYMENT_RESOURCE), "`{}` while there is no payment.", Stated(&[CSOBJ])),
        field(
            "redirect_url",
            Url,
            "The hosted page. Null when a saved account is charged without asking anybody, which is our choice.",
            Ours(&[CSOBJ, SEED]),
        )
        .or_null(),
        field("session_token", Null, "Only the widget uses one.", Stated(&[CSOBJ])),
        field(
            "setup_intent",
            Id("seti_"),
            "Only on a setup, as an id: the guide's sample has an id, the object page suggests the object.",
            Stated(&[SEED, SETI]),
        )
        .sometimes(),
        field(
            "status",
            Word(&["created", "in_progress", "finished", "expired"]),
            "`finished` does not mean paid: read the intent.",
            Stated(&[CSOBJ]),
        ),
        field("success_url", Url, "Where people who complete are sent.", Stated(&[CSOBJ])),
        elsewhere("ui_mode", Text, "`hosted` in an interim version, `fields` for embedded cards.", Older(&[NODE])),
        elsewhere("save_payment_method", Text, "Whether the request's field is echoed is not stated.", Ours(&[SAVE])),
        elsewhere("country", Text, "Part of the 2023 shape.", Older(&[CSREF])),
    ],
);

pub(in crate::conformance) static PAYMENT_RESOURCE: Schema = answered(
    "PaymentResource",
    "What a session does about money.",
    &[field("payment_intent", Object(&PAYMENT_INTENT), "The whole intent, as it stands.", Stated(&[CSOBJ]))
        .sometimes()],
);

const FLOW_OF_PAYMENT: Field = optional("flow", Word(&["payment"]), "The default.", Stated(&[CSCREATE]));
const FLOW_OF_SETUP: Field = field("flow", Word(&["setup"]), "Save an account.", Stated(&[SEED]));
const NO_SAVING: Field =
    optional("save_payment_method", Word(&["disabled"]), "There is nobody to save it for.", Stated(&[SAVE]));
const NO_METHOD: Field = field("payment_method", Null, "Needs its customer.", Stated(&[SEED])).sometimes();
const NO_CUSTOMER: Field = field("customer", Null, "Not together with customer_data.", Stated(&[CSCREATE])).sometimes();
const NO_DATA: Field = field("customer_data", Null, "Not together with customer.", Stated(&[CSCREATE])).sometimes();
const KNOWN: Field = field("customer", Filled, "An existing customer.", Stated(&[CSCREATE]));
const CREATED: Field = field("customer_data", Object(&NEW_CUSTOMER), "The customer to create.", Stated(&[SEED]));
const PESOS: Field = field("currency", PESO, "Chilean pesos.", Stated(&[CSCREATE]));
const UNDER_THE_CEILING: Field = field("amount", Integer(1, 6_999_999), "Whole pesos.", Older(&[CSREF]));
const NO_ITEMS: Field =
    field("line_items", Null, "The shape of the items is not published: 422.", Ours(&[CSCREATE])).sometimes();
const DROPPED: Field =
    optional("amount", Ignored, "Accepted and dropped; a switch of the sandbox refuses it.", Ours(&[CSOBJ, SEED]));

pub(in crate::conformance) static NEW_CHECKOUT_SESSION: Schema = Schema {
    forms: &[
        Form {
            name: "NewPaymentOfKnownCustomer",
            about: "A payment by a customer who exists, with a saved account or with one picked on the page.",
            fields: &[FLOW_OF_PAYMENT, PESOS, UNDER_THE_CEILING, NO_ITEMS, KNOWN, NO_DATA],
        },
        Form {
            name: "NewPaymentOfNewCustomer",
            about: "A payment by a customer created along with it, with an account picked on the page.",
            fields: &[FLOW_OF_PAYMENT, PESOS, UNDER_THE_CEILING, NO_ITEMS, NO_CUSTOMER, CREATED, NO_METHOD],
        },
        Form {
            name: "NewPaymentOfAnybody",
            about: "A payment by whoever opens the page.",
            fields: &[FLOW_OF_PAYMENT, PESOS, UNDER_THE_CEILING, NO_ITEMS, NO_CUSTOMER, NO_DATA, NO_METHOD, NO_SAVING],
        },
        Form {
            name: "NewSetupOfKnownCustomer",
            about: "Save an account of a customer who exists.",
            fields: &[FLOW_OF_SETUP, PESOS, DROPPED, KNOWN, NO_DATA, NO_SAVING],
        },
        Form {
            name: "NewSetupOfNewCustomer",
            about: "Save an account of a customer created along with it.",
            fields: &[FLOW_OF_SETUP, PESOS, DROPPED, NO_CUSTOMER, CREATED, NO_SAVING],
        },
    ],
    ..sent(
        "NewCheckoutSession",
        "A session to create. Fields that are not listed are ignored.",
        &[
            field("currency", CURRENCIES, "Upper case. `MXN` is 422: the banks here are Chilean.", Stated(&[CSCREATE])),
            optional(
                "amount",
                AMOUNT,
                "Required for a payment, above zero; pesos of Chile stay below 7,000,000.",
                Older(&[CSREF, CSCREATE]),
            ),
            field(
                "success_url",
                Url,
                "https; plain http is accepted for loopback addresses only, which is our choice: the real API refuses \
                 it.",
                Observed(&[TITAN]),
            ),
            field("cancel_url", Url, "The same.", Observed(&[TITAN])),
            optional(
                "flow",
                Word(&["payment", "setup"]),
                "`payment` unless said otherwise. `subscription` is answered 422.",
                Stated(&[CSCREATE, SEED]),
            ),
            optional(
                "customer",
                Filled,
                "An existing customer. A setup needs it, or customer_data.",
                Stated(&[CSCREATE]),
            ),
            optional(
                "customer_data",
                Object(&NEW_CUSTOMER),
                "Creates the customer along with the session.",
                Stated(&[CSCREATE, SAVE]),
            ),
            optional("customer_email", Email, "Where Fintoc mails refund notices.", Stated(&[CSCREATE])),
            optional(
                "payment_method",
                Filled,
                "A saved account of that customer that is not canceled.",
                Stated(&[SEED]),
            ),
            optional(
                "payment_method_types",
                ListWith(METHOD_TYPES, "bank_transfer"),
                "Without `bank_transfer` it is 422: nothing else is offered here.",
                Stated(&[CSCREATE]),
            ),
            optional("payment_method_options", Object(&METHOD_OPTIONS), "Options by type.", Stated(&[SEED, CSOBJ])),
            optional(
                "save_payment_method",
                Word(&["enabled", "disabled"]),
                "With a customer, the page offers to save the account that pays. It was `setup_future_usage` in a \
                 withdrawn draft.",
                Stated(&[SAVE, COPYDRAFT]),
            ),
            optional(
                "business_profile",
                Object(&BUSINESS_PROFILE),
                "For merchants who act for others.",
                Stated(&[CSCREATE]),
            ),
            optional("metadata", Metadata, "What the merchant attaches.", Stated(&[META])),
            optional(
                "expires_at",
                Instant,
                "At least ten minutes ahead; 24 hours otherwise.",
                Observed(&[CSCREATE, PAGOCL]),
            ),
        ],
    )
};

pub(in crate::conformance) static BUSINESS_PROFILE: Schema = sent(
    "BusinessProfile",
    "For whom the merchant acts. Whatever is in it is echoed.",
    &[
        optional("name", Filled, "Replaces the recipient on the page.", Stated(&[CSOBJ])),
        optional("category", Filled, "A code of the line of business.", Stated(&[CSOBJ])),
        optional("tax_id", Rut, "RUT; an error code for a wrong one exists.", Older(&[CSOBJ, RUBY])),
    ],
);

pub(in crate::conformance) static METHOD_OPTIONS: Schema = sent(
    "PaymentMethodOptions",
    "Options by type of method. Whatever is in them is echoed; the page reads the parts below.",
    &[optional("bank_transfer", Object(&TRANSFER_OPTIONS), "Options of the bank transfer.", Stated(&[SEED]))],
);

pub(in crate::conformance) static TRANSFER_OPTIONS: Schema = sent(
    "BankTransferOptions",
    "Options of the bank transfer.",
    &[
        optional("sender_account", Object(&KNOWN_SENDER), "What is known of the payer's account.", Stated(&[SEED])),
        optional(
            "recipient_account",
            Json,
            "For merchants with direct payments; the intent shows it.",
            Stated(&[CSOBJ]),
        ),
    ],
);

pub(in crate::conformance) static KNOWN_SENDER: Schema = sent(
    "KnownSender",
    "What is known of the payer's account.",
    &[
        optional(
            "institution_id",
            Either(&[Institution, Object(&PREFILLED_BANK)]),
            "Preselects the bank; a setup can then save an account of that bank only.",
            Stated(&[SEED]),
        ),
        optional(
            "holder_id",
            Either(&[TaxId, Object(&PREFILLED_RUT)]),
            "Fills in the RUT at the bank's login.",
            Stated(&[SEED]),
        ),
        optional("type", Ignored, "Not documented as an input; ignored.", Ours(&[CSOBJ])),
    ],
);

pub(in crate::conformance) static PREFILLED_BANK: Schema = sent(
    "PrefilledBank",
    "The 2023 shape of a bank sent along.",
    &[optional("value", Institution, "The bank.", Older(&[CSREF]))],
);

pub(in crate::conformance) static PREFILLED_RUT: Schema = sent(
    "PrefilledRut",
    "The 2023 shape of a RUT sent along.",
    &[
        optional("value", TaxId, "The RUT.", Older(&[CSREF])),
        optional("editable", Ignored, "False locks the field.", Older(&[CSREF])),
    ],
);
