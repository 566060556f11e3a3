//! Several servers on one Postgres, each a process of its own: whichever a rider meets, whichever dies, every ride is paid once.

use std::{
    collections::BTreeMap,
    process::{Child, Command},
    sync::Mutex,
    time::{Duration, Instant},
};

use fintoc::{IntentStatus, Metadata, MetadataValue, Page, RefundQuery, RefundStatus};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use sandbox::Sandbox;
use server::store::{Store, ledger, rides};
use sqlx::Row as _;
use tempfile::TempDir;
use vuelta::{
    id::RideId,
    ledger::Account,
    ride::{RideNews, RideState},
};

use crate::{
    hosted_page::{ASKS_EACH_TIME, NO_FUNDS, PAYS, approve_account, decide},
    page::{self, Browser},
    process::{free_port, open_sandbox},
    stage::{install_provider, quick_folder, uuid_like},
    store::fresh_postgres,
};

const BOOK: &str = "/book?from=barrio-italia&to=costanera-center";

/// Faults: 30 in part: the work is shared.
#[tokio::test]
async fn two_servers_on_one_postgres_share_the_work_and_pay_every_ride_once() {
    let Some(fleet) = Fleet::of(2).await else { return };
    fleet.start_all().await;
    let riders = futures::future::join_all((0..4).map(|n| fleet.rider(n % 2, (n + 1) % 2, &[PAYS]))).await;
    let rides =
        futures::future::join_all(riders.iter().enumerate().map(|(n, rider)| take_rides(&fleet, n, rider))).await;
    fleet.settled(Duration::from_secs(60)).await;
    let told = fleet.agree().await;
    assert_eq!(told.paid, rides.iter().sum::<usize>(), "every ride is paid");
    let [first, second] = [fleet.applied(0), fleet.applied(1)];
    println!("{}; events applied: {first} by one server, {second} by the other", told.in_words);
    assert!(first > 0 && second > 0, "the work is shared: {first} and {second}");
}

/// Books ride after ride, each at the other server than the last; watches it where it was not booked.
async fn take_rides(fleet: &Fleet, n: usize, rider: &Browser) -> usize {
    const RIDES: usize = 4;
    for turn in n..n + RIDES {
        let (here, there) = (fleet.address(turn % 2), fleet.address((turn + 1) % 2));
        let form = rider.get(&format!("{here}{BOOK}")).await;
        let ride = rider.submit(&form, "/book", &[]).await.ride_id();
        // The stream ends by itself once there is nothing more to tell.
        let live = format!("{there}/rides/{ride}/live");
        let told = tokio::time::timeout(Duration::from_secs(20), rider.get(&live)).await.expect("the stream ends").html;
        assert!(told.contains("Pagado"), "{told}");
    }
    RIDES
}

#[tokio::test]
async fn a_page_open_at_one_server_shows_within_a_second_what_another_wrote() {
    let Some(fleet) = Fleet::of(2).await else { return };
    fleet.start_all().await;
    let ana = fleet.rider(0, 1, &[ASKS_EACH_TIME]).await;
    let approval = ana.submit(&ana.get(&format!("{}{BOOK}", fleet.address(0))).await, "/book", &[]).await;
    let store = fleet.store().await;
    let ride = fleet.text("select id from rides").await;
    let mut streams = Vec::new();
    for server in [0, 1] {
        let mut stream = ana.open(&format!("{}/rides/{ride}/live", fleet.address(server))).await;
        until(&mut stream, "data: ").await;
        streams.push(stream);
    }
    // What no server of theirs wrote, so that none of them can have told its own pages.
    let id = RideId::new(&*ride);
    let mut tx = store.begin().await.unwrap();
    rides::lock(&mut tx, &id).await.unwrap();
    rides::tell(&mut tx, &id, &RideNews::TriedAgain, vuelta::Instant::from_millis(1_800_000_000_000)).await.unwrap();
    tx.commit().await.unwrap();
    let committed = Instant::now();
    for stream in &mut streams {
        let told = until(stream, "data: ").await;
        assert!(told.starts_with("id: "), "{told}");
    }
    let took = committed.elapsed();
    println!("both pages were told after {} ms", took.as_millis());
    assert!(took < Duration::from_secs(3), "{took:?}");
    // And what comes of it in earnest.
    decide(&ana, &approval, "approve").await;
    for stream in &mut streams {
        until(stream, "Pagado").await;
    }
    fleet.settled(Duration::from_secs(60)).await;
    assert_eq!(fleet.agree().await.paid, 1);
}

/// Faults: 37 in part: the stream alone, without a browser.
#[tokio::test]
async fn a_page_whose_server_died_goes_on_at_another_and_at_the_same_one_when_it_is_back() {
    let Some(fleet) = Fleet::of(2).await else { return };
    fleet.start_all().await;
    let ana = fleet.rider(0, 1, &[ASKS_EACH_TIME]).await;
    let approval = ana.submit(&ana.get(&format!("{}{BOOK}", fleet.address(1))).await, "/book", &[]).await;
    let ride = fleet.text("select id from rides").await;
    let live = |server| format!("{}/rides/{ride}/live", fleet.address(server));
    let mut lost = ana.open(&live(0)).await;
    until(&mut lost, "data: ").await;
    fleet.kill(0);
    while let Ok(Some(_)) = lost.chunk().await {}
    let mut other = ana.open(&live(1)).await;
    until(&mut other, "data: ").await;
    decide(&ana, &approval, "approve").await;
    until(&mut other, "Pagado").await;
    fleet.start(0);
    fleet.ready(0).await;
    let mut back = ana.open(&live(0)).await;
    until(&mut back, "Pagado").await;
    assert_eq!(fleet.agree().await.paid, 1);
}

#[tokio::test]
async fn a_server_that_stands_still_in_a_transaction_does_not_hold_the_others_up_for_long() {
    let Some(url) = fresh_postgres().await else { return };
    let (still, other) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
    let mut kept = still.begin().await.unwrap();
    sqlx::query("lock table rides").execute(&mut *kept).await.unwrap();
    let (mut refused, began) = (0, Instant::now());
    let waited = loop {
        let mut tx = other.begin().await.unwrap();
        match rides::lock(&mut tx, &RideId::new("ride_1")).await {
            Ok(()) => break began.elapsed(),
            Err(error) => assert!(error.is_passing(), "{error:?}"),
        }
        refused += 1;
    };
    println!("the lock was free after {waited:?}; {refused} tries were told to come back");
    assert!(refused > 0 && waited < Duration::from_secs(15));
    let late = rides::set_state(&mut kept, &RideId::new("ride_1"), RideState::Paid).await;
    assert!(late.is_err(), "what was left lying is undone");
}

#[tokio::test]
async fn servers_that_boot_together_on_an_empty_database_all_come_up() {
    let Some(fleet) = Fleet::of(4).await else { return };
    fleet.start_all().await;
    assert_eq!(
        fleet.count("select count(*) from settings where name like 'webhook_secret:%'").await,
        4,
        "one for each address"
    );
    assert_eq!(fleet.count("select count(*) from settings where name like 'lease:%'").await, 0);
}

#[tokio::test]
async fn an_endpoint_that_another_server_made_for_our_address_is_believed() {
    let Some(fleet) = Fleet::of(2).await else { return };
    fleet.start(0);
    fleet.ready(0).await;
    let ana = fleet.rider(0, 0, &[PAYS]).await;
    for endpoint in fleet.fintoc.webhook_endpoints().await.unwrap() {
        fleet.fintoc.delete_webhook_endpoint(&endpoint.id).await.unwrap();
    }
    // One address for both, as behind a balancer; this one leads to the first.
    fleet.start_as(1, &fleet.address(0));
    let made = async || fleet.fintoc.webhook_endpoints().await.unwrap().pop();
    fleet.eventually(Duration::from_secs(20), made).await.expect("the second makes an endpoint");
    let ride = ana.submit(&ana.get(BOOK).await, "/book", &[]).await.ride_id();
    let live = ana.get(&format!("/rides/{ride}/live")).await.html;
    assert!(live.contains("Pagado"), "{live}");
    let arrived = async || fleet.log_says(0, "payment_intent.succeeded").then_some(());
    fleet.eventually(Duration::from_secs(20), arrived).await.expect("the event arrives");
    assert!(!fleet.log_says(0, "a webhook was refused"), "the secret is shared");
}

/// Both servers are stopped, killed and started again at random while riders keep booking. `VUELTA_SOAK_SECONDS` makes it long,
/// `VUELTA_SOAK_SEED` repeats one.
/// Faults: 19 in part: at any moment, with another server at work; 30.
#[tokio::test]
async fn servers_that_are_stopped_and_killed_at_random_lose_no_ride_and_no_money() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let long = setting("VUELTA_SOAK_SECONDS");
    let seed = setting("VUELTA_SOAK_SEED").unwrap_or_else(|| rand::rng().random());
    let Some(fleet) = Fleet::of(2).await else { return };
    fleet.start_all().await;
    println!("VUELTA_SOAK_SEED={seed}");
    let riders = futures::future::join_all((0..6).map(|n| fleet.rider(n % 2, (n + 1) % 2, &[PAYS, NO_FUNDS]))).await;
    let end = Instant::now() + Duration::from_secs(long.unwrap_or(6));
    let dice = |n: u64| StdRng::seed_from_u64(seed.wrapping_add(n));
    let trouble = (0..2).zip(0..).map(|(server, n)| make_trouble(&fleet, server, dice(n), long.is_some(), end));
    let clicks = riders.iter().zip(10..).map(|(rider, n)| keep_booking(&fleet, rider, dice(n), end));
    let (trouble, clicks) = tokio::join!(futures::future::join_all(trouble), futures::future::join_all(clicks));
    let calm = Instant::now();
    fleet.all_ready().await;
    fleet.settled(Duration::from_secs(240)).await;
    let told = fleet.agree().await;
    println!("{}; {} clicks; {trouble:?}", told.in_words, clicks.iter().sum::<usize>());
    println!(
        "events applied: {} and {}; all was settled {:?} after the last trouble",
        fleet.applied(0),
        fleet.applied(1),
        calm.elapsed()
    );
    assert!(told.rides > 0 && told.paid > 0);
}

/// What a server went through.
#[derive(Debug, Default)]
struct Trouble {
    stopped: usize,
    longer_than_a_lease: usize,
    killed: usize,
}

async fn make_trouble(fleet: &Fleet, server: usize, mut dice: StdRng, long: bool, end: Instant) -> Trouble {
    let mut trouble = Trouble::default();
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(dice.random_range(300..4_000))).await;
        let pause = Duration::from_millis(dice.random_range(0..3_000));
        if dice.random_bool(0.5) {
            fleet.kill(server);
            trouble.killed += 1;
            tokio::time::sleep(pause).await;
            fleet.start(server);
            continue;
        }
        // Now and then so long that whatever it held is somebody else's when it wakes.
        let oversleeps = long && dice.random_bool(0.1);
        fleet.signal(server, "STOP");
        tokio::time::sleep(if oversleeps { pause + Duration::from_secs(22) } else { pause }).await;
        fleet.signal(server, "CONT");
        trouble.stopped += 1;
        trouble.longer_than_a_lease += usize::from(oversleeps);
    }
    trouble
}

/// Clicks and clicks, at either server. A click without an answer is sent again, to the other one.
async fn keep_booking(fleet: &Fleet, rider: &Browser, mut dice: StdRng, end: Instant) -> usize {
    let patience = Duration::from_secs(4);
    let mut clicks = 0;
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(dice.random_range(20..200))).await;
        let server = dice.random_range(0..2);
        let address = format!("{}{BOOK}", fleet.address(server));
        let Ok(Some(page)) = tokio::time::timeout(patience, rider.try_get(&address)).await else { continue };
        let Some(mut form) = page.forms().into_iter().find(|form| form.action.ends_with("/book")) else { continue };
        let account = if dice.random_bool(0.2) { "0051" } else { "9212" };
        if page.has_method(account) {
            form.fields.insert("method".to_owned(), page.choice("method", account));
        }
        clicks += 1;
        if let Ok(Some(_)) = tokio::time::timeout(patience, rider.try_post_form(&page, &form)).await {
            continue;
        }
        let other = page::Page { url: fleet.address(1 - server).parse().expect("an address"), ..page };
        let _ = tokio::time::timeout(patience, rider.try_post_form(&other, &form)).await;
    }
    clicks
}

/// Reads a stream until these words came, and gives all that was read.
async fn until(stream: &mut reqwest::Response, words: &str) -> String {
    let mut read = String::new();
    while !read.contains(words) {
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk()).await.expect(words);
        let chunk =
            chunk.expect("the stream holds").unwrap_or_else(|| panic!("the stream ended before {words}: {read}"));
        read.push_str(&String::from_utf8_lossy(&chunk));
    }
    read
}

/// Servers on one Postgres, and one sandbox that stands alone.
struct Fleet {
    folder: TempDir,
    database_url: String,
    _sandbox: Sandbox,
    sandbox_url: String,
    key: String,
    fintoc: fintoc::Client,
    ports: Vec<u16>,
    children: Mutex<BTreeMap<usize, Child>>,
}

/// What both sides' books say once all is settled.
struct Told {
    rides: usize,
    paid: usize,
    in_words: String,
}

impl Fleet {
    async fn of(number: usize) -> Option<Self> {
        install_provider();
        let database_url = fresh_postgres().await?;
        let folder = quick_folder();
        let (sandbox, sandbox_url) = open_sandbox(folder.path(), |_| {}).await;
        let key = format!("sk_test_{}", uuid_like());
        let fintoc = fintoc::Client::builder(fintoc::SecretKey::parse(&key).unwrap())
            .base_url(sandbox_url.parse().unwrap())
            .build()
            .unwrap();
        let ports = (0..number).map(|_| free_port()).collect();
        let children = Mutex::default();
        Some(Self { folder, database_url, _sandbox: sandbox, sandbox_url, key, fintoc, ports, children })
    }

    fn address(&self, server: usize) -> String {
        format!("http://127.0.0.1:{}", self.ports[server])
    }

    fn log(&self, server: usize) -> std::path::PathBuf {
        self.folder.path().join(format!("log-{server}"))
    }

    fn start(&self, server: usize) {
        self.start_as(server, &self.address(server));
    }

    /// Starts a server that is reached under that address.
    fn start_as(&self, server: usize, public_url: &str) {
        let log = std::fs::File::options().create(true).append(true).open(self.log(server)).expect("a log");
        let child = Command::new(env!("CARGO_BIN_EXE_vuelta"))
            .env_clear()
            .env("VUELTA_ADDR", format!("127.0.0.1:{}", self.ports[server]))
            .env("PUBLIC_URL", public_url)
            .env("DATABASE_URL", &self.database_url)
            .env("FINTOC_SECRET_KEY", &self.key)
            .env("FINTOC_API_URL", &self.sandbox_url)
            .env("FINTOC_CHECKOUT_ORIGINS", &self.sandbox_url)
            // Trips take seconds.
            .env("TRIP_PACE", "600")
            .env("LOG_FORMAT", "json")
            .stderr(log)
            .spawn()
            .expect("the binary starts");
        self.children.lock().unwrap().insert(server, child);
    }

    /// Starts them at once.
    async fn start_all(&self) {
        (0..self.ports.len()).for_each(|server| self.start(server));
        self.all_ready().await;
    }

    async fn all_ready(&self) {
        futures::future::join_all((0..self.ports.len()).map(|server| self.ready(server))).await;
    }

    async fn ready(&self, server: usize) {
        let browser = Browser::new(&self.address(server));
        let is_ready = async || browser.try_get("/readyz").await.filter(|page| page.status.is_success()).map(drop);
        if self.eventually(Duration::from_secs(60), is_ready).await.is_none() {
            panic!("server {server} is not ready: {}", std::fs::read_to_string(self.log(server)).unwrap());
        }
    }

    /// SIGKILL: no time for last words.
    fn kill(&self, server: usize) {
        let mut child = self.children.lock().unwrap().remove(&server).expect("it runs");
        child.kill().expect("SIGKILL");
        child.wait().expect("it is gone");
    }

    fn signal(&self, server: usize, signal: &str) {
        let process = self.children.lock().unwrap()[&server].id().to_string();
        let sent = Command::new("kill").args([&format!("-{signal}"), &process]).status().expect("kill runs");
        assert!(sent.success(), "{signal}");
    }

    async fn eventually<T>(&self, patience: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
        let seen = async {
            loop {
                if let Some(seen) = look().await {
                    return seen;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(patience, seen).await.ok()
    }

    /// A new rider with these accounts, who signs up at one server and saves them at another.
    async fn rider(&self, server: usize, other: usize, accounts: &[&str]) -> Browser {
        let browser = Browser::new(&self.address(server));
        let email = format!("{}@example.cl", uuid_like());
        let typed = [("name", "Ana"), ("email", &*email), ("rut", "12.345.678-5"), ("password", "una clave larga")];
        browser.submit(&browser.get("/signup").await, "/signup", &typed).await;
        let other = self.address(other);
        for account in accounts {
            let wallet = browser.get(&format!("{other}/wallet")).await;
            let hosted = browser.submit(&wallet, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
            approve_account(&browser, hosted, account).await;
            let last_four = &account[account.len() - 4..];
            let is_saved = async || browser.get("/book").await.has_method(last_four).then_some(());
            self.eventually(Duration::from_secs(30), is_saved).await.expect("the account is saved");
        }
        browser
    }

    async fn store(&self) -> Store {
        Store::open(&self.database_url).await.unwrap()
    }

    async fn text(&self, query: &'static str) -> String {
        let store = self.store().await;
        let text = sqlx::query_scalar(query).fetch_one(store.pool()).await.unwrap();
        store.close().await;
        text
    }

    async fn count(&self, query: &'static str) -> i64 {
        let store = self.store().await;
        let count = sqlx::query_scalar(query).fetch_one(store.pool()).await.unwrap();
        store.close().await;
        count
    }

    /// Waits until nobody owes anybody a call, an answer or a decision.
    async fn settled(&self, patience: Duration) {
        let store = self.store().await;
        let open = "select concat_ws(', ',
             (select 'calls ' || count(*) from outbox where done_at is null having count(*) > 0),
             (select 'news ' || count(*) from inbox where done_at is null having count(*) > 0),
             (select 'rides ' || count(*) from rides where state = 'requested' having count(*) > 0),
             (select 'payments ' || count(*) from payments where check_at is not null having count(*) > 0),
             (select 'refunds ' || count(*) from refunds where check_at is not null having count(*) > 0))";
        let mut last = String::new();
        let settled = self.eventually(patience, async || {
            last = sqlx::query_scalar(open).fetch_one(store.pool()).await.unwrap();
            last.is_empty().then_some(())
        });
        let settled = settled.await;
        assert!(settled.is_some(), "still open: {last}");
        store.close().await;
    }

    /// Compares Fintoc's books with ours.
    async fn agree(&self) -> Told {
        let fintoc = &self.fintoc;
        let sessions = fintoc.all(fintoc.checkout_sessions(Page::of(100)).await.unwrap(), 100_000).await.unwrap().items;
        let intents = fintoc.all(fintoc.payment_intents(Page::of(100)).await.unwrap(), 100_000).await.unwrap().items;
        let refunds = fintoc.all(fintoc.refunds(&RefundQuery::default()).await.unwrap(), 100_000).await.unwrap().items;
        let mut calls = BTreeMap::<_, usize>::new();
        for session in &sessions {
            let subject = text(&session.metadata, "payment_id").or_else(|| text(&session.metadata, "setup_id"));
            *calls.entry(subject.expect("ours names what it is about")).or_default() += 1;
        }
        assert!(calls.values().all(|count| *count == 1), "no call was sent with two keys: {calls:?}");
        let (mut money, mut refunded) = (BTreeMap::<_, i64>::new(), 0);
        let succeeded: Vec<_> = intents.iter().filter(|intent| intent.status == IntentStatus::Succeeded).collect();
        for intent in &succeeded {
            let ride = text(&intent.metadata, "ride_id").expect("ours names its ride");
            *money.entry(ride).or_default() += intent.amount.expect("an amount");
        }
        for refund in refunds.iter().filter(|refund| refund.status == RefundStatus::Succeeded) {
            let ride = text(&refund.metadata, "ride_id").expect("ours names its ride");
            *money.entry(ride).or_default() -= refund.amount.expect("an amount");
            refunded += 1;
        }
        let total = money.values().sum::<i64>();
        let (rides, paid) = self.compare_rides(money).await;
        let in_words = format!(
            "{rides} rides, {paid} of them paid; Fintoc has {} sessions, {} payments that succeeded and {refunded} refunds",
            sessions.len(),
            succeeded.len()
        );
        self.compare_books(total).await;
        Told { rides, paid, in_words }
    }

    /// Every ride has its money exactly when it is paid, and all money has its ride. Gives how many there are and are paid.
    async fn compare_rides(&self, mut money: BTreeMap<String, i64>) -> (usize, usize) {
        let store = self.store().await;
        let rows = sqlx::query("select id, state, fare_clp from rides").fetch_all(store.pool()).await.unwrap();
        let mut paid = 0;
        for row in &rows {
            let (ride, state, fare): (String, String, i64) = (row.get(0), row.get(1), row.get(2));
            let due = if state == RideState::Paid.as_str() { fare } else { 0 };
            assert_eq!(money.remove(&ride).unwrap_or_default(), due, "{ride} is {state}");
            paid += usize::from(due > 0);
        }
        let forgotten = "select count(*) from payments
             where check_at is null and state in ('created', 'in_progress', 'pending') and review is null";
        assert_eq!(self.count(forgotten).await, 0, "nothing is open that nobody asks about");
        assert!(money.is_empty(), "money without a ride: {money:?}");
        store.close().await;
        (rows.len(), paid)
    }

    /// Our books balance, and hold what Fintoc holds for us.
    async fn compare_books(&self, total: i64) {
        let crooked = "select count(*) from (
             select entry_id from ledger_postings group by entry_id having sum(amount_clp) <> 0) as crooked";
        assert_eq!(self.count(crooked).await, 0, "every entry balances");
        let store = self.store().await;
        let mut connection = store.pool().acquire().await.unwrap();
        let held = ledger::balance(&mut connection, Account::Fintoc, None).await.unwrap();
        assert_eq!(held.pesos(), total, "our books hold what Fintoc holds");
        let owed = ledger::balance(&mut connection, Account::Rider, None).await.unwrap();
        assert_eq!(owed.pesos(), 0, "no rider owes or is owed anything");
    }

    fn log_says(&self, server: usize, words: &str) -> bool {
        std::fs::read_to_string(self.log(server)).expect("a log").contains(words)
    }

    /// How many rows of the inbox that server dealt with, as its log says.
    fn applied(&self, server: usize) -> usize {
        let log = std::fs::read_to_string(self.log(server)).expect("a log");
        log.lines().filter(|line| line.contains(r#""message":"applied""#)).count()
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for child in self.children.lock().unwrap().values_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn text(metadata: &Metadata, name: &str) -> Option<String> {
    metadata.get(name).and_then(MetadataValue::as_text).map(str::to_owned)
}
