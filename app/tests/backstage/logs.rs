//! The log backstage, with moments of every sort.

use std::time::Duration;

use app::{copy::Lang, pages::backstage::handover};
use axum::http::StatusCode;
use serde_json::json;
use vuelta::{
    Clp, Instant,
    backstage::{
        About, Asked, Call, Check, CheckName, Decision, Deed, Delivery, Moment, Told, What, Written, WrittenKind,
        handover::{Counterpart, Handover, Masked, RideSummary, VERSION},
    },
    id::{MomentId, RideId, RiderId},
};

use crate::{canned::Canned, stories};

fn moment(number: i64, ride: Option<&str>, what: What) -> Moment {
    Moment {
        id: MomentId::new(format!("moment_{number}")),
        at: Instant::from_millis(1_795_366_993_000 + number * 250),
        took: matches!(what, What::Called(_)).then_some(Duration::from_millis(182)),
        about: About { ride: ride.map(RideId::new), ..About::default() },
        what,
    }
}

fn call(status: Option<u16>) -> Call {
    Call {
        method: "POST".into(),
        path: "/v2/checkout_sessions".into(),
        status,
        request_id: Some("req_1".into()),
        idempotency_key: Some("payment_1".into()),
        attempt: 0,
        request_headers: vec![("Authorization".into(), "$FINTOC_SECRET_KEY".into())],
        request: Some(json!({"amount": 4990, "customer_email": "•••", "flow": "payment"})),
        response_headers: vec![("x-request-id".into(), "req_1".into())],
        response: Some(json!({"id": "cs_1", "status": "in_progress", "redirect_url": null})),
        failure: status.is_none().then(|| "the connection was cut".into()),
    }
}

fn delivery(passed: bool) -> Delivery {
    let check = |name, passed: bool, detail: &str| Check { name, passed, detail: detail.into() };
    Delivery {
        event: Some("evt_1".into()),
        event_type: Some("payment_intent.succeeded".into()),
        headers: vec![("fintoc-signature".into(), "t=1795366994,v1=…".into())],
        body: Some(json!({"id": "evt_1", "data": {"amount": 4990, "status": "succeeded"}})),
        size: 512,
        status: if passed { 200 } else { 401 },
        checks: vec![check(CheckName::Header, true, "t, v1"), check(CheckName::Digest, passed, "••7d20")],
        decision: if passed { Decision::Kept } else { Decision::Refused },
    }
}

/// One of each sort, about a ride; a delivery that is refused; and something done backstage.
fn moments() -> Vec<Moment> {
    let asked =
        Asked { method: "POST".into(), path: "/book".into(), status: 303, leads_to: Some("/rides/ride_1".into()) };
    let written = |book, word: &str| {
        What::Written(Written { book, word: word.into(), amount: Some(Clp::new(4990)), reason: None, event: None })
    };
    let deed = Deed { word: "scenario.armed".into(), detail: Some("webhook.late".into()) };
    let ride = Some("ride_1");
    vec![
        moment(0, None, What::Done(deed)),
        moment(1, ride, What::Asked(asked)),
        moment(2, ride, written(WrittenKind::Intent, "created")),
        moment(3, ride, What::Called(Box::new(call(None)))),
        moment(4, ride, What::Called(Box::new(call(Some(201))))),
        moment(5, None, What::Delivered(Box::new(delivery(false)))),
        moment(6, ride, What::Delivered(Box::new(delivery(true)))),
        moment(7, ride, written(WrittenKind::Payment, "succeeded")),
        moment(8, ride, What::Told(Told { number: 3, word: "paid".into() })),
    ]
}

fn canned() -> Canned {
    Canned::rider().behind_the_stage().with_moments(moments())
}

#[tokio::test]
async fn the_log_tells_every_story_and_counts_its_lines() {
    let page = canned().get("/backstage/calls").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&["9 de 9", "/v2/checkout_sessions", "sin respuesta", "201 · 182 ms", "+0,25 s", "scenario.armed"]);
    page.says(&["href=\"/backstage/handover.html\"", "action=\"/backstage/calls\"", "guardado para aplicarlo"]);
    assert_eq!(page.html.matches("<li id=\"m-").count(), 9);
    let english = canned().speaking(Lang::En).get("/backstage/calls").await;
    english.says(&["9 of 9", "no answer", "+0.25 s", "kept, to be applied"]);
    page.is_silent_on(&["style=", "onclick"]);
}

#[tokio::test]
async fn a_filter_narrows_the_log_and_stays_in_every_address() {
    let shown = async |query: &str| {
        let page = canned().get(&format!("/backstage/calls{query}")).await;
        (page.html.matches("<li id=\"m-").count(), page)
    };
    assert_eq!(shown("?kind=called").await.0, 2);
    assert_eq!(shown("?view=calls").await.0, 4);
    assert_eq!(shown("?status=none").await.0, 1);
    assert_eq!(shown("?status=4xx&kind=delivered").await.0, 1);
    assert_eq!(shown("?path=payment_intent").await.0, 2);
    assert_eq!(shown("?q=webhook.late").await.0, 1);
    let (count, page) = shown("?ride=ride_1&method=POST").await;
    assert_eq!(count, 4);
    page.says(&["/backstage/calls/moment_3?method=POST&amp;ride=ride_1", "handover.html?ride=ride_1"]);
    let (count, page) = shown("?q=nothing-like-it").await;
    assert_eq!(count, 0);
    page.says(&["Nada calza con estos filtros", "Quitar filtros", "0 de 9"]);
}

#[tokio::test]
async fn an_empty_log_says_what_to_do() {
    let page = Canned::rider().behind_the_stage().get("/backstage/calls").await;
    page.says(&["Todavía no ha pasado nada"]);
    let page = Canned::guest().behind_the_stage().get("/backstage/calls").await;
    page.says(&["Todavía no hay nadie en este navegador"]);
    page.is_silent_on(&["data-live", "handover"]);
    assert_eq!(Canned::rider().get("/backstage/calls").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_moment_opens_in_both_languages_with_one_heading() {
    for lang in Lang::ALL {
        for number in 0..9 {
            let page = canned().speaking(lang).get(&format!("/backstage/calls/moment_{number}")).await;
            assert_eq!((page.status, page.html.matches("<h1").count()), (StatusCode::OK, 1), "{number}");
        }
    }
    assert_eq!(canned().get("/backstage/calls/moment_99").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_call_is_shown_to_the_byte_and_as_code() {
    let page = canned().get("/backstage/calls/moment_4?kind=called").await;
    page.says(&["in_progress", "<i class=\"k\">\"status\"</i>", "ln hot", "req_1", "payment_1", "182 ms"]);
    page.says(&["$FINTOC_SECRET_KEY", "curl --request POST", "Cobra.", "docs.fintoc.com", "data-copy=\"code\""]);
    page.says(&[
        "rel=\"prev\" href=\"/backstage/calls/moment_3?kind=called\"",
        "/backstage/calls?kind=called#m-moment_4",
    ]);
    page.is_silent_on(&["rel=\"next\""]);
    let page = canned().get("/backstage/calls/moment_4?part=request&code=rust").await;
    page.says(&["customer_email", "reqwest::Client::new()", "part=request&amp;code=python"]);
    let page = canned().get("/backstage/calls/moment_3?part=headers").await;
    page.says(&["the connection was cut", "<dt>Authorization</dt>"]);
}

#[tokio::test]
async fn a_delivery_shows_its_checks_and_how_they_are_made() {
    let page = canned().get("/backstage/calls/moment_5?code=node").await;
    page.says(&["HMAC-SHA256 calza con nuestro secreto", "checks__bad", "no pasó", "••7d20", "timingSafeEqual"]);
    page.says(&["rechazado: no se escribió nada"]);
}

#[tokio::test]
async fn two_calls_lie_side_by_side() {
    let page = canned().get("/backstage/calls/moment_5?with=moment_6").await;
    page.says(&["Diferencias", "Los dos cuerpos son iguales.", "3 campos iguales"]);
    let missing = canned().get("/backstage/calls/moment_5?with=moment_99").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[test]
fn what_is_handed_over_is_one_page_that_leads_nowhere() {
    let handed = Handover {
        version: VERSION,
        made_at: Instant::from_millis(1_795_366_999_000),
        fintoc: Counterpart::Sandbox,
        rider: Masked { id: RiderId::new("rider_1"), name: "A•••".into(), rut: "12.345.•••-•".into() },
        rides: vec![RideSummary::of(&stories::paid())],
        steps: moments().into_iter().map(Into::into).collect(),
    };
    for lang in Lang::ALL {
        let page = handover(lang, &handed);
        assert!(page.starts_with(&format!("<!DOCTYPE html><html lang=\"{}\"", lang.as_tag())), "{page}");
        assert_eq!((page.matches("<h1").count(), page.matches("<section id=").count()), (1, 9));
        assert!(
            !page.contains("<script") && !page.contains("<link") && !page.contains("<img") && !page.contains("url(")
        );
        assert_eq!(page.matches("href=").count(), page.matches("href=\"#moment_").count());
        assert!(page.contains("reqwest") && page.contains("light-dark(#") && page.contains("docs.fintoc.com"));
    }
    let data = serde_json::to_value(&handed).expect("JSON");
    assert_eq!((&data["version"], &data["fintoc"]), (&json!(1), &json!("sandbox")));
    assert_eq!((&data["steps"][3]["took_ms"], &data["steps"][3]["what"]["kind"]), (&json!(182), &json!("called")));
    assert!(data["steps"][4]["code"]["curl"].as_str().is_some_and(|code| code.starts_with("# •••")));
}
