//! Extras: a paid ride goes somewhere else, and what that costs more is paid once, beside the fare.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use vuelta::{
    Clp,
    city::PlaceId,
    extra::ExtraStory,
    id::RideId,
    ledger::Account,
    payment::PaymentState,
    ports::Rides,
    refund::RefundState,
    ride::{RideState, RideStory},
};

use crate::{
    hosted_page::{ALSO_PAYS, ASKS_EACH_TIME, NO_FUNDS, PAYS, decide},
    page::{Browser, Page},
    stage::{Stage, uuid_like},
};

/// Farther from Barrio Italia than the Costanera Center.
const FARTHER: &str = "parque-arauco";

/// A rider whose ride is paid.
struct Paid {
    stage: Stage,
    ana: Browser,
    ride: RideId,
    fare: Clp,
    extra: Clp,
}

impl Paid {
    async fn set() -> Self {
        Self::on(Stage::raise().await).await
    }

    async fn on(stage: Stage) -> Self {
        let ana = stage.rider_with_account("Ana", PAYS).await;
        let ride = stage.book(&ana).await.ride_id();
        stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
        stage.settled().await;
        let booked = stage.ride(&ride).await;
        let extra = booked.extra_to(&PlaceId::parse(FARTHER).unwrap()).unwrap();
        assert!(extra > Clp::ZERO);
        Self { stage, ana, ride, fare: booked.fare.total, extra }
    }

    /// The same, with a second account that never pays.
    async fn with_an_empty_account() -> Self {
        let scene = Self::set().await;
        scene.stage.save_account(&scene.ana, NO_FUNDS).await;
        scene
    }

    async fn confirmation(&self) -> Page {
        self.ana.get(&format!("/rides/{}/destination?to={FARTHER}", self.ride)).await
    }

    async fn change(&self, fields: &[(&str, &str)]) -> Page {
        self.ana.submit(&self.confirmation().await, "/destination", fields).await
    }

    /// The change was made with the account that never pays, and the balance is due.
    async fn with_balance_due() -> Self {
        let scene = Self::with_an_empty_account().await;
        let form = scene.confirmation().await;
        let broke = form.choice("method", "0051");
        scene.ana.submit(&form, "/destination", &[("method", &broke)]).await;
        scene.extra_is(RideState::Unpaid).await;
        scene.stage.settled().await;
        scene
    }

    async fn story(&self) -> RideStory {
        let rider = self.stage.ride(&self.ride).await.rider;
        self.stage.running.backend.ride(&rider, &self.ride).await.unwrap()
    }

    async fn extra(&self) -> ExtraStory {
        self.story().await.extra.expect("the destination was changed")
    }

    async fn extra_is(&self, state: RideState) -> ExtraStory {
        let there = async || self.story().await.extra.filter(|story| story.extra.state == state);
        self.stage.eventually(state.as_str(), there).await
    }

    async fn attempt_is(&self, number: usize, state: PaymentState) {
        let there = async || {
            let extra = self.story().await.extra?;
            extra.payments.get(number).filter(|payment| payment.standing.state == state).map(|_| ())
        };
        self.stage.eventually(state.as_str(), there).await;
    }

    /// The fare and the extra were collected once each, and the ride never was anything but paid.
    async fn ends_paid_once(&self) {
        let extra = self.extra_is(RideState::Paid).await;
        assert_eq!(extra.extra.amount, self.extra);
        assert_eq!(self.stage.ride(&self.ride).await.state, RideState::Paid);
        self.stage.settled().await;
        assert_eq!(self.collected().await, [self.fare, self.extra], "the bank moved the money once");
        let both = self.fare.checked_add(self.extra).unwrap();
        let books = [Account::Rider, Account::Fares, Account::Fintoc];
        for (account, stands) in books.into_iter().zip([Clp::ZERO, -both, both]) {
            assert_eq!(self.stage.balance(account, None).await, stands, "{account:?}");
        }
        let fares = self.stage.payments(&self.ride).await;
        assert_eq!(fares.len(), 1, "none of the extra's attempts is one of the fare");
    }

    /// What the bank moved for this ride, oldest first.
    async fn collected(&self) -> Vec<Clp> {
        let intents = self.stage.running.backend.fintoc.payment_intents(fintoc::Page::of(300)).await.unwrap().items;
        let text = fintoc::MetadataValue::as_text;
        let moved = intents.iter().rev().filter(|intent| {
            intent.status == fintoc::IntentStatus::Succeeded
                && intent.metadata.get("ride_id").and_then(text) == Some(self.ride.as_str())
        });
        moved.map(|intent| Clp::new(intent.amount.expect("an amount"))).collect()
    }

    /// Tells of the extra's first attempt that its bank refused it.
    async fn say_no(&self) {
        let payment = self.extra().await.payments.remove(0);
        let body = json!({
            "id": format!("evt_{}", uuid_like()), "object": "event", "type": "payment_intent.failed", "mode": "test",
            "data": {"id": payment.intent, "object": "payment_intent", "status": "failed", "currency": "CLP",
                     "amount": payment.amount.pesos(), "error_reason": "bank_not_available",
                     "metadata": {"payment_id": payment.id.as_str()}}
        });
        assert_eq!(self.stage.deliver_signed(&body.to_string()).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_farther_destination_is_paid_with_one_click_and_is_a_line_everywhere() {
    let scene = Paid::set().await;
    let page = scene.ana.get(&format!("/rides/{}", scene.ride)).await;
    let choose = scene.ana.get(&page.link("Cambiar destino")).await;
    assert!(choose.html.contains("method=\"get\"") && choose.html.contains(FARTHER), "{}", choose.text());
    let confirm = scene.confirmation().await;
    for words in ["Parque Arauco", &scene.extra.to_string(), "9212"] {
        assert!(confirm.text().contains(words), "{words}: {}", confirm.text());
    }
    assert!(!confirm.html.contains("<script"), "it needs no script");
    let answer = scene.change(&[]).await;
    assert_eq!(answer.ride_id(), scene.ride);
    scene.ends_paid_once().await;
    let session = scene.extra().await.payments[0].session.clone().unwrap();
    let session = scene.stage.running.backend.fintoc.checkout_session(&fintoc::SessionId::new(session)).await.unwrap();
    let named = |name: &str| session.metadata.get(name).and_then(fintoc::MetadataValue::as_text).map(str::to_owned);
    let extra = scene.extra().await;
    assert_eq!(named("extra_id"), Some(extra.extra.id.to_string()));
    assert_eq!(named("ride_id"), Some(scene.ride.to_string()));
    assert_eq!(named("payment_id"), Some(extra.payments[0].id.to_string()));

    let page = scene.ana.get(&format!("/rides/{}", scene.ride)).await.text();
    assert!(page.contains("Pagada a Vuelta") && page.contains("Cambio de destino pagado"), "{page}");
    assert!(page.contains("Cambio de destino a Parque Arauco") && !page.contains("Cambiar destino"), "{page}");
    let total = scene.fare.checked_add(scene.extra).unwrap().to_string();
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    for words in ["Cambio a", &scene.extra.to_string(), &total, "Cambio de destino pagado con"] {
        assert!(receipt.contains(words), "{words}: {receipt}");
    }
    let history = scene.ana.get("/rides").await.text();
    assert!(history.contains(&format!("{}, pagado", scene.extra)), "{history}");
}

#[tokio::test]
async fn a_nearer_destination_costs_nothing_and_gives_nothing_back() {
    let scene = Paid::set().await;
    let ride = scene.stage.ride(&scene.ride).await;
    let nearer = vuelta::city::places().iter().find(|place| ride.extra_to(&place.id) == Ok(Clp::ZERO)).unwrap();
    let page = scene.ana.get(&format!("/rides/{}/destination?to={}", scene.ride, nearer.id)).await;
    assert!(page.text().contains("tampoco devolvemos la diferencia"), "{}", page.text());
    let changed = scene.ana.submit(&page, "/destination", &[]).await;
    assert_eq!(changed.ride_id(), scene.ride);
    let extra = scene.extra().await;
    assert_eq!((extra.extra.amount, extra.extra.state, extra.payments.len()), (Clp::ZERO, RideState::Paid, 0));
    assert!(changed.text().contains(nearer.name), "{}", changed.text());
    assert_eq!(scene.collected().await, [scene.fare]);
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    assert!(receipt.contains(nearer.name), "{receipt}");
}

#[tokio::test]
async fn a_declined_extra_leaves_the_ride_paid_and_blocks_the_next_one_until_another_account_pays_it() {
    let scene = Paid::with_balance_due().await;
    assert_eq!(scene.stage.ride(&scene.ride).await.state, RideState::Paid);
    let due = scene.ana.get(&format!("/rides/{}", scene.ride)).await;
    assert!(due.text().contains("Falta pagar tu cambio de destino"), "{}", due.text());
    assert!(due.text().contains("saldo"), "in the words of the reason: {}", due.text());
    assert!(scene.ana.get("/rides").await.text().contains("pendiente de pago"));
    assert_eq!(scene.stage.balance(Account::Rider, None).await, Clp::ZERO, "nothing is owed for what failed");

    let page = scene.ana.get("/book?from=barrio-italia&to=costanera-center").await;
    assert!(page.text().contains("Falta pagar tu cambio de destino"), "{}", page.text());
    assert!(page.text().contains(&scene.extra.to_string()));
    assert!(!page.text().contains("y pedir"), "there is no button that books: {}", page.text());
    let method = page.choice("method", "9212");
    // As from a tab that was opened before.
    let refused = scene.ana.submit(&page, "/book", &[("method", &method)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Tienes un cambio de destino sin pagar"), "{}", refused.text());
    assert!(refused.html.contains(&format!("/rides/{}", scene.ride)));

    let paid = scene.ana.submit(&refused, "/payments", &[("method", &method)]).await;
    assert_eq!(paid.ride_id(), scene.ride);
    scene.ends_paid_once().await;
    assert_eq!(scene.extra().await.payments.len(), 2);
    let next = scene.stage.book(&scene.ana).await.ride_id();
    assert_ne!(next, scene.ride);
}

/// Faults: 12 in part: extras.
#[tokio::test]
async fn an_extra_whose_answer_is_lost_is_debited_once() {
    for (fault, status, when) in [
        ("api_cut", None, "after"),
        ("api_status", Some(502), "after"),
        ("api_status", Some(500), "after"),
        ("api_status", Some(500), "before"),
    ] {
        let scene = Paid::set().await;
        let mut lost =
            json!({"name": fault, "when": when, "method": "POST", "path": "/v2/checkout_sessions", "times": 1});
        if let Some(status) = status {
            lost["status"] = json!(status);
        }
        scene.stage.sandbox_verb("scenarios", &lost.to_string()).await;
        scene.change(&[]).await;
        scene.ends_paid_once().await;
    }
}

/// Faults: 1 in part: extras.
#[tokio::test]
async fn an_extra_nobody_tells_of_is_asked_about() {
    let scene = Paid::set().await;
    for kind in ["payment_intent.succeeded", "checkout_session.finished"] {
        scene.stage.sandbox_verb("scenarios", &json!({"name": "drop", "type": kind}).to_string()).await;
    }
    scene.change(&[]).await;
    let at_the_bank = async || (scene.collected().await.len() == 2).then_some(());
    scene.stage.eventually("the bank has paid", at_the_bank).await;
    assert_eq!(scene.extra().await.extra.state, RideState::Requested, "nobody told");
    scene.stage.running.backend.clock.advance(Duration::from_secs(60));
    scene.ends_paid_once().await;
}

/// Faults: 22 in part: another destination.
#[tokio::test]
async fn a_second_click_and_a_second_tab_change_nothing_more() {
    let scene = Paid::set().await;
    let (form, tab) = (scene.confirmation().await, scene.confirmation().await);
    let (first, second, third) = tokio::join!(
        scene.ana.submit(&form, "/destination", &[]),
        scene.ana.submit(&form, "/destination", &[]),
        scene.ana.submit(&tab, "/destination", &[])
    );
    assert!([&first, &second, &third].into_iter().all(|page| page.ride_id() == scene.ride));
    scene.ends_paid_once().await;
    // Long after, the back button leads to the same form and to the same change.
    assert_eq!(scene.ana.submit(&form, "/destination", &[]).await.ride_id(), scene.ride);
    let elsewhere = scene.ana.submit(&form, "/destination", &[("to", "la-moneda")]).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY, "a ride is changed once");
    scene.ends_paid_once().await;
    assert_eq!(scene.stage.sessions_created().await, 3, "a setup, a fare, an extra");
}

/// Faults: 22 in part: a balance due.
#[tokio::test]
async fn two_tabs_pay_a_balance_once_and_none_books_around_it() {
    let scene = Paid::with_balance_due().await;
    let (due, tab) = (scene.ana.get(&format!("/rides/{}", scene.ride)).await, scene.ana.get("/book").await);
    let good = due.choice("method", "9212");
    let fields = [("method", &*good)];
    let (first, second, third) = tokio::join!(
        scene.ana.submit(&due, "/payments", &fields),
        scene.ana.submit(&due, "/payments", &fields),
        scene.ana.submit(&tab, "/payments", &fields)
    );
    assert!([&first, &second, &third].into_iter().all(|page| page.ride_id() == scene.ride));
    scene.ends_paid_once().await;
    assert_eq!(scene.extra().await.payments.len(), 2, "one attempt for three clicks");
}

#[tokio::test]
async fn while_a_second_attempt_is_under_way_the_balance_is_still_due() {
    let scene = Paid::with_balance_due().await;
    let ana = &scene.ana;
    scene.stage.save_account(ana, ASKS_EACH_TIME).await;
    let due = ana.get(&format!("/rides/{}", scene.ride)).await;
    let approval = ana.submit(&due, "/payments", &[("method", &due.choice("method", "0027"))]).await;
    assert!(approval.path().starts_with("/checkout/"), "{} {}", approval.url, approval.text());
    assert!(ana.get("/book").await.text().contains("Tu banco pide que confirmes"), "{}", ana.get("/book").await.text());
    let refused = scene.stage.book(ana).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = decide(ana, &approval, "approve").await;
    assert_eq!(back.ride_id(), scene.ride);
    scene.ends_paid_once().await;
}

#[tokio::test]
async fn an_extra_that_succeeds_after_a_second_attempt_paid_goes_back_once() {
    let scene = Paid::set().await;
    let pending = json!({"name": "pending", "seconds": 864_000, "times": 1});
    scene.stage.sandbox_verb("scenarios", &pending.to_string()).await;
    scene.change(&[]).await;
    scene.attempt_is(0, PaymentState::Pending).await;
    scene.stage.settled().await;
    // A bank that does not decide ends nothing, and is in nobody's way.
    scene.stage.running.backend.clock.advance(Duration::from_secs(240));
    scene.stage.running.backend.wake();
    assert!(scene.ana.get("/book").await.text().contains("y pedir"));
    assert_eq!(scene.extra().await.extra.state, RideState::Requested);
    scene.say_no().await;
    scene.extra_is(RideState::Unpaid).await;
    let due = scene.ana.get(&format!("/rides/{}", scene.ride)).await;
    scene.ana.submit(&due, "/payments", &[]).await;
    scene.extra_is(RideState::Paid).await;
    scene.stage.settled().await;

    scene.stage.sandbox_verb("settle", "{}").await;
    let back = scene
        .stage
        .eventually("it is back", async || {
            let refunds = scene.extra().await.refunds;
            assert!(refunds.len() <= 1, "{refunds:?}");
            refunds.into_iter().find(|refund| refund.standing.state == RefundState::Succeeded)
        })
        .await;
    assert_eq!(back.amount, scene.extra);
    assert!(scene.story().await.refunds.is_empty(), "it is none of the fare");
    assert_eq!(scene.stage.balance(Account::Rider, None).await, Clp::ZERO);
    let both = scene.fare.checked_add(scene.extra).unwrap();
    assert_eq!(scene.stage.balance(Account::Fintoc, None).await, both);
    assert_eq!(scene.stage.ride(&scene.ride).await.state, RideState::Paid);
    let words = format!("Te devolvimos {}", scene.extra);
    scene.stage.ride_says(&scene.ana, &scene.ride, &words).await;
    assert!(scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text().contains(&words));
}

#[tokio::test]
async fn the_server_computes_the_difference_whatever_the_form_says() {
    let scene = Paid::set().await;
    for shown in ["0", "10", "-1500"] {
        let refused = scene.change(&[("amount", shown)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{shown}");
        assert!(refused.text().contains(&format!("El precio es {}", scene.extra)), "{}", refused.text());
    }
    for to in ["barrio-italia", "costanera-center", "nowhere"] {
        let refused = scene.change(&[("to", to)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
    }
    assert_eq!(scene.story().await.extra, None);
    assert_eq!(scene.collected().await, [scene.fare]);
}

#[tokio::test]
async fn another_rider_neither_sees_nor_pays_an_extra() {
    let scene = Paid::with_balance_due().await;
    let eve = scene.stage.rider_with_account("Eva", ALSO_PAYS).await;
    assert_eq!(eve.get(&format!("/rides/{}/destination", scene.ride)).await.status, StatusCode::NOT_FOUND);
    assert!(!eve.get("/book").await.text().contains("Falta pagar"), "what one owes is no other's affair");
    assert!(!eve.get("/rides").await.text().contains("Cambio"));
    let own = eve.get("/book").await.form("/book").fields["method"].clone();
    let due = scene.ana.get(&format!("/rides/{}", scene.ride)).await;
    let stolen = eve.submit(&due, "/payments", &[("method", &own)]).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND, "{}", stolen.text());
    assert_eq!(scene.extra().await.payments.len(), 1);
    let confirm = Paid::set().await;
    let moved = confirm.stage.rider_with_account("Eva", ALSO_PAYS).await;
    let moved = moved.submit(&confirm.confirmation().await, "/destination", &[]).await;
    assert_eq!(moved.status, StatusCode::NOT_FOUND);
    assert_eq!(confirm.story().await.extra, None);
}

#[tokio::test]
async fn on_postgres_two_clicks_at_once_are_one_extra_that_a_second_try_pays() {
    let Some(url) = crate::store::fresh_postgres().await else { return };
    let scene = Paid::on(Stage::raise_with(&[("DATABASE_URL", &url)]).await).await;
    scene.stage.save_account(&scene.ana, NO_FUNDS).await;
    let form = scene.confirmation().await;
    let broke = form.choice("method", "0051");
    let fields = [("method", &*broke)];
    let (first, second) = tokio::join!(
        scene.ana.submit(&form, "/destination", &fields),
        scene.ana.submit(&form, "/destination", &fields)
    );
    assert_eq!((first.ride_id(), second.ride_id()), (scene.ride.clone(), scene.ride.clone()));
    scene.extra_is(RideState::Unpaid).await;
    let refused = scene.stage.book(&scene.ana).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = refused.choice("method", "9212");
    scene.ana.submit(&refused, "/payments", &[("method", &good)]).await;
    scene.ends_paid_once().await;
}
