//! Money that goes back.

use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{Answer, Stage};

const HOUR: Duration = Duration::from_secs(3600);

fn refund_of(intent: &str) -> Value {
    json!({"resource_type": "payment_intent", "resource_id": intent, "metadata": {"reason": "extra"}})
}

async fn refund(stage: &Stage, intent: &str, amount: i64) -> Answer {
    let mut ask = refund_of(intent);
    ask["amount"] = json!(amount);
    stage.post("/v1/refunds", ask).await
}

async fn status(stage: &Stage, refund: &Value) -> Value {
    stage.get(&format!("/v1/refunds/{}", refund["id"].as_str().unwrap())).await.json()["status"].clone()
}

/// Banks take an hour here, so a refund can be watched.
async fn slow() -> Stage {
    Stage::with(|config| config.processing_delay = HOUR).await
}

#[tokio::test]
async fn a_refund_is_created_then_in_progress_then_succeeded() {
    let stage = slow().await;
    let intent = stage.paid().await;
    let made = stage.post("/v1/refunds", refund_of(&intent)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    assert_eq!(
        (&made["object"], &made["status"], &made["mode"]),
        (&json!("refund"), &json!("created"), &json!("test"))
    );
    assert_eq!((&made["amount"], &made["currency"]), (&json!(4990), &json!("CLP")));
    assert_eq!((&made["resource_type"], &made["resource_id"]), (&json!("payment_intent"), &json!(intent)));
    assert_eq!((&made["failure_code"], &made["metadata"]), (&json!(null), &json!({"reason": "extra"})));
    assert_eq!(made["recipient_account"]["number"], "422159212", "it goes back to the account that paid");
    for after in ["in_progress", "succeeded"] {
        assert_eq!(stage.post("/_sandbox/settle", json!({})).await.json()["settled"], 1);
        assert_eq!(status(&stage, &made).await, after);
    }
    assert_eq!(stage.post("/_sandbox/settle", json!({})).await.json()["settled"], 0);
    assert_eq!(stage.event_types().await[4..], ["refund.in_progress", "refund.succeeded"]);
    let told = stage.get("/v1/events?type=refund.succeeded").await.json()[0]["data"].clone();
    assert_eq!(told, stage.get(&format!("/v1/refunds/{}", made["id"].as_str().unwrap())).await.json());
    let (born, moved) = (told["created_at"].as_str().unwrap(), told["updated_at"].as_str().unwrap());
    assert!(moved.parse::<jiff::Timestamp>().unwrap() >= born.parse().unwrap());
}

#[tokio::test]
async fn the_courier_moves_refunds_and_delivers_what_happened() {
    let stage = Stage::raise().await;
    let intent = stage.paid().await;
    let (receiver, url) = crate::stage::Receiver::start().await;
    stage.listen_at(&url).await;
    refund(&stage, &intent, 990).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), ["refund.in_progress", "refund.succeeded"]);
}

#[tokio::test]
async fn a_pulled_clock_covers_the_steps_that_fit_into_it() {
    let stage = slow().await;
    let intent = stage.paid().await;
    let made = refund(&stage, &intent, 1000).await.json();
    stage.post("/_sandbox/clock", json!({"seconds": 3600})).await;
    assert_eq!(status(&stage, &made).await, "in_progress");
    stage.post("/_sandbox/clock", json!({"seconds": 3600})).await;
    assert_eq!(status(&stage, &made).await, "succeeded");
    let made = refund(&stage, &intent, 1000).await.json();
    stage.post("/_sandbox/clock", json!({"seconds": 7200})).await;
    assert_eq!(status(&stage, &made).await, "succeeded");
}

#[tokio::test]
async fn refunds_of_a_payment_never_exceed_it() {
    let stage = slow().await;
    let intent = stage.paid().await;
    let too_much = (400, "invalid_amount".to_owned());
    assert_eq!(refund(&stage, &intent, 4991).await.code(), too_much);
    let first = refund(&stage, &intent, 3000).await.json();
    assert_eq!(refund(&stage, &intent, 1991).await.code(), too_much);
    let rest = stage.post("/v1/refunds", refund_of(&intent)).await.json();
    assert_eq!(rest["amount"], 1990, "without an amount, what is left");
    assert_eq!(stage.post("/v1/refunds", refund_of(&intent)).await.code(), too_much);
    stage.post(&format!("/v1/refunds/{}/cancel", first["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(refund(&stage, &intent, 3001).await.code(), too_much);
    assert_eq!(refund(&stage, &intent, 3000).await.status, 201, "what was canceled is free again");
}

#[tokio::test]
async fn two_refunds_at_once_do_not_both_take_the_rest() {
    let stage = slow().await;
    let intent = stage.paid().await;
    let asked = (0..8).map(|_| refund(&stage, &intent, 4000));
    let made = futures::future::join_all(asked).await.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_refund_is_canceled_only_before_it_begins_and_without_an_event() {
    let stage = slow().await;
    let intent = stage.paid().await;
    let told = stage.event_types().await.len();
    let made = refund(&stage, &intent, 1000).await.json();
    let path = format!("/v1/refunds/{}/cancel", made["id"].as_str().unwrap());
    let canceled = stage.post(&path, json!({})).await;
    assert_eq!((canceled.status, &canceled.json()["status"]), (200, &json!("canceled")));
    assert_eq!(stage.post(&path, json!({})).await.code(), (409, "refund_not_cancelable".to_owned()));
    assert_eq!(stage.event_types().await.len(), told);
    let made = refund(&stage, &intent, 1000).await.json();
    stage.post("/_sandbox/settle", json!({})).await;
    let late = stage.post(&format!("/v1/refunds/{}/cancel", made["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(late.code(), (409, "refund_not_cancelable".to_owned()));
    assert_eq!(stage.post("/v1/refunds/re_nobody/cancel", json!({})).await.status, 404);
}

#[tokio::test]
async fn only_an_own_payment_that_succeeded_is_refunded_to_whoever_paid() {
    let stage = slow().await;
    let intent = stage.paid().await;
    let (customer, method) = stage.saved("422159212").await;
    let open = stage.pay(&customer, &method).await["payment_resource"]["payment_intent"]["id"].clone();
    for (change, status, code) in [
        (json!({"resource_type": null}), 400, "missing_parameter"),
        (json!({"resource_type": "charge"}), 400, "invalid_enum"),
        (json!({"resource_id": null}), 400, "missing_parameter"),
        (json!({"resource_id": "pi_nobody"}), 404, "missing_resource"),
        (json!({"resource_id": open}), 400, "invalid_params"),
        (json!({"amount": 0}), 400, "invalid_amount"),
        (json!({"amount": 1.5}), 400, "invalid_amount"),
        (json!({"metadata": {"nested": []}}), 400, "invalid_hash"),
        (json!({"recipient_account": {"number": "1"}}), 400, "invalid_payment_recipient_account"),
    ] {
        let mut ask = refund_of(&intent);
        ask.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(stage.post("/v1/refunds", ask).await.code(), (status, code.to_owned()), "{change}");
    }
    let other = [("authorization", "sk_test_of_somebody_else")];
    assert_eq!(stage.post_with("/v1/refunds", refund_of(&intent), &other).await.status, 404);
}

#[tokio::test]
async fn refunds_are_listed_by_status_and_time() {
    let stage = slow().await;
    let intent = stage.paid().await;
    let done = refund(&stage, &intent, 1000).await.json();
    stage.post("/_sandbox/clock", json!({"seconds": 7200})).await;
    let waits = refund(&stage, &intent, 1000).await.json();
    let ids = async |query: &str| stage.get(&format!("/v1/refunds?{query}")).await.ids();
    assert_eq!(ids("").await, [&waits["id"], &done["id"]].map(|id| id.as_str().unwrap()));
    assert_eq!(ids("status=succeeded").await, [done["id"].as_str().unwrap()]);
    assert_eq!(ids("status=created&since=2020-01-01").await, [waits["id"].as_str().unwrap()]);
    assert!(ids("until=2020-01-01T00:00:00.000Z").await.is_empty());
    for bad in ["status=lost", "since=yesterday"] {
        assert_eq!(stage.get(&format!("/v1/refunds?{bad}")).await.status, 400, "{bad}");
    }
}
