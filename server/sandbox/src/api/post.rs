//! What a call brings along: the id in its address, its parameters, its idempotency key.

use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, Method, header, request::Parts},
};
use futures::StreamExt;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{ApiError, Caller, params::Params};
use crate::{Sandbox, world::Account};

const LONGEST_IDEMPOTENCY_KEY: usize = 255;
/// The largest body that is read. This bound and the next two are our choice: the sources are silent.
const LARGEST_BODY: usize = 1 << 20;
/// A larger one is still taken off the wire, up to here, so that the answer finds a caller that listens.
const LARGEST_DISCARDED: usize = 64 << 20;
/// How deep parameters may nest. Their documented shapes need four levels.
const DEEPEST: usize = 16;

/// The id in an address.
#[derive(Debug)]
pub(crate) struct Id(pub(crate) String);

impl FromRequestParts<Sandbox> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let read = Path::<String>::from_request_parts(parts, sandbox).await;
        read.map(|Path(id)| Self(id))
            .map_err(|_| ApiError::invalid("invalid_params", "id", "The id in the address is not text in UTF-8"))
    }
}

/// A call that changes something, with its parameters. Only a POST has an idempotency key: Fintoc takes it there and nowhere
/// else.
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

impl Post {
    pub(super) fn params(&self) -> Params<'_> {
        Params(&self.params)
    }

    /// Reads what an account sent.
    pub(super) fn read(account: Account, parts: &Parts, bytes: &[u8]) -> Result<Self, ApiError> {
        let key = if parts.method == Method::POST { idempotency_key(&parts.headers)? } else { None };
        let params = read_params(&parts.headers, bytes)?;
        let idempotency = key.map(|key| {
            let (method, path, body) = (&parts.method, parts.uri.path(), Value::Object(params.clone()));
            Idempotency { key, fingerprint: hex::encode(Sha256::digest(format!("{method} {path} {body}"))) }
        });
        Ok(Self { account, params, idempotency })
    }
}

impl FromRequest<Sandbox> for Post {
    type Rejection = ApiError;

    async fn from_request(request: Request, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let bytes = read_body(body).await;
        let caller = Caller::from_request_parts(&mut parts, sandbox).await?;
        Self::read(caller.account, &parts, &bytes?)
    }
}

/// Reads a body, of any call.
pub(super) async fn read_body(body: Body) -> Result<Vec<u8>, ApiError> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ApiError::invalid_json("The body broke off"))?;
        length = length.saturating_add(chunk.len());
        if length <= LARGEST_BODY {
            bytes.extend_from_slice(&chunk);
        } else if length > LARGEST_DISCARDED {
            break;
        }
    }
    if length > LARGEST_BODY { Err(ApiError::too_large(LARGEST_BODY)) } else { Ok(bytes) }
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
fn read_params(headers: &HeaderMap, bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    check_content_type(headers)?;
    let params = match serde_json::from_slice(bytes) {
        Ok(Value::Object(params)) => params,
        Ok(_) => return Err(ApiError::invalid_json("The body must be a JSON object")),
        Err(error) => return Err(ApiError::invalid_json(format!("The body is not JSON: {error}"))),
    };
    params.iter().try_for_each(|(name, value)| check(name, name, value, 1))?;
    Ok(params)
}

/// Fintoc speaks JSON and offers no forms. What it answers to one is not published; 400 is ours, because its table of errors
/// has no 415. A body without a type is taken for JSON.
fn check_content_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let sent = sent.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if sent == "application/json" || (sent.starts_with("application/") && sent.ends_with("+json")) {
        return Ok(());
    }
    Err(ApiError::invalid_json(format!("Send the body as JSON, with `Content-Type: application/json`, not {sent}")))
}

/// No NUL in any text, and no bottomless nesting: neither means anything to a bank, and both break what comes after.
fn check(param: &str, name: &str, value: &Value, depth: usize) -> Result<(), ApiError> {
    let wrong = |message: &str| Err(ApiError::invalid("invalid_params", param, format!("{param} {message}")));
    if name.contains('\0') || value.as_str().is_some_and(|text| text.contains('\0')) {
        return wrong("must not contain NUL characters");
    }
    if depth > DEEPEST {
        return wrong("is nested too deeply");
    }
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| check(param, "", item, depth + 1)),
        Value::Object(fields) => fields.iter().try_for_each(|(name, item)| check(param, name, item, depth + 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}
