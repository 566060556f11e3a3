//! The room of webhooks: whatever is done to a delivery on purpose is noticed by the check that it is made for, and changes nothing.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use server::store::riders;
use vuelta::{
    backstage::{
        CheckName, Decision, Delivery, Moment, What, WrittenKind,
        webhooks::{As, Parcel, Sender, Sent, Webhooks, together},
    },
    id::{RideId, RiderId},
    payment::PaymentState,
    ride::RideState,
};

use crate::{
    hosted_page::PAYS,
    page::{Browser, Page},
    stage::Stage,
};

const SUCCEEDED: &str = "payment_intent.succeeded";

/// A rider whose ride is paid, and nothing is on its way any more.
struct Paid {
    stage: Stage,
    ana: Browser,
    rider: RiderId,
    ride: RideId,
}

impl Paid {
    async fn raise() -> Self {
        // Hardly any phase of the trip is told meanwhile.
        let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        let ride = stage.book(&ana).await.ride_id();
        let rider = stage.ride(&ride).await.rider;
        let paid = Self { stage, ana, rider, ride };
        paid.quiet().await;
        paid
    }

    /// What is written down about money and news; not how far the trip has come meanwhile.
    async fn rows(&self) -> Vec<String> {
        let mut rows = self.stage.all_rows().await;
        rows.retain(|row| !row.starts_with("ride_"));
        rows.push(format!("{:?}", self.stage.ride(&self.ride).await.state));
        rows
    }

    /// Waits until the ride is paid and everything that was sent has arrived.
    async fn quiet(&self) {
        let stage = &self.stage;
        stage.eventually("paid", async || (stage.ride(&self.ride).await.state == RideState::Paid).then_some(())).await;
        // One for the setup, one for the payment.
        stage.heard("checkout_session.finished", 2).await;
        stage.eventually("nothing is owed", async || (stage.deliveries_owed().await == 0).then_some(())).await;
        stage.settled().await;
    }

    async fn sent(&self) -> Vec<Sent> {
        self.stage.running.backend.sent(&self.rider).await.unwrap()
    }

    /// The first delivery of that type of event.
    async fn delivery(&self, kind: &str) -> Sent {
        self.sent().await.into_iter().rev().find(|sent| sent.kind == kind).expect("it was sent")
    }

    async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        post(&self.ana, address, fields).await
    }

    async fn resend(&self, id: &str, way: As) -> Page {
        self.post(&format!("/backstage/webhooks/{id}/resend"), &[("as", way.as_str())]).await
    }

    /// What we received of each try of a delivery.
    async fn received(&self, id: &str) -> Vec<Delivery> {
        let stories = together(&self.stage.moments(&self.rider).await, &self.sent().await);
        let is_it = |parcel: &&Parcel| parcel.id() == Some(id);
        let parcel = stories.iter().flat_map(|story| &story.parcels).find(is_it).expect("it was sent");
        parcel.tries.iter().map(|one| one.delivery().expect("it was received").clone()).collect()
    }

    async fn moments_of(&self, is_it: impl Fn(&Moment) -> bool) -> usize {
        self.stage.moments(&self.rider).await.into_iter().filter(|moment| is_it(moment)).count()
    }
}

async fn post(browser: &Browser, address: &str, fields: &[(&str, &str)]) -> Page {
    let fields: BTreeMap<String, String> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    browser.post(address, &fields).await
}

/// The check that did not pass first; `None` when all did.
fn stopped_at(told: &Delivery) -> Option<CheckName> {
    told.checks.iter().find(|check| !check.passed).map(|check| check.name)
}

fn id_in(page: &Page) -> String {
    page.path().rsplit('/').next().expect("an address ends").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_tampered_with_is_refused_by_the_check_it_is_made_for_and_changes_nothing() {
    let paid = Paid::raise().await;
    let before = paid.rows().await;
    let first = paid.delivery(SUCCEEDED).await;
    for (way, check, decision, status) in [
        (As::Stale, CheckName::Age, Decision::Repeated, 200),
        (As::Future, CheckName::Age, Decision::Refused, 400),
        (As::WrongSecret, CheckName::Digest, Decision::Refused, 400),
        (As::Altered, CheckName::Digest, Decision::Refused, 400),
    ] {
        let page = paid.resend(&first.id, way).await;
        assert_eq!(page.status, StatusCode::OK, "{way:?}");
        let told = paid.received(&id_in(&page)).await.into_iter().next().expect("it has arrived");
        assert_eq!((stopped_at(&told), told.decision, told.status), (Some(check), decision, status), "{way:?}");
        assert!(page.text().contains("no pasó"), "{way:?}: {}", page.text());
        assert_eq!(paid.rows().await, before, "{way:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_delivery_is_tried_again_honestly_and_the_page_shows_both() {
    let paid = Paid::raise().await;
    let first = paid.delivery(SUCCEEDED).await;
    let page = paid.resend(&first.id, As::WrongSecret).await;
    let id = id_in(&page);
    assert!(page.text().contains("Próximo intento:"), "{}", page.text());
    let page = paid.post(&format!("/backstage/webhooks/{id}/retry"), &[]).await;
    let told = paid.received(&id).await;
    let decisions: Vec<_> = told.iter().map(|told| (stopped_at(told), told.decision)).collect();
    let refused = (Some(CheckName::Digest), Decision::Refused);
    assert_eq!(decisions, [refused, (Some(CheckName::New), Decision::Repeated)]);
    for words in ["Intento 1", "Intento 2", "reintenta sin trampa"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_twice_more_is_applied_once() {
    let paid = Paid::raise().await;
    let before = paid.rows().await;
    let first = paid.delivery(SUCCEEDED).await;
    let page = paid.resend(&first.id, As::Twice).await;
    let copies: Vec<_> =
        paid.sent().await.into_iter().filter(|sent| sent.copy_of.as_deref() == Some(&*first.id)).collect();
    assert_eq!(copies.len(), 2);
    for copy in &copies {
        let told = paid.received(&copy.id).await;
        assert_eq!((stopped_at(&told[0]), told[0].decision), (Some(CheckName::New), Decision::Repeated));
        assert!(page.html.contains(&copy.id), "the page of the event shows every delivery");
    }
    assert_eq!(paid.rows().await, before);
    let applied = |moment: &Moment| match &moment.what {
        What::Written(written) => {
            written.book == WrittenKind::Inbox
                && written.event.as_ref() == Some(&first.event)
                && written.word == "applied"
        }
        _ => false,
    };
    assert_eq!(paid.moments_of(applied).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_sender_lets_go_in_any_order_and_no_state_moves_back() {
    let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.settled().await;
    stage.eventually("nothing is owed", async || (stage.deliveries_owed().await == 0).then_some(())).await;
    assert!(post(&ana, "/backstage/webhooks/pause", &[]).await.text().contains("En pausa"));
    let ride = stage.book(&ana).await.ride_id();
    let rider = stage.ride(&ride).await.rider;
    let paid = Paid { stage, ana, rider, ride };
    let room = paid.stage.eventually("a queue", async || {
        let room = paid.ana.get("/backstage/webhooks").await;
        room.text().contains("Esperan 2 entregas.").then_some(room)
    });
    let room = room.await;
    let sender = paid.stage.running.backend.sender(&paid.rider).await.unwrap();
    assert_eq!(sender, Sender::Sandbox { paused: true, waiting: 2 });
    let picked = room.forms().into_iter().find(|form| form.fields.get("order").is_some_and(|order| order == "picked"));
    let picked = picked.expect("the order can be picked");
    // The last goes first, by hand.
    let places: Vec<String> = picked.fields.keys().filter(|name| name.starts_with("del_")).cloned().collect();
    let turned: Vec<(&str, &str)> =
        places.iter().map(|id| (id.as_str(), if picked.fields[id] == "1" { "2" } else { "1" })).collect();
    paid.ana.post_form(&room, &picked, &turned).await;
    paid.quiet().await;
    assert_eq!(
        paid.stage.running.backend.sender(&paid.rider).await.unwrap(),
        Sender::Sandbox { paused: false, waiting: 0 }
    );
    let state = |moment: &Moment| match &moment.what {
        What::Written(written) if written.book == WrittenKind::Payment => PaymentState::parse(&written.word),
        _ => None,
    };
    let states = paid.stage.eventually("the payment is recorded", async || {
        let states: Vec<_> = paid.stage.moments(&paid.rider).await.iter().filter_map(state).collect();
        (states.last() == Some(&PaymentState::Succeeded)).then_some(states)
    });
    let states = states.await;
    assert!(states.is_sorted(), "{states:?}");
    let deeds =
        |word: &'static str| move |moment: &Moment| matches!(&moment.what, What::Done(deed) if deed.word == word);
    assert_eq!(paid.moments_of(deeds("webhooks.paused")).await, 1);
    assert_eq!(paid.moments_of(deeds("webhooks.resumed")).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_touches_or_sees_the_deliveries_of_somebody_else() {
    let paid = Paid::raise().await;
    let bea = paid.stage.rider_with_account("Bea", PAYS).await;
    let sent = paid.delivery(SUCCEEDED).await;
    let count = paid.sent().await.len();
    for (address, fields) in [
        (format!("/backstage/webhooks/{}/resend", sent.id), &[("as", "again")][..]),
        (format!("/backstage/webhooks/{}/retry", sent.id), &[]),
        ("/backstage/webhooks/del_of_nobody/resend".to_owned(), &[("as", "again")]),
        (format!("/backstage/webhooks/{}%3Fcustomer/resend", sent.id), &[("as", "again")]),
    ] {
        assert_eq!(post(&bea, &address, fields).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    for id in [&sent.id, &sent.event] {
        assert_eq!(bea.get(&format!("/backstage/webhooks/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(paid.ana.get(&format!("/backstage/webhooks/{id}")).await.status, StatusCode::OK);
    }
    let payment = paid.stage.payments(&paid.ride).await[0].payment.id.clone();
    let order = format!("/backstage/webhooks/order?payment={payment}");
    assert_eq!(bea.get(&order).await.status, StatusCode::NOT_FOUND);
    assert_eq!(paid.sent().await.len(), count);
    let resent = paid.resend(&sent.id, As::Again).await;
    assert_eq!(resent.status, StatusCode::OK);
    assert_eq!(paid.resend(&sent.id, As::Again).await.status, StatusCode::OK);
    assert_eq!(paid.post(&format!("/backstage/webhooks/{}/resend", sent.id), &[("as", "nicely")]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_order_of_what_was_heard_about_a_ride_ends_the_same() {
    let paid = Paid::raise().await;
    let heard = async || {
        let lab = paid.stage.running.backend.every_order(&paid.rider, None).await.unwrap()?;
        let has = |name: &str| lab.pieces.iter().any(|piece| piece.name == name);
        (has(SUCCEEDED) && has("checkout_session.finished")).then_some(lab)
    };
    let lab = paid.stage.eventually("all that was heard is recorded", heard).await;
    let names: Vec<_> = lab.pieces.iter().map(|piece| piece.name.as_str()).collect();
    let before = paid.rows().await;
    assert!(names.iter().any(|name| name.starts_with("POST")), "the answer to our own call: {names:?}");
    assert!(lab.trial.is_sound(), "{:?}", lab.trial.ends);
    assert_eq!(lab.trial.ends[0].end.charge, RideState::Paid);
    let page = paid.ana.get("/backstage/webhooks/order").await;
    assert!(page.text().contains("Todos terminan igual"), "{}", page.text());
    assert_eq!(paid.rows().await, before, "nothing is written");
}

#[tokio::test]
async fn who_has_no_customer_yet_has_nothing_to_control() {
    let stage = Stage::raise().await;
    let visitor = stage.browser();
    assert!(visitor.get("/backstage/webhooks").await.text().contains("Entrar a la app"));
    for address in ["/backstage/webhooks/pause", "/backstage/webhooks/resume", "/backstage/webhooks/del_1/resend"] {
        assert_eq!(post(&visitor, address, &[("as", "again")]).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let ana = stage.rider("Ana").await;
    let rider = riders_of(&stage).await;
    let customer = async || {
        let mut connection = stage.store().pool().acquire().await.unwrap();
        riders::customer(&mut connection, &rider).await.unwrap()
    };
    stage.eventually("a customer", customer).await;
    assert!(ana.get("/backstage/webhooks").await.text().contains("Todavía no llega nada"));
}

async fn riders_of(stage: &Stage) -> RiderId {
    let id: String = sqlx::query_scalar("select id from riders").fetch_one(stage.store().pool()).await.unwrap();
    RiderId::new(id)
}

#[tokio::test]
async fn without_backstage_there_is_no_such_room() {
    let stage = Stage::raise_with(&[("BACKSTAGE", "off")]).await;
    let ana = stage.rider("Ana").await;
    for page in ["/backstage/webhooks", "/backstage/webhooks/order", "/backstage/webhooks/evt_1"] {
        assert_eq!(ana.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    for address in ["/backstage/webhooks/pause", "/backstage/webhooks/resume", "/backstage/webhooks/del_1/retry"] {
        assert_eq!(post(&ana, address, &[]).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}
