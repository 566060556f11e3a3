//! The page's one stylesheet.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

pub(super) async fn stylesheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, include_str!("bank.css")).into_response()
}
