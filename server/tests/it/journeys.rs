//! A paid ride is driven: the rider is told how it goes on, in order and once, whoever tells it.

use std::time::Duration;

use reqwest::StatusCode;
use vuelta::{
    id::RideId,
    journey::{Journey, Phase},
    ports::Rides,
    ride::{RideNews, RideState, RideStory},
};

use crate::{
    hosted_page::{NO_FUNDS, PAYS},
    page::Browser,
    stage::Stage,
};

/// Longer than any journey takes at a pace of ten.
const LONG_AFTER: Duration = Duration::from_secs(1_200);

/// A ride that is paid, in real time: it goes on when a story moves the clock.
struct Driven {
    stage: Stage,
    ana: Browser,
    ride: RideId,
}

impl Driven {
    async fn set() -> Self {
        let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        let ride = stage.book(&ana).await.ride_id();
        stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
        Self { stage, ana, ride }
    }

    async fn story(&self) -> RideStory {
        let rider = self.stage.ride(&self.ride).await.rider;
        self.stage.running.backend.ride(&rider, &self.ride).await.unwrap()
    }

    async fn journey(&self) -> Journey {
        self.story().await.journey.expect("a paid ride is driven")
    }

    /// Moves the clock to where that phase begins, and waits until the rider is told.
    async fn comes_to(&self, phase: Phase) {
        let journey = self.journey().await;
        self.stage.running.backend.clock.advance(journey.timetable.begins(phase).since(journey.now));
        self.told(phase).await;
    }

    async fn told(&self, phase: Phase) {
        let there = async || (self.journey().await.told == phase).then_some(());
        self.stage.eventually(phase.as_str(), there).await;
    }

    /// Everything that was said about the journey, in order.
    async fn said(&self) -> Vec<RideNews> {
        let updates = self.story().await.updates;
        assert!(updates.iter().zip(1..).all(|(update, number)| update.number == number), "{updates:?}");
        updates.into_iter().map(|update| update.news).filter(RideNews::is_of_journey).collect()
    }

    async fn was_told_once(&self) {
        let told = self.said().await;
        let expected = [RideNews::OnTheWay, RideNews::Arrived, RideNews::PickedUp, RideNews::Done];
        assert!(matches!(told.first(), Some(RideNews::DriverFound { .. })), "{told:?}");
        assert_eq!(told[1..], expected);
    }

    async fn page(&self) -> String {
        self.ana.get(&format!("/rides/{}", self.ride)).await.text()
    }
}

#[tokio::test]
async fn a_paid_ride_is_driven_and_its_page_says_how_it_goes_on() {
    let scene = Driven::set().await;
    let page = scene.page().await;
    assert!(page.contains("Tu viaje está pagado") && page.contains("Buscamos quién te lleve"), "{page}");
    for (phase, words) in [
        (Phase::Found, "aceptó tu viaje"),
        (Phase::Coming, "va en camino"),
        (Phase::Waiting, "patente"),
        (Phase::Riding, "Te quedan unos 14 min"),
        (Phase::Done, "Llegaste"),
    ] {
        scene.comes_to(phase).await;
        let page = scene.page().await;
        assert!(
            page.contains(words) && page.contains("Patente") && page.contains("Pagada a Vuelta"),
            "{phase:?}: {page}"
        );
        assert_eq!(page.contains("Pedir otro viaje"), phase == Phase::Done, "{page}");
    }
    scene.was_told_once().await;
}

#[tokio::test]
async fn the_map_shows_the_car_where_it_is() {
    let scene = Driven::set().await;
    let map = async || scene.ana.get(&format!("/rides/{}", scene.ride)).await.html;
    assert!(!map().await.contains("m-car"), "nobody drives yet");
    scene.comes_to(Phase::Found).await;
    assert!(map().await.contains("m-stands"), "nobody has set out");
    scene.comes_to(Phase::Coming).await;
    let first = map().await;
    assert!(first.contains("animateMotion"), "it drives without script");
    scene.stage.running.backend.clock.advance(Duration::from_secs(60));
    let place = |html: &str| html.split_once("m-parked").map(|(_, rest)| rest[..60].to_owned()).expect("a car");
    assert_ne!(place(&first), place(&map().await), "a minute later it is elsewhere");
}

#[tokio::test]
async fn what_was_due_while_no_server_ran_is_told_in_order_and_once() {
    let mut scene = Driven::set().await;
    scene.comes_to(Phase::Coming).await;
    let past = "update journeys set paid_at = paid_at - 3600000, next_at = next_at - 3600000";
    scene.stage = scene
        .stage
        .restart_after(async |folder| {
            let url = format!("sqlite://{}/vuelta.db", folder.display());
            let store = server::store::Store::open(&url).await.unwrap();
            sqlx::query(past).execute(store.pool()).await.unwrap();
            store.pool().close().await;
        })
        .await;
    scene.told(Phase::Done).await;
    scene.was_told_once().await;
}

#[tokio::test]
async fn many_workers_tell_one_journey() {
    let scene = Driven::set().await;
    let backend = &scene.stage.running.backend;
    backend.clock.advance(LONG_AFTER * 10);
    let turns = (0..40).map(|_| server::workers::journeys::run_once(backend));
    for turn in futures::future::join_all(turns).await {
        assert!(turn.is_ok() || turn.is_err_and(|error| error.is_passing()));
    }
    scene.told(Phase::Done).await;
    scene.was_told_once().await;
}

#[tokio::test]
async fn a_journey_that_cannot_go_on_holds_up_no_other_and_goes_on_once_it_can() {
    let scene = Driven::set().await;
    let store = scene.stage.store();
    sqlx::query("update rides set from_place = 'nowhere'").execute(store.pool()).await.unwrap();
    let beto = scene.stage.rider_with_account("Beto", PAYS).await;
    let other = scene.stage.book(&beto).await.ride_id();
    let clock = &scene.stage.running.backend.clock;
    scene
        .stage
        .eventually("paid", async || (scene.stage.ride(&other).await.state == RideState::Paid).then_some(()))
        .await;
    let told = async || {
        clock.advance(Duration::from_secs(60));
        scene.stage.running.backend.wake();
        let phase = "select told from journeys where ride_id = $1";
        let told: String = sqlx::query_scalar(phase).bind(other.as_str()).fetch_one(store.pool()).await.unwrap();
        (told == "done").then_some(())
    };
    scene.stage.eventually("the other rider arrives", told).await;
    sqlx::query("update rides set from_place = 'barrio-italia'").execute(store.pool()).await.unwrap();
    clock.advance(LONG_AFTER);
    scene.stage.running.backend.wake();
    scene.told(Phase::Done).await;
    scene.was_told_once().await;
}

#[tokio::test]
async fn a_ride_that_is_not_paid_is_not_driven() {
    let stage = Stage::raise_with(&[("TRIP_PACE", "600")]).await;
    let ana = stage.rider_with_account("Ana", NO_FUNDS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.eventually("unpaid", async || (stage.ride(&ride).await.state == RideState::Unpaid).then_some(())).await;
    stage.running.backend.clock.advance(LONG_AFTER);
    while server::workers::journeys::run_once(&stage.running.backend).await.unwrap() == server::workers::Turn::Worked {}
    let rider = stage.ride(&ride).await.rider;
    let story = stage.running.backend.ride(&rider, &ride).await.unwrap();
    assert!(story.journey.is_none() && !story.updates.iter().any(|update| update.news.is_of_journey()));
}

#[tokio::test]
async fn the_destination_changes_until_the_rider_has_arrived() {
    let scene = Driven::set().await;
    scene.comes_to(Phase::Riding).await;
    let before = scene.journey().await.timetable.begins(Phase::Done);
    let farther = format!("/rides/{}/destination?to=parque-arauco", scene.ride);
    let form = scene.ana.get(&farther).await;
    assert_eq!(scene.ana.submit(&form, "/destination", &[]).await.status, StatusCode::OK);
    assert!(scene.journey().await.timetable.begins(Phase::Done) > before, "it takes longer");
    scene.comes_to(Phase::Done).await;

    let other = Driven::set().await;
    let form = other.ana.get(&farther.replace(scene.ride.as_str(), other.ride.as_str())).await;
    other.comes_to(Phase::Found).await;
    other.stage.running.backend.clock.advance(LONG_AFTER * 10);
    other.told(Phase::Done).await;
    let late = other.ana.submit(&form, "/destination", &[]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text().contains("ya no se puede cambiar"), "{}", late.text());
    assert!(!other.page().await.contains("Cambiar destino"));
}

#[tokio::test]
async fn an_open_page_hears_of_every_phase_and_gets_the_picture_that_belongs_to_it() {
    // Slow enough that a busy machine misses no phase.
    let stage = Stage::raise_with(&[("TRIP_PACE", "150")]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    let stream = tokio::time::timeout(Duration::from_secs(60), ana.get(&format!("/rides/{ride}/live"))).await;
    let heard = stream.expect("the stream ends when the rider has arrived").html;
    assert!(heard.contains("Te quedan unos") && heard.contains("Llegaste"), "{heard}");
    assert!(heard.contains("animateMotion"), "the car drives");
}
