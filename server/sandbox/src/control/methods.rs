//! Saved accounts that end at their bank: closed, or cut off by their holder there.

use axum::{Json, Router, extract::State, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::{
    Sandbox,
    api::{ApiError, Id, Post},
    lifecycle::setup,
    world::{Account, lists::Kind, methods},
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/payment_methods/{id}/disconnect", post(post_disconnect))
}

/// `{}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Disconnect {}

async fn post_disconnect(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Json<Value>, ApiError> {
    let Disconnect {} = read(&post)?;
    disconnect(&sandbox, &post.account, &id).await?;
    Ok(Json(json!({ "id": id, "disconnected": true })))
}

/// The bank cuts a saved account off: no payment takes it any more, and the merchant hears of it by `payment_method.canceled`.
///
/// # Errors
/// 404 when the account has no such payment method, 409 when it was cancelled before.
async fn disconnect(sandbox: &Sandbox, account: &Account, id: &str) -> Result<(), ApiError> {
    let mut tx = sandbox.world().write().await?;
    let found = methods::find(&mut tx, account, id).await?;
    let mut method = found.ok_or_else(|| ApiError::not_found(Kind::PaymentMethod.word(), id))?;
    if !setup::cancel(&mut tx, account, &mut method).await? {
        return Err(ApiError::conflict("payment_method_already_canceled", "This payment method is already canceled"));
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(())
}
