//! What pages weigh on the wire, without the files that they share.

use reqwest::header;

use crate::{hosted_page::PAYS, page::Browser, stage::Stage};

/// What a page may weigh, packed.
const MOST: usize = 20_000;

/// The bytes of a page as they travel, packed as browsers ask for it.
async fn weigh(stage: &Stage, browser: &Browser, path: &str) -> usize {
    let home = stage.address.parse().unwrap();
    let cookies = reqwest::cookie::CookieStore::cookies(&*browser.cookies, &home).expect("a session");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("{}{path}", stage.address)).header(header::COOKIE, cookies);
    let answer = request.header(header::ACCEPT_ENCODING, "br").send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()[header::CONTENT_ENCODING], "br", "{path}");
    answer.bytes().await.unwrap().len()
}

#[tokio::test]
async fn a_page_with_a_map_weighs_at_most_20_kb_because_the_city_is_a_file_of_its_own() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    let ride = format!("/rides/{ride}");
    for path in ["/", "/book", &ride, &format!("{ride}/destination"), &format!("{ride}/receipt")] {
        let weight = weigh(&stage, &ana, path).await;
        println!("{weight} bytes: {}", path.split("ride_").next().unwrap_or(path));
        assert!(weight <= MOST, "{path} weighs {weight}");
    }
    let city = ana.get("/book").await.html.matches("santiago.svg").count();
    assert!(city > 0, "the city is asked for by name");
}
