//! Being stopped: by a deployment in the middle of the day, or by force at the first boot of all.

use std::{
    cell::Cell,
    path::Path,
    time::{Duration, Instant},
};

use futures::future::join_all;
use rand::RngExt as _;
use sqlx::{AnyConnection, Connection};
use vuelta::id::RideId;

use crate::{
    page::{Browser, Page},
    process::{Scene, sign_up_and_save},
    stage::{install_provider, uuid_like},
};

const RIDERS: usize = 4;
const DEPLOYMENTS: usize = 3;

/// Within the server's grace, and with time for what comes after it.
const PATIENCE: Duration = Duration::from_secs(12);

/// First boots that are cut short, and how often each.
const DATABASES: usize = 6;
const KILLS_EACH: usize = 2;

/// Faults: 20 in part: one server that comes back, without another one beside it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deployment_under_load_fails_no_click_that_is_sent_twice_and_ends_open_streams() {
    install_provider();
    let scene = Scene { log_level: "warn", ..Scene::set_quick().await };
    let mut merchant = scene.start_merchant().await;
    let riders: Vec<_> = (0..RIDERS).map(|_| Browser::new(&scene.address())).collect();
    for rider in &riders {
        sign_up_and_save(&scene, rider).await;
    }
    let load = Load::default();
    let deployments = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..DEPLOYMENTS {
            let before = load.rides.get();
            let busy = async || (load.rides.get() >= before + RIDERS).then_some(());
            scene.eventually(busy).await.expect("riders go on booking");
            let mut stream = open_stream(&scene, &riders[0]).await;
            let asked = Instant::now();
            merchant.terminate();
            let last = tokio::time::timeout(PATIENCE, async { while let Ok(Some(_)) = stream.chunk().await {} }).await;
            assert!(last.is_ok(), "an open page is let go");
            let signal = tokio::time::timeout(PATIENCE, merchant.gone()).await.expect("it ends in time");
            assert_eq!(signal, None, "it ended by itself");
            slowest = slowest.max(asked.elapsed());
            merchant = scene.start_merchant().await;
        }
        load.over.set(true);
        slowest
    };
    let (slowest, _) = tokio::join!(deployments, join_all(riders.iter().map(|rider| ride(&scene, rider, &load))));
    assert!(!scene.log().contains("did not end in time"), "{}", scene.log());
    let (rides, again) = (load.rides.get(), load.again.get());
    println!("{DEPLOYMENTS} deployments, the slowest took {slowest:?}; {rides} rides, {again} things were sent twice");
    let stats = scene.sandbox.stats(&scene.key).await.expect("the sandbox counts");
    let transfers = usize::try_from(stats.intents_created).unwrap();
    assert_eq!(transfers, rides, "every ride was paid once");
    merchant.kill();
}

/// The stream of a setup that nobody goes on with: nothing but the server ends it.
async fn open_stream(scene: &Scene, rider: &Browser) -> reqwest::Response {
    rider.submit(&rider.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    let mut database = AnyConnection::connect(&scene.database("vuelta")).await.unwrap();
    let newest = "select id from setups where state = 'open' order by started_at desc limit 1";
    let setup: String = sqlx::query_scalar(newest).fetch_one(&mut database).await.unwrap();
    let stream = rider.open(&format!("/wallet/setups/{setup}/live")).await;
    assert!(stream.status().is_success());
    stream
}

/// What riders do until it is over.
#[derive(Default)]
struct Load {
    over: Cell<bool>,
    /// Rides booked and paid.
    rides: Cell<usize>,
    /// How often something was sent twice.
    again: Cell<usize>,
}

/// Books and pays one ride after the other.
async fn ride(scene: &Scene, rider: &Browser, load: &Load) {
    while !load.over.get() {
        let look = async || rider.try_get("/book?from=barrio-italia&to=costanera-center").await;
        let page = twice(scene, load, look).await;
        let form = page.form("/book");
        let booked = twice(scene, load, async || rider.try_post_form(&page, &form).await).await;
        paid(scene, rider, &booked.ride_id()).await;
        load.rides.set(load.rides.get() + 1);
    }
}

/// Does something, and if that fails once more, as soon as there is somebody to ask.
async fn twice(scene: &Scene, load: &Load, work: impl AsyncFn() -> Option<Page>) -> Page {
    if let Some(page) = work().await.filter(|page| page.status.is_success()) {
        return page;
    }
    load.again.set(load.again.get() + 1);
    assert!(scene.is_ready().await, "the merchant is back");
    let page = work().await.expect("the second answer comes");
    assert!(page.status.is_success(), "{}: {}", page.status, page.text());
    page
}

async fn paid(scene: &Scene, rider: &Browser, ride: &RideId) {
    let address = format!("/rides/{ride}");
    let look = async || rider.try_get(&address).await.filter(|page| page.text().contains("Pagado"));
    assert!(scene.eventually(look).await.is_some(), "{ride} is paid");
}

/// Faults: 39 in part: a dozen kills, on SQLite.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_boot_that_is_killed_again_and_again_comes_up_in_the_end() {
    install_provider();
    sqlx::any::install_default_drivers();
    // On a real disk, where each step takes its time.
    let scene = Scene { log_level: "error", ..Scene::set().await };
    let mut left = Vec::new();
    for _ in 0..DATABASES {
        let file = scene.folder.path().join(format!("{}.db", uuid_like()));
        let database = format!("sqlite://{}", file.display());
        for _ in 0..KILLS_EACH {
            let mut merchant = scene.spawn_merchant(&[("DATABASE_URL", &database)]);
            while !file.exists() {
                tokio::task::yield_now().await;
            }
            let moment = Duration::from_micros(rand::rng().random_range(0..MIGRATING));
            tokio::time::sleep(moment).await;
            merchant.kill();
            left.push(steps(&file).await);
        }
        let mut merchant = scene.spawn_merchant(&[("DATABASE_URL", &database)]);
        assert!(scene.is_ready().await, "it comes up: {}", scene.log());
        let home = Browser::new(&scene.address()).get("/signup").await;
        assert!(home.status.is_success());
        merchant.kill();
        assert_eq!(steps(&file).await, all_steps());
    }
    println!("of {} first boots that were killed, these had so many steps done: {left:?}", left.len());
}

/// How long the migrations take, in microseconds, and a little more.
const MIGRATING: u64 = 40_000;

/// How many migrations there are.
fn all_steps() -> i64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/sqlite");
    i64::try_from(std::fs::read_dir(folder).unwrap().count()).unwrap()
}

/// How many migrations a database has behind it, which is whole whatever happened to it.
async fn steps(file: &Path) -> i64 {
    let mut database = AnyConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let whole: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut database).await.unwrap();
    assert_eq!(whole, "ok");
    let begun = "select count(*) from sqlite_master where name = '_sqlx_migrations'";
    let begun: i64 = sqlx::query_scalar(begun).fetch_one(&mut database).await.unwrap();
    if begun == 0 {
        return 0;
    }
    sqlx::query_scalar("select count(*) from _sqlx_migrations where success").fetch_one(&mut database).await.unwrap()
}
