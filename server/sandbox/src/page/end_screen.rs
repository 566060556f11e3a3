//! The page is over: expired, done, failed. What is left is the way back.

use axum::{http::StatusCode, response::Response};
use maud::html;

use super::{Visit, frame, icons, progress::End, way_back};

pub(super) fn render(visit: &Visit, end: End<'_>) -> Response {
    let (title, sentence) = visit.language.end(end, visit.is_setup());
    let (tone, icon) = match end {
        End::Done => ("end end--good", icons::tick()),
        End::Undecided | End::Processing | End::Expired => ("end", icons::clock()),
        End::Failed(_) => ("end end--bad", icons::cross()),
    };
    let content = html! {
        div class=(tone) {
            (icon)
            h1 tabindex="-1" autofocus { (title) }
            p.mute { (sentence) }
        }
        a.go href=(way_back(&visit.session)) { (visit.language.back_to(&visit.merchant)) }
    };
    visit.respond(StatusCode::OK, frame::closing(visit, title, &content))
}
