//! Money that comes too late goes back, once, whatever happens on the way; and what somebody gives back at Fintoc is followed to
//! its end.

use std::time::Duration;

use fintoc::{IdempotencyKey, NewRefund, PaymentIntentId, Prepared};
use reqwest::StatusCode;
use serde_json::json;
use vuelta::{
    Clp,
    id::RideId,
    ledger::Account,
    payment::{PaymentState, Review},
    refund::{Cause, Refund, RefundState},
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
    assert!(page.text().contains("Pagada a Vuelta"), "{}", page.text());
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
    assert!(page.text().contains("Pagada a Vuelta"), "{}", page.text());
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

/// A ride that is paid, and all is quiet.
struct Paid {
    stage: Stage,
    ana: Browser,
    ride: RideId,
    fare: Clp,
}

impl Paid {
    async fn set() -> Self {
        let stage = Stage::raise().await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        let ride = stage.book(&ana).await.ride_id();
        ride_is(&stage, &ride, RideState::Paid).await;
        stage.settled().await;
        let fare = stage.ride(&ride).await.fare.total;
        Self { stage, ana, ride, fare }
    }

    /// Somebody gives so much of the fare back at Fintoc, or all of it.
    async fn by_hand(&self, pesos: Option<i64>) -> String {
        by_hand(&self.stage, &self.ride, pesos).await
    }

    /// Waits until those refunds are known, each with its end.
    async fn ends_with(&self, ends: &[(&str, RefundState)]) {
        let there = async || {
            let all = refunds(&self.stage, &self.ride).await;
            assert!(all.len() <= ends.len(), "each is written down once: {all:?}");
            assert!(all.iter().all(|refund| refund.cause == Cause::ByHand), "none of them is ours: {all:?}");
            let ended = |(number, state): &(&str, RefundState)| {
                let is_it = |refund: &&Refund| refund.number.as_deref() == Some(number);
                all.iter().find(is_it).is_some_and(|refund| refund.standing.state == *state)
            };
            ends.iter().all(ended).then_some(())
        };
        self.stage.eventually("every refund has its end", there).await;
        assert_eq!(self.stage.ride(&self.ride).await.state, RideState::Paid, "a ride stays paid");
    }

    /// The rider owes nothing and is owed nothing, and what has not gone back is earned and at Fintoc.
    async fn keeps(&self, pesos: i64) {
        books_are_even(&self.stage, Clp::new(pesos)).await;
        assert_eq!(self.stage.balance(Account::Fares, None).await, Clp::new(-pesos));
    }

    async fn review(&self) -> Option<Review> {
        self.stage.payments(&self.ride).await.remove(0).payment.standing.review
    }

    async fn drop_deliveries(&self, kinds: &[&str]) {
        for kind in kinds {
            let drop = json!({"name": "drop", "type": kind, "times": 9});
            self.stage.sandbox_verb("scenarios", &drop.to_string()).await;
        }
    }
}

/// Gives so much of a ride's first payment back at Fintoc, as its dashboard does, and says what Fintoc calls it.
async fn by_hand(stage: &Stage, ride: &RideId, pesos: Option<i64>) -> String {
    let intent = stage.payments(ride).await.remove(0).payment.intent.expect("Fintoc has it");
    let refund = NewRefund {
        payment_intent: PaymentIntentId::new(intent),
        amount: pesos,
        metadata: fintoc::Metadata::default(),
    };
    let prepared = Prepared::create_refund(&refund);
    let key = IdempotencyKey::new(uuid_like()).unwrap();
    stage.running.backend.fintoc.send(&prepared, &key).await.unwrap().id.to_string()
}

#[tokio::test]
async fn a_fare_that_somebody_gives_back_is_no_longer_earned_and_its_ride_stays_paid() {
    let scene = Paid::set().await;
    let number = scene.by_hand(None).await;
    scene.ends_with(&[(&number, RefundState::Succeeded)]).await;
    scene.keeps(0).await;
    assert_eq!(scene.review().await, None, "nobody has to look");
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Te devolvimos $4.990").await.text();
    assert!(page.contains("Pagada a Vuelta") && page.contains("Devolución de $4.990"), "{page}");
    assert!(!page.contains("Nos llegó más de un pago"), "it did not come too late: {page}");
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    assert!(receipt.contains("Total pagado") && receipt.contains(&number), "{receipt}");
    assert!(scene.ana.get("/rides").await.text().contains("Devuelto"));
}

#[tokio::test]
async fn parts_of_a_fare_go_back_one_after_the_other() {
    let scene = Paid::set().await;
    let first = scene.by_hand(Some(1_000)).await;
    scene.ends_with(&[(&first, RefundState::Succeeded)]).await;
    scene.keeps(scene.fare.pesos() - 1_000).await;
    let second = scene.by_hand(Some(500)).await;
    scene.ends_with(&[(&first, RefundState::Succeeded), (&second, RefundState::Succeeded)]).await;
    scene.keeps(scene.fare.pesos() - 1_500).await;
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Devolución de $500").await.text();
    assert!(page.contains("Te devolvimos $1.000") && page.contains("Te devolvimos $500"), "{page}");
    assert!(scene.ana.get("/rides?state=refunded").await.text().contains("Devuelto en parte"));
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    assert!(receipt.contains("-$1.000") && receipt.contains("-$500"), "{receipt}");
    assert!(receipt.contains("Total después de lo devuelto $3.490"), "{receipt}");
    assert_eq!((scene.review().await, entries(&scene.stage, "fare_refunded").await), (None, 2));
}

#[tokio::test]
async fn a_refund_by_hand_that_fails_changes_no_books_and_asks_for_a_person() {
    let scene = Paid::set().await;
    let fails = json!({"name": "refund_fails", "failure_code": "insufficient_funds"});
    scene.stage.sandbox_verb("scenarios", &fails.to_string()).await;
    let number = scene.by_hand(Some(1_000)).await;
    scene.ends_with(&[(&number, RefundState::Failed)]).await;
    scene.keeps(scene.fare.pesos()).await;
    assert_eq!(scene.review().await, Some(Review::RefundFailed));
    let words = "Todavía no resultó la devolución de $1.000";
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, words).await.text();
    assert!(page.contains("Pagada a Vuelta"), "{page}");
    let rides = scene.ana.get("/rides").await.text();
    assert!(rides.contains("En viaje") && !rides.contains("Devuelto"), "{rides}");
}

#[tokio::test]
async fn events_of_refunds_by_hand_may_come_twice_and_in_any_order() {
    for order in ["reversed", "shuffled"] {
        let scene = Paid::set().await;
        for kind in ["refund.in_progress", "refund.succeeded"] {
            let twice = json!({"name": "duplicate", "copies": 2, "type": kind, "times": 2});
            scene.stage.sandbox_verb("scenarios", &twice.to_string()).await;
        }
        scene.stage.sandbox_verb("pause", &json!({}).to_string()).await;
        let (first, second) = (scene.by_hand(Some(1_000)).await, scene.by_hand(Some(500)).await);
        let over = async || {
            let made = at_fintoc(&scene.stage).await;
            made.iter().all(|refund| refund.status == fintoc::RefundStatus::Succeeded).then_some(())
        };
        scene.stage.eventually("Fintoc has paid both out", over).await;
        scene.stage.sandbox_verb("resume", &json!({"order": order}).to_string()).await;
        let ends = [(&*first, RefundState::Succeeded), (&*second, RefundState::Succeeded)];
        scene.ends_with(&ends).await;
        for kind in ["refund.in_progress", "refund.succeeded"] {
            scene.stage.heard(kind, 2).await;
        }
        scene.ends_with(&ends).await;
        scene.keeps(scene.fare.pesos() - 1_500).await;
        assert_eq!(entries(&scene.stage, "fare_refunded").await, 2, "{order}");
    }
}

#[tokio::test]
async fn a_refund_by_hand_that_no_delivery_tells_of_is_found_in_the_list_of_events() {
    let scene = Paid::set().await;
    scene.drop_deliveries(&["refund.in_progress", "refund.succeeded"]).await;
    let number = scene.by_hand(Some(1_000)).await;
    let over = async || (at_fintoc(&scene.stage).await[0].status == fintoc::RefundStatus::Succeeded).then_some(());
    scene.stage.eventually("Fintoc has paid it out", over).await;
    assert!(refunds(&scene.stage, &scene.ride).await.is_empty(), "nobody has told us");
    scene.stage.running.backend.clock.advance(Duration::from_secs(301));
    scene.ends_with(&[(&number, RefundState::Succeeded)]).await;
    scene.keeps(scene.fare.pesos() - 1_000).await;
}

#[tokio::test]
async fn a_refund_by_hand_that_goes_silent_is_asked_about() {
    let scene = Paid::set().await;
    scene.drop_deliveries(&["refund.succeeded"]).await;
    let number = scene.by_hand(Some(1_000)).await;
    scene.ends_with(&[(&number, RefundState::InProgress)]).await;
    scene.stage.pull_sandbox_clock(60).await;
    scene.stage.running.backend.clock.advance(Duration::from_secs(20));
    scene.ends_with(&[(&number, RefundState::Succeeded)]).await;
    scene.stage.heard("answer.refund", 1).await;
    scene.keeps(scene.fare.pesos() - 1_000).await;
}

#[tokio::test]
async fn a_refund_of_a_payment_that_we_cannot_name_yet_waits_for_it() {
    let scene = Paid::set().await;
    // The news must not be quicker than the story.
    scene.stage.sandbox_verb("pause", &json!({}).to_string()).await;
    let number = scene.by_hand(None).await;
    let intent = scene.stage.payments(&scene.ride).await.remove(0).payment.intent;
    let name = async |intent: Option<String>| {
        let query = sqlx::query("update payments set intent_id = $1").bind(intent);
        query.execute(scene.stage.store().pool()).await.unwrap();
    };
    name(None).await;
    scene.stage.sandbox_verb("resume", &json!({}).to_string()).await;
    let parked = async || {
        let query =
            "select count(*) from inbox where type = 'refund.succeeded' and verdict = 'unmatched' and done_at is null";
        let parked: i64 = sqlx::query_scalar(query).fetch_one(scene.stage.store().pool()).await.unwrap();
        (parked == 1).then_some(())
    };
    scene.stage.eventually("it waits", parked).await;
    name(intent).await;
    scene.stage.running.backend.clock.advance(Duration::from_secs(60));
    scene.ends_with(&[(&number, RefundState::Succeeded)]).await;
    scene.keeps(0).await;
}

#[tokio::test]
async fn late_money_that_somebody_gives_back_before_we_do_is_counted_once() {
    for order in ["in_order", "reversed"] {
        let scene = PaidTwice::set().await;
        let stage = &scene.stage;
        stage.sandbox_verb("pause", &json!({}).to_string()).await;
        stage.sandbox_verb("settle", &json!({}).to_string()).await;
        let number = by_hand(stage, &scene.ride, None).await;
        let over = async || (at_fintoc(stage).await[0].status == fintoc::RefundStatus::Succeeded).then_some(());
        stage.eventually("Fintoc has paid it out", over).await;
        let resume = if order == "reversed" { json!({"order": order}) } else { json!({}) };
        stage.sandbox_verb("resume", &resume.to_string()).await;
        let both = async || {
            let all = refunds(stage, &scene.ride).await;
            let is = |cause, state| all.iter().any(|refund| refund.cause == cause && refund.standing.state == state);
            let ended = is(Cause::ByHand, RefundState::Succeeded) && is(Cause::Late, RefundState::Failed);
            ended.then_some(all.len())
        };
        assert_eq!(stage.eventually("Fintoc refused ours", both).await, 2);
        stage.settled().await;
        let made = at_fintoc(stage).await;
        assert_eq!(made.iter().map(|refund| refund.id.as_str()).collect::<Vec<_>>(), [number], "{order}");
        books_are_even(stage, stage.ride(&scene.ride).await.fare.total).await;
        assert_eq!(entries(stage, "fare_returned").await, 1, "it lowers what we owed the rider, once");
        assert_eq!(entries(stage, "fare_refunded").await, 0, "the fare that was earned is still earned");
        let page = stage.ride_says(&scene.ana, &scene.ride, "Te devolvimos $4.990").await.text();
        assert!(!page.contains("Todavía no pudimos"), "nothing is left to give back: {page}");
        assert!(!scene.ana.get("/rides").await.text().contains("Devuelto"), "the ride was not refunded");
    }
}
