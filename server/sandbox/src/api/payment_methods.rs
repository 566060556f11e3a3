//! `/v2/payment_methods`: born in sessions, read and cancelled here.

use axum::{
    extract::{Path, Query, State},
    http::Uri,
};
use serde::Deserialize;
use sqlx::AnyConnection;

use super::{
    Answer, ApiError, Caller, Post,
    job::{self, Claim},
    lists::{self, Cursor, Page},
};
use crate::{
    Sandbox,
    lifecycle::setup,
    world::{Account, lists::Kind, methods},
};

/// The filter of this list.
#[derive(Debug, Deserialize)]
pub(super) struct Filter {
    customer: Option<String>,
}

pub(super) async fn list(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Query(filter): Query<Filter>,
    Query(cursor): Query<Cursor>,
    uri: Uri,
) -> Result<Page, ApiError> {
    let here = lists::here(&sandbox, &uri);
    lists::page(&sandbox, &caller, Kind::PaymentMethod, filter.customer.as_deref(), &cursor, here).await
}

pub(super) async fn read(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Answer, ApiError> {
    lists::one(&sandbox, &caller, Kind::PaymentMethod, &id).await
}

pub(super) async fn cancel(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    post: Post,
) -> Result<Answer, ApiError> {
    let mut job = match job::claim(&sandbox, &post).await? {
        Claim::Replay(answer) => return Ok(answer),
        Claim::Fresh(job) => job,
    };
    let outcome = detach(&mut job.tx, &post.account, &id).await;
    job.conclude(outcome).await
}

async fn detach(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Answer, ApiError> {
    let mut method = methods::find(connection, account, id)
        .await?
        .ok_or_else(|| ApiError::not_found(Kind::PaymentMethod.word(), id))?;
    if !setup::cancel(connection, account, &mut method).await? {
        return Err(ApiError::conflict("payment_method_already_canceled", "This payment method is already canceled"));
    }
    Ok(Answer::ok(serde_json::to_string(&method)?))
}
