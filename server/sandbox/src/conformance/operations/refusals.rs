//! Refusals that calls share. The codes are those of Fintoc's Ruby SDK, except where a line says that the word is ours.

use super::Refusal;
use crate::conformance::{
    evidence::Evidence::{self, Older, Ours, Stated},
    sources::{
        AUTH, CSCREATE, CSEXP, CSREF, CUS, ERR, IDEM, META, PICREATE, PM, RATE, REF, RUBY, SAVE, SEED, SETUPCHARGE,
        UPGRADE, WE,
    },
};

pub(super) const fn refusal(status: u16, code: &'static str, when: &'static str, evidence: Evidence) -> Refusal {
    Refusal { status, code, when, evidence }
}

pub(in crate::conformance) static OF_EVERY_CALL: &[Refusal] = &[
    refusal(401, "invalid_api_key", "No key, a key of the wrong kind, or HTTP Basic.", Stated(&[AUTH, ERR])),
    refusal(401, "invalid_api_key_mode", "A live key: everything here is test.", Older(&[RUBY])),
    refusal(
        403,
        "invalid_api_version",
        "A version that does not exist, or is too old for this call.",
        Older(&[RUBY, UPGRADE]),
    ),
    refusal(405, "operation_not_allowed", "Any other method of the same address.", Older(&[RUBY])),
    refusal(429, "rate_limit_exceeded", "More than 100 calls in a second.", Stated(&[RATE])),
    refusal(500, "internal_server_error", "The sandbox itself failed; its log says why.", Older(&[RUBY])),
];

pub(super) static OF_ONE: &[Refusal] =
    &[refusal(404, "missing_resource", "No such object, or another account's: the two look alike.", Stated(&[ERR]))];

pub(super) static OF_LISTS: &[Refusal] = &[
    refusal(400, "invalid_positive_integer", "A number that is none, or beyond 300.", Older(&[RUBY])),
    refusal(400, "missing_cursor", "A cursor that names no object of this list.", Older(&[RUBY])),
    refusal(
        400,
        "invalid_params",
        "Parameters that exclude each other, or a value that cannot be read.",
        Older(&[RUBY]),
    ),
];

pub(super) static OF_CHANGES: &[Refusal] = &[
    refusal(400, "invalid_json", "The body is not a JSON object, or does not say that it is JSON.", Older(&[RUBY])),
    refusal(
        400,
        "invalid_string_size",
        "Text, or an Idempotency-Key, that is too long or empty.",
        Older(&[IDEM, RUBY]),
    ),
    refusal(413, "body_too_large", "More than a mebibyte. The bound is ours, and so is the word.", Ours(&[ERR])),
];

pub(super) static OF_KEYS: &[Refusal] = &[
    refusal(
        409,
        "idempotency_key_reused",
        "The Idempotency-Key was used with other parameters. The source says \"an error\"; status and word are ours.",
        Ours(&[IDEM]),
    ),
    refusal(
        409,
        "idempotency_key_in_use",
        "The first request with this Idempotency-Key still runs; ours.",
        Ours(&[IDEM]),
    ),
];

pub(super) static OF_BODIES: &[Refusal] = &[
    refusal(400, "missing_parameter", "A required parameter is not there.", Stated(&[ERR])),
    refusal(400, "invalid_params", "A parameter of the wrong type, or two that exclude each other.", Older(&[RUBY])),
    refusal(400, "empty_string", "Text that is empty or blank.", Older(&[RUBY])),
];

pub(super) static OF_OBJECTS: &[Refusal] = &[refusal(
    400,
    "invalid_hash",
    "Something that should be an object is not, or metadata is nested.",
    Older(&[RUBY, META]),
)];

pub(super) static OF_MONEY: &[Refusal] = &[
    refusal(400, "invalid_amount", "Not a whole number above zero, or beyond the ceiling.", Older(&[RUBY, CSREF])),
    refusal(400, "invalid_currency", "Neither CLP nor MXN, or not CLP on a setup.", Older(&[RUBY, SEED])),
];

pub(super) static OF_WORDS: &[Refusal] =
    &[refusal(400, "invalid_enum", "A word that is not one of those allowed.", Older(&[RUBY]))];

pub(super) static OF_CUSTOMERS: &[Refusal] = &[refusal(
    409,
    "customer_already_exists",
    "There is a customer with that tax_id. The status is Fintoc's, the word is ours.",
    Ours(&[SAVE, CUS]),
)];

pub(super) static OF_SESSIONS: &[Refusal] = &[
    refusal(400, "invalid_expires_at", "Not an instant, or less than ten minutes ahead.", Older(&[RUBY])),
    refusal(400, "invalid_institution_id", "A bank that nobody can pay from.", Older(&[RUBY])),
    refusal(400, "invalid_holder_id", "A RUT sent along that is none.", Older(&[RUBY])),
    refusal(400, "invalid_business_profile_tax_id", "Not a RUT.", Older(&[RUBY])),
    refusal(422, "not_supported_currency", "A payment in MXN: the banks here are Chilean.", Ours(&[RUBY])),
    refusal(
        422,
        "not_supported_line_items",
        "The shape of the items is not published; the word is ours.",
        Ours(&[CSCREATE]),
    ),
    refusal(422, "not_supported_flow", "`subscription`; the word is ours.", Ours(&[ERR])),
    refusal(422, "not_supported_payment_method", "Types without `bank_transfer`.", Older(&[RUBY])),
];

pub(super) static OF_EXPIRING: &[Refusal] = &[refusal(
    409,
    "checkout_session_not_expirable",
    "It is not `created` any more. That much is documented; status and word are ours.",
    Ours(&[CSEXP]),
)];

pub(super) static OF_SAMPLES: &[Refusal] =
    &[refusal(409, "webhook_endpoint_disabled", "A disabled endpoint gets no samples; ours.", Ours(&[WE]))];

pub(super) static OF_FILTERS: &[Refusal] =
    &[refusal(400, "invalid_enum", "A status that refunds do not have.", Older(&[RUBY]))];

pub(super) static OF_CANCELING: &[Refusal] = &[refusal(
    409,
    "payment_method_already_canceled",
    "It is canceled. The status is Fintoc's, the word is ours.",
    Ours(&[PM]),
)];

pub(super) static OF_CHARGES: &[Refusal] = &[refusal(
    422,
    "not_supported_payment_method",
    "A saved bank account: the guide offers this call for mandates and cards. The answer is our choice.",
    Ours(&[SETUPCHARGE, PICREATE]),
)];

pub(super) static OF_REFUNDS: &[Refusal] = &[
    refusal(400, "invalid_params", "The payment did not succeed; that it is 400 is ours.", Ours(&[REF])),
    refusal(400, "invalid_amount", "More than is left of the payment; that it is 400 is ours.", Ours(&[REF, RUBY])),
    refusal(
        400,
        "invalid_payment_recipient_account",
        "A bank transfer goes back to where it came from.",
        Older(&[REF, RUBY]),
    ),
];

pub(super) static OF_CANCELING_REFUNDS: &[Refusal] = &[refusal(
    409,
    "refund_not_cancelable",
    "It is on its way, or over. That much is documented; status and word are ours.",
    Ours(&[REF]),
)];
