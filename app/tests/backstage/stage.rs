//! The stage, with the moments of a ride that is paid with one click.

use std::time::Duration;

use app::copy::Lang;
use axum::http::StatusCode;
use serde_json::{Value, json};
use vuelta::{
    Clp, Instant,
    backstage::{About, Asked, Call, Decision, Deed, Delivery, Moment, Told, What, Written, WrittenKind},
    id::{MomentId, PaymentId, RideId},
};

use crate::{
    canned::{Canned, Page},
    stories,
};

/// 2026-11-22T17:03:12.000Z.
const NOON: i64 = 1_795_366_992_000;

fn moment(after: i64, took: Option<u64>, what: What) -> Moment {
    Moment {
        id: MomentId::new(format!("mom_{after}")),
        at: Instant::from_millis(NOON + after),
        took: took.map(Duration::from_millis),
        about: About {
            ride: Some(RideId::new("ride_1")),
            payment: Some(PaymentId::new("payment_1")),
            ..About::default()
        },
        what,
    }
}

fn written(after: i64, book: WrittenKind, word: &str, event: Option<&str>) -> Moment {
    let (word, event) = (word.into(), event.map(str::to_owned));
    moment(after, None, What::Written(Written { book, word, amount: Some(Clp::new(4_990)), reason: None, event }))
}

fn told(after: i64, word: &str) -> Moment {
    moment(after, None, What::Told(Told { number: after, word: word.into() }))
}

fn asked(after: i64, method: &str, path: &str, status: u16) -> Moment {
    moment(after, Some(9), What::Asked(Asked { method: method.into(), path: path.into(), status, leads_to: None }))
}

fn call(response: Value) -> Call {
    Call {
        method: "POST".into(),
        path: "/v2/checkout_sessions".into(),
        status: Some(201),
        request_id: None,
        idempotency_key: None,
        attempt: 0,
        request_headers: Vec::new(),
        request: None,
        response_headers: Vec::new(),
        response: Some(response),
        failure: None,
    }
}

fn moments() -> Vec<Moment> {
    let session = json!({"id": "cs_1", "object": "checkout_session", "status": "in_progress", "redirect_url": null});
    let intent = json!({"id": "pi_1", "object": "payment_intent", "amount": 4990, "status": "succeeded",
        "created_at": "2026-11-22T17:03:12.240Z"});
    let event = json!({"object": "event", "type": "payment_intent.succeeded",
        "created_at": "2026-11-22T17:03:13.550Z", "data": intent});
    let delivery = Delivery {
        event: Some("evt_1".into()),
        event_type: Some("payment_intent.succeeded".into()),
        headers: Vec::new(),
        body: Some(event),
        size: 900,
        status: 200,
        checks: Vec::new(),
        decision: Decision::Kept,
    };
    let deed = Deed { word: "scenario.armed".into(), detail: Some("webhook.duplicate".into()) };
    vec![
        moment(0, None, What::Done(deed)),
        asked(5, "POST", "/book", 303),
        written(10, WrittenKind::Intent, "created", None),
        moment(20, Some(180), What::Called(Box::new(call(session)))),
        asked(205, "GET", "/rides/ride_1", 200),
        told(210, "payment_in_progress"),
        moment(1_940, Some(12), What::Delivered(Box::new(delivery))),
        written(1_945, WrittenKind::Inbox, "nothing_new", Some("evt_1")),
        written(1_950, WrittenKind::Payment, "succeeded", None),
        told(1_960, "paid"),
    ]
}

async fn stage(query: &str) -> Page {
    let page = Canned::rider()
        .behind_the_stage()
        .with_story(stories::paid())
        .with_moments(moments())
        .get(&format!("/backstage{query}"))
        .await;
    assert_eq!((page.status, page.html.matches("<h1").count()), (StatusCode::OK, 1), "{query}");
    page.is_silent_on(&["style=\"", "onclick"]);
    page
}

/// How many steps the diagram has, and how many come after the one that is lit.
fn steps(page: &Page) -> (usize, usize) {
    (page.html.matches("id=\"step-").count(), page.html.matches("q--later").count())
}

#[tokio::test]
async fn a_live_stage_shows_the_phone_and_every_step_and_the_last_one_is_lit() {
    let page = stage("").await;
    assert_eq!(steps(&page), (11, 0));
    page.says(&["<iframe src=\"/", "backstage.js", "En vivo", "POST checkout_sessions", "payment_intent.succeeded"]);
    page.says(&["según Fintoc", "cobro $4.990", "nada nuevo", "data-at=\"1795366993940\"", "aria-current=\"step\""]);
    page.says(&["class=\"truth\"", "class=\"lanes\"", "data-key=\"ArrowLeft\"", "href=\"/backstage?step=mom_1960"]);
}

#[tokio::test]
async fn a_step_is_an_address_and_what_came_later_is_dim() {
    let page = stage("?ride=ride_1&step=mom_20").await;
    assert_eq!(steps(&page), (11, 7));
    page.says(&["En pausa", "href=\"/backstage/calls/mom_20\"", "cs_1", "href=\"/backstage?ride=ride_1\""]);
    page.says(&["href=\"/backstage?ride=ride_1&amp;step=mom_10#step-mom_10\""]);
    page.is_silent_on(&["http-equiv=\"refresh\""]);
    assert_eq!(steps(&stage("?views=shown").await).0, 12, "pages that were only looked at");
}

#[tokio::test]
async fn there_are_three_layouts_and_one_has_no_phone() {
    stage("?view=dock").await.says(&["stage--dock", "<iframe"]);
    let panel = stage("?view=panel").await;
    panel.says(&["stage--panel", "id=\"stage-seq\""]);
    panel.is_silent_on(&["<iframe"]);
}

#[tokio::test]
async fn without_anybody_or_anything_the_stage_says_how_to_begin() {
    let page = Canned::guest().behind_the_stage().get("/backstage").await;
    page.says(&["Nadie ha entrado todavía", "action=\"/guest\"", "value=\"/backstage\""]);
    page.is_silent_on(&["<iframe"]);
    let page = Canned::rider().behind_the_stage().speaking(Lang::En).get("/backstage").await;
    page.says(&["Nothing has happened yet", "<iframe src=\"/book\"", "Book a ride in the phone"]);
}

#[tokio::test]
async fn a_story_is_told_below_the_phone() {
    let page = stage("?story=happy-path&beat=3").await;
    page.says(&["3/4", "action=\"/backstage/stories/happy-path/3/do?stage\"", "<iframe src=\"/wallet\""]);
    page.says(&["/backstage?story=happy-path&amp;beat=2\"", "/backstage?story=happy-path&amp;beat=4\"", "Qué decir"]);
    stage("?story=happy-path&beat=3&stuck=too_early").await.says(&["role=\"alert\""]);
    stage("?story=happy-path&beat=5").await.says(&["href=\"/backstage?story=happy-path&amp;beat=1\""]);
    stage("?story=happy-path&beat=3&at=/rides").await.says(&["<iframe src=\"/rides\""]);
    let page = Canned::guest().behind_the_stage().get("/backstage?story=happy-path").await;
    page.says(&["1/4", "<iframe src=\"/\"", "Hazlo por mí"]);
}
