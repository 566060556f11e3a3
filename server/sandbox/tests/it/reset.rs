//! Beginning again.

use std::sync::Arc;

use axum::{Router, routing::post};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Notify};

use crate::stage::{KEY, Receiver, Stage, payment_of, setup_of};

#[tokio::test]
async fn a_reset_removes_what_the_account_has_and_keeps_its_endpoints_and_settings() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    let (customer, method) = stage.saved("422159212").await;
    stage.paid_with(&customer, &method).await;
    stage.arm(json!({"name": "decline", "until_cleared": true})).await;
    let switch = stage
        .request(Method::PATCH, "/_sandbox/settings")
        .header("authorization", KEY)
        .body(r#"{"expire_on_leave": true}"#);
    assert_eq!(Stage::send(switch).await.status, 200);
    let heard = receiver.heard().len();

    let done = stage.post("/_sandbox/reset", json!({"to": "empty"})).await.json();
    assert_eq!(done["kept"], json!(["webhook_endpoint", "setting"]));
    assert_eq!((&done["removed"]["customer"], &done["removed"]["event"]), (&json!(1), &json!(4)));
    for path in ["/v2/customers", "/v2/checkout_sessions", "/v2/payment_intents", "/v1/events", "/_sandbox/deliveries"]
    {
        assert_eq!(stage.get(path).await.json(), json!([]), "{path}");
    }
    assert_eq!(stage.get("/_sandbox/scenarios").await.json()["armed"], json!([]));
    assert_eq!(stage.get("/v1/webhook_endpoints").await.json().as_array().unwrap().len(), 1);
    assert_eq!(stage.get("/_sandbox/settings").await.json()["expire_on_leave"], true);
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.heard().len(), heard, "nothing is told of what is gone");
}

#[tokio::test]
async fn a_reset_forgets_the_answers_that_it_stored() {
    let stage = Stage::raise().await;
    let key = [("idempotency-key", "k")];
    let first = stage.post_with("/v2/customers", json!({"email": "ana@example.com"}), &key).await;
    stage.post("/_sandbox/reset", json!({"to": "empty"})).await;
    let second = stage.post_with("/v2/customers", json!({"email": "ben@example.com"}), &key).await;
    assert_eq!((first.status, second.status), (201, 201));
}

#[tokio::test]
async fn a_seeded_account_has_three_people_with_three_accounts_each() {
    let stage = Stage::raise().await;
    let done = stage.post("/_sandbox/reset", json!({"to": "seed"})).await.json();
    assert_eq!((&done["made"]["payment_methods"], &done["made"]["events"]), (&json!(9), &json!(18)));
    let people = stage.get("/v2/customers").await.json();
    let ruts: Vec<&Value> = people.as_array().unwrap().iter().map(|one| &one["tax_id"]["value"]).collect();
    assert_eq!(ruts, ["415792638", "404276727", "416148503"]);
    let customer = done["made"]["customers"][0].as_str().unwrap();
    let methods = stage.get(&format!("/v2/payment_methods?customer={customer}")).await.json();
    let mut outcomes = Vec::new();
    for method in methods.as_array().unwrap().iter().rev() {
        outcomes.push(stage.paid_with(customer, method["id"].as_str().unwrap()).await["status"].clone());
    }
    assert_eq!(outcomes, ["succeeded", "failed", "created"], "one pays, one cannot, one asks");
    let again = stage.post("/_sandbox/reset", json!({"to": "seed"})).await.json();
    assert_eq!((&again["removed"]["customer"], &again["made"]["payment_methods"]), (&json!(3), &json!(9)));
}

#[tokio::test]
async fn one_customer_can_begin_again_while_the_others_go_on() {
    let stage = Stage::raise().await;
    let (ana, _) = stage.saved("422159212").await;
    let (ben, method) = stage.saved("422159212").await;
    let done = stage.post("/_sandbox/reset", json!({"customer": ana, "to": "seed"})).await.json();
    assert_eq!(done["made"]["payment_methods"], 3);
    assert_eq!(stage.get(&format!("/v2/customers/{ana}")).await.status, 200, "the same customer has them");
    assert_eq!(stage.paid_with(&ben, &method).await["status"], "succeeded");
    stage.post("/_sandbox/reset", json!({"customer": ana, "to": "empty"})).await;
    assert_eq!(stage.get(&format!("/v2/customers/{ana}")).await.status, 404);
    assert_eq!(stage.get(&format!("/v2/customers/{ben}")).await.status, 200);
    let nobody = stage.post("/_sandbox/reset", json!({"customer": ana, "to": "empty"})).await;
    assert_eq!(nobody.status, 404);
}

#[tokio::test]
async fn a_delivery_that_is_on_its_way_brings_nothing_back() {
    let stage = Stage::raise().await;
    let (arrived, released) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (arrived, released) = (Arc::clone(&arrived), Arc::clone(&released));
        async move || {
            arrived.notify_one();
            released.notified().await;
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    stage.listen_at(&format!("http://{}/hooks", listener.local_addr().unwrap())).await;
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/hooks", post(slow))).await.unwrap() });
    stage.saved("422159212").await;
    let reset = async {
        arrived.notified().await;
        let done = stage.post("/_sandbox/reset", json!({"to": "empty"})).await;
        released.notify_one();
        done.status
    };
    let (report, status) = tokio::join!(stage.sandbox.courier_run_once(), reset);
    assert_eq!((report.unwrap().delivered, status), (1, 200));
    assert_eq!(stage.get("/_sandbox/deliveries").await.json(), json!([]));
    assert_eq!(stage.sandbox.stats(KEY).await.unwrap().deliveries_owed, 0);
}

#[tokio::test]
async fn a_customer_who_begins_again_is_remembered_by_no_stored_answer() {
    let stage = Stage::raise().await;
    let (ana, method) = stage.saved("422159212").await;
    let (ben, _) = stage.saved("422159212").await;
    let ask = async |path: &str, body: Value, key: &str| stage.post_with(path, body, &[("idempotency-key", key)]).await;
    for (customer, key) in [(&ana, "of ana"), (&ben, "of ben")] {
        ask("/v2/checkout_sessions", setup_of(customer), key).await;
    }
    ask("/v2/checkout_sessions", payment_of(&ana, &method), "paid by ana").await;
    let done = stage.post("/_sandbox/reset", json!({"customer": ana, "to": "seed"})).await.json();
    assert_eq!(done["removed"]["idempotent_answer"], 2);
    let again = ask("/v2/checkout_sessions", setup_of(&ana), "of ana").await.json();
    assert_eq!(stage.session(again["id"].as_str().unwrap()).await["status"], "created", "a session that is there");
    let other = ask("/v2/checkout_sessions", setup_of(&ana), "of ben").await;
    assert_eq!(other.code(), (409, "idempotency_key_reused".to_owned()), "the other's stays");
}

#[tokio::test]
async fn beginning_again_uses_up_nothing_that_is_armed_for_others() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    stage.arm(json!({"name": "setup_fails", "reason": "insufficient_funds"})).await;
    let done = stage.post("/_sandbox/reset", json!({"customer": customer, "to": "seed"})).await.json();
    assert_eq!(done["made"]["payment_methods"], 3);
    let session = stage.setup(&customer).await;
    let page = stage.page(&session);
    page.to_authorisation("5233137377").await;
    page.step("authorise", &[("decision", "approve")]).await;
    assert_eq!(stage.setup_intent(&session).await, (json!("failed"), json!("insufficient_funds")));
}

#[tokio::test]
async fn what_is_armed_for_an_account_goes_with_its_customer() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    stage.arm(json!({"name": "decline", "payment_method": method, "until_cleared": true})).await;
    stage.post("/_sandbox/reset", json!({"customer": customer, "to": "empty"})).await;
    assert_eq!(stage.get("/_sandbox/scenarios").await.json()["armed"], json!([]));
}
