//! Frames. The stage shows the rider's pages in a phone, which is a frame of our own site; no other site may frame us, and the
//! hosted page is framed by nobody: its cookies would not come back with the browser.
//!
//! So a redirect that leaves our site is not followed in the phone. A page with one link takes its place, the link leads the
//! whole window to the bank, and whoever comes back from there is led to the stage, with their page in the phone. The stage
//! itself never stands in its own phone.

use app::forms::Reply;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use crate::{
    site::{Site, draw},
    visit::Caller,
};

/// That the rider's pages are looked at in the phone of the stage.
const ON_STAGE: &str = "on_stage";

/// Where the page stands that takes the bank's place in the phone.
const TO_BANK: &str = "/backstage/to-bank";

/// Whether a frame asks. A browser that does not say so asks for the whole window.
pub fn is_framed(headers: &HeaderMap) -> bool {
    destination(headers) == Some("iframe")
}

fn destination(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-dest")?.to_str().ok()
}

/// Keeps the bank out of the phone, and leads whoever comes back to the stage. Without backstage it does nothing.
pub async fn layer(
    State(site): State<Site>,
    axum::Extension(caller): axum::Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    if !caller.backstage {
        return next.run(request).await;
    }
    let (is_get, path) = (request.method() == Method::GET, request.uri().path().to_owned());
    let is_backstage = path.strip_prefix("/backstage").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if is_backstage && is_framed(request.headers()) {
        return Redirect::to(if caller.rider.is_some() { "/book" } else { "/" }).into_response();
    }
    if caller.rider.is_none() {
        return next.run(request).await;
    }
    match destination(request.headers()) {
        Some("iframe") => {
            note(&caller.session, true).await;
            let answer = next.run(request).await;
            match leaves(&answer) {
                Some(address) => draw(&site, &caller, TO_BANK, Some(Reply::ToBank { address })).await,
                None => answer,
            }
        }
        Some("document") if is_get && !is_backstage => {
            if note(&caller.session, false).await
                && let Some(stage) = back_on_stage(request.uri())
            {
                return Redirect::to(&stage).into_response();
            }
            next.run(request).await
        }
        _ => next.run(request).await,
    }
}

/// Notes whether the rider's pages are looked at in the phone, and tells whether they were.
async fn note(session: &Session, on_stage: bool) -> bool {
    let was = session.get(ON_STAGE).await.ok().flatten().unwrap_or(false);
    if was != on_stage {
        let noted = if on_stage {
            session.insert(ON_STAGE, true).await
        } else {
            session.remove::<bool>(ON_STAGE).await.map(|_| ())
        };
        if let Err(error) = noted {
            tracing::debug!(%error, "where the rider's pages are looked at could not be noted");
        }
    }
    was
}

/// The stage with that page in its phone, when the page is one that the bank leads back to.
fn back_on_stage(page: &Uri) -> Option<String> {
    let is_back = url::form_urlencoded::parse(page.query()?.as_bytes()).any(|(name, _)| name == "back");
    let at = page.path_and_query().filter(|_| is_back)?.as_str();
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("at", at).finish();
    Some(format!("/backstage?{query}"))
}

/// Where a redirect leads that leaves our site.
fn leaves(answer: &Response) -> Option<String> {
    let location = answer.headers().get(header::LOCATION)?.to_str().ok()?;
    let leaves = answer.status() == StatusCode::SEE_OTHER && !location.starts_with('/');
    leaves.then(|| location.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whoever_comes_back_from_the_bank_is_led_to_the_stage() {
        let to = |address: &'static str| back_on_stage(&Uri::from_static(address));
        assert_eq!(to("/rides/ride_1?back=ok").as_deref(), Some("/backstage?at=%2Frides%2Fride_1%3Fback%3Dok"));
        assert_eq!(
            to("/wallet?setup=s_1&back=cancel").as_deref(),
            Some("/backstage?at=%2Fwallet%3Fsetup%3Ds_1%26back%3Dcancel")
        );
        assert_eq!((to("/rides/ride_1"), to("/book?from=back"), to("/wallet?setup=s_1")), (None, None, None));
    }
}
