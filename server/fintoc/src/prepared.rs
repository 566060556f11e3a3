//! A POST whose body is fixed, so that it can be kept and sent again byte for byte.

use std::marker::PhantomData;

use serde::Serialize;

use crate::{
    CheckoutSession, Customer, NewCheckoutSession, NewCustomer, NewPaymentIntent, NewRefund, NewWebhookEndpoint,
    PaymentIntent, PaymentMethod, PaymentMethodId, Refund, RefundId, SessionId, WebhookEndpoint,
};

/// A POST that answers a `T`: a path and the exact text of its body. Fintoc compares the parameters of a repeated
/// idempotency key, so what is sent again has to be what was sent.
#[derive(Debug)]
pub struct Prepared<T> {
    path: Vec<String>,
    body: String,
    answers: PhantomData<fn() -> T>,
}

/// What is created by a POST to one path of its own.
pub trait Created: sealed::Sealed {
    /// The segments of that path.
    const PATH: &'static [&'static str];
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for CheckoutSession {}
impl Created for CheckoutSession {
    const PATH: &'static [&'static str] = &["v2", "checkout_sessions"];
}

impl sealed::Sealed for Customer {}
impl Created for Customer {
    const PATH: &'static [&'static str] = &["v2", "customers"];
}

impl sealed::Sealed for PaymentIntent {}
impl Created for PaymentIntent {
    const PATH: &'static [&'static str] = &["v2", "payment_intents"];
}

impl sealed::Sealed for Refund {}
impl Created for Refund {
    const PATH: &'static [&'static str] = &["v1", "refunds"];
}

impl sealed::Sealed for WebhookEndpoint {}
impl Created for WebhookEndpoint {
    const PATH: &'static [&'static str] = &["v1", "webhook_endpoints"];
}

/// The text of a request of ours.
pub(crate) fn body_of(request: &impl Serialize) -> String {
    serde_json::to_string(request).expect("texts, integers and maps with text keys serialise")
}

impl<T: Created> Prepared<T> {
    /// The request of a body kept earlier, unchanged.
    pub fn from_body(body: String) -> Self {
        Self::new(T::PATH, body)
    }

    fn create(request: &impl Serialize) -> Self {
        Self::from_body(body_of(request))
    }
}

impl Prepared<CheckoutSession> {
    /// `POST /v2/checkout_sessions`.
    pub fn create_checkout_session(session: &NewCheckoutSession) -> Self {
        Self::create(session)
    }

    /// `POST /v2/checkout_sessions/{id}/expire`.
    pub fn expire_checkout_session(id: &SessionId) -> Self {
        Self::new(&["v2", "checkout_sessions", id.as_str(), "expire"], "{}".to_owned())
    }
}

impl Prepared<Customer> {
    /// `POST /v2/customers`.
    pub fn create_customer(customer: &NewCustomer) -> Self {
        Self::create(customer)
    }
}

impl Prepared<PaymentIntent> {
    /// `POST /v2/payment_intents`.
    pub fn create_payment_intent(intent: &NewPaymentIntent) -> Self {
        Self::create(intent)
    }
}

impl Prepared<PaymentMethod> {
    /// `POST /v2/payment_methods/{id}/cancel`.
    pub fn cancel_payment_method(id: &PaymentMethodId) -> Self {
        Self::new(&["v2", "payment_methods", id.as_str(), "cancel"], "{}".to_owned())
    }
}

impl Prepared<Refund> {
    /// `POST /v1/refunds`.
    pub fn create_refund(refund: &NewRefund) -> Self {
        Self::create(refund)
    }

    /// `POST /v1/refunds/{id}/cancel`.
    pub fn cancel_refund(id: &RefundId) -> Self {
        Self::new(&["v1", "refunds", id.as_str(), "cancel"], "{}".to_owned())
    }
}

impl Prepared<WebhookEndpoint> {
    /// `POST /v1/webhook_endpoints`.
    pub fn create_webhook_endpoint(endpoint: &NewWebhookEndpoint) -> Self {
        Self::create(endpoint)
    }
}

impl<T> Prepared<T> {
    fn new(path: &[&str], body: String) -> Self {
        Self { path: path.iter().map(|&segment| segment.to_owned()).collect(), body, answers: PhantomData }
    }

    /// The exact text that is sent.
    pub fn body(&self) -> &str {
        &self.body
    }

    pub(crate) fn path(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

impl<T> Clone for Prepared<T> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), body: self.body.clone(), answers: PhantomData }
    }
}
