//! Where there is no backstage, and for whom.

use std::collections::BTreeMap;

use reqwest::StatusCode;

use crate::{backstage_scenarios::routes, hosted_page::PAYS, page::Browser, stage::Stage};

/// The rooms, which are pages and so not among the controls.
const ROOMS: [&str; 12] = [
    "GET /backstage",
    "GET /backstage/stories",
    "GET /backstage/stories/happy/1",
    "GET /backstage/scenarios",
    "GET /backstage/calls",
    "GET /backstage/calls/moment_1",
    "GET /backstage/webhooks",
    "GET /backstage/webhooks/order",
    "GET /backstage/people",
    "GET /backstage/join",
    "GET /backstage/reasons",
    "GET /backstage/verbs",
];

async fn status(browser: &Browser, line: &str) -> StatusCode {
    let (method, path) = line.split_once(' ').unwrap();
    let path = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/");
    match method {
        "GET" => browser.get(&path).await.status,
        _ => browser.post(&path, &BTreeMap::new()).await.status,
    }
}

async fn nothing_is_there(settings: &[(&str, &str)]) {
    let stage = Stage::raise_with(settings).await;
    let rider = stage.rider("Ana").await;
    let lines = routes().into_iter().chain(ROOMS.map(str::to_owned));
    for line in lines {
        assert_eq!(status(&rider, &line).await, StatusCode::NOT_FOUND, "{line}");
    }
    assert!(!rider.get("/book").await.html.contains("/backstage"), "nothing leads there");
}

#[tokio::test]
async fn with_a_live_key_there_is_no_backstage_and_none_of_its_controls() {
    let settings = [
        ("FINTOC_SECRET_KEY", "sk_live_a_key_that_opens_nothing"),
        ("FINTOC_ALLOW_LIVE", "yes"),
        ("FINTOC_API_URL", "http://127.0.0.1:9"),
        ("FINTOC_WEBHOOK_SECRET", "whsec_of_nobody_at_all_whatever"),
    ];
    nothing_is_there(&settings).await;
}

#[tokio::test]
async fn switched_off_there_is_no_backstage_and_none_of_its_controls() {
    nothing_is_there(&[("BACKSTAGE", "off")]).await;
}

/// Everything backstage that can be looked at, as that browser sees it.
async fn all_that_is_seen(browser: &Browser) -> String {
    let mut seen = String::new();
    let rooms = ROOMS.iter().map(|line| line.split_once(' ').unwrap().1);
    for address in rooms.chain(["/backstage/handover.html", "/backstage/handover.json", "/backstage/panes"]) {
        seen.push_str(&browser.get(address).await.html);
    }
    seen
}

#[tokio::test]
async fn two_presenters_at_once_see_nothing_of_one_another() {
    let stage = Stage::raise().await;
    let (ana, bea) = tokio::join!(stage.rider_with_account("Ana Uno", PAYS), stage.rider_with_account("Bea Dos", PAYS));
    let rides = [stage.book(&ana).await.ride_id(), stage.book(&bea).await.ride_id()];
    let mut own = Vec::new();
    for (browser, ride) in [(&ana, &rides[0]), (&bea, &rides[1])] {
        stage.ride_says(browser, ride, "Pagado").await;
        let rider = stage.ride(ride).await.rider;
        let payment = &stage.payments(ride).await[0];
        let query = "select id from moments where rider_id = $1";
        let moments: Vec<String> =
            sqlx::query_scalar(query).bind(rider.as_str()).fetch_all(stage.store().pool()).await.unwrap();
        let session = payment.payment.session.clone().unwrap();
        let ids = [rider.to_string(), ride.to_string(), payment.payment.id.to_string(), session];
        own.push(ids.into_iter().chain(moments).collect::<Vec<_>>());
    }
    for (browser, mine, theirs) in [(&ana, &own[0], &own[1]), (&bea, &own[1], &own[0])] {
        let seen = all_that_is_seen(browser).await;
        assert!(mine.iter().any(|id| seen.contains(id.as_str())), "there is something to see");
        let leaked: Vec<_> = theirs.iter().filter(|id| seen.contains(id.as_str())).collect();
        assert!(leaked.is_empty(), "{leaked:?}");
        for id in theirs.iter().filter(|id| id.starts_with("moment_")) {
            assert_eq!(browser.get(&format!("/backstage/calls/{id}")).await.status, StatusCode::NOT_FOUND);
        }
        let stage_of_theirs = browser.get(&format!("/backstage?ride={}", theirs[1])).await;
        assert!(!stage_of_theirs.html.contains(&theirs[2]), "another's ride shows nothing");
    }
}
