//! A phone signs in as the rider of a presentation.

use std::collections::BTreeMap;

use reqwest::StatusCode;

use crate::{
    page::{Browser, Page},
    stage::Stage,
};

async fn guest(stage: &Stage) -> Browser {
    let browser = stage.browser();
    browser.submit(&browser.get("/").await, "/guest", &[]).await;
    browser
}

async fn link(presenter: &Browser, to: &str) -> String {
    presenter.get(&format!("/backstage/join?to={to}")).await.link("http://")
}

async fn take_up(phone: &Browser, link: &str) -> Page {
    let path = link.find("/join/").map(|at| &link[at..]).unwrap();
    phone.post(path, &BTreeMap::new()).await
}

#[tokio::test]
async fn a_link_signs_one_phone_in_as_the_same_rider() {
    let stage = Stage::raise().await;
    let presenter = guest(&stage).await;
    let link = link(&presenter, "app").await;
    let (phone, late) = (stage.browser(), stage.browser());

    let invited = phone.get(&link).await;
    assert!(invited.text().contains("Sigue como"), "looking uses nothing up: {invited:?}");
    assert_eq!(take_up(&phone, &link).await.path(), "/book");
    let devices = presenter.get("/profile").await.text().matches("Otro navegador").count();
    assert_eq!(devices, 2, "the presenter's, and the phone");

    let refused = take_up(&late, &link).await;
    assert!(refused.text().contains("Este enlace ya no sirve"), "{}", refused.text());
    assert_eq!(late.get("/profile").await.path(), "/login");
    stage
        .eventually("the timeline says so", async || {
            let joined = "select count(*) from moments where body like '%device.joined%'";
            let count: i64 = sqlx::query_scalar(joined).fetch_one(stage.store().pool()).await.unwrap();
            (count == 1).then_some(())
        })
        .await;
}

#[tokio::test]
async fn twenty_phones_that_press_at_once_are_one_that_gets_in() {
    let stage = Stage::raise().await;
    let presenter = guest(&stage).await;
    let link = link(&presenter, "backstage").await;
    let phones: Vec<Browser> = (0..20).map(|_| stage.browser()).collect();
    let pages = futures::future::join_all(phones.iter().map(|phone| take_up(phone, &link))).await;
    assert_eq!(pages.iter().filter(|page| page.path() == "/backstage").count(), 1);
}

#[tokio::test]
async fn a_link_that_is_altered_or_too_old_signs_nobody_in() {
    let stage = Stage::raise().await;
    let presenter = guest(&stage).await;
    let link = link(&presenter, "app").await;
    let phone = stage.browser();
    for altered in [link.replace("~app~", "~backstage~"), format!("{link}0"), link.replace("rider_", "rider_0")] {
        assert_eq!(take_up(&phone, &altered).await.status, StatusCode::NOT_FOUND, "{altered}");
    }
    stage.running.backend.clock.advance(std::time::Duration::from_secs(601));
    assert!(take_up(&phone, &link).await.text().contains("Este enlace ya no sirve"));
    assert_eq!(phone.get("/profile").await.path(), "/login");
}

#[tokio::test]
async fn without_backstage_there_are_no_links() {
    let stage = Stage::raise_with(&[("BACKSTAGE", "off")]).await;
    let rider = guest(&stage).await;
    assert_eq!(rider.get("/backstage/join").await.status, StatusCode::NOT_FOUND);
    assert_eq!(rider.get("/join/anything").await.status, StatusCode::NOT_FOUND);
    assert_eq!(rider.post("/join/anything", &BTreeMap::new()).await.status, StatusCode::NOT_FOUND);
}
