//! Another process holds the database's write lock: nothing is acknowledged that was not kept, and nothing is half-written.

use std::time::Duration;

use reqwest::StatusCode;
use sqlx::{AnyConnection, Connection};
use vuelta::{Clp, ledger::Account, ride::RideState};

use crate::{hosted_page::PAYS, stage::Stage};

/// Faults: 24.
#[tokio::test]
async fn an_event_that_meets_a_locked_database_is_not_acknowledged_and_its_retry_is_taken() {
    let stage = impatient().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.heard("checkout_session.finished", 1).await;
    stage.eventually("all is told", async || (stage.deliveries_owed().await == 0).then_some(())).await;
    stage.sandbox_verb("pause", "{}").await;
    let ride = stage.book(&ana).await.ride_id();
    stage.eventually("the bank paid", async || (stage.deliveries_owed().await == 2).then_some(())).await;
    let kept = count(&stage, "select count(*) from inbox").await;

    let lock = lock(&stage).await;
    stage.sandbox_verb("resume", "{}").await;
    let refused = async || {
        let log = stage.sandbox_look("deliveries").await;
        (log.matches("\"last_status\":503").count() == 2).then_some(())
    };
    stage.eventually("both events are refused", refused).await;
    let body = r#"{"id":"evt_locked","object":"event","type":"moon.landed","data":{"object":"moon"}}"#;
    let answer = stage.post_signed(body).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers()["retry-after"].to_str().is_ok_and(|seconds| seconds.parse::<u32>().is_ok()));
    assert_eq!(count(&stage, "select count(*) from inbox").await, kept, "nothing was acknowledged, nothing was kept");

    lock.close().await.unwrap();
    stage.pull_sandbox_clock(10).await;
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
    stage.eventually("all is told", async || (stage.deliveries_owed().await == 0).then_some(())).await;
    assert_eq!(stage.balance(Account::Rider, None).await, Clp::ZERO);
    assert_eq!(stage.post_signed(body).await.status(), StatusCode::OK);
}

/// Faults: 24.
#[tokio::test]
async fn a_booking_that_meets_a_locked_database_writes_nothing_and_goes_well_afterwards() {
    let stage = impatient().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.heard("checkout_session.finished", 1).await;
    let form = ana.get("/book?from=barrio-italia&to=costanera-center").await;

    let lock = lock(&stage).await;
    let busy = ana.submit(&form, "/book", &[]).await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(busy.headers.contains_key("retry-after"));
    assert!(busy.text().contains("Prueba otra vez") || busy.text().contains("prueba otra vez"), "{}", busy.text());
    for rows in ["rides", "payments", "ledger_entries", "ride_updates"] {
        let query = sqlx::AssertSqlSafe(format!("select count(*) from {rows}"));
        let rows: i64 = sqlx::query_scalar(query).fetch_one(stage.store().pool()).await.unwrap();
        assert_eq!(rows, 0);
    }
    assert_eq!(count(&stage, "select count(*) from outbox where kind = 'payment'").await, 0);
    assert_eq!(stage.sessions_created().await, 1, "the setup, and no payment");
    assert_eq!(ana.get("/book").await.status, StatusCode::OK, "pages are read meanwhile");

    lock.close().await.unwrap();
    let ride = ana.submit(&form, "/book", &[]).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    assert_eq!(stage.sessions_created().await, 2);
}

/// A stage that does not wait long for the lock.
async fn impatient() -> Stage {
    Stage::raise_tuned(&[], |config| config.patience.database = Duration::from_millis(200)).await
}

/// Takes the write lock as another process would, with a connection of its own, for longer than anybody waits.
async fn lock(stage: &Stage) -> AnyConnection {
    let mut other = AnyConnection::connect(&stage.running.backend.config.database_url).await.unwrap();
    sqlx::query("pragma busy_timeout = 20000").execute(&mut other).await.unwrap();
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
    other
}

async fn count(stage: &Stage, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(stage.store().pool()).await.unwrap()
}
