//! The API's manners.

use reqwest::Method;
use serde_json::json;

use crate::stage::{KEY, Stage, payment_of, setup_of};

#[tokio::test]
async fn a_key_is_raw_or_bearer_and_starts_with_sk_test() {
    let stage = Stage::raise().await;
    for (sent, status) in [
        (KEY.to_owned(), 200),
        (format!("Bearer {KEY}"), 200),
        ("Basic c2tfdGVzdF94Og==".to_owned(), 401),
        ("sk_live_x".to_owned(), 401),
        ("sk_test_".to_owned(), 401),
        ("pk_test_x".to_owned(), 401),
    ] {
        let answer = Stage::send(stage.request(Method::GET, "/v2/customers").header("authorization", &sent)).await;
        assert_eq!(answer.status, status, "{sent}");
        assert!(!answer.header("x-request-id").is_empty());
    }
    let silent = Stage::send(stage.request(Method::GET, "/v2/customers")).await;
    assert_eq!(silent.json()["error"]["type"], "authentication_error");
}

#[tokio::test]
async fn versions_are_known_and_new_enough() {
    let stage = Stage::raise().await;
    for (version, path, status) in [
        ("2026-02-01", "/v2/checkout_sessions", 200),
        ("2023-11-15", "/v2/checkout_sessions", 403),
        ("2023-11-15", "/v1/webhook_endpoints", 200),
        ("2019-01-01", "/v1/webhook_endpoints", 403),
    ] {
        let request = stage.request(Method::GET, path).header("authorization", KEY).header("fintoc-version", version);
        assert_eq!(Stage::send(request).await.status, status, "{version} {path}");
    }
}

#[tokio::test]
async fn unknown_routes_and_wrong_methods_answer_in_fintocs_shape() {
    let stage = Stage::raise().await;
    assert_eq!(stage.get("/v2/checkout_sesison").await.code(), (404, "invalid_url".to_owned()));
    let answer = Stage::send(stage.request(Method::DELETE, "/v2/customers").header("authorization", KEY)).await;
    assert_eq!(answer.code(), (405, "operation_not_allowed".to_owned()));
}

#[tokio::test]
async fn one_key_never_sees_anothers_objects() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    let other = [("authorization", "sk_test_of_somebody_else")];
    for path in [format!("/v2/customers/{customer}"), format!("/v2/payment_methods/{method}")] {
        let request = stage.request(Method::GET, &path).header(other[0].0, other[0].1);
        assert_eq!(Stage::send(request).await.code(), (404, "missing_resource".to_owned()), "{path}");
    }
    let stolen = stage.post_with("/v2/checkout_sessions", setup_of(&customer), &other).await;
    assert_eq!(stolen.code(), (404, "missing_resource".to_owned()));
    let stolen = stage.post_with(&format!("/v2/payment_methods/{method}/cancel"), json!({}), &other).await;
    assert_eq!(stolen.status, 404);
}

#[tokio::test]
async fn a_method_pays_only_for_its_own_customer_while_it_is_active() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    let other = stage.customer().await;
    let answer = stage.post("/v2/checkout_sessions", payment_of(&other, &method)).await;
    assert_eq!(answer.code(), (404, "missing_resource".to_owned()));
    stage.post(&format!("/v2/payment_methods/{method}/cancel"), json!({})).await;
    let answer = stage.post("/v2/checkout_sessions", payment_of(&customer, &method)).await;
    assert_eq!(answer.code(), (400, "invalid_params".to_owned()));
    let charge = json!({"amount": 1, "currency": "CLP", "payment_method": method});
    assert_eq!(stage.post("/v2/payment_intents", charge).await.status, 422);
}

#[tokio::test]
async fn parameters_are_checked_as_documented() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let soon = (jiff::Timestamp::now() + jiff::SignedDuration::from_mins(5)).to_string();
    for (change, code) in [
        (json!({"currency": null}), "missing_parameter"),
        (json!({"currency": "clp"}), "invalid_currency"),
        (json!({"currency": "MXN"}), "invalid_currency"),
        (json!({"success_url": "http://merchant.com"}), "invalid_params"),
        (json!({"cancel_url": null}), "missing_parameter"),
        (json!({"flow": "gift"}), "invalid_enum"),
        (json!({"flow": "payment", "amount": 0}), "invalid_amount"),
        (json!({"flow": "payment", "amount": 1.5}), "invalid_amount"),
        (json!({"flow": "payment", "amount": "1000"}), "invalid_amount"),
        (json!({"flow": "payment", "amount": 7_000_000}), "invalid_amount"),
        (json!({"flow": "payment"}), "missing_parameter"),
        (json!({"customer": null}), "missing_parameter"),
        (json!({"customer_data": {"email": "x@y.example"}}), "invalid_params"),
        (json!({"metadata": {"nested": {}}}), "invalid_hash"),
        (json!({"metadata": {"k": "x".repeat(501)}}), "invalid_string_size"),
        (json!({"expires_at": soon}), "invalid_expires_at"),
        (json!({"payment_method_types": ["barter"]}), "invalid_enum"),
        (
            json!({"payment_method_options": {"bank_transfer": {"sender_account": {"institution_id": "cl_nowhere"}}}}),
            "invalid_institution_id",
        ),
    ] {
        let mut ask = setup_of(&customer);
        ask.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = stage.post("/v2/checkout_sessions", ask).await;
        assert_eq!(answer.code(), (400, code.to_owned()), "{change}");
    }
    let mut ask = setup_of(&customer);
    ask["surprise"] = json!(true);
    assert_eq!(stage.post("/v2/checkout_sessions", ask).await.status, 201, "unknown fields are ignored");
}

#[tokio::test]
async fn customers_are_normalised_and_unique_by_tax_id_only() {
    let stage = Stage::raise().await;
    let ask = json!({"email": "Ana@Example.com", "tax_id": {"type": "cl_rut", "value": "11.111.111-1"}});
    let made = stage.post("/v2/customers", ask.clone()).await.json();
    assert_eq!((&made["email"], &made["tax_id"]["value"]), (&json!("ana@example.com"), &json!("111111111")));
    assert_eq!(stage.post("/v2/customers", ask).await.code(), (409, "customer_already_exists".to_owned()));
    assert_eq!(stage.post("/v2/customers", json!({"email": "ana@example.com"})).await.status, 201);
    assert_eq!(stage.post("/v2/customers", json!({"name": "Nobody"})).await.status, 400);
}

#[tokio::test]
async fn expire_works_while_created_and_never_after() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let session = stage.setup(&customer).await;
    let path = format!("/v2/checkout_sessions/{}/expire", session["id"].as_str().unwrap());
    let expired = stage.post(&path, json!({})).await;
    assert_eq!((expired.status, &expired.json()["status"]), (200, &json!("expired")));
    assert_eq!(stage.post(&path, json!({})).await.code(), (409, "checkout_session_not_expirable".to_owned()));

    let opened = stage.setup(&customer).await;
    stage.page(&opened).open().await;
    let path = format!("/v2/checkout_sessions/{}/expire", opened["id"].as_str().unwrap());
    assert_eq!(stage.post(&path, json!({})).await.status, 409);
    assert_eq!(stage.event_types().await, ["checkout_session.expired"]);
}

#[tokio::test]
async fn an_endpoint_tells_its_secret_once() {
    let stage = Stage::raise().await;
    let ask = json!({"url": "http://127.0.0.1:9/hooks", "enabled_events": ["checkout_session.finished"]});
    let made = stage.post("/v1/webhook_endpoints", ask).await.json();
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_test_"));
    let path = format!("/v1/webhook_endpoints/{}", made["id"].as_str().unwrap());
    assert_eq!(stage.get(&path).await.json()["secret"], json!(null));
    let patch = stage.request(Method::PATCH, &path).header("authorization", KEY).body(r#"{"disabled": true}"#);
    assert_eq!(Stage::send(patch).await.json()["status"], "disabled");
    let delete = stage.request(Method::DELETE, &path).header("authorization", KEY);
    assert_eq!(Stage::send(delete).await.status, 200);
    assert_eq!(stage.get(&path).await.status, 404);
}

#[tokio::test]
async fn control_verbs_need_the_key_too() {
    let stage = Stage::raise().await;
    let answer = Stage::send(stage.request(Method::GET, "/_sandbox/stats")).await;
    assert_eq!(answer.status, 401);
    let answer = stage.post("/_sandbox/scenario", json!({"name": "earthquake"})).await;
    assert_eq!(answer.status, 400);
}
