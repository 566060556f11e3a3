//! The switches of an account.

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Map, Value};

use crate::{
    Sandbox,
    api::{ApiError, Caller, Post},
    world::{
        Account,
        settings::{self, Settings},
    },
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/settings", get(show).patch(patch))
}

async fn show(State(sandbox): State<Sandbox>, caller: Caller) -> Result<Json<Settings>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    Ok(Json(settings::of(&mut connection, &caller.account).await?))
}

async fn patch(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Settings>, ApiError> {
    Ok(Json(change(&sandbox, &post.account, &post.params).await?))
}

/// Changes the switches that are named; an unknown one is refused.
pub(crate) async fn change(
    sandbox: &Sandbox,
    account: &Account,
    changes: &Map<String, Value>,
) -> Result<Settings, ApiError> {
    let mut tx = sandbox.world().write().await?;
    let mut body = serde_json::to_value(settings::of(&mut tx, account).await?)?;
    for (name, value) in changes {
        body[name] = value.clone();
    }
    let changed: Settings =
        serde_json::from_value(body).map_err(|error| ApiError::invalid("invalid_params", "body", error.to_string()))?;
    settings::save(&mut tx, account, &changed).await?;
    tx.commit().await?;
    Ok(changed)
}
