//! Holding deliveries back, and letting them go in an order of one's choice.

use axum::{Json, Router, extract::State, routing::post};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Whom, read};
use crate::{
    Sandbox,
    api::{ApiError, Post},
    clock,
    world::{Account, deliveries, pauses},
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/pause", post(post_pause)).route("/_sandbox/resume", post(post_resume))
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

impl Order {
    /// The queue in this order.
    fn arrange<T>(self, queue: &mut [T]) {
        match self {
            Self::AsQueued => {}
            Self::Reversed => queue.reverse(),
            Self::Shuffled => {
                use rand::seq::SliceRandom;
                queue.shuffle(&mut rand::rng());
            }
        }
    }
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
    order: Order,
}

async fn post_resume(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let Resume { customer, order } = read(&post)?;
    let queued = resume(&sandbox, &post.account, &Whom { customer }, order).await?;
    Ok(Json(json!({ "paused": false, "queued": queued, "order": order })))
}

/// Lets deliveries go again, in that order. Answers how many had queued up.
pub(crate) async fn resume(sandbox: &Sandbox, account: &Account, whom: &Whom, order: Order) -> Result<usize, ApiError> {
    let customer = whom.customer.as_deref();
    let mut tx = sandbox.world().write().await?;
    whom.check(&mut tx, account).await?;
    pauses::resume(&mut tx, account, customer).await?;
    let now = clock::now();
    let mut queue = deliveries::queued(&mut tx, account, customer, now).await?;
    order.arrange(&mut queue);
    deliveries::line_up(&mut tx, &queue, now).await?;
    tx.commit().await?;
    sandbox.ring();
    Ok(queue.len())
}
