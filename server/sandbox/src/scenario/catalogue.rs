//! Every scenario there is: its name, what it takes, what happens, and how to get the same from Fintoc's own test mode.

use serde::Serialize;

use super::Group;

/// One scenario.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) happens: &'static str,
    /// How to get the same in Fintoc's test mode. From its testing guide and its integrators' notes.
    pub(crate) at_fintoc: &'static str,
}

/// One thing a scenario takes.
#[derive(Debug, Serialize)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    #[serde(flatten)]
    pub(crate) takes: Takes,
    pub(crate) says: &'static str,
}

/// What a parameter may be, and what it is when nobody says.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "takes", rename_all = "snake_case")]
pub(crate) enum Takes {
    /// Any text; `known` are suggestions, not a limit.
    Text { default: Option<&'static str>, known: &'static [&'static str] },
    /// A whole number within those bounds.
    Number { default: i64, least: i64, most: i64 },
    /// One of those words.
    Word { default: &'static str, words: &'static [&'static str] },
}

/// The scenario of that name.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.name == name)
}

const NOT_POSSIBLE: &str = "Not possible there.";
const A_DAY: i64 = 24 * 60 * 60;

/// Fintoc's page on error reasons of payments. Its list is open, and its end was not seen.
pub(crate) const PAYMENT_REASONS: &[&str] = &[
    "insufficient_funds",
    "amount_limit_reached",
    "bank_account_locked",
    "bank_connection_error",
    "bank_not_available",
    "login_credentials_locked",
    "login_invalid_credentials",
    "maximum_amount_error",
    "mfa_authorization_timeout",
    "mfa_invalid_authorization",
    "mfa_locked",
    "mfa_unavailable",
    "new_contact_amount_limit_reached",
    "new_contact_transfer_number_limit_reached",
    "recipient_account_not_allowed",
    "unresolved_final_status",
    "user_left",
];
/// Fintoc's page on error reasons of setups, the rows for bank transfers; its end was not seen, and the last three follow by
/// analogy.
const SETUP_REASONS: &[&str] = &[
    "bank_not_available",
    "bank_connection_error",
    "insufficient_funds",
    "internal_error",
    "login_credentials_locked",
    "login_invalid_credentials",
    "mfa_invalid_authorization",
    "user_left",
];
const EVENT_TYPES: &[&str] = &[
    "checkout_session.finished",
    "checkout_session.expired",
    "payment_intent.succeeded",
    "payment_intent.failed",
    "payment_intent.rejected",
    "payment_intent.pending",
    "payment_intent.expired",
    "payment_method.activated",
    "payment_method.canceled",
    "refund.in_progress",
    "refund.succeeded",
    "refund.failed",
];

const fn seconds(default: i64, most: i64, says: &'static str) -> Parameter {
    Parameter { name: "seconds", takes: Takes::Number { default, least: 1, most }, says }
}

const WHEN: Parameter = Parameter {
    name: "when",
    takes: Takes::Word { default: "before", words: &["before", "after"] },
    says: "before: nothing is done. after: everything is done, and only the answer is withheld.",
};
const METHOD: Parameter = Parameter {
    name: "method",
    takes: Takes::Word { default: "any", words: &["any", "GET", "POST", "PATCH", "DELETE"] },
    says: "Only calls with this method.",
};
const PATH: Parameter = Parameter {
    name: "path",
    takes: Takes::Text {
        default: None,
        known: &["/v2/checkout_sessions", "/v2/customers", "/v1/refunds", "/v1/events"],
    },
    says: "Only calls whose path begins so.",
};
const TYPE: Parameter = Parameter {
    name: "type",
    takes: Takes::Text { default: None, known: EVENT_TYPES },
    says: "Only events of this type.",
};

const fn entry(
    name: &'static str,
    group: Group,
    parameters: &'static [Parameter],
    happens: &'static str,
    at_fintoc: &'static str,
) -> Entry {
    Entry { name, group, parameters, happens, at_fintoc }
}

/// The table.
pub(crate) static CATALOGUE: &[Entry] = &[
    entry(
        "success",
        Group::Payment,
        &[],
        "The payment succeeds, whatever its account is like.",
        "Pay with account 422159212.",
    ),
    entry(
        "decline",
        Group::Payment,
        &[Parameter {
            name: "reason",
            takes: Takes::Text { default: Some("insufficient_funds"), known: PAYMENT_REASONS },
            says: "The error_reason: any documented one, or one nobody has heard of yet.",
        }],
        "The payment fails with this error_reason. mfa_invalid_authorization and user_left make it rejected instead of failed.",
        "A wrong password or a wrong code gives login_invalid_credentials or mfa_invalid_authorization. Other reasons are not \
         possible there.",
    ),
    entry(
        "approval",
        Group::Payment,
        &[],
        "The bank wants the payer's approval, though the account is saved: the session has a redirect_url.",
        NOT_POSSIBLE,
    ),
    entry(
        "pending",
        Group::Payment,
        &[
            seconds(60, 10 * A_DAY, "How long until the bank decides."),
            Parameter {
                name: "then",
                takes: Takes::Text { default: None, known: PAYMENT_REASONS },
                says: "The error_reason it ends with; without one it succeeds.",
            },
        ],
        "The payment stays pending, then succeeds or fails: after this long, or on POST /_sandbox/settle.",
        "Account 512347890123 is pending for a while, by one integrator's notes.",
    ),
    entry(
        "slow_bank",
        Group::Payment,
        &[seconds(30, A_DAY, "How long the bank takes.")],
        "A payment stays in_progress this long before the bank says what it would have said at once. On the hosted page the \
         payer waits for it.",
        "Some outcomes of the test page of alternative banks come 30 seconds late.",
    ),
    entry(
        "setup_fails",
        Group::Setup,
        &[Parameter {
            name: "reason",
            takes: Takes::Text { default: Some("login_credentials_locked"), known: SETUP_REASONS },
            says: "The error_reason of the setup intent.",
        }],
        "Nothing is saved: the setup fails when its holder authorises it.",
        "A wrong password. Other reasons are not possible there.",
    ),
    entry(
        "refund_fails",
        Group::Refund,
        &[Parameter {
            name: "failure_code",
            takes: Takes::Text { default: Some("insufficient_funds"), known: &["insufficient_funds", "fraud_risk"] },
            says: "The failure_code of the refund.",
        }],
        "The refund goes in_progress and then fails with this code.",
        NOT_POSSIBLE,
    ),
    entry(
        "api_status",
        Group::Api,
        &[
            Parameter {
                name: "status",
                takes: Takes::Number { default: 500, least: 400, most: 599 },
                says: "The HTTP status.",
            },
            Parameter {
                name: "code",
                takes: Takes::Text { default: None, known: &["rate_limit_exceeded", "internal_server_error"] },
                says: "The error code; without one, the code that goes with the status.",
            },
            WHEN,
            METHOD,
            PATH,
        ],
        "The call is answered with this status, in Fintoc's error shape. 429, 502, 503 and 504 come from in front of the API, so \
         a retry with the same Idempotency-Key gets the true answer; any other status is Fintoc's own and is stored and replayed.",
        NOT_POSSIBLE,
    ),
    entry(
        "api_stall",
        Group::Api,
        &[seconds(30, 600, "How long nothing is answered."), WHEN, METHOD, PATH],
        "Nothing is answered for this long, then a 504. A retry with the same Idempotency-Key gets the true answer.",
        NOT_POSSIBLE,
    ),
    entry(
        "api_cut",
        Group::Api,
        &[WHEN, METHOD, PATH],
        "The connection breaks in the middle of the answer. A retry with the same Idempotency-Key gets the true answer.",
        NOT_POSSIBLE,
    ),
    entry(
        "duplicate",
        Group::Delivery,
        &[
            Parameter {
                name: "copies",
                takes: Takes::Number { default: 2, least: 2, most: 50 },
                says: "How often the event arrives in all.",
            },
            TYPE,
        ],
        "The same event, with the same id, arrives this often.",
        NOT_POSSIBLE,
    ),
    entry(
        "delay",
        Group::Delivery,
        &[seconds(60, 7 * A_DAY, "How much later it leaves."), TYPE],
        "The event is told this much later.",
        "Some outcomes of the test page of alternative banks come 30 seconds late.",
    ),
    entry(
        "drop",
        Group::Delivery,
        &[TYPE],
        "The event is never told. GET /v2/events lists it.",
        "Disable the endpoint meanwhile.",
    ),
    entry(
        "reorder",
        Group::Delivery,
        &[TYPE],
        "The event waits two seconds, so that those that follow overtake it.",
        NOT_POSSIBLE,
    ),
    entry(
        "wrong_secret",
        Group::Delivery,
        &[TYPE],
        "The first attempt is signed with a secret that nobody has. The retry is honest.",
        NOT_POSSIBLE,
    ),
    entry(
        "stale",
        Group::Delivery,
        &[seconds(600, 7 * A_DAY, "How old the signature is."), TYPE],
        "The first attempt is signed this long ago. The retry is honest.",
        NOT_POSSIBLE,
    ),
    entry(
        "future",
        Group::Delivery,
        &[seconds(600, 7 * A_DAY, "How far ahead the signature is dated."), TYPE],
        "The first attempt is dated this far ahead. The retry is honest.",
        NOT_POSSIBLE,
    ),
    entry(
        "altered",
        Group::Delivery,
        &[TYPE],
        "One byte of the first attempt's body is changed after signing. The retry is honest.",
        NOT_POSSIBLE,
    ),
];
