//! The stage: our pages in a frame of ours, the bank never, and panes that come by themselves.

use reqwest::{StatusCode, header::LOCATION, redirect::Policy};
use serde_json::Value;
use vuelta::id::RideId;

use crate::{
    hosted_page::PAYS,
    page::{Browser, Page},
    stage::Stage,
};

/// What a browser says that it wants a page for.
const FRAME: Option<&str> = Some("iframe");
const WINDOW: Option<&str> = Some("document");

impl Stage {
    /// The same browser, as it asks for a page in a window or a frame; where it is led to it does not go.
    fn asks(
        &self,
        browser: &Browser,
        method: reqwest::Method,
        address: &str,
        dest: Option<&str>,
    ) -> reqwest::RequestBuilder {
        let client = reqwest::Client::builder()
            .no_proxy()
            .cookie_provider(browser.cookies.clone())
            .redirect(Policy::none())
            .build()
            .unwrap();
        let asks = client.request(method, format!("{}{address}", self.address)).header("accept-language", "es-CL");
        match dest {
            Some(dest) => asks.header("sec-fetch-dest", dest),
            None => asks,
        }
    }

    async fn gets(&self, browser: &Browser, address: &str, dest: Option<&str>) -> (StatusCode, String, String) {
        let answer = self.asks(browser, reqwest::Method::GET, address, dest).send().await.unwrap();
        read(answer).await
    }

    /// Begins to save an account, which leads to the bank.
    async fn saves(&self, browser: &Browser, dest: Option<&str>) -> (StatusCode, String, String) {
        let form = browser.get("/wallet").await.form("/wallet/setups");
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&form.fields).append_pair("bank", "cl_banco_de_chile");
        let asks = self.asks(browser, reqwest::Method::POST, "/wallet/setups", dest);
        let asks = asks.header("origin", &self.address).header("content-type", "application/x-www-form-urlencoded");
        read(asks.body(body.finish()).send().await.unwrap()).await
    }

    /// A rider whose ride is paid, and has been recorded so.
    async fn ride_on_stage(&self, name: &str) -> (Browser, RideId) {
        let browser = self.rider_with_account(name, PAYS).await;
        let ride = self.book(&browser).await.ride_id();
        self.eventually("the payment is on the stage", async || {
            browser.get("/backstage").await.html.contains("payment_intent.succeeded").then_some(())
        })
        .await;
        (browser, ride)
    }
}

async fn read(answer: reqwest::Response) -> (StatusCode, String, String) {
    let leads_to = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status(), leads_to, answer.text().await.unwrap())
}

/// The panes of an event of the stream.
async fn panes(open: &mut reqwest::Response, until: &str) -> Value {
    let mut text = String::new();
    while !text.ends_with("\n\n") || !text.contains(until) {
        text = if text.ends_with("\n\n") { String::new() } else { text };
        text.push_str(std::str::from_utf8(&open.chunk().await.unwrap().unwrap()).unwrap());
    }
    serde_json::from_str(text.trim().trim_start_matches("data:").lines().next().unwrap()).unwrap()
}

fn policy(page: &Page) -> &str {
    page.headers["content-security-policy"].to_str().unwrap()
}

#[tokio::test]
async fn only_our_own_pages_frame_us_and_without_backstage_nobody() {
    for (backstage, ancestors, options) in [("on", "'self'", "SAMEORIGIN"), ("off", "'none'", "DENY")] {
        let stage = Stage::raise_with(&[("BACKSTAGE", backstage)]).await;
        let page = stage.browser().get("/").await;
        assert!(policy(&page).contains(&format!("frame-ancestors {ancestors}")), "{}", policy(&page));
        assert_eq!(policy(&page).contains("frame-src 'self'"), backstage == "on");
        assert_eq!(page.headers["x-frame-options"], options);
    }
}

#[tokio::test]
async fn from_the_phone_the_whole_window_goes_to_the_bank_and_comes_back_to_the_stage() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let (status, leads_to, html) = stage.saves(&ana, FRAME).await;
    assert_eq!((status, leads_to.as_str()), (StatusCode::OK, ""), "a frame is led nowhere");
    assert!(html.contains("target=\"_top\"") && html.contains("backstage-to-bank.js"), "{html}");
    let back = "/wallet?setup=setup_1&back=ok";
    let (status, leads_to, _) = stage.gets(&ana, back, WINDOW).await;
    assert_eq!(
        (status, leads_to.as_str()),
        (StatusCode::SEE_OTHER, "/backstage?at=%2Fwallet%3Fsetup%3Dsetup_1%26back%3Dok")
    );
    let (status, leads_to, _) = stage.gets(&ana, "/wallet?back=ok", WINDOW).await;
    assert_eq!((status, leads_to.as_str()), (StatusCode::OK, ""), "once, for whoever was on the stage");
}

#[tokio::test]
async fn a_browser_that_says_nothing_of_frames_is_led_to_the_bank_and_back_as_ever() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    for dest in [None, WINDOW] {
        let (status, leads_to, _) = stage.saves(&ana, dest).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(leads_to.starts_with("http"), "{leads_to}");
        assert_eq!(stage.gets(&ana, "/wallet?back=ok", dest).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_stage_never_stands_in_its_own_phone() {
    let stage = Stage::raise().await;
    for page in ["/backstage", "/backstage/calls", "/backstage?at=/book"] {
        assert_eq!(stage.gets(&stage.browser(), page, FRAME).await.1, "/");
        assert_eq!(stage.gets(&stage.rider("Ana").await, page, FRAME).await.1, "/book");
    }
}

#[tokio::test]
async fn links_to_the_bank_leave_the_phone() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let (_, leads_to, _) = stage.saves(&ana, None).await;
    let setup = stage
        .eventually("the setup is noted", async || {
            let mut connection = stage.store().pool().acquire().await.unwrap();
            sqlx::query_scalar::<_, String>("select id from setups").fetch_optional(&mut *connection).await.unwrap()
        })
        .await;
    let wallet = ana.get(&format!("/wallet?setup={setup}&back=cancel")).await;
    assert!(wallet.html.contains(&format!("href=\"{leads_to}\" target=\"_top\"")), "{}", wallet.html);
}

#[tokio::test]
async fn how_large_it_is_shown_is_kept() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let page = ana.get("/backstage").await;
    assert!(!page.html.contains("bs--projector"));
    let page = ana.submit(&page, "/backstage/size", &[("size", "projector")]).await;
    assert_eq!(page.path(), "/backstage");
    for room in ["/backstage", "/backstage/calls"] {
        assert!(ana.get(room).await.html.contains("bs--projector"), "{room}");
    }
    let page = ana.submit(&page, "/backstage/size", &[("size", "desk")]).await;
    assert!(!page.html.contains("bs--projector"));
}

#[tokio::test]
async fn an_open_stage_is_sent_its_panes_when_something_happens() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let mut open = ana.open("/backstage/live").await;
    let first = panes(&mut open, "stage-seq").await;
    assert_eq!(first.as_object().unwrap().len(), 3, "all of them at first");
    let ride = stage.book(&ana).await.ride_id();
    let then = panes(&mut open, "payment_intent.succeeded").await;
    assert!(then["stage-seq"].as_str().unwrap().contains("POST checkout_sessions"), "{then}");
    let once = ana.get(&format!("/backstage/panes?ride={ride}&step=none")).await;
    assert!(once.html.contains("stage-detail") && once.html.contains("POST checkout_sessions"));
}

#[tokio::test]
async fn nobody_sees_the_ride_of_another() {
    let stage = Stage::raise().await;
    let (_, ride) = stage.ride_on_stage("Ana").await;
    let bob = stage.rider("Bob").await;
    for address in ["/backstage", "/backstage/live", "/backstage/panes"] {
        let page = bob.get(&format!("{address}?ride={ride}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        if address != "/backstage" {
            assert_eq!(stage.browser().get(address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
    }
    assert!(!bob.get("/backstage?ride=all").await.html.contains(ride.as_str()));
}

#[tokio::test]
async fn a_story_goes_on_on_the_stage() {
    let stage = Stage::raise().await;
    let browser = stage.browser();
    let page = browser.get("/backstage?story=happy-path").await;
    let page = browser.submit(&page, "/backstage/stories/happy-path/1/do?stage", &[]).await;
    assert_eq!((page.path(), page.url.query()), ("/backstage", Some("story=happy-path&beat=2")));
    let page = browser.submit(&page, "/backstage/stories/happy-path/2/do?stage", &[]).await;
    assert_eq!(page.url.query(), Some("story=happy-path&beat=3"));
    assert!(page.html.contains("<iframe src=\"/wallet\""));
    let nobody = stage.browser();
    let page = nobody.get("/backstage?story=closed-tab&beat=3").await;
    let stuck = nobody.submit(&page, "/backstage/stories/closed-tab/3/do?stage", &[]).await;
    assert_eq!(stuck.url.query(), Some("story=closed-tab&beat=3&stuck=too_early"));
    assert!(stuck.html.contains("role=\"alert\""));
}
