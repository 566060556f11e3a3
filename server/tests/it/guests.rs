//! Trying Vuelta without an account.

use crate::{hosted_page::PAYS, stage::Stage};

#[tokio::test]
async fn a_guest_is_in_with_one_click_and_greeted_by_name() {
    let stage = Stage::raise().await;
    let browser = stage.browser();
    let book = browser.submit(&browser.get("/").await, "/guest", &[]).await;
    assert_eq!(book.path(), "/book");
    let text = book.text();
    assert!(text.contains("Hola, ") && text.contains(": estás probando como invitad"), "{text}");
    assert!(text.contains("De visita"), "the menu tells: {text}");
    assert!(!browser.get("/book").await.text().contains("estás probando"), "greeted once");
}

#[tokio::test]
async fn a_guest_who_was_on_the_way_somewhere_gets_there() {
    let stage = Stage::raise().await;
    let browser = stage.browser();
    for page in ["/login", "/signup"] {
        let browser = stage.browser();
        let page = browser.get(&format!("{page}?next=/wallet")).await;
        assert_eq!(browser.submit(&page, "/guest", &[]).await.path(), "/wallet");
    }
    let page = browser.get("/login").await;
    let elsewhere = browser.submit(&page, "/guest", &[("next", "//evil.example")]).await;
    assert_eq!(elsewhere.path(), "/book");
}

#[tokio::test]
async fn two_guests_are_two_people_who_share_nothing() {
    let stage = Stage::raise().await;
    let (ana, beto) = (stage.browser(), stage.browser());
    for guest in [&ana, &beto] {
        guest.submit(&guest.get("/").await, "/guest", &[]).await;
    }
    let rows: Vec<(String, String)> =
        sqlx::query_as("select email, password_hash from riders").fetch_all(stage.store().pool()).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_ne!(rows[0].0, rows[1].0);
    assert!(rows.iter().all(|(email, hash)| email.ends_with("@guest.vuelta.example") && hash.is_empty()));

    stage.save_account(&ana, PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    assert_eq!(beto.get(&format!("/rides/{ride}")).await.status, 404);
    let account = &PAYS[PAYS.len() - 4..];
    assert!(ana.get("/wallet").await.has_method(account));
    assert!(!beto.get("/wallet").await.has_method(account), "somebody else's");
}

#[tokio::test]
async fn nobody_signs_in_as_a_guest() {
    let stage = Stage::raise().await;
    let guest = stage.browser();
    guest.submit(&guest.get("/").await, "/guest", &[]).await;
    let email: String = sqlx::query_scalar("select email from riders").fetch_one(stage.store().pool()).await.unwrap();
    let browser = stage.browser();
    let page = browser.get("/login").await;
    for password in ["", "una clave larga"] {
        let answer = browser.submit(&page, "/login", &[("email", &email), ("password", password)]).await;
        assert_eq!((answer.status.as_u16(), answer.path()), (422, "/login"));
    }
}

#[tokio::test]
async fn who_is_signed_in_stays_who_they_are() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let login = ana.get("/login").await;
    ana.submit(&login, "/guest", &[]).await;
    let riders: i64 = sqlx::query_scalar("select count(*) from riders").fetch_one(stage.store().pool()).await.unwrap();
    assert_eq!(riders, 1);
}
