//! The rider as a person: details, password, devices, data, and leaving.

use std::{collections::BTreeMap, time::Duration};

use fintoc::{MethodStatus, PaymentMethodId};
use reqwest::StatusCode;
use serde_json::Value;
use server::backend::settle;
use vuelta::{
    city::PlaceId,
    fare::{RideType, Trip},
    id::{BookingKey, RideId, RiderId},
    ledger::Account,
    payment::{Heard, Moved, News, PaymentState},
    ports::{Rides, Wallets},
    refusal::Trouble,
    ride::{BookRide, RideState},
};

use crate::{
    hosted_page::{NO_FUNDS, PAYS},
    page::{Browser, Page},
    stage::{Stage, uuid_like},
};

const PASSWORD: &str = "una clave larga";
const NEW_PASSWORD: &str = "otra clave muy larga";

/// Longer than any journey takes at a pace of ten.
const LONG_AFTER: Duration = Duration::from_secs(1_200);

/// A rider with an e-mail that the story knows.
async fn sign_up(stage: &Stage, email: &str) -> Browser {
    let browser = stage.browser();
    let page = browser.get("/signup").await;
    let typed = [("name", "Ana Rojas"), ("email", email), ("rut", "12.345.678-5"), ("password", PASSWORD)];
    assert_eq!(browser.submit(&page, "/signup", &typed).await.path(), "/book");
    browser
}

/// Another device of the same rider.
async fn sign_in(stage: &Stage, email: &str, password: &str) -> (Browser, Page) {
    let browser = stage.browser();
    let page = browser.get("/login").await;
    let answer = browser.submit(&page, "/login", &[("email", email), ("password", password)]).await;
    (browser, answer)
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/profile").await.path() == "/profile"
}

fn new_email() -> String {
    format!("{}@example.cl", uuid_like())
}

async fn paid_ride(stage: &Stage, browser: &Browser) -> RideId {
    stage.save_account(browser, PAYS).await;
    let ride = stage.book(browser).await.ride_id();
    stage.ride_says(browser, &ride, "Pagado").await;
    ride
}

#[tokio::test]
async fn a_profile_shows_who_one_is_and_only_part_of_the_rut() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, "ana@example.cl").await;
    let page = ana.get("/profile").await;
    let text = page.text();
    assert!(text.contains("ana@example.cl") && text.contains("12.345.•••-•"), "{text}");
    assert!(!page.html.contains("678-5") && !page.html.contains("123456785"), "the RUT is masked");
    assert!(text.contains("Este dispositivo"), "{text}");
}

#[tokio::test]
async fn a_rider_changes_their_name_and_a_wrong_one_is_kept_to_be_mended() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, &new_email()).await;
    let again = ana.submit(&ana.get("/profile").await, "/profile/name", &[("name", "A")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.form("/profile/name").fields["name"], "A");
    let done = ana.submit(&again, "/profile/name", &[("name", "  Ana   Soto ")]).await;
    assert!(done.text().contains("Guardamos tu nombre"), "{}", done.text());
    assert_eq!(done.form("/profile/name").fields["name"], "Ana Soto");
}

#[tokio::test]
async fn a_guest_becomes_an_account_and_keeps_the_ride() {
    let stage = Stage::raise().await;
    let guest = stage.browser();
    guest.submit(&guest.get("/").await, "/guest", &[]).await;
    let ride = paid_ride(&stage, &guest).await;
    sign_up(&stage, "taken@example.cl").await;
    let email = new_email();
    let page = guest.get("/profile").await;
    let typed = [("name", "Camila Soto"), ("email", "taken@example.cl"), ("password", PASSWORD)];
    let taken = guest.submit(&page, "/profile/account", &typed).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(taken.form("/profile/account").fields["name"], "Camila Soto");
    assert!(!taken.html.contains(PASSWORD), "the password came back");
    let kept = guest.submit(&taken, "/profile/account", &[("email", &email), ("password", PASSWORD)]).await;
    assert!(kept.text().contains("Esta cuenta ya es tuya"), "{}", kept.text());
    assert!(!kept.text().contains("De visita"));

    let (elsewhere, home) = sign_in(&stage, &email, PASSWORD).await;
    assert_eq!(home.path(), "/book");
    assert!(elsewhere.get(&format!("/rides/{ride}")).await.text().contains("Pagado"));
    assert!(home.has_method(&PAYS[PAYS.len() - 4..]));
}

#[tokio::test]
async fn changing_the_password_ends_other_devices_and_gives_this_one_a_new_session() {
    use reqwest::cookie::CookieStore;
    let stage = Stage::raise().await;
    let email = new_email();
    let ana = sign_up(&stage, &email).await;
    let (other, _) = sign_in(&stage, &email, PASSWORD).await;
    let url = stage.address.parse().unwrap();
    let before = ana.cookies.cookies(&url);
    let page = ana.get("/profile").await;
    let changes = [("current", PASSWORD), ("password", NEW_PASSWORD)];
    let done = ana.submit(&page, "/profile/password", &changes).await;
    assert!(done.text().contains("Cambiaste tu contraseña"), "{}", done.text());
    assert_ne!(ana.cookies.cookies(&url), before);
    assert!(!is_signed_in(&other).await);
    assert_eq!(sign_in(&stage, &email, PASSWORD).await.1.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sign_in(&stage, &email, NEW_PASSWORD).await.1.path(), "/book");
}

#[tokio::test]
async fn a_password_changes_only_for_who_knows_it_and_only_to_a_good_one() {
    let stage = Stage::raise().await;
    let email = new_email();
    let ana = sign_up(&stage, &email).await;
    let page = ana.get("/profile").await;
    for (current, new, words) in [
        ("no es la clave", NEW_PASSWORD, "Esa no es tu contraseña actual"),
        (PASSWORD, "corta", "necesita al menos"),
        (PASSWORD, "1234567890", "de las primeras"),
        (PASSWORD, &*email, "de las primeras"),
    ] {
        let again = ana.submit(&page, "/profile/password", &[("current", current), ("password", new)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains(words), "{new}: {}", again.text());
    }
    assert_eq!(sign_in(&stage, &email, PASSWORD).await.1.path(), "/book");
}

#[tokio::test]
async fn one_device_is_ended_at_once_and_then_all_others() {
    let stage = Stage::raise().await;
    let email = new_email();
    let ana = sign_up(&stage, &email).await;
    let (second, _) = sign_in(&stage, &email, PASSWORD).await;
    let seconds = second.get("/profile").await;
    // Of the two, the one that the second does not call its own is the first's.
    let firsts = seconds.form("/profile/devices").fields["device"].clone();
    second.submit(&seconds, "/profile/devices", &[]).await;
    assert!(!is_signed_in(&ana).await);
    assert!(is_signed_in(&second).await);

    let (third, _) = sign_in(&stage, &email, PASSWORD).await;
    let stranger = sign_up(&stage, &new_email()).await;
    let fields = BTreeMap::from([("device".to_owned(), firsts)]);
    stranger.post("/profile/devices", &fields).await;
    let thirds = third.get("/profile").await;
    let done = third.submit(&thirds, "/profile/devices/others", &[]).await;
    assert!(done.text().contains("Cerramos tu sesión en los demás"), "{}", done.text());
    assert!(!is_signed_in(&second).await);
    assert!(is_signed_in(&third).await && is_signed_in(&stranger).await);
}

#[tokio::test]
async fn nobody_ends_a_device_of_somebody_elses() {
    let stage = Stage::raise().await;
    let email = new_email();
    let ana = sign_up(&stage, &email).await;
    let (second, _) = sign_in(&stage, &email, PASSWORD).await;
    let anas = second.get("/profile").await.form("/profile/devices").fields;
    let stranger = sign_up(&stage, &new_email()).await;
    stranger.post("/profile/devices", &anas).await;
    assert!(is_signed_in(&ana).await);
}

#[tokio::test]
async fn the_export_holds_ones_own_rides_and_nobody_elses() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, "ana@example.cl").await;
    let beto = sign_up(&stage, "beto@example.cl").await;
    let (anas, betos) = (paid_ride(&stage, &ana).await, paid_ride(&stage, &beto).await);
    let file = ana.get("/profile/export").await;
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"vuelta.json\"");
    let json: Value = serde_json::from_str(&file.html).unwrap();
    assert_eq!(json["profile"]["email"], "ana@example.cl");
    assert_eq!(json["rides"].as_array().unwrap().len(), 1);
    assert_eq!(json["rides"][0]["id"], anas.as_str());
    assert_eq!(json["rides"][0]["payments"][0]["state"], "succeeded");
    assert!(json["rides"][0]["updates"].as_array().unwrap().len() >= 2);
    assert_eq!(json["accounts"][0]["number"], format!("••{}", &PAYS[PAYS.len() - 4..]));
    assert!(json["rides"][0]["cancellation"].is_null() && json["accounts"][0]["nickname"].is_null());
    for secret in [betos.as_str(), "beto", "argon2", "cus_", "cs_", "pi_", PAYS] {
        assert!(!file.html.contains(secret), "{secret} is in {}", file.html);
    }
    assert_eq!(stage.browser().get("/profile/export").await.path(), "/login");
}

#[tokio::test]
async fn nobody_leaves_while_a_payment_is_under_way() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, &new_email()).await;
    stage.save_account(&ana, PAYS).await;
    stage.sandbox_verb("scenarios", r#"{"name":"pending","seconds":3600}"#).await;
    let ride = stage.book(&ana).await.ride_id();
    let before = ana.get("/profile/leave").await;
    assert!(before.text().contains("Tienes un pago en camino"), "{}", before.text());
    assert_eq!(before.link("Ver ese viaje"), format!("/rides/{ride}"));
    let typed = BTreeMap::from([("password".to_owned(), PASSWORD.to_owned())]);
    let refused = ana.post("/profile/leave", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(is_signed_in(&ana).await);
}

#[tokio::test]
async fn nobody_leaves_without_their_password() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, &new_email()).await;
    let page = ana.get("/profile/leave").await;
    let refused = ana.submit(&page, "/profile/leave", &[("password", NEW_PASSWORD), ("sure", "yes")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Esa no es tu contraseña"), "{}", refused.text());

    let guest = stage.browser();
    guest.submit(&guest.get("/").await, "/guest", &[]).await;
    let page = guest.get("/profile/leave").await;
    let refused = guest.submit(&page, "/profile/leave", &[]).await;
    assert!(refused.text().contains("Marca la casilla"), "{}", refused.text());
    assert_eq!(guest.submit(&refused, "/profile/leave", &[("sure", "yes")]).await.path(), "/goodbye");
}

#[tokio::test]
async fn leaving_forgets_who_it_was_and_keeps_the_books() {
    let stage = Stage::raise().await;
    let email = new_email();
    let ana = sign_up(&stage, &email).await;
    let (other, _) = sign_in(&stage, &email, PASSWORD).await;
    let ride = paid_ride(&stage, &ana).await;
    let page = ana.get("/profile/leave").await;
    assert!(page.text().contains("Tienes un viaje en curso") && page.link("Ver ese viaje") == format!("/rides/{ride}"));
    stage.running.backend.clock.advance(LONG_AFTER);
    stage.running.backend.wake();
    stage.ride_says(&ana, &ride, "Llegaste").await;
    let fares = stage.balance(Account::Fares, None).await;
    let page = ana.get("/profile/leave").await;
    assert_eq!(page.link("¿Quieres una copia"), "/profile/export");
    let goodbye = ana.submit(&page, "/profile/leave", &[("password", PASSWORD)]).await;
    assert_eq!((goodbye.status, goodbye.path()), (StatusCode::OK, "/goodbye"));
    assert!(!is_signed_in(&ana).await && !is_signed_in(&other).await);

    let row: (String, String, String, String) =
        sqlx::query_as("select name, email, rut, password_hash from riders where erased_at is not null")
            .fetch_one(stage.store().pool())
            .await
            .unwrap();
    let rider = stage.ride(&ride).await.rider;
    assert_eq!(row, (String::new(), rider.to_string(), String::new(), String::new()));
    assert_eq!(stage.balance(Account::Fares, None).await, fares);
    assert_eq!(stage.payments(&ride).await.len(), 1);
    nothing_names(&stage, &["Ana Rojas", &email, "123456785", "12.345.678-5"]).await;

    let method = PaymentMethodId::new(stage.payments(&ride).await[0].payment.method.as_ref().unwrap().as_str());
    stage
        .eventually("Fintoc has cancelled the account", async || {
            let method = stage.running.backend.fintoc.payment_method(&method).await.unwrap();
            method.bank_transfer.is_some_and(|account| account.status == Some(MethodStatus::Canceled)).then_some(())
        })
        .await;

    assert_eq!(sign_in(&stage, &email, PASSWORD).await.1.status, StatusCode::UNPROCESSABLE_ENTITY);
    let anew = sign_up(&stage, &email).await;
    assert_eq!(anew.get(&format!("/rides/{ride}")).await.status, StatusCode::NOT_FOUND);
}

/// The id of the only rider there is.
async fn only_rider(stage: &Stage) -> RiderId {
    let id: String = sqlx::query_scalar("select id from riders").fetch_one(stage.store().pool()).await.unwrap();
    RiderId::new(id)
}

async fn leaves(browser: &Browser) {
    let page = browser.get("/profile/leave").await;
    assert_eq!(browser.submit(&page, "/profile/leave", &[("password", PASSWORD)]).await.path(), "/goodbye");
}

#[tokio::test]
async fn money_that_comes_for_an_unpaid_ride_after_its_rider_left_goes_back() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, &new_email()).await;
    stage.save_account(&ana, NO_FUNDS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "No alcanzó el saldo").await;
    stage.settled().await;
    leaves(&ana).await;
    let payment = stage.payments(&ride).await.remove(0);
    let moved = Moved {
        amount: Some(payment.payment.amount.pesos()),
        currency: Some("CLP".into()),
        customer: Some(payment.terms.customer),
        live: Some(false),
    };
    let news = News { state: PaymentState::Succeeded, reason: None, moved };
    let heard = Heard { news: Some(news), ..Heard::default() };
    let mut tx = stage.store().begin().await.unwrap();
    let now = stage.running.backend.clock.now();
    settle::payment(&mut tx, &payment.payment.id, heard, now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(stage.ride(&ride).await.state, RideState::Ended, "nobody is driven who has left");
    let owed: i64 = sqlx::query_scalar("select amount_clp from refunds where cause = 'late'")
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    assert_eq!(owed, payment.payment.amount.pesos());
}

#[tokio::test]
async fn an_account_of_which_we_hear_after_its_rider_left_is_forgotten_too() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, &new_email()).await;
    stage.save_account(&ana, PAYS).await;
    stage.settled().await;
    // As if the news of it were still on the way.
    for change in [
        "update setups set method_id = null",
        "update inbox set done_at = null, due_at = 9000000000000000 where type = 'payment_method.activated'",
    ] {
        assert_ne!(sqlx::query(change).execute(stage.store().pool()).await.unwrap().rows_affected(), 0, "{change}");
    }
    let id: String =
        sqlx::query_scalar("delete from payment_methods returning id").fetch_one(stage.store().pool()).await.unwrap();
    leaves(&ana).await;
    sqlx::query("update inbox set due_at = 0 where done_at is null").execute(stage.store().pool()).await.unwrap();
    stage.running.backend.wake();
    stage
        .eventually("Fintoc has cancelled the account", async || {
            let method = stage.running.backend.fintoc.payment_method(&PaymentMethodId::new(&*id)).await.unwrap();
            method.bank_transfer.is_some_and(|account| account.status == Some(MethodStatus::Canceled)).then_some(())
        })
        .await;
    stage.settled().await;
    let kept: i64 = sqlx::query_scalar("select count(*) from payment_methods where forgotten_at is null")
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn a_click_that_comes_after_its_rider_left_books_and_saves_nothing() {
    let stage = Stage::raise().await;
    let ana = sign_up(&stage, &new_email()).await;
    stage.save_account(&ana, PAYS).await;
    stage.settled().await;
    let rider = only_rider(&stage).await;
    let place = |name| PlaceId::parse(name).unwrap();
    let trip = Trip::new(place("barrio-italia"), place("costanera-center")).unwrap();
    let backend = &stage.running.backend;
    let quote = backend.quote(&rider, &trip).await.unwrap().text;
    leaves(&ana).await;
    let key = BookingKey::numbered(1);
    let order = BookRide { trip, ride_type: RideType::Economico, method: None, quote, key };
    assert!(matches!(backend.book(&rider, order).await, Err(Trouble::Refused(_))));
    assert!(matches!(backend.start_setup(&rider, None).await, Err(Trouble::Refused(_))));
    let sessions = stage.sessions_created().await;
    assert_eq!(sessions, 1, "the setup from before");
}

/// Neither what Fintoc told us nor what we tell Fintoc says who it was.
async fn nothing_names(stage: &Stage, words: &[&str]) {
    let done = "select count(*) from inbox where done_at is null";
    stage
        .eventually("the inbox is empty", async || {
            let open: i64 = sqlx::query_scalar(done).fetch_one(stage.store().pool()).await.unwrap();
            (open == 0).then_some(())
        })
        .await;
    let told = "select body from inbox union all select body from outbox union all select data from sessions";
    let bodies: Vec<String> = sqlx::query_scalar(told).fetch_all(stage.store().pool()).await.unwrap();
    for word in words {
        assert!(bodies.iter().all(|body| !body.contains(word)), "{word} is still there");
    }
}
