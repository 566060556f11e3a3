//! Who calls, and with what: the key, the version, the body.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use bytes::Bytes;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::ApiError;
use crate::{Sandbox, world::Account};

/// The versions Fintoc has published.
const VERSIONS: [&str; 4] = ["2021-03-23", "2023-11-15", "2025-08-13", "2026-02-01"];
/// v2 sessions and intents need this one. Our accounts are pinned to it, so a missing header means it.
const NEWEST: &str = "2026-02-01";
const LONGEST_IDEMPOTENCY_KEY: usize = 255;

/// An authenticated caller.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) account: Account,
}

impl FromRequestParts<Sandbox> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Sandbox) -> Result<Self, ApiError> {
        let account = authenticate(&parts.headers)?;
        check_version(&parts.headers, parts.uri.path())?;
        Ok(Self { account })
    }
}

/// A POST (or PATCH) with its parameters.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) account: Account,
    pub(crate) params: Map<String, Value>,
    pub(crate) idempotency: Option<Idempotency>,
}

/// What makes a request the same request.
#[derive(Debug, Clone)]
pub(crate) struct Idempotency {
    pub(crate) key: String,
    /// Method, path and parameters; the order of the parameters does not matter.
    pub(crate) fingerprint: String,
}

impl FromRequest<Sandbox> for Post {
    type Rejection = ApiError;

    async fn from_request(request: Request, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, sandbox).await?;
        let key = idempotency_key(&parts.headers)?;
        let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
        let bytes = Bytes::from_request(Request::from_parts(parts, body), sandbox)
            .await
            .map_err(|rejection| ApiError::invalid_json(rejection.body_text()))?;
        let params = read_params(&bytes)?;
        let idempotency = key.map(|key| {
            let body = Value::Object(params.clone());
            Idempotency { key, fingerprint: hex::encode(Sha256::digest(format!("{method} {path} {body}"))) }
        });
        Ok(Self { account: caller.account, params, idempotency })
    }
}

/// Fintoc's documentation sends the raw key, its Ruby SDK sends `Bearer`; both work there and here. One page of theirs shows
/// HTTP Basic and an integrator found that it does not work, so ours refuses it and says why.
pub(super) fn authenticate(headers: &HeaderMap) -> Result<Account, ApiError> {
    let sent = headers
        .get(header::AUTHORIZATION)
        .ok_or_else(|| ApiError::unauthenticated("No API key: send it in the Authorization header"))?;
    let sent = sent.to_str().unwrap_or_default().trim();
    if sent.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic ")) {
        return Err(ApiError::unauthenticated(
            "HTTP Basic is not accepted: send `Authorization: <secret key>`, without a scheme",
        ));
    }
    let key = match sent.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("bearer ") => sent.get(7..).unwrap_or_default().trim(),
        _ => sent,
    };
    match key.strip_prefix("sk_test_") {
        Some(rest) if !rest.is_empty() => Ok(Account::of_key(key)),
        _ => Err(ApiError::bad_key(key)),
    }
}

fn check_version(headers: &HeaderMap, path: &str) -> Result<(), ApiError> {
    let Some(sent) = headers.get("fintoc-version") else { return Ok(()) };
    let sent = sent.to_str().unwrap_or_default();
    if !VERSIONS.contains(&sent) {
        return Err(ApiError::bad_version(format!("Invalid API version: {sent}. Known: {}", VERSIONS.join(", "))));
    }
    let needs_newest = path.starts_with("/v2/checkout_sessions") || path.starts_with("/v2/payment_intents");
    if needs_newest && sent != NEWEST {
        return Err(ApiError::bad_version(format!("{path} needs Fintoc-Version {NEWEST} or later, not {sent}")));
    }
    Ok(())
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(sent) = headers.get("idempotency-key") else { return Ok(None) };
    match sent.to_str() {
        Ok(key) if (1..=LONGEST_IDEMPOTENCY_KEY).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(ApiError::invalid(
            "invalid_string_size",
            "Idempotency-Key",
            format!("Idempotency-Key must have 1 to {LONGEST_IDEMPOTENCY_KEY} characters"),
        )),
    }
}

/// An empty body is no parameters: `expire` and `cancel` take none.
fn read_params(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(params)) => Ok(params),
        Ok(_) => Err(ApiError::invalid_json("The body must be a JSON object")),
        Err(error) => Err(ApiError::invalid_json(format!("The body is not JSON: {error}"))),
    }
}
