//! Customers.

use super::MODE;
use crate::conformance::{
    evidence::Evidence::{Ours, Stated},
    schema::{
        Field, Form, Schema,
        Shape::{Email, Filled, Id, Instant, Metadata, Null, Object, Phone, TaxId as TaxNumber, Text, Word},
        answered, field, optional, sent,
    },
    sources::{CUS, META, SAVE},
};

const TAX_ID_TYPES: &[&str] = &["cl_rut", "mx_rfc"];

pub(in crate::conformance) static CUSTOMER: Schema = answered(
    "Customer",
    "Whom payments and saved methods belong to. Embedded whole in sessions and intents.",
    &[
        field("id", Id("cus_"), "Opaque.", Stated(&[CUS])),
        field("object", Word(&["customer"]), "The kind of object.", Stated(&[CUS])),
        field("name", Text, "Full name.", Stated(&[CUS])).or_null(),
        field("email", Text, "Lower case, whatever was sent.", Stated(&[CUS])).or_null(),
        field("phone", Text, "E.164.", Stated(&[CUS])).or_null(),
        field("address", Object(&ADDRESS), "Postal address.", Stated(&[CUS])).or_null(),
        field("tax_id", Object(&TAX_ID), "RUT or RFC.", Stated(&[CUS])).or_null(),
        field("metadata", Metadata, "What the merchant attached.", Stated(&[META])),
        field("mode", MODE, "Test or live; the key alone decides, and no live key is accepted here.", Stated(&[CUS])),
        field("created_at", Instant, "UTC.", Stated(&[CUS])),
    ],
);

pub(in crate::conformance) static TAX_ID: Schema = answered(
    "TaxId",
    "A tax id without dots, spaces and hyphen, check digit included, letters in upper case.",
    &[
        field("type", Word(TAX_ID_TYPES), "Which kind.", Stated(&[CUS])),
        field("value", Text, "For example `111111111` for 11.111.111-1.", Stated(&[CUS])),
    ],
);

pub(in crate::conformance) static ADDRESS: Schema = answered(
    "Address",
    "A postal address.",
    &[
        field("line1", Text, "Street and number.", Stated(&[CUS])).or_null(),
        field("line2", Text, "Flat, floor.", Stated(&[CUS])).or_null(),
        field("city", Text, "City.", Stated(&[CUS])).or_null(),
        field("state", Text, "Region.", Stated(&[CUS])).or_null(),
        field("postal_code", Text, "Postal code.", Stated(&[CUS])).or_null(),
        field("country", Text, "Lower case, whatever was sent.", Stated(&[CUS])).or_null(),
    ],
);

pub(in crate::conformance) static NEW_ADDRESS: Schema = sent(
    "NewAddress",
    "A postal address; which parts are required is not published, here none is.",
    &[
        optional("line1", Filled, "Street and number.", Ours(&[CUS])),
        optional("line2", Filled, "Flat, floor.", Ours(&[CUS])),
        optional("city", Filled, "City.", Ours(&[CUS])),
        optional("state", Filled, "Region.", Ours(&[CUS])),
        optional("postal_code", Filled, "Postal code.", Ours(&[CUS])),
        optional("country", Filled, "Stored in lower case.", Stated(&[CUS])),
    ],
);

pub(in crate::conformance) static NEW_TAX_ID: Schema = sent(
    "NewTaxId",
    "A tax id; both parts or none.",
    &[
        field("type", Word(TAX_ID_TYPES), "Which kind.", Stated(&[CUS])),
        field(
            "value",
            TaxNumber,
            "With or without dots and hyphen. The check digit is not verified, which is our choice.",
            Ours(&[CUS]),
        ),
    ],
);

const EMAIL: Field = field("email", Email, "Two customers may share one.", Ours(&[CUS, SAVE]));

pub(in crate::conformance) static NEW_CUSTOMER: Schema = Schema {
    forms: &[
        Form { name: "NewCustomerWithEmail", about: "An e-mail is enough.", fields: &[EMAIL] },
        Form {
            name: "NewCustomerWithTaxId",
            about: "So is a tax id.",
            fields: &[
                field("email", Null, "Not sent.", Stated(&[CUS])).sometimes(),
                field("tax_id", Object(&NEW_TAX_ID), "A second customer with the same one is refused.", Stated(&[CUS])),
            ],
        },
    ],
    ..sent(
        "NewCustomer",
        "A customer to create, at its own address or inline with a session: the same rules for both.",
        &[
            optional("name", Filled, "Full name.", Stated(&[CUS])),
            optional("email", Email, "Required unless there is a tax_id. Stored in lower case.", Stated(&[CUS])),
            optional("phone", Phone, "E.164.", Stated(&[CUS])),
            optional("address", Object(&NEW_ADDRESS), "Postal address.", Stated(&[CUS])),
            optional("tax_id", Object(&NEW_TAX_ID), "Unique in the account: a second one is 409.", Stated(&[SAVE])),
            optional("metadata", Metadata, "What the merchant attaches.", Stated(&[META])),
        ],
    )
};
