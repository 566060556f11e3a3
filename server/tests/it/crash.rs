//! Dying between writing a booking down and hearing from Fintoc: the ride ends paid, once.

use std::{
    net::TcpListener as StdListener,
    path::Path,
    process::{Child, Command},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use sandbox::Sandbox;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use tokio_util::sync::CancellationToken;
use vuelta::ride::RideState;

use crate::{
    hosted_page::{PAYS, approve_account},
    page::Browser,
    stage::{Stage, install_provider, uuid_like},
};

/// The merchant's program.
pub const MERCHANT: &str = env!("CARGO_BIN_EXE_vuelta");

#[tokio::test]
async fn a_restart_loses_nobody() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    let stage = stage.restart().await;
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
    assert!(ana.get("/wallet").await.has_method("9212"), "still signed in");
}

#[tokio::test]
async fn a_process_killed_before_fintoc_hears_of_the_booking_pays_it_once_after_the_restart() {
    killed_at(Hold::Request).await;
}

#[tokio::test]
async fn a_process_killed_before_it_hears_fintocs_answer_pays_the_ride_once_after_the_restart() {
    killed_at(Hold::Answer).await;
}

async fn killed_at(hold: Hold) {
    install_provider();
    let scene = Scene::set().await;
    let mut merchant = scene.start_merchant().await;
    let ana = Browser::new(&scene.address());
    sign_up_and_save(&scene, &ana).await;

    scene.gate.arm(hold);
    let page = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let clicked = tokio::spawn({
        let (ana, form) = (ana.clone(), page.form("/book"));
        async move { ana.try_post_form(&page, &form).await }
    });
    let held = tokio::time::timeout(Duration::from_secs(20), scene.gate.held.notified()).await;
    held.expect("the call reaches the gate");
    merchant.kill();
    assert!(clicked.await.expect("the click ends").is_none(), "the rider saw no answer");
    scene.gate.arm(Hold::Nothing);

    let mut merchant = scene.start_merchant().await;
    let paid = scene.eventually(async || ana.get("/rides").await.text().contains("Pagado").then_some(())).await;
    assert!(paid.is_some(), "the ride is paid: {}", ana.get("/rides").await.text());
    let stats = scene.sandbox.stats(&scene.key).await.expect("the sandbox counts");
    assert_eq!((stats.sessions_created, stats.intents_created), (2, 1), "one setup, one payment, one transfer");
    merchant.kill();
}

pub async fn sign_up_and_save(scene: &Scene, ana: &Browser) {
    let email = format!("{}@example.cl", uuid_like());
    let typed = [("name", "Ana"), ("email", &*email), ("rut", "12.345.678-5"), ("password", "una clave larga")];
    ana.submit(&ana.get("/signup").await, "/signup", &typed).await;
    let hosted = ana.submit(&ana.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    approve_account(ana, hosted, PAYS).await;
    let saved = scene.eventually(async || ana.get("/book").await.has_method("9212").then_some(())).await;
    assert!(saved.is_some(), "the account is saved");
}

/// A sandbox in this process, and its address.
pub async fn open_sandbox(folder: &Path) -> (Sandbox, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let database = format!("sqlite://{}/sandbox.db", folder.display());
    let config = sandbox::Config::new(url.parse().expect("a URL"), database);
    let sandbox = Sandbox::open(config).await.expect("the sandbox opens");
    tokio::spawn({
        let router = sandbox.router();
        async move { axum::serve(listener, router).await }
    });
    tokio::spawn({
        let sandbox = sandbox.clone();
        async move { sandbox.run(CancellationToken::new()).await }
    });
    (sandbox, url)
}

/// A port for a process that is yet to come.
pub fn free_port() -> u16 {
    StdListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port()
}

/// A merchant in a process of its own, a sandbox in this one, and a gate on the way between them.
pub struct Scene {
    pub folder: TempDir,
    pub port: u16,
    pub key: String,
    pub sandbox: Sandbox,
    pub sandbox_url: String,
    gate: Gate,
}

impl Scene {
    pub async fn set() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let (sandbox, sandbox_url) = open_sandbox(folder.path()).await;
        let gate = Gate::open(sandbox_url.trim_start_matches("http://").to_owned()).await;
        let port = free_port();
        Self { folder, port, key: format!("sk_test_{}", uuid_like()), sandbox, sandbox_url, gate }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All that the merchant has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).expect("a log")
    }

    pub async fn start_merchant(&self) -> Merchant {
        let database = format!("sqlite://{}/vuelta.db", self.folder.path().display());
        self.start(Command::new(MERCHANT), &[("DATABASE_URL", &database)]).await
    }

    /// Starts a program that is the merchant, or becomes it, with settings of its own.
    pub async fn start(&self, mut program: Command, settings: &[(&str, &str)]) -> Merchant {
        let log =
            std::fs::File::options().create(true).append(true).open(self.folder.path().join("log")).expect("a log");
        let child = program
            .env_clear()
            .env("VUELTA_ADDR", format!("127.0.0.1:{}", self.port))
            .env("FINTOC_SECRET_KEY", &self.key)
            .env("FINTOC_API_URL", format!("http://127.0.0.1:{}", self.gate.port))
            .env("FINTOC_CHECKOUT_ORIGINS", &self.sandbox_url)
            .env("RUST_LOG", "trace")
            .envs(settings.iter().copied())
            .stderr(log)
            .spawn()
            .expect("the binary starts");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client for loopback");
        let ready = self
            .eventually(async || {
                let answer = http.get(format!("{}/readyz", self.address())).send().await.ok()?;
                answer.status().is_success().then_some(())
            })
            .await;
        let merchant = Merchant(child);
        assert!(ready.is_some(), "the merchant is ready");
        merchant
    }

    pub async fn eventually<T, F: Future<Output = Option<T>>>(&self, mut look: impl FnMut() -> F) -> Option<T> {
        for _ in 0..600 {
            if let Some(seen) = look().await {
                return Some(seen);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        None
    }
}

/// A merchant in a process of its own, gone at the latest when its story ends.
pub struct Merchant(Child);

impl Merchant {
    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// SIGKILL: no time for last words.
    pub fn kill(&mut self) {
        self.0.kill().expect("SIGKILL");
        self.0.wait().expect("it is gone");
    }
}

impl Drop for Merchant {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a gate keeps to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Hold {
    Nothing,
    /// A call that creates a session: Fintoc never hears of it.
    Request,
    /// The answer to such a call: Fintoc did it, and nobody is told.
    Answer,
}

/// A TCP proxy in front of the sandbox.
struct Gate {
    port: u16,
    hold: Arc<AtomicU8>,
    held: Arc<Notify>,
}

const CREATE: &[u8] = b"POST /v2/checkout_sessions ";

impl Gate {
    async fn open(behind: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (hold, held) = (Arc::new(AtomicU8::new(0)), Arc::new(Notify::new()));
        tokio::spawn({
            let (hold, held) = (hold.clone(), held.clone());
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let server = TcpStream::connect(&behind).await.expect("the sandbox listens");
                    tokio::spawn(pass(client, server, hold.clone(), held.clone()));
                }
            }
        });
        Self { port, hold, held }
    }

    fn arm(&self, hold: Hold) {
        let number = [Hold::Nothing, Hold::Request, Hold::Answer].iter().position(|known| *known == hold);
        self.hold.store(u8::try_from(number.expect("it is listed")).expect("three fit"), Ordering::SeqCst);
    }
}

/// Passes bytes both ways until one side ends, or until there is something to hold back.
async fn pass(mut client: TcpStream, mut server: TcpStream, hold: Arc<AtomicU8>, held: Arc<Notify>) {
    let (mut asked, mut answered) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    let mut creating = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let create = asked[..length].windows(CREATE.len()).any(|window| window == CREATE);
                creating |= create && hold.load(Ordering::SeqCst) == 2;
                if create && hold.load(Ordering::SeqCst) == 1 {
                    held.notify_one();
                    return std::future::pending().await;
                }
                if server.write_all(&asked[..length]).await.is_err() { return }
            }
            read = server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if creating {
                    held.notify_one();
                    return std::future::pending().await;
                }
                if client.write_all(&answered[..length]).await.is_err() { return }
            }
        }
    }
}
