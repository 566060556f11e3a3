//! Paying and saving in one go: whoever has no account yet pays the first ride and saves one with one visit to the bank.

use reqwest::StatusCode;
use serde_json::json;
use vuelta::{
    Clp,
    id::RideId,
    ledger::Account,
    payment::{ErrorReason, PaymentState},
    ride::RideState,
    wallet::AccountKind,
};

use crate::{
    hosted_page::{self, ALSO_PAYS, NO_FUNDS, PAYS},
    page::{Browser, Page},
    stage::Stage,
};

/// A rider who has no account yet.
struct First {
    stage: Stage,
    ana: Browser,
}

impl First {
    async fn set() -> Self {
        Self::on(Stage::raise().await).await
    }

    async fn on(stage: Stage) -> Self {
        let ana = stage.rider("Ana").await;
        Self { stage, ana }
    }

    /// The one click, and the ride that it booked.
    async fn click(&self) -> (Page, RideId) {
        let hosted = self.stage.book(&self.ana).await;
        assert!(hosted.path().starts_with("/checkout/"), "{} {}", hosted.url, hosted.text());
        (hosted, self.only_ride().await)
    }

    async fn only_ride(&self) -> RideId {
        let ids: Vec<String> =
            sqlx::query_scalar("select id from rides").fetch_all(self.stage.store().pool()).await.unwrap();
        assert_eq!(ids.len(), 1, "one ride");
        RideId::new(ids[0].as_str())
    }

    async fn is(&self, ride: &RideId, state: RideState) {
        let there = async || (self.stage.ride(ride).await.state == state).then_some(());
        self.stage.eventually(state.as_str(), there).await;
        let delivered = async || (self.stage.deliveries_owed().await == 0).then_some(());
        self.stage.eventually("all is delivered", delivered).await;
        self.stage.settled().await;
    }

    async fn saved(&self) -> i64 {
        let count = sqlx::query_scalar("select count(*) from payment_methods where canceled_at is null");
        count.fetch_one(self.stage.store().pool()).await.unwrap()
    }

    /// The ride was collected once, and the books say so.
    async fn was_paid_once(&self, ride: &RideId) {
        let fare = self.stage.ride(ride).await.fare.total;
        assert_eq!(self.stage.balance(Account::Fintoc, None).await, fare);
        assert_eq!(self.stage.balance(Account::Fares, None).await, -fare);
        assert_eq!(self.stage.balance(Account::Rider, None).await, Clp::ZERO);
    }
}

#[tokio::test]
async fn the_first_ride_is_paid_and_the_account_saved_with_one_visit_to_the_bank_and_the_next_is_one_click() {
    let scene = First::set().await;
    let page = scene.ana.get("/book").await;
    assert!(page.text().contains("y guardar mi cuenta"), "{}", page.text());
    let (hosted, ride) = scene.click().await;
    assert!(scene.ana.get(&format!("/rides/{ride}")).await.text().contains("Falta que pagues en tu banco"));
    let back = hosted_page::pay(&scene.ana, hosted, PAYS, true, "approve").await;
    assert_eq!(back.ride_id(), ride, "one comes back to the same ride");
    scene.is(&ride, RideState::Paid).await;
    scene.was_paid_once(&ride).await;
    assert_eq!(scene.saved().await, 1);
    let payment = scene.stage.payments(&ride).await.remove(0).payment;
    let payer = payment.payer.expect("Fintoc said who paid");
    assert_eq!((payer.institution.as_str(), payer.kind), ("cl_banco_de_chile", AccountKind::Checking));
    let receipt = scene.ana.get(&format!("/rides/{ride}/receipt")).await.text();
    assert!(receipt.contains("Pagado con Banco de Chile ••9212"), "{receipt}");
    assert!(scene.ana.get("/wallet").await.has_method("9212"));

    let next = scene.stage.book(&scene.ana).await.ride_id();
    assert_ne!(next, ride, "one click, and no page of the bank");
    scene.is(&next, RideState::Paid).await;
    assert_eq!(scene.stage.sessions_created().await, 2);
}

#[tokio::test]
async fn whoever_does_not_tick_the_box_has_paid_all_the_same_and_is_asked_again() {
    let scene = First::set().await;
    let (hosted, ride) = scene.click().await;
    hosted_page::pay(&scene.ana, hosted, PAYS, false, "approve").await;
    scene.is(&ride, RideState::Paid).await;
    scene.was_paid_once(&ride).await;
    assert_eq!(scene.saved().await, 0);
    let page = scene.ana.get(&format!("/rides/{ride}")).await.text();
    assert!(page.contains("Banco de Chile ••9212"), "the account that paid is named: {page}");
    assert!(scene.ana.get("/book").await.text().contains("y guardar mi cuenta"));
}

/// Faults: 3 in part: an account that is saved while paying.
#[tokio::test]
async fn whatever_the_order_of_the_events_and_however_often_they_come_the_end_is_the_same() {
    for (order, copies) in [("as_queued", 1), ("reversed", 1), ("reversed", 2), ("shuffled", 3)] {
        let scene = First::set().await;
        let again = json!({"name": "duplicate", "copies": copies, "until_cleared": true});
        if copies > 1 {
            scene.stage.sandbox_verb("scenarios", &again.to_string()).await;
        }
        scene.stage.sandbox_verb("pause", "{}").await;
        let (hosted, ride) = scene.click().await;
        hosted_page::pay(&scene.ana, hosted, PAYS, true, "approve").await;
        let processing = scene.ana.get(&format!("/rides/{ride}?back=ok")).await.text();
        assert!(processing.contains("Procesando tu pago"), "coming back is no news: {processing}");
        scene.stage.sandbox_verb("resume", &json!({"order": order}).to_string()).await;
        let delivered = async || (scene.stage.deliveries_owed().await == 0).then_some(());
        scene.stage.eventually("all is delivered", delivered).await;
        scene.is(&ride, RideState::Paid).await;
        scene.was_paid_once(&ride).await;
        assert_eq!(scene.saved().await, 1, "{order}");
        assert_eq!(scene.stage.payments(&ride).await.len(), 1);
        assert!(scene.ana.get("/book").await.has_method("9212"));
    }
}

/// Faults: 1 in part: an account that is saved while paying.
#[tokio::test]
async fn an_account_of_which_only_the_session_tells_is_saved_too() {
    let scene = First::set().await;
    let lost = json!({"name": "drop", "type": "payment_method.activated"});
    scene.stage.sandbox_verb("scenarios", &lost.to_string()).await;
    let (hosted, ride) = scene.click().await;
    hosted_page::pay(&scene.ana, hosted, PAYS, true, "approve").await;
    scene.is(&ride, RideState::Paid).await;
    let saved = async || (scene.saved().await == 1).then_some(());
    scene.stage.eventually("the account is saved", saved).await;
}

#[tokio::test]
async fn what_was_rejected_at_the_bank_is_tried_again_in_the_same_way() {
    let scene = First::set().await;
    let (hosted, ride) = scene.click().await;
    let back = hosted_page::pay(&scene.ana, hosted, PAYS, true, "reject").await;
    assert_eq!(back.ride_id(), ride);
    scene.is(&ride, RideState::Unpaid).await;
    assert_eq!(scene.saved().await, 0, "what did not pay is not saved");
    let page = scene.ana.get(&format!("/rides/{ride}")).await;
    assert!(page.text().contains("y guardar mi cuenta"), "{}", page.text());
    let hosted = scene.ana.submit(&page, "/payments", &[]).await;
    hosted_page::pay(&scene.ana, hosted, ALSO_PAYS, true, "approve").await;
    scene.is(&ride, RideState::Paid).await;
    scene.was_paid_once(&ride).await;
    assert_eq!((scene.saved().await, scene.stage.payments(&ride).await.len()), (1, 2));
}

#[tokio::test]
async fn what_failed_says_why_and_is_paid_with_an_account_saved_meanwhile() {
    let scene = First::set().await;
    let (hosted, ride) = scene.click().await;
    hosted_page::pay(&scene.ana, hosted, NO_FUNDS, true, "approve").await;
    scene.is(&ride, RideState::Unpaid).await;
    let standing = scene.stage.payments(&ride).await.remove(0).payment.standing;
    assert_eq!((standing.state, standing.reason), (PaymentState::Failed, Some(ErrorReason::InsufficientFunds)));
    scene.stage.save_account(&scene.ana, PAYS).await;
    let page = scene.ana.get(&format!("/rides/{ride}")).await;
    assert!(page.text().contains("saldo"), "{}", page.text());
    let paid = scene.ana.submit(&page, "/payments", &[]).await;
    assert_eq!(paid.ride_id(), ride, "one click");
    scene.is(&ride, RideState::Paid).await;
    scene.was_paid_once(&ride).await;
}

/// Faults: 35 in part: a page that nobody finishes.
#[tokio::test]
async fn whoever_leaves_the_page_may_go_on_until_it_expires_and_try_again_afterwards() {
    let scene = First::set().await;
    let (hosted, ride) = scene.click().await;
    let back = scene.ana.submit(&hosted, "/cancel", &[]).await;
    assert_eq!(back.ride_id(), ride);
    assert!(back.text().contains("Saliste sin confirmar"), "{}", back.text());
    assert!(back.link("Pagar").contains("/checkout/"), "the same page goes on");
    scene.stage.pull_sandbox_clock(16 * 60).await;
    scene.is(&ride, RideState::Unpaid).await;
    let page = scene.ana.get(&format!("/rides/{ride}")).await;
    let hosted = scene.ana.submit(&page, "/payments", &[]).await;
    hosted_page::pay(&scene.ana, hosted, PAYS, true, "approve").await;
    scene.is(&ride, RideState::Paid).await;
    scene.was_paid_once(&ride).await;
}

/// Faults: 22 in part: paying and saving.
#[tokio::test]
async fn a_double_click_and_a_second_tab_lead_to_the_same_page_of_the_bank() {
    let scene = First::set().await;
    let (page, tab) = (scene.ana.get("/book").await, scene.ana.get("/book").await);
    let (first, second, third) = tokio::join!(
        scene.ana.submit(&page, "/book", &[]),
        scene.ana.submit(&page, "/book", &[]),
        scene.ana.submit(&tab, "/book", &[])
    );
    let ride = scene.only_ride().await;
    // Whoever clicked while the first click was still asking is led to the ride, and from there to the bank.
    let led = |page: &Page| page.path().starts_with("/checkout/") || page.path() == format!("/rides/{ride}");
    assert!([&first, &second, &third].into_iter().all(led));
    assert_eq!(scene.stage.sessions_created().await, 1);
    assert_eq!(scene.stage.payments(&ride).await.len(), 1);
}

/// Faults: 12 in part: paying and saving.
#[tokio::test]
async fn a_lost_answer_makes_no_second_page() {
    for (fault, status, when) in
        [("api_cut", None, "after"), ("api_status", Some(502), "after"), ("api_status", Some(500), "after")]
    {
        let scene = First::set().await;
        let mut lost =
            json!({"name": fault, "when": when, "method": "POST", "path": "/v2/checkout_sessions", "times": 1});
        if let Some(status) = status {
            lost["status"] = json!(status);
        }
        scene.stage.sandbox_verb("scenarios", &lost.to_string()).await;
        scene.stage.book(&scene.ana).await;
        let ride = scene.only_ride().await;
        let page = scene.stage.ride_says(&scene.ana, &ride, "Falta que pagues en tu banco").await;
        let hosted = scene.ana.get(&page.link("Pagar")).await;
        hosted_page::pay(&scene.ana, hosted, PAYS, true, "approve").await;
        scene.is(&ride, RideState::Paid).await;
        scene.was_paid_once(&ride).await;
        assert_eq!(scene.stage.sessions_created().await, 1, "{fault} {status:?}");
    }
}

#[tokio::test]
async fn a_fintoc_that_knows_nobody_yet_and_does_not_answer_books_nothing() {
    let stage = Stage::raise().await;
    let down = json!({"name": "api_status", "status": 503, "when": "before", "until_cleared": true});
    stage.sandbox_verb("scenarios", &down.to_string()).await;
    let scene = First::on(stage).await;
    let refused = scene.stage.book(&scene.ana).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert!(refused.text().contains("No cobramos nada"), "{}", refused.text());
    let rides: i64 =
        sqlx::query_scalar("select count(*) from rides").fetch_one(scene.stage.store().pool()).await.unwrap();
    assert_eq!(rides, 0);
}

#[tokio::test]
async fn on_postgres_the_first_ride_is_paid_and_the_account_saved() {
    let Some(url) = crate::store::fresh_postgres().await else { return };
    let scene = First::on(Stage::raise_with(&[("DATABASE_URL", &url)]).await).await;
    let (hosted, ride) = scene.click().await;
    hosted_page::pay(&scene.ana, hosted, PAYS, true, "approve").await;
    scene.is(&ride, RideState::Paid).await;
    scene.was_paid_once(&ride).await;
    assert!(scene.ana.get("/book").await.has_method("9212"));
}
