//! The log backstage: what happened is found, opened and taken away, by whom it happened to and nobody else.

use reqwest::StatusCode;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use vuelta::id::{RideId, RiderId};

use crate::{hosted_page::PAYS, page::Browser, stage::Stage};

impl Stage {
    /// A rider with an account, and a ride that their page was told is paid.
    async fn paid_and_recorded(&self, name: &str) -> (Browser, RiderId, RideId) {
        let browser = self.rider_with_account(name, PAYS).await;
        let ride = self.book(&browser).await.ride_id();
        let rider = self.ride(&ride).await.rider;
        self.eventually("the payment is in the log", async || {
            let log = browser.get(&format!("/backstage/calls?ride={ride}&q=succeeded&kind=written")).await;
            log.html.contains("<li id=\"m-").then_some(())
        })
        .await;
        (browser, rider, ride)
    }
}

/// Where the lines of a log lead.
fn lines(html: &str) -> Vec<String> {
    let selector = Selector::parse("li[id^=m-] > a").unwrap();
    let html = Html::parse_document(html);
    html.select(&selector).filter_map(|line| line.attr("href").map(str::to_owned)).collect()
}

#[tokio::test]
async fn every_line_of_a_ride_opens_and_leads_back() {
    let stage = Stage::raise().await;
    let (ana, _, ride) = stage.paid_and_recorded("Ana").await;
    let log = ana.get(&format!("/backstage/calls?ride={ride}")).await;
    let found = lines(&log.html);
    assert!(found.len() > 5, "{}", log.text());
    for line in found {
        let page = ana.get(&line).await;
        assert_eq!(page.status, StatusCode::OK, "{line}");
        assert!(page.html.contains(&format!("/backstage/calls?ride={ride}#m-")), "{line}");
    }
    let calls = ana.get("/backstage/calls?view=calls&kind=called&method=POST&path=checkout_sessions").await;
    let call = ana.get(&lines(&calls.html)[0]).await;
    assert!(call.html.contains("curl --request POST") && call.html.contains("Fintoc-Version: 2026-02-01"));
}

#[tokio::test]
async fn nobody_opens_or_takes_away_what_happened_to_another() {
    let stage = Stage::raise().await;
    let (ana, _, ride) = stage.paid_and_recorded("Ana").await;
    let line = lines(&ana.get("/backstage/calls").await.html).remove(0);
    let bob = stage.rider("Bob").await;
    let own = async || lines(&bob.get("/backstage/calls?kind=called").await.html).pop();
    let own = stage.eventually("what Bob did is in the log", own).await;
    let id = line.rsplit('/').next().unwrap().to_owned();
    for address in [
        line,
        format!("{own}&with={id}"),
        format!("/backstage/handover.html?ride={ride}"),
        format!("/backstage/handover.json?ride={ride}"),
    ] {
        assert_eq!(bob.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert!(!bob.get("/backstage/handover.json").await.html.contains(ride.as_str()));
}

#[tokio::test]
async fn what_is_taken_away_is_whole_leads_nowhere_and_holds_nothing_personal() {
    let stage = Stage::raise().await;
    let (ana, rider, ride) = stage.paid_and_recorded("Ana Canaria").await;
    let page = ana.get("/backstage/handover.html").await;
    let data = ana.get("/backstage/handover.json").await;
    for (file, ending) in [(&page, ".html\""), (&data, ".json\"")] {
        let kept = file.headers["content-disposition"].to_str().unwrap();
        assert!(kept.starts_with("attachment; filename=\"vuelta-") && kept.ends_with(ending), "{kept}");
        let key: String = sqlx::query_scalar("select value from settings where name = 'sandbox_key'")
            .fetch_one(stage.store().pool())
            .await
            .unwrap();
        let secret = stage.running.backend.secrets()[0].expose().to_owned();
        let secrets = [&key[8..], &secret[6..], "una clave larga", "una+clave+larga"];
        let personal = ["Canaria", "@example.cl", PAYS, "123456785", "12.345.678-5", "416148503"];
        for canary in secrets.into_iter().chain(personal) {
            assert!(!file.html.contains(canary), "{canary} is in the file");
        }
        assert!(file.html.contains(ride.as_str()) && file.html.contains("checkout_session"));
    }
    leads_nowhere(&page.html);
    let data: Value = serde_json::from_str(&data.html).unwrap();
    assert_eq!((&data["version"], &data["rider"]["id"]), (&json!(1), &json!(rider.as_str())));
    assert_eq!((&data["rides"][0]["id"], &data["rides"][0]["state"]), (&json!(ride.as_str()), &json!("paid")));
    assert!(data["steps"].as_array().is_some_and(|steps| steps.len() > 10));
    let one = ana.get(&format!("/backstage/handover.json?ride={ride}")).await;
    let one: Value = serde_json::from_str(&one.html).unwrap();
    assert!(one["steps"].as_array().unwrap().iter().all(|step| step["about"]["ride"] == ride.as_str()));
    stage
        .eventually("that it was taken is in the log", async || {
            ana.get("/backstage/calls?kind=done").await.text().contains("handover.taken").then_some(())
        })
        .await;
}

/// A document that works from a disk without a network.
fn leads_nowhere(page: &str) {
    let html = Html::parse_document(page);
    let all = |selector: &str| html.select(&Selector::parse(selector).unwrap()).count();
    assert_eq!((all("html[lang]"), all("h1"), all("title")), (1, 1, 1));
    assert_eq!(all("script, link, img, iframe, object, form, base, [src]"), 0);
    assert_eq!(all("[href]"), all("a[href^='#']"));
    assert!(!page.contains("url(") && !page.contains("@import"));
}

#[tokio::test]
async fn an_open_log_hears_of_what_is_new() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let mut open = ana.open("/backstage/calls/live").await;
    let first = open.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data:"), "{first:?}");
    ana.get("/wallet").await;
    let second = open.chunk().await.unwrap().unwrap();
    assert!(second.starts_with(b"data:") && first != second, "{second:?}");
    assert_eq!(stage.browser().get("/backstage/calls/live").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_backstage_there_is_no_log() {
    let stage = Stage::raise_with(&[("BACKSTAGE", "off")]).await;
    let ana = stage.rider("Ana").await;
    for address in ["/backstage/calls", "/backstage/calls/live", "/backstage/handover.html", "/backstage/handover.json"]
    {
        assert_eq!(ana.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}
