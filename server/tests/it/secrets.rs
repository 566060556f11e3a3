//! The secret key's bytes are in no page, file or answer.

use crate::{
    hosted_page::PAYS,
    page::Browser,
    process::{Scene, sign_up_and_save},
    stage::{Stage, install_provider},
};

#[tokio::test]
async fn the_most_talkative_log_holds_no_key_no_password_and_no_number() {
    install_provider();
    let scene = Scene::set().await;
    let mut merchant = scene.start_merchant().await;
    let ana = Browser::new(&scene.address());
    sign_up_and_save(&scene, &ana).await;
    let page = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    ana.submit(&page, "/book", &[]).await;
    let paid = scene.eventually(async || ana.get("/rides").await.text().contains("Pagado").then_some(())).await;
    assert!(paid.is_some(), "the ride is paid");
    merchant.kill();
    let log = scene.log();
    assert!(log.contains("an event arrived"), "the log is the right one");
    for (what, secret) in [
        ("the key", &scene.key[8..]),
        ("the password", "una clave larga"),
        ("the password, as a form sends it", "una+clave+larga"),
        ("the RUT", "123456785"),
        ("the account", PAYS),
        ("a webhook secret", "whsec_"),
    ] {
        assert!(!log.contains(secret), "the log holds {what}");
    }
}

#[tokio::test]
async fn what_is_dealt_with_is_kept_without_names_ruts_and_account_numbers() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana Canaria", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    stage.heard("checkout_session.finished", 2).await;
    let mut kept: Vec<String> =
        sqlx::query_scalar("select body from inbox").fetch_all(stage.store().pool()).await.unwrap();
    kept.extend(
        sqlx::query_scalar::<_, String>("select body from outbox").fetch_all(stage.store().pool()).await.unwrap(),
    );
    assert!(kept.iter().any(|body| body.contains("checkout_session")), "the events are there");
    for body in kept {
        for personal in [PAYS, "123456785", "416148503", "Canaria", "@example.cl"] {
            assert!(!body.contains(personal), "{personal} is kept: {body}");
        }
    }
}

#[tokio::test]
async fn no_page_carries_the_key_or_the_webhook_secret() {
    let stage = Stage::raise().await;
    let key: String = sqlx::query_scalar("select value from settings where name = 'sandbox_key'")
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    let secret = stage.running.backend.secrets()[0].expose().to_owned();
    assert!(key.starts_with("sk_test_") && secret.starts_with("whsec_"));
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    let paid = stage.ride_says(&ana, &ride, "Pagado").await;
    let mut pages = vec![paid];
    for address in ["/", "/signup", "/login", "/wallet", "/book", "/rides", "/nowhere", "/readyz"] {
        pages.push(ana.get(address).await);
    }
    pages.push(ana.get(&format!("/rides/{ride}/receipt")).await);
    pages.push(ana.get(&format!("/rides/{ride}/live")).await);
    for page in pages {
        assert!(!page.html.contains(&key[8..]) && !page.html.contains(&secret[6..]), "{}", page.url);
        assert!(!format!("{:?}", page.headers).contains(&key[8..]), "{}", page.url);
    }
    assert!(!format!("{:?}", stage.running.backend).contains(&key[8..]), "not even a debug print shows it");
}
