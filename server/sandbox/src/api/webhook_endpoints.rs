//! `/v1/webhook_endpoints`.

use axum::extract::State;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{Answer, ApiError, Id, Post, job, params::Params, samples};
use crate::{
    Config, Sandbox, clock, ksuid,
    world::{
        Account, deliveries,
        endpoints::{self, Endpoint},
        events::{self, Happening},
        lists::Kind,
        settings::{self, Settings},
    },
};

/// The one type that cannot be subscribed to.
const UNSUBSCRIBABLE: &str = "link.created";

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| write_down(tx, sandbox.config(), &post.account, post.params()).await)
        .await
}

pub(super) async fn update(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| {
        let settings = settings::of(tx, &post.account).await?;
        let mut endpoint = known(tx, &post.account, &id).await?;
        change(&mut endpoint, sandbox.config(), &settings, post.params())?;
        endpoints::save(tx, &endpoint).await?;
        Ok(Answer::ok(endpoint.body.to_string()))
    })
    .await
}

/// Answers what was deleted. Both official SDKs drop the answer of a DELETE.
pub(super) async fn delete(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| {
        let endpoint = known(tx, &post.account, &id).await?;
        endpoints::delete(tx, &endpoint).await?;
        Ok(Answer::ok(endpoint.body.to_string()))
    })
    .await
}

pub(super) async fn test(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| {
        send_sample(tx, sandbox.config(), &post.account, &id, post.params()).await
    })
    .await
}

/// Sends a sample event to this endpoint alone, subscribed to its type or not, and answers the event, which is what the Node
/// SDK reads. A disabled endpoint gets none; status and code word are ours.
async fn send_sample(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    id: &str,
    params: Params<'_>,
) -> Result<Answer, ApiError> {
    let endpoint = known(connection, account, id).await?;
    let (kind, data) = samples::wanted(config, account, params)?;
    if !endpoint.is_enabled() {
        return Err(ApiError::conflict("webhook_endpoint_disabled", "This webhook endpoint is disabled"));
    }
    let event = events::record(connection, Happening { account, customer: None, kind, data }).await?;
    deliveries::owe(connection, account, None, &event.id, &endpoint.id, clock::now()).await?;
    Ok(Answer::created(serde_json::to_string(&event)?))
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
    let settings = settings::of(connection, account).await?;
    let url = params.url("url", config, &settings)?;
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
fn change(endpoint: &mut Endpoint, config: &Config, settings: &Settings, params: Params<'_>) -> Result<(), ApiError> {
    if params.get("url").is_some() {
        endpoint.url = params.url("url", config, settings)?;
        endpoint.body["url"] = json!(endpoint.url);
    }
    if let Some(types) = subscribable(params)? {
        endpoint.body["enabled_events"] = json!(types);
    }
    if let Some(description) = params.text("description")? {
        endpoint.body["description"] = json!(description);
    }
    if let Some(disabled) = params.flag("disabled")? {
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

/// Event types to subscribe to. Fintoc adds new ones at any time and our list of them is not complete, so only their form is
/// checked: two words or more with dots between them.
fn subscribable(params: Params<'_>) -> Result<Option<Vec<String>>, ApiError> {
    let Some(types) = params.texts("enabled_events")? else { return Ok(None) };
    match types.iter().find(|name| *name == UNSUBSCRIBABLE || !is_event_type(name)) {
        Some(wrong) => Err(ApiError::invalid("invalid_enum", "enabled_events", format!("Cannot subscribe to {wrong}"))),
        None => Ok(Some(types)),
    }
}

fn is_event_type(name: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    name.len() <= 100 && name.contains('.') && name.split('.').all(word)
}
