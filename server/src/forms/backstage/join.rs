//! Taking an invitation up.

use axum::{
    Extension, Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};
use vuelta::{backstage::Invitations, refusal::Trouble};

use crate::{
    backend::incident::report,
    forms::lead_to,
    site::{Site, draw, page},
    visit::Caller,
};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/join/{invitation}", get(page).post(take_up))
}

/// `POST /join/{invitation}`: this browser is the rider's from now on. By GET nothing is taken up: whatever looks at links
/// ahead of people would use it up.
async fn take_up(State(site): State<Site>, Extension(caller): Extension<Caller>, Path(text): Path<String>) -> Response {
    let taken_up = async {
        let invitation = site.backend.take_up(&text).await?;
        caller.sign_in(&invitation.rider).await.map_err(|error| report(&error))?;
        Ok::<_, Trouble>(invitation)
    };
    match taken_up.await {
        Ok(invitation) => lead_to(invitation.to.address()),
        // Its page says why.
        Err(_) => draw(&site, &caller, &format!("/join/{text}"), None).await,
    }
}
