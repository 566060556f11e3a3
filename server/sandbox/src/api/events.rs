//! `/v2/events`: what happened, for whoever missed the webhook. The API reference has it there, with cursors; the same lists
//! stand under `/v1` too, where only the trigger of test events is documented.

use axum::{
    extract::{Path, Query, State},
    http::Uri,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;

use super::{
    Answer, ApiError, Caller,
    lists::{self, Cursor, Page},
};
use crate::{
    Sandbox, clock,
    lifecycle::expiry,
    world::{
        events::{self, Asked},
        lists::Kind,
    },
};

/// The filters of this list.
#[derive(Debug, Deserialize)]
pub(super) struct Filter {
    since: Option<String>,
    until: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    resource_id: Option<String>,
}

pub(super) async fn list(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Query(filter): Query<Filter>,
    Query(cursor): Query<Cursor>,
    uri: Uri,
) -> Result<Page, ApiError> {
    let asked = Asked {
        since: filter.since.as_deref().map(|text| instant("since", text)).transpose()?,
        until: filter.until.as_deref().map(|text| instant("until", text)).transpose()?,
        kind: filter.kind,
        resource: filter.resource_id,
    };
    expiry::expire_due(sandbox.world(), clock::now()).await?;
    let mut connection = sandbox.world().read().await?;
    let window = cursor.window(&mut connection, Kind::Event, &caller.account).await?;
    let bodies = events::list(&mut connection, &caller.account, &asked, &window).await?;
    Page::of(bodies, &window, lists::here(&sandbox, &uri))
}

pub(super) async fn read(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Answer, ApiError> {
    lists::one(&sandbox, &caller, Kind::Event, &id).await
}

/// A date such as `2026-01-15`, which means its first instant in UTC, or an ISO 8601 instant.
fn instant(param: &str, text: &str) -> Result<Timestamp, ApiError> {
    let as_date = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(as_date).ok_or_else(|| {
        ApiError::invalid("invalid_params", param, format!("{param} must be a date or an ISO 8601 instant"))
    })
}
