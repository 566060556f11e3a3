//! Beginning again: with nothing, or with the test people and their accounts.

use std::collections::BTreeMap;

use axum::{Json, Router, extract::State, routing::post};
use serde::{Deserialize, Serialize};

use super::{Whom, read};
use crate::{
    Sandbox,
    api::{ApiError, Post},
    lifecycle::seed,
    world::{Account, customers, reset, stats},
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/reset", post(post_reset))
}

/// What to begin again with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum To {
    /// Nothing. A customer who is named goes too.
    Empty,
    /// The three test people of Fintoc's guide, each with an account that pays, one without funds and one that asks each time.
    /// A customer who is named stays, with the same id, and has those three accounts.
    Seed,
}

/// `{customer?, to}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    customer: Option<String>,
    to: To,
}

/// What went, what came and what stayed.
#[derive(Debug, Serialize)]
pub(crate) struct Done {
    to: To,
    removed: BTreeMap<&'static str, u64>,
    made: Made,
    kept: &'static [&'static str],
}

#[derive(Debug, Default, Serialize)]
struct Made {
    customers: Vec<String>,
    payment_methods: i64,
    events: i64,
}

async fn post_reset(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Done>, ApiError> {
    let Reset { customer, to } = read(&post)?;
    Ok(Json(reset(&sandbox, &post.account, &Whom { customer }, to).await?))
}

/// Removes what a customer or the account has, and makes what was asked for. All of it is one transaction, and whatever is on
/// its way meanwhile finds nothing to write to.
pub(crate) async fn reset(sandbox: &Sandbox, account: &Account, whom: &Whom, to: To) -> Result<Done, ApiError> {
    let customer = whom.customer.as_deref();
    let mut tx = sandbox.world().write().await?;
    whom.check(&mut tx, account).await?;
    let removed = reset::remove(&mut tx, account, customer, to == To::Seed && customer.is_some()).await?;
    let before = stats::of(&mut tx, account).await?;
    let mut made = Made::default();
    match (to, customer) {
        (To::Empty, _) => {}
        (To::Seed, None) => {
            let people = seed::people(&mut tx, sandbox.config(), account).await?;
            made.customers = people.into_iter().filter_map(|one| Some(one.id?.as_str().to_owned())).collect();
        }
        (To::Seed, Some(id)) => {
            if let Some(known) = customers::find(&mut tx, account, id).await? {
                seed::accounts(&mut tx, sandbox.config(), account, &known).await?;
            }
        }
    }
    let after = stats::of(&mut tx, account).await?;
    made.payment_methods = after.methods_created - before.methods_created;
    made.events = after.events_created - before.events_created;
    tx.commit().await?;
    sandbox.ring();
    Ok(Done { to, removed, made, kept: &["webhook_endpoint", "setting"] })
}
