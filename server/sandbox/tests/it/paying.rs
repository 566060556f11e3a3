//! Paying with a saved account, and without one.

use serde_json::json;

use crate::stage::{CANCEL, SUCCESS, Stage};

#[tokio::test]
async fn a_saved_account_pays_at_once_without_a_redirect() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    let session = stage.pay(&customer, &method).await;
    assert_eq!(session["status"], "in_progress");
    assert_eq!(session["redirect_url"], json!(null));
    let intent = &session["payment_resource"]["payment_intent"];
    assert_eq!((&intent["status"], &intent["amount"]), (&json!("in_progress"), &json!(4990)));
    assert_eq!(intent["metadata"], json!({"ride_id": "ride1"}));

    let report = stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(report.settled, 1);
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    assert_eq!(finished["status"], "finished");
    assert_eq!(finished["payment_resource"]["payment_intent"]["status"], "succeeded");
    let read = stage.get(&format!("/v2/payment_intents/{}", intent["id"].as_str().unwrap())).await.json();
    assert_eq!(read, finished["payment_resource"]["payment_intent"]);
    assert_eq!(stage.event_types().await[2..], ["payment_intent.succeeded", "checkout_session.finished"]);
}

#[tokio::test]
async fn the_account_without_funds_is_declined() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000051").await;
    let session = stage.pay(&customer, &method).await;
    stage.sandbox.courier_run_once().await.unwrap();
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    let intent = &finished["payment_resource"]["payment_intent"];
    assert_eq!((&intent["status"], &intent["error_reason"]), (&json!("failed"), &json!("insufficient_funds")));
    assert_eq!(stage.event_types().await[2..], ["payment_intent.failed", "checkout_session.finished"]);
}

#[tokio::test]
async fn the_account_that_asks_leads_straight_to_the_approval() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000027").await;
    let session = stage.pay(&customer, &method).await;
    assert_eq!(session["status"], "created");
    let page = stage.page(&session);
    let shown = page.open().await;
    assert!(shown.text.contains("Aprobar pago de $4.990"), "{}", shown.text);
    assert_eq!(page.get("account").await.status, 303, "the saved account cannot be changed here");
    assert_eq!(page.post("authorise", &[("decision", "approve")]).await.header("location"), SUCCESS);
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    assert_eq!(finished["payment_resource"]["payment_intent"]["status"], "succeeded");
}

#[tokio::test]
async fn refusing_a_payment_rejects_it() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000027").await;
    let session = stage.pay(&customer, &method).await;
    let page = stage.page(&session);
    assert_eq!(page.post("authorise", &[("decision", "reject")]).await.header("location"), CANCEL);
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    let intent = &finished["payment_resource"]["payment_intent"];
    assert_eq!((&intent["status"], &intent["error_reason"]), (&json!("rejected"), &json!("user_left")));
    assert_eq!(stage.event_types().await[2..], ["payment_intent.rejected", "checkout_session.finished"]);
}

#[tokio::test]
async fn an_armed_scenario_is_used_up_by_the_next_payment_of_its_customer() {
    let stage = Stage::raise().await;
    let (ana, anas) = stage.saved("422159212").await;
    let (ben, bens) = stage.saved("422159212").await;
    let arm = json!({"customer": ana, "name": "decline", "reason": "mfa_invalid_authorization"});
    assert_eq!(stage.post("/_sandbox/scenario", arm).await.status, 201);
    let mut reasons = Vec::new();
    for (customer, method) in [(&ben, &bens), (&ana, &anas), (&ana, &anas)] {
        let session = stage.pay(customer, method).await;
        stage.sandbox.courier_run_once().await.unwrap();
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        let intent = &finished["payment_resource"]["payment_intent"];
        reasons.push((intent["status"].clone(), intent["error_reason"].clone()));
    }
    let fine = (json!("succeeded"), json!(null));
    assert_eq!(reasons, [fine.clone(), (json!("rejected"), json!("mfa_invalid_authorization")), fine]);
}

#[tokio::test]
async fn a_pending_payment_succeeds_when_it_is_settled() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    stage.post("/_sandbox/scenario", json!({"customer": customer, "name": "pending"})).await;
    let session = stage.pay(&customer, &method).await;
    stage.sandbox.courier_run_once().await.unwrap();
    let id = session["id"].as_str().unwrap();
    let waiting = stage.session(id).await;
    assert_eq!(waiting["status"], "finished");
    assert_eq!(waiting["payment_resource"]["payment_intent"]["status"], "pending");
    let settled = stage.post("/_sandbox/settle", json!({"customer": customer})).await;
    assert_eq!(settled.json()["settled"], 1);
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(stage.session(id).await["payment_resource"]["payment_intent"]["status"], "succeeded");
    assert_eq!(
        stage.event_types().await[2..],
        ["payment_intent.pending", "checkout_session.finished", "payment_intent.succeeded"]
    );
}

#[tokio::test]
async fn a_payment_without_a_saved_account_walks_the_whole_page() {
    let stage = Stage::raise().await;
    let ask = json!({"amount": 4990, "currency": "CLP", "success_url": SUCCESS, "cancel_url": CANCEL});
    for (number, status, back) in [("422159212", "succeeded", SUCCESS), ("999000051", "failed", CANCEL)] {
        let session = stage.post("/v2/checkout_sessions", ask.clone()).await.json();
        let page = stage.page(&session);
        page.to_authorisation(number).await;
        assert!(page.get("authorise").await.text.contains("Aprobar pago de $4.990"));
        assert_eq!(page.post("authorise", &[("decision", "approve")]).await.header("location"), back);
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        let intent = &finished["payment_resource"]["payment_intent"];
        assert_eq!((&intent["status"], &intent["sender_account"]["number"]), (&json!(status), &json!(number)));
    }
}
