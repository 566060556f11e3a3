//! Booking and paying.

use std::time::Duration;

use reqwest::StatusCode;
use vuelta::{
    Clp,
    id::RideId,
    ledger::Account,
    payment::{ErrorReason, PaymentState},
    ride::RideState,
};

use crate::{
    hosted_page::{ALSO_PAYS, ASKS_EACH_TIME, NO_FUNDS, PAYS, decide},
    stage::Stage,
};

/// Waits until the ride is paid, and checks that it was paid once.
async fn paid_once(stage: &Stage, ride: &RideId) {
    stage
        .eventually("the ride is paid", async || (stage.ride(ride).await.state == RideState::Paid).then_some(()))
        .await;
    let rider = stage.ride(ride).await.rider;
    assert_eq!(stage.balance(Account::Rider, Some(&rider)).await, Clp::ZERO);
    assert_eq!(stage.balance(Account::Fintoc, Some(&rider)).await, stage.ride(ride).await.fare.total);
    let intents = stage.running.backend.fintoc.payment_intents(fintoc::Page::of(300)).await.unwrap().items;
    let paid = intents.iter().filter(|intent| {
        intent.status == fintoc::IntentStatus::Succeeded
            && intent.metadata.get("ride_id").and_then(fintoc::MetadataValue::as_text) == Some(ride.as_str())
    });
    assert_eq!(paid.count(), 1, "the bank moved the money once");
}

#[tokio::test]
async fn one_click_books_a_ride_and_pays_it() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let answer = stage.book(&ana).await;
    let ride = answer.ride_id();
    paid_once(&stage, &ride).await;
    let page = stage.ride_says(&ana, &ride, "Pagado").await;
    assert!(page.text().contains("$4.990"), "{}", page.text());
    let receipt = ana.get(&format!("/rides/{ride}/receipt")).await.text();
    assert!(receipt.contains("$4.990") && receipt.contains("9212"), "{receipt}");
    assert!(ana.get("/rides").await.text().contains("Costanera Center"));
}

/// Faults: 22 in part: two clicks at once on Postgres.
#[tokio::test]
async fn on_postgres_two_clicks_at_once_book_one_ride_and_pay_it_on_the_second_try() {
    let Some(url) = crate::store::fresh_postgres().await else { return };
    let stage = Stage::raise_with(&[("DATABASE_URL", &url)]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.save_account(&ana, NO_FUNDS).await;
    let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let (first, second) = tokio::join!(ana.submit(&form, "/book", &[]), ana.submit(&form, "/book", &[]));
    let ride = first.ride_id();
    assert_eq!(ride, second.ride_id());
    let failed = stage.ride_says(&ana, &ride, "No alcanzó el saldo").await;
    let good = failed.choice("method", "9212");
    ana.submit(&failed, "/payments", &[("method", &good)]).await;
    paid_once(&stage, &ride).await;
}

/// Faults: 22.
#[tokio::test]
async fn a_second_click_and_a_second_tab_book_nothing_new() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let other_tab = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let (first, second, third) = tokio::join!(
        ana.submit(&form, "/book", &[]),
        ana.submit(&form, "/book", &[]),
        ana.submit(&other_tab, "/book", &[])
    );
    assert_eq!(first.ride_id(), second.ride_id());
    assert_eq!(first.ride_id(), third.ride_id());
    paid_once(&stage, &first.ride_id()).await;
    // Long after, the back button leads to the same form and to the same ride.
    assert_eq!(ana.submit(&form, "/book", &[]).await.ride_id(), first.ride_id());
    assert_eq!(stage.sessions_created().await, 2, "one setup, one payment");
}

/// Faults: 23 in part: with another trip.
#[tokio::test]
async fn a_key_that_comes_back_with_another_trip_is_refused() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let other = ana.get("/book?from=la-moneda&to=parque-arauco").await;
    let ride = ana.submit(&form, "/book", &[]).await.ride_id();
    paid_once(&stage, &ride).await;
    let refused = ana.submit(&other, "/book", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage.sessions_created().await, 2);
}

/// Faults: 22; 23 in part: thirty at once, and later.
#[tokio::test]
async fn thirty_posts_of_one_form_at_once_book_one_ride_and_lead_to_it() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let answers = futures::future::join_all((0..30).map(|_| ana.submit(&form, "/book", &[]))).await;
    let ride = answers[0].ride_id();
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK && answer.ride_id() == ride));
    paid_once(&stage, &ride).await;
    // The same key with another trip, and the price that goes with it: at once and long after.
    let elsewhere = ana.get("/book?from=la-moneda&to=parque-arauco").await;
    let key = form.form("/book").fields["key"].clone();
    let spent = [("key", key.as_str())];
    let answers = futures::future::join_all((0..30).map(|_| ana.submit(&elsewhere, "/book", &spent))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY));
    assert!(answers.iter().all(|answer| answer.html.contains(&format!("/rides/{ride}"))), "{}", answers[0].text());
    let count = |query: &'static str| sqlx::query_scalar::<_, i64>(query).fetch_one(stage.store().pool());
    assert_eq!(count("select count(*) from rides").await.unwrap(), 1);
    assert_eq!(count("select count(*) from payments").await.unwrap(), 1);
    assert_eq!(stage.sessions_created().await, 2, "one setup, one payment");
}

#[tokio::test]
async fn a_list_changed_without_asking_for_the_price_books_nothing_and_shows_that_price() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    // As without script: the list says Parque Arauco, the button still says the old price.
    let refused = ana.submit(&form, "/book", &[("to", "parque-arauco"), ("ride_type", "xl")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = refused.form("/book").fields;
    assert_eq!((shown["to"].as_str(), shown["ride_type"].as_str()), ("parque-arauco", "xl"), "what was chosen is kept");
    assert!(!refused.text().contains("$4.990"));
    let ride = ana.submit(&refused, "/book", &[]).await.ride_id();
    assert_eq!(stage.ride(&ride).await.trip.to.as_str(), "parque-arauco");
}

#[tokio::test]
async fn a_declined_fare_is_paid_on_the_second_try_with_another_account() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.save_account(&ana, NO_FUNDS).await;
    let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let broke = form.choice("method", "0051");
    let ride = ana.submit(&form, "/book", &[("method", &broke)]).await.ride_id();
    let failed = stage.ride_says(&ana, &ride, "No alcanzó el saldo").await;
    let payment = &stage.payments(&ride).await[0].payment;
    assert_eq!(payment.standing.state, PaymentState::Failed);
    assert_eq!(payment.standing.reason, Some(ErrorReason::InsufficientFunds));
    let rider = stage.ride(&ride).await.rider;
    assert_eq!(stage.balance(Account::Rider, Some(&rider)).await, Clp::ZERO, "nothing is owed for what failed");

    let good = failed.choice("method", "9212");
    let fields = [("method", &*good)];
    let (first, second) =
        tokio::join!(ana.submit(&failed, "/payments", &fields), ana.submit(&failed, "/payments", &fields));
    assert_eq!((first.ride_id(), second.ride_id()), (ride.clone(), ride.clone()));
    paid_once(&stage, &ride).await;
    assert_eq!(stage.payments(&ride).await.len(), 2, "a second click on retry starts nothing new");
}

#[tokio::test]
async fn a_bank_that_wants_approval_leads_to_the_hosted_page_and_back_to_the_same_ride() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", ASKS_EACH_TIME).await;
    let approval = stage.book(&ana).await;
    assert!(approval.path().starts_with("/checkout/"), "{} {}", approval.url, approval.text());
    let back = decide(&ana, &approval, "approve").await;
    paid_once(&stage, &back.ride_id()).await;
}

/// Faults: 35 in part: refused, and tried again.
#[tokio::test]
async fn a_rider_who_refuses_at_the_bank_pays_nothing_and_may_try_again() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", ASKS_EACH_TIME).await;
    let approval = stage.book(&ana).await;
    let back = decide(&ana, &approval, "reject").await;
    let ride = back.ride_id();
    stage
        .eventually("the ride is unpaid", async || (stage.ride(&ride).await.state == RideState::Unpaid).then_some(()))
        .await;
    assert_eq!(stage.payments(&ride).await[0].payment.standing.state, PaymentState::Rejected);
    let page = ana.get(&format!("/rides/{ride}")).await;
    let again = ana.submit(&page, "/payments", &[]).await;
    let back = decide(&ana, &again, "approve").await;
    assert_eq!(back.ride_id(), ride);
    paid_once(&stage, &ride).await;
}

/// Faults: 35 in part: cancelled, and gone back to.
#[tokio::test]
async fn leaving_the_approval_keeps_the_ride_and_the_way_back_to_the_bank() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", ASKS_EACH_TIME).await;
    let approval = stage.book(&ana).await;
    let back = ana.submit(&approval, "/cancel", &[]).await;
    let ride = back.ride_id();
    let session = approval.url.as_str().trim_end_matches("/authorise");
    assert!(back.html.contains(&format!("\"{session}\"")), "the ride page leads back to the bank");
    let rider = stage.ride(&ride).await.rider;
    assert!(stage.balance(Account::Rider, Some(&rider)).await > Clp::ZERO, "the fare is still owed");
    let other = stage.book(&ana).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "one payment under way at a time");
    assert!(other.html.contains(&format!("/rides/{ride}")), "and the way to it: {}", other.text());
    assert_eq!(stage.sessions_created().await, 2);
}

/// Faults: 27 in part: nothing is booked, but the trip has to be chosen again.
#[tokio::test]
async fn a_click_after_signing_out_in_another_tab_books_nothing_and_leads_to_signing_in() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let form = ana.get("/book?from=la-moneda&to=parque-arauco").await;
    ana.submit(&ana.get("/wallet").await, "/logout", &[]).await;
    let refused = ana.submit(&form, "/book", &[]).await;
    assert_eq!(refused.path(), "/login", "{}", refused.text());
    assert_eq!(refused.form("/login").fields["next"], "/book");
    let rides: i64 = sqlx::query_scalar("select count(*) from rides").fetch_one(stage.store().pool()).await.unwrap();
    assert_eq!(rides, 0);
    assert_eq!(stage.sessions_created().await, 1, "the setup, and no payment");
}

/// Faults: 36.
#[tokio::test]
async fn an_account_that_dies_between_page_and_click_pays_nothing_whether_we_know_it_or_not() {
    for told in [true, false] {
        let stage = Stage::raise().await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        stage.settled().await;
        let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;
        if !told {
            stage.sandbox_verb("pause", "{}").await;
            stage.read_no_list().await;
        }
        let method: String =
            sqlx::query_scalar("select id from payment_methods").fetch_one(stage.store().pool()).await.unwrap();
        let key = fintoc::IdempotencyKey::new(crate::stage::uuid_like()).unwrap();
        let fintoc = &stage.running.backend.fintoc;
        fintoc.cancel_payment_method(&fintoc::PaymentMethodId::new(method), &key).await.unwrap();
        if told {
            let gone = async || (!ana.get("/book").await.has_method("9212")).then_some(());
            stage.eventually("the account is gone", gone).await;
        }
        let clicked = ana.submit(&form, "/book", &[]).await;
        if told {
            assert_eq!(clicked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", clicked.text());
            assert!(clicked.html.contains("/wallet"), "the way to another account");
        } else {
            assert_eq!(stage.ride(&clicked.ride_id()).await.state, RideState::Unpaid, "{}", clicked.text());
        }
        let intents = stage.running.backend.fintoc.payment_intents(fintoc::Page::of(300)).await.unwrap().items;
        assert!(intents.is_empty(), "the bank moved nothing");
        assert_eq!(stage.balance(Account::Fintoc, None).await, Clp::ZERO);
    }
}

#[tokio::test]
async fn another_riders_ride_does_not_exist() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let page = stage.book(&ana).await;
    let ride = page.ride_id();
    let eve = stage.rider_with_account("Eva", ALSO_PAYS).await;
    for address in [format!("/rides/{ride}"), format!("/rides/{ride}/receipt"), format!("/rides/{ride}/live")] {
        assert_eq!(eve.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let method: String = sqlx::query_scalar("select id from payment_methods where last_four = '9212'")
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    let form = eve.get("/book?from=barrio-italia&to=costanera-center").await;
    let stolen = eve.submit(&form, "/book", &[("method", &method)]).await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY, "an account of somebody else pays nothing");
}

#[tokio::test]
async fn an_open_page_is_told_until_the_ride_is_over() {
    let stage = Stage::raise_with(&[("TRIP_PACE", "600")]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    // The stream ends by itself once there is nothing more to tell.
    let stream = tokio::time::timeout(Duration::from_secs(20), ana.get(&format!("/rides/{ride}/live"))).await;
    let told = stream.expect("the stream ends").html;
    assert!(told.contains("Pagado") && told.starts_with("id: "), "{told}");
}
