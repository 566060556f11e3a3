//! Whoever looks at a page, and the forms they press.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use url::{Url, form_urlencoded};

use super::frame::{self, Room};
use crate::{Sandbox, world::Account};

const LARGEST_FORM: usize = 64 << 10;

/// Somebody with a seat.
#[derive(Debug)]
pub(super) struct Visitor {
    pub(super) account: Account,
}

impl FromRequestParts<Sandbox> for Visitor {
    type Rejection = Redirect;

    /// Whoever has no seat is led to where they get one.
    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, Redirect> {
        Self::seated(sandbox, &parts.headers).ok_or_else(|| Redirect::to(Room::Objects.path()))
    }
}

/// What a form of ours sent. No `Debug`: one of them holds a key.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// A field that was filled in.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(field, _)| field == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

impl FromRequest<Sandbox> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, _: &Sandbox) -> Result<Self, Response> {
        if !is_ours(request.headers()) {
            return Err(refuse(StatusCode::FORBIDDEN, "This form was not sent from a page of this sandbox."));
        }
        let body = to_bytes(request.into_body(), LARGEST_FORM)
            .await
            .map_err(|_| refuse(StatusCode::PAYLOAD_TOO_LARGE, "This form is too large."))?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// Whether a form comes from one of our own pages. Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`; who says
/// neither is no browser, and has the verbs that take a key.
fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = text(header::ORIGIN).and_then(|origin| Url::parse(origin).ok());
    let authority = origin.as_ref().map(|origin| match (origin.host_str(), origin.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    });
    authority.is_some_and(|authority| text(header::HOST) == Some(authority.as_str()))
}

fn refuse(status: StatusCode, why: &str) -> Response {
    let content = html! {
        h1 { "That did not work" }
        p.note.note--bad role="alert" { (why) }
    };
    frame::respond(status, frame::document("That did not work", Room::Objects, &content)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_press() {
        for (sent, ours) in [
            (vec![("sec-fetch-site", "same-origin"), ("host", "x")], true),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "http://sandbox:1"), ("host", "sandbox:1")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("origin", "http://sandbox:1"), ("host", "sandbox:1")], true),
            (vec![("origin", "https://sandbox"), ("host", "sandbox")], true),
            (vec![("origin", "http://sandbox:2"), ("host", "sandbox:1")], false),
            (vec![("origin", "null"), ("host", "sandbox:1")], false),
            (vec![("host", "sandbox:1")], false),
        ] {
            let headers = sent.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            assert_eq!(is_ours(&headers), ours, "{sent:?}");
        }
    }
}
