//! Postgres cuts every connection again and again, also in mid-commit: nothing acknowledged is lost, and nothing is done twice.

use std::time::Duration;

use fintoc::webhook::sign;
use futures::{StreamExt, future::join_all, stream};
use serde_json::json;
use sqlx::{AnyConnection, Connection};
use tokio_util::sync::CancellationToken;
use vuelta::{Clp, id::RideId, ledger::Account, payment::PaymentState, ride::RideState};

use crate::{
    hosted_page::PAYS,
    page::Browser,
    stage::{Stage, uuid_like},
    store::fresh_postgres,
};

/// How long a connection may live.
const LIFE: Duration = Duration::from_millis(60);

/// How far the clock is pulled with every look.
const STEP: Duration = Duration::from_millis(500);

const EVENTS: usize = 200;
const RIDES: usize = 3;

/// A shell's command that restarts Postgres, if it is to be restarted instead of cutting connections: then for longer.
fn restart() -> Option<String> {
    std::env::var("VUELTA_RESTART_POSTGRES").ok()
}

fn times(number: usize) -> usize {
    if restart().is_some() { number * 8 } else { number }
}

/// Faults: 31 in part: cuts at any moment, none aimed at a commit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_cuts_every_connection_loses_nothing_that_was_acknowledged() {
    let Some(url) = fresh_postgres().await else { return };
    let stage = Stage::raise_with(&[("DATABASE_URL", &url)]).await;
    let mut riders = Vec::new();
    for name in ["Ana", "Bruno", "Clara"] {
        riders.push(stage.rider_with_account(name, PAYS).await);
    }
    stage.settled().await;

    let stop = CancellationToken::new();
    let cutting = tokio::spawn(cut(url, stop.clone()));
    let clicks = join_all(riders.iter().map(|rider| book_and_book(&stage, rider)));
    let (rides, (events, refused)) = tokio::join!(clicks, post(&stage));
    stop.cancel();
    let cuts = cutting.await.unwrap();

    let rides: Vec<_> = rides.into_iter().flatten().collect();
    for ride in &rides {
        pays(&stage, ride).await;
        let payments = stage.payments(ride).await;
        assert_eq!(payments.len(), 1);
        assert_eq!(payments[0].payment.standing.state, PaymentState::Succeeded);
    }
    for id in &events {
        let query = sqlx::query_scalar("select count(*) from inbox where id = $1").bind(id.clone());
        let kept: i64 = query.fetch_one(stage.store().pool()).await.unwrap();
        assert_eq!(kept, 1, "{id} was acknowledged");
    }
    let booked: i64 = sqlx::query_scalar("select count(*) from rides").fetch_one(stage.store().pool()).await.unwrap();
    assert_eq!(usize::try_from(booked).unwrap(), rides.len());
    assert_eq!(usize::try_from(stage.sessions_created().await).unwrap(), riders.len() + rides.len());
    let fare = stage.ride(&rides[0]).await.fare.total.pesos();
    let books = [stage.balance(Account::Rider, None).await, stage.balance(Account::Fintoc, None).await];
    assert_eq!(books, [Clp::ZERO, Clp::new(fare * booked)]);
    assert!(cuts > 0, "somebody was cut off");
    println!("cut off {cuts} times; {} events taken, {refused} times refused; {booked} rides paid", events.len());
}

/// Ends every connection of that database, or restarts Postgres, over and over; gives how often.
async fn cut(url: String, stop: CancellationToken) -> i64 {
    let restart = restart();
    let database = url.rsplit('/').next().expect("a name").to_owned();
    let mut cuts = 0;
    while !stop.is_cancelled() {
        cuts += match &restart {
            Some(command) => run(command.clone()).await,
            None => cut_connections(&database).await,
        };
        tokio::time::sleep(if restart.is_some() { LIFE * 20 } else { LIFE }).await;
    }
    cuts
}

async fn cut_connections(database: &str) -> i64 {
    let mut admin = AnyConnection::connect(&std::env::var("TEST_POSTGRES_URL").unwrap()).await.unwrap();
    let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = $1";
    sqlx::query_scalar(cut).bind(database.to_owned()).fetch_one(&mut admin).await.unwrap()
}

async fn run(command: String) -> i64 {
    let run = move || std::process::Command::new("sh").args(["-c", &command]).status();
    let ended = tokio::task::spawn_blocking(run).await.unwrap().expect("a shell");
    assert!(ended.success(), "Postgres is restarted");
    1
}

/// Books rides one after the other, pressing the same button until it leads to a ride.
async fn book_and_book(stage: &Stage, rider: &Browser) -> Vec<RideId> {
    let mut rides = Vec::new();
    for _ in 0..times(RIDES) {
        let page = stage
            .eventually("the form", async || {
                let page = rider.get("/book?from=barrio-italia&to=costanera-center").await;
                page.status.is_success().then_some(page)
            })
            .await;
        let ride = stage
            .eventually("booked", async || {
                let answer = rider.submit(&page, "/book", &[]).await;
                answer.path().starts_with("/rides/").then(|| answer.ride_id())
            })
            .await;
        let over = async || {
            // Whoever was cut off holds a lease that has to run out.
            stage.running.backend.clock.advance(STEP);
            rider.get(&format!("/rides/{ride}")).await.text().contains("Pagado").then_some(())
        };
        stage.eventually("paid", over).await;
        rides.push(ride);
    }
    rides
}

/// Posts events, each until it is taken; gives them, and how often one was not.
async fn post(stage: &Stage) -> (Vec<String>, usize) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (secret, door) = (stage.running.backend.secrets().remove(0), format!("{}/webhooks/fintoc", stage.address));
    let posts = stream::iter(0..times(EVENTS)).map(async |_| {
        let id = format!("evt_{}", uuid_like());
        let body = json!({"id": id, "object": "event", "type": "moon.landed", "data": {}}).to_string();
        let mut refused = 0;
        loop {
            let now = stage.running.backend.clock.now().millis() / 1_000;
            let request = http.post(&door).header("fintoc-signature", sign(&secret, now, body.as_bytes()));
            let answer = request.body(body.clone()).send().await.unwrap();
            if answer.status().is_success() {
                tokio::time::sleep(Duration::from_millis(20)).await;
                return (id, refused);
            }
            assert_eq!(answer.status(), reqwest::StatusCode::SERVICE_UNAVAILABLE);
            refused += 1;
        }
    });
    let taken: Vec<(String, usize)> = posts.buffer_unordered(4).collect().await;
    let refused = taken.iter().map(|(_, refused)| refused).sum();
    (taken.into_iter().map(|(id, _)| id).collect(), refused)
}

async fn pays(stage: &Stage, ride: &RideId) {
    stage.eventually("paid", async || (stage.ride(ride).await.state == RideState::Paid).then_some(())).await;
}
