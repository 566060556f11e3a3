//! Somebody who looks on: one `Exchange` for every request that left, retries included.

use std::time::Duration;

use serde_json::Value;

/// Told about every exchange, on the task that made it: be quick, and hand over slow work.
pub trait Observer: Send + Sync {
    /// One request and what came back.
    fn exchanged(&self, exchange: &Exchange);
}

/// One request and its answer, redacted: no key, no names, no whole account numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: String,
    /// Path and query, without the host.
    pub path: String,
    /// The HTTP status; `None` when there was no answer.
    pub status: Option<u16>,
    /// From the first byte sent to the last received, or to the failure.
    pub duration: Duration,
    /// `X-Request-Id`.
    pub request_id: Option<String>,
    /// `Idempotency-Key`, on a POST.
    pub idempotency_key: Option<String>,
    /// 0 for the first try of a call.
    pub attempt: usize,
    /// The headers sent, those that may be shown; in the place of the key stands the name of the setting that holds it.
    pub request_headers: Vec<(String, String)>,
    /// The body sent, redacted.
    pub request: Option<Value>,
    /// The headers received, those that may be shown.
    pub response_headers: Vec<(String, String)>,
    /// The body received, redacted; `None` when it was not JSON.
    pub response: Option<Value>,
    /// Why there was no readable answer, in words.
    pub failure: Option<String>,
}
