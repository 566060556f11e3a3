//! Places that riders save, and where they went: offered when they book.

use reqwest::StatusCode;
use vuelta::{Instant, city::PlaceId, fare::Trip, id::RideId, ride::Ride};

use crate::{
    hosted_page::PAYS,
    page::{Browser, Page},
    stage::Stage,
};

const TRIP: &str = "/book?from=barrio-italia&to=costanera-center";

/// Saves a place through the page.
async fn save(rider: &Browser, saved_as: &str, place: &str) -> Page {
    let page = rider.get("/places").await;
    rider.submit(&page, "/places", &[("saved_as", saved_as), ("place", place)]).await
}

/// Writes down a ride to each of these places, one after the other, as if the rider had taken it.
async fn ride_to(stage: &Stage, like: &RideId, places: &[&str]) {
    let first = stage.ride(like).await;
    let mut tx = stage.store().begin().await.unwrap();
    for (hour, to) in (1_i64..).zip(places) {
        let trip = Trip::new(first.trip.from.clone(), PlaceId::parse(to).unwrap()).unwrap();
        let booked_at = Instant::from_millis(first.booked_at.millis() + hour * 3_600_000);
        let ride = Ride { id: RideId::new(format!("ride_{hour}")), trip, booked_at, ..first.clone() };
        let key = vuelta::id::BookingKey::parse(&format!("earlier-{hour}")).unwrap();
        assert!(server::store::rides::insert(&mut tx, &ride, &key).await.unwrap());
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn home_and_work_are_saved_offered_changed_and_forgotten() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    assert!(ana.get(TRIP).await.text().contains("Guardar casa o trabajo"));
    let saved = save(&ana, "home", "plaza-nunoa").await;
    assert_eq!((saved.status, saved.path()), (StatusCode::OK, "/places"));
    save(&ana, "work", "el-golf").await;
    let page = ana.get(TRIP).await;
    let home = page.link("Casa");
    assert!(home.starts_with("/book?from=barrio-italia&to=plaza-nunoa"), "{home}");
    assert_eq!(ana.get(&home).await.form("/book").fields["to"], "plaza-nunoa");
    save(&ana, "home", "san-miguel").await;
    assert!(ana.get(TRIP).await.link("Casa").contains("to=san-miguel"));
    // The first of the forms that forget is that of the home.
    let forgotten = ana.submit(&ana.get("/places").await, "/places/forget", &[]).await;
    assert_eq!(forgotten.path(), "/places");
    let page = ana.get(TRIP).await;
    assert!(!page.html.contains("Casa: "), "{}", page.text());
    assert!(page.link("Trabajo").contains("to=el-golf"));
}

#[tokio::test]
async fn what_names_no_place_or_no_name_of_ours_saves_nothing() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    for (saved_as, place) in [("home", "valparaiso"), ("gym", "el-golf"), ("", ""), ("home", "\0")] {
        assert_eq!(save(&ana, saved_as, place).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{saved_as} {place:?}");
    }
    let kept: i64 =
        sqlx::query_scalar("select count(*) from saved_places").fetch_one(stage.store().pool()).await.unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn the_places_of_one_rider_are_none_of_anothers() {
    let stage = Stage::raise().await;
    let (ana, eve) = (stage.rider("Ana").await, stage.rider("Eva").await);
    save(&ana, "home", "plaza-nunoa").await;
    assert!(!eve.get(TRIP).await.html.contains("Casa: "));
    let guest = stage.browser();
    assert_eq!(guest.get("/places").await.path(), "/login");
}

#[tokio::test]
async fn recent_destinations_are_offered_newest_first_and_none_twice() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    ride_to(&stage, &ride, &["el-golf", "la-moneda", "el-golf", "parque-arauco"]).await;
    let page = ana.get("/book?from=barrio-italia&to=plaza-egana").await;
    let at = |words: &str| page.html.find(&format!("&amp;to={words}&amp;")).unwrap_or(usize::MAX);
    let shown = ["parque-arauco", "el-golf", "la-moneda"].map(at);
    assert!(shown.is_sorted() && shown[2] < usize::MAX, "{shown:?}");
    assert_eq!(at("costanera-center"), usize::MAX, "three are enough");
    save(&ana, "home", "el-golf").await;
    let page = ana.get("/book?from=barrio-italia&to=plaza-egana").await;
    assert_eq!(page.html.matches("&amp;to=el-golf&amp;").count(), 1, "what is saved is not recent too");
}
