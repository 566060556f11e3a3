//! What somebody sees who has not shown a key: what this is, and how to call it.

use axum::{extract::State, http::StatusCode, response::Response};
use maud::html;

use super::frame::{self, Room};
use crate::Sandbox;

pub(super) async fn show(State(sandbox): State<Sandbox>) -> Response {
    let origin = sandbox.config().public_url.as_str().trim_end_matches('/').to_owned();
    let content = html! {
        h1 { "A stand-in for the Fintoc API" }
        p.lead { "It answers " code { "/v2" } " and " code { "/v1" } " as Fintoc documents them, shows the hosted checkout page, and \
                  signs and delivers webhooks. Any key that starts with " code { "sk_test_" } " is an account of its own." }
        section.card {
            h2 { "Call it" }
            pre tabindex="0" { code {
                "export FINTOC_SECRET_KEY=sk_test_anything_you_like\n\n"
                "curl -s " (origin) "/v2/checkout_sessions -H \"Authorization: $FINTOC_SECRET_KEY\" -d '{\n"
                "  \"flow\": \"setup\", \"currency\": \"CLP\", \"customer_data\": {\"email\": \"ana@example.com\"},\n"
                "  \"success_url\": \"http://127.0.0.1:3000/ok\", \"cancel_url\": \"http://127.0.0.1:3000/no\"}'"
            } }
            p { "Open the " code { "redirect_url" } " of the answer." }
        }
    };
    frame::respond(StatusCode::OK, frame::document("What this is", Room::Objects, &content))
}
