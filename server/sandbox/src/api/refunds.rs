//! `/v1/refunds`: all or a part of a payment goes back.

use axum::extract::State;
use fintoc::{IntentStatus, RefundStatus};
use sqlx::AnyConnection;

use super::{
    Answer, ApiError, Id, Post, job,
    lists::{Asked, Page},
    params::Params,
};
use crate::{
    Config, Sandbox,
    lifecycle::refund,
    world::{
        Account, intents,
        lists::{Filter, Kind},
        refunds,
    },
};

/// Narrowed down by `since`, `until` and `status`, as the reference has it.
pub(super) async fn list(State(sandbox): State<Sandbox>, asked: Asked) -> Result<Page, ApiError> {
    let mut filters = asked.period()?;
    if let Some(status) = asked.query.get("status")? {
        if matches!(RefundStatus::from(status), RefundStatus::Unknown(_)) {
            return Err(ApiError::invalid("invalid_enum", "status", format!("Invalid status: {status}")));
        }
        filters.push(Filter::Status(status.to_owned()));
    }
    asked.page(&sandbox, Kind::Refund, filters).await
}

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| write_down(tx, sandbox.config(), &post.account, post.params()).await)
        .await
}

pub(super) async fn cancel(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| stop(tx, &post.account, &id).await).await
}

/// Of a payment that succeeded, at most what is left of it. That the status is 400 when it did not succeed is our choice: the
/// sources are silent.
async fn write_down(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    params: Params<'_>,
) -> Result<Answer, ApiError> {
    check_resource_type(params)?;
    let id = params.required_text("resource_id")?;
    let asked = params.amount()?;
    let metadata = params.metadata()?;
    let intent = intents::find(connection, account, id)
        .await?
        .ok_or_else(|| ApiError::not_found(Kind::PaymentIntent.word(), id))?;
    if intent.wire.status != IntentStatus::Succeeded {
        let message = format!("Only a succeeded payment can be refunded; this one is {}", intent.wire.status);
        return Err(ApiError::invalid("invalid_params", "resource_id", message));
    }
    if params.get("recipient_account").is_some() {
        let message =
            "A bank transfer is refunded to the account that paid; recipient_account is for alternative methods";
        return Err(ApiError::invalid("invalid_payment_recipient_account", "recipient_account", message));
    }
    let left = intent.wire.amount.unwrap_or_default() - refunds::refunded(connection, id).await?;
    let amount = asked.unwrap_or(left);
    if amount < 1 || amount > left {
        let message = format!("amount exceeds what is left to refund of this payment: {left}");
        return Err(ApiError::invalid("invalid_amount", "amount", message));
    }
    let refund = refund::begin(connection, config, &intent, amount, metadata, None).await?;
    Ok(Answer::created(serde_json::to_string(&refund.wire)?))
}

fn check_resource_type(params: Params<'_>) -> Result<(), ApiError> {
    match params.required_text("resource_type")? {
        "payment_intent" => Ok(()),
        other => Err(ApiError::invalid("invalid_enum", "resource_type", format!("Invalid resource_type: {other}"))),
    }
}

/// Fintoc cancels a refund until it begins to pay it out. What it answers later is not published, so status and code word are
/// ours.
async fn stop(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Answer, ApiError> {
    let mut refund =
        refunds::find(connection, account, id).await?.ok_or_else(|| ApiError::not_found(Kind::Refund.word(), id))?;
    if !refund::cancel(connection, &mut refund).await? {
        let message = format!("Only a created refund can be canceled; this one is {}", refund.wire.status);
        return Err(ApiError::conflict("refund_not_cancelable", message));
    }
    Ok(Answer::ok(serde_json::to_string(&refund.wire)?))
}
