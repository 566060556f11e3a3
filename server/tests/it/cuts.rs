//! What the payment path promises when answers are lost, late or nonsense: every ride is asked for once and paid once.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::future::join_all;
use sandbox::Sandbox;
use serde_json::{Value, json};
use server::workers::{Turn, inbox, reconciler};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::sync::CancellationToken;
use vuelta::{
    Clp, Rut,
    city::PlaceId,
    fare::{RideType, Trip},
    id::{MethodId, RideId, RiderId},
    ledger::Account,
    payment::PaymentState,
    ports::{Riders, Rides, Wallets},
    ride::{BookRide, RideNews, RideState},
    rider::{Password, SignUp},
    wallet::SetupState,
};

use crate::{
    hosted_page::PAYS,
    proxy::{Creates, Exchange, Proxy, Spoil},
    stage::{Stage, install_provider, quick_folder, uuid_like},
};

/// As long as a call ever waits for its next try, and longer than anybody's lease on it.
const PAST_EVERY_WAIT: Duration = Duration::from_secs(61);

/// How often one ride's answer is cut in a row, each time at the next byte.
const CUTS_A_RIDE: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_cut_anywhere_charges_the_ride_once() {
    let scene = Scene::set().await;
    let riders = scene.riders(8).await;
    scene.pays(&[scene.book(&riders[0]).await]).await;
    let answer = scene.proxy.exchanges(Creates::Payment).remove(0).answer;
    let offsets = offsets(&answer);
    let cuts: Vec<_> = offsets.iter().copied().map(Spoil::Cut).collect();
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

#[tokio::test]
async fn an_answer_that_never_comes_charges_the_ride_once() {
    let scene = Scene::set().await;
    let riders = scene.riders(4).await;
    scene.proxy.spoil(Creates::Payment, vec![vec![Spoil::Stall; 2]; riders.len()]);
    let rides = join_all(riders.iter().map(|rider| scene.book(rider))).await;
    scene.pays(&rides).await;
    scene.every_ride_was_paid_once(rides.len()).await;
    scene.every_key_came_with_the_same_bytes(Creates::Payment, rides.len() * 3);
}

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

/// Every byte of the head, its end and the first and last of the body; in between, where it is all one JSON text, every third,
/// because an unoptimised build needs ten milliseconds for each.
fn offsets(answer: &[u8]) -> Vec<usize> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
    (0..answer.len()).filter(|at| *at < head + 16 || *at + 16 > answer.len() || at % 3 == 0).collect()
}

/// A rider who can pay.
struct Seat {
    rider: RiderId,
    method: MethodId,
}

/// A merchant, a proxy on its way to the sandbox, and a sandbox whose bank does not think long.
struct Scene {
    stage: Stage,
    proxy: Proxy,
    sandbox: Sandbox,
    sandbox_url: String,
    key: String,
    _folder: TempDir,
}

impl Scene {
    async fn set() -> Self {
        install_provider();
        let folder = quick_folder();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let sandbox_url = format!("http://{}", listener.local_addr().expect("an address"));
        let database = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
        let config = sandbox::Config {
            processing_delay: Duration::ZERO,
            requests_per_second: 0,
            ..sandbox::Config::new(sandbox_url.parse().expect("a URL"), database("sandbox"))
        };
        let sandbox = Sandbox::open(config).await.expect("the sandbox opens");
        let (router, running) = (sandbox.router(), sandbox.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(async move { running.run(CancellationToken::new()).await });
        let proxy = Proxy::open(&sandbox_url).await;
        let key = format!("sk_test_{}", uuid_like());
        let settings = [
            ("FINTOC_SECRET_KEY", &*key),
            ("FINTOC_API_URL", &*proxy.address),
            ("FINTOC_CHECKOUT_ORIGINS", &*sandbox_url),
            ("DATABASE_URL", &*database("vuelta")),
        ];
        let stage = Stage::raise_tuned(&settings, |config| config.patience.fintoc = Duration::from_millis(500)).await;
        Self { stage, proxy, sandbox, sandbox_url, key, _folder: folder }
    }

    /// A verb of the sandbox.
    async fn verb(&self, path: &str, body: Value) -> Value {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client for loopback");
        let request = http
            .post(format!("{}/_sandbox/{path}", self.sandbox_url))
            .header("authorization", &self.key)
            .header("content-type", "application/json")
            .body(body.to_string());
        let answer = request.send().await.expect("the sandbox answers");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// New riders, each with an account that pays.
    async fn riders(&self, count: u32) -> Vec<Seat> {
        // About sessions that no rider of ours asked for.
        self.verb("scenarios", json!({"name": "drop", "type": "checkout_session.finished", "times": count * 3})).await;
        join_all((0..count).map(|number| self.rider(number))).await
    }

    async fn sign_up(&self, number: u32) -> RiderId {
        let form = SignUp {
            name: "Ana Rojas".to_owned(),
            email: format!("{}@example.cl", uuid_like()),
            rut: rut(12_000_000 + number),
            password: Password::typed("una clave larga"),
        };
        self.stage.running.backend.sign_up(form).await.expect("a new rider")
    }

    async fn customer(&self, rider: &RiderId) -> Option<String> {
        sqlx::query_scalar("select customer_id from riders where id = $1")
            .bind(rider.as_str())
            .fetch_one(self.stage.store().pool())
            .await
            .expect("the rider is there")
    }

    async fn rider(&self, number: u32) -> Seat {
        let rider = self.sign_up(number).await;
        let customer = self.stage.eventually("a customer", async || self.customer(&rider).await).await;
        self.verb("reset", json!({"customer": customer, "to": "seed"})).await;
        let pays = &PAYS[PAYS.len() - 4..];
        let method = self
            .stage
            .eventually("the account is saved", async || {
                let wallet = self.stage.running.backend.wallet(&rider).await.expect("a wallet");
                wallet.methods.into_iter().find(|method| method.last_four == pays)
            })
            .await;
        Seat { rider, method: method.id }
    }

    /// One click.
    async fn book(&self, seat: &Seat) -> RideId {
        let backend = &self.stage.running.backend;
        let trip = trip();
        let order = BookRide {
            ride_type: RideType::Economico,
            method: seat.method.clone(),
            shown: trip.fare(RideType::Economico).total,
            key: backend.next_booking_key(&seat.rider).await.expect("a key"),
            trip,
        };
        backend.book(&seat.rider, order).await.expect("the ride is booked").ride
    }

    /// Lets the workers work until nothing is owed to Fintoc any more, pulling the clock past whatever a failed try waits for.
    async fn work(&self) {
        let backend = &self.stage.running.backend;
        let worked = async {
            while self.rows("select count(*) from outbox where done_at is null").await > 0 {
                // Never while somebody has a call in hand: their lease would run out under them.
                if self.rows("select count(*) from outbox where done_at is null and leased_until > 0").await == 0 {
                    backend.clock.advance(PAST_EVERY_WAIT);
                    backend.wake();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), worked).await.expect("nothing is owed any more");
        while reconciler::run_once(backend).await.expect("the reconciler works") == Turn::Worked {}
        while inbox::run_once(backend).await.expect("the inbox works") == Turn::Worked {}
    }

    /// Waits until so many deliveries have queued up, lets them go in any order, and waits until all are dealt with.
    async fn deliver_shuffled(&self, deliveries: usize) {
        let owed = async || usize::try_from(self.sandbox.stats(&self.key).await.unwrap().deliveries_owed).unwrap();
        self.stage.eventually("the events queue up", async || (owed().await == deliveries).then_some(())).await;
        self.verb("resume", json!({"order": "shuffled"})).await;
        self.stage.eventually("the events are delivered", async || (owed().await == 0).then_some(())).await;
        let open = "select count(*) from inbox where done_at is null";
        self.stage.eventually("the inbox is empty", async || (self.rows(open).await == 0).then_some(())).await;
    }

    /// Waits until the rides are paid.
    async fn pays(&self, rides: &[RideId]) {
        self.work().await;
        for ride in rides {
            let paid = async || (self.stage.ride(ride).await.state == RideState::Paid).then_some(());
            self.stage.eventually("the ride is paid", paid).await;
        }
    }

    /// One session, one transfer, one payment, the books and what the rider was told: all of it once for each ride.
    async fn every_ride_was_paid_once(&self, rides: usize) {
        let key = fintoc::SecretKey::parse(&self.key).expect("a key");
        let at_the_sandbox = self.sandbox_url.parse().expect("a URL");
        let fintoc = fintoc::Client::builder(key).base_url(at_the_sandbox).build().expect("a client");
        let named = |metadata: &fintoc::Metadata| {
            metadata.get("ride_id").and_then(fintoc::MetadataValue::as_text).map(str::to_owned)
        };
        let first = fintoc.checkout_sessions(fintoc::Page::of(300)).await.unwrap();
        let sessions = fintoc.all(first, 10_000).await.unwrap().items;
        let sessions = counted(sessions.iter().filter_map(|session| named(&session.metadata)));
        let first = fintoc.payment_intents(fintoc::Page::of(300)).await.unwrap();
        let intents = fintoc.all(first, 10_000).await.unwrap().items;
        assert!(intents.iter().all(|intent| intent.status == fintoc::IntentStatus::Succeeded));
        let intents = counted(intents.iter().filter_map(|intent| named(&intent.metadata)));
        assert_eq!(sessions.len(), rides);
        assert_eq!(sessions, intents);
        assert!(sessions.values().all(|times| *times == 1), "{sessions:?}");
        let stats = self.sandbox.stats(&self.key).await.expect("the sandbox counts");
        assert_eq!(stats.intents_created, i64::try_from(rides).unwrap());
        for ride in sessions.keys() {
            self.was_paid_once(&RideId::new(ride.as_str())).await;
        }
        let total = trip().fare(RideType::Economico).total.pesos() * i64::try_from(rides).unwrap();
        assert_eq!(self.stage.balance(Account::Fintoc, None).await, Clp::new(total));
        assert_eq!(self.stage.balance(Account::Fares, None).await, Clp::new(-total));
        assert_eq!(self.stage.balance(Account::Rider, None).await, Clp::ZERO);
        let entries = self.rows("select count(*) from ledger_entries").await;
        assert_eq!(entries, i64::try_from(rides).unwrap() * 2, "owed and collected");
    }

    async fn was_paid_once(&self, ride: &RideId) {
        assert_eq!(self.stage.ride(ride).await.state, RideState::Paid);
        let payments = self.stage.payments(ride).await;
        assert_eq!(payments.len(), 1);
        assert_eq!(payments[0].payment.standing.state, PaymentState::Succeeded);
        assert_eq!((payments[0].payment.standing.review, payments[0].check_at), (None, None));
        let mut connection = self.stage.store().pool().acquire().await.unwrap();
        let told = server::store::rides::updates(&mut connection, ride).await.unwrap();
        let told: Vec<_> = told.into_iter().map(|update| update.news).filter(is_not_under_way).collect();
        assert_eq!(told, [RideNews::Requested, RideNews::Paid]);
    }

    async fn rows(&self, count: &'static str) -> i64 {
        sqlx::query_scalar(count).fetch_one(self.stage.store().pool()).await.expect("a count")
    }

    /// So many calls came, and whenever a key came again, it came with the same bytes.
    fn every_key_came_with_the_same_bytes(&self, creates: Creates, calls: usize) {
        let mut bodies: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let exchanges = self.proxy.exchanges(creates);
        assert_eq!(exchanges.len(), calls);
        for Exchange { key, body, .. } in exchanges {
            assert_eq!(*bodies.entry(key).or_insert_with(|| body.clone()), body);
        }
    }
}

fn trip() -> Trip {
    let place = |name| PlaceId::parse(name).expect("a place");
    Trip::new(place("barrio-italia"), place("costanera-center")).expect("a trip")
}

/// That Fintoc is at it may be told or not, depending on who is faster.
fn is_not_under_way(news: &RideNews) -> bool {
    *news != RideNews::PaymentInProgress
}

fn counted(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    counts
}

/// The RUT of that number.
pub fn rut(number: u32) -> String {
    let mut tried = "0123456789K".chars().map(|digit| format!("{number}-{digit}"));
    tried.find(|rut| rut.parse::<Rut>().is_ok()).expect("one of them closes it")
}
