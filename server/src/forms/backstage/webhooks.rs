//! What is done to the sender of webhooks: sending something again, honestly or not, holding back and letting go.

use axum::{
    Extension, Form, Router,
    extract::{Path, State},
    response::Response,
    routing::post,
};
use serde::Deserialize;
use vuelta::{
    backstage::webhooks::{As, Release},
    refusal::{Refusal, Trouble},
};

use crate::{
    forms::{lead_to, rider},
    site::{Site, draw},
    visit::Caller,
};

/// The room.
const ROOM: &str = "/backstage/webhooks";

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/backstage/webhooks/pause", post(pause))
        .route("/backstage/webhooks/resume", post(resume))
        .route("/backstage/webhooks/{delivery}/resend", post(resend))
        .route("/backstage/webhooks/{delivery}/retry", post(retry))
}

/// What `POST /backstage/webhooks/{delivery}/resend` holds.
#[derive(Deserialize)]
struct ResendForm {
    #[serde(rename = "as")]
    way: String,
}

/// `POST /backstage/webhooks/{delivery}/resend`: on to the copy that was sent, with what became of it.
async fn resend(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(delivery): Path<String>,
    Form(form): Form<ResendForm>,
) -> Response {
    let sent = async {
        let way = As::parse(&form.way).ok_or(Trouble::Refused(Refusal::NotFound))?;
        let copies = site.backend.resend_delivery(&rider(&caller)?, &delivery, way).await?;
        Ok(copies.last().map_or(delivery.clone(), Clone::clone))
    };
    let sent = sent.await.map(|copy| format!("{ROOM}/{copy}?as={}", form.way));
    answer(&site, &caller, sent).await
}

/// `POST /backstage/webhooks/{delivery}/retry`.
async fn retry(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(delivery): Path<String>,
) -> Response {
    let tried = async { site.backend.retry_delivery(&rider(&caller)?, &delivery).await };
    let tried = tried.await.map(|()| format!("{ROOM}/{delivery}"));
    answer(&site, &caller, tried).await
}

/// `POST /backstage/webhooks/pause`.
async fn pause(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let held = async { site.backend.pause_sender(&rider(&caller)?).await };
    let held = held.await.map(|()| ROOM.to_owned());
    answer(&site, &caller, held).await
}

/// `POST /backstage/webhooks/resume`: `order`, and with `picked` the place of each delivery under its own id.
async fn resume(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let released = async { site.backend.resume_sender(&rider(&caller)?, &release(&fields)?).await };
    let released = released.await.map(|()| ROOM.to_owned());
    answer(&site, &caller, released).await
}

fn release(fields: &[(String, String)]) -> Result<Release, Trouble> {
    let order = fields.iter().find(|(name, _)| name == "order").map_or("as_queued", |(_, order)| order.as_str());
    match order {
        "as_queued" => Ok(Release::AsQueued),
        "reversed" => Ok(Release::Reversed),
        "shuffled" => Ok(Release::Shuffled),
        "picked" => Ok(Release::Picked(picked(fields))),
        _ => Err(Trouble::Refused(Refusal::NotFound)),
    }
}

/// The deliveries by the place that was typed for each; those of the same place as they stood on the page.
fn picked(fields: &[(String, String)]) -> Vec<String> {
    let deliveries = fields.iter().filter(|(name, _)| name.starts_with("del_"));
    let mut places: Vec<(u16, &String)> =
        deliveries.map(|(id, place)| (place.trim().parse().unwrap_or(u16::MAX), id)).collect();
    places.sort_by_key(|(place, _)| *place);
    places.into_iter().map(|(_, id)| id.clone()).collect()
}

/// Leads on; or to the room, which says that nothing was done. What is not this rider's is not there.
async fn answer(site: &Site, caller: &Caller, done: Result<String, Trouble>) -> Response {
    match done {
        Ok(address) => lead_to(&address),
        Err(Trouble::Refused(_)) => draw(site, caller, "/backstage/nowhere", None).await,
        Err(Trouble::Busy | Trouble::Internal(_)) => lead_to(&format!("{ROOM}?undone")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_leave_in_the_places_that_were_typed() {
        let typed = [("order", "picked"), ("del_1", "3"), ("del_2", " 1 "), ("del_3", "last"), ("del_4", "1")];
        let fields = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let order = ["del_2", "del_4", "del_1", "del_3"].map(str::to_owned).to_vec();
        assert_eq!(release(&fields), Ok(Release::Picked(order)));
        let other = [("order".to_owned(), "alphabetical".to_owned())];
        assert_eq!(release(&other), Err(Trouble::Refused(Refusal::NotFound)));
        assert_eq!(release(&[]), Ok(Release::AsQueued));
    }
}
