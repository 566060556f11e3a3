//! A payer who is not there: somebody does on the hosted page what they would.

use axum::{Json, Router, extract::State, routing::post};
use serde_json::Value;

use super::read;
use crate::{
    Sandbox,
    api::{ApiError, Id, Post},
    clock, lifecycle,
    page::stand_in::{self, Conduct},
    rut::Rut,
    test_bank,
    world::{Account, sessions},
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/sessions/{id}/act", post(post_act))
}

async fn post_act(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Json<Value>, ApiError> {
    let conduct: Conduct = read(&post)?;
    check(&conduct)?;
    act(&sandbox, &post.account, &id, &conduct).await.map(Json)
}

/// # Errors
/// 400 for a bank, a person or an account that the test bank does not have.
fn check(conduct: &Conduct) -> Result<(), ApiError> {
    let unknown = |name: &str| ApiError::invalid("invalid_params", name, format!("The test bank has no such {name}"));
    test_bank::institution(&conduct.bank).ok_or_else(|| unknown("bank"))?;
    let person = Rut::read(&conduct.login).filter(|rut| test_bank::admits(rut, test_bank::PASSWORD));
    person.ok_or_else(|| unknown("login"))?;
    test_bank::account_numbered(&conduct.account).ok_or_else(|| unknown("account"))?;
    Ok(())
}

/// Acts in the payer's place. Answers the session as it is then.
///
/// # Errors
/// 404 for a session that the account does not have, 409 for one whose page is over.
async fn act(sandbox: &Sandbox, account: &Account, id: &str, conduct: &Conduct) -> Result<Value, ApiError> {
    lifecycle::catch_up(sandbox.world(), sandbox.config(), clock::now()).await?;
    let mut tx = sandbox.world().write().await?;
    let found = sessions::find(&mut tx, id).await?.filter(|session| session.account == *account);
    let mut session = found.ok_or_else(|| ApiError::not_found("checkout_session", id))?;
    if !stand_in::may_act(&session) {
        let message = "Nobody can do anything on the page of this session any more";
        return Err(ApiError::conflict("session_over", message));
    }
    stand_in::act(&mut tx, &mut session, conduct).await?;
    tx.commit().await?;
    sandbox.ring();
    Ok(session.body()?)
}
