//! Money that comes too late goes back, once, whatever happens on the way.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use vuelta::{
    Clp,
    id::RideId,
    ledger::Account,
    payment::{PaymentState, Review},
    refund::{Refund, RefundState},
    ride::RideState,
};

use crate::{
    hosted_page::PAYS,
    page::Browser,
    stage::{Stage, uuid_like},
};

/// What Fintoc's list of refunds holds.
async fn at_fintoc(stage: &Stage) -> Vec<fintoc::Refund> {
    stage.running.backend.fintoc.refunds(&fintoc::RefundQuery::default()).await.unwrap().items
}

async fn refunds(stage: &Stage, ride: &RideId) -> Vec<Refund> {
    let mut connection = stage.store().pool().acquire().await.unwrap();
    let rows = server::store::refunds::of_ride(&mut connection, ride).await.unwrap();
    rows.into_iter().map(|row| row.refund).collect()
}

/// Waits until the ride's only refund stands so, and gives it.
async fn refund_is(stage: &Stage, ride: &RideId, state: RefundState) -> Refund {
    stage
        .eventually(state.as_str(), async || {
            let all = refunds(stage, ride).await;
            assert!(all.len() <= 1, "a payment goes back once: {all:?}");
            all.into_iter().find(|refund| refund.standing.state == state)
        })
        .await
}

async fn payment_is(stage: &Stage, ride: &RideId, attempt: usize, state: PaymentState) {
    let there = async || (stage.payments(ride).await[attempt].payment.standing.state == state).then_some(());
    stage.eventually(state.as_str(), there).await;
}

async fn ride_is(stage: &Stage, ride: &RideId, state: RideState) {
    stage.eventually(state.as_str(), async || (stage.ride(ride).await.state == state).then_some(())).await;
}

async fn entries(stage: &Stage, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from ledger_entries where kind = $1")
        .bind(kind.to_owned())
        .fetch_one(stage.store().pool())
        .await
        .unwrap()
}

/// The rider owes nothing and is owed nothing, and Fintoc holds that much for us.
async fn books_are_even(stage: &Stage, held: Clp) {
    let books = [stage.balance(Account::Rider, None).await, stage.balance(Account::Fintoc, None).await];
    assert_eq!(books, [Clp::ZERO, held]);
}

/// A ride that its second attempt paid, while the bank of the first, which had said no, can still say yes.
struct PaidTwice {
    stage: Stage,
    ana: Browser,
    ride: RideId,
}

impl PaidTwice {
    async fn set() -> Self {
        let stage = Stage::raise().await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        stage.sandbox_verb("scenarios", &json!({"name": "pending", "seconds": 3600, "times": 1}).to_string()).await;
        let ride = stage.book(&ana).await.ride_id();
        payment_is(&stage, &ride, 0, PaymentState::Pending).await;
        say_no(&stage, &ride).await;
        ride_is(&stage, &ride, RideState::Unpaid).await;
        let page = ana.get(&format!("/rides/{ride}")).await;
        ana.submit(&page, "/payments", &[]).await;
        ride_is(&stage, &ride, RideState::Paid).await;
        stage.settled().await;
        Self { stage, ana, ride }
    }

    async fn the_first_succeeds_after_all(&self) {
        self.stage.sandbox_verb("settle", &json!({}).to_string()).await;
        payment_is(&self.stage, &self.ride, 0, PaymentState::Succeeded).await;
    }

    /// The refund arrived, and was made once.
    async fn ends_even(&self) {
        let refund = refund_is(&self.stage, &self.ride, RefundState::Succeeded).await;
        let made = at_fintoc(&self.stage).await;
        assert_eq!(made.len(), 1, "one refund at Fintoc: {made:?}");
        assert_eq!(refund.number.as_deref(), Some(made[0].id.as_str()));
        let fare = self.stage.ride(&self.ride).await.fare.total;
        assert_eq!(made[0].amount, Some(fare.pesos()));
        books_are_even(&self.stage, fare).await;
        assert_eq!(self.stage.ride(&self.ride).await.state, RideState::Paid);
        let first = self.stage.payments(&self.ride).await.remove(0).payment;
        assert_eq!(first.standing.review, None, "nobody has to look");
        assert_eq!(made[0].resource_id, first.intent);
    }
}

/// Tells of a first attempt that its bank refused it.
async fn say_no(stage: &Stage, ride: &RideId) {
    let payment = stage.payments(ride).await.remove(0).payment;
    let body = json!({
        "id": format!("evt_{}", uuid_like()), "object": "event", "type": "payment_intent.failed", "mode": "test",
        "data": {"id": payment.intent, "object": "payment_intent", "status": "failed", "amount": payment.amount.pesos(),
                 "currency": "CLP", "error_reason": "bank_not_available", "metadata": {"payment_id": payment.id.as_str()}}
    });
    assert_eq!(stage.deliver_signed(&body.to_string()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_first_attempt_that_succeeds_after_the_second_paid_goes_back_once() {
    let scene = PaidTwice::set().await;
    scene.the_first_succeeds_after_all().await;
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Te devolvimos $4.990").await;
    assert!(page.text().contains("Tu viaje está pagado"), "{}", page.text());
    scene.ends_even().await;
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    let paid = scene.stage.payments(&scene.ride).await.remove(1).payment;
    assert!(receipt.contains(&paid.intent.unwrap()), "the receipt is of the attempt that paid: {receipt}");
    assert!(receipt.contains("Te devolvimos $4.990") && receipt.contains("re_"), "{receipt}");
}

/// Faults: 2 in part: refunds; 3 in part: refunds.
#[tokio::test]
async fn events_of_a_refund_may_come_twice_and_in_any_order() {
    for order in ["reversed", "shuffled"] {
        let scene = PaidTwice::set().await;
        for kind in ["refund.in_progress", "refund.succeeded"] {
            let twice = json!({"name": "duplicate", "copies": 2, "type": kind});
            scene.stage.sandbox_verb("scenarios", &twice.to_string()).await;
        }
        scene.the_first_succeeds_after_all().await;
        scene.stage.sandbox_verb("pause", &json!({}).to_string()).await;
        let over = async || {
            let made = at_fintoc(&scene.stage).await;
            made.iter().any(|refund| refund.status == fintoc::RefundStatus::Succeeded).then_some(())
        };
        scene.stage.eventually("Fintoc has paid it out", over).await;
        scene.stage.sandbox_verb("resume", &json!({"order": order}).to_string()).await;
        scene.ends_even().await;
        for kind in ["refund.in_progress", "refund.succeeded"] {
            scene.stage.heard(kind, 1).await;
        }
        scene.ends_even().await;
        assert_eq!(entries(&scene.stage, "fare_returned").await, 1, "{order}");
    }
}

#[tokio::test]
async fn a_refund_that_fails_leaves_the_credit_and_asks_for_a_person() {
    let scene = PaidTwice::set().await;
    scene
        .stage
        .sandbox_verb("scenarios", &json!({"name": "refund_fails", "failure_code": "fraud_risk"}).to_string())
        .await;
    scene.the_first_succeeds_after_all().await;
    let refund = refund_is(&scene.stage, &scene.ride, RefundState::Failed).await;
    assert_eq!(refund.standing.failure.as_deref(), Some("fraud_risk"));
    let first = scene.stage.payments(&scene.ride).await.remove(0);
    assert_eq!(first.payment.standing.review, Some(Review::RefundFailed));
    assert!(first.needs_review_at.is_some());
    let fare = scene.stage.ride(&scene.ride).await.fare.total;
    assert_eq!(scene.stage.balance(Account::Rider, None).await, -fare, "the rider has a credit");
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Todavía no pudimos devolverte $4.990").await;
    assert!(page.text().contains("Tu viaje está pagado"), "{}", page.text());
}

/// Faults: 12 in part: refunds; 14 in part: refunds.
#[tokio::test]
async fn a_refund_whose_answer_is_lost_is_made_once() {
    for (fault, status, when) in [
        ("api_cut", None, "after"),
        ("api_status", Some(502), "after"),
        ("api_status", Some(500), "after"),
        ("api_status", Some(500), "before"),
    ] {
        let scene = PaidTwice::set().await;
        let mut scenario = json!({"name": fault, "when": when, "method": "POST", "path": "/v1/refunds", "times": 1});
        if let Some(status) = status {
            scenario["status"] = json!(status);
        }
        scene.stage.sandbox_verb("scenarios", &scenario.to_string()).await;
        scene.the_first_succeeds_after_all().await;
        scene.ends_even().await;
    }
}

/// Faults: 1 in part: refunds.
#[tokio::test]
async fn a_refund_nobody_tells_of_is_asked_about() {
    let scene = PaidTwice::set().await;
    for kind in ["refund.in_progress", "refund.succeeded"] {
        scene.stage.sandbox_verb("scenarios", &json!({"name": "drop", "type": kind}).to_string()).await;
    }
    scene.the_first_succeeds_after_all().await;
    let known = async || refunds(&scene.stage, &scene.ride).await.remove(0).number;
    scene.stage.eventually("Fintoc has it", known).await;
    scene.stage.pull_sandbox_clock(60).await;
    scene.stage.running.backend.clock.advance(Duration::from_secs(60));
    scene.ends_even().await;
}

/// A ride that ended without cost, because its bank has not decided for three minutes.
async fn ended(then: Option<&str>) -> (Stage, Browser, RideId) {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let mut pending = json!({"name": "pending", "seconds": 864_000, "times": 1});
    if let Some(reason) = then {
        pending["then"] = json!(reason);
    }
    stage.sandbox_verb("scenarios", &pending.to_string()).await;
    let ride = stage.book(&ana).await.ride_id();
    payment_is(&stage, &ride, 0, PaymentState::Pending).await;
    stage.settled().await;
    assert_eq!(stage.ride(&ride).await.state, RideState::Requested);
    stage.running.backend.clock.advance(Duration::from_secs(180));
    ride_is(&stage, &ride, RideState::Ended).await;
    books_are_even(&stage, Clp::ZERO).await;
    stage.ride_says(&ana, &ride, "Tu viaje terminó sin costo").await;
    (stage, ana, ride)
}

/// Faults: 5 in part: a late yes goes back.
#[tokio::test]
async fn a_ride_whose_bank_does_not_decide_ends_without_cost_and_late_money_goes_back() {
    let (stage, ana, ride) = ended(None).await;
    let next = stage.book(&ana).await.ride_id();
    assert_ne!(next, ride, "another ride can be booked at once");
    ride_is(&stage, &next, RideState::Paid).await;
    let fare = stage.ride(&next).await.fare.total;
    books_are_even(&stage, fare).await;

    stage.sandbox_verb("settle", &json!({}).to_string()).await;
    refund_is(&stage, &ride, RefundState::Succeeded).await;
    assert_eq!(at_fintoc(&stage).await.len(), 1);
    books_are_even(&stage, fare).await;
    assert_eq!(stage.ride(&ride).await.state, RideState::Ended);
    let page = stage.ride_says(&ana, &ride, "Te devolvimos $4.990").await;
    assert!(page.text().contains("Tu viaje terminó sin costo"), "{}", page.text());
    let receipt = ana.get(&format!("/rides/{ride}/receipt")).await.text();
    assert!(receipt.contains("$0") && receipt.contains("Te devolvimos $4.990"), "{receipt}");
    assert!(ana.get("/rides").await.text().contains("Sin costo"));
}

/// Faults: 5 in part: a late no changes nothing.
#[tokio::test]
async fn a_bank_that_says_no_after_the_ride_ended_changes_nothing() {
    let (stage, ana, ride) = ended(Some("insufficient_funds")).await;
    stage.sandbox_verb("settle", &json!({}).to_string()).await;
    payment_is(&stage, &ride, 0, PaymentState::Failed).await;
    assert_eq!(stage.ride(&ride).await.state, RideState::Ended);
    books_are_even(&stage, Clp::ZERO).await;
    assert!(refunds(&stage, &ride).await.is_empty());
    let page = stage.ride_says(&ana, &ride, "No se movió").await;
    assert!(page.text().contains("Tu viaje terminó sin costo"), "{}", page.text());
    assert!(page.forms().iter().all(|form| !form.action.ends_with("/payments")), "there is nothing to pay");
}
