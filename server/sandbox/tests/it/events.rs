//! Events that were missed, and events made up for a test.

use fintoc::{Event, EventType, event::Resource};
use serde_json::{Value, json};

use crate::stage::{Receiver, Stage};

async fn trigger(stage: &Stage, body: Value) -> Value {
    let answer = stage.post("/v1/events/trigger", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn events_can_be_asked_for_by_type_resource_and_time() {
    let stage = Stage::raise().await;
    let (_, method) = stage.saved("422159212").await;
    let count = async |query: &str| stage.get(&format!("/v1/events?{query}")).await.json().as_array().unwrap().len();
    assert_eq!(count("type=payment_method.activated").await, 1);
    assert_eq!(count(&format!("resource_id={method}")).await, 1);
    assert_eq!(count("since=2020-01-01").await, 2);
    assert_eq!(count("until=2020-01-01").await, 0);
    assert_eq!(stage.get("/v1/events?since=yesterday").await.status, 400);
    let first = stage.get("/v1/events").await.json()[0].clone();
    assert_eq!(stage.get(&format!("/v1/events/{}", first["id"].as_str().unwrap())).await.json(), first);
}

#[tokio::test]
async fn every_known_type_can_be_triggered_with_a_resource_of_its_shape_that_nobody_can_fetch() {
    let stage = Stage::raise().await;
    for kind in EventType::KNOWN {
        let made = trigger(&stage, json!({"type": kind.as_str()})).await;
        let event = Event::parse(made.to_string().as_bytes()).unwrap();
        assert_eq!(&event.kind, kind);
        let object = event.data["object"].as_str().unwrap();
        assert!(kind.as_str().starts_with(object), "{kind} has a {object}");
        assert!(object == "refund" || event.resource().unwrap() != Resource::Other, "{kind}");
        let version = if object == "refund" { "v1" } else { "v2" };
        let path = format!("/{version}/{object}s/{}", event.resource_id().unwrap());
        assert_eq!(stage.get(&path).await.code(), (404, "missing_resource".to_owned()), "{path}");
        assert_eq!(stage.get(&format!("/v2/events/{}", event.id)).await.json(), made);
    }
}

#[tokio::test]
async fn a_triggered_resource_has_the_fields_of_a_real_one() {
    let stage = Stage::raise().await;
    stage.paid().await;
    for kind in ["payment_intent.succeeded", "checkout_session.finished", "payment_method.activated"] {
        let real = stage.get(&format!("/v1/events?type={kind}")).await.json()[0]["data"].clone();
        let fake = trigger(&stage, json!({"type": kind})).await["data"].clone();
        for (name, value) in fake.as_object().unwrap() {
            assert!(real.get(name).is_some() || kind.starts_with("checkout"), "a real {kind} has no {name}: {value}");
        }
        assert_eq!(
            fake["status"],
            if kind.starts_with("checkout") { json!("finished") } else { real["status"].clone() }
        );
    }
}

#[tokio::test]
async fn overrides_reach_into_the_resource_nested_or_by_path() {
    let stage = Stage::raise().await;
    for overrides in [
        json!({"amount": 5, "metadata": {"ride_id": "ride1"}}),
        json!({"amount": 5, "metadata.ride_id": "ride1"}),
        json!({"payment_intent": {"amount": 5, "metadata": {"ride_id": "ride1"}}}),
        json!({"data.amount": 5, "payment_intent.metadata.ride_id": "ride1"}),
    ] {
        let made = trigger(&stage, json!({"type": "payment_intent.succeeded", "overrides": overrides})).await;
        assert_eq!((&made["data"]["amount"], &made["data"]["metadata"]), (&json!(5), &json!({"ride_id": "ride1"})));
        assert_eq!(made["data"]["status"], "succeeded");
    }
    let renamed = json!({"type": "refund.failed", "overrides": {"id": "re_mine"}});
    let made = trigger(&stage, renamed).await;
    assert_eq!(stage.get("/v2/events?resource_id=re_mine").await.ids(), [made["id"].as_str().unwrap()]);
}

#[tokio::test]
async fn what_cannot_be_triggered_is_refused() {
    let stage = Stage::raise().await;
    let deep = "a.".repeat(100_000) + "a";
    for (ask, code) in [
        (json!({}), "missing_parameter"),
        (json!({"type": "link.created"}), "invalid_enum"),
        (json!({"type": "payment_intent.exploded"}), "invalid_enum"),
        (json!({"type": "refund.failed", "overrides": [1]}), "invalid_hash"),
        (json!({"type": "refund.failed", "overrides": {deep: 1}}), "invalid_params"),
    ] {
        assert_eq!(stage.post("/v1/events/trigger", ask).await.code(), (400, code.to_owned()));
    }
    assert_eq!(stage.event_types().await.len(), 0);
}

#[tokio::test]
async fn a_triggered_event_is_delivered_like_any_other() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    let secret = stage.listen_at(&url).await;
    let made = trigger(&stage, json!({"type": "payment_intent.rejected"})).await;
    trigger(&stage, json!({"type": "checkout_session.completed"})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), ["payment_intent.rejected"], "nobody subscribed to the other type");
    let heard = &receiver.heard()[0];
    assert_eq!(heard.json(), made);
    let secret = fintoc::WebhookSecret::parse(&secret).unwrap();
    let time = heard.signature[2..].split(',').next().unwrap().parse().unwrap();
    assert_eq!(heard.signature, fintoc::webhook::sign(&secret, time, &heard.body));
}

#[tokio::test]
async fn an_endpoint_can_be_sent_a_sample_of_its_own() {
    let stage = Stage::raise().await;
    let (tested, url) = Receiver::start().await;
    let (other, other_url) = Receiver::start().await;
    stage.listen_at(&other_url).await;
    stage.listen_at(&url).await;
    let endpoint = stage.get("/v1/webhook_endpoints").await.ids()[0].clone();
    let path = format!("/v1/webhook_endpoints/{endpoint}");
    let answer = stage.post(&format!("{path}/test"), json!({"type": "checkout_session.completed"})).await;
    assert_eq!((answer.status, &answer.json()["object"]), (201, &json!("event")));
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(tested.kinds(), ["checkout_session.completed"], "subscribed or not");
    assert!(other.heard().is_empty());
    stage.change(reqwest::Method::PATCH, &path, json!({"disabled": true})).await;
    let answer = stage.post(&format!("{path}/test"), json!({"type": "payment_intent.failed"})).await;
    assert_eq!(answer.code(), (409, "webhook_endpoint_disabled".to_owned()));
    assert_eq!(stage.post(&format!("{path}/test"), json!({"type": "x"})).await.status, 400);
    assert_eq!(stage.post("/v1/webhook_endpoints/we_nobody/test", json!({"type": "x"})).await.status, 404);
}

#[tokio::test]
async fn events_are_listed_under_both_versions_each_with_its_paging() {
    let stage = Stage::raise().await;
    for _ in 0..3 {
        trigger(&stage, json!({"type": "payment_intent.succeeded"})).await;
    }
    let (first, second) = (stage.get("/v1/events?per_page=2").await, stage.get("/v2/events?limit=2").await);
    assert_eq!(first.json(), second.json());
    assert_eq!((first.header("x-total-count"), second.header("x-total-count")), ("3", ""));
    assert!(first.link("next").unwrap().ends_with("/v1/events?per_page=2&page=2"));
    assert!(second.link("next").unwrap().contains("/v2/events?limit=2&starting_after=evt_"));
}
