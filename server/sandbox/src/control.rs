//! `/_sandbox`: what Fintoc does not have. The prefix is plainly foreign, and no client for the real API ever calls it. Every
//! verb needs the account's key and takes a `customer`; without one it means the whole account. What is not a field of a verb
//! is refused: a control that silently does nothing costs an afternoon.
//!
//! Each room has its verbs as functions on an account, which the human page calls too, and the routes that read JSON for them.

pub(crate) mod clock;
pub(crate) mod deliveries;
mod methods;
mod past;
pub(crate) mod pauses;
mod payer;
pub(crate) mod reset;
pub(crate) mod scenarios;
pub(crate) mod settings;

use axum::{
    Json, Router,
    extract::{FromRequestParts, Query, State},
    http::request::Parts,
    routing::get,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::AnyConnection;

use crate::{
    Sandbox,
    api::{ApiError, Caller, Post},
    world::{
        Account,
        lists::{self, Kind},
        stats::{self, Stats},
    },
};

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .merge(scenarios::router())
        .merge(clock::router())
        .merge(pauses::router())
        .merge(deliveries::router())
        .merge(methods::router())
        .merge(payer::router())
        .merge(past::router())
        .merge(settings::router())
        .merge(reset::router())
        .route("/_sandbox/stats", get(read_stats))
}

async fn read_stats(State(sandbox): State<Sandbox>, caller: Caller) -> Result<Json<Stats>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    Ok(Json(stats::of(&mut connection, &caller.account).await?))
}

/// Whom a verb is about: one customer, or without one the whole account.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whom {
    pub(crate) customer: Option<String>,
}

impl Whom {
    /// # Errors
    /// 404 when there is no such customer: a typo must not mean "nobody".
    async fn check(&self, connection: &mut AnyConnection, account: &Account) -> Result<(), ApiError> {
        known(connection, account, Kind::Customer, self.customer.as_deref()).await
    }
}

/// The query of an address, read as strictly as a body.
#[derive(Debug)]
struct Asked<T>(T);

impl<T: DeserializeOwned> FromRequestParts<Sandbox> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Sandbox) -> Result<Self, ApiError> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(asked)| Self(asked))
            .map_err(|rejection| ApiError::invalid("invalid_params", "query", rejection.body_text()))
    }
}

async fn known(
    connection: &mut AnyConnection,
    account: &Account,
    kind: Kind,
    id: Option<&str>,
) -> Result<(), ApiError> {
    let Some(id) = id else { return Ok(()) };
    let found = lists::find(connection, kind, account, id).await?;
    found.map(|_| ()).ok_or_else(|| ApiError::not_found(kind.word(), id))
}

fn read<T: DeserializeOwned>(post: &Post) -> Result<T, ApiError> {
    serde_json::from_value(Value::Object(post.params.clone()))
        .map_err(|error| ApiError::invalid("invalid_params", "body", error.to_string()))
}
