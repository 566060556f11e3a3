//! What each outcome of the page is, to the payer and to the merchant; and the drawer that picks one.

use serde_json::{Value, json};

use crate::stage::{CANCEL, Page, SUCCESS, Stage};

/// What a payment that somebody walked to its end looks like to everybody.
struct Row {
    /// What is picked in the drawer, if anything.
    outcome: Option<&'static str>,
    /// What is sent at the last step, as often as it takes.
    sent: &'static [&'static [(&'static str, &'static str)]],
    status: &'static str,
    reason: Value,
    back: &'static str,
    events: &'static [&'static str],
}

const DEVICE: &str = "813990168";
const RIGHT: &[(&str, &str)] = &[("code", "000000")];
const WRONG: &[(&str, &str)] = &[("code", "123456")];
const FAILED: &[&str] = &["payment_intent.failed", "checkout_session.finished"];
const REJECTED: &[&str] = &["payment_intent.rejected", "checkout_session.finished"];

#[tokio::test]
async fn every_end_of_a_payment_is_told_alike_to_payer_and_merchant() {
    let stage = Stage::raise().await;
    let failed = |outcome, reason: &'static str| Row {
        outcome: Some(outcome),
        sent: &[RIGHT],
        status: "failed",
        reason: json!(reason),
        back: CANCEL,
        events: FAILED,
    };
    let rows = [
        Row {
            outcome: None,
            sent: &[RIGHT],
            status: "succeeded",
            reason: json!(null),
            back: SUCCESS,
            events: &["payment_intent.succeeded", "checkout_session.finished"],
        },
        failed("insufficient_funds", "insufficient_funds"),
        failed("mfa_authorization_timeout", "mfa_authorization_timeout"),
        failed("bank_not_available", "bank_not_available"),
        Row {
            outcome: None,
            sent: &[WRONG, WRONG, WRONG],
            status: "rejected",
            reason: json!("mfa_invalid_authorization"),
            back: CANCEL,
            events: REJECTED,
        },
        Row {
            outcome: None,
            sent: &[&[("decision", "reject")]],
            status: "rejected",
            reason: json!("user_left"),
            back: CANCEL,
            events: REJECTED,
        },
        Row {
            outcome: Some("pending_succeeds"),
            sent: &[RIGHT],
            status: "pending",
            reason: json!(null),
            back: SUCCESS,
            events: &["payment_intent.pending", "checkout_session.finished"],
        },
    ];
    for row in rows {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation(DEVICE).await;
        if let Some(outcome) = row.outcome {
            page.pick(outcome).await;
        }
        let seen = stage.event_types().await.len();
        for fields in row.sent {
            page.post("authorise", fields).await;
        }
        assert_eq!(page.led_back().await, row.back);
        assert_eq!(intent_of(&stage, &session).await, ("finished".to_owned(), json!(row.status), row.reason));
        assert_eq!(stage.event_types().await.split_off(seen), row.events);
    }
}

#[tokio::test]
async fn a_pending_payment_ends_one_way_or_the_other() {
    let stage = Stage::raise().await;
    for (outcome, status, reason, event) in [
        ("pending_succeeds", "succeeded", json!(null), "payment_intent.succeeded"),
        ("pending_fails", "failed", json!("unresolved_final_status"), "payment_intent.failed"),
    ] {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation(DEVICE).await;
        page.pick(outcome).await;
        assert_eq!(page.decide(RIGHT).await, SUCCESS);
        stage.pull(29).await;
        assert_eq!(stage.sandbox.courier_run_once().await.unwrap().settled, 0);
        stage.pull(2).await;
        assert_eq!(stage.sandbox.courier_run_once().await.unwrap().settled, 1);
        assert_eq!(intent_of(&stage, &session).await, ("finished".to_owned(), json!(status), reason));
        assert_eq!(stage.event_types().await.last().unwrap(), event);
    }
}

#[tokio::test]
async fn an_account_that_was_to_be_saved_is_saved_when_its_pending_payment_succeeds() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let session = stage.collect(4990, json!({"customer": customer, "save_payment_method": "enabled"})).await;
    let page = stage.page(&session);
    page.choose(DEVICE).await;
    page.pick("pending_succeeds").await;
    page.step("confirm", &[("save", "yes")]).await;
    assert_eq!(page.decide(RIGHT).await, SUCCESS);
    let id = session["id"].as_str().unwrap();
    assert_eq!(stage.session(id).await["payment_method"], json!(null));
    stage.pull(31).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert!(stage.session(id).await["payment_method"].as_str().unwrap().starts_with("pm_"));
    assert_eq!(
        stage.event_types().await,
        ["payment_intent.pending", "checkout_session.finished", "payment_intent.succeeded", "payment_method.activated"]
    );
}

#[tokio::test]
async fn whoever_leaves_or_closes_the_tab_is_waited_for_until_the_session_expires() {
    let stage = Stage::raise().await;
    for (confirmed, cancelled) in [(false, false), (false, true), (true, false), (true, true)] {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.choose(DEVICE).await;
        if confirmed {
            page.step("confirm", &[]).await;
        }
        if cancelled {
            assert_eq!(page.post("cancel", &[]).await.header("location"), CANCEL);
        }
        let seen = stage.event_types().await.len();
        stage.pull(24 * 60 * 60 - 60).await;
        stage.sandbox.courier_run_once().await.unwrap();
        assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "in_progress");
        stage.pull(120).await;
        stage.sandbox.courier_run_once().await.unwrap();
        let told = stage.event_types().await.split_off(seen);
        if confirmed {
            assert_eq!(intent_of(&stage, &session).await, ("expired".to_owned(), json!("expired"), json!("user_left")));
            assert_eq!(told, ["payment_intent.expired", "checkout_session.expired"]);
        } else {
            assert_eq!(intent_of(&stage, &session).await, ("expired".to_owned(), json!(null), json!(null)));
            assert_eq!(told, ["checkout_session.expired"]);
        }
    }
}

#[tokio::test]
async fn every_reason_of_a_payment_can_be_picked_and_is_explained() {
    let stage = Stage::raise().await;
    let rejected = ["mfa_invalid_authorization", "mfa_not_authorized", "user_left"];
    let reasons = reasons_offered(&stage.page(&stage.collect(4990, json!({})).await)).await;
    assert_eq!(reasons.len(), 23, "{reasons:?}");
    for reason in reasons {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation("5233137377").await;
        page.pick(&reason).await;
        assert_eq!(page.authorise().await, CANCEL, "{reason}");
        let status = if rejected.contains(&reason.as_str()) { "rejected" } else { "failed" };
        assert_eq!(intent_of(&stage, &session).await, ("finished".to_owned(), json!(status), json!(reason)));
        assert!(page.open().await.text.contains("El pago no se hizo"));
    }
}

#[tokio::test]
async fn every_reason_of_a_setup_can_be_picked_and_is_used_up_or_final() {
    let stage = Stage::raise().await;
    let mendable = [
        "bank_connection_error",
        "bank_not_available",
        "internal_error",
        "login_invalid_credentials",
        "mfa_invalid_authorization",
    ];
    let customer = stage.customer().await;
    let reasons = reasons_offered(&stage.page(&stage.setup(&customer).await)).await;
    assert_eq!(reasons.len(), 9, "{reasons:?}");
    for reason in reasons {
        let session = stage.setup(&customer).await;
        let page = stage.page(&session);
        page.to_authorisation("422159212").await;
        page.pick(&reason).await;
        let seen = stage.event_types().await.len();
        if !mendable.contains(&reason.as_str()) {
            assert_eq!(page.authorise().await, CANCEL, "{reason}");
            assert_eq!(stage.setup_intent(&session).await, (json!("failed"), json!(reason)));
            assert_eq!(stage.event_types().await.len(), seen, "a failed setup has no event");
            stage.pull(25 * 60 * 60).await;
            stage.sandbox.courier_run_once().await.unwrap();
            assert_eq!(stage.event_types().await.last().unwrap(), "checkout_session.expired");
            assert_eq!(stage.setup_intent(&session).await.1, json!(reason), "its reason stays");
            continue;
        }
        let next = page.step("authorise", &[("decision", "approve")]).await;
        assert_eq!(stage.setup_intent(&session).await, (json!("waiting_for_retry"), json!(reason)));
        assert!(page.get(&next).await.text.contains("role=\"alert\""), "{reason}");
        if next == "login" {
            page.step("login", &[("as", "416148503")]).await;
            page.step("account", &[("account", "422159212")]).await;
        } else {
            let again = page.get("authorise").await.text;
            assert!(!again.contains("Se aprueba sola"), "the payer says when to try again");
        }
        assert_eq!(stage.event_types().await.len(), seen);
        assert_eq!(page.authorise().await, SUCCESS, "{reason}");
        assert_eq!(stage.setup_intent(&session).await, (json!("succeeded"), json!(null)));
    }
}

#[tokio::test]
async fn an_outcome_shows_as_a_chip_and_can_be_cleared() {
    let stage = Stage::raise().await;
    let session = stage.collect(4990, json!({})).await;
    let page = stage.page(&session);
    let plain = page.open().await.text;
    assert!(plain.contains("elegir el resultado") && plain.contains("Montos de prueba"), "{plain}");
    assert!(!plain.contains("class=\"chip\""));
    page.step("outcome", &[("outcome", "approved"), ("delay", "20")]).await;
    let set = page.open().await.text;
    assert!(set.contains("class=\"chip\">Aprobado<") && set.contains("responde en 20 s"), "{set}");
    page.step("outcome", &[("outcome", "account")]).await;
    assert!(!page.open().await.text.contains("class=\"chip\""));
    page.step("outcome", &[("outcome", "a flood")]).await;
    assert!(!page.open().await.text.contains("class=\"chip\""), "what the drawer does not offer changes nothing");
}

#[tokio::test]
async fn approved_means_approved_whatever_the_account_would_do() {
    let stage = Stage::raise().await;
    let session = stage.collect(4990, json!({})).await;
    let page = stage.page(&session);
    page.to_authorisation("999000051").await;
    page.pick("approved").await;
    assert_eq!(page.authorise().await, SUCCESS);
}

#[tokio::test]
async fn an_outcome_counts_for_a_payment_with_a_saved_account_too() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000027").await;
    let session = stage.pay(&customer, &method).await;
    let page = stage.page(&session);
    page.open().await;
    page.pick("amount_limit_reached").await;
    assert_eq!(page.authorise().await, CANCEL);
    assert_eq!(intent_of(&stage, &session).await.2, "amount_limit_reached");
}

#[tokio::test]
async fn a_bank_that_takes_its_time_is_waited_for_and_nothing_can_be_pressed_meanwhile() {
    let stage = Stage::raise().await;
    let session = stage.collect(4990, json!({})).await;
    let id = session["id"].as_str().unwrap();
    let page = stage.page(&session);
    page.to_authorisation(DEVICE).await;
    page.step("outcome", &[("outcome", "account"), ("delay", "30")]).await;
    let there = page.path.rsplit('/').next().unwrap();
    assert_eq!(page.step("authorise", RIGHT).await, there);
    let waiting = page.open().await.text;
    assert!(waiting.contains("Su banco está respondiendo") && waiting.contains("http-equiv=\"refresh\""), "{waiting}");
    for (step, field) in [("authorise", ("decision", "reject")), ("outcome", ("outcome", "user_left"))] {
        assert_eq!(page.step(step, &[field]).await, there, "{step}");
    }
    assert_eq!(page.post("cancel", &[]).await.header("location"), CANCEL);
    assert_eq!(stage.session(id).await["status"], "in_progress");
    stage.pull(31).await;
    assert_eq!(page.led_back().await, SUCCESS, "leaving does not call the answer back");
}

#[tokio::test]
async fn a_session_about_which_the_bank_still_thinks_does_not_expire() {
    let stage = Stage::raise().await;
    let soon = (jiff::Timestamp::now() + jiff::SignedDuration::from_mins(10)).to_string();
    let session = stage.collect(4990, json!({"expires_at": soon})).await;
    let page = stage.page(&session);
    page.to_authorisation(DEVICE).await;
    page.step("outcome", &[("outcome", "account"), ("delay", "300")]).await;
    stage.pull(9 * 60).await;
    page.step("authorise", RIGHT).await;
    stage.pull(2 * 60).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "in_progress");
    stage.pull(4 * 60).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(intent_of(&stage, &session).await.1, "succeeded");
}

#[tokio::test]
async fn two_tabs_and_two_presses_decide_once() {
    let stage = Stage::raise().await;
    let session = stage.collect(4990, json!({})).await;
    let (one, two) = (stage.page(&session), stage.page(&session));
    one.to_authorisation(DEVICE).await;
    let (_, _) = tokio::join!(one.decide(RIGHT), two.decide(&[("decision", "reject")]));
    let seen = stage.event_types().await;
    assert_eq!(seen.len(), 2, "{seen:?}");
    one.post("authorise", RIGHT).await;
    one.post("confirm", &[]).await;
    two.post("authorise", WRONG).await;
    assert_eq!(stage.event_types().await, seen, "what is decided stays decided");
}

#[tokio::test]
async fn a_failed_payment_may_be_tried_again_where_the_account_is_switched_so() {
    let stage = Stage::raise().await;
    stage.switch("retry_failed_payments").await;
    let session = stage.collect(4990, json!({})).await;
    let page = stage.page(&session);
    page.to_authorisation("999000051").await;
    assert_eq!(page.step("authorise", &[("decision", "approve")]).await, "confirm");
    let failed = intent_of(&stage, &session).await;
    assert_eq!(failed, ("in_progress".to_owned(), json!("failed"), json!("insufficient_funds")));
    assert!(page.get("confirm").await.text.contains("La cuenta no tiene saldo suficiente"));

    assert_eq!(page.step("account", &[("account", "813990168")]).await, "confirm", "another account may be chosen");
    assert!(!page.get("confirm").await.text.contains("saldo suficiente"));
    assert_eq!(page.step("confirm", &[]).await, "authorise");
    for _ in 0..2 {
        assert_eq!(page.post("authorise", WRONG).await.status, 422);
    }
    assert_eq!(page.step("authorise", WRONG).await, "confirm");
    page.step("confirm", &[]).await;
    assert_eq!(page.decide(RIGHT).await, SUCCESS);
    assert_eq!(page.step("confirm", &[]).await, page.path.rsplit('/').next().unwrap(), "paid once is paid");
    assert_eq!(
        stage.event_types().await,
        ["payment_intent.failed", "payment_intent.rejected", "payment_intent.succeeded", "checkout_session.finished"]
    );
}

#[tokio::test]
async fn a_payment_with_a_saved_account_may_be_tried_again_too_if_it_has_a_page() {
    let stage = Stage::raise().await;
    stage.switch("retry_failed_payments").await;
    let (customer, method) = stage.saved("999000027").await;
    let session = stage.pay(&customer, &method).await;
    let page = stage.page(&session);
    page.open().await;
    page.pick("login_invalid_credentials").await;
    assert_eq!(page.step("authorise", &[("decision", "approve")]).await, "authorise");
    assert!(page.get("authorise").await.text.contains("RUT o clave incorrectos"));
    assert_eq!(page.authorise().await, SUCCESS);

    let (customer, method) = stage.saved("999000051").await;
    let at_once = stage.pay(&customer, &method).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(intent_of(&stage, &at_once).await.0, "finished", "nobody could try again");
}

#[tokio::test]
async fn a_session_whose_last_try_failed_expires_with_that_payment_as_it_was() {
    let stage = Stage::raise().await;
    stage.switch("retry_failed_payments").await;
    let session = stage.collect(4990, json!({})).await;
    let page = stage.page(&session);
    page.to_authorisation("999000051").await;
    page.step("authorise", &[("decision", "approve")]).await;
    stage.pull(25 * 60 * 60).await;
    stage.sandbox.courier_run_once().await.unwrap();
    let expired = intent_of(&stage, &session).await;
    assert_eq!(expired, ("expired".to_owned(), json!("failed"), json!("insufficient_funds")));
    assert_eq!(stage.event_types().await, ["payment_intent.failed", "checkout_session.expired"]);
}

#[tokio::test]
async fn leaving_expires_the_session_at_once_where_the_account_is_switched_so() {
    let stage = Stage::raise().await;
    stage.switch("expire_on_leave").await;
    let session = stage.collect(4990, json!({})).await;
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    page.get("authorise").await;
    assert_eq!(page.post("cancel", &[]).await.header("location"), CANCEL);
    assert_eq!(intent_of(&stage, &session).await, ("expired".to_owned(), json!("expired"), json!("user_left")));
    assert_eq!(stage.event_types().await, ["payment_intent.expired", "checkout_session.expired"]);
    assert!(page.open().await.text.contains("Esta página venció"));
}

#[tokio::test]
async fn a_finished_setup_is_told_as_in_the_sample_where_the_account_is_switched_so() {
    let stage = Stage::raise().await;
    stage.switch("finished_as_in_the_sample").await;
    let customer = stage.customer().await;
    let session = stage.setup(&customer).await;
    assert_eq!(session["customer"]["id"], customer.as_str(), "before that it is the usual object");
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    assert_eq!(page.authorise().await, SUCCESS);
    let finished = stage.session(session["id"].as_str().unwrap()).await;
    let told = stage.get("/v1/events?type=checkout_session.finished").await.json()[0]["data"].clone();
    for seen in [finished, told] {
        assert!(seen.get("payment_method").is_none() && seen["customer"].get("id").is_none(), "{seen}");
        assert_eq!((&seen["customer"]["email"], &seen["status"]), (&json!("ana@example.com"), &json!("finished")));
    }
    let activated = stage.get("/v1/events?type=payment_method.activated").await.json()[0]["data"].clone();
    assert_eq!(activated["customer"], customer.as_str());
}

/// Session status, intent status and reason.
async fn intent_of(stage: &Stage, session: &Value) -> (String, Value, Value) {
    let now = stage.session(session["id"].as_str().unwrap()).await;
    let intent = &now["payment_resource"]["payment_intent"];
    (now["status"].as_str().unwrap().to_owned(), intent["status"].clone(), intent["error_reason"].clone())
}

/// The reasons that the drawer offers.
async fn reasons_offered(page: &Page<'_>) -> Vec<String> {
    let shown = page.open().await.text;
    let (_, drawer) = shown.split_once("<optgroup").unwrap();
    let (drawer, _) = drawer.split_once("</select>").unwrap();
    drawer.split("value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
