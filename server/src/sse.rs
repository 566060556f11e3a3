//! Server-sent events: an open page hears how its ride or setup stands. Every message is the whole state, so a page that lost
//! the connection needs nothing but the next one.

use std::{convert::Infallible, time::Duration};

use app::{
    copy::Lang,
    pages::ride::{Back, picture, picture_key, sheet},
    site::Assets,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::stream;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use vuelta::{
    backstage::{About, Told, What},
    id::{RideId, RiderId, SetupId},
    ports::{Rides, Wallets},
    refusal::Trouble,
    rider::Rider,
};

use crate::{
    backend::Backend,
    live::{Changes, READ_AGAIN},
    site::Site,
    visit::Caller,
};

/// What an open page adds to its stream's address.
#[derive(Deserialize)]
pub struct Hint {
    /// The way the rider came back from the hosted page, so that the stream does not contradict the page.
    back: Option<String>,
    /// Which picture the page shows, so that it is sent another only when it needs one.
    #[serde(default)]
    map: String,
}

/// How long to wait at least for a phase that is due and that nobody has told yet.
const A_MOMENT: Duration = Duration::from_millis(250);

/// A page that keeps watching one thing.
struct Watch<T> {
    backend: Backend,
    stop: CancellationToken,
    changes: Changes,
    rider: RiderId,
    id: T,
    lang: Lang,
    back: Option<Back>,
    /// The picture on the page, and where pictures find the base map.
    map: String,
    assets: Assets,
    /// When something changes on the page without anything being written: a minute goes by.
    soon: Option<Duration>,
    /// What was said last, so that nothing is said twice.
    said: String,
    /// The number of the newest ride update that was told.
    told: i64,
    over: bool,
}

impl<T> Watch<T> {
    /// Watches `id`, which is told of under these names.
    fn new(site: Site, rider: Rider, lang: Lang, id: T, names: &[&str]) -> Self {
        Self {
            changes: site.backend.live.listen(names),
            backend: site.backend,
            stop: site.stop,
            rider: rider.id,
            id,
            lang,
            back: None,
            map: String::new(),
            assets: Assets { base: site.files.base() },
            soon: None,
            said: String::new(),
            told: 0,
            over: false,
        }
    }

    /// For backstage: an open page is told this.
    fn record(&self, about: About, told: Told) {
        self.backend.recorder.record(&self.rider, about, None, What::Told(told));
    }

    /// Waits for a change; `false` when the server stops.
    async fn wait(&self) -> bool {
        tokio::select! {
            () = self.changes.next() => true,
            () = tokio::time::sleep(self.soon.unwrap_or(READ_AGAIN)) => true,
            () = self.stop.cancelled() => false,
        }
    }
}

/// `GET /rides/{id}/live`.
pub async fn ride(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(hint): Query<Hint>,
) -> Response {
    let Some(rider) = caller.rider else { return StatusCode::NOT_FOUND.into_response() };
    let id = RideId::new(id);
    match site.backend.ride(&rider.id, &id).await {
        Ok(_) => {
            let back = hint.back.as_deref().and_then(Back::parse);
            let names = [id.to_string(), rider.id.to_string()];
            let watch = Watch::new(site, rider, caller.lang, id, &names.each_ref().map(String::as_str));
            open(stream::unfold(Watch { back, map: hint.map, ..watch }, next_sheet))
        }
        Err(trouble) => status(&trouble).into_response(),
    }
}

async fn next_sheet(mut watch: Watch<RideId>) -> Option<(Result<Event, Infallible>, Watch<RideId>)> {
    while !watch.over {
        let story = watch.backend.ride(&watch.rider, &watch.id).await.ok()?;
        let wallet = watch.backend.wallet(&watch.rider).await.ok()?;
        let number = story.updates.last().map_or(0, |update| update.number);
        let mut sheet = sheet(&story, &wallet, watch.lang, watch.back);
        let key = picture_key(&story);
        if key != watch.map {
            sheet.map = Some(picture(&story, watch.lang, &watch.assets));
            watch.map = key;
        }
        watch.soon = story.driven().filter(|_| story.goes_on()).map(|journey| journey.changes_in().max(A_MOMENT));
        watch.over = sheet.settled;
        let text = serde_json::to_string(&sheet).ok()?;
        if text != watch.said {
            watch.said.clone_from(&text);
            if number != watch.told {
                watch.told = number;
                let word = story.updates.last().map_or("", |update| update.news.word());
                let about = About { ride: Some(watch.id.clone()), ..About::default() };
                watch.record(about, Told { number, word: word.to_owned() });
            }
            return Some((Ok(Event::default().id(number.to_string()).data(text)), watch));
        }
        if !watch.over && !watch.wait().await {
            return None;
        }
    }
    None
}

/// `GET /wallet/setups/{id}/live`.
pub async fn setup(State(site): State<Site>, Extension(caller): Extension<Caller>, Path(id): Path<String>) -> Response {
    let Some(rider) = caller.rider else { return StatusCode::NOT_FOUND.into_response() };
    let id = SetupId::new(id);
    match site.backend.setup(&rider.id, &id).await {
        Ok(_) => {
            let name = id.to_string();
            open(stream::unfold(Watch::new(site, rider, caller.lang, id, &[&name]), settled))
        }
        Err(trouble) => status(&trouble).into_response(),
    }
}

async fn settled(mut watch: Watch<SetupId>) -> Option<(Result<Event, Infallible>, Watch<SetupId>)> {
    while !watch.over {
        let setup = watch.backend.setup(&watch.rider, &watch.id).await.ok()?;
        if setup.state.is_final() {
            watch.over = true;
            let about = About { setup: Some(watch.id.clone()), ..About::default() };
            watch.record(about, Told { number: 0, word: setup.state.as_str().to_owned() });
            return Some((Ok(Event::default().event("settled").data(setup.state.as_str())), watch));
        }
        if !watch.wait().await {
            return None;
        }
    }
    None
}

fn open(events: impl futures::Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

fn status(trouble: &Trouble) -> StatusCode {
    match trouble {
        Trouble::Refused(_) => StatusCode::NOT_FOUND,
        Trouble::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
