//! What the payment path promises when answers are lost, late or nonsense: every ride is asked for once and paid once.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use serde_json::json;
use tokio::sync::Semaphore;
use vuelta::{ports::Wallets, wallet::SetupState};

use crate::{
    proxy::{Creates, Spoil},
    scene::{Scene, hurry},
};

/// How often one ride's answer is cut in a row, each time at the next byte.
const CUTS_A_RIDE: usize = 8;

/// Faults: 12.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_cut_anywhere_charges_the_ride_once() {
    let scene = Scene::set().await;
    let riders = scene.riders(8).await;
    scene.pays(&[scene.book(&riders[0]).await]).await;
    let answer = scene.proxy.exchanges(Creates::Payment).remove(0).answer;
    let cuts: Vec<_> = (0..answer.len()).map(Spoil::Cut).collect();
    let lists: Vec<_> = cuts.chunks(CUTS_A_RIDE).map(<[Spoil]>::to_vec).collect();
    scene.proxy.spoil(Creates::Payment, lists.clone());
    for batch in lists.chunks(riders.len()) {
        let rides = join_all(riders.iter().take(batch.len()).map(|rider| scene.book(rider))).await;
        scene.pays(&rides).await;
    }
    println!(
        "a payment's answer of {} bytes was cut at {} offsets, on {} rides",
        answer.len(),
        cuts.len(),
        lists.len()
    );
    scene.every_ride_was_paid_once(lists.len() + 1).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, cuts.len() + lists.len() + 1);
}

/// Faults: 12; 18 in part: answers that never come.
#[tokio::test]
async fn an_answer_that_never_comes_charges_the_ride_once() {
    let scene = Scene::set_with(0, |patience| {
        hurry(patience);
        patience.fintoc = Duration::from_millis(500);
    })
    .await;
    let riders = scene.riders(4).await;
    scene.proxy.spoil(Creates::Payment, vec![vec![Spoil::Stall; 2]; riders.len()]);
    let rides = join_all(riders.iter().map(|rider| scene.book(rider))).await;
    scene.pays(&rides).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len() * 3);
}

/// Faults: 12 in part: setups.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setup_whose_answer_is_cut_is_one_session() {
    let scene = Scene::set().await;
    let seat = scene.riders(1).await.remove(0);
    let backend = &scene.stage.running.backend;
    backend.start_setup(&seat.rider, Some("cl_banco_de_chile")).await.expect("a setup");
    let length = scene.proxy.exchanges(Creates::Setup)[0].answer.len();
    let cuts: Vec<_> = (0..length).step_by(41).map(Spoil::Cut).collect();
    let lists: Vec<_> = cuts.chunks(CUTS_A_RIDE).map(<[Spoil]>::to_vec).collect();
    scene.proxy.spoil(Creates::Setup, lists.clone());
    for _ in &lists {
        let setup = backend.start_setup(&seat.rider, Some("cl_banco_de_chile")).await.expect("a setup");
        assert_eq!(setup.redirect_url, None, "the answer did not arrive");
        scene.work().await;
        let setup = backend.setup(&seat.rider, &setup.id).await.expect("the setup");
        assert_eq!(setup.state, SetupState::Open);
        assert!(setup.redirect_url.is_some(), "the way to the bank is known");
    }
    println!("a setup's answer of {length} bytes was cut at {} offsets", cuts.len());
    let seeded = 3;
    let stats = scene.sandbox.stats(&scene.key).await.expect("the sandbox counts");
    assert_eq!(stats.sessions_created, seeded + 1 + i64::try_from(lists.len()).unwrap());
    scene.every_key_came_with_the_same_bytes(Creates::Setup, 1 + cuts.len() + lists.len());
}

/// Faults: 12 in part: customers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_whose_answer_is_cut_is_one_customer() {
    let scene = Scene::set().await;
    scene.sign_up(0).await;
    scene.work().await;
    let length = scene.proxy.exchanges(Creates::Customer)[0].answer.len();
    let cuts: Vec<_> = (0..length).step_by(29).map(Spoil::Cut).collect();
    let lists: Vec<_> = cuts.chunks(CUTS_A_RIDE).map(<[Spoil]>::to_vec).collect();
    scene.proxy.spoil(Creates::Customer, lists.clone());
    for number in 1..=u32::try_from(lists.len()).unwrap() {
        let rider = scene.sign_up(number).await;
        scene.work().await;
        assert!(scene.customer(&rider).await.is_some(), "the rider has a customer");
    }
    println!("a customer's answer of {length} bytes was cut at {} offsets", cuts.len());
    let stats = scene.sandbox.stats(&scene.key).await.expect("the sandbox counts");
    assert_eq!(stats.customers_created, 1 + i64::try_from(lists.len()).unwrap());
    assert_eq!(scene.rows("select count(distinct customer_id) from riders").await, stats.customers_created);
    scene.every_key_came_with_the_same_bytes(Creates::Customer, 1 + cuts.len() + lists.len());
}

/// Faults: 16 in part: a customer of somebody else.
#[tokio::test]
async fn a_customer_of_somebody_else_is_no_answer() {
    let scene = Scene::set().await;
    let theirs =
        r#"{"id":"cus_of_somebody_else","object":"customer","metadata":{"rider_id":"rider_of_somebody_else"}}"#;
    scene.proxy.spoil(Creates::Customer, [vec![Spoil::Instead(answer("201 Created", theirs))]]);
    let rider = scene.sign_up(0).await;
    scene.work().await;
    let customer = scene.customer(&rider).await.expect("the rider has a customer");
    assert_ne!(customer, "cus_of_somebody_else");
    scene.every_key_came_with_the_same_bytes(Creates::Customer, 2);
}

/// Faults: 2 in part: everything twice; 3 in part: shuffled; 8.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_that_come_twice_and_shuffled_before_the_answer_pay_each_ride_once() {
    let scene = Scene::set().await;
    let riders = scene.riders(8).await;
    scene.verb("scenarios", json!({"name": "duplicate", "copies": 2, "until_cleared": true})).await;
    scene.verb("pause", json!({})).await;
    let gate = Arc::new(Semaphore::new(0));
    scene.proxy.spoil(Creates::Payment, vec![vec![Spoil::Hold(gate.clone())]; riders.len()]);
    let clicks = join_all(riders.iter().map(|rider| scene.book(rider)));
    let meanwhile = async {
        scene.proxy.saw(Creates::Payment, riders.len()).await;
        scene.deliver_shuffled(riders.len() * 4).await;
        assert_eq!(scene.rows("select count(*) from rides where state = 'paid'").await, 8, "nobody was answered yet");
        assert_eq!(scene.rows("select count(*) from outbox where done_at is null").await, 8);
        gate.add_permits(riders.len());
    };
    let (rides, ()) = tokio::join!(clicks, meanwhile);
    scene.pays(&rides).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len());
}

/// Faults: 2 in part: everything twice; 3 in part: shuffled; 7 in part: minutes after the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_that_come_twice_and_shuffled_long_after_the_end_change_nothing() {
    let scene = Scene::set().await;
    let riders = scene.riders(8).await;
    scene.verb("scenarios", json!({"name": "duplicate", "copies": 2, "until_cleared": true})).await;
    scene.verb("pause", json!({})).await;
    let rides = join_all(riders.iter().map(|rider| scene.book(rider))).await;
    // Nobody tells and nobody reads Fintoc's list, so the reconciler asks.
    scene.stage.read_no_list().await;
    scene.stage.running.backend.clock.advance(Duration::from_secs(120));
    scene.pays(&rides).await;
    let told = scene.rows("select count(*) from ride_updates").await;
    scene.deliver_shuffled(riders.len() * 4).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    assert_eq!(scene.rows("select count(*) from ride_updates").await, told);
    assert_eq!(scene.rows("select count(*) from inbox where verdict = 'nothing_new'").await, 16);
}

/// Faults: 16.
#[tokio::test]
async fn an_answer_that_is_no_answer_is_asked_for_again_with_the_same_key_and_bytes() {
    let scene = Scene::set().await;
    let seat = scene.riders(1).await.remove(0);
    let error = r#"{"error":{"type":"api_error","code":"made_up","message":"not now"}}"#;
    let html = "<!DOCTYPE html><title>Bad gateway</title>";
    let somebody_elses = r#"{"id":"cs_of_somebody_else","object":"checkout_session","status":"finished",
        "metadata":{"payment_id":"pay_of_somebody_else"}}"#;
    let table = [
        ("408", error),
        ("429 Too Many Requests", error),
        ("502 Bad Gateway", error),
        ("503 Service Unavailable", error),
        ("504 Gateway Timeout", error),
        ("502 Bad Gateway", html),
        ("503 Service Unavailable", ""),
        ("400 Bad Request", html),
        ("404 Not Found", html),
        ("422 Unprocessable Entity", html),
        ("401 Unauthorized", error),
        ("403 Forbidden", html),
        ("200 OK", html),
        ("200 OK", ""),
        ("200 OK", "null"),
        ("200 OK", "[]"),
        ("200 OK", "{}"),
        ("200 OK", r#"{"id":7,"status":"created"}"#),
        ("200 OK", r#"{"object":"checkout_session","status":"created"}"#),
        ("201 Created", r#"{"id":"cs_1","object":"checkout_session","stat"#),
        ("201 Created", error),
        ("200 OK", somebody_elses),
        ("204 No Content", ""),
        ("301 Moved Permanently", "location: /v2/checkout_sessions"),
        ("307 Temporary Redirect", "location: /v2/checkout_sessions"),
        ("308 Permanent Redirect", "location: /v2/checkout_sessions"),
    ];
    scene.proxy.spoil(Creates::Payment, table.iter().map(|(status, body)| vec![Spoil::Instead(answer(status, body))]));
    for (row, (status, body)) in table.iter().enumerate() {
        let ride = scene.book(&seat).await;
        let unanswered = scene.rows("select count(*) from outbox where done_at is null").await;
        assert_eq!(unanswered, 1, "{status} {body} settles nothing");
        scene.pays(&[ride]).await;
        assert_eq!(scene.proxy.exchanges(Creates::Payment).len(), row * 2 + 2, "{status} {body}");
    }
    scene.every_ride_was_paid_once(table.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, table.len() * 2);
}

/// An answer of that status; a body that is a header is one.
fn answer(status: &str, body: &str) -> Vec<u8> {
    let (location, body) =
        if body.starts_with("location: ") { (format!("{body}\r\n"), "") } else { (String::new(), body) };
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{location}content-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}
