//! Everything is approved and the bank takes its time. The page asks again by itself when the answer is there.

use axum::{http::StatusCode, response::Response};
use maud::html;

use super::{Visit, frame, icons};

pub(super) fn render(visit: &Visit) -> Response {
    let texts = visit.language.texts();
    let content = html! {
        div.end {
            (icons::clock())
            h1 tabindex="-1" autofocus { (texts.waiting_title) }
            p.mute role="status" { (texts.waiting) }
        }
        a.no href=(format!("/checkout/{}", visit.session.id())) { (texts.refresh) }
    };
    let onward = frame::onward(visit);
    visit.respond(StatusCode::OK, frame::closing(visit, texts.waiting_title, onward.as_ref(), &content))
}
