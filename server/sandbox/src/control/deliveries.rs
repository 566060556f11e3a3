//! Deliveries to look at, to send again, to hurry.

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Asked, read};
use crate::{
    Sandbox,
    api::{ApiError, Caller, Id, Post},
    clock,
    scenario::{self, DeliveryFault, Group, catalogue::CATALOGUE},
    world::{
        Account,
        deliveries::{
            self, Hurried,
            shown::{self, Detail, Filter, Shown},
        },
    },
};

/// The most copies one call may send.
const MOST_COPIES: i64 = 50;

pub(super) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox/deliveries", get(get_list))
        .route("/_sandbox/deliveries/{id}", get(get_one))
        .route("/_sandbox/deliveries/{id}/resend", post(post_resend))
        .route("/_sandbox/deliveries/{id}/retry", post(post_retry))
}

async fn get_list(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Vec<Shown>>, ApiError> {
    Ok(Json(list(&sandbox, &caller.account, &filter).await?))
}

/// The latest deliveries, newest first, each with its attempts.
pub(crate) async fn list(sandbox: &Sandbox, account: &Account, filter: &Filter) -> Result<Vec<Shown>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    Ok(shown::list(&mut connection, account, filter, clock::now()).await?)
}

async fn get_one(State(sandbox): State<Sandbox>, Id(id): Id, caller: Caller) -> Result<Json<Detail>, ApiError> {
    Ok(Json(one(&sandbox, &caller.account, &id).await?))
}

/// One delivery with the body it carries.
///
/// # Errors
/// 404 when the account has no such delivery.
pub(crate) async fn one(sandbox: &Sandbox, account: &Account, id: &str) -> Result<Detail, ApiError> {
    let mut connection = sandbox.world().read().await?;
    let found = shown::one(&mut connection, account, id, clock::now()).await?;
    found.ok_or_else(|| ApiError::not_found("delivery", id))
}

/// `{times?, fault?}`; the fault is a name of the catalogue, or `{name, …}` with its parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resend {
    #[serde(default = "once")]
    times: i64,
    fault: Option<Value>,
}

fn once() -> i64 {
    1
}

async fn post_resend(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Json<Value>, ApiError> {
    let Resend { times, fault } = read(&post)?;
    let fault = fault.as_ref().map(read_fault).transpose()?;
    let sent = resend(&sandbox, &post.account, &id, times, fault.as_ref()).await?;
    Ok(Json(json!({ "id": id, "deliveries": sent })))
}

/// Reads a fault that acts on what is sent.
///
/// # Errors
/// 400 with the names that are known.
pub(crate) fn read_fault(sent: &Value) -> Result<DeliveryFault, ApiError> {
    let body = match sent {
        Value::String(name) => Map::from_iter([("name".to_owned(), json!(name))]),
        Value::Object(body) => body.clone(),
        _ => return Err(unknown_fault()),
    };
    let read = scenario::read(&body)?;
    if read.group != Group::Delivery {
        return Err(unknown_fault());
    }
    Ok(serde_json::from_value(read.body)?)
}

fn unknown_fault() -> ApiError {
    let known = CATALOGUE.iter().filter(|entry| entry.group == Group::Delivery).map(|entry| entry.name);
    let known: Vec<&str> = known.collect();
    ApiError::invalid("invalid_enum", "fault", format!("fault must be one of {}", known.join(", ")))
}

/// Sends a delivery again, the same event with the same id, however it went before. Answers the ids of the new deliveries; the
/// old one keeps its log.
///
/// # Errors
/// 404 when the account has no such delivery.
pub(crate) async fn resend(
    sandbox: &Sandbox,
    account: &Account,
    id: &str,
    times: i64,
    fault: Option<&DeliveryFault>,
) -> Result<Vec<String>, ApiError> {
    if !(1..=MOST_COPIES).contains(&times) {
        let message = format!("times must be a whole number from 1 to {MOST_COPIES}");
        return Err(ApiError::invalid("invalid_params", "times", message));
    }
    let now = clock::now();
    let mut sent = Vec::new();
    let mut tx = sandbox.world().write().await?;
    for _ in 0..times {
        let copies = deliveries::resend(&mut tx, account, id, fault, now).await?;
        sent.extend(copies.ok_or_else(|| ApiError::not_found("delivery", id))?);
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(sent)
}

async fn post_retry(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Json<Value>, ApiError> {
    retry(&sandbox, &post.account, &id).await?;
    Ok(Json(json!({ "id": id })))
}

/// Makes a delivery that is still owed due now.
///
/// # Errors
/// 404 when the account has no such delivery, 409 when it is over.
pub(crate) async fn retry(sandbox: &Sandbox, account: &Account, id: &str) -> Result<(), ApiError> {
    let mut tx = sandbox.world().write().await?;
    match deliveries::hurry(&mut tx, account, id, clock::now()).await? {
        Hurried::Yes => {}
        Hurried::Over => return Err(ApiError::conflict("delivery_over", "This delivery is over: resend it")),
        Hurried::Unknown => return Err(ApiError::not_found("delivery", id)),
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(())
}
