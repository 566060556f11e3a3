//! What somebody sees who has not shown a key: what this is, how to call it, and where to show one.

use axum::{http::StatusCode, response::Response};
use maud::html;

use super::frame::{self, Room};
use crate::Sandbox;

pub(super) fn page(sandbox: &Sandbox, status: StatusCode, wrong: Option<&str>) -> Response {
    let origin = sandbox.config().public_url.as_str().trim_end_matches('/').to_owned();
    let content = html! {
        div {
            h1 { "A stand-in for the Fintoc API" }
            p.lead { "It answers " code { "/v2" } " and " code { "/v1" } " as Fintoc documents them, shows the hosted checkout \
                      page, and signs and delivers webhooks. Any key that starts with " code { "sk_test_" } " is an account of \
                      its own." }
        }
        div.cols.cols--side {
            section.card {
                h2 { "Call it" }
                pre tabindex="0" aria-label="Commands" { code {
                    "export FINTOC_SECRET_KEY=sk_test_anything_you_like\n\n"
                    "curl -s " (origin) "/v2/checkout_sessions \\\n"
                    "  -H \"Authorization: $FINTOC_SECRET_KEY\" --json '{\n"
                    "  \"flow\": \"setup\", \"currency\": \"CLP\",\n"
                    "  \"customer_data\": {\"email\": \"ana@example.com\"},\n"
                    "  \"success_url\": \"http://127.0.0.1:3000/ok\",\n"
                    "  \"cancel_url\": \"http://127.0.0.1:3000/no\"}'"
                } }
                p { "Open the " code { "redirect_url" } " of the answer: that is the hosted page. Then make it fail, late, twice or \
                     out of order: " a href="/_sandbox/verbs" { "every control verb, with a curl line each" } "." }
            }
            section.card {
                h2 id="sign-in" { "Look inside an account" }
                form method="post" action="/_sandbox/desk/sign-in" aria-labelledby="sign-in" {
                    div.field {
                        label for="key" { "Secret key" }
                        input id="key" name="key" type="password" autocomplete="off" autocapitalize="none" spellcheck="false"
                            required placeholder="sk_test_…" aria-invalid=[wrong.map(|_| "true")]
                            aria-describedby=[wrong.map(|_| "key-wrong")] autofocus[wrong.is_some()];
                        @if let Some(wrong) = wrong { p.wrong id="key-wrong" { (wrong) } }
                        small { "It leads to its account and is forgotten: it is kept in no cookie, no address and no log." }
                    }
                    p.row { button.go { "Open" } }
                }
            }
        }
    };
    frame::respond(status, frame::document("What this is", Room::Objects, &content))
}
