//! Saving a bank account, and forgetting it.

use app::forms::Reply;
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use vuelta::{id::MethodId, ports::Wallets};

use super::{again, lead_to, lead_to_bank, rider};
use crate::{site::Site, visit::Caller};

/// What `POST /wallet/setups` holds.
#[derive(Deserialize)]
pub struct SetupForm {
    #[serde(default)]
    bank: String,
}

/// `POST /wallet/setups`: on to the hosted page, or to the wallet when Fintoc has not answered yet.
pub async fn start_setup(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<SetupForm>,
) -> Response {
    let bank = Some(form.bank.as_str()).filter(|bank| !bank.is_empty());
    let started = async { site.backend.start_setup(&rider(&caller)?, bank).await };
    match started.await {
        Ok(setup) => lead_to_bank(&site, setup.redirect_url.as_deref(), &format!("/wallet?setup={}", setup.id)),
        Err(trouble) => again(&site, &caller, "/wallet", trouble, |refusal| Reply::Wallet { refusal }).await,
    }
}

/// `POST /wallet/methods/{id}/forget`. A second click finds it forgotten, and is as good as the first.
pub async fn forget(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Response {
    let method = MethodId::new(id);
    let forgotten = async { site.backend.forget(&rider(&caller)?, &method).await };
    match forgotten.await {
        Ok(()) => lead_to(&format!("/wallet?forgotten={method}")),
        Err(trouble) => again(&site, &caller, "/wallet", trouble, |refusal| Reply::Wallet { refusal }).await,
    }
}
