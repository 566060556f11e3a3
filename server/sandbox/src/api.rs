//! The API as Fintoc documents it: paths, status codes, error shape, paging, idempotency.

mod caller;
mod checkout_sessions;
mod cursors;
mod customers;
pub(crate) mod error;
mod events;
mod job;
mod lists;
mod page_numbers;
mod params;
mod payment_intents;
mod payment_methods;
mod post;
mod query;
pub(crate) mod rate;
mod refunds;
mod samples;
mod webhook_endpoints;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use sha2::{Digest, Sha256};

pub(crate) use caller::Caller;
pub(crate) use error::ApiError;
pub(crate) use post::{Id, Post};

use crate::{Sandbox, world::lists::Kind};

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/v2/checkout_sessions", lists::all(Kind::Session).post(checkout_sessions::create))
        .route("/v2/checkout_sessions/{id}", lists::one(Kind::Session))
        .route("/v2/checkout_sessions/{id}/expire", post(checkout_sessions::expire))
        .route("/v2/customers", lists::all(Kind::Customer).post(customers::create))
        .route("/v2/customers/{id}", lists::one(Kind::Customer))
        .route("/v2/payment_methods", get(payment_methods::list))
        .route("/v2/payment_methods/{id}", lists::one(Kind::PaymentMethod))
        .route("/v2/payment_methods/{id}/cancel", post(payment_methods::cancel))
        .route("/v2/payment_intents", lists::all(Kind::PaymentIntent).post(payment_intents::create))
        .route("/v2/payment_intents/{id}", lists::one(Kind::PaymentIntent))
        // Fintoc lists and creates no setup intents.
        .route("/v2/setup_intents/{id}", lists::one(Kind::SetupIntent))
        .route("/v1/refunds", get(refunds::list).post(refunds::create))
        .route("/v1/refunds/{id}", lists::one(Kind::Refund))
        .route("/v1/refunds/{id}/cancel", post(refunds::cancel))
        .route("/v1/webhook_endpoints", lists::all(Kind::WebhookEndpoint).post(webhook_endpoints::create))
        .route(
            "/v1/webhook_endpoints/{id}",
            lists::one(Kind::WebhookEndpoint).patch(webhook_endpoints::update).delete(webhook_endpoints::delete),
        )
        .route("/v1/webhook_endpoints/{id}/test", post(webhook_endpoints::test))
        // The reference lists events under /v2, beside cursors; the trigger stands under /v1.
        .route("/v2/events", get(events::list))
        .route("/v2/events/{id}", lists::one(Kind::Event))
        .route("/v1/events", get(events::list))
        .route("/v1/events/trigger", post(events::trigger))
        .route("/v1/events/{id}", lists::one(Kind::Event))
}

/// A JSON answer, its bytes as they will be replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self { status: StatusCode::OK, body: body.into() }
    }

    pub(crate) fn created(body: impl Into<String>) -> Self {
        Self { status: StatusCode::CREATED, body: body.into() }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, [(header::CONTENT_TYPE, "application/json")], self.body).into_response()
    }
}

/// What a GET found. Fintoc's recorded answers carry an `ETag`; that it honours `If-None-Match` is nowhere said, so ours does
/// not.
#[derive(Debug)]
struct Found(String);

impl IntoResponse for Found {
    fn into_response(self) -> Response {
        let digest = hex::encode(Sha256::digest(&self.0));
        let tag = format!("W/\"{}\"", digest.get(..32).unwrap_or_default());
        (StatusCode::OK, [(header::CONTENT_TYPE, "application/json".to_owned()), (header::ETAG, tag)], self.0)
            .into_response()
    }
}

/// No such route: Fintoc answers JSON here too.
pub(crate) async fn unknown_route(method: Method, uri: Uri) -> ApiError {
    ApiError::unknown_route(&method, uri.path())
}

/// The route exists, the method does not.
pub(crate) async fn wrong_method(method: Method, uri: Uri) -> ApiError {
    ApiError::wrong_method(&method, uri.path())
}

/// Gives every answer the `X-Request-Id` that Fintoc's carry.
pub(crate) async fn request_id(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}
