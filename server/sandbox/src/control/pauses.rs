//! Holding deliveries back, and letting them go in an order of one's choice.

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Asked, Whom, read};
use crate::{
    Sandbox,
    api::{ApiError, Caller, Post},
    clock,
    world::{Account, deliveries, pauses},
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/pause", get(get_pause).post(post_pause)).route("/_sandbox/resume", post(post_resume))
}

/// In which order a queue leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    #[default]
    AsQueued,
    Reversed,
    Shuffled,
}

/// An order by its name, or picked by hand: the ids of deliveries, first things first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Sequence {
    Named(Order),
    Picked(Vec<String>),
}

impl Default for Sequence {
    fn default() -> Self {
        Self::Named(Order::default())
    }
}

impl Sequence {
    /// Puts the queue in this order. What nobody picked leaves behind what was picked.
    ///
    /// # Errors
    /// 400 when something was picked that does not wait.
    fn arrange(&self, queue: &mut [String]) -> Result<(), ApiError> {
        match self {
            Self::Named(Order::AsQueued) => {}
            Self::Named(Order::Reversed) => queue.reverse(),
            Self::Named(Order::Shuffled) => {
                use rand::seq::SliceRandom;
                queue.shuffle(&mut rand::rng());
            }
            Self::Picked(ids) => {
                if let Some(unknown) = ids.iter().find(|id| !queue.contains(id)) {
                    return Err(ApiError::invalid("invalid_params", "order", format!("{unknown} does not wait")));
                }
                queue.sort_by_key(|id| ids.iter().position(|picked| picked == id).unwrap_or(usize::MAX));
            }
        }
        Ok(())
    }
}

async fn get_pause(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Asked(whom): Asked<Whom>,
) -> Result<Json<Value>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    whom.check(&mut connection, &caller.account).await?;
    let customer = whom.customer.as_deref();
    let paused = pauses::of(&mut connection, &caller.account).await?;
    let is_paused = paused.iter().any(|held| held.is_empty() || Some(held.as_str()) == customer);
    let waiting = deliveries::held_back(&mut connection, &caller.account, customer).await?;
    Ok(Json(json!({ "paused": is_paused, "waiting": waiting })))
}

async fn post_pause(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    pause(&sandbox, &post.account, &read(&post)?).await?;
    Ok(Json(json!({ "paused": true })))
}

/// Holds deliveries back; they queue up.
pub(crate) async fn pause(sandbox: &Sandbox, account: &Account, whom: &Whom) -> Result<(), ApiError> {
    let mut tx = sandbox.world().write().await?;
    whom.check(&mut tx, account).await?;
    pauses::pause(&mut tx, account, whom.customer.as_deref()).await?;
    tx.commit().await?;
    Ok(())
}

/// `{customer?, order?}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resume {
    customer: Option<String>,
    #[serde(default)]
    order: Sequence,
}

async fn post_resume(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let Resume { customer, order } = read(&post)?;
    let queued = resume(&sandbox, &post.account, &Whom { customer }, &order).await?;
    Ok(Json(json!({ "paused": false, "queued": queued, "order": order })))
}

/// Lets deliveries go again, in that order. Answers how many had queued up.
///
/// # Errors
/// 400 when the order names something that does not wait; then all stay where they are.
pub(crate) async fn resume(
    sandbox: &Sandbox,
    account: &Account,
    whom: &Whom,
    order: &Sequence,
) -> Result<usize, ApiError> {
    let customer = whom.customer.as_deref();
    let mut tx = sandbox.world().write().await?;
    whom.check(&mut tx, account).await?;
    pauses::resume(&mut tx, account, customer).await?;
    let now = clock::now();
    let mut queue = deliveries::queued(&mut tx, account, customer, now).await?;
    order.arrange(&mut queue)?;
    deliveries::line_up(&mut tx, &queue, now).await?;
    tx.commit().await?;
    sandbox.ring();
    Ok(queue.len())
}
