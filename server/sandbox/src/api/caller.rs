//! Who calls: the key, the version, and how often.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::ApiError;
use crate::{Sandbox, clock, world::Account};

/// The versions Fintoc has published.
const VERSIONS: [&str; 4] = ["2021-03-23", "2023-11-15", "2025-08-13", "2026-02-01"];
/// v2 sessions and intents need this one. Our accounts are pinned to it, so a missing header means it.
const NEWEST: &str = "2026-02-01";
const NEEDS_NEWEST: [&str; 3] = ["/v2/checkout_sessions", "/v2/payment_intents", "/v2/setup_intents"];

/// An authenticated caller.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) account: Account,
}

impl FromRequestParts<Sandbox> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let account = authenticate(&parts.headers)?;
        let path = parts.uri.path();
        // What Fintoc does not have is not what it limits.
        let limited = path.starts_with("/v1/") || path.starts_with("/v2/");
        if limited && !sandbox.0.rate.admits(&account, clock::now()) {
            return Err(ApiError::too_many(sandbox.config().requests_per_second));
        }
        check_version(&parts.headers, path)?;
        Ok(Self { account })
    }
}

/// Fintoc's documentation sends the raw key, its Ruby SDK sends `Bearer`; both work there and here. One page of theirs shows
/// HTTP Basic and an integrator found that it does not work, so ours refuses it and says why.
fn authenticate(headers: &HeaderMap) -> Result<Account, ApiError> {
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
        _ if key.starts_with("sk_live_") => Err(ApiError::live_key()),
        _ if key.starts_with("pk_") => Err(ApiError::public_key(key)),
        _ => Err(ApiError::bad_key(key)),
    }
}

fn check_version(headers: &HeaderMap, path: &str) -> Result<(), ApiError> {
    let Some(sent) = headers.get("fintoc-version") else { return Ok(()) };
    let sent = sent.to_str().unwrap_or_default();
    if !VERSIONS.contains(&sent) {
        return Err(ApiError::bad_version(format!("Invalid API version: {sent}. Known: {}", VERSIONS.join(", "))));
    }
    if sent != NEWEST && NEEDS_NEWEST.iter().any(|needy| path.starts_with(needy)) {
        return Err(ApiError::bad_version(format!("{path} needs Fintoc-Version {NEWEST} or later, not {sent}")));
    }
    Ok(())
}
