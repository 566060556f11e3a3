//! `/v1/webhook_endpoints`.

use axum::{
    extract::{Path, Query, State},
    http::Uri,
};
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{
    Answer, ApiError, Caller, Post,
    job::{self, Claim},
    lists::{self, Cursor, Page},
    params::Params,
};
use crate::{
    Config, Sandbox, clock, ksuid,
    world::{
        Account,
        endpoints::{self, Endpoint},
        lists::Kind,
    },
};

/// The one type that cannot be subscribed to.
const UNSUBSCRIBABLE: &str = "link.created";

pub(super) async fn list(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Query(cursor): Query<Cursor>,
    uri: Uri,
) -> Result<Page, ApiError> {
    let here = lists::here(&sandbox, &uri);
    lists::page(&sandbox, &caller, Kind::WebhookEndpoint, None, &cursor, here).await
}

pub(super) async fn read(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Answer, ApiError> {
    lists::one(&sandbox, &caller, Kind::WebhookEndpoint, &id).await
}

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    let mut job = match job::claim(&sandbox, &post).await? {
        Claim::Replay(answer) => return Ok(answer),
        Claim::Fresh(job) => job,
    };
    let outcome = write_down(&mut job.tx, sandbox.config(), &post.account, Params(&post.params)).await;
    job.conclude(outcome).await
}

pub(super) async fn update(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    post: Post,
) -> Result<Answer, ApiError> {
    let mut tx = sandbox.world().write().await?;
    let mut endpoint = known(&mut tx, &post.account, &id).await?;
    change(&mut endpoint, sandbox.config(), Params(&post.params))?;
    endpoints::save(&mut tx, &endpoint).await?;
    tx.commit().await?;
    Ok(Answer::ok(endpoint.body.to_string()))
}

pub(super) async fn delete(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Answer, ApiError> {
    let mut tx = sandbox.world().write().await?;
    let endpoint = known(&mut tx, &caller.account, &id).await?;
    endpoints::delete(&mut tx, &endpoint).await?;
    tx.commit().await?;
    Ok(Answer::ok(endpoint.body.to_string()))
}

async fn known(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Endpoint, ApiError> {
    let found = endpoints::find(connection, account, id).await?;
    found.ok_or_else(|| ApiError::not_found(Kind::WebhookEndpoint.word(), id))
}

/// Creates an endpoint. Its secret is in this answer and in no other.
async fn write_down(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    params: Params<'_>,
) -> Result<Answer, ApiError> {
    let url = params.url("url", config)?;
    let types = subscribable(params)?.ok_or_else(|| ApiError::missing("enabled_events"))?;
    let id = ksuid::fresh("we");
    let secret = ksuid::webhook_secret();
    let body = json!({
        "id": id,
        "object": "webhook_endpoint",
        "url": url,
        "description": params.text("description")?,
        "enabled_events": types,
        "status": "enabled",
        "mode": "test",
        "secret": null,
        "created_at": clock::now(),
    });
    let endpoint = Endpoint { id, url, secret: secret.clone(), body };
    endpoints::insert(connection, account, &endpoint).await?;
    let mut told = endpoint.body;
    told["secret"] = Value::String(secret);
    Ok(Answer::created(told.to_string()))
}

/// `disabled` is how an SDK's sample switches one off; `status` says the same in the object's own words.
fn change(endpoint: &mut Endpoint, config: &Config, params: Params<'_>) -> Result<(), ApiError> {
    if params.get("url").is_some() {
        endpoint.url = params.url("url", config)?;
        endpoint.body["url"] = json!(endpoint.url);
    }
    if let Some(types) = subscribable(params)? {
        endpoint.body["enabled_events"] = json!(types);
    }
    if let Some(description) = params.text("description")? {
        endpoint.body["description"] = json!(description);
    }
    if let Some(disabled) = params.get("disabled") {
        let disabled = disabled
            .as_bool()
            .ok_or_else(|| ApiError::invalid("invalid_params", "disabled", "disabled must be true or false"))?;
        endpoint.body["status"] = json!(if disabled { "disabled" } else { "enabled" });
    }
    match params.text("status")? {
        None => Ok(()),
        Some(status @ ("enabled" | "disabled")) => {
            endpoint.body["status"] = json!(status);
            Ok(())
        }
        Some(other) => Err(ApiError::invalid("invalid_enum", "status", format!("Invalid status: {other}"))),
    }
}

fn subscribable(params: Params<'_>) -> Result<Option<Vec<String>>, ApiError> {
    let Some(types) = params.texts("enabled_events")? else { return Ok(None) };
    if types.is_empty() || types.iter().any(|name| name == UNSUBSCRIBABLE) {
        return Err(ApiError::invalid(
            "invalid_params",
            "enabled_events",
            format!("enabled_events takes at least one event type, and {UNSUBSCRIBABLE} is not one"),
        ));
    }
    Ok(Some(types))
}
