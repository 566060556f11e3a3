//! Payers who are not there, banks that cut an account off, and customers with a past.

use serde_json::{Value, json};

use crate::stage::Stage;

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

#[tokio::test]
async fn somebody_acts_in_the_payers_place_and_the_account_is_saved() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let act = format!("/_sandbox/sessions/{}/act", id(&session));
    let done = stage.post(&act, json!({"account": "5233137377", "bank": "cl_banco_bci"})).await.json();
    assert_eq!(done["status"], "finished", "{done}");
    let method = stage.get(&format!("/v2/payment_methods/{}", done["payment_method"].as_str().unwrap())).await.json();
    assert_eq!(method["bank_transfer"]["institution_id"], "cl_banco_bci", "{method}");
    assert_eq!(stage.post(&act, json!({})).await.code(), (409, "session_over".to_owned()));
}

#[tokio::test]
async fn a_payer_may_refuse_or_leave() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let left = stage.setup(&customer).await;
    let act = format!("/_sandbox/sessions/{}/act", id(&left));
    assert_eq!(stage.post(&act, json!({"outcome": "leave"})).await.json()["status"], "in_progress");
    assert_eq!(stage.post(&act, json!({"outcome": "reject"})).await.json()["status"], "in_progress");
    assert_eq!(stage.post(&act, json!({})).await.code(), (409, "session_over".to_owned()), "refused is refused");
    for wrong in [json!({"account": "1"}), json!({"login": "1-9"}), json!({"bank": "b"}), json!({"mood": "good"})] {
        assert_eq!(stage.post(&act, wrong.clone()).await.status, 400, "{wrong}");
    }
    let nobody = stage.post("/_sandbox/sessions/cs_nobody/act", json!({})).await;
    assert_eq!(nobody.code(), (404, "missing_resource".to_owned()));
}

#[tokio::test]
async fn a_bank_cuts_an_account_off_once_and_an_event_tells_of_it() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let act = format!("/_sandbox/sessions/{}/act", id(&session));
    let method = stage.post(&act, json!({})).await.json()["payment_method"].as_str().unwrap().to_owned();
    let disconnect = format!("/_sandbox/payment_methods/{method}/disconnect");
    let cut_off = stage.post(&disconnect, json!({})).await.json();
    assert_eq!(cut_off["disconnected"], true, "{cut_off}");
    assert_eq!(stage.get("/v1/events").await.json()[0]["type"], "payment_method.canceled");
    assert_eq!(stage.post(&disconnect, json!({})).await.code(), (409, "payment_method_already_canceled".to_owned()));
}

#[tokio::test]
async fn a_past_can_be_asked_for_and_no_event_tells_of_it() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let payments = json!([
        {"account": "422159212", "amount": 4990, "at": 1_700_000_060_000_i64, "metadata": {"ride_id": "ride_1"}, "refunded": 990},
        {"account": "999000051", "amount": 3500, "at": 1_700_000_120_000_i64, "error_reason": "insufficient_funds"},
    ]);
    let past = json!({
        "customer": customer,
        "methods": [{"account": "422159212", "at": 1_700_000_000_000_i64}],
        "payments": payments,
    });
    let made = stage.post("/_sandbox/past", past).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    let [paid, failed] = [0, 1].map(|at| made["payments"][at]["checkout_session"].clone());
    let asked = stage.session(id(&paid)).await;
    assert_eq!((&asked["status"], &asked["metadata"]["ride_id"]), (&json!("finished"), &json!("ride_1")));
    let intent = &asked["payment_resource"]["payment_intent"];
    let intent = stage.get(&format!("/v2/payment_intents/{}", id(intent))).await.json();
    assert_eq!((&intent["status"], &intent["amount"]), (&json!("succeeded"), &json!(4990)));
    assert!(intent["created_at"].as_str().unwrap().starts_with("2023-11-14"), "{intent}");
    assert_eq!(failed["payment_resource"]["payment_intent"]["error_reason"], "insufficient_funds");
    let refund = stage.get(&format!("/v1/refunds/{}", id(&made["payments"][0]["refund"]))).await.json();
    assert_eq!((&refund["status"], &refund["amount"]), (&json!("succeeded"), &json!(990)));
    assert_eq!(made["payment_methods"][0]["bank_transfer"]["status"], "active");
    assert_eq!(stage.get("/v1/events").await.json(), json!([]));
}

#[tokio::test]
async fn a_past_that_never_was_possible_is_refused_whole() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let later = jiff::Timestamp::now().as_millisecond() + 60_000;
    for (payment, param) in [
        (json!({"account": "422159212", "amount": 4990, "at": later}), "at"),
        (json!({"account": "1", "amount": 4990, "at": 1}), "account"),
        (json!({"account": "422159212", "amount": 0, "at": 1}), "amount"),
        (json!({"account": "422159212", "amount": 500, "at": 1, "refunded": 501}), "refunded"),
        (
            json!({"account": "422159212", "amount": 500, "at": 1, "refunded": 1, "error_reason": "mfa_locked"}),
            "refunded",
        ),
    ] {
        let answer = stage.post("/_sandbox/past", json!({"customer": customer, "payments": [payment]})).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error"]["param"], param);
    }
    assert_eq!(stage.post("/_sandbox/past", json!({"customer": "cus_nobody"})).await.status, 404);
}
