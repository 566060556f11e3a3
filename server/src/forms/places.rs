//! Saving a place under a name, and forgetting it.

use app::forms::Reply;
use axum::{Extension, Form, extract::State, response::Response};
use serde::Deserialize;
use vuelta::{
    city::PlaceId,
    places::SavedAs,
    ports::Places,
    refusal::{Refusal, Trouble},
};

use super::{again, lead_to, rider};
use crate::{site::Site, visit::Caller};

/// The page of these forms.
const PAGE: &str = "/places";

/// What the forms of the page hold.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    saved_as: String,
    place: String,
}

/// `POST /places`.
pub async fn save_place(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<PlaceForm>,
) -> Response {
    let saved = async {
        let place = PlaceId::parse(&form.place).map_err(|_| Refusal::NotFound)?;
        site.backend.save_place(&rider(&caller)?, name(&form)?, &place).await
    };
    let saved = saved.await;
    led(&site, &caller, saved).await
}

/// `POST /places/forget`.
pub async fn forget_place(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<PlaceForm>,
) -> Response {
    let forgotten = async { site.backend.forget_place(&rider(&caller)?, name(&form)?).await };
    let forgotten = forgotten.await;
    led(&site, &caller, forgotten).await
}

/// The name that is meant; only a page that is not ours means none.
fn name(form: &PlaceForm) -> Result<SavedAs, Refusal> {
    SavedAs::parse(&form.saved_as).ok_or(Refusal::NotFound)
}

async fn led(site: &Site, caller: &Caller, outcome: Result<(), Trouble>) -> Response {
    match outcome {
        Ok(()) => lead_to(PAGE),
        Err(trouble) => again(site, caller, PAGE, trouble, |refusal| Reply::Places { refusal }).await,
    }
}
