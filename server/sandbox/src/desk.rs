//! `/_sandbox/` for people: what is in the account of a key, and every control verb as a plain form. No script.

pub(crate) mod frame;
mod welcome;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use crate::Sandbox;

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox", get(|| async { Redirect::permanent("/_sandbox/") }))
        .route("/_sandbox/", get(welcome::show))
        .route(frame::STYLESHEET, get(stylesheet))
}

async fn stylesheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, include_str!("desk/desk.css")).into_response()
}
