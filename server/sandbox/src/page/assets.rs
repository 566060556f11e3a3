//! The page's one stylesheet and its one script.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

pub(super) async fn stylesheet() -> Response {
    asset("text/css; charset=utf-8", include_str!("bank.css"))
}

pub(super) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("page.js"))
}

fn asset(kind: &'static str, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_script_stays_small() {
        assert!(include_str!("page.js").len() <= 3 * 1024);
    }
}
