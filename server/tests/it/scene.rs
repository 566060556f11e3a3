//! A scene: a merchant, a proxy on its way to the sandbox, and riders who can pay.

use std::{collections::BTreeMap, num::NonZeroU16, time::Duration};

use fintoc::RetryPolicy;
use futures::future::join_all;
use sandbox::Sandbox;
use serde_json::{Value, json};
use server::{
    config::Patience,
    workers::{Turn, inbox, reconciler},
};
use tempfile::TempDir;
use tokio::net::TcpListener;
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
};

use crate::{
    hosted_page::PAYS,
    proxy::{Creates, Exchange, Proxy},
    stage::{Stage, install_provider, quick_folder, uuid_like},
};

/// As long as a call ever waits for its next try, and longer than anybody's lease on it.
const PAST_EVERY_WAIT: Duration = Duration::from_secs(61);

/// Patience for a story with hundreds of faults: Fintoc is never left alone for long, no call is sent twice by itself, and none
/// waits for its turn.
pub fn hurry(patience: &mut Patience) {
    patience.circuit.cool_down = Duration::ZERO;
    patience.retry = RetryPolicy::none();
    patience.requests_per_second = NonZeroU16::MAX;
}

/// A rider who can pay.
pub struct Seat {
    pub rider: RiderId,
    pub method: MethodId,
}

/// A merchant, a proxy on its way to the sandbox, and a sandbox whose bank does not think long.
pub struct Scene {
    pub stage: Stage,
    pub proxy: Proxy,
    pub sandbox: Sandbox,
    pub sandbox_url: String,
    pub key: String,
    _folder: TempDir,
}

impl Scene {
    /// Sets a scene in which nothing limits how often Fintoc is asked.
    pub async fn set() -> Self {
        Self::set_with(0, hurry).await
    }

    /// Sets a scene with a sandbox that admits so many requests a second, and a merchant of that patience.
    pub async fn set_with(requests_per_second: u32, tune: impl FnOnce(&mut Patience)) -> Self {
        install_provider();
        let folder = quick_folder();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let sandbox_url = format!("http://{}", listener.local_addr().expect("an address"));
        let database = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
        let config = sandbox::Config {
            processing_delay: Duration::ZERO,
            requests_per_second,
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
        let stage = Stage::raise_tuned(&settings, |config| tune(&mut config.patience)).await;
        Self { stage, proxy, sandbox, sandbox_url, key, _folder: folder }
    }

    /// A verb of the sandbox.
    pub async fn verb(&self, path: &str, body: Value) -> Value {
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
    pub async fn riders(&self, count: u32) -> Vec<Seat> {
        // About sessions that no rider of ours asked for.
        self.verb("scenarios", json!({"name": "drop", "type": "checkout_session.finished", "times": count * 3})).await;
        join_all((0..count).map(|number| self.rider(number))).await
    }

    pub async fn sign_up(&self, number: u32) -> RiderId {
        let form = SignUp {
            name: "Ana Rojas".to_owned(),
            email: format!("{}@example.cl", uuid_like()),
            rut: rut(12_000_000 + number),
            password: Password::typed("una clave larga"),
        };
        self.stage.running.backend.sign_up(form).await.expect("a new rider")
    }

    pub async fn customer(&self, rider: &RiderId) -> Option<String> {
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
    pub async fn book(&self, seat: &Seat) -> RideId {
        let backend = &self.stage.running.backend;
        let trip = trip();
        let order = BookRide {
            ride_type: RideType::Economico,
            quote: backend.quote(&seat.rider, &trip).await.expect("a price").text,
            method: Some(seat.method.clone()),
            key: backend.next_booking_key(&seat.rider).await.expect("a key"),
            trip,
        };
        backend.book(&seat.rider, order).await.expect("the ride is booked").ride
    }

    /// Lets the workers work until nothing is owed to Fintoc any more, pulling the clock past whatever a failed try waits for.
    pub async fn work(&self) {
        let backend = &self.stage.running.backend;
        let worked = async {
            while self.rows("select count(*) from outbox where done_at is null").await > 0 {
                // Never while somebody has a call in hand, or is about to: their lease would run out under them, and riders who
                // wait for a quarter of an hour wait no longer.
                let now = backend.clock.now().millis();
                let busy = "select count(*) from outbox where done_at is null and (leased_until > 0 or due_at <= $1)";
                let busy: i64 =
                    sqlx::query_scalar(busy).bind(now).fetch_one(self.stage.store().pool()).await.expect("a count");
                if busy == 0 {
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
    pub async fn deliver_shuffled(&self, deliveries: usize) {
        self.stage.eventually("the events queue up", async || (self.owed().await == deliveries).then_some(())).await;
        self.resume_shuffled().await;
    }

    /// How many deliveries the sandbox still owes.
    pub async fn owed(&self) -> usize {
        usize::try_from(self.sandbox.stats(&self.key).await.unwrap().deliveries_owed).unwrap()
    }

    /// Lets what has queued up go in any order, and waits until all is dealt with.
    pub async fn resume_shuffled(&self) {
        self.verb("resume", json!({"order": "shuffled"})).await;
        self.stage.eventually("the events are delivered", async || (self.owed().await == 0).then_some(())).await;
        let open = "select count(*) from inbox where done_at is null";
        self.stage.eventually("the inbox is empty", async || (self.rows(open).await == 0).then_some(())).await;
    }

    /// Waits until the rides are paid.
    pub async fn pays(&self, rides: &[RideId]) {
        self.work().await;
        for ride in rides {
            let paid = async || (self.stage.ride(ride).await.state == RideState::Paid).then_some(());
            self.stage.eventually("the ride is paid", paid).await;
        }
    }

    /// A client of our own, past the proxy.
    pub fn fintoc(&self) -> fintoc::Client {
        let key = fintoc::SecretKey::parse(&self.key).expect("a key");
        let at_the_sandbox = self.sandbox_url.parse().expect("a URL");
        fintoc::Client::builder(key).base_url(at_the_sandbox).build().expect("a client")
    }

    /// One session, one transfer, one payment, the books and what the rider was told: all of it once for each ride.
    pub async fn every_ride_was_paid_once(&self, rides: usize) {
        let fintoc = self.fintoc();
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

    pub async fn rows(&self, count: &'static str) -> i64 {
        sqlx::query_scalar(count).fetch_one(self.stage.store().pool()).await.expect("a count")
    }

    /// So many calls came, and whenever a key came again, it came with the same bytes.
    pub fn every_key_came_with_the_same_bytes(&self, creates: Creates, calls: usize) {
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

/// That Fintoc is at it may be told or not, depending on who is faster; and how far the ride is driven by now, likewise.
fn is_not_under_way(news: &RideNews) -> bool {
    *news != RideNews::PaymentInProgress && !news.is_of_journey()
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
