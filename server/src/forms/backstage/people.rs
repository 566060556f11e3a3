//! Riding as a prepared rider, beginning again, and stepping back.

use axum::{Extension, Form, Router, extract::State, response::Response, routing::post};
use serde::Deserialize;
use vuelta::{
    backstage::personas::{People, Persona},
    id::RiderId,
    refusal::{Refusal, Trouble},
};

use super::super::lead_to;
use crate::{
    backend::incident::report,
    site::{Site, page},
    visit::Caller,
};

/// The stage.
const STAGE: &str = "/backstage";

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/backstage/people", post(ride_as).get(page))
        .route("/backstage/reset", post(reset))
        .route("/backstage/reset/undo", post(undo))
}

/// What `POST /backstage/people` holds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PersonaForm {
    persona: String,
}

/// Who is signed in.
pub(super) fn rider(caller: &Caller) -> Option<&RiderId> {
    caller.rider.as_ref().map(|rider| &rider.id)
}

/// Signs this browser in as that rider; whoever was signed in before is not any more.
pub(super) async fn sign_in(caller: &Caller, rider: &RiderId) -> Result<(), Trouble> {
    caller.sign_in(rider).await.map_err(|error| report(&error))
}

/// `POST /backstage/people`: a fresh rider of that persona, and on to the stage.
async fn ride_as(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<PersonaForm>,
) -> Response {
    let prepared = async {
        let persona = Persona::parse(&form.persona).ok_or(Refusal::NotFound)?;
        let fresh = site.backend.prepare(persona, rider(&caller)).await?;
        sign_in(&caller, &fresh).await
    };
    onwards(prepared.await)
}

/// `POST /backstage/reset`: a fresh rider of the same persona.
async fn reset(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let prepared = async {
        let persona = match rider(&caller) {
            Some(rider) => site.backend.casting(rider).await?.persona,
            None => None,
        };
        let fresh = site.backend.prepare(persona.unwrap_or(Persona::New), rider(&caller)).await?;
        sign_in(&caller, &fresh).await
    };
    onwards(prepared.await)
}

/// `POST /backstage/reset/undo`: the rider from before, with everything they had.
async fn undo(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let stepped = async {
        let before = site.backend.step_back(rider(&caller).ok_or(Refusal::NotFound)?).await?;
        sign_in(&caller, &before).await
    };
    onwards(stepped.await)
}

fn onwards(done: Result<(), Trouble>) -> Response {
    match done {
        Ok(()) => lead_to(STAGE),
        Err(Trouble::Refused(Refusal::TooManyTries) | Trouble::Busy) => lead_to("/backstage/people?stuck=busy"),
        Err(_) => lead_to("/backstage/people?stuck=trouble"),
    }
}
