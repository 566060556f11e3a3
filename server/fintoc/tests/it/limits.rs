//! The client on a bad day: too many calls, a Fintoc that says so, and one that does not answer.

use std::{
    num::NonZeroU16,
    time::{Duration, Instant},
};

use fintoc::{
    CheckoutSession, CircuitPolicy, Client, Error, IdempotencyKey, Prepared, RetryPolicy, SecretKey, SessionId,
};
use tokio::task::JoinSet;
use url::Url;

use crate::stand_in::{Answer, KEY, StandIn, install_tls};

const SESSION: &str = r#"{"id":"cs_1","object":"checkout_session","status":"created"}"#;
const TOO_MANY: &str =
    r#"{"error":{"type":"invalid_request_error","code":"rate_limit_exceeded","message":"Slow down"}}"#;

/// Longer than anything that should happen at once, and far shorter than any wait of a policy.
const AT_ONCE: Duration = Duration::from_millis(900);

async fn ask(client: &Client) -> Result<CheckoutSession, Error> {
    let request = Prepared::from_body(r#"{ "flow": "payment", "amount": 3500 }"#.to_owned());
    client.send(&request, &IdempotencyKey::new("payment_7").unwrap()).await
}

fn opens_after(failures: u32, cool_down: Duration) -> CircuitPolicy {
    CircuitPolicy { failures, cool_down }
}

#[tokio::test]
async fn clones_share_their_turns_as_the_server_sees_them() {
    let fintoc = StandIn::that_answers((0..30).map(|_| Answer::Json(200, SESSION))).await;
    let client = fintoc.client_builder().requests_per_second(NonZeroU16::new(15).unwrap()).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        let client = client.clone().within(Duration::from_secs(10));
        calls.spawn(async move { client.checkout_session(&SessionId::new("cs_1")).await.map(drop) });
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    let mut arrivals: Vec<_> = fintoc.asked().iter().map(|asked| asked.at).collect();
    arrivals.sort();
    assert_eq!(arrivals.len(), 30);
    assert!(arrivals.windows(16).all(|calls| calls[15] - calls[0] >= Duration::from_secs(1)));
}

#[tokio::test]
async fn a_call_that_gets_no_turn_before_its_deadline_is_not_sent() {
    let fintoc = StandIn::that_answers([Answer::Json(200, SESSION)]).await;
    let client = fintoc.client_builder().requests_per_second(NonZeroU16::MIN).build().unwrap();
    ask(&client).await.unwrap();
    let error = ask(&client.within(Duration::from_millis(50))).await.unwrap_err();
    assert!(matches!(error, Error::NoTurn), "{error:?}");
    fintoc.asked_once();
}

/// Faults: 17 in part: one call.
#[tokio::test]
async fn after_a_429_the_same_key_and_bytes_are_sent_again() {
    let fintoc =
        StandIn::that_answers([Answer::Json(429, TOO_MANY), Answer::Html(429, "slow"), Answer::Json(201, SESSION)])
            .await;
    let soon = RetryPolicy { delays: vec![Duration::from_millis(1); 5], ..RetryPolicy::when_limited() };
    let soon = RetryPolicy { jitter: Duration::from_millis(1), ..soon };
    ask(&fintoc.client_builder().retry(soon).build().unwrap()).await.unwrap();
    let asked = fintoc.asked();
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|each| each.header("idempotency-key") == Some("payment_7") && each.body == asked[0].body));
}

/// Faults: 17 in part: one call.
#[tokio::test]
async fn a_429_is_asked_again_five_times_and_no_more() {
    let fintoc = StandIn::that_answers((0..10).map(|_| Answer::Json(429, TOO_MANY))).await;
    let at_once =
        RetryPolicy { delays: vec![Duration::ZERO; 5], jitter: Duration::ZERO, ..RetryPolicy::when_limited() };
    let error = ask(&fintoc.client_builder().retry(at_once).build().unwrap()).await.unwrap_err();
    assert_eq!((error.status(), fintoc.asked().len()), (Some(429), 6));
}

#[tokio::test]
async fn a_429_whose_wait_would_pass_the_deadline_is_returned_at_once() {
    let fintoc = StandIn::that_answers([Answer::Json(429, TOO_MANY)]).await;
    let client = fintoc.client_builder().deadline(Duration::from_secs(1)).build().unwrap();
    let started = Instant::now();
    let error = ask(&client).await.unwrap_err();
    assert!(started.elapsed() < AT_ONCE);
    assert!(matches!(error, Error::OutOfTime(_)) && error.is_retryable() && !error.is_definite_refusal());
    assert_eq!(error.api().and_then(|api| api.code.as_deref()), Some("rate_limit_exceeded"));
    fintoc.asked_once();
}

/// Faults: 18 in part: the client.
#[tokio::test]
async fn a_call_ends_by_its_deadline_when_the_answer_never_comes() {
    let fintoc = StandIn::that_answers((0..9).map(|_| Answer::Never)).await;
    let client = fintoc.client_builder().retry(RetryPolicy::standard()).build().unwrap();
    let started = Instant::now();
    let error = ask(&client.within(Duration::from_millis(100))).await.unwrap_err();
    assert!(matches!(error, Error::OutOfTime(last) if matches!(*last, Error::TimedOut)));
    assert!((Duration::from_millis(100)..AT_ONCE).contains(&started.elapsed()));
    fintoc.asked_once();
}

#[tokio::test]
async fn a_call_ends_by_its_deadline_when_nobody_speaks_at_the_other_end() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    install_tls();
    let client = Client::builder(SecretKey::parse(KEY).unwrap()).base_url(base).build().unwrap();
    let client = client.within(Duration::from_millis(100));
    let (started, mut calls) = (Instant::now(), JoinSet::new());
    for _ in 0..150 {
        let client = client.clone();
        calls.spawn(async move { ask(&client).await.unwrap_err() });
    }
    let ended = calls.join_all().await;
    assert!((Duration::from_millis(100)..AT_ONCE).contains(&started.elapsed()));
    assert!(ended.iter().all(|error| matches!(error, Error::TimedOut | Error::NoTurn)), "{ended:?}");
    drop(listener);
}

/// Faults: 18 in part: the client.
#[tokio::test]
async fn a_dead_fintoc_is_left_alone_and_calls_fail_at_once() {
    let fintoc = StandIn::that_answers([Answer::Html(502, ""), Answer::Html(503, ""), Answer::Html(504, "")]).await;
    let policy = opens_after(3, Duration::from_secs(3_600));
    let client = fintoc.client_builder().circuit(policy).build().unwrap();
    for _ in 0..3 {
        assert!(client.would_send());
        assert!(ask(&client).await.unwrap_err().status().is_some());
    }
    assert!(!client.would_send());
    for _ in 0..100 {
        let error = ask(&client.clone().within(Duration::from_secs(60))).await.unwrap_err();
        assert!(matches!(error, Error::CircuitOpen), "{error:?}");
    }
    assert_eq!(fintoc.asked().len(), 3);
}

#[tokio::test]
async fn one_call_tries_while_the_others_fail_and_its_answer_lets_all_through() {
    let fintoc = StandIn::that_answers([Answer::Html(503, ""), Answer::Never]).await;
    let client = fintoc.client_builder().circuit(opens_after(1, Duration::ZERO)).build().unwrap();
    ask(&client).await.unwrap_err();
    let trying = tokio::spawn({
        let client = client.within(Duration::from_millis(300));
        async move { ask(&client).await.unwrap_err() }
    });
    while fintoc.asked().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(ask(&client).await, Err(Error::CircuitOpen)) && !client.would_send());
    assert!(matches!(trying.await.unwrap(), Error::TimedOut));
    fintoc.then(Answer::Json(201, SESSION));
    fintoc.then(Answer::Json(201, SESSION));
    ask(&client).await.unwrap();
    ask(&client).await.unwrap();
    assert_eq!(fintoc.asked().len(), 4);
}

#[tokio::test]
async fn refusals_and_stored_failures_of_fintoc_do_not_open_the_circuit() {
    let script = [401, 404, 422, 429, 500, 500, 500].map(|status| Answer::Json(status, TOO_MANY));
    let fintoc = StandIn::that_answers(script).await;
    let builder = fintoc.client_builder().retry(RetryPolicy::none());
    let client = builder.circuit(opens_after(1, Duration::from_secs(3_600))).build().unwrap();
    for _ in 0..7 {
        assert!(ask(&client).await.unwrap_err().status().is_some());
    }
    fintoc.then(Answer::Json(201, SESSION));
    ask(&client).await.unwrap();
}
