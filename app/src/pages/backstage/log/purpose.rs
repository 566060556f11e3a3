//! What a call to Fintoc is for, and where Fintoc writes about it.

use vuelta::backstage::Call;

use crate::copy::{Lang, backstage_logs as copy};

const GUIDES: &str =
    "https://docs.fintoc.com/guides/payments/accept-a-payment/save-a-paymentmethod-of-a-customer-for-future-payments";
const SESSIONS: &str = "https://docs.fintoc.com/api/payments-api/checkout-sessions/checkout-sessions-create";
const SESSION: &str = "https://docs.fintoc.com/reference/payments-api/checkout-sessions/checkout-session-object";
const EXPIRE: &str = "https://docs.fintoc.com/api/payments-api/checkout-sessions/checkout-sessions-expire";
const INTENTS: &str = "https://docs.fintoc.com/reference/payment-intents-object";
const EVENTS: &str = "https://docs.fintoc.com/guides/resources/webhooks-walkthrough/webhooks-recovering-events";
const ENDPOINTS: &str = "https://docs.fintoc.com/api/main-resources/webhook-endpoints/webhook-endpoints-object";

/// Where Fintoc writes about verifying a delivery.
pub(super) const VALIDATING: &str = "https://docs.fintoc.com/guides/resources/webhooks-walkthrough/webhooks-validating";

/// What a call is for, in a sentence, and the page of Fintoc's documentation, where one is known.
pub(super) fn of(lang: Lang, call: &Call) -> (&'static str, Option<&'static str>) {
    let path = call.path.split_once('?').map_or(call.path.as_str(), |(path, _)| path);
    let parts: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    let is_setup = || call.request.as_ref().and_then(|body| body.get("flow")).is_some_and(|flow| flow == "setup");
    match (call.method.as_str(), parts.as_slice()) {
        ("POST", ["customers"]) => (copy::for_customer(lang), Some(GUIDES)),
        (_, ["customers", ..]) => (copy::for_customer_look(lang), Some(GUIDES)),
        ("POST", ["checkout_sessions"]) if is_setup() => (copy::for_setup_session(lang), Some(GUIDES)),
        ("POST", ["checkout_sessions"]) => (copy::for_payment_session(lang), Some(SESSIONS)),
        ("POST", ["checkout_sessions", _, "expire"]) => (copy::for_expire(lang), Some(EXPIRE)),
        (_, ["checkout_sessions"]) => (copy::for_session_list(lang), Some(SESSION)),
        (_, ["checkout_sessions", ..]) => (copy::for_session_look(lang), Some(SESSION)),
        (_, ["payment_intents", ..]) => (copy::for_intent(lang), Some(INTENTS)),
        ("POST", ["payment_methods", _, "cancel"]) => (copy::for_method_cancel(lang), None),
        (_, ["payment_methods", ..]) => (copy::for_method(lang), None),
        ("POST", ["refunds"]) => (copy::for_refund(lang), None),
        (_, ["refunds", ..]) => (copy::for_refund_look(lang), None),
        (_, ["events", ..]) => (copy::for_events(lang), Some(EVENTS)),
        (_, ["webhook_endpoints", ..]) => (copy::for_endpoints(lang), Some(ENDPOINTS)),
        _ => (copy::for_other(lang), None),
    }
}
