//! The API as Fintoc documents it: paths, status codes, error shape, paging, idempotency.

mod caller;
mod checkout_sessions;
mod customers;
pub(crate) mod error;
mod events;
mod job;
mod lists;
mod params;
mod payment_intents;
mod payment_methods;
mod setup_intents;
mod webhook_endpoints;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{get, post},
};

pub(crate) use caller::{Caller, Post};
pub(crate) use error::ApiError;

use crate::Sandbox;

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/v2/checkout_sessions", get(checkout_sessions::list).post(checkout_sessions::create))
        .route("/v2/checkout_sessions/{id}", get(checkout_sessions::read))
        .route("/v2/checkout_sessions/{id}/expire", post(checkout_sessions::expire))
        .route("/v2/customers", get(customers::list).post(customers::create))
        .route("/v2/customers/{id}", get(customers::read))
        .route("/v2/payment_methods", get(payment_methods::list))
        .route("/v2/payment_methods/{id}", get(payment_methods::read))
        .route("/v2/payment_methods/{id}/cancel", post(payment_methods::cancel))
        .route("/v2/payment_intents", get(payment_intents::list).post(payment_intents::create))
        .route("/v2/payment_intents/{id}", get(payment_intents::read))
        .route("/v2/setup_intents/{id}", get(setup_intents::read))
        .route("/v1/webhook_endpoints", get(webhook_endpoints::list).post(webhook_endpoints::create))
        .route(
            "/v1/webhook_endpoints/{id}",
            get(webhook_endpoints::read).patch(webhook_endpoints::update).delete(webhook_endpoints::delete),
        )
        .route("/v1/events", get(events::list))
        .route("/v1/events/{id}", get(events::read))
        .route("/v2/events", get(events::list))
        .route("/v2/events/{id}", get(events::read))
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
