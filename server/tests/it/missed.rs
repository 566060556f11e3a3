//! Events that no webhook brought: held back, lost in an outage, or acknowledged after the backup that was put back.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use fintoc::{Client, EventQuery, IdempotencyKey, PaymentMethodId, SecretKey};
use sandbox::Sandbox;
use serde_json::{Value, json};
use server::workers::missed;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use vuelta::{id::RideId, ledger::Account, payment::PaymentState, ride::RideState};

use crate::{
    hosted_page::{ALSO_PAYS, ASKS_EACH_TIME, PAYS, approve_account},
    page::Browser,
    stage::{Stage, install_provider, uuid_like},
};

/// Faults: 1.
#[tokio::test]
async fn with_every_delivery_held_back_the_list_alone_ends_setups_and_payments() {
    let scene = Scene::set().await;
    let stage = &scene.stage;
    stage.ask_no_questions().await;
    scene.fintoc.order("/_sandbox/pause", json!({})).await;
    let ana = stage.rider("Ana").await;
    scene.save_account(&ana, PAYS).await;

    let one_click = stage.book(&ana).await.ride_id();
    scene.list_says(&one_click, RideState::Paid).await;

    scene.fintoc.order("/_sandbox/scenarios", json!({"name": "pending", "seconds": 86_400, "times": 1})).await;
    let pending = stage.book(&ana).await.ride_id();
    let state = async || stage.payments(&pending).await[0].payment.standing.state;
    scene.eventually("pending", async || (state().await == PaymentState::Pending).then_some(())).await;
    scene.fintoc.order("/_sandbox/settle", json!({})).await;
    scene.list_says(&pending, RideState::Paid).await;

    scene.fintoc.order("/_sandbox/scenarios", json!({"name": "decline", "times": 1})).await;
    let declined = stage.book(&ana).await.ride_id();
    scene.list_says(&declined, RideState::Unpaid).await;

    let fare = stage.ride(&one_click).await.fare.total;
    assert_eq!(stage.balance(Account::Fintoc, None).await.pesos(), 2 * fare.pesos());
    let heard = stage.heard_of().await;
    assert!(heard.iter().all(|id| id.starts_with("evt_")), "no question was asked: {heard:?}");
}

/// Faults: 1 in part: an outage of ours.
#[tokio::test]
async fn what_happened_while_the_server_was_down_is_caught_up_with_at_boot() {
    let mut scene = Scene::set().await;
    let ana = scene.stage.rider_with_account("Ana", PAYS).await;
    let bruno = scene.stage.rider_with_account("Bruno", ASKS_EACH_TIME).await;
    let approval = scene.stage.book(&bruno).await;
    scene.stage.ask_no_questions().await;
    scene.stage.read_no_list().await;
    scene.fintoc.order("/_sandbox/pause", json!({})).await;

    let fintoc = &scene.fintoc;
    let wallet = ana.get("/wallet").await;
    assert!(wallet.has_method("9212"));
    let method = scene.stage.method_of("9212").await;
    scene.stage = scene
        .stage
        .restart_after(async |_| {
            bruno.submit(&approval, "/authorise", &[("decision", "approve")]).await;
            let key = IdempotencyKey::new(uuid_like()).unwrap();
            fintoc.client.cancel_payment_method(&method, &key).await.unwrap();
        })
        .await;

    let stage = &scene.stage;
    stage.ride_says_paid(&bruno).await;
    stage
        .eventually("the account is gone", async || {
            let canceled: Option<i64> = sqlx::query_scalar("select canceled_at from payment_methods where id = $1")
                .bind(method.as_str())
                .fetch_one(stage.store().pool())
                .await
                .unwrap();
            canceled
        })
        .await;
}

/// Faults: 34 in part: what the backup knew, while rides booked after it stay unmatched.
#[tokio::test]
async fn an_old_copy_of_the_database_put_back_ends_in_the_same_state_as_the_one_that_was_lost() {
    let mut scene = Scene::set().await;
    let stage = &scene.stage;
    stage.ask_no_questions().await;
    let ana = stage.rider_with_account("Ana", ASKS_EACH_TIME).await;
    let bruno = stage.rider_with_account("Bruno", ASKS_EACH_TIME).await;
    let clara = stage.rider_with_account("Clara", PAYS).await;
    let dora = stage.rider("Dora").await;
    let (approved, refused) = (stage.book(&ana).await, stage.book(&bruno).await);
    scene.fintoc.order("/_sandbox/scenarios", json!({"name": "pending", "seconds": 86_400, "times": 1})).await;
    stage.book(&clara).await;
    let pending = "select count(*) from payments where state = 'pending'";
    stage.eventually("pending", async || (stage.count(pending).await == 1).then_some(())).await;
    let hosted = dora.submit(&dora.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;

    let copy = stage.folder().join("copy.db");
    let make = sqlx::AssertSqlSafe(format!("vacuum into '{}'", copy.display()));
    sqlx::query(make).execute(stage.store().pool()).await.unwrap();

    ana.submit(&approved, "/authorise", &[("decision", "approve")]).await;
    bruno.submit(&refused, "/authorise", &[("decision", "reject")]).await;
    approve_account(&dora, hosted, ALSO_PAYS).await;
    scene.fintoc.order("/_sandbox/settle", json!({})).await;
    let open = "select count(*) from payments where state not in ('succeeded', 'rejected', 'failed')";
    stage.eventually("all over", async || (stage.count(open).await == 0).then_some(())).await;
    let unsaved = "select count(*) from setups where state <> 'saved'";
    stage.eventually("all saved", async || (stage.count(unsaved).await == 0).then_some(())).await;
    let events = scene.fintoc.events().await;
    let heard = async || (stage.heard_of().await.len() == events).then_some(());
    stage.eventually("all told", heard).await;
    let lost = (stage.what_it_came_to().await, stage.heard_of().await);

    scene.stage = scene.stage.restart_after(put_back).await;
    let stage = &scene.stage;
    // To the last event: none that was acknowledged is missing.
    let same = async || ((stage.what_it_came_to().await, stage.heard_of().await) == lost).then_some(());
    stage.eventually("the same state", same).await;
}

/// Puts the copy in the place of the database, as after a disk was lost.
async fn put_back(folder: &Path) {
    for gone in ["vuelta.db", "vuelta.db-wal", "vuelta.db-shm"] {
        let _ = std::fs::remove_file(folder.join(gone));
    }
    std::fs::rename(folder.join("copy.db"), folder.join("vuelta.db")).unwrap();
}

#[tokio::test]
async fn a_list_of_several_pages_that_breaks_off_is_read_on_and_the_watermark_moves_last() {
    let scene = Scene::set().await;
    scene.look().await;
    let before = scene.stage.watermark().await;
    scene.fintoc.order("/_sandbox/pause", json!({})).await;
    for _ in 0..230 {
        scene.fintoc.order("/v1/events/trigger", json!({"type": "payment_intent.succeeded"})).await;
    }
    scene.front.allow(1);
    missed::look_now(&scene.stage.running.backend).await.unwrap();
    let failed = "select count(*) from missed_events where failures > 0";
    scene.stage.eventually("it breaks off", async || (scene.stage.count(failed).await == 1).then_some(())).await;
    assert_eq!(scene.stage.count("select count(*) from inbox").await, 100, "a page came");
    assert_eq!(scene.stage.watermark().await, before, "and the watermark waits for the others");
    // The rest of the server does not mind.
    assert!(scene.stage.browser().get("/signup").await.status.is_success());

    scene.front.allow(u64::MAX);
    let asked = scene.front.asked();
    sqlx::query("update missed_events set due_at = 0").execute(scene.stage.store().pool()).await.unwrap();
    let all = "select count(*) from inbox";
    scene.stage.eventually("all pages", async || (scene.stage.count(all).await == 230).then_some(())).await;
    let moved = async || (scene.stage.watermark().await > before).then_some(());
    scene.stage.eventually("the watermark", moved).await;
    assert_eq!(scene.front.asked() - asked, 2, "it went on after the page that it had");
}

/// Faults: 2 in part: by two doors.
#[tokio::test]
async fn what_the_list_and_the_webhook_both_bring_counts_once() {
    let scene = Scene::set().await;
    let stage = &scene.stage;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let first = stage.book(&ana).await.ride_id();
    stage.eventually("paid", async || (stage.ride(&first).await.state == RideState::Paid).then_some(())).await;
    stage.heard("checkout_session.finished", 2).await;
    stage.heard("payment_intent.succeeded", 1).await;
    let (came, heard) = (stage.what_it_came_to().await, stage.heard_of().await);
    scene.look().await;
    assert_eq!((stage.what_it_came_to().await, stage.heard_of().await), (came, heard), "the list brought nothing new");

    scene.fintoc.order("/_sandbox/pause", json!({})).await;
    let second = stage.book(&ana).await.ride_id();
    scene.list_says(&second, RideState::Paid).await;
    scene
        .eventually("all of it", async || (stage.heard_of().await.len() == scene.fintoc.events().await).then_some(()))
        .await;
    let (came, heard) = (stage.what_it_came_to().await, stage.heard_of().await);
    scene.fintoc.order("/_sandbox/resume", json!({})).await;
    let all_delivered = async || {
        let shown = scene.fintoc.ask("/_sandbox/deliveries").await.to_string();
        (shown.matches("\"delivered\"").count() == scene.fintoc.events().await).then_some(())
    };
    stage.eventually("delivered", all_delivered).await;
    assert_eq!((stage.what_it_came_to().await, stage.heard_of().await), (came, heard), "nor did the deliveries");
}

#[tokio::test]
async fn two_servers_over_one_database_read_the_list_once() {
    let scene = Scene::set().await;
    let database = format!("sqlite://{}/vuelta.db", scene.stage.folder().display());
    scene.shared_with_a_second_server(&database).await;
}

/// Faults: 30 in part: the list of events.
#[tokio::test]
async fn two_servers_over_one_postgres_read_the_list_once() {
    let Some(database) = crate::store::fresh_postgres().await else { return };
    let scene = Scene::set_with(&[("DATABASE_URL", &database)]).await;
    scene.shared_with_a_second_server(&database).await;
}

/// A merchant whose Fintoc is a sandbox of its own, behind a front that counts.
struct Scene {
    stage: Stage,
    fintoc: Fintoc,
    front: Front,
    settings: Vec<(String, String)>,
    _folder: TempDir,
}

impl Scene {
    async fn set() -> Self {
        Self::set_with(&[]).await
    }

    async fn set_with(more: &[(&str, &str)]) -> Self {
        install_provider();
        let folder = TempDir::new().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let front = Front::open(&format!("http://{}", listener.local_addr().expect("an address"))).await;
        let database = format!("sqlite://{}/sandbox.db", folder.path().display());
        let config = sandbox::Config {
            requests_per_second: 0,
            ..sandbox::Config::new(front.address.parse().expect("a URL"), database)
        };
        let sandbox = Sandbox::open(config).await.expect("the sandbox opens");
        let router = sandbox.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(async move { sandbox.run(CancellationToken::new()).await });
        let fintoc = Fintoc::at(&front.address);
        let own = [
            ("FINTOC_SECRET_KEY", &*fintoc.key),
            ("FINTOC_API_URL", &*front.address),
            ("FINTOC_CHECKOUT_ORIGINS", &*front.address),
        ];
        let settings = [&own[..], more].concat();
        let stage = Stage::raise_with(&settings).await;
        let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { stage, fintoc, front, settings, _folder: folder }
    }

    /// Has the list read now, to its end.
    async fn look(&self) {
        let backend = &self.stage.running.backend;
        missed::look_now(backend).await.unwrap();
        let read = async || {
            let row: Option<i64> = sqlx::query_scalar(
                "select due_at from missed_events where due_at > $1 and failures = 0 and leased_until = 0",
            )
            .bind(backend.clock.now().millis())
            .fetch_optional(self.stage.store().pool())
            .await
            .unwrap();
            row
        };
        self.stage.eventually("the list is read", read).await;
    }

    /// Has the list read until it has told something.
    async fn eventually<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let read_and_look = async || {
            self.look().await;
            look().await
        };
        self.stage.eventually(what, read_and_look).await
    }

    async fn list_says(&self, ride: &RideId, state: RideState) {
        let stands = async || (self.stage.ride(ride).await.state == state).then_some(());
        self.eventually("the ride's end", stands).await;
    }

    async fn save_account(&self, browser: &Browser, account: &str) {
        let wallet = browser.get("/wallet").await;
        let hosted = browser.submit(&wallet, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
        approve_account(browser, hosted, account).await;
        let last_four = &account[account.len() - 4..];
        let saved = async || browser.get("/book").await.has_method(last_four).then_some(());
        self.eventually("the account is saved", saved).await;
    }

    async fn shared_with_a_second_server(&self, database: &str) {
        let mut settings: Vec<_> = self.settings.iter().map(|(name, value)| (&**name, &**value)).collect();
        settings.retain(|(name, _)| *name != "DATABASE_URL");
        settings.push(("DATABASE_URL", database));
        let second = Stage::raise_with(&settings).await;
        self.look().await;
        for _ in 0..5 {
            let asked = self.front.asked();
            let (one, other) = (&self.stage.running.backend, &second.running.backend);
            missed::look_now(one).await.unwrap();
            let turns = tokio::join!(missed::run_once(one), missed::run_once(other));
            assert!(turns.0.is_ok() && turns.1.is_ok(), "{turns:?}");
            let read = "select count(*) from missed_events where leased_until = 0 and due_at > due_if_open_at";
            self.stage.eventually("it is read", async || (self.stage.count(read).await == 1).then_some(())).await;
            assert_eq!(self.front.asked() - asked, 1);
        }
    }
}

impl Stage {
    /// From now on nothing is silent for long enough to be asked about.
    async fn ask_no_questions(&self) {
        for (table, when) in
            [("payments", "insert"), ("payments", "update"), ("setups", "insert"), ("setups", "update")]
        {
            let trigger = format!(
                "create trigger {table}_{when}_unasked after {when} on {table} when new.check_at < 9000000000000000
                 begin update {table} set check_at = 9000000000000000 where id = new.id; end"
            );
            sqlx::query(sqlx::AssertSqlSafe(trigger)).execute(self.store().pool()).await.unwrap();
            let touch = format!("update {table} set check_at = check_at where check_at is not null");
            sqlx::query(sqlx::AssertSqlSafe(touch)).execute(self.store().pool()).await.unwrap();
        }
    }

    /// From now on, and until somebody has it read, the list of events is never due.
    pub async fn read_no_list(&self) {
        let never = "update missed_events set due_at = 9000000000000000, due_if_open_at = 9000000000000000
                     where leased_until = 0 and failures = 0 and cursor is null";
        let put_off = async || {
            let touched = sqlx::query(never).execute(self.store().pool()).await.unwrap();
            (touched.rows_affected() == 1).then_some(())
        };
        self.eventually("the list is left alone", put_off).await;
    }

    async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(self.store().pool()).await.unwrap()
    }

    async fn watermark(&self) -> i64 {
        self.count("select seen_at from missed_events").await
    }

    async fn method_of(&self, last_four: &str) -> PaymentMethodId {
        let id: String = sqlx::query_scalar("select id from payment_methods where last_four = $1")
            .bind(last_four.to_owned())
            .fetch_one(self.store().pool())
            .await
            .unwrap();
        PaymentMethodId::new(id)
    }

    async fn ride_says_paid(&self, browser: &Browser) {
        let paid = async || browser.get("/rides").await.text().contains("En viaje").then_some(());
        self.eventually("the ride is paid", paid).await;
    }

    /// The ids of everything that was ever told.
    async fn heard_of(&self) -> Vec<String> {
        sqlx::query_scalar("select id from inbox order by id").fetch_all(self.store().pool()).await.unwrap()
    }

    /// What riders, their wallets and the books came to, without what only says how.
    async fn what_it_came_to(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for query in [
            "select id || state from rides",
            "select ride_id || number || news from ride_updates",
            "select id || state || coalesce(reason, '') || coalesce(review, '') from payments",
            "select id || state || coalesce(method_id, '') from setups",
            "select id || rider_id || (canceled_at is null) from payment_methods",
            "select e.payment_id || e.kind || p.account || p.amount_clp
             from ledger_entries e join ledger_postings p on p.entry_id = e.id",
        ] {
            rows.extend(sqlx::query_scalar::<_, String>(query).fetch_all(self.store().pool()).await.unwrap());
        }
        rows.sort();
        rows
    }
}

/// The merchant's account at the sandbox, past its back.
struct Fintoc {
    key: String,
    address: String,
    http: reqwest::Client,
    client: Client,
}

impl Fintoc {
    fn at(address: &str) -> Self {
        let key = format!("sk_test_{}", uuid_like());
        let client =
            Client::builder(SecretKey::parse(&key).unwrap()).base_url(address.parse().unwrap()).build().unwrap();
        Self { key, address: address.to_owned(), http: reqwest::Client::builder().no_proxy().build().unwrap(), client }
    }

    /// One of the sandbox's verbs.
    async fn order(&self, verb: &str, body: Value) {
        let sent = self.http.post(format!("{}{verb}", self.address)).header("authorization", &self.key);
        let answer = sent.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{verb}: {}", answer.text().await.unwrap());
    }

    async fn ask(&self, what: &str) -> Value {
        let sent = self.http.get(format!("{}{what}", self.address)).header("authorization", &self.key);
        serde_json::from_str(&sent.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    /// How many events there are.
    async fn events(&self) -> usize {
        let query = EventQuery { page: fintoc::Page::of(300), ..EventQuery::default() };
        self.client.events(&query).await.unwrap().items.len()
    }
}

/// A proxy in front of the sandbox that counts how often the list of events is asked for, and may refuse.
#[derive(Clone)]
struct Front {
    address: String,
    behind: String,
    http: reqwest::Client,
    asked: Arc<AtomicU64>,
    allowed: Arc<AtomicU64>,
}

impl Front {
    async fn open(behind: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let front = Self {
            address: format!("http://{}", listener.local_addr().expect("an address")),
            behind: behind.to_owned(),
            http: http.build().expect("a client for loopback"),
            asked: Arc::default(),
            allowed: Arc::new(AtomicU64::new(u64::MAX)),
        };
        let router = Router::new().fallback(pass).with_state(front.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        front
    }

    /// How often the list was asked for.
    fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    /// How often it may be asked for from now on.
    fn allow(&self, times: u64) {
        self.allowed.store(times, Ordering::SeqCst);
    }

    fn allows(&self) -> bool {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.allowed.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

async fn pass(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a small body");
    let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
    if parts.method == "GET" && parts.uri.path() == "/v2/events" && !front.allows() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let mut headers = parts.headers;
    headers.remove("host");
    let sent = front.http.request(parts.method, format!("{}{address}", front.behind)).headers(headers).body(body);
    let answer = sent.send().await.expect("the sandbox answers");
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove("transfer-encoding");
    (status, headers, answer.bytes().await.expect("a body")).into_response()
}
