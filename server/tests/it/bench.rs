//! What the recorder costs: bookings a second with backstage and without, from one run.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::join_all;
use sandbox::Sandbox;
use serde_json::json;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Mutex};
use tokio_util::sync::CancellationToken;

use crate::{
    page::Browser,
    scene::hurry,
    stage::{Stage, install_provider, uuid_like},
};

/// Guests of each merchant. While the ride of one is being paid, others book.
const GUESTS: usize = 48;

/// How many accounts the sandbox gives a customer.
const SEEDED: usize = 3;
/// Clicks under way at once.
const AT_ONCE: usize = 6;
/// Rounds of each merchant, taking turns.
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a benchmark: cargo xtask bench backstage"]
async fn bookings_a_second_with_backstage_and_without() {
    let (on, off) = (Merchant::open("on").await, Merchant::open("off").await);
    for merchant in [&on, &off] {
        merchant.round(Duration::from_secs(1)).await;
    }
    let mut rounds = [Vec::new(), Vec::new()];
    let mut waits = [Vec::new(), Vec::new()];
    for number in 0..ROUNDS * 2 {
        // On, off, off, on, …: whatever gets slower meanwhile gets slower for both.
        let which = usize::from(matches!(number % 4, 1 | 2));
        let clicks = [&on, &off][which].round(ROUND).await;
        rounds[which].push(clicks.len());
        waits[which].extend(clicks);
    }
    println!("backstage  bookings/s  p50 ms  p99 ms   (medians of {ROUNDS} rounds of {} s)", ROUND.as_secs());
    for (which, word) in ["on", "off"].into_iter().enumerate() {
        line(word, &mut rounds[which], &mut waits[which]);
    }
    let percent = median(&rounds[0]) * 1_000 / median(&rounds[1]).max(1);
    println!("with backstage {} % of what it is without", tenths(percent));
    assert!(on.moments().await > 0 && off.moments().await == 0);
}

fn line(word: &str, rounds: &mut [usize], waits: &mut [Duration]) {
    rounds.sort_unstable();
    waits.sort_unstable();
    let rate = median(rounds) * 10_000 / usize::try_from(ROUND.as_millis()).unwrap();
    let wait = |part: usize| usize::try_from(waits[(waits.len() - 1) * part / 100].as_micros() / 100).unwrap();
    println!("{word:<9}  {:>10}  {:>6}  {:>6}", tenths(rate), tenths(wait(50)), tenths(wait(99)));
}

/// Of sorted numbers.
fn median(sorted: &[usize]) -> usize {
    sorted[sorted.len() / 2]
}

fn tenths(number: usize) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// A merchant with a sandbox of its own, both on loopback and on real files, and guests who can pay.
struct Merchant {
    stage: Stage,
    guests: Arc<Mutex<Vec<Guest>>>,
    _folder: TempDir,
}

/// A guest with the form that books, filled in.
struct Guest {
    browser: Browser,
    form: BTreeMap<String, String>,
    bookings: u32,
}

impl Merchant {
    async fn open(backstage: &str) -> Self {
        install_provider();
        let folder = TempDir::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let database = format!("sqlite://{}/sandbox.db", folder.path().display());
        let config = sandbox::Config {
            processing_delay: Duration::ZERO,
            requests_per_second: 0,
            ..sandbox::Config::new(url.parse().unwrap(), database)
        };
        let sandbox = Sandbox::open(config).await.unwrap();
        let (router, running) = (sandbox.router(), sandbox.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(async move { running.run(CancellationToken::new()).await });
        let key = format!("sk_test_{}", uuid_like());
        let settings = [
            ("FINTOC_SECRET_KEY", &*key),
            ("FINTOC_API_URL", &*url),
            ("FINTOC_CHECKOUT_ORIGINS", &*url),
            ("BACKSTAGE", backstage),
        ];
        let stage = Stage::raise_tuned(&settings, |config| hurry(&mut config.patience)).await;
        let guests = join_all((0..GUESTS).map(|_| Guest::take_in(&stage))).await;
        seed(&stage, &url, &key).await;
        let guests = join_all(guests.into_iter().map(|browser| Guest::at_the_form(&stage, browser))).await;
        Self { stage, guests: Arc::new(Mutex::new(guests)), _folder: folder }
    }

    /// Lets guests book for so long, and says how long each click took until the page of the ride was there.
    async fn round(&self, length: Duration) -> Vec<Duration> {
        let until = Instant::now() + length;
        let clicks = (0..AT_ONCE).map(|_| async {
            let mut clicks = Vec::new();
            while Instant::now() < until {
                let mut guest = self.guests.lock().await.remove(0);
                clicks.extend(guest.book().await);
                self.guests.lock().await.push(guest);
            }
            clicks
        });
        join_all(clicks).await.into_iter().flatten().collect()
    }

    async fn moments(&self) -> i64 {
        sqlx::query_scalar("select count(*) from moments").fetch_one(self.stage.store().pool()).await.unwrap()
    }
}

/// Gives every customer accounts that pay.
async fn seed(stage: &Stage, url: &str, key: &str) {
    let known = "select count(*) from riders where customer_id is not null";
    let count = async || sqlx::query_scalar::<_, i64>(known).fetch_one(stage.store().pool()).await.unwrap();
    stage.eventually("customers", async || (count().await >= i64::try_from(GUESTS).unwrap()).then_some(())).await;
    let customers: Vec<String> =
        sqlx::query_scalar("select customer_id from riders").fetch_all(stage.store().pool()).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for customer in customers {
        let verb = http.post(format!("{url}/_sandbox/reset")).header("authorization", key);
        let verb = verb.header("content-type", "application/json");
        let answer = verb.body(json!({"customer": customer, "to": "seed"}).to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}

impl Guest {
    async fn take_in(stage: &Stage) -> Browser {
        let browser = stage.browser();
        browser.submit(&browser.get("/").await, "/guest", &[]).await;
        browser
    }

    async fn at_the_form(stage: &Stage, browser: Browser) -> Self {
        let page = stage
            .eventually("all seeded accounts are saved", async || {
                let page = browser.get("/book?from=barrio-italia&to=costanera-center").await;
                (page.html.matches("name=\"method\"").count() == SEEDED).then_some(page)
            })
            .await;
        let mut form = page.form("/book").fields;
        // The one that pays; which of them came last, and is offered first, chance decides.
        form.insert("method".to_owned(), page.choice("method", &crate::hosted_page::PAYS[5..]));
        Self { form, browser, bookings: 0 }
    }

    /// One click, and how long it took; nothing when the ride before is still being paid.
    async fn book(&mut self) -> Option<Duration> {
        self.form.insert("key".to_owned(), format!("booking-{}", self.bookings + 1));
        let began = Instant::now();
        let page = self.browser.post("/book", &self.form).await;
        let is_booked = page.path().starts_with("/rides/");
        self.bookings += u32::from(is_booked);
        is_booked.then(|| began.elapsed())
    }
}
