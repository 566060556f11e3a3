//! What this sandbox claims about Fintoc: every field, every call and every rule, each with its source and how sure it is.
//!
//! The tables are the only place where that is written down. The OpenAPI description and the page for people are both made of
//! them, and the tests hold them against what the sandbox really answers.

mod events;
mod evidence;
mod gaps;
mod objects;
mod oddities;
mod openapi;
mod operations;
mod outcomes;
mod page;
mod rules;
mod schema;
mod sources;

use std::sync::{Arc, LazyLock, OnceLock};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;

use crate::{
    Sandbox,
    desk::frame::{self, Room},
};

/// Open to everybody: nothing here is about an account.
pub(crate) fn router() -> Router<Sandbox> {
    let written = Arc::new(OnceLock::new());
    Router::new()
        .route(
            "/_sandbox/openapi.json",
            get(move |State(sandbox): State<Sandbox>| async move { description(&sandbox, &written) }),
        )
        .route("/_sandbox/conformance", get(page))
}

/// The description names the address of this sandbox, so each writes its own, once.
fn description(sandbox: &Sandbox, written: &OnceLock<Bytes>) -> Response {
    let json = written.get_or_init(|| openapi::document(&sandbox.config().public_url).to_string().into());
    ([(header::CONTENT_TYPE, "application/json")], json.clone()).into_response()
}

async fn page() -> Response {
    static PAGE: LazyLock<maud::PreEscaped<String>> =
        LazyLock::new(|| frame::document("Conformance", Room::Conformance, &page::content()));
    frame::respond(StatusCode::OK, PAGE.clone())
}
