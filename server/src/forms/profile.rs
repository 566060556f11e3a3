//! What riders do about themselves.

use app::forms::{ProfileForm, Reply};
use axum::{
    Extension, Form,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use vuelta::{
    id::{DeviceId, RiderId},
    ports::Profiles,
    refusal::{Refusal, Trouble},
    rider::{Farewell, KeepAccount, Password},
};

use super::{again, lead_to, rider};
use crate::{
    backend::incident::report,
    site::{Site, bare_trouble},
    visit::Caller,
};

/// What the forms of `/profile` hold. A field that is missing is one that was left empty.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    name: String,
    email: String,
    current: String,
    password: String,
    device: String,
    sure: String,
}

/// `POST /profile/name`.
pub async fn rename(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(fields): Form<Fields>,
) -> Response {
    let renamed = async { site.backend.rename(&rider(&caller)?, &fields.name).await };
    let form = ProfileForm::Name { name: fields.name.clone() };
    answer(&site, &caller, renamed.await, form, "/profile?done=name").await
}

/// `POST /profile/password`: all devices are signed out, and this one is signed in again under a new session id.
pub async fn change_password(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(fields): Form<Fields>,
) -> Response {
    let changed = async {
        let rider = rider(&caller)?;
        let (current, new) = (Password::typed(fields.current), Password::typed(fields.password));
        site.backend.change_password(&rider, &current, &new).await?;
        sign_in_again(&caller, &rider).await
    };
    answer(&site, &caller, changed.await, ProfileForm::Password, "/profile?done=password").await
}

/// `POST /profile/account`: a guest stays, with what they have.
pub async fn keep_account(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(fields): Form<Fields>,
) -> Response {
    let Fields { name, email, password, .. } = fields;
    let form = ProfileForm::Account { name: name.clone(), email: email.clone() };
    let kept = async {
        let rider = rider(&caller)?;
        site.backend.keep_account(&rider, KeepAccount { name, email, password: Password::typed(password) }).await?;
        sign_in_again(&caller, &rider).await
    };
    answer(&site, &caller, kept.await, form, "/profile?done=account").await
}

/// `POST /profile/devices`: signs one device out.
pub async fn end_device(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(fields): Form<Fields>,
) -> Response {
    let ended = async { site.backend.end_device(&rider(&caller)?, &DeviceId::new(fields.device)).await };
    answer(&site, &caller, ended.await, ProfileForm::Devices, "/profile?done=device").await
}

/// `POST /profile/devices/others`: signs all but this one out.
pub async fn end_other_devices(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let ended = async {
        let this = caller.visit("/profile").device.ok_or(Refusal::NotFound)?;
        site.backend.end_other_devices(&rider(&caller)?, &this).await
    };
    answer(&site, &caller, ended.await, ProfileForm::Devices, "/profile?done=devices").await
}

/// `GET /profile/export`.
pub async fn export(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let exported = async { site.backend.export(&rider(&caller)?).await };
    match exported.await {
        Ok(json) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"vuelta.json\""),
            ];
            (headers, json).into_response()
        }
        Err(trouble) => bare_trouble(&trouble),
    }
}

/// `POST /profile/leave`: everything that says who it was is forgotten.
pub async fn leave(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(fields): Form<Fields>,
) -> Response {
    let farewell = Farewell { password: Password::typed(fields.password), is_sure: fields.sure == "yes" };
    let left = async {
        site.backend.erase(&rider(&caller)?, farewell).await?;
        caller.sign_out().await.map_err(|error| report(&error))
    };
    match left.await {
        Ok(()) => lead_to("/goodbye"),
        Err(trouble) => again(&site, &caller, "/profile/leave", trouble, |refusal| Reply::Leave { refusal }).await,
    }
}

async fn sign_in_again(caller: &Caller, rider: &RiderId) -> Result<(), Trouble> {
    caller.sign_in(rider).await.map_err(|error| report(&error))
}

async fn answer(
    site: &Site,
    caller: &Caller,
    outcome: Result<(), Trouble>,
    form: ProfileForm,
    done: &'static str,
) -> Response {
    match outcome {
        Ok(()) => lead_to(done),
        Err(trouble) => again(site, caller, "/profile", trouble, |refusal| Reply::Profile { form, refusal }).await,
    }
}
