//! The room of webhooks, drawn with what somebody might have received.

use std::time::Duration;

use app::copy::Lang;
use axum::http::StatusCode;
use vuelta::{
    Clp, Instant,
    backstage::{
        About, Check, CheckName, Decision, Deed, Delivery, Moment, What, Written, WrittenKind,
        orders::{Books, End, Piece, Reached, Step, Trial},
        webhooks::{Attempt, Lab, Sender, Sent, SentState},
    },
    case::Event,
    id::{MomentId, PaymentId},
    payment::{Applied, Heard, PaymentState, Standing},
    ride::RideState,
};

use crate::canned::Canned;

const AT: Instant = Instant::from_millis(1_795_359_600_000);
const FORGED: &str = "t=2,v1=forged";

fn check(name: CheckName, passed: bool, detail: &str) -> Check {
    Check { name, passed, detail: detail.to_owned() }
}

fn came(id: &str, at: u64, signed: &str, checks: Vec<Check>, decision: Decision, status: u16) -> Moment {
    let delivery = Delivery {
        event: Some("evt_1".into()),
        event_type: Some("payment_intent.succeeded".into()),
        headers: vec![("fintoc-signature".into(), signed.into())],
        body: Some(serde_json::json!({"id": "evt_1", "data": {"id": "pi_1", "amount": 4990, "holder_name": "•••"}})),
        size: 812,
        status,
        checks,
        decision,
    };
    moment(id, at, What::Delivered(Box::new(delivery)))
}

fn moment(id: &str, at: u64, what: What) -> Moment {
    let about = About { payment: Some(PaymentId::new("pay_1")), ..About::default() };
    let at = AT + Duration::from_millis(at);
    Moment { id: MomentId::new(id), at, took: Some(Duration::from_millis(12)), about, what }
}

/// An honest delivery that was applied, and a forged one that was refused.
fn moments() -> Vec<Moment> {
    let honest = [
        check(CheckName::Header, true, "fintoc-signature"),
        check(CheckName::Format, true, "t=1, 1 × v1"),
        check(CheckName::Digest, true, "HMAC-SHA256, whsec_…7d20"),
        check(CheckName::Age, true, "0 s"),
        check(CheckName::Event, true, "payment_intent.succeeded"),
        check(CheckName::New, true, "evt_1"),
    ];
    let mut forged = honest[..2].to_vec();
    forged.push(check(CheckName::Digest, false, "the signature fits neither"));
    let written = Written {
        book: WrittenKind::Inbox,
        word: "applied".into(),
        amount: None,
        reason: None,
        event: Some("evt_1".into()),
    };
    vec![
        came("moment_1", 0, "t=1,v1=honest", honest.to_vec(), Decision::Kept, 200),
        moment("moment_2", 5, What::Written(written)),
        moment("moment_3", 6, What::Done(Deed { word: "webhook.wrong_secret".into(), detail: None })),
        came("moment_4", 2_000, FORGED, forged, Decision::Refused, 400),
    ]
}

fn sent() -> Vec<Sent> {
    let attempt = |signed: &str, status, fault: Option<&str>| Attempt {
        at: AT,
        took: Duration::from_millis(12),
        status: Some(status),
        fault: fault.map(str::to_owned),
        signature: Some(signed.to_owned()),
    };
    let honest = Sent {
        id: "del_1".into(),
        event: "evt_1".into(),
        kind: "payment_intent.succeeded".into(),
        state: SentState::Delivered,
        due_at: None,
        fault: None,
        copy_of: None,
        attempts: vec![attempt("t=1,v1=honest", 200, None)],
    };
    let forged = Sent {
        id: "del_2".into(),
        state: SentState::Waiting,
        due_at: Some(AT + Duration::from_secs(4)),
        fault: Some("wrong_secret".into()),
        copy_of: Some("del_1".into()),
        attempts: vec![attempt(FORGED, 400, Some("wrong_secret"))],
        ..honest.clone()
    };
    vec![forged, honest]
}

fn presenter() -> Canned {
    Canned::rider().behind_the_stage().with_moments(moments())
}

fn at_the_sandbox(paused: bool, waiting: usize) -> Canned {
    presenter().with_sender(Sender::Sandbox { paused, waiting }, sent())
}

#[tokio::test]
async fn an_event_shows_both_deliveries_and_which_check_refused_the_forged_one() {
    let page = at_the_sandbox(false, 0).get("/backstage/webhooks/del_2?as=wrong_secret").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[
        "del_1",
        "del_2",
        "whsec_…7d20",
        "no se llegó a mirar",
        "Quien firmó no tiene nuestro secreto",
        "es falsa, o algo cambió en el camino",
        "Aplicado: cambió lo nuestro.",
        "action=\"/backstage/webhooks/del_2/resend\"",
        "action=\"/backstage/webhooks/del_2/retry\"",
        "data-due",
        "/backstage/webhooks/order?payment=pay_1",
        "/assets/x/backstage-webhooks.js",
    ]);
    page.is_silent_on(&["style=", "onclick", "leptos-island"]);
    assert_eq!(page.html.matches("<h1").count(), 1);
    assert_eq!(page.html.matches("name=\"as\"").count(), 12, "six ways for each delivery");
}

#[tokio::test]
async fn with_fintoc_itself_there_is_only_what_we_received_and_the_page_says_so() {
    let page = presenter().speaking(Lang::En).get("/backstage/webhooks").await;
    page.says(&["its tries and its queue can be neither seen nor controlled", "refused", "From nobody we know of"]);
    page.is_silent_on(&["/resend", "/pause", "Estacionado"]);
    assert_eq!(presenter().get("/backstage/webhooks/moment_4").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_paused_sender_says_how_many_wait_and_offers_every_order() {
    at_the_sandbox(false, 0)
        .get("/backstage/webhooks")
        .await
        .says(&["action=\"/backstage/webhooks/pause\"", "Enviando"]);
    let page = at_the_sandbox(true, 3).get("/backstage/webhooks").await;
    page.says(&["En pausa", "Esperan 3 entregas.", "value=\"as_queued\"", "value=\"reversed\"", "value=\"shuffled\""]);
    page.is_silent_on(&["/backstage/webhooks/pause"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_riders_find_no_such_room() {
    for address in ["/backstage/webhooks/evt_2", "/backstage/webhooks/del_9"] {
        assert_eq!(at_the_sandbox(false, 0).get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    for address in ["/backstage/webhooks", "/backstage/webhooks/order", "/backstage/webhooks/evt_1"] {
        assert_eq!(Canned::rider().get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    Canned::guest().behind_the_stage().get("/backstage/webhooks").await.says(&["Entrar a la app"]);
    Canned::rider().behind_the_stage().get("/backstage/webhooks").await.says(&["Todavía no llega nada"]);
}

fn end(state: PaymentState) -> End {
    let books = Books { rider: Clp::ZERO, fares: Clp::new(-4_990), fintoc: Clp::new(4_990) };
    End { charge: RideState::Paid, standing: Standing { state, ..Standing::NEW }, books, given_back: Clp::ZERO }
}

fn lab(ends: &[PaymentState]) -> Lab {
    let heard = Event::Payment(PaymentId::new("pay_1"), Heard::default());
    let piece = Piece { name: "payment_intent.succeeded".into(), says: "succeeded".into(), at: AT, event: heard };
    let step = |state| Step { piece: 0, applied: Applied::Advanced, then: end(state) };
    let reached = |state: &PaymentState| Reached { end: end(*state), orders: 20_160, first: vec![step(*state)] };
    Lab {
        payment: PaymentId::new("pay_1"),
        amount: Clp::new(4_990),
        pieces: vec![piece],
        left_out: 2,
        trial: Trial {
            orders: 40_320,
            ends: ends.iter().map(reached).collect(),
            example: vec![step(PaymentState::Succeeded)],
        },
    }
}

#[tokio::test]
async fn the_lab_says_that_all_orders_end_the_same_or_shows_the_first_that_does_not() {
    let page = presenter().with_lab(lab(&[PaymentState::Succeeded])).get("/backstage/webhooks/order").await;
    page.says(&["40.320 órdenes", "Todos terminan igual", "2 noticias quedaron fuera", "-$4.990", "succeeded"]);
    let red = lab(&[PaymentState::Succeeded, PaymentState::InProgress]);
    let page = presenter().with_lab(red).get("/backstage/webhooks/order").await;
    page.says(&["Terminan de 2 maneras", "El primer orden que termina distinto", "hooks__verdict--bad"]);
    page.is_silent_on(&["Todos terminan igual"]);
    presenter().get("/backstage/webhooks/order").await.says(&["Todavía no hay un pago"]);
}
