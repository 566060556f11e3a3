//! `/v2/events`: what happened, for whoever missed the webhook. The reference lists events there, with cursors; `/v1/events`
//! answers too, because the trigger of test events is there.

use axum::extract::State;

use super::{
    Answer, ApiError, Post, job,
    lists::{Asked, Page},
    samples,
};
use crate::{
    Sandbox,
    world::{
        events::{self, Happening},
        lists::{Filter, Kind},
    },
};

/// Narrowed down by `since`, `until`, `type` and `resource_id`, as the guide on recovering events has it.
pub(super) async fn list(State(sandbox): State<Sandbox>, asked: Asked) -> Result<Page, ApiError> {
    let mut filters = asked.period()?;
    filters.extend(asked.query.get("type")?.map(|name| Filter::Type(name.to_owned())));
    filters.extend(asked.query.get("resource_id")?.map(|id| Filter::Resource(id.to_owned())));
    asked.page(&sandbox, Kind::Event, filters).await
}

/// Makes a test event out of nothing and delivers it like any other.
pub(super) async fn trigger(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| {
        let (kind, data) = samples::wanted(sandbox.config(), &post.account, post.params())?;
        let event = events::record(tx, Happening { account: &post.account, customer: None, kind, data }).await?;
        events::owe_to_all(tx, &post.account, None, &event).await?;
        Ok(Answer::created(serde_json::to_string(&event)?))
    })
    .await
}
