//! A typed client for the Fintoc API v2: save a customer's bank account once (`flow: setup`, or while paying), then collect
//! with it (`flow: payment` with `customer` and `payment_method`), pay back (refunds), verify the signed webhooks that tell how
//! it went, and ask for the events that were missed.
//!
//! The crate knows Fintoc and nothing else: no merchant, no ride, no database. What Fintoc sends is read leniently
//! (unknown enum values are kept, missing fields are `None`); what we send is typed so that impossible mixes cannot be
//! built (a setup has no amount to forget).
//!
//! A [`Client`] and its clones bear a bad day together. At most 100 requests come to Fintoc in any one second; the others wait
//! their turn. A 429 is followed by waits of 1, 2, 4, 8 and 16 s. Every call has a deadline, 10 s unless [`Client::within`] says
//! otherwise, that holds for its turn and all its tries. When five tries in a row met silence, calls fail at once with
//! [`Error::CircuitOpen`], and every five seconds one of them tries whether Fintoc is back. None of these errors decides anything:
//! the same bytes under the same key may be sent later.
//!
//! The program installs a TLS provider once, before it builds a [`Client`]:
//! `rustls::crypto::ring::default_provider().install_default()`. Without one, [`ClientBuilder::build`] says so.

mod open;
mod signature_header;
mod transport;
mod turns;
mod webhook_secret;

pub mod builder;
pub mod carrier;
pub mod checkout_session;
pub mod circuit;
pub mod client;
pub mod customer;
pub mod error;
pub mod event;
pub mod id;
pub mod idempotency;
pub mod key;
pub mod metadata;
pub mod observer;
pub mod page;
pub mod payment_intent;
pub mod payment_method;
pub mod prepared;
pub mod redact;
pub mod refund;
pub mod retry;
pub mod setup_intent;
pub mod webhook;
pub mod webhook_endpoint;

pub use builder::{BASE_URL, BuildError, ClientBuilder, REQUESTS_PER_SECOND};
pub use carrier::Carrier;
pub use checkout_session::{CheckoutSession, Flow, NewCheckoutSession, PayWith, SaveOffer, SessionStatus};
pub use circuit::CircuitPolicy;
pub use client::Client;
pub use customer::{Customer, NewCustomer, TaxId};
pub use error::{ApiError, Error, ErrorKind};
pub use event::{Event, EventError, EventQuery, EventType};
pub use id::{
    CustomerId, EventId, PaymentIntentId, PaymentMethodId, RefundId, SessionId, SetupIntentId, WebhookEndpointId,
};
pub use idempotency::{IdempotencyKey, IdempotencyKeyError};
pub use key::{KeyError, SecretKey};
pub use metadata::{Metadata, MetadataValue};
pub use observer::{Exchange, Observer};
pub use open::{Expandable, Mode};
pub use page::{Listing, NextPage, Page};
pub use payment_intent::{IntentStatus, NewPaymentIntent, PaymentIntent};
pub use payment_method::{AccountType, MethodStatus, MethodType, PaymentMethod};
pub use prepared::{Created, Prepared};
pub use redact::redact;
pub use refund::{NewRefund, Refund, RefundQuery, RefundStatus};
pub use retry::{RetryOn, RetryPolicy};
pub use setup_intent::{SetupIntent, SetupStatus};
pub use webhook::{Freshness, OpenError, SignatureError, WebhookSecret, WebhookSecretError};
pub use webhook_endpoint::{EndpointStatus, NewWebhookEndpoint, WebhookEndpoint, WebhookEndpointChange};

/// The dated API version this crate speaks; v2 checkout sessions need it or a later one.
pub const API_VERSION: &str = "2026-02-01";
