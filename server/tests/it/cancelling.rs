//! A rider cancels: the price is known before, nobody pays more than they read, and what is due to them goes back once.

use std::time::Duration;

use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::json;
use vuelta::{
    Clp,
    extra::ExtraStory,
    id::RideId,
    journey::{CANCELLATION_FEE, Phase},
    ledger::Account,
    payment::{PaymentState, Review},
    ports::Rides,
    refund::{Cause, RefundState},
    ride::{RideState, RideStory},
};

use crate::{
    hosted_page::{NO_FUNDS, PAYS},
    page::{Browser, Page},
    stage::Stage,
};

const NOTHING: Clp = Clp::ZERO;

/// A rider with a ride, in real time: it goes on when a story moves the clock.
struct Booked {
    stage: Stage,
    ana: Browser,
    ride: RideId,
}

impl Booked {
    async fn set() -> Self {
        let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        Self::book(stage, ana).await
    }

    async fn book(stage: Stage, ana: Browser) -> Self {
        let ride = stage.book(&ana).await.ride_id();
        Self { stage, ana, ride }
    }

    async fn paid() -> Self {
        let scene = Self::set().await;
        scene.is(RideState::Paid).await;
        scene.stage.settled().await;
        scene
    }

    /// Its bank has the payment and does not say yes or no.
    async fn pending() -> Self {
        let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        stage.sandbox_verb("scenarios", &json!({"name": "pending", "seconds": 864_000, "times": 1}).to_string()).await;
        let scene = Self::book(stage, ana).await;
        scene.payment_is(PaymentState::Pending).await;
        scene.stage.settled().await;
        scene
    }

    async fn story(&self) -> RideStory {
        let rider = self.stage.ride(&self.ride).await.rider;
        self.stage.running.backend.ride(&rider, &self.ride).await.unwrap()
    }

    async fn is(&self, state: RideState) {
        let there = async || (self.stage.ride(&self.ride).await.state == state).then_some(());
        self.stage.eventually(state.as_str(), there).await;
    }

    async fn payment_is(&self, state: PaymentState) {
        let there = async || (self.stage.payments(&self.ride).await[0].payment.standing.state == state).then_some(());
        self.stage.eventually(state.as_str(), there).await;
    }

    /// Moves the clock to where that phase begins, and waits until the rider is told.
    async fn comes_to(&self, phase: Phase) {
        let journey = self.story().await.journey.expect("a paid ride is driven");
        self.stage.running.backend.clock.advance(journey.timetable.begins(phase).since(journey.now));
        let there = async || self.story().await.journey.filter(|journey| journey.told == phase);
        self.stage.eventually(phase.as_str(), there).await;
    }

    async fn question(&self) -> Page {
        let page = self.ana.get(&format!("/rides/{}", self.ride)).await;
        self.ana.get(&page.link("Cancelar")).await
    }

    async fn cancel(&self) -> Page {
        self.ana.submit(&self.question().await, "/cancel", &[("reason", "too_long")]).await
    }

    /// The only refund that the rider is told of arrived; it is so much, and was made once.
    async fn gives_back(&self, cause: Cause, amount: Clp) {
        let arrived = async || {
            let story = self.story().await;
            let told: Vec<_> = story.told_refunds().cloned().collect();
            assert!(told.len() <= 1, "{told:?}");
            told.into_iter().find(|refund| refund.standing.state == RefundState::Succeeded)
        };
        let refund = self.stage.eventually("the refund arrived", arrived).await;
        assert_eq!((refund.cause, refund.amount), (cause, amount));
        let query = fintoc::RefundQuery::default();
        let made = self.stage.running.backend.fintoc.refunds(&query).await.unwrap().items;
        assert_eq!(made.iter().map(|refund| refund.amount).collect::<Vec<_>>(), [Some(amount.pesos())]);
    }

    /// The rider owes nothing and is owed nothing; what they pay in the end is earned and at Fintoc.
    async fn costs(&self, amount: Clp) {
        self.stage.settled().await;
        for (account, stands) in [(Account::Rider, NOTHING), (Account::Fares, -amount), (Account::Fintoc, amount)] {
            assert_eq!(self.stage.balance(account, None).await, stands, "{account:?}");
        }
    }

    async fn extra_is(&self, state: RideState) -> ExtraStory {
        let there = async || self.story().await.extra.filter(|story| story.extra.state == state);
        self.stage.eventually(state.as_str(), there).await
    }

    async fn go_farther(&self) {
        let form = self.ana.get(&format!("/rides/{}/destination?to=parque-arauco", self.ride)).await;
        assert_eq!(self.ana.submit(&form, "/destination", &[]).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn while_a_driver_is_looked_for_cancelling_is_free_and_everything_goes_back() {
    let scene = Booked::paid().await;
    let fare = scene.stage.ride(&scene.ride).await.fare.total;
    let page = scene.question().await;
    assert!(
        page.text().contains("Cancelar ahora es gratis") && page.text().contains("Te devolvemos $4.990"),
        "{}",
        page.text()
    );
    let cancelled = scene.cancel().await;
    assert_eq!(cancelled.ride_id(), scene.ride);
    assert!(cancelled.text().contains("Cancelaste tu viaje"), "{}", cancelled.text());
    scene.gives_back(Cause::Cancelled, fare).await;
    scene.costs(NOTHING).await;
    assert_eq!(scene.stage.ride(&scene.ride).await.state, RideState::Cancelled);
    assert_eq!(scene.story().await.cancellation.unwrap().reason, vuelta::cancel::Reason::parse("too_long"));
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Te devolvimos $4.990").await.text();
    assert!(page.contains("No te cobramos nada") && !page.contains("Cambiar destino"), "{page}");
    assert!(scene.ana.get("/rides").await.text().contains("Cancelado"));
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    assert!(
        receipt.contains("Cancelaste este viaje sin costo") && receipt.contains("Te devolvimos $4.990"),
        "{receipt}"
    );
    scene.stage.running.backend.clock.advance(Duration::from_secs(86_400));
    let turn = server::workers::journeys::run_once(&scene.stage.running.backend).await.unwrap();
    assert_eq!(turn, server::workers::Turn::Idle, "nobody drives it on");
}

#[tokio::test]
async fn once_the_driver_has_been_on_the_way_for_a_while_cancelling_costs_the_fee() {
    let scene = Booked::paid().await;
    let fare = scene.stage.ride(&scene.ride).await.fare.total;
    scene.comes_to(Phase::Waiting).await;
    let page = scene.question().await;
    assert!(page.text().contains("Cancelar ahora cuesta $1.500") && page.text().contains("$3.490"), "{}", page.text());
    scene.cancel().await;
    scene.gives_back(Cause::Cancelled, fare - CANCELLATION_FEE).await;
    scene.costs(CANCELLATION_FEE).await;
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Te devolvimos $3.490").await.text();
    assert!(page.contains("Cancelar costó $1.500") && page.contains("Cargo por cancelar"), "{page}");
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    assert!(receipt.contains("Cargo por cancelar: $1.500"), "{receipt}");
    assert_eq!(scene.stage.payments(&scene.ride).await[0].payment.standing.review, None, "nobody has to look");
}

#[tokio::test]
async fn nobody_pays_more_for_cancelling_than_they_read() {
    let scene = Booked::paid().await;
    let free = scene.question().await;
    scene.comes_to(Phase::Waiting).await;
    let refused = scene.ana.submit(&free, "/cancel", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Cancelar ahora cuesta $1.500. No cancelamos"), "{}", refused.text());
    assert_eq!(scene.stage.ride(&scene.ride).await.state, RideState::Paid);
    scene.ana.submit(&refused, "/cancel", &[]).await;
    scene.is(RideState::Cancelled).await;
    scene.gives_back(Cause::Cancelled, Clp::new(3_490)).await;
    scene.costs(CANCELLATION_FEE).await;
}

#[tokio::test]
async fn on_board_nobody_cancels() {
    let scene = Booked::paid().await;
    scene.comes_to(Phase::Waiting).await;
    let form = scene.question().await;
    scene.comes_to(Phase::Riding).await;
    let refused = scene.ana.submit(&form, "/cancel", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("ya no se puede cancelar"), "{}", refused.text());
    assert!(!scene.ana.get(&format!("/rides/{}", scene.ride)).await.text().contains("Cancelar"));
    assert_eq!(scene.stage.ride(&scene.ride).await.state, RideState::Paid);
    scene.costs(Clp::new(4_990)).await;
}

#[tokio::test]
async fn many_clicks_in_many_tabs_cancel_once() {
    let scene = Booked::paid().await;
    let form = scene.question().await;
    let answers = join_all((0..6).map(|_| scene.ana.submit(&form, "/cancel", &[]))).await;
    assert!(answers.iter().all(|answer| answer.ride_id() == scene.ride));
    scene.gives_back(Cause::Cancelled, Clp::new(4_990)).await;
    scene.costs(NOTHING).await;
}

#[tokio::test]
async fn a_ride_whose_bank_is_still_deciding_is_cancelled_and_money_that_comes_goes_back() {
    let scene = Booked::pending().await;
    assert!(scene.question().await.text().contains("aún no está pagado"));
    scene.cancel().await;
    scene.is(RideState::Ended).await;
    scene.costs(NOTHING).await;
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Cancelaste tu viaje").await.text();
    assert!(page.contains("Si tu banco alcanza a mover la plata"), "{page}");
    assert!(scene.ana.get("/rides").await.text().contains("Cancelado"));
    scene.stage.sandbox_verb("settle", &json!({}).to_string()).await;
    scene.gives_back(Cause::Late, Clp::new(4_990)).await;
    scene.costs(NOTHING).await;
    let page = scene.stage.ride_says(&scene.ana, &scene.ride, "Te devolvimos $4.990").await.text();
    assert!(page.contains("después de que cancelaste"), "{page}");
    assert!(scene.story().await.journey.is_none(), "nobody drives it");
}

#[tokio::test]
async fn a_ride_that_was_not_paid_is_cancelled_and_another_can_be_booked() {
    let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
    let ana = stage.rider_with_account("Ana", NO_FUNDS).await;
    let scene = Booked::book(stage, ana).await;
    scene.is(RideState::Unpaid).await;
    scene.stage.settled().await;
    let cancelled = scene.cancel().await;
    assert!(cancelled.text().contains("No te cobramos nada"), "{}", cancelled.text());
    assert!(cancelled.forms().iter().all(|form| !form.action.ends_with("/payments")), "there is nothing to pay");
    scene.costs(NOTHING).await;
    assert_ne!(scene.stage.book(&scene.ana).await.ride_id(), scene.ride);
}

#[tokio::test]
async fn cancelling_while_the_bank_says_yes_ends_well_whoever_is_first() {
    for _ in 0..4 {
        let scene = Booked::pending().await;
        let form = scene.question().await;
        let settle = json!({}).to_string();
        let yes = scene.stage.sandbox_verb("settle", &settle);
        let (cancelled, _) = futures::future::join(scene.ana.submit(&form, "/cancel", &[]), yes).await;
        assert_eq!(cancelled.ride_id(), scene.ride);
        let state = scene.stage.ride(&scene.ride).await.state;
        let cause = if state == RideState::Cancelled { Cause::Cancelled } else { Cause::Late };
        scene.gives_back(cause, Clp::new(4_990)).await;
        scene.costs(NOTHING).await;
    }
}

#[tokio::test]
async fn a_paid_change_of_destination_goes_back_whole_with_the_fare_but_for_the_fee() {
    let scene = Booked::paid().await;
    scene.go_farther().await;
    let extra = scene.extra_is(RideState::Paid).await.extra.amount;
    scene.stage.settled().await;
    scene.comes_to(Phase::Waiting).await;
    scene.cancel().await;
    scene.extra_is(RideState::Cancelled).await;
    let both = async || {
        let story = scene.story().await;
        let mut amounts: Vec<_> = story
            .told_refunds()
            .filter(|refund| refund.standing.state == RefundState::Succeeded && refund.cause == Cause::Cancelled)
            .map(|refund| refund.amount)
            .collect();
        amounts.sort_unstable();
        (amounts.len() == 2).then_some(amounts)
    };
    let mut expected = vec![extra, Clp::new(3_490)];
    expected.sort_unstable();
    assert_eq!(scene.stage.eventually("both went back", both).await, expected);
    scene.costs(CANCELLATION_FEE).await;
}

#[tokio::test]
async fn an_undecided_change_of_destination_ends_with_the_ride_and_its_late_money_goes_back() {
    let scene = Booked::paid().await;
    let pending = json!({"name": "pending", "seconds": 864_000, "times": 1});
    scene.stage.sandbox_verb("scenarios", &pending.to_string()).await;
    scene.go_farther().await;
    let undecided = async || {
        let extra = scene.story().await.extra?;
        extra.payments.iter().any(|payment| payment.standing.state == PaymentState::Pending).then_some(())
    };
    scene.stage.eventually("the bank does not decide", undecided).await;
    scene.stage.settled().await;
    scene.cancel().await;
    let extra = scene.extra_is(RideState::Ended).await.extra.amount;
    scene.stage.sandbox_verb("settle", &json!({}).to_string()).await;
    let both = async || {
        let story = scene.story().await;
        let arrived = |cause, amount| {
            let is_it = |refund: &&vuelta::refund::Refund| (refund.cause, refund.amount) == (cause, amount);
            story.told_refunds().find(is_it).is_some_and(|refund| refund.standing.state == RefundState::Succeeded)
        };
        (arrived(Cause::Cancelled, Clp::new(4_990)) && arrived(Cause::Late, extra)).then_some(())
    };
    scene.stage.eventually("both went back", both).await;
    scene.costs(NOTHING).await;
    assert_ne!(scene.stage.book(&scene.ana).await.ride_id(), scene.ride, "nothing is due");
}

#[tokio::test]
async fn a_refund_of_a_cancelled_ride_that_fails_asks_for_a_person() {
    let scene = Booked::paid().await;
    let fails = json!({"name": "refund_fails", "failure_code": "insufficient_funds"});
    scene.stage.sandbox_verb("scenarios", &fails.to_string()).await;
    scene.cancel().await;
    let asked = async || scene.stage.payments(&scene.ride).await[0].payment.standing.review;
    assert_eq!(scene.stage.eventually("a person looks", asked).await, Review::RefundFailed);
    scene.stage.ride_says(&scene.ana, &scene.ride, "Siguen siendo tuyos").await;
}

#[tokio::test]
async fn a_ride_of_somebody_else_cannot_be_cancelled() {
    let scene = Booked::paid().await;
    let form = scene.question().await;
    let eve = scene.stage.rider("Eva").await;
    assert_eq!(eve.get(&format!("/rides/{}/cancel", scene.ride)).await.status, StatusCode::NOT_FOUND);
    let stolen = eve.submit(&form, "/cancel", &[]).await;
    assert!(stolen.status.is_client_error(), "{}", stolen.status);
    assert_eq!(scene.stage.ride(&scene.ride).await.state, RideState::Paid);
}
