//! Faults of the API, before the work and after it, and what an idempotency key remembers of them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Answer, KEY, Stage, setup_of};

const SESSIONS: &str = "/v2/checkout_sessions";

/// Creates a setup session under that key.
async fn create(stage: &Stage, customer: &str, key: &str) -> Answer {
    stage.post_with(SESSIONS, setup_of(customer), &[("idempotency-key", key)]).await
}

async fn sessions(stage: &Stage) -> i64 {
    stage.sandbox.stats(KEY).await.unwrap().sessions_created
}

#[tokio::test]
async fn a_limiter_in_front_refuses_and_a_retry_with_the_same_key_gets_the_true_answer() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    for (made, (when, status, code)) in
        [("before", 429, "rate_limit_exceeded"), ("before", 502, "bad_gateway"), ("after", 503, "service_unavailable")]
            .into_iter()
            .enumerate()
    {
        stage.arm(json!({"name": "api_status", "status": status, "when": when, "customer": customer})).await;
        let key = format!("key-{made}");
        let refused = create(&stage, &customer, &key).await;
        assert_eq!(refused.code(), (status, code.to_owned()));
        let made = i64::try_from(made).unwrap();
        assert_eq!(sessions(&stage).await, made + i64::from(when == "after"), "{when}");
        assert_eq!(create(&stage, &customer, &key).await.status, 201);
        assert_eq!(sessions(&stage).await, made + 1);
    }
}

#[tokio::test]
async fn a_500_before_the_work_is_remembered_and_nothing_was_done() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    stage.arm(json!({"name": "api_status", "customer": customer})).await;
    let first = create(&stage, &customer, "k").await;
    assert_eq!(first.code(), (500, "internal_server_error".to_owned()));
    assert_eq!(first.json()["error"]["type"], "api_error");
    let again = create(&stage, &customer, "k").await;
    assert_eq!((again.status, &again.text), (500, &first.text));
    assert_eq!(sessions(&stage).await, 0);
    assert_eq!(create(&stage, &customer, "another").await.status, 201);
}

#[tokio::test]
async fn a_500_after_the_work_is_remembered_and_what_was_done_stays() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    stage.arm(json!({"name": "api_status", "when": "after", "method": "POST", "customer": customer})).await;
    let first = create(&stage, &customer, "k").await;
    let again = create(&stage, &customer, "k").await;
    assert_eq!((first.status, again.status, &first.text), (500, 500, &again.text));
    assert_eq!(sessions(&stage).await, 1);
    assert_eq!(stage.get(SESSIONS).await.json()[0]["status"], "created");
}

#[tokio::test]
async fn a_500_leaves_an_answer_that_is_known_already_alone() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let first = create(&stage, &customer, "k").await;
    stage.arm(json!({"name": "api_status", "when": "after", "until_cleared": true})).await;
    assert_eq!(create(&stage, &customer, "k").await.text, first.text);
    assert_eq!(create(&stage, &customer, "another").await.status, 500);
}

#[tokio::test]
async fn a_stall_outlasts_the_caller_and_the_work_is_done_or_not() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    for (key, when, made) in [("a", "before", 0), ("b", "after", 2)] {
        stage.arm(json!({"name": "api_stall", "seconds": 600, "when": when})).await;
        let request = stage
            .request(Method::POST, SESSIONS)
            .header("authorization", KEY)
            .header("idempotency-key", key)
            .timeout(Duration::from_millis(300))
            .body(setup_of(&customer).to_string());
        assert!(request.send().await.unwrap_err().is_timeout());
        assert_eq!(sessions(&stage).await, made);
        assert_eq!(create(&stage, &customer, key).await.status, 201);
    }
    assert_eq!(sessions(&stage).await, 2);
}

#[tokio::test]
async fn a_stall_ends_with_the_word_of_a_gateway() {
    let stage = Stage::raise().await;
    stage.arm(json!({"name": "api_stall", "seconds": 1})).await;
    assert_eq!(stage.get("/v2/customers").await.code(), (504, "gateway_timeout".to_owned()));
}

#[tokio::test]
async fn a_cut_breaks_the_answer_off_and_a_retry_gets_it_whole() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    for (when, made) in [("before", 0), ("after", 2)] {
        stage.arm(json!({"name": "api_cut", "when": when, "path": SESSIONS})).await;
        let request = stage
            .request(Method::POST, SESSIONS)
            .header("authorization", KEY)
            .header("idempotency-key", when)
            .body(setup_of(&customer).to_string());
        let broken = match request.send().await {
            Ok(answer) => answer.text().await.is_err(),
            Err(_) => true,
        };
        assert!(broken, "{when}");
        assert_eq!(sessions(&stage).await, made);
        assert_eq!(create(&stage, &customer, when).await.status, 201);
    }
}

#[tokio::test]
async fn a_fault_strikes_only_the_calls_it_is_meant_for() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    let other = stage.customer().await;
    stage
        .arm(json!({"name": "api_status", "status": 503, "customer": customer, "method": "get", "path": "/v2/",
                    "until_cleared": true}))
        .await;
    for (path, status) in [
        (format!("/v2/customers/{customer}"), 503),
        (format!("/v2/customers/{other}"), 200),
        (format!("/v2/payment_methods/{method}"), 503),
        (format!("/v2/payment_methods?customer={customer}"), 503),
        (format!("/v2/payment_methods?customer={other}"), 200),
        ("/v1/events".to_owned(), 200),
    ] {
        assert_eq!(stage.get(&path).await.status, status, "{path}");
    }
    assert_eq!(create(&stage, &customer, "k").await.status, 201, "a POST was not meant");
    let stranger = stage.request(Method::GET, "/v2/customers").header("authorization", "sk_test_of_somebody_else");
    assert_eq!(Stage::send(stranger).await.status, 200);
    let nobody = stage.request(Method::GET, &format!("/v2/customers/{customer}"));
    assert_eq!(Stage::send(nobody).await.status, 401, "who shows no key meets no fault");
}

#[tokio::test]
async fn any_status_and_code_can_be_had_in_fintocs_shape() {
    let stage = Stage::raise().await;
    for (scenario, status, code) in [
        (json!({"name": "api_status", "status": 402}), 402, "payment_required"),
        (json!({"name": "api_status", "status": 422, "code": "not_supported_currency"}), 422, "not_supported_currency"),
        (json!({"name": "api_status", "status": 500, "code": "a_code_of_tomorrow"}), 500, "a_code_of_tomorrow"),
    ] {
        stage.arm(scenario).await;
        let answer = stage.get("/v2/customers").await;
        assert_eq!(answer.code(), (status, code.to_owned()));
        assert!(answer.json()["error"]["message"].is_string() && answer.json()["error"]["param"] == Value::Null);
    }
}

#[tokio::test]
async fn a_fault_that_waits_for_others_changes_no_answer() {
    let stage = Stage::raise().await;
    stage.arm(json!({"name": "api_status", "path": "/v1/refunds"})).await;
    let large = json!({"name": "x".repeat(2 << 20)});
    assert_eq!(stage.post("/v2/customers", large).await.code(), (413, "body_too_large".to_owned()));
}

#[tokio::test]
async fn only_a_post_is_spared_for_its_idempotency_key() {
    let stage = Stage::raise().await;
    let endpoint = json!({"url": "https://merchant.cl/hooks", "enabled_events": ["payment_intent.succeeded"]});
    let key = ("idempotency-key", "k");
    let made = stage.post_with("/v1/webhook_endpoints", endpoint, &[key]).await.json();
    stage.arm(json!({"name": "api_status", "until_cleared": true})).await;
    let path = format!("/v1/webhook_endpoints/{}", made["id"].as_str().unwrap());
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        let request = stage.request(method.clone(), &path).header("authorization", KEY).header(key.0, key.1);
        assert_eq!(Stage::send(request).await.status, 500, "{method}");
    }
}

#[tokio::test]
async fn a_call_that_is_struck_counts_once() {
    let stage = Stage::with(|config| config.requests_per_second = 1).await;
    stage.arm(json!({"name": "api_status", "when": "after"})).await;
    let ask = json!({"email": "ana@example.com"});
    assert_eq!(stage.post_with("/v2/customers", ask, &[("idempotency-key", "k")]).await.status, 500);
    assert_eq!(stage.sandbox.stats(KEY).await.unwrap().customers_created, 1, "everything is done but the answer");
}
