//! A full disk: nothing is acknowledged that was not kept, pages are read on, and once there is room all goes on by itself.

use std::{
    fs::File,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use fintoc::{Client, EventType, IdempotencyKey, NewWebhookEndpoint, SecretKey, webhook::sign};
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection};

use crate::{
    page::Browser,
    process::{MERCHANT, Merchant, Scene, sign_up_and_save},
    stage::{Stage, install_provider, uuid_like},
};

/// How large the disk is.
const DISK: &str = "8m";

/// How much of it is left at first.
const ROOM: u64 = 300_000;

/// After so many refusals in a row the disk is full for events of that size.
const REFUSALS: usize = 3;

/// Faults: 25.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_what_it_cannot_keep_and_recovers_by_itself() {
    is_full_and_recovers(Shop::open().await).await;
}

/// Faults: 25 in part: where nothing may be mounted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_may_not_grow_refuses_what_it_cannot_keep_and_recovers_by_itself() {
    is_full_and_recovers(Shop::limited(Scene::set().await).await).await;
}

async fn is_full_and_recovers(shop: Shop) {
    let (ana, other) = (Browser::new(&shop.address), Browser::new(&shop.address));
    for browser in [&ana, &other] {
        sign_up_and_save(&shop.scene, browser).await;
    }
    shop.told_everything().await;
    shop.verb("pause", json!({})).await;
    let booked = ana.submit(&ana.get("/book?from=barrio-italia&to=costanera-center").await, "/book", &[]).await;
    shop.becomes("the bank paid", async || (shop.owed().await == 2).then_some(())).await;
    assert_eq!(shop.ready().await, (StatusCode::OK, "ready\n".to_owned()));
    let form = other.get("/book?from=barrio-italia&to=costanera-center").await;

    shop.fill().await;
    shop.leave(ROOM);
    let mut mail = Mail::default();
    mail.post_until_refused(&shop, 5_000, async || {}).await;
    assert!(!mail.acknowledged.is_empty(), "there was some room");
    for size in [20_000, 2_000, 20] {
        mail.post_until_refused(&shop, size, async || shop.fill().await).await;
    }
    shop.fill().await;
    let busy = other.submit(&form, "/book", &[]).await;
    if busy.status == StatusCode::SERVICE_UNAVAILABLE {
        assert!(busy.headers.contains_key("retry-after"));
    } else {
        assert!(matches!(shop.disk, Disk::Limited(_)), "no room for a booking: {}", busy.text());
        println!("the booking fitted into pages that were there");
    }
    shop.becomes("unready", async || {
        shop.fill().await;
        (shop.ready().await == (StatusCode::SERVICE_UNAVAILABLE, "full\n".to_owned())).then_some(())
    })
    .await;
    for page in ["/rides", "/wallet", "/book", &*format!("/rides/{}", booked.ride_id())] {
        assert_eq!(ana.get(page).await.status, StatusCode::OK, "{page} is read meanwhile");
    }

    shop.make_room().await;
    let since = Instant::now();
    shop.becomes("ready again", async || (shop.ready().await.0 == StatusCode::OK).then_some(())).await;
    println!("ready {} ms after there was room", since.elapsed().as_millis());
    mail.post_the_refused_again(&shop).await;
    let ride = other.submit(&form, "/book", &[]).await.ride_id();
    shop.verb("resume", json!({})).await;
    shop.verb("clock", json!({"seconds": 60})).await;
    for (browser, ride) in [(&ana, booked.ride_id()), (&other, ride)] {
        let page = format!("/rides/{ride}");
        shop.becomes("paid", async || browser.get(&page).await.text().contains("Pagado").then_some(())).await;
    }
    shop.kept_all(&mail.acknowledged).await;
    println!("{} events acknowledged, {} of them at their second try", mail.acknowledged.len(), mail.refused);
}

/// Events that a story posts, and what became of them.
#[derive(Default)]
struct Mail {
    acknowledged: Vec<String>,
    waiting: Vec<(String, String)>,
    refused: usize,
}

impl Mail {
    /// Posts events of that size until none is taken any more.
    async fn post_until_refused(&mut self, shop: &Shop, size: usize, before_each: impl AsyncFn()) {
        let mut refusals = 0;
        while refusals < REFUSALS {
            before_each().await;
            let id = format!("evt_{}", uuid_like());
            let data = json!({"object": "moon", "filling": "x".repeat(size)});
            let body = json!({"id": id, "object": "event", "type": "moon.landed", "data": data}).to_string();
            let answer = shop.post(&body).await;
            refusals = match answer.status() {
                StatusCode::OK => {
                    self.acknowledged.push(id);
                    0
                }
                status => {
                    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
                    assert!(answer.headers().contains_key("retry-after"));
                    self.waiting.push((id, body));
                    refusals + 1
                }
            };
        }
    }

    async fn post_the_refused_again(&mut self, shop: &Shop) {
        self.refused = self.waiting.len();
        for (id, body) in self.waiting.drain(..) {
            assert_eq!(shop.post(&body).await.status(), StatusCode::OK);
            self.acknowledged.push(id);
        }
    }
}

/// A merchant whose disk a story can fill.
struct Shop {
    scene: Scene,
    address: String,
    secret: String,
    disk: Disk,
}

/// What is full.
enum Disk {
    /// A small file system of the merchant's own process.
    Mounted { merchant: Merchant, folder: PathBuf },
    /// Where nothing can be mounted: connections that may not make the database larger.
    Limited(Box<Stage>),
}

impl Shop {
    async fn open() -> Self {
        install_provider();
        let scene = Scene::set().await;
        if let Some(unshare) = Unshare::find(scene.folder.path()) {
            println!("the disk is a tmpfs of {DISK}, mounted by {}", unshare.describe());
            let address = scene.address();
            let secret = secret(&scene, &address).await;
            let folder = scene.folder.path().join("disk");
            let database = format!("sqlite://{}/vuelta.db", folder.display());
            let settings = [("DATABASE_URL", &*database), ("FINTOC_WEBHOOK_SECRET", &*secret), ("PATH", PATH)];
            let program = unshare.then("mount -t tmpfs -o size=$2 tmpfs $1 && exec $3", &folder, &[DISK, MERCHANT]);
            let merchant = scene.start(program, &settings).await;
            return Self { scene, address, secret, disk: Disk::Mounted { merchant, folder } };
        }
        Self::limited(scene).await
    }

    async fn limited(scene: Scene) -> Self {
        install_provider();
        println!("nothing is mounted: the disk is SQLite's max_page_count");
        let stage = Stage::raise_with(&[
            ("FINTOC_SECRET_KEY", &scene.key),
            ("FINTOC_API_URL", &scene.sandbox_url),
            ("FINTOC_CHECKOUT_ORIGINS", &scene.sandbox_url),
        ])
        .await;
        let secret = stage.running.backend.secrets()[0].expose().to_owned();
        Self { scene, address: stage.address.clone(), secret, disk: Disk::Limited(Box::new(stage)) }
    }

    /// Leaves no room, also where some was left since.
    async fn fill(&self) {
        match &self.disk {
            Disk::Mounted { merchant, folder } => fill(&seen_by(merchant, folder).join("filler")),
            Disk::Limited(stage) => limit(stage, 1).await,
        }
    }

    /// Leaves so many bytes of a disk that is full.
    fn leave(&self, bytes: u64) {
        if let Disk::Mounted { merchant, folder } = &self.disk {
            let filler = File::options().write(true).open(seen_by(merchant, folder).join("filler")).unwrap();
            filler.set_len(filler.metadata().unwrap().len() - bytes).unwrap();
        }
    }

    async fn make_room(&self) {
        match &self.disk {
            Disk::Mounted { merchant, folder } => {
                std::fs::remove_file(seen_by(merchant, folder).join("filler")).unwrap();
            }
            Disk::Limited(stage) => limit(stage, 1_000_000).await,
        }
    }

    /// Looks into a copy of the database: it is whole, and each of these events is in it.
    async fn kept_all(&self, events: &[String]) {
        let copy = self.scene.folder.path().join("copy");
        std::fs::create_dir(&copy).unwrap();
        match &self.disk {
            Disk::Mounted { merchant, folder } => {
                // A standing process writes nothing while it is copied.
                let stopped = Command::new("kill").args(["-s", "STOP", &merchant.id().to_string()]).status().unwrap();
                assert!(stopped.success());
                copy_database(&seen_by(merchant, folder), &copy);
            }
            Disk::Limited(stage) => {
                let make = AssertSqlSafe(format!("vacuum into '{}/vuelta.db'", copy.display()));
                sqlx::query(make).execute(stage.store().pool()).await.unwrap();
            }
        }
        let mut copy = AnyConnection::connect(&format!("sqlite://{}/vuelta.db", copy.display())).await.unwrap();
        let whole: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut copy).await.unwrap();
        assert_eq!(whole, "ok");
        for id in events {
            let query = sqlx::query_scalar("select count(*) from inbox where id = $1");
            let kept: i64 = query.bind(id.clone()).fetch_one(&mut copy).await.unwrap();
            assert_eq!(kept, 1, "{id} was acknowledged");
        }
    }

    async fn ready(&self) -> (StatusCode, String) {
        let answer = http().get(format!("{}/readyz", self.address)).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// Delivers an event as Fintoc would.
    async fn post(&self, body: &str) -> reqwest::Response {
        let secret = fintoc::webhook::WebhookSecret::parse(&self.secret).unwrap();
        let signature = sign(&secret, jiff::Timestamp::now().as_second(), body.as_bytes());
        let request = http().post(format!("{}/webhooks/fintoc", self.address)).header("fintoc-signature", signature);
        request.body(body.to_owned()).send().await.unwrap()
    }

    async fn verb(&self, path: &str, body: Value) {
        let request = http().post(format!("{}/_sandbox/{path}", self.scene.sandbox_url));
        let request = request.header("authorization", &self.scene.key).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
    }

    async fn owed(&self) -> i64 {
        self.scene.sandbox.stats(&self.scene.key).await.unwrap().deliveries_owed
    }

    async fn told_everything(&self) {
        self.becomes("all is told", async || (self.owed().await == 0).then_some(())).await;
    }

    async fn becomes<F: Future<Output = Option<()>>>(&self, what: &str, look: impl FnMut() -> F) {
        assert!(self.scene.eventually(look).await.is_some(), "{what}: not in time");
    }
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap()
}

/// Makes the merchant's endpoint at the sandbox, so that the story can sign too.
async fn secret(scene: &Scene, address: &str) -> String {
    let client = Client::builder(SecretKey::parse(&scene.key).unwrap());
    let client = client.base_url(scene.sandbox_url.parse().unwrap()).build().unwrap();
    let endpoint = NewWebhookEndpoint {
        url: format!("{address}/webhooks/fintoc"),
        enabled_events: vec![EventType::IntentSucceeded, EventType::SessionFinished],
        description: None,
    };
    let made = client.create_webhook_endpoint(&endpoint, &IdempotencyKey::new(uuid_like()).unwrap()).await.unwrap();
    made.secret.unwrap().expose_secret().to_owned()
}

const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A way to mount something that nobody else sees and that is gone with its process.
#[derive(Clone, Copy)]
struct Unshare(&'static [&'static str]);

impl Unshare {
    /// The first that works on this machine: root needs no other user, others become root of a namespace of their own.
    fn find(folder: &Path) -> Option<Self> {
        let disk = folder.join("disk");
        std::fs::create_dir(&disk).unwrap();
        let works = |way: &Self| {
            let mut trial = way.then("mount -t tmpfs -o size=1m tmpfs $1", &disk, &[]);
            trial.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
        };
        [Self(&["--mount"]), Self(&["--user", "--map-root-user", "--mount"])].into_iter().find(works)
    }

    /// A program that runs these words of the shell in there; `exec` keeps its number.
    fn then(self, words: &str, folder: &Path, more: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command.args(self.0).args(["sh", "-c", words, "sh"]).arg(folder).args(more);
        command
    }

    fn describe(self) -> String {
        format!("unshare {}", self.0.join(" "))
    }
}

/// A folder as the merchant sees it.
fn seen_by(merchant: &Merchant, folder: &Path) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{}/root", merchant.id()));
    root.join(folder.strip_prefix("/").expect("an absolute path"))
}

/// Writes to a file until nothing more fits.
fn fill(path: &Path) {
    let mut filler = File::options().create(true).append(true).open(path).unwrap();
    for size in [1 << 16, 1 << 12, 1] {
        let bytes = vec![0; size];
        loop {
            match filler.write_all(&bytes) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// Lets no connection make the database larger than so many pages, or than it is.
async fn limit(stage: &Stage, pages: u32) {
    let pool = stage.store().pool();
    let mut connections = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        connections.push(pool.acquire().await.unwrap());
    }
    for connection in &mut connections {
        let limit = AssertSqlSafe(format!("pragma max_page_count = {pages}"));
        sqlx::query(limit).execute(&mut **connection).await.unwrap();
    }
}

/// Copies the database as it lies there.
fn copy_database(from: &Path, to: &Path) {
    for name in ["vuelta.db", "vuelta.db-wal"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}
