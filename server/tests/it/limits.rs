//! Bad days: requests that never come to Fintoc, a Fintoc that is asked too often, and one that says nothing at all.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use fintoc::{Error, RetryPolicy, SessionId};
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;
use vuelta::ride::RideState;

use crate::{
    hosted_page::PAYS,
    proxy::{Creates, Road, Spoil},
    scene::{Scene, hurry},
};

/// Faults: 13.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_connection_is_reset_before_fintoc_hears_of_it_is_sent_again_and_paid_once() {
    let scene = Scene::set().await;
    let riders = scene.riders(4).await;
    scene.proxy.spoil(Creates::Payment, vec![vec![Spoil::Lose; 2]; riders.len()]);
    let rides = join_all(riders.iter().map(|rider| scene.book(rider))).await;
    let stats = scene.sandbox.stats(&scene.key).await.expect("the sandbox counts");
    assert_eq!(stats.intents_created, 0, "Fintoc has heard of none");
    scene.pays(&rides).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len() * 3);
}

/// Faults: 13.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_find_no_way_to_fintoc_are_sent_when_there_is_one_and_paid_once() {
    let scene = Scene::set().await;
    let riders = scene.riders(4).await;
    scene.proxy.lead(Road::Closed);
    let rides = join_all(riders.iter().map(|rider| scene.book(rider))).await;
    assert!(scene.proxy.exchanges(Creates::Payment).is_empty());
    for ride in &rides {
        assert_eq!(scene.stage.ride(ride).await.state, RideState::Requested);
    }
    scene.proxy.lead(Road::Open);
    scene.pays(&rides).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len());
}

/// Faults: 17 in part: a hundred a second, with 24 clicks among 300 questions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clicks_and_questions_at_once_never_ask_fintoc_more_than_a_hundred_times_a_second() {
    let scene = Scene::set_with(100, |_| {}).await;
    let riders = scene.riders(24).await;
    let mut questions = JoinSet::new();
    for _ in 0..300 {
        let fintoc = scene.stage.running.backend.fintoc.clone();
        questions.spawn(async move { fintoc.checkout_session(&SessionId::new("cs_unknown")).await.map(drop) });
    }
    let rides = join_all(riders.iter().map(|rider| scene.book(rider))).await;
    scene.pays(&rides).await;
    for answer in questions.join_all().await {
        assert_eq!(answer.unwrap_err().status(), Some(404));
    }
    let passed = scene.proxy.passed();
    let most = most_in_a_second(&passed.iter().map(|(at, _)| *at).collect::<Vec<_>>());
    println!("of {} requests at most {most} came within a second", passed.len());
    assert!((50..=100).contains(&most), "{most}");
    assert!(passed.iter().all(|(_, first_line)| !first_line.contains(" 429 ")));
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len());
}

/// Faults: 17.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_429_is_waited_out_and_then_left_to_the_outbox() {
    let scene = Scene::set_with(0, |patience| {
        hurry(patience);
        patience.retry = RetryPolicy {
            delays: vec![Duration::from_millis(1); 5],
            jitter: Duration::from_millis(1),
            ..RetryPolicy::when_limited()
        };
    })
    .await;
    let riders = scene.riders(8).await;
    let body = r#"{"error":{"type":"invalid_request_error","code":"rate_limit_exceeded","message":"slow down"}}"#;
    let too_many = format!("HTTP/1.1 429 Too Many Requests\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let refused = Spoil::Instead(too_many.into_bytes());
    // Some are through before the click has done its six tries; of the others the outbox makes the last.
    scene.proxy.spoil(Creates::Payment, [3, 5, 6, 7, 8, 3, 5, 6].map(|times| vec![refused.clone(); times]));
    let rides = join_all(riders.iter().map(|rider| scene.book(rider))).await;
    assert_eq!(scene.rows("select count(*) from outbox where kind = 'payment' and done_at is null").await, 4);
    scene.pays(&rides).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len() + 43);
}

/// Faults: 18.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_fintoc_says_nothing_pages_answer_clicks_end_in_time_and_later_every_ride_is_paid() {
    let patience = Duration::from_millis(300);
    let cool_down = Duration::from_secs(1);
    let scene = Scene::set_with(0, |limits| {
        limits.fintoc = patience;
        limits.circuit.cool_down = cool_down;
    })
    .await;
    let ana = scene.stage.rider_with_account("Ana", PAYS).await;
    let riders = scene.riders(8).await;
    scene.proxy.lead(Road::Silent);
    let (silent_since, knocks) = (Instant::now(), scene.proxy.knocks());

    let clicks = join_all(riders[..6].iter().map(|rider| timed(scene.book(rider)))).await;
    let (mut rides, mut times): (Vec<_>, Vec<_>) = clicks.into_iter().unzip();
    let fintoc = &scene.stage.running.backend.fintoc;
    let unknown = SessionId::new("cs_unknown");
    let refused = async || matches!(fintoc.checkout_session(&unknown).await, Err(Error::CircuitOpen)).then_some(());
    scene.stage.eventually("the circuit opens", refused).await;
    let (page, time) = timed(scene.stage.book(&ana)).await;
    assert_eq!(scene.stage.ride(&page.ride_id()).await.state, RideState::Requested);
    rides.push(page.ride_id());
    times.push(time);
    let slowest_click = times.into_iter().max().expect("clicks");

    let account: String = sqlx::query_scalar("select id from payment_methods limit 1")
        .fetch_one(scene.stage.store().pool())
        .await
        .unwrap();
    scene.stage.eventually("the circuit is open", refused).await;
    let event = json!({"id": "evt_account", "object": "event", "type": "payment_method.activated",
        "data": {"object": "payment_method", "id": account}});
    assert_eq!(scene.stage.post_signed(&event.to_string()).await.status(), StatusCode::OK);
    let unasked = async || {
        (scene.rows("select count(*) from inbox where id = 'evt_account' and verdict = 'unasked'").await == 1)
            .then_some(())
    };
    scene.stage.eventually("news that raises a question waits", unasked).await;

    let mut pages = Vec::new();
    let mine = format!("/rides/{}", rides[6]);
    while pages.len() < 100 || silent_since.elapsed() < 3 * cool_down {
        for address in ["/healthz", "/readyz", "/", "/book", "/wallet", "/rides", &mine] {
            let (page, time) = timed(ana.get(address)).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            pages.push(time);
        }
    }
    pages.sort();
    let slowest_page = pages[pages.len() * 99 / 100];
    let tries = scene.proxy.knocks() - knocks;
    let silence = silent_since.elapsed();
    println!(
        "while Fintoc said nothing for {silence:?}: {tries} tries, clicks within {slowest_click:?}, 99 of 100 of {} pages \
         within {slowest_page:?}",
        pages.len()
    );
    assert!(slowest_click < 5 * patience, "{slowest_click:?}");
    assert!(slowest_page < patience, "{slowest_page:?}");
    // Six clicks and four workers may have been under way when the circuit opened; since then, one try a cool-down.
    let trials = usize::try_from(silence.as_secs() / cool_down.as_secs()).unwrap() + 1;
    assert!(tries <= 10 + trials, "{tries}");
    let tried = scene.rows("select sum(attempts) from outbox where done_at is null").await;
    assert!(usize::try_from(tried).unwrap() <= trials, "what was not sent was no try: {tried}");

    scene.proxy.lead(Road::Open);
    let answered =
        async || fintoc.checkout_session(&unknown).await.is_err_and(|error| error.status() == Some(404)).then_some(());
    scene.stage.eventually("the circuit closes", answered).await;
    rides.push(scene.book(&riders[6]).await);
    scene.pays(&rides).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len());
    let applied = async || {
        (scene.rows("select count(*) from inbox where id = 'evt_account' and done_at > 0").await == 1).then_some(())
    };
    scene.stage.eventually("the news is applied", applied).await;
}

/// What something gives, and how long it takes.
async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let started = Instant::now();
    (work.await, started.elapsed())
}

/// How many of these instants, which are in order, lie in the fullest second.
fn most_in_a_second(instants: &[Instant]) -> usize {
    let in_the_second_of = |first: usize| {
        let rest = &instants[first..];
        rest.iter().take_while(|at| at.duration_since(rest[0]) < Duration::from_secs(1)).count()
    };
    (0..instants.len()).map(in_the_second_of).max().unwrap_or_default()
}
