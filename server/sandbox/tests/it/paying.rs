//! Paying with a saved account, and without one.

use serde_json::json;

use crate::stage::{CANCEL, KEY, SUCCESS, Stage};

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
    assert_eq!(page.authorise().await, SUCCESS);
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    assert_eq!(finished["payment_resource"]["payment_intent"]["status"], "succeeded");
}

#[tokio::test]
async fn refusing_a_payment_rejects_it() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000027").await;
    let session = stage.pay(&customer, &method).await;
    let page = stage.page(&session);
    assert_eq!(page.reject().await, CANCEL);
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
    for (number, status, back) in [("422159212", "succeeded", SUCCESS), ("999000051", "failed", CANCEL)] {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation(number).await;
        assert!(page.get("authorise").await.text.contains("Aprobar pago de $4.990"));
        assert_eq!(page.authorise().await, back);
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        let intent = &finished["payment_resource"]["payment_intent"];
        assert_eq!((&intent["status"], &intent["sender_account"]["number"]), (&json!(status), &json!(number)));
    }
}

#[tokio::test]
async fn the_payment_begins_when_the_payer_confirms_and_only_once() {
    let stage = Stage::raise().await;
    let recipient = json!({"holder_id": "450000000", "institution_id": "cl_banco_bci", "number": "123456789",
                           "type": "checking_account"});
    let session = stage
        .collect(
            4990,
            json!({"business_profile": {"name": "Frutas Ana"},
                   "payment_method_options": {"bank_transfer": {"recipient_account": recipient}}}),
        )
        .await;
    let id = session["id"].as_str().unwrap();
    let page = stage.page(&session);
    assert_eq!(page.choose("422159212").await, "confirm");
    let shown = page.get("confirm").await.text;
    for part in ["Confirme su pago", "Frutas Ana", "$4.990", "BCI •••• 6789", "terminada en 9212"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("name=\"save\""), "nobody asked to offer saving");
    assert_eq!(stage.session(id).await["payment_resource"], json!({}), "nothing begins before the payer says yes");

    let (one, two) = tokio::join!(page.step("confirm", &[]), page.step("confirm", &[]));
    assert_eq!((one.as_str(), two.as_str()), ("authorise", "authorise"));
    assert_eq!(stage.sandbox.stats(KEY).await.unwrap().intents_created, 1);
    let begun = stage.session(id).await;
    let intent = &begun["payment_resource"]["payment_intent"];
    assert_eq!((&begun["status"], &intent["status"]), (&json!("in_progress"), &json!("in_progress")));
    assert_eq!(intent["sender_account"]["number"], "422159212");
    assert_eq!(intent["recipient_account"], recipient);
    assert_eq!(page.step("account", &[("account", "999000051")]).await, "authorise", "the account is settled now");
}

#[tokio::test]
async fn an_account_is_saved_while_paying_when_the_payer_ticks_the_box() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let offer = json!({"customer": customer, "save_payment_method": "enabled"});
    for ticked in [false, true] {
        let session = stage.collect(4990, offer.clone()).await;
        let page = stage.page(&session);
        page.choose("422159212").await;
        let shown = page.get("confirm").await.text;
        assert!(shown.contains("Guardar esta cuenta para la próxima vez") && !shown.contains("checked"), "{shown}");
        let fields: &[(&str, &str)] = if ticked { &[("save", "yes")] } else { &[] };
        page.step("confirm", fields).await;
        let seen = stage.event_types().await.len();
        page.post("authorise", &[("decision", "approve")]).await;
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        let saved = stage.get(&format!("/v2/payment_methods?customer={customer}")).await.json();
        let told = stage.event_types().await.split_off(seen);
        if ticked {
            assert_eq!(finished["payment_method"], saved[0]["id"]);
            assert_eq!(saved[0]["bank_transfer"]["account_number"], "422159212");
            assert_eq!(told, ["payment_intent.succeeded", "checkout_session.finished", "payment_method.activated"]);
        } else {
            assert_eq!((&finished["payment_method"], &saved), (&json!(null), &json!([])));
            assert_eq!(told, ["payment_intent.succeeded", "checkout_session.finished"]);
        }
    }
}

#[tokio::test]
async fn a_method_cancelled_while_its_payment_waits_for_approval_pays_nothing() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000027").await;
    let session = stage.pay(&customer, &method).await;
    stage.post(&format!("/v2/payment_methods/{method}/cancel"), json!({})).await;
    stage.page(&session).post("authorise", &[("decision", "approve")]).await;
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    let intent = &finished["payment_resource"]["payment_intent"];
    assert_eq!((&intent["status"], &intent["error_reason"]), (&json!("failed"), &json!("bank_account_locked")));
}
