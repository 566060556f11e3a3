//! `/v2/payment_intents`: read here, made in sessions.

use axum::extract::State;
use sqlx::AnyConnection;

use super::{Answer, ApiError, Post, job, params::Params};
use crate::{
    Sandbox,
    world::{Account, lists::Kind, methods},
};

/// Names of the v1 endpoint that the v2 one rejects.
const V1_ONLY: [&str; 4] = ["recipient_account", "customer_email", "payment_type", "expires_at"];

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| refuse(tx, &post.account, post.params()).await).await
}

/// Charging with nobody present is for mandates and cards; the guide does not offer it for a saved bank account, and every
/// saved method here is one. So the parameters are checked as documented, and the answer is 422 (our choice).
async fn refuse(connection: &mut AnyConnection, account: &Account, params: Params<'_>) -> Result<Answer, ApiError> {
    params.required_amount()?;
    params.currency()?;
    let method = params.required_text("payment_method")?;
    params.metadata()?;
    if let Some(name) = V1_ONLY.into_iter().find(|name| params.get(name).is_some()) {
        return Err(ApiError::invalid("invalid_params", name, format!("{name} is not a parameter of this version")));
    }
    match methods::find(connection, account, method).await? {
        None => Err(ApiError::not_found(Kind::PaymentMethod.word(), method)),
        Some(_) => Err(ApiError::not_supported(
            "not_supported_payment_method",
            "payment_method",
            "A saved bank account is charged through a checkout session: POST /v2/checkout_sessions",
        )),
    }
}
