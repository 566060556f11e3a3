//! The stage: its panes over SSE and once, and how large it is shown.

use std::{collections::HashMap, convert::Infallible, time::Duration};

use app::{
    copy::Lang,
    pages::backstage::stage::{Look, Pane, Scene},
};
use axum::{
    Extension, Form, Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::{get, post},
};
use futures::stream;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use vuelta::{id::RiderId, refusal::Trouble};

use crate::{
    backend::{Backend, incident::report},
    forms::{lead_to, preferences::own_address},
    live::Changes,
    recorder::moments_of,
    site::{Site, bare_trouble},
    visit::Caller,
};

/// What happens at once is shown at once: so long after the first change others may follow.
const GATHER: Duration = Duration::from_millis(20);

/// The addresses of the stage that are not pages.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/backstage/live", get(live))
        .route("/backstage/panes", get(panes))
        .route("/backstage/size", post(size))
}

/// What `POST /backstage/size` holds.
#[derive(Deserialize)]
struct SizeForm {
    size: String,
    #[serde(default)]
    back: String,
}

async fn size(Extension(caller): Extension<Caller>, Form(form): Form<SizeForm>) -> Response {
    match caller.show_large(form.size == "projector").await {
        Ok(()) => lead_to(own_address(&form.back)),
        Err(error) => bare_trouble(&report(&error)),
    }
}

/// `GET /backstage/panes`: all panes, once.
async fn panes(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(rider) = &caller.rider else { return StatusCode::NOT_FOUND.into_response() };
    match draw(&site.backend, &rider.id, caller.lang, &query).await {
        Ok(panes) => Json(HashMap::<_, _>::from_iter(panes)).into_response(),
        Err(trouble) => status(&trouble).into_response(),
    }
}

/// A stage that is open.
struct Watch {
    backend: Backend,
    stop: CancellationToken,
    changes: Changes,
    rider: RiderId,
    lang: Lang,
    query: HashMap<String, String>,
    /// What was sent last.
    said: Vec<Pane>,
}

/// `GET /backstage/live`: the panes that are others than before, whenever something happened.
async fn live(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(rider) = caller.rider else { return StatusCode::NOT_FOUND.into_response() };
    let names = [moments_of(&rider.id), rider.id.to_string(), query.get("ride").cloned().unwrap_or_default()];
    let changes = site.backend.live.listen(&names.each_ref().map(String::as_str));
    if let Err(trouble) = draw(&site.backend, &rider.id, caller.lang, &query).await {
        return status(&trouble).into_response();
    }
    let (backend, stop, lang) = (site.backend, site.stop, caller.lang);
    let watch = Watch { backend, stop, changes, rider: rider.id, lang, query, said: Vec::new() };
    let events = stream::unfold(watch, next);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

async fn next(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    loop {
        let panes = draw(&watch.backend, &watch.rider, watch.lang, &watch.query).await.ok()?;
        let changed: HashMap<_, _> =
            panes.iter().filter(|pane| !watch.said.contains(pane)).map(|(id, html)| (*id, html.as_str())).collect();
        if !changed.is_empty() {
            let event = Event::default().data(serde_json::to_string(&changed).ok()?);
            watch.said = panes;
            return Some((Ok(event), watch));
        }
        tokio::select! {
            () = watch.changes.next() => tokio::time::sleep(GATHER).await,
            () = watch.stop.cancelled() => return None,
        }
    }
}

async fn draw(
    backend: &Backend,
    rider: &RiderId,
    lang: Lang,
    query: &HashMap<String, String>,
) -> Result<Vec<Pane>, Trouble> {
    let look = Look::read(|name| query.get(name).cloned());
    Ok(Scene::look(backend, backend, rider, lang, look).await?.panes())
}

fn status(trouble: &Trouble) -> StatusCode {
    match trouble {
        Trouble::Refused(_) => StatusCode::NOT_FOUND,
        Trouble::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
