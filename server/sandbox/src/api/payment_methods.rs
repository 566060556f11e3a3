//! `/v2/payment_methods`: born in sessions, read and cancelled here.

use axum::extract::State;
use sqlx::AnyConnection;

use super::{
    Answer, ApiError, Id, Post, job,
    lists::{Asked, Page},
};
use crate::{
    Sandbox,
    lifecycle::setup,
    world::{
        Account,
        lists::{Filter, Kind},
        methods,
    },
};

pub(super) async fn list(State(sandbox): State<Sandbox>, asked: Asked) -> Result<Page, ApiError> {
    let of_customer = asked.query.get("customer")?.map(|id| Filter::Customer(id.to_owned()));
    asked.page(&sandbox, Kind::PaymentMethod, of_customer.into_iter().collect()).await
}

pub(super) async fn cancel(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| detach(tx, &post.account, &id).await).await
}

async fn detach(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Answer, ApiError> {
    let mut method = methods::find(connection, account, id)
        .await?
        .ok_or_else(|| ApiError::not_found(Kind::PaymentMethod.word(), id))?;
    if !setup::cancel(connection, account, &mut method).await? {
        return Err(ApiError::conflict("payment_method_already_canceled", "This payment method is already canceled"));
    }
    Ok(Answer::ok(serde_json::to_string(&method)?))
}
