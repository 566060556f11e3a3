//! The price that was shown is the price that is paid, for a while, by whom it was shown to.

use std::time::Duration;

use reqwest::StatusCode;
use server::seal::{Purpose, Seal};
use vuelta::{
    Clp,
    fare::RideType,
    quote::{HOLDS, Quote},
    ride::RideState,
};

use crate::{
    hosted_page::{ALSO_PAYS, PAYS},
    page::{Browser, Page},
    stage::Stage,
};

const TRIP: &str = "/book?from=barrio-italia&to=costanera-center";

/// The quote of a page, as its form carries it.
fn quote_of(page: &Page) -> String {
    page.form("/book").fields["quote"].clone()
}

/// How much a story has written down about rides, payments and the books, and asked Fintoc for.
async fn written(stage: &Stage) -> [i64; 4] {
    let count = |query: &'static str| sqlx::query_scalar::<_, i64>(query).fetch_one(stage.store().pool());
    [
        count("select count(*) from rides").await.unwrap(),
        count("select count(*) from payments").await.unwrap(),
        count("select count(*) from ledger_entries").await.unwrap(),
        count("select count(*) from outbox").await.unwrap(),
    ]
}

/// Sends the form with these fields, and checks that nothing comes of it but the page again, with words that say why.
async fn refused(stage: &Stage, rider: &Browser, page: &Page, fields: &[(&str, &str)], words: &str) -> Page {
    let before = written(stage).await;
    let refused = rider.submit(page, "/book", fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}: {}", refused.text());
    assert!(refused.text().contains(words), "{fields:?}: {}", refused.text());
    assert_eq!(written(stage).await, before, "{fields:?} wrote something down");
    refused
}

#[tokio::test]
async fn a_price_that_has_expired_books_nothing_and_the_page_comes_back_with_the_one_of_now() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.save_account(&ana, ALSO_PAYS).await;
    let form = ana.get(TRIP).await;
    let other = form.choice("method", &ALSO_PAYS[ALSO_PAYS.len() - 4..]);
    stage.running.backend.clock.advance(HOLDS + Duration::from_secs(1));
    let chosen = [("ride_type", "xl"), ("method", &*other)];
    let again = refused(&stage, &ana, &form, &chosen, "El precio venció; este es el de ahora: $7.980").await;
    let shown = again.form("/book").fields;
    assert_eq!((shown["from"].as_str(), shown["to"].as_str()), ("barrio-italia", "costanera-center"));
    assert_eq!((shown["ride_type"].as_str(), &shown["method"]), ("xl", &other), "what was chosen is kept");
    assert_ne!(shown["quote"], quote_of(&form));
    let ride = ana.submit(&again, "/book", &[]).await.ride_id();
    assert_eq!(stage.ride(&ride).await.fare.total, Clp::new(7_980));
}

#[tokio::test]
async fn a_second_click_long_after_the_price_expired_leads_to_the_ride_that_the_first_one_booked() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get(TRIP).await;
    let ride = ana.submit(&form, "/book", &[]).await.ride_id();
    stage.running.backend.clock.advance(HOLDS * 2);
    assert_eq!(ana.submit(&form, "/book", &[]).await.ride_id(), ride);
}

#[tokio::test]
async fn a_quote_that_was_altered_in_any_way_is_refused_with_the_right_price() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get(TRIP).await;
    let quote = quote_of(&form);
    let (text, signature) = quote.rsplit_once('.').unwrap();
    let later = text.replacen("~17", "~27", 1).replacen("~18", "~28", 1);
    for altered in [
        String::new(),
        text.to_owned(),
        format!("{text}."),
        format!("{text}.{}", signature.to_uppercase()),
        format!("{text}.{}", "0".repeat(signature.len())),
        format!("{}.{signature}", text.replace("~1200~", "~12~")),
        format!("{}.{signature}", text.replace("~1200~", "~-1200~")),
        format!("{}.{signature}", text.replace("~1200~", "~9223372036854775807~")),
        format!("{later}.{signature}"),
        format!("{text}~0.{signature}"),
        format!("{quote}.{signature}"),
    ] {
        assert_ne!(altered, quote);
        let page = refused(&stage, &ana, &form, &[("quote", &altered)], "El precio es $4.990").await;
        assert!(page.text().contains("Pagar $4.990"), "the right price is on the button: {}", page.text());
    }
    // Prices beside the quote are nobody's business.
    let fields = [("fare_economico", "10"), ("fare", "10"), ("shown", "10")];
    let ride = ana.submit(&form, "/book", &fields).await.ride_id();
    assert_eq!(stage.ride(&ride).await.fare.total, Clp::new(4_990));
}

#[tokio::test]
async fn the_quote_of_another_rider_or_another_trip_books_nothing() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let eve = stage.rider_with_account("Eva", ALSO_PAYS).await;
    let (of_ana, of_eve) = (ana.get(TRIP).await, eve.get(TRIP).await);
    refused(&stage, &eve, &of_eve, &[("quote", &quote_of(&of_ana))], "El precio es $4.990").await;
    let short = quote_of(&eve.get("/book?from=barrio-italia&to=parque-arauco").await);
    refused(&stage, &eve, &of_eve, &[("quote", &short)], "El precio es $4.990").await;
    assert_eq!(stage.ride(&eve.submit(&of_eve, "/book", &[]).await.ride_id()).await.fare.total, Clp::new(4_990));
}

#[tokio::test]
async fn a_price_is_kept_although_the_tariff_changed_meanwhile() {
    const SECRET: &str = "a secret that two servers were given alike";
    let stage = Stage::raise_with(&[("VUELTA_SECRET", SECRET)]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get(TRIP).await;
    let quote = quote_of(&form);
    let (today, _) = quote.rsplit_once('.').unwrap();
    // As a server signed it while the base fare was 700 pesos.
    let yesterday = today.replace("~1200~", "~700~");
    let signed = Seal::new(SECRET.to_owned().into()).sign(Purpose::Quote, &yesterday);
    let ride = ana.submit(&form, "/book", &[("quote", &signed), ("ride_type", "confort")]).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    let booked = stage.ride(&ride).await;
    assert_eq!(booked.fare, Quote::parse(&yesterday).unwrap().fare(RideType::Confort));
    assert_eq!((booked.fare.base, booked.fare.total), (Clp::new(700), Clp::new(5_990)));
    assert_eq!(booked.state, RideState::Paid);
    let receipt = ana.get(&format!("/rides/{ride}/receipt")).await.text();
    assert!(receipt.contains("$5.990") && receipt.contains("$700"), "{receipt}");
}

#[tokio::test]
async fn a_restart_and_another_server_know_the_same_quotes() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get(TRIP).await;
    let stage = stage.restart().await;
    let ride = ana.submit(&form, "/book", &[]).await.ride_id();
    assert_eq!(stage.ride(&ride).await.fare.total, Clp::new(4_990));
}

#[tokio::test]
async fn a_trip_to_where_one_is_books_nothing_and_says_so() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get(TRIP).await;
    let same = [("to", "barrio-italia")];
    refused(&stage, &ana, &form, &same, "Desde y hasta son el mismo lugar").await;
}
