//! The secret key's bytes are in no page, file or answer.

use crate::{hosted_page::PAYS, stage::Stage};

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
