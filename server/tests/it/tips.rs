//! After a ride that is over: its rating, and a tip, which is paid for itself and never owed.

use std::time::Duration;

use reqwest::StatusCode;
use vuelta::{
    Clp,
    extra::ExtraStory,
    id::RideId,
    journey::Phase,
    ledger::Account,
    payment::PaymentState,
    ports::Rides,
    ride::{RideState, RideStory},
    thanks::{Compliment, Stars},
};

use crate::{
    hosted_page::{ALSO_PAYS, ASKS_EACH_TIME, NO_FUNDS, PAYS, decide},
    page::{Browser, Page},
    stage::Stage,
};

/// Longer than any journey takes at a pace of ten.
const LONG_AFTER: Duration = Duration::from_secs(1_200);

/// A rider who has arrived.
struct Over {
    stage: Stage,
    ana: Browser,
    ride: RideId,
    fare: Clp,
}

impl Over {
    async fn set() -> Self {
        Self::on(Stage::raise().await).await
    }

    async fn on(stage: Stage) -> Self {
        let ana = stage.rider_with_account("Ana", PAYS).await;
        let ride = stage.book(&ana).await.ride_id();
        stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
        stage.settled().await;
        let fare = stage.ride(&ride).await.fare.total;
        let scene = Self { stage, ana, ride, fare };
        scene.stage.running.backend.clock.advance(LONG_AFTER);
        scene.stage.running.backend.wake();
        let done = async || scene.story().await.journey.filter(|journey| journey.told == Phase::Done).map(|_| ());
        scene.stage.eventually("the ride is over", done).await;
        scene
    }

    async fn story(&self) -> RideStory {
        let rider = self.stage.ride(&self.ride).await.rider;
        self.stage.running.backend.ride(&rider, &self.ride).await.unwrap()
    }

    async fn page(&self) -> Page {
        self.ana.get(&format!("/rides/{}", self.ride)).await
    }

    async fn leave(&self, fields: &[(&str, &str)]) -> Page {
        self.ana.submit(&self.page().await, "/tip", fields).await
    }

    async fn tip_is(&self, state: RideState) -> ExtraStory {
        let there = async || self.story().await.tip.filter(|tip| tip.extra.state == state);
        let tip = self.stage.eventually(state.as_str(), there).await;
        self.stage.settled().await;
        tip
    }

    /// The fare and so much more were collected, and the ride is paid as before.
    async fn holds(&self, tip: Clp) {
        assert_eq!(self.stage.ride(&self.ride).await.state, RideState::Paid);
        assert_eq!(self.stage.payments(&self.ride).await.len(), 1, "a tip is no attempt to pay the fare");
        let both = self.fare.checked_add(tip).unwrap();
        let books = [Account::Rider, Account::Fares, Account::Fintoc];
        for (account, stands) in books.into_iter().zip([Clp::ZERO, -both, both]) {
            assert_eq!(self.stage.balance(account, None).await, stands, "{account:?}");
        }
    }
}

#[tokio::test]
async fn a_tip_is_paid_with_one_click_and_is_a_line_of_the_receipt() {
    let scene = Over::set().await;
    let page = scene.page().await;
    for words in ["¿Quieres dejar propina?", "10 %", "15 %", "$750", "9212"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert_eq!(scene.leave(&[("tip", "750")]).await.ride_id(), scene.ride);
    let tip = scene.tip_is(RideState::Paid).await;
    assert_eq!((tip.extra.amount, tip.payments.len()), (Clp::new(750), 1));
    scene.holds(Clp::new(750)).await;
    let page = scene.page().await.text();
    assert!(page.contains("¡Gracias por la propina!") && page.contains("Propina pagada"), "{page}");
    let receipt = scene.ana.get(&format!("/rides/{}/receipt", scene.ride)).await.text();
    let total = scene.fare.checked_add(Clp::new(750)).unwrap().to_string();
    for words in ["Propina", "$750", &total, "Propina pagada con Banco de Chile ••9212"] {
        assert!(receipt.contains(words), "{words}: {receipt}");
    }
    assert!(scene.ana.get("/rides").await.text().contains("Propina: $750"));
}

#[tokio::test]
async fn a_tip_that_fails_leaves_the_ride_paid_and_nothing_due_and_may_be_tried_again() {
    let scene = Over::set().await;
    scene.stage.save_account(&scene.ana, NO_FUNDS).await;
    let broke = scene.page().await.choice("method", "0051");
    scene.leave(&[("tip", "500"), ("method", &broke)]).await;
    let tip = scene.tip_is(RideState::Unpaid).await;
    assert_eq!(tip.payments[0].standing.state, PaymentState::Failed);
    scene.holds(Clp::ZERO).await;
    let page = scene.page().await;
    for words in ["No se cobró tu propina", "saldo", "no debes nada"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!scene.ana.get("/rides").await.text().contains("Propina"));
    let rider = scene.stage.ride(&scene.ride).await.rider;
    assert_eq!(scene.stage.running.backend.balance_due(&rider).await.unwrap(), None);
    let book = scene.ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let next = scene.ana.submit(&book, "/book", &[("method", &book.choice("method", "9212"))]).await.ride_id();
    assert_ne!(next, scene.ride, "nothing is in the way of the next ride");
    let paid = async || (scene.stage.ride(&next).await.state == RideState::Paid).then_some(());
    scene.stage.eventually("the next ride is paid", paid).await;

    let again = scene.ana.submit(&page, "/payments", &[("method", &page.choice("method", "9212"))]).await;
    assert_eq!(again.ride_id(), scene.ride);
    let tip = scene.tip_is(RideState::Paid).await;
    assert_eq!((tip.extra.amount, tip.payments.len()), (Clp::new(500), 2));
}

/// Faults: 22 in part: a tip.
#[tokio::test]
async fn a_double_click_and_a_second_tab_leave_one_tip() {
    let scene = Over::set().await;
    let (page, tab) = (scene.page().await, scene.page().await);
    let (first, second, third) = tokio::join!(
        scene.ana.submit(&page, "/tip", &[]),
        scene.ana.submit(&page, "/tip", &[]),
        scene.ana.submit(&tab, "/tip", &[])
    );
    assert!([&first, &second, &third].into_iter().all(|page| page.ride_id() == scene.ride));
    let tip = scene.tip_is(RideState::Paid).await;
    assert_eq!(tip.payments.len(), 1);
    let more = scene.ana.submit(&tab, "/tip", &[("tip", "other"), ("amount", "9000")]).await;
    assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(more.text().contains("Ya dejaste una propina"), "{}", more.text());
    scene.holds(tip.extra.amount).await;
    assert_eq!(scene.stage.sessions_created().await, 3, "a setup, a fare, a tip");
}

#[tokio::test]
async fn a_tip_that_the_bank_wants_approved_leads_there_and_back() {
    let scene = Over::set().await;
    scene.stage.save_account(&scene.ana, ASKS_EACH_TIME).await;
    let asks = scene.page().await.choice("method", "0027");
    let approval = scene.leave(&[("tip", "other"), ("amount", "$1.234"), ("method", &asks)]).await;
    assert!(approval.path().starts_with("/checkout/"), "{} {}", approval.url, approval.text());
    let page = scene.page().await;
    assert!(page.text().contains("Falta que confirmes tu propina"), "{}", page.text());
    assert!(page.link("Confirmar propina de $1.230").contains("/checkout/"));
    assert_eq!(decide(&scene.ana, &approval, "approve").await.ride_id(), scene.ride);
    scene.tip_is(RideState::Paid).await;
    scene.holds(Clp::new(1_230)).await;
}

#[tokio::test]
async fn an_amount_that_is_no_tip_is_refused_and_kept_as_it_was_typed() {
    let scene = Over::set().await;
    for amount in ["", "mil", "499", "50001", "-500", "99999999999999999999"] {
        let refused = scene.leave(&[("tip", "other"), ("amount", amount)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert!(refused.text().contains("La propina puede ser de $500 a $50.000"), "{}", refused.text());
        let form = refused.form("/tip");
        assert_eq!((form.fields["tip"].as_str(), form.fields["amount"].as_str()), ("other", amount));
    }
    assert_eq!(scene.story().await.tip, None);
    scene.holds(Clp::ZERO).await;
}

#[tokio::test]
async fn a_rating_is_kept_and_its_last_word_counts() {
    let scene = Over::set().await;
    let page = scene.page().await;
    let thanks = scene.ana.submit(&page, "/rating", &[("stars", "5"), ("clean", "yes"), ("kind", "yes")]).await;
    assert!(thanks.text().contains("¡Gracias! Le diste 5 estrellas"), "{}", thanks.text());
    let form = thanks.form("/rating");
    assert_eq!((form.fields["stars"].as_str(), form.fields["clean"].as_str()), ("5", "yes"));
    let changed = scene.ana.submit(&page, "/rating", &[("stars", "1")]).await;
    assert!(changed.text().contains("Le diste 1 estrella a"), "{}", changed.text());
    let rating = scene.story().await.rating.unwrap();
    assert_eq!((Some(rating.stars), rating.compliments), (Stars::new(1), Vec::<Compliment>::new()));
    for stars in ["0", "6", "five"] {
        let refused = scene.ana.submit(&page, "/rating", &[("stars", stars)]).await;
        assert!(refused.status.is_client_error(), "{stars}");
    }
}

#[tokio::test]
async fn a_ride_that_goes_on_takes_no_thanks_and_nobody_thanks_for_anothers() {
    let scene = Over::set().await;
    let over = scene.page().await;
    let eve = scene.stage.rider_with_account("Eva", ALSO_PAYS).await;
    for action in ["/tip", "/rating"] {
        let stolen = eve.submit(&over, action, &[("stars", "1")]).await;
        assert_eq!(stolen.status, StatusCode::NOT_FOUND, "{action}");
    }
    let own = scene.stage.book(&eve).await.ride_id();
    let paid = async || (scene.stage.ride(&own).await.state == RideState::Paid).then_some(());
    scene.stage.eventually("paid", paid).await;
    let page = eve.get(&format!("/rides/{own}")).await;
    assert!(!page.text().contains("propina"), "{}", page.text());
    for (action, fields) in [("tip", [("tip", "500")]), ("rating", [("stars", "5")])] {
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let refused = eve.post(&format!("/rides/{own}/{action}"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}");
        assert!(refused.text().contains("Cuando termine tu viaje"), "{}", refused.text());
    }
}

#[tokio::test]
async fn on_postgres_a_rating_is_kept_and_a_tip_paid_once() {
    let Some(url) = crate::store::fresh_postgres().await else { return };
    let scene = Over::on(Stage::raise_with(&[("DATABASE_URL", &url)]).await).await;
    let page = scene.page().await;
    scene.ana.submit(&page, "/rating", &[("stars", "4"), ("smooth", "yes")]).await;
    let (first, second) = tokio::join!(scene.ana.submit(&page, "/tip", &[]), scene.ana.submit(&page, "/tip", &[]));
    assert_eq!((first.ride_id(), second.ride_id()), (scene.ride.clone(), scene.ride.clone()));
    let tip = scene.tip_is(RideState::Paid).await;
    scene.holds(tip.extra.amount).await;
    assert_eq!(scene.story().await.rating.map(|rating| rating.compliments), Some(vec![Compliment::Smooth]));
}
