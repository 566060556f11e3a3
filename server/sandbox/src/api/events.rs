//! `/v2/events`: what happened, for whoever missed the webhook. The reference lists events there, with cursors, and
//! `/v1/events` answers too.

use axum::extract::State;

use super::{
    ApiError,
    lists::{Asked, Page},
};
use crate::{
    Sandbox,
    world::lists::{Filter, Kind},
};

/// Narrowed down by `since`, `until`, `type` and `resource_id`, as the guide on recovering events has it.
pub(super) async fn list(State(sandbox): State<Sandbox>, asked: Asked) -> Result<Page, ApiError> {
    let mut filters = asked.period()?;
    filters.extend(asked.query.get("type")?.map(|name| Filter::Type(name.to_owned())));
    filters.extend(asked.query.get("resource_id")?.map(|id| Filter::Resource(id.to_owned())));
    asked.page(&sandbox, Kind::Event, filters).await
}
