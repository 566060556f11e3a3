//! `/_sandbox`: what Fintoc does not have. The prefix is plainly foreign, and no client for the real API ever calls it. Every
//! verb needs the account's key and takes a `customer`; without one it means the whole account.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Sandbox,
    api::{ApiError, Caller, Post},
    clock,
    fate::Scenario,
    world::{
        deliveries, idempotency, intents, pauses, refunds, scenarios, sessions, settings, settings::Settings, stats,
        stats::Stats,
    },
};

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox/scenario", post(arm))
        .route("/_sandbox/settle", post(settle))
        .route("/_sandbox/clock", post(pull))
        .route("/_sandbox/pause", post(pause))
        .route("/_sandbox/resume", post(resume))
        .route("/_sandbox/deliveries", get(list_deliveries))
        .route("/_sandbox/deliveries/{id}/resend", post(resend))
        .route("/_sandbox/settings", get(read_settings).patch(change_settings))
        .route("/_sandbox/stats", get(read_stats))
}

/// Whom a verb is about.
#[derive(Debug, Deserialize)]
struct Whom {
    customer: Option<String>,
}

/// `POST scenario {customer?, name, reason?, seconds?, times?}`.
#[derive(Debug, Deserialize)]
struct Arm {
    customer: Option<String>,
    #[serde(default = "once")]
    times: i64,
    #[serde(flatten)]
    scenario: Scenario,
}

fn once() -> i64 {
    1
}

/// `POST clock {customer?, seconds}`.
#[derive(Debug, Deserialize)]
struct Pull {
    customer: Option<String>,
    seconds: i64,
}

/// Decides what the next matching payments do.
async fn arm(State(sandbox): State<Sandbox>, post: Post) -> Result<(StatusCode, Json<Value>), ApiError> {
    let arm: Arm = read(&post)?;
    if arm.times < 1 {
        return Err(ApiError::invalid("invalid_positive_integer", "times", "times must be 1 or more"));
    }
    let mut tx = sandbox.world().write().await?;
    scenarios::arm(&mut tx, &post.account, arm.customer.as_deref(), &arm.scenario, arm.times).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(json!({"armed": arm.scenario, "customer": arm.customer, "times": arm.times}))))
}

/// Lets the bank make up its mind now about every payment it still thinks about, and take the next step of every refund.
async fn settle(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let whom: Whom = read(&post)?;
    let mut tx = sandbox.world().write().await?;
    let customer = whom.customer.as_deref();
    let settled = intents::settle_by(&mut tx, &post.account, customer, clock::now()).await?
        + refunds::settle_by(&mut tx, &post.account, customer, clock::now()).await?;
    tx.commit().await?;
    sandbox.ring();
    Ok(Json(json!({ "settled": settled })))
}

/// Pulls whatever is due later nearer: expiry, deliveries, banks that think, refunds; for the whole account, stored answers age
/// too. Nothing is ever stamped in the future, and
/// signatures keep wall time.
async fn pull(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let Pull { customer, seconds } = read(&post)?;
    let millis = seconds
        .checked_mul(1000)
        .filter(|millis| *millis > 0)
        .ok_or_else(|| ApiError::invalid("invalid_positive_integer", "seconds", "seconds must be 1 or more"))?;
    let mut tx = sandbox.world().write().await?;
    for mut session in sessions::open_of(&mut tx, &post.account, customer.as_deref()).await? {
        session.wire.expires_at = Some(clock::plus_millis(session.expires_at(), -millis));
        session.progress.pull(millis);
        sessions::save(&mut tx, &session).await?;
    }
    intents::pull(&mut tx, &post.account, customer.as_deref(), millis).await?;
    refunds::pull(&mut tx, &post.account, customer.as_deref(), millis).await?;
    deliveries::pull(&mut tx, &post.account, customer.as_deref(), millis).await?;
    if customer.is_none() {
        idempotency::pull(&mut tx, &post.account, millis).await?;
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(Json(json!({ "seconds": seconds })))
}

/// Holds deliveries back; they queue up.
async fn pause(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let whom: Whom = read(&post)?;
    let mut tx = sandbox.world().write().await?;
    pauses::pause(&mut tx, &post.account, whom.customer.as_deref()).await?;
    tx.commit().await?;
    Ok(Json(json!({ "paused": true })))
}

/// Lets them go again.
async fn resume(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let whom: Whom = read(&post)?;
    let mut tx = sandbox.world().write().await?;
    pauses::resume(&mut tx, &post.account, whom.customer.as_deref()).await?;
    tx.commit().await?;
    sandbox.ring();
    Ok(Json(json!({ "paused": false })))
}

async fn list_deliveries(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Query(whom): Query<Whom>,
) -> Result<Json<Vec<deliveries::Shown>>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    Ok(Json(deliveries::shown(&mut connection, &caller.account, whom.customer.as_deref()).await?))
}

/// Sends a delivery again, the same event with the same id, however it went before.
async fn resend(State(sandbox): State<Sandbox>, Path(id): Path<String>, post: Post) -> Result<Json<Value>, ApiError> {
    let mut tx = sandbox.world().write().await?;
    if !deliveries::resend(&mut tx, &post.account, &id, clock::now()).await? {
        return Err(ApiError::not_found("delivery", &id));
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(Json(json!({ "id": id })))
}

async fn read_settings(State(sandbox): State<Sandbox>, caller: Caller) -> Result<Json<Settings>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    Ok(Json(settings::of(&mut connection, &caller.account).await?))
}

/// Changes the switches that are named; an unknown one is refused.
async fn change_settings(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Settings>, ApiError> {
    let mut tx = sandbox.world().write().await?;
    let mut body = serde_json::to_value(settings::of(&mut tx, &post.account).await?)?;
    for (name, value) in &post.params {
        body[name] = value.clone();
    }
    let changed: Settings =
        serde_json::from_value(body).map_err(|error| ApiError::invalid("invalid_params", "body", error.to_string()))?;
    settings::save(&mut tx, &post.account, &changed).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

async fn read_stats(State(sandbox): State<Sandbox>, caller: Caller) -> Result<Json<Stats>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    Ok(Json(stats::of(&mut connection, &caller.account).await?))
}

fn read<T: serde::de::DeserializeOwned>(post: &Post) -> Result<T, ApiError> {
    serde_json::from_value(Value::Object(post.params.clone()))
        .map_err(|error| ApiError::invalid("invalid_params", "body", error.to_string()))
}
