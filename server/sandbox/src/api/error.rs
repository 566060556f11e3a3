//! Errors in Fintoc's shape: `{"error": {type, code, message, param, doc_url}}`.

use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::Answer;
use crate::world::WorldError;

/// An answer that is not what was asked for. The codes are those of Fintoc's SDKs, except where a constructor says that the
/// word is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    status: StatusCode,
    kind: &'static str,
    code: &'static str,
    message: String,
    param: Option<String>,
}

const INVALID_REQUEST: &str = "invalid_request_error";
/// What v1 has too, and this sandbox has in v2 only.
const MOVED_TO_V2: [&str; 2] = ["checkout_sessions", "payment_intents"];
const AUTHENTICATION: &str = "authentication_error";

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, code, message: message.into(), param: None }
    }

    /// 400 about one parameter.
    pub(crate) fn invalid(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        let error = Self::new(StatusCode::BAD_REQUEST, INVALID_REQUEST, code, message);
        Self { param: Some(param.to_owned()), ..error }
    }

    pub(crate) fn missing(param: &str) -> Self {
        Self::invalid("missing_parameter", param, format!("Missing required param: {param}"))
    }

    pub(crate) fn invalid_json(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, INVALID_REQUEST, "invalid_json", message)
    }

    /// 401. The message shows the first characters of the key, as Fintoc's does.
    pub(crate) fn bad_key(key: &str) -> Self {
        let shown: String = key.chars().take(10).collect();
        Self::unauthenticated(format!("Invalid API Key: {shown}********"))
    }

    pub(crate) fn unauthenticated(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, AUTHENTICATION, "invalid_api_key", message)
    }

    /// 401. Everything here is test.
    pub(crate) fn live_key() -> Self {
        let message = "This sandbox has no live mode: use a key that starts with sk_test_";
        Self::new(StatusCode::UNAUTHORIZED, AUTHENTICATION, "invalid_api_key_mode", message)
    }

    /// 401. A public key opens the widget in a browser and nothing else.
    pub(crate) fn public_key(key: &str) -> Self {
        let shown: String = key.chars().take(10).collect();
        Self::unauthenticated(format!(
            "Invalid API Key: {shown}******** is a public key; use the secret one, sk_test_…"
        ))
    }

    pub(crate) fn bad_version(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, INVALID_REQUEST, "invalid_api_version", message)
    }

    /// 404 for an object that is not there, or is another account's: the two look alike on purpose.
    pub(crate) fn not_found(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, INVALID_REQUEST, "missing_resource", format!("No such {kind}: {id}"))
    }

    /// 404. Guides mix the two generations of paths, so a v1 path that lives on in v2 is answered with where it went.
    pub(crate) fn unknown_route(method: &Method, path: &str) -> Self {
        let moved = path.strip_prefix("/v1/").filter(|rest| MOVED_TO_V2.iter().any(|kept| rest.starts_with(kept)));
        let hint = moved.map(|rest| format!(". This sandbox serves /v2/{rest}")).unwrap_or_default();
        let message = format!("Unrecognized request URL ({method}: {path}){hint}");
        Self::new(StatusCode::NOT_FOUND, INVALID_REQUEST, "invalid_url", message)
    }

    pub(crate) fn wrong_method(method: &Method, path: &str) -> Self {
        let message = format!("{method} is not allowed for {path}");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, INVALID_REQUEST, "operation_not_allowed", message)
    }

    /// 409. The code words of conflicts are ours: Fintoc publishes the status only.
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, INVALID_REQUEST, code, message)
    }

    pub(crate) fn not_supported(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        let error = Self::new(StatusCode::UNPROCESSABLE_ENTITY, INVALID_REQUEST, code, message);
        Self { param: Some(param.to_owned()), ..error }
    }

    /// 429, without `Retry-After`: Fintoc documents none, and tells clients to wait 1, 2, 4, 8 and 16 seconds.
    pub(crate) fn too_many(per_second: u32) -> Self {
        let message = format!("Too many requests: this account may make {per_second} a second");
        Self::new(StatusCode::TOO_MANY_REQUESTS, INVALID_REQUEST, "rate_limit_exceeded", message)
    }

    /// 413. Status and code word are ours: the sources name no bound.
    pub(crate) fn too_large(most: usize) -> Self {
        let message = format!("The body is larger than {most} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, INVALID_REQUEST, "body_too_large", message)
    }

    fn internal() -> Self {
        let message = "The sandbox failed; its log says why";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "internal_server_error", message)
    }

    /// The error as it is answered, stored and replayed.
    pub(crate) fn answer(&self) -> Answer {
        let body = json!({
            "error": {
                "type": self.kind,
                "code": self.code,
                "message": self.message,
                "param": self.param,
                "doc_url": format!("https://docs.fintoc.com/reference/errors#{}", self.code.replace('_', "-")),
            }
        });
        Answer { status: self.status, body: body.to_string() }
    }
}

impl From<WorldError> for ApiError {
    fn from(error: WorldError) -> Self {
        let cause: &dyn std::error::Error = &error;
        tracing::error!(error = cause, "the sandbox could not answer");
        Self::internal()
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        WorldError::from(error).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.answer().into_response()
    }
}
