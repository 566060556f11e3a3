//! Errors.

use crate::conformance::{
    evidence::Evidence::{Older, Ours, Stated},
    schema::{
        Schema,
        Shape::{Object, Text, Url, Word},
        answered, field,
    },
    sources::{ERR, RUBY},
};

pub(in crate::conformance) static ERROR: Schema = answered(
    "Error",
    "Every answer that is not a success.",
    &[field("error", Object(&FAULT), "What went wrong.", Stated(&[ERR]))],
);

pub(in crate::conformance) static FAULT: Schema = answered(
    "Fault",
    "What went wrong. Branch on the type and the code, never on the message.",
    &[
        field(
            "type",
            Word(&["api_error", "authentication_error", "invalid_request_error"]),
            "The SDKs know `link_error` and `institution_error` too.",
            Older(&[RUBY]),
        ),
        field("code", Text, "Those of the SDKs, except where this page says that a word is ours.", Older(&[RUBY])),
        field("message", Text, "For people; the words may change.", Stated(&[ERR])),
        field("param", Text, "The parameter it is about.", Stated(&[ERR])).or_null(),
        field(
            "doc_url",
            Url,
            "An anchor of Fintoc's page on errors. Whether it exists for every code is not known.",
            Ours(&[ERR]),
        ),
    ],
);
