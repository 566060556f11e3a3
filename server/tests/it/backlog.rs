//! Much at once, and what cannot be applied: neither keeps the rest waiting.

use std::time::{Duration, Instant};

use fintoc::webhook::sign;
use futures::{StreamExt, stream};
use reqwest::StatusCode;
use serde_json::json;
use server::workers::{Turn, inbox};
use vuelta::ride::RideState;

use crate::{
    hosted_page::PAYS,
    stage::{Stage, quick_folder, uuid_like},
};

/// How many events arrive after an outage, and on how many connections.
const EVENTS: usize = 2_000;
const CONNECTIONS: usize = 32;

/// Faults: 38 in part: two thousand events, without a look at memory.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backlog_of_two_thousand_events_is_taken_in_order_while_pages_are_read() {
    let folder = quick_folder();
    let database = format!("sqlite://{}/vuelta.db", folder.path().display());
    let stage = Stage::raise_with(&[("DATABASE_URL", &database)]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.heard("checkout_session.finished", 1).await;
    stage.sandbox_verb("pause", "{}").await;
    let ride = stage.book(&ana).await.ride_id();
    stage.eventually("the bank paid", async || (stage.deliveries_owed().await == 2).then_some(())).await;

    // One client for all: each new one reads the certificates of the machine.
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (secret, door) = (stage.running.backend.secrets().remove(0), format!("{}/webhooks/fintoc", stage.address));
    let since = Instant::now();
    let posts = stream::iter(0..EVENTS).map(async |number| {
        let event =
            json!({"id": format!("evt_late_{number:04}"), "object": "event", "type": "moon.landed", "data": {}});
        let body = event.to_string();
        let signature = sign(&secret, jiff::Timestamp::now().as_second(), body.as_bytes());
        http.post(&door).header("fintoc-signature", signature).body(body).send().await.unwrap().status()
    });
    let statuses: Vec<_> = posts.buffer_unordered(CONNECTIONS).collect().await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK));
    let (taken, waiting) = (since.elapsed(), open(&stage).await);
    stage.sandbox_verb("resume", "{}").await;
    let mut slowest = Duration::ZERO;
    while open(&stage).await > 0 || stage.ride(&ride).await.state != RideState::Paid {
        let asked = Instant::now();
        assert_eq!(ana.get("/rides").await.status, StatusCode::OK);
        slowest = slowest.max(asked.elapsed());
        assert!(since.elapsed() < Duration::from_secs(60), "the backlog goes down");
    }
    println!(
        "{EVENTS} events taken in {} ms, {waiting} of them still waited; drained after {} ms; slowest page {} ms",
        taken.as_millis(),
        since.elapsed().as_millis(),
        slowest.as_millis()
    );
    let done = "select count(*) from inbox where id like 'evt_late_%' and verdict = 'ignored' and attempts = 1";
    assert_eq!(count(&stage, done).await, i64::try_from(EVENTS).unwrap(), "each once");
    let overtaken = "select count(*) from inbox first, inbox second
                     where first.id like 'evt_late_%' and second.type = 'payment_intent.succeeded'
                     and second.done_at < first.done_at";
    assert_eq!(count(&stage, overtaken).await, 0, "what came last is dealt with last");
}

/// Faults: 32.
#[tokio::test]
async fn events_that_can_never_be_applied_hold_nobody_up_and_are_applied_once_they_can_be() {
    const POISON: usize = 30;
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let bruno = stage.rider_with_account("Bruno", PAYS).await;
    stage.heard("checkout_session.finished", 2).await;
    stage.sandbox_verb("scenarios", &json!({"name": "pending", "seconds": 3_600, "times": 1}).to_string()).await;
    let ride = stage.book(&ana).await.ride_id();
    let pending =
        async || (count(&stage, "select count(*) from payments where state = 'pending'").await == 1).then_some(());
    stage.eventually("pending", pending).await;
    stage.settled().await;
    // As if a later version of us had written it: nothing about this payment can be read.
    spoil(
        &stage,
        "update payments set state = 'unheard_of', check_at = null, version = version + 1 where ride_id = $1",
        &ride,
    )
    .await;
    let intent: String = sqlx::query_scalar("select intent_id from payments where ride_id = $1")
        .bind(ride.as_str())
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    for _ in 0..POISON {
        let event = json!({
            "id": format!("evt_poison_{}", uuid_like()), "object": "event", "type": "payment_intent.pending", "mode": "test",
            "data": {"id": intent, "object": "payment_intent", "status": "pending", "amount": 4_990, "currency": "CLP"}
        });
        assert_eq!(stage.post_signed(&event.to_string()).await.status(), StatusCode::OK);
    }
    let since = Instant::now();
    let paid = stage.book(&bruno).await.ride_id();
    stage.ride_says(&bruno, &paid, "Pagado").await;
    println!("with {POISON} events nobody can apply, a ride is paid after {} ms", since.elapsed().as_millis());
    let failed = "select count(*) from inbox where id like 'evt_poison_%' and verdict = 'failed' and done_at is null";
    let all_failed = async || (count(&stage, failed).await == i64::try_from(POISON).unwrap()).then_some(());
    stage.eventually("all of them were tried", all_failed).await;

    spoil(&stage, "update payments set state = 'pending' where ride_id = $1", &ride).await;
    stage.running.backend.clock.advance(Duration::from_secs(600));
    while inbox::run_once(&stage.running.backend).await.unwrap() == Turn::Worked {}
    stage.settled().await;
    assert_eq!(count(&stage, "select count(*) from inbox where verdict = 'failed'").await, 0);
}

async fn spoil(stage: &Stage, update: &'static str, ride: &vuelta::id::RideId) {
    sqlx::query(update).bind(ride.as_str()).execute(stage.store().pool()).await.unwrap();
}

async fn open(stage: &Stage) -> i64 {
    count(stage, "select count(*) from inbox where done_at is null").await
}

async fn count(stage: &Stage, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(stage.store().pool()).await.unwrap()
}
