//! The bank's own authorisation: four kinds, by account.

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
