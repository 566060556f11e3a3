//! Arming, showing and clearing scenarios.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{delete, get, post},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Asked, Whom, known, read};
use crate::{
    Sandbox,
    api::{ApiError, Caller, Id, Post},
    scenario::{
        self,
        catalogue::{CATALOGUE, Entry},
    },
    world::{
        Account,
        lists::Kind,
        scenarios::{self, Armed, Target},
    },
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox/scenarios", get(show).post(post_arm))
        .route("/_sandbox/scenario", post(post_arm))
        .route("/_sandbox/scenarios/clear", post(post_clear))
        .route("/_sandbox/scenarios/{id}", delete(delete_one))
}

#[derive(Serialize)]
struct Shown {
    catalogue: &'static [Entry],
    armed: Vec<Armed>,
}

async fn show(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Asked(whom): Asked<Whom>,
) -> Result<Json<Shown>, ApiError> {
    let armed = armed(&sandbox, &caller.account, &whom).await?;
    Ok(Json(Shown { catalogue: CATALOGUE, armed }))
}

/// What is armed.
pub(crate) async fn armed(sandbox: &Sandbox, account: &Account, whom: &Whom) -> Result<Vec<Armed>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    Ok(scenarios::armed(&mut connection, account, whom.customer.as_deref()).await?)
}

async fn post_arm(State(sandbox): State<Sandbox>, post: Post) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut scenario = post.params.clone();
    let order = Order::split_off(&mut scenario)?;
    let read = scenario::read(&scenario)?;
    let id = arm(&sandbox, &post.account, &order, &read).await?;
    let told = json!({
        "id": id,
        "armed": read.body,
        "customer": order.customer,
        "payment_method": order.payment_method,
        "times": order.times,
        "until_cleared": order.times.is_none(),
    });
    Ok((StatusCode::CREATED, Json(told)))
}

/// For whom and how often a scenario is armed.
#[derive(Debug, Default)]
pub(crate) struct Order {
    pub(crate) customer: Option<String>,
    pub(crate) payment_method: Option<String>,
    /// `None` until cleared.
    pub(crate) times: Option<i64>,
}

impl Order {
    /// Takes the order's own fields out of a body whose rest is the scenario.
    fn split_off(body: &mut Map<String, Value>) -> Result<Self, ApiError> {
        let customer = text(body, "customer")?;
        let payment_method = text(body, "payment_method")?;
        let until_cleared = match body.remove("until_cleared") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => flag,
            Some(_) => return Err(wrong("until_cleared", "true or false")),
        };
        let times = match body.remove("times") {
            None | Some(Value::Null) => (!until_cleared).then_some(1),
            Some(_) if until_cleared => return Err(wrong("times", "left out beside until_cleared")),
            Some(times) => Some(times.as_i64().filter(|times| *times >= 1).ok_or_else(|| wrong("times", "1 or more"))?),
        };
        Ok(Self { customer, payment_method, times })
    }
}

fn text(body: &mut Map<String, Value>, name: &str) -> Result<Option<String>, ApiError> {
    match body.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong(name, "an id")),
    }
}

fn wrong(name: &str, should: &str) -> ApiError {
    ApiError::invalid("invalid_params", name, format!("{name} must be {should}"))
}

/// Arms a scenario. Answers its id.
///
/// # Errors
/// 404 for a customer or a payment method that the account does not have.
pub(crate) async fn arm(
    sandbox: &Sandbox,
    account: &Account,
    order: &Order,
    scenario: &scenario::Read,
) -> Result<String, ApiError> {
    let target = Target { customer: order.customer.as_deref(), payment_method: order.payment_method.as_deref() };
    let mut tx = sandbox.world().write().await?;
    known(&mut tx, account, Kind::Customer, target.customer).await?;
    known(&mut tx, account, Kind::PaymentMethod, target.payment_method).await?;
    let id = scenarios::arm(&mut tx, account, target, (scenario.group, &scenario.body), order.times).await?;
    tx.commit().await?;
    Ok(id)
}

async fn delete_one(State(sandbox): State<Sandbox>, Id(id): Id, caller: Caller) -> Result<Json<Value>, ApiError> {
    disarm(&sandbox, &caller.account, &id).await?;
    Ok(Json(json!({ "id": id, "cleared": 1 })))
}

/// Takes one away.
///
/// # Errors
/// 404 when it is not armed, or no longer.
pub(crate) async fn disarm(sandbox: &Sandbox, account: &Account, id: &str) -> Result<(), ApiError> {
    let mut tx = sandbox.world().write().await?;
    if !scenarios::disarm(&mut tx, account, id).await? {
        return Err(ApiError::not_found("scenario", id));
    }
    tx.commit().await?;
    Ok(())
}

async fn post_clear(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let cleared = clear(&sandbox, &post.account, &read(&post)?).await?;
    Ok(Json(json!({ "cleared": cleared })))
}

/// Takes away all that is armed for a customer, or in the whole account. Answers how many.
pub(crate) async fn clear(sandbox: &Sandbox, account: &Account, whom: &Whom) -> Result<u64, ApiError> {
    let mut tx = sandbox.world().write().await?;
    whom.check(&mut tx, account).await?;
    let cleared = scenarios::clear(&mut tx, account, whom.customer.as_deref()).await?;
    tx.commit().await?;
    Ok(cleared)
}
