//! What is decided beforehand about payments and setups.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{CANCEL, KEY, SUCCESS, Stage};

impl Stage {
    /// Arms a scenario; answers its id.
    pub(crate) async fn arm(&self, scenario: Value) -> String {
        let answer = self.post("/_sandbox/scenarios", scenario).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Pays with a saved account and lets the bank answer: the intent.
    pub(crate) async fn paid_with(&self, customer: &str, method: &str) -> Value {
        let session = self.pay(customer, method).await;
        self.sandbox.courier_run_once().await.unwrap();
        let session = self.session(session["id"].as_str().unwrap()).await;
        session["payment_resource"]["payment_intent"].clone()
    }

    async fn armed(&self) -> Vec<Value> {
        self.get("/_sandbox/scenarios").await.json()["armed"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn the_nearest_scenario_wins_counted_ones_first_and_then_the_oldest() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    for (whom, how_long, reason) in [
        (json!({}), json!({"until_cleared": true}), "of_the_account"),
        (json!({"customer": customer}), json!({"until_cleared": true}), "of_the_customer"),
        (json!({"customer": customer}), json!({}), "of_the_customer_once"),
        (json!({"customer": customer}), json!({}), "of_the_customer_once_more"),
        (json!({"payment_method": method}), json!({"times": 2}), "of_the_method_twice"),
    ] {
        let mut scenario = json!({"name": "decline", "reason": reason});
        for part in [whom, how_long] {
            scenario.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        }
        stage.arm(scenario).await;
    }
    for reason in [
        "of_the_method_twice",
        "of_the_method_twice",
        "of_the_customer_once",
        "of_the_customer_once_more",
        "of_the_customer",
        "of_the_customer",
    ] {
        assert_eq!(stage.paid_with(&customer, &method).await["error_reason"], reason);
    }
    let cleared = stage.post("/_sandbox/scenarios/clear", json!({"customer": customer})).await.json();
    assert_eq!(cleared, json!({"cleared": 1}));
    assert_eq!(stage.paid_with(&customer, &method).await["error_reason"], "of_the_account");
    stage.post("/_sandbox/scenarios/clear", json!({})).await;
    assert_eq!(stage.paid_with(&customer, &method).await["status"], "succeeded");
}

#[tokio::test]
async fn what_is_armed_is_listed_until_it_is_used_up_or_taken_away() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    let once = stage.arm(json!({"name": "decline", "customer": customer})).await;
    let standing = stage.arm(json!({"name": "pending", "seconds": 5, "until_cleared": true})).await;
    assert!(once.starts_with("scn_"));
    let armed = stage.armed().await;
    assert_eq!(armed[0]["armed"], json!({"name": "decline", "reason": "insufficient_funds"}));
    assert_eq!((&armed[0]["times"], &armed[0]["customer"]), (&json!(1), &json!(customer)));
    assert_eq!((&armed[1]["times"], &armed[1]["until_cleared"]), (&json!(null), &json!(true)));
    stage.paid_with(&customer, &method).await;
    assert_eq!(stage.armed().await.len(), 1, "one was used up");
    let path = format!("/_sandbox/scenarios/{standing}");
    let delete = || stage.request(Method::DELETE, &path).header("authorization", KEY);
    assert_eq!(Stage::send(delete()).await.status, 200);
    assert_eq!(Stage::send(delete()).await.code(), (404, "missing_resource".to_owned()));
    assert_eq!(stage.armed().await, Vec::<Value>::new());
}

#[tokio::test]
async fn the_catalogue_says_what_each_scenario_takes_and_does() {
    let stage = Stage::raise().await;
    let catalogue = stage.get("/_sandbox/scenarios").await.json()["catalogue"].clone();
    let decline = catalogue.as_array().unwrap().iter().find(|entry| entry["name"] == "decline").unwrap().clone();
    assert_eq!((&decline["group"], &decline["parameters"][0]["name"]), (&json!("payment"), &json!("reason")));
    assert_eq!(decline["parameters"][0]["default"], "insufficient_funds");
    for entry in catalogue.as_array().unwrap() {
        assert!(entry["happens"].as_str().unwrap().ends_with('.'), "{entry}");
        assert!(entry["at_fintoc"].as_str().unwrap().ends_with('.'), "{entry}");
    }
}

#[tokio::test]
async fn a_scenario_nobody_knows_is_refused_with_those_that_are_known() {
    let stage = Stage::raise().await;
    for (sent, status, says) in [
        (json!({"name": "earthquake"}), 400, "Known: success, decline"),
        (json!({"name": "decline", "reasons": "x"}), 400, "decline takes reason"),
        (json!({"name": "decline", "times": 0}), 400, "times must be 1 or more"),
        (json!({"name": "decline", "times": 1, "until_cleared": true}), 400, "left out beside until_cleared"),
        (json!({"name": "decline", "customer": "cus_nobody"}), 404, "No such customer: cus_nobody"),
        (json!({"name": "decline", "payment_method": "pm_none"}), 404, "No such payment_method: pm_none"),
    ] {
        let answer = stage.post("/_sandbox/scenarios", sent.clone()).await;
        assert_eq!(answer.status, status, "{sent}");
        assert!(answer.text.contains(says), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_empty_account_pays_when_it_is_told_to() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000051").await;
    stage.arm(json!({"name": "success", "payment_method": method})).await;
    assert_eq!(stage.paid_with(&customer, &method).await["status"], "succeeded");
    assert_eq!(stage.paid_with(&customer, &method).await["error_reason"], "insufficient_funds");
}

#[tokio::test]
async fn a_bank_that_asks_sends_the_payer_to_the_page() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    stage.arm(json!({"name": "approval", "customer": customer})).await;
    let session = stage.pay(&customer, &method).await;
    assert_eq!(stage.page(&session).authorise().await, SUCCESS);
}

#[tokio::test]
async fn a_setup_fails_for_the_reason_that_was_armed() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    stage.arm(json!({"name": "setup_fails", "reason": "insufficient_funds", "customer": customer})).await;
    let session = stage.setup(&customer).await;
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    assert_eq!(page.authorise().await, CANCEL);
    assert_eq!(stage.setup_intent(&session).await, (json!("failed"), json!("insufficient_funds")));
    assert_eq!(stage.save(&customer, "422159212").await.get(..3), Some("pm_"), "the next setup is as usual");
}

#[tokio::test]
async fn a_refund_fails_with_the_code_that_was_armed() {
    let stage = Stage::raise().await;
    let intent = stage.paid().await;
    stage.arm(json!({"name": "refund_fails", "failure_code": "insufficient_funds"})).await;
    let refund = json!({"resource_type": "payment_intent", "resource_id": intent});
    let made = stage.post("/v1/refunds", refund.clone()).await.json();
    stage.sandbox.courier_run_once().await.unwrap();
    let read = stage.get(&format!("/v1/refunds/{}", made["id"].as_str().unwrap())).await.json();
    assert_eq!((&read["status"], &read["failure_code"]), (&json!("failed"), &json!("insufficient_funds")));
    assert_eq!(stage.post("/v1/refunds", refund).await.status, 201, "what failed may be refunded again");
}

#[tokio::test]
async fn a_slow_bank_keeps_a_payment_in_progress_until_its_time_has_come() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000051").await;
    stage.arm(json!({"name": "slow_bank", "seconds": 3600, "customer": customer})).await;
    assert_eq!(stage.paid_with(&customer, &method).await["status"], "in_progress");
    let pulled = stage.post("/_sandbox/clock", json!({"customer": customer, "to": "settlement"})).await.json();
    assert!((3_500..=3_600).contains(&pulled["seconds"].as_i64().unwrap()), "{pulled}");
    stage.sandbox.courier_run_once().await.unwrap();
    let intent = stage.get("/v2/payment_intents").await.json()[0].clone();
    assert_eq!(intent["error_reason"], "insufficient_funds", "it says what it would have said at once");
}

#[tokio::test]
async fn a_payment_on_the_page_obeys_too() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    stage.arm(json!({"name": "decline", "reason": "amount_limit_reached", "customer": customer})).await;
    let ask = json!({"amount": 4990, "currency": "CLP", "customer": customer, "success_url": SUCCESS,
                     "cancel_url": crate::stage::CANCEL});
    let session = stage.post("/v2/checkout_sessions", ask).await.json();
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    page.post("authorise", &[("decision", "approve")]).await;
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    assert_eq!(finished["payment_resource"]["payment_intent"]["error_reason"], "amount_limit_reached");
}
