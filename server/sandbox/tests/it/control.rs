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
async fn the_clock_says_what_is_due_next_for_one_customer() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let session = stage.setup(&customer).await;
    let next = stage.get(&format!("/_sandbox/clock?customer={customer}")).await.json();
    assert_eq!(next["expiry"].as_str().map(str::len), Some(24), "{next}");
    assert!(session["expires_at"].as_str().unwrap().starts_with(&next["expiry"].as_str().unwrap()[..19]), "{next}");
    assert!(next["retry"].is_null() && next["settlement"].is_null(), "{next}");
    let other = stage.customer().await;
    assert!(stage.get(&format!("/_sandbox/clock?customer={other}")).await.json()["expiry"].is_null());
    assert_eq!(stage.get("/_sandbox/clock?customer=cus_nobody").await.status, 404);
}

#[tokio::test]
async fn a_bank_cuts_a_saved_account_off_once() {
    let stage = Stage::raise().await;
    let (_, method) = stage.saved("422159212").await;
    let path = format!("/_sandbox/payment_methods/{method}/disconnect");
    assert_eq!(stage.post(&path, json!({})).await.status, 200);
    assert_eq!(stage.get("/v1/events").await.json()[0]["type"], "payment_method.canceled");
    assert_eq!(stage.post(&path, json!({})).await.code(), (409, "payment_method_already_canceled".to_owned()));
    assert_eq!(stage.post("/_sandbox/payment_methods/pm_nobody/disconnect", json!({})).await.status, 404);
    assert_eq!(stage.post(&path, json!({"customer": "cus_1"})).await.status, 400, "what it does not take is refused");
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

#[tokio::test]
async fn the_clock_does_not_overflow() {
    let stage = Stage::raise().await;
    let (_, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    stage.post("/_sandbox/pause", json!({})).await;
    stage.post_with("/v2/customers", json!({"email": "a@b.cl"}), &[("idempotency-key", "k")]).await;
    stage.saved("422159212").await;
    for seconds in [i64::MAX, i64::MAX / 1000, 10_000_000_000] {
        let pulled = stage.post("/_sandbox/clock", json!({"seconds": seconds})).await;
        assert_eq!(pulled.code(), (400, "invalid_positive_integer".to_owned()), "{seconds}");
    }
    for _ in 0..3 {
        stage.pull(3_155_760_000).await;
    }
}

#[tokio::test]
async fn a_bank_that_is_about_to_answer_on_the_page_can_be_hurried() {
    let stage = Stage::raise().await;
    stage.arm(json!({"name": "slow_bank", "seconds": 3600, "times": 2})).await;
    for hurry in [json!({"to": "settlement"}), json!({})] {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation("5233137377").await;
        page.step("authorise", &[("decision", "approve")]).await;
        let id = session["id"].as_str().unwrap();
        assert_eq!(stage.session(id).await["status"], "in_progress");
        let verb = if hurry == json!({}) { "/_sandbox/settle" } else { "/_sandbox/clock" };
        let done = stage.post(verb, hurry).await;
        assert_eq!(done.status, 200, "{}", done.text);
        assert_eq!(stage.session(id).await["payment_resource"]["payment_intent"]["status"], "succeeded", "{verb}");
    }
}

#[tokio::test]
async fn a_verb_about_an_id_that_is_not_text_is_refused_in_fintocs_shape() {
    let stage = Stage::raise().await;
    for path in ["/_sandbox/deliveries/%ff/resend", "/_sandbox/deliveries/%ff/retry"] {
        assert_eq!(stage.post(path, json!({})).await.code(), (400, "invalid_params".to_owned()), "{path}");
    }
    assert_eq!(stage.get("/_sandbox/deliveries/%ff").await.code(), (400, "invalid_params".to_owned()));
    let disarm = stage.change(Method::DELETE, "/_sandbox/scenarios/%ff", json!({})).await;
    assert_eq!(disarm.code(), (400, "invalid_params".to_owned()));
}

#[tokio::test]
async fn what_a_verb_brings_about_is_there_at_the_next_call() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    stage.arm(json!({"name": "pending", "seconds": 3600, "then": "mfa_locked"})).await;
    let session = stage.pay(&customer, &method).await;
    let path = format!("/v2/checkout_sessions/{}", session["id"].as_str().unwrap());
    let status = async || stage.get(&path).await.json()["payment_resource"]["payment_intent"]["status"].clone();
    assert_eq!(status().await, "pending");
    assert_eq!(stage.post("/_sandbox/settle", json!({"customer": customer})).await.json()["settled"], 1);
    assert_eq!(status().await, "failed");
    assert_eq!(
        stage.event_types().await[2..],
        ["payment_intent.pending", "checkout_session.finished", "payment_intent.failed"]
    );
}
