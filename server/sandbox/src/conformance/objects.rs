//! Every object, as it is answered and as it is sent.

mod checkout_session;
mod customer;
mod error;
mod event;
mod payment_intent;
mod payment_method;
mod refund;
mod setup_intent;
mod webhook_endpoint;

pub(super) use checkout_session::{CHECKOUT_SESSION, NEW_CHECKOUT_SESSION};
pub(super) use customer::{CUSTOMER, NEW_CUSTOMER};
pub(super) use error::ERROR;
pub(super) use event::{EVENT, TRIGGER};
pub(super) use payment_intent::{NEW_PAYMENT_INTENT, PAYMENT_INTENT};
pub(super) use payment_method::PAYMENT_METHOD;
pub(super) use refund::{NEW_REFUND, REFUND};
pub(super) use setup_intent::SETUP_INTENT;
pub(super) use webhook_endpoint::{CHANGED_ENDPOINT, NEW_ENDPOINT, SAMPLE, WEBHOOK_ENDPOINT};

use super::schema::{Schema, Shape};

/// What is answered, in the order of the page. Objects that only live inside another follow it.
pub(super) static ANSWERED: &[&Schema] = &[
    &CHECKOUT_SESSION,
    &checkout_session::PAYMENT_RESOURCE,
    &PAYMENT_INTENT,
    &payment_intent::TRANSFER_ACCOUNT,
    &payment_intent::RECIPIENT,
    &SETUP_INTENT,
    &CUSTOMER,
    &customer::TAX_ID,
    &customer::ADDRESS,
    &PAYMENT_METHOD,
    &payment_method::BANK_ACCOUNT,
    &REFUND,
    &refund::REFUND_RECIPIENT,
    &WEBHOOK_ENDPOINT,
    &EVENT,
    &ERROR,
    &error::FAULT,
];

/// What is sent.
pub(super) static SENT: &[&Schema] = &[
    &NEW_CHECKOUT_SESSION,
    &NEW_CUSTOMER,
    &customer::NEW_TAX_ID,
    &customer::NEW_ADDRESS,
    &checkout_session::BUSINESS_PROFILE,
    &checkout_session::METHOD_OPTIONS,
    &checkout_session::TRANSFER_OPTIONS,
    &checkout_session::KNOWN_SENDER,
    &checkout_session::PREFILLED_BANK,
    &checkout_session::PREFILLED_RUT,
    &NEW_PAYMENT_INTENT,
    &NEW_REFUND,
    &NEW_ENDPOINT,
    &CHANGED_ENDPOINT,
    &SAMPLE,
    &TRIGGER,
];

const MODE: Shape = Shape::Word(&["test"]);
const CURRENCIES: Shape = Shape::Word(&["CLP", "MXN"]);
const PESO: Shape = Shape::Word(&["CLP"]);
/// The smallest and the largest amount: the ceiling is that of `POST /v2/payment_intents`.
const AMOUNT: Shape = Shape::Integer(1, 2_147_483_647);
