//! `/_sandbox/` for people: what is in the account of a key, and every control verb as a plain form. No script.
//!
//! Whoever types the key gets a seat: a random token in a cookie that stands for the account while the process lives. The key
//! itself is in no address, no log and no page. A form counts only when it comes from one of our own pages.

mod acts;
mod cells;
mod controls;
mod deliveries;
pub(crate) mod frame;
mod objects;
mod scenarios;
mod seats;
mod verbs;
mod visitor;
mod welcome;

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use maud::html;
use serde::Deserialize;

pub(crate) use seats::Seats;

use crate::{Sandbox, api::ApiError};
use frame::Room;
use visitor::Visitor;

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox", get(|| async { Redirect::permanent("/_sandbox/") }))
        .route("/_sandbox/", get(front))
        .route("/_sandbox/verbs", get(verbs::show))
        .route("/_sandbox/desk/sign-in", post(seats::sign_in))
        .route("/_sandbox/desk/sign-out", post(seats::sign_out))
        .route("/_sandbox/desk/objects/{kind}/{id}", get(objects::one))
        .route("/_sandbox/desk/deliveries", get(deliveries::list))
        .route("/_sandbox/desk/deliveries/{id}", get(deliveries::one))
        .route("/_sandbox/desk/deliveries/{id}/resend", post(acts::resend))
        .route("/_sandbox/desk/deliveries/{id}/retry", post(acts::retry))
        .route("/_sandbox/desk/scenarios", get(scenarios::show).post(acts::arm))
        .route("/_sandbox/desk/scenarios/clear", post(acts::clear))
        .route("/_sandbox/desk/scenarios/{id}/clear", post(acts::disarm))
        .route("/_sandbox/desk/clock", post(acts::clock))
        .route("/_sandbox/desk/settle", post(acts::settle))
        .route("/_sandbox/desk/pause", post(acts::pause))
        .route("/_sandbox/desk/resume", post(acts::resume))
        .route("/_sandbox/desk/settings", post(acts::settings))
        .route("/_sandbox/desk/reset", post(acts::reset))
        .route(frame::STYLESHEET, get(stylesheet))
        .route("/_sandbox/{*rest}", any(nowhere))
}

/// What any page takes: what was just done, to say so.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    done: Option<String>,
}

/// The account to whoever has a seat, and what this is to everybody else.
async fn front(State(sandbox): State<Sandbox>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    match Visitor::seated(&sandbox, &headers) {
        Some(visitor) => objects::show(&sandbox, &visitor, asked.done.as_deref()).await.into_response(),
        None => welcome::page(&sandbox, StatusCode::OK, None),
    }
}

/// No such address: a page for people, Fintoc's shape for programs.
async fn nowhere(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let reads_html = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !reads_html.contains("text/html") {
        return ApiError::unknown_route(&method, uri.path()).into_response();
    }
    let content = html! {
        h1 { "Nothing is here" }
        p { a href=(Room::Objects.path()) { "To the front page" } }
    };
    frame::respond(StatusCode::NOT_FOUND, frame::document("Nothing is here", Room::Objects, &content))
}

async fn stylesheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, include_str!("desk/desk.css")).into_response()
}
