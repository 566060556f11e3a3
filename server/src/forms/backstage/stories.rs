//! Doing a beat of a story in the rider's place, and beginning again at one.

use std::collections::HashMap;

use axum::{
    Extension, Router,
    extract::{Path, Query, State},
    response::Response,
    routing::post,
};
use vuelta::backstage::stories::{Story, Stuck};

use super::{
    super::lead_to,
    people::{rider, sign_in},
};
use crate::{site::Site, visit::Caller};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/backstage/stories/{story}/{beat}/do", post(play))
        .route("/backstage/stories/{story}/{beat}/reset", post(reset))
        .route("/backstage/rehearsal", post(rehearse))
}

/// `POST /backstage/stories/{story}/{beat}/do`: does the beat, and leads to the next; with `?stage`, to the next on the stage.
async fn play(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((story, number)): Path<(String, usize)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(story) = Story::parse(&story) else { return lead_to("/backstage/stories") };
    let on_stage = query.contains_key("stage");
    let address = |number| if on_stage { story.on_stage(number) } else { story.address(number) };
    let Some(beat) = story.beat(number) else { return lead_to(&address(1)) };
    let played = async {
        let plays = site.backend.play(rider(&caller), beat).await?;
        stay(&caller, plays).await
    };
    match played.await {
        Ok(()) => lead_to(&address(number.saturating_add(1))),
        Err(stuck) => say(story, number, &address(number), &stuck),
    }
}

/// `POST /backstage/stories/{story}/{beat}/reset`: a fresh rider, for whom the beats before were done.
async fn reset(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((story, number)): Path<(String, usize)>,
) -> Response {
    let Some(story) = Story::parse(&story) else { return lead_to("/backstage/stories") };
    let number = number.clamp(1, story.beats().len().saturating_add(1));
    let begun = async {
        let fresh = site.backend.begin_at(story, number, rider(&caller)).await?;
        stay(&caller, fresh).await
    };
    match begun.await {
        Ok(()) => lead_to(&story.address(number)),
        Err(stuck) => say(story, number, &story.address(number), &stuck),
    }
}

/// `POST /backstage/rehearsal`: plays every story, and leads to what came of it.
async fn rehearse(State(site): State<Site>) -> Response {
    match site.backend.rehearse().await {
        Ok(rehearsal) => lead_to(&format!("/backstage/stories?rehearsal={rehearsal}")),
        Err(stuck) => lead_to(&format!("/backstage/stories?stuck={}", stuck.as_str())),
    }
}

/// Signs in whoever rides from now on, if that is somebody else.
async fn stay(caller: &Caller, plays: vuelta::id::RiderId) -> Result<(), Stuck> {
    if rider(caller) != Some(&plays) {
        sign_in(caller, &plays).await?;
    }
    Ok(())
}

fn say(story: Story, number: usize, at: &str, stuck: &Stuck) -> Response {
    tracing::info!(story = story.as_str(), number, error = %stuck, "a beat was not done");
    let and = if at.contains('?') { '&' } else { '?' };
    lead_to(&format!("{at}{and}stuck={}", stuck.as_str()))
}
