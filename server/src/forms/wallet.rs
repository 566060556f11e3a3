//! Saving a bank account, making it the main one, naming it and forgetting it.

use app::forms::Reply;
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use vuelta::{id::MethodId, ports::Wallets, refusal::Refusal, wallet::Nickname};

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

/// `POST /wallet/methods/{id}/main`.
pub async fn make_main(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Response {
    let method = MethodId::new(id);
    let made = async { site.backend.make_main(&rider(&caller)?, &method).await };
    match made.await {
        Ok(()) => lead_to(&format!("/wallet?main={method}")),
        Err(trouble) => again(&site, &caller, "/wallet", trouble, |refusal| Reply::Wallet { refusal }).await,
    }
}

/// What `POST /wallet/methods/{id}/nickname` holds; nothing typed means no nickname.
#[derive(Deserialize)]
pub struct NicknameForm {
    #[serde(default)]
    nickname: String,
}

impl NicknameForm {
    fn read(&self) -> Result<Option<Nickname>, Refusal> {
        match self.nickname.trim() {
            "" => Ok(None),
            text => Nickname::parse(text).map(Some).map_err(|_| Refusal::Nickname),
        }
    }
}

/// `POST /wallet/methods/{id}/nickname`.
pub async fn name_account(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(form): Form<NicknameForm>,
) -> Response {
    let method = MethodId::new(id);
    let renamed = async { site.backend.rename(&rider(&caller)?, &method, form.read()?).await };
    match renamed.await {
        Ok(()) => lead_to(&format!("/wallet?named={method}")),
        Err(trouble) => {
            let typed = form.nickname;
            again(&site, &caller, "/wallet", trouble, |refusal| Reply::Nickname { method, typed, refusal }).await
        }
    }
}
