//! Signing up, in and out.

use app::forms::Reply;
use axum::{Extension, Form, extract::State, response::Response};
use serde::Deserialize;
use vuelta::{
    id::RiderId,
    ports::Riders,
    refusal::{Refusal, Trouble},
    rider::{Password, SignUp},
};

use super::{again, lead_to, own_page};
use crate::{backend::incident::report, site::Site, visit::Caller};

/// What `POST /signup` holds. A field that is missing is one that was left empty.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    name: String,
    email: String,
    rut: String,
    password: String,
    next: String,
}

/// What `POST /login` holds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LogInForm {
    email: String,
    password: String,
    next: String,
}

/// `POST /signup`.
pub async fn sign_up(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<SignUpForm>,
) -> Response {
    let SignUpForm { name, email, rut, password, next } = form;
    let typed =
        SignUp { name: name.clone(), email: email.clone(), rut: rut.clone(), password: Password::typed(password) };
    let signed_up = async {
        let rider = site.backend.sign_up(typed).await?;
        start(&caller, &rider).await
    };
    match signed_up.await {
        Ok(()) => lead_to(own_page(&next)),
        Err(trouble) => {
            again(&site, &caller, "/signup", trouble, |refusal| match refusal {
                Refusal::SignUp { problems } => Reply::SignUp { name, email, rut, next, problems, refusal: None },
                other => Reply::SignUp { name, email, rut, next, problems: Vec::new(), refusal: Some(other) },
            })
            .await
        }
    }
}

/// What `POST /guest` holds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct GuestForm {
    next: String,
}

/// `POST /guest`: a rider of one's own in one click. Whoever is signed in already stays who they are.
pub async fn try_as_guest(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(GuestForm { next }): Form<GuestForm>,
) -> Response {
    let welcomed = async {
        if caller.rider.is_none() {
            let rider = site.backend.welcome_guest().await?;
            start(&caller, &rider).await?;
        }
        Ok(())
    };
    match welcomed.await {
        Ok(()) if next.is_empty() => lead_to("/book?welcome=1"),
        Ok(()) => lead_to(own_page(&next)),
        Err(trouble) => {
            let reply = |refusal| Reply::Login { email: String::new(), next, refusal };
            again(&site, &caller, "/login", trouble, reply).await
        }
    }
}

/// `POST /login`.
pub async fn log_in(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<LogInForm>,
) -> Response {
    let LogInForm { email, password, next } = form;
    let logged_in = async {
        let rider = site.backend.sign_in(&email, &Password::typed(password)).await?;
        start(&caller, &rider).await
    };
    match logged_in.await {
        Ok(()) => lead_to(own_page(&next)),
        Err(trouble) => again(&site, &caller, "/login", trouble, |refusal| Reply::Login { email, next, refusal }).await,
    }
}

async fn start(caller: &Caller, rider: &RiderId) -> Result<(), Trouble> {
    caller.sign_in(rider).await.map_err(|error| report(&error))
}

/// `POST /logout`.
pub async fn log_out(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    match caller.sign_out().await {
        Ok(()) => lead_to("/"),
        Err(error) => again(&site, &caller, "/", report(&error), |refusal| Reply::Wallet { refusal }).await,
    }
}
