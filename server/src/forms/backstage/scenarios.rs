//! Arming and clearing scenarios, moving the clock, and what the pages' modules ask for.

use std::{collections::BTreeMap, convert::Infallible};

use app::{
    copy::Lang,
    forms::Reply,
    pages::backstage::{Listed, chips, palette, verbs},
};
use axum::{
    Extension, Form, Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{
        Html, IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::{get, post},
};
use futures::stream;
use leptos::prelude::{AnyView, Owner, RenderHtml};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use vuelta::{
    backstage::{Arming, Jump, Lasts, Scenario, Scenarios, Time},
    history::Wanted,
    id::{MethodId, RiderId},
    ports::Rides,
    refusal::{Refusal, Trouble},
};

use crate::{
    backend::Backend,
    forms::{again, lead_to, rider},
    live::{Changes, READ_AGAIN},
    recorder::moments_of,
    site::{Site, draw, page},
    visit::Caller,
};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/backstage/scenarios", get(page).post(arm))
        .route("/backstage/scenarios/clear", post(clear))
        .route("/backstage/scenarios/{id}/clear", post(disarm))
        .route("/backstage/methods/{id}/disconnect", post(disconnect))
        .route("/backstage/clock", post(pull))
        .route("/backstage/chips/live", get(chips_live))
        .route("/backstage/palette", get(show_palette))
        .route("/backstage/verbs.json", get(list_verbs))
}

/// Where a form leads back to.
#[derive(Debug, Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

impl Back {
    /// One of the pages backstage, whatever the form says.
    fn page(&self) -> &str {
        let plain = self.back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let rest = self.back.strip_prefix("/backstage");
        let known = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        if plain && known { &self.back } else { "/backstage/scenarios" }
    }

    /// There, with what was done.
    fn lead(&self, done: &str) -> Response {
        let page = self.page();
        let joint = if page.contains('?') { '&' } else { '?' };
        lead_to(&format!("{page}{joint}done={done}"))
    }
}

/// An address that no page has: what is drawn there says that there is nothing.
const NOWHERE: &str = "/backstage/nowhere";

/// Leads back, or shows the page again with why not.
async fn answer(site: &Site, caller: &Caller, back: &Back, done: &str, outcome: Result<(), Trouble>) -> Response {
    match outcome {
        Ok(()) => back.lead(done),
        Err(Trouble::Refused(Refusal::NotFound)) => draw(site, caller, NOWHERE, None).await,
        Err(trouble) => again(site, caller, back.page(), trouble, |refusal| Reply::Backstage { refusal }).await,
    }
}

/// `POST /backstage/scenarios`: what the form of a scenario holds, each setting under its name.
async fn arm(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(mut fields): Form<BTreeMap<String, String>>,
) -> Response {
    let back = Back { back: fields.remove("back").unwrap_or_default() };
    let armed = async {
        let arming = read(fields)?;
        // It shows as armed, once it is, on the page that this leads to.
        site.backend.arm(&rider(&caller)?, &arming).await
    };
    let outcome = armed.await;
    if let (Ok(()), Some(rider)) = (&outcome, &caller.rider) {
        site.backend.live.changed(&moments_of(&rider.id));
    }
    answer(&site, &caller, &back, "armed", outcome).await
}

fn read(mut fields: BTreeMap<String, String>) -> Result<Arming, Refusal> {
    let scenario = fields.remove("scenario").as_deref().and_then(Scenario::parse).ok_or(Refusal::NotFound)?;
    let lasts = fields.remove("lasts").filter(|word| !word.is_empty());
    let lasts = match lasts {
        Some(word) => {
            Lasts::parse(&word).ok_or_else(|| Refusal::Control { says: "lasts: next, until_cleared".into() })?
        }
        None => Lasts::Once,
    };
    let method = fields.remove("account").filter(|id| !id.is_empty()).map(MethodId::new);
    let unknown = fields.keys().find(|name| !scenario.parameters().iter().any(|parameter| parameter.name == **name));
    match unknown {
        Some(name) => Err(Refusal::Control { says: format!("{name}?") }),
        None => Ok(Arming { scenario, lasts, method, parameters: fields }),
    }
}

/// `POST /backstage/scenarios/{id}/clear`.
async fn disarm(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(back): Form<Back>,
) -> Response {
    let outcome = async { site.backend.disarm(&rider(&caller)?, &id).await };
    answer(&site, &caller, &back, "cleared", outcome.await).await
}

/// `POST /backstage/scenarios/clear`.
async fn clear(State(site): State<Site>, Extension(caller): Extension<Caller>, Form(back): Form<Back>) -> Response {
    let outcome = async { site.backend.clear(&rider(&caller)?).await };
    answer(&site, &caller, &back, "cleared", outcome.await).await
}

/// `POST /backstage/methods/{id}/disconnect`.
async fn disconnect(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(back): Form<Back>,
) -> Response {
    let outcome = async { site.backend.disconnect(&rider(&caller)?, &MethodId::new(id)).await };
    answer(&site, &caller, &back, "cut", outcome.await).await
}

/// What `POST /backstage/clock` holds.
#[derive(Debug, Deserialize)]
struct ClockForm {
    #[serde(default)]
    jump: String,
    #[serde(flatten)]
    back: Back,
}

/// `POST /backstage/clock`.
async fn pull(State(site): State<Site>, Extension(caller): Extension<Caller>, Form(form): Form<ClockForm>) -> Response {
    let outcome = async {
        let known = || Jump::ALL.map(Jump::as_str).join(", ");
        let jump = Jump::parse(&form.jump).ok_or_else(|| Refusal::Control { says: format!("jump: {}", known()) })?;
        site.backend.pull(&rider(&caller)?, jump).await.map(drop)
    };
    answer(&site, &caller, &form.back, "moved", outcome.await).await
}

/// A page whose chips follow what is armed.
struct Watch {
    backend: Backend,
    stop: CancellationToken,
    changes: Changes,
    rider: RiderId,
    lang: Lang,
    back: Back,
    said: String,
}

/// `GET /backstage/chips/live`: the chips whole, whenever they change.
async fn chips_live(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Query(back): Query<Back>,
) -> Response {
    let Some(rider) = caller.rider else { return StatusCode::NOT_FOUND.into_response() };
    let watch = Watch {
        changes: site.backend.live.listen(&[&moments_of(&rider.id), rider.id.as_str()]),
        backend: site.backend,
        stop: site.stop,
        rider: rider.id,
        lang: caller.lang,
        back,
        said: String::new(),
    };
    Sse::new(stream::unfold(watch, next_chips)).keep_alive(KeepAlive::default()).into_response()
}

async fn next_chips(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    loop {
        let board = watch.backend.board(&watch.rider).await.ok()?;
        let html = html(|| chips(watch.lang, Some(&board), watch.back.page(), true));
        if html != watch.said {
            watch.said.clone_from(&html);
            return Some((Ok(Event::default().data(html)), watch));
        }
        tokio::select! {
            () = watch.changes.next() => {}
            () = tokio::time::sleep(READ_AGAIN) => {}
            () = watch.stop.cancelled() => return None,
        }
    }
}

/// `GET /backstage/palette`.
async fn show_palette(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let (mut reach, mut rides) = (None, Vec::new());
    if let Some(rider) = &caller.rider {
        reach = site.backend.board(&rider.id).await.ok().map(|board| board.reach);
        rides =
            site.backend.history(&rider.id, Wanted::default()).await.map(|history| history.rides).unwrap_or_default();
    }
    Html(html(|| palette(caller.lang, reach, &rides))).into_response()
}

fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

/// `GET /backstage/verbs.json`.
async fn list_verbs(Extension(caller): Extension<Caller>) -> Json<Vec<Listed>> {
    Json(verbs(caller.lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_a_page_backstage_and_nowhere_else() {
        for back in ["/backstage", "/backstage?ride=ride_1", "/backstage/webhooks"] {
            assert_eq!(Back { back: back.to_owned() }.page(), back);
        }
        for back in ["", "/book", "//evil.example", "/backstage.evil", "/backstage\n", "https://evil.example/backstage"]
        {
            assert_eq!(Back { back: back.to_owned() }.page(), "/backstage/scenarios", "{back:?}");
        }
    }

    #[test]
    fn what_a_scenario_does_not_take_is_refused() {
        let fields = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(read(fields(&[("scenario", "earthquake")])), Err(Refusal::NotFound));
        let strange = read(fields(&[("scenario", "decline"), ("customer", "cus_1")]));
        assert_eq!(strange, Err(Refusal::Control { says: "customer?".to_owned() }));
        assert!(read(fields(&[("scenario", "decline"), ("reason", "user_left"), ("lasts", "")])).is_ok());
    }
}
