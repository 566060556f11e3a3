//! The log backstage: what it is told while it is open, and the files to take away.

use std::{convert::Infallible, time::Duration};

use app::pages::backstage::handover;
use axum::{
    Extension, Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::get,
};
use futures::stream;
use jiff::Timestamp;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use vuelta::{
    backstage::handover::Handover,
    id::{MomentId, RideId},
    refusal::{Refusal, Trouble},
    rider::Rider,
};

use crate::{
    backend::Backend,
    live::Changes,
    recorder::moments_of,
    site::{Site, bare_trouble, draw},
    visit::Caller,
};

/// The addresses.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/backstage/calls/live", get(live))
        .route("/backstage/handover.html", get(page))
        .route("/backstage/handover.json", get(data))
}

/// A log that is open somewhere.
struct Watch {
    backend: Backend,
    stop: CancellationToken,
    changes: Changes,
    rider: Rider,
    said: Option<MomentId>,
}

/// `GET /backstage/calls/live`: the id of the newest moment, whenever there is another.
async fn live(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let Some(rider) = caller.rider else { return StatusCode::NOT_FOUND.into_response() };
    let changes = site.backend.live.listen(&[&moments_of(&rider.id)]);
    let watch = Watch { changes, backend: site.backend, stop: site.stop, rider, said: None };
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    Sse::new(stream::unfold(watch, newest)).keep_alive(keep_alive).into_response()
}

async fn newest(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    loop {
        let newest = watch.backend.newest_moment(&watch.rider).await.ok()?;
        if newest.is_some() && newest != watch.said {
            watch.said = newest;
            let event = Event::default().data(watch.said.as_ref().map_or("", MomentId::as_str));
            return Some((Ok(event), watch));
        }
        tokio::select! {
            () = watch.changes.next() => {}
            () = watch.stop.cancelled() => return None,
        }
    }
}

/// Of what.
#[derive(Deserialize)]
struct Wanted {
    /// One ride; otherwise all that happened.
    ride: Option<String>,
}

/// `GET /backstage/handover.html`.
async fn page(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match taken(&site, &caller, wanted, "html").await {
        Ok(taken) => {
            let html = handover(caller.lang, &taken);
            let policy = "default-src 'none'; style-src 'unsafe-inline'";
            ([(header::CONTENT_SECURITY_POLICY, policy)], file(&taken, "html", "text/html; charset=utf-8", html))
                .into_response()
        }
        Err(trouble) => untaken(&site, &caller, &trouble).await,
    }
}

/// `GET /backstage/handover.json`.
async fn data(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match taken(&site, &caller, wanted, "json").await {
        Ok(taken) => {
            let json = serde_json::to_string_pretty(&taken).unwrap_or_default();
            file(&taken, "json", "application/json; charset=utf-8", json)
        }
        Err(trouble) => untaken(&site, &caller, &trouble).await,
    }
}

async fn taken(site: &Site, caller: &Caller, wanted: Wanted, format: &str) -> Result<Handover, Trouble> {
    let rider = caller.rider.as_ref().ok_or(Refusal::NotFound)?;
    let ride = wanted.ride.filter(|ride| !ride.is_empty()).map(RideId::new);
    site.backend.hand_over(rider, ride.as_ref(), format).await
}

/// There is nothing of that rider's to take, or we cannot.
async fn untaken(site: &Site, caller: &Caller, trouble: &Trouble) -> Response {
    match trouble {
        Trouble::Refused(_) => draw(site, caller, "/backstage/handover", None).await,
        Trouble::Busy | Trouble::Internal(_) => bare_trouble(trouble),
    }
}

/// A file to be kept, named after the minute it was made in.
fn file(taken: &Handover, ending: &str, kind: &'static str, body: String) -> Response {
    let made = Timestamp::from_millisecond(taken.made_at.millis()).unwrap_or_default();
    let name = format!("attachment; filename=\"vuelta-{}.{ending}\"", made.strftime("%Y%m%d-%H%M"));
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}
