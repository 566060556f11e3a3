//! For backstage: what a rider's browser asks of the app, once it is answered.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::Response,
};
use url::Url;
use vuelta::{
    backstage::{About, Asked, What},
    id::{RideId, SetupId},
};

use crate::{session_store, site::Site, visit::Caller};

/// The longest path that is kept.
const LONGEST: usize = 160;

/// What of a query is ours, and says nothing about anybody.
const OURS: [&str; 2] = ["back", "setup"];

/// Which page of ours an answer is about that leads elsewhere.
#[derive(Debug, Clone)]
pub struct Meant(pub String);

/// Records what is asked. The answer is as it was.
pub async fn layer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let Some((caller, asked)) = caller.zip(worth_recording(&request)) else { return next.run(request).await };
    let begun = site.backend.recorder.begin();
    let response = next.run(request).await;
    if begun.is_none() {
        return response;
    }
    // Whoever has just signed up or in is known only now.
    let rider = match caller.rider {
        Some(rider) => Some(rider.id),
        None => session_store::rider(&caller.session).await.ok().flatten(),
    };
    if let Some(rider) = rider {
        let leads_to = response.headers().get(header::LOCATION).and_then(leads_to);
        let meant = response.extensions().get::<Meant>().map(|meant| meant.0.clone());
        let pages = [Some(&asked.path), meant.as_ref(), leads_to.as_ref()];
        // What is not there, or is somebody else's, is nothing of this rider's.
        let about = if response.status() == StatusCode::NOT_FOUND { About::default() } else { about(pages) };
        let asked = Asked { status: response.status().as_u16(), leads_to, ..asked };
        site.backend.recorder.end(begun, &rider, about, What::Asked(asked));
    }
    response
}

/// Every form, and the pages that a rider pays on; nothing backstage, and no stream.
fn worth_recording(request: &Request) -> Option<Asked> {
    let path = request.uri().path();
    let is_page = path == "/book" || path == "/wallet" || ride(path).is_some_and(|rest| rest.is_empty());
    let is_ours = !path.starts_with("/backstage");
    let is_worth = match *request.method() {
        Method::GET => is_page,
        Method::POST => is_ours,
        _ => false,
    };
    let (method, path) = (request.method().to_string(), shown(request.uri()));
    is_worth.then_some(Asked { method, path, status: 0, leads_to: None })
}

/// What follows the id in the address of a page about a ride.
fn ride(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/rides/")?;
    Some(rest.split_once('/').map_or("", |(_, rest)| rest))
}

/// The path, and of the query what is ours.
fn shown(uri: &Uri) -> String {
    let path: String = uri.path().chars().take(LONGEST).collect();
    let plain =
        |value: &str| value.len() <= 64 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let ours: Vec<_> = pairs
        .filter(|(name, value)| OURS.contains(name) && plain(value))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if ours.is_empty() { path } else { format!("{path}?{}", ours.join("&")) }
}

/// A page of ours, or the origin of another site: its addresses may open something.
fn leads_to(location: &HeaderValue) -> Option<String> {
    let location = location.to_str().ok()?;
    match Url::parse(location) {
        Ok(elsewhere) => Some(elsewhere.origin().ascii_serialization()),
        Err(_) => location.parse::<Uri>().ok().map(|uri| shown(&uri)),
    }
}

/// The ride or setup that one of these pages is about.
fn about(pages: [Option<&String>; 3]) -> About {
    let find = |before: &str| {
        let found = pages.iter().flatten().filter_map(|page| page.split_once(before));
        found.map(|(_, rest)| rest.split(['/', '?', '&']).next().unwrap_or_default()).find(|id| !id.is_empty())
    };
    let setup = find("setup=").or_else(|| find("/setups/"));
    About { ride: find("/rides/").map(RideId::new), setup: setup.map(SetupId::new), ..About::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_what_is_ours_is_shown() {
        let address = |text: &str| shown(&text.parse().unwrap());
        assert_eq!(address("/rides/ride_1?back=ok&email=ana@example.cl"), "/rides/ride_1?back=ok");
        assert_eq!(address("/wallet?back=a%20b&setup=setup_1"), "/wallet?setup=setup_1");
        let elsewhere = HeaderValue::from_static("https://pay.fintoc.com/checkout/cs_1_sec_2?token=3");
        assert_eq!(leads_to(&elsewhere).as_deref(), Some("https://pay.fintoc.com"));
        assert_eq!(leads_to(&HeaderValue::from_static("/rides/ride_1")).as_deref(), Some("/rides/ride_1"));
    }

    #[test]
    fn a_click_is_about_the_ride_that_it_leads_to() {
        let (path, ride, setup) =
            ("/book".to_owned(), "/rides/ride_1?back=ok".to_owned(), "/wallet?setup=setup_1".to_owned());
        assert_eq!(about([Some(&path), None, Some(&ride)]).ride, Some(RideId::new("ride_1")));
        assert_eq!(about([Some(&path), Some(&setup), None]).setup, Some(SetupId::new("setup_1")));
        assert_eq!(about([Some(&path), None, None]), About::default());
    }
}
