//! What a bank does to a saved account.

use axum::{Json, Router, extract::State, routing::post};
use fintoc::PaymentMethod;
use serde::Deserialize;

use super::read;
use crate::{
    Sandbox,
    api::{ApiError, Id, Post},
    lifecycle::setup,
    world::methods,
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/methods/{id}/disconnect", post(post_disconnect))
}

/// Takes nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The bank cuts the account off: nothing is collected from it any more, and the merchant is told as if it had been canceled.
///
/// # Errors
/// 404 for a method that the account does not have, 409 for one that is canceled already.
async fn post_disconnect(
    State(sandbox): State<Sandbox>,
    Id(id): Id,
    post: Post,
) -> Result<Json<PaymentMethod>, ApiError> {
    let Nothing {} = read(&post)?;
    let mut tx = sandbox.world().write().await?;
    let found = methods::find(&mut tx, &post.account, &id).await?;
    let mut method = found.ok_or_else(|| ApiError::not_found("payment_method", &id))?;
    if !setup::cancel(&mut tx, &post.account, &mut method).await? {
        return Err(ApiError::conflict("already_canceled", "This payment method is canceled already"));
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(Json(method))
}
