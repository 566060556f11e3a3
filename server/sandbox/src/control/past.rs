//! A past for a customer who has none.

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde::Deserialize;

use super::read;
use crate::{
    Sandbox,
    api::{ApiError, Post},
    clock,
    lifecycle::past::{self, Made, OldMethod, OldPayment},
    test_bank,
    world::customers,
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/past", post(post_past))
}

/// `{customer, methods?, payments?}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Past {
    customer: String,
    #[serde(default)]
    methods: Vec<OldMethod>,
    #[serde(default)]
    payments: Vec<OldPayment>,
}

/// Writes it down: all of it or nothing.
///
/// # Errors
/// 400 for what was never possible, 404 for a customer whom the account does not have.
async fn post_past(State(sandbox): State<Sandbox>, post: Post) -> Result<(StatusCode, Json<Made>), ApiError> {
    let Past { customer, methods, payments } = read(&post)?;
    methods.iter().try_for_each(check_method)?;
    payments.iter().try_for_each(check_payment)?;
    let mut tx = sandbox.world().write().await?;
    let found = customers::find(&mut tx, &post.account, &customer).await?;
    let customer = found.ok_or_else(|| ApiError::not_found("customer", &customer))?;
    let made = past::write(&mut tx, sandbox.config(), &post.account, &customer, &methods, &payments).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

fn check_method(method: &OldMethod) -> Result<(), ApiError> {
    check_account(&method.account, &method.bank)?;
    check_instant(method.at)
}

fn check_payment(payment: &OldPayment) -> Result<(), ApiError> {
    check_account(&payment.account, &payment.bank)?;
    check_instant(payment.at)?;
    if payment.amount < 1 {
        return Err(ApiError::invalid("invalid_params", "amount", "amount must be 1 or more"));
    }
    let most = if payment.error_reason.is_none() { payment.amount } else { 0 };
    if payment.refunded.is_some_and(|refunded| !(1..=most).contains(&refunded)) {
        let message = "refunded must be 1 or more, and no more than was paid";
        return Err(ApiError::invalid("invalid_params", "refunded", message));
    }
    Ok(())
}

fn check_account(number: &str, bank: &str) -> Result<(), ApiError> {
    let unknown = |name: &str| ApiError::invalid("invalid_params", name, format!("The test bank has no such {name}"));
    test_bank::account_numbered(number).ok_or_else(|| unknown("account"))?;
    test_bank::institution(bank).map(|_| ()).ok_or_else(|| unknown("bank"))
}

fn check_instant(at: i64) -> Result<(), ApiError> {
    if (0..=clock::now().as_millisecond()).contains(&at) {
        return Ok(());
    }
    Err(ApiError::invalid("invalid_params", "at", "at must be an instant that has been, in milliseconds since 1970"))
}
