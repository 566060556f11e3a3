//! Time that is pulled, switches, and what is neither.

use reqwest::Method;
use serde_json::json;

use crate::stage::{KEY, Receiver, Stage};

#[tokio::test]
async fn the_clock_goes_just_as_far_as_the_next_expiry() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let session = stage.setup(&customer).await;
    let bystander = stage.setup(&stage.customer().await).await;
    let pulled = stage.post("/_sandbox/clock", json!({"customer": customer, "to": "expiry"})).await.json();
    assert!((86_300..=86_400).contains(&pulled["seconds"].as_i64().unwrap()), "{pulled}");
    assert_eq!(stage.sandbox.courier_run_once().await.unwrap().expired, 1);
    assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "expired");
    assert_eq!(stage.session(bystander["id"].as_str().unwrap()).await["status"], "created");
    let event = stage.get("/v1/events").await.json()[0].clone();
    let told: jiff::Timestamp = event["created_at"].as_str().unwrap().parse().unwrap();
    assert!(told <= jiff::Timestamp::now(), "nothing is stamped in the future");
}

#[tokio::test]
async fn the_clock_goes_just_as_far_as_the_next_retry() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    receiver.fail(2);
    stage.saved("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    stage.post("/_sandbox/clock", json!({"to": "retry"})).await;
    let report = stage.sandbox.courier_run_once().await.unwrap();
    assert!(report.delivered >= 1, "{report:?}");
}

#[tokio::test]
async fn a_clock_with_nothing_to_go_to_says_so() {
    let stage = Stage::raise().await;
    for to in ["expiry", "retry", "settlement"] {
        assert_eq!(stage.post("/_sandbox/clock", json!({"to": to})).await.code(), (409, "nothing_due".to_owned()));
    }
    for wrong in [
        json!({}),
        json!({"seconds": 0}),
        json!({"seconds": 5, "to": "retry"}),
        json!({"to": "heaven"}),
        json!({"second": 5}),
    ] {
        assert_eq!(stage.post("/_sandbox/clock", wrong.clone()).await.status, 400, "{wrong}");
    }
    let nobody = stage.post("/_sandbox/clock", json!({"seconds": 5, "customer": "cus_nobody"})).await;
    assert_eq!(nobody.code(), (404, "missing_resource".to_owned()));
}

#[tokio::test]
async fn what_is_no_verb_and_what_is_no_switch_is_said_in_fintocs_shape() {
    let stage = Stage::raise().await;
    assert_eq!(stage.get("/_sandbox/earthquake").await.code(), (404, "invalid_url".to_owned()));
    let wrong = stage.request(Method::PATCH, "/_sandbox/settings").header("authorization", KEY).body(r#"{"x": true}"#);
    assert_eq!(Stage::send(wrong).await.code(), (400, "invalid_params".to_owned()));
    assert_eq!(Stage::send(stage.request(Method::GET, "/_sandbox/deliveries")).await.status, 401);
}
