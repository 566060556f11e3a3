//! The bank's own authorisation: four kinds, by account.

use std::time::Duration;

use serde_json::json;

use crate::stage::{CANCEL, SUCCESS, Stage, TempDatabase};

const WRONG: &str = "918273645";

type Fields = &'static [(&'static str, &'static str)];

/// Accounts that ask for something to type: what they are, the heading, the right answer and a wrong one.
const TYPED: [(&str, &str, Fields, Fields); 4] = [
    ("813990168", "Ingrese la clave de su dispositivo", &[("code", "000000")], &[("code", WRONG)]),
    ("170086177", "Ingrese la clave que recibió por SMS", &[("code", " 0000 ")], &[("code", WRONG)]),
    (
        "746326042",
        "Use su tarjeta de coordenadas",
        &[("cell_1", "00"), ("cell_2", "00"), ("cell_3", "00")],
        &[("cell_1", "00"), ("cell_2", WRONG), ("cell_3", "00")],
    ),
    (
        "4420245701",
        "Use su tarjeta de coordenadas",
        &[("cell_1", "00"), ("cell_2", "00"), ("cell_3", "00")],
        &[("cell_1", "00"), ("cell_2", "00"), ("cell_3", "0")],
    ),
];

#[tokio::test]
async fn a_right_code_saves_or_pays() {
    let stage = Stage::raise().await;
    for (number, heading, right, _) in TYPED {
        let saving = stage.setup(&stage.customer().await).await;
        let paying = stage.collect(4990, json!({})).await;
        for session in [saving, paying] {
            let page = stage.page(&session);
            page.to_authorisation(number).await;
            let shown = page.get("authorise").await.text;
            assert!(shown.contains(heading) && shown.contains("de prueba"), "{number}: {shown}");
            assert_eq!(page.decide(right).await, SUCCESS, "{number}");
            assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "finished");
        }
    }
}

#[tokio::test]
async fn a_code_that_is_missing_is_asked_for_and_counts_nothing() {
    let stage = Stage::raise().await;
    let session = stage.collect(4990, json!({})).await;
    let page = stage.page(&session);
    page.to_authorisation("746326042").await;
    for _ in 0..4 {
        let answer = page.post("authorise", &[("cell_1", "00"), ("decision", "approve")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains("Escriba la clave completa"), "{}", answer.text);
    }
    assert_eq!(page.decide(TYPED[2].2).await, SUCCESS);
}

#[tokio::test]
async fn wrong_codes_leave_two_more_tries_and_then_reject_the_payment() {
    let stage = Stage::raise().await;
    for (number, _, _, wrong) in TYPED {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation(number).await;
        for left in ["Quedan 2 intentos", "Queda 1 intento"] {
            let answer = page.post("authorise", wrong).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text.contains(left) && !answer.text.contains(WRONG), "{}", answer.text);
        }
        let seen = stage.event_types().await.len();
        assert_eq!(page.decide(wrong).await, CANCEL);
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        let intent = &finished["payment_resource"]["payment_intent"];
        assert_eq!(finished["status"], "finished");
        assert_eq!(
            (&intent["status"], &intent["error_reason"]),
            (&json!("rejected"), &json!("mfa_invalid_authorization"))
        );
        assert_eq!(stage.event_types().await.split_off(seen), ["payment_intent.rejected", "checkout_session.finished"]);
    }
}

#[tokio::test]
async fn wrong_codes_of_a_setup_wait_for_a_retry_and_then_fail_it() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.to_authorisation("813990168").await;
    let waiting = (json!("waiting_for_retry"), json!("mfa_invalid_authorization"));
    for _ in 0..2 {
        assert_eq!(page.post("authorise", &[("code", "1234")]).await.status, 422);
        assert_eq!(stage.setup_intent(&session).await, waiting);
    }
    assert_eq!(page.decide(&[("code", "1234")]).await, CANCEL);
    assert_eq!(stage.setup_intent(&session).await, (json!("failed"), json!("mfa_invalid_authorization")));
    assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "in_progress");
    assert!(stage.event_types().await.is_empty());
}

#[tokio::test]
async fn a_right_code_after_wrong_ones_saves_the_account() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.to_authorisation("170086177").await;
    page.post("authorise", &[("code", "1234")]).await;
    assert!(page.get("authorise").await.text.contains("Quedan 2 intentos"), "a reload remembers");
    assert_eq!(page.decide(&[("code", "00")]).await, SUCCESS);
    assert_eq!(stage.setup_intent(&session).await, (json!("succeeded"), json!(null)));
}

#[tokio::test]
async fn the_same_wrong_answer_sent_twice_counts_once() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.open().await;
    page.step("bank", &[("institution_id", "cl_banco_bci")]).await;
    assert!(page.get("login").await.text.contains("name=\"attempt\" value=\"0\""));
    let wrong = [("rut", "41614850-3"), ("password", "nope"), ("attempt", "0")];
    for _ in 0..4 {
        assert!(page.post("login", &wrong).await.text.contains("Quedan 2 intentos"));
    }
    assert_eq!(stage.setup_intent(&session).await.1, "login_invalid_credentials");
    page.step("login", &[("as", "416148503")]).await;
    page.step("account", &[("account", "813990168")]).await;
    for _ in 0..4 {
        let again = page.post("authorise", &[("code", "1234"), ("attempt", "0")]).await;
        assert!(again.text.contains("Quedan 2 intentos"), "{}", again.text);
    }
    assert_eq!(page.decide(&[("code", "0000"), ("attempt", "0")]).await, SUCCESS, "a right one always counts");
}

#[tokio::test]
async fn refusing_is_possible_at_every_kind() {
    let stage = Stage::raise().await;
    for number in ["813990168", "422159212", "5233137377", "170086177", "746326042"] {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation(number).await;
        assert_eq!(page.reject().await, CANCEL, "{number}");
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        assert_eq!(finished["payment_resource"]["payment_intent"]["error_reason"], "user_left");
    }
}

#[tokio::test]
async fn no_code_is_kept() {
    let database = TempDatabase::new();
    let stage = Stage::over(&database.url()).await;
    for (number, _, _, wrong) in TYPED {
        let session = stage.collect(4990, json!({})).await;
        let page = stage.page(&session);
        page.to_authorisation(number).await;
        for _ in 0..3 {
            page.post("authorise", wrong).await;
        }
    }
    let bytes = database.bytes();
    assert!(!bytes.is_empty());
    assert!(!bytes.windows(WRONG.len()).any(|window| window == WRONG.as_bytes()), "a code is in the file");
}

#[tokio::test]
async fn some_amounts_want_the_new_recipient_authorised_first() {
    let stage = Stage::raise().await;
    let card: Fields = &[("cell_1", "00"), ("cell_2", "00"), ("cell_3", "00")];
    for (amount, right) in [(4901, [("code", "0000")].as_slice()), (4904, &[("code", "000000")]), (4905, card)] {
        let session = stage.collect(amount, json!({})).await;
        let page = stage.page(&session);
        page.choose("813990168").await;
        assert_eq!(page.step("confirm", &[]).await, "recipient", "{amount}");
        assert!(page.get("recipient").await.text.contains("Autorice un destinatario nuevo"));
        assert_eq!(page.step("authorise", &[("code", "0000")]).await, "recipient", "one after the other");
        let wrong = page.post("recipient", &[("code", "1"), ("cell_1", "1"), ("cell_2", "1"), ("cell_3", "1")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("Quedan 2 intentos"), "{}", wrong.text);
        assert_eq!(page.step("recipient", right).await, "authorise");
        assert!(!page.get("authorise").await.text.contains("Quedan"), "the payment's own tries begin afresh");
        assert_eq!(page.decide(&[("code", "000000")]).await, SUCCESS);
    }
}

#[tokio::test]
async fn a_new_recipient_that_is_not_authorised_ends_the_payment() {
    let stage = Stage::raise().await;
    for (field, reason) in [(("code", "123456"), "mfa_invalid_authorization"), (("decision", "reject"), "user_left")] {
        let session = stage.collect(4901, json!({})).await;
        let page = stage.page(&session);
        page.choose("422159212").await;
        page.step("confirm", &[]).await;
        for _ in 0..3 {
            page.post("recipient", &[field]).await;
        }
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        let intent = &finished["payment_resource"]["payment_intent"];
        assert_eq!((&intent["status"], &intent["error_reason"]), (&json!("rejected"), &json!(reason)));
    }
}

#[tokio::test]
async fn an_amount_that_ends_in_03_is_rejected_with_and_without_a_page() {
    let stage = Stage::raise().await;
    let on_the_page = stage.collect(4903, json!({})).await;
    let page = stage.page(&on_the_page);
    page.to_authorisation("422159212").await;
    assert_eq!(page.authorise().await, CANCEL);
    let (customer, method) = stage.saved("422159212").await;
    let at_once = stage.collect(4903, json!({"customer": customer, "payment_method": method})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    for session in [on_the_page, at_once] {
        let finished = stage.session(session["id"].as_str().unwrap()).await;
        let intent = &finished["payment_resource"]["payment_intent"];
        assert_eq!(
            (&intent["status"], &intent["error_reason"]),
            (&json!("rejected"), &json!("mfa_invalid_authorization"))
        );
    }
}

#[tokio::test]
async fn a_saved_account_pays_such_amounts_at_once_all_the_same() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    for amount in [4901, 4904, 4905] {
        let session = stage.collect(amount, json!({"customer": customer, "payment_method": method})).await;
        assert_eq!(session["redirect_url"], json!(null), "{amount}");
    }
}

#[tokio::test]
async fn the_app_approves_by_itself_a_while_after_its_step_was_first_shown() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let saving = stage.setup(&customer).await;
    let paying = stage.collect(4990, json!({"customer": customer})).await;
    for session in [saving, paying] {
        let page = stage.page(&session);
        page.to_authorisation("422159212").await;
        stage.pull(60).await;
        let first = page.get("authorise").await.text;
        assert!(first.contains("Se aprueba sola") && first.contains("http-equiv=\"refresh\""), "{first}");
        stage.pull(2).await;
        assert_eq!(page.get("authorise").await.status, 200, "not yet, and looking again starts nothing new");
        stage.pull(4).await;
        assert_eq!(page.get("authorise").await.header("location"), page.path);
        assert_eq!(page.led_back().await, SUCCESS);
    }
}

#[tokio::test]
async fn a_tab_that_is_closed_after_the_app_was_asked_still_approves() {
    let stage = Stage::with(|config| config.approval_delay = Duration::ZERO).await;
    let session = stage.collect(4990, json!({})).await;
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    let id = session["id"].as_str().unwrap();
    assert_eq!(stage.session(id).await["status"], "in_progress", "nobody has seen the step");
    page.open().await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(stage.session(id).await["payment_resource"]["payment_intent"]["status"], "succeeded");
}

#[tokio::test]
async fn leaving_or_choosing_another_account_stops_the_app() {
    let stage = Stage::raise().await;
    let left = stage.setup(&stage.customer().await).await;
    let page = stage.page(&left);
    page.to_authorisation("422159212").await;
    page.get("authorise").await;
    assert_eq!(page.post("cancel", &[]).await.header("location"), CANCEL);
    let changed = stage.setup(&stage.customer().await).await;
    let page = stage.page(&changed);
    page.to_authorisation("422159212").await;
    page.get("authorise").await;
    page.step("account", &[("account", "5233137377")]).await;
    page.get("authorise").await;
    stage.pull(60).await;
    stage.sandbox.courier_run_once().await.unwrap();
    for session in [left, changed] {
        assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "in_progress");
    }
}

#[tokio::test]
async fn an_approval_that_came_before_the_end_counts() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    page.get("authorise").await;
    stage.pull(25 * 60 * 60).await;
    assert!(page.open().await.text.contains("Cuenta guardada"));
}

#[tokio::test]
async fn a_payer_who_went_back_and_mistyped_is_not_approved_meanwhile() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    assert_eq!(page.get("authorise").await.status, 200);
    let wrong = page.post("login", &[("rut", "41614850-3"), ("password", "wrong")]).await;
    assert_eq!(wrong.status, 422);
    stage.pull(10).await;
    assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "in_progress");
    assert_eq!(page.get("authorise").await.status, 200, "looking at that step again has the app ask again");
    stage.pull(10).await;
    assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "finished");
}
