//! A merchant in a process of its own, and its sandbox in this one.

use std::{
    fs::File,
    net::TcpListener as StdListener,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use sandbox::Sandbox;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    hosted_page::{PAYS, approve_account},
    page::Browser,
    stage::{quick_folder, uuid_like},
};

/// How often a process that is to die is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(3);

/// The merchant's program.
pub const MERCHANT: &str = env!("CARGO_BIN_EXE_vuelta");

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
pub async fn open_sandbox(folder: &Path, tune: impl FnOnce(&mut sandbox::Config)) -> (Sandbox, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let database = format!("sqlite://{}/sandbox.db", folder.display());
    let mut config = sandbox::Config::new(url.parse().expect("a URL"), database);
    tune(&mut config);
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

/// What a merchant needs to start, again and again: its database, its port, its key, and a sandbox that outlives it.
pub struct Scene {
    pub folder: TempDir,
    pub port: u16,
    pub key: String,
    pub sandbox: Sandbox,
    pub sandbox_url: String,
    /// Where the merchant looks for Fintoc.
    pub fintoc_url: String,
    pub log_level: &'static str,
}

impl Scene {
    pub async fn set() -> Self {
        Self::set_tuned(TempDir::new().expect("a temporary folder"), |_| {}).await
    }

    /// For many short lives: files in memory, a bank that does not think long, and a log of what went wrong only.
    pub async fn set_quick() -> Self {
        let quick = |config: &mut sandbox::Config| {
            config.processing_delay = Duration::ZERO;
            config.requests_per_second = 0;
        };
        Self { log_level: "error", ..Self::set_tuned(quick_folder(), quick).await }
    }

    async fn set_tuned(folder: TempDir, tune: impl FnOnce(&mut sandbox::Config)) -> Self {
        let (sandbox, sandbox_url) = open_sandbox(folder.path(), tune).await;
        let port = free_port();
        let (key, fintoc_url) = (format!("sk_test_{}", uuid_like()), sandbox_url.clone());
        Self { folder, port, key, sandbox, sandbox_url, fintoc_url, log_level: "trace" }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The merchant's database, or the sandbox's.
    pub fn database(&self, name: &str) -> String {
        format!("sqlite://{}/{name}.db", self.folder.path().display())
    }

    /// All that the merchant has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).expect("a log")
    }

    /// Starts the binary and waits until events can reach it.
    pub async fn start_merchant(&self) -> Merchant {
        self.start(Command::new(MERCHANT), &[]).await
    }

    /// Starts a program that is the merchant, or becomes it, with variables of its own, and waits until events can reach it.
    pub async fn start(&self, program: Command, variables: &[(&str, &str)]) -> Merchant {
        let merchant = self.spawn(program, variables);
        assert!(self.is_ready().await, "the merchant is ready: {}", self.log());
        merchant
    }

    /// Starts the binary with variables of its own.
    pub fn spawn_merchant(&self, variables: &[(&str, &str)]) -> Merchant {
        self.spawn(Command::new(MERCHANT), variables)
    }

    fn spawn(&self, mut program: Command, variables: &[(&str, &str)]) -> Merchant {
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).expect("a log");
        let child = program
            .env_clear()
            .env("VUELTA_ADDR", format!("127.0.0.1:{}", self.port))
            .env("DATABASE_URL", self.database("vuelta"))
            .env("FINTOC_SECRET_KEY", &self.key)
            .env("FINTOC_API_URL", &self.fintoc_url)
            .env("FINTOC_CHECKOUT_ORIGINS", &self.sandbox_url)
            // Trips take seconds.
            .env("TRIP_PACE", "600")
            .env("RUST_LOG", self.log_level)
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Merchant(child)
    }

    /// Waits until events can reach the merchant.
    pub async fn is_ready(&self) -> bool {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client for loopback");
        let ready = async || {
            let answer = http.get(format!("{}/readyz", self.address())).send().await.ok()?;
            answer.status().is_success().then_some(())
        };
        self.eventually(ready).await.is_some()
    }

    pub async fn eventually<T, F: Future<Output = Option<T>>>(&self, mut look: impl FnMut() -> F) -> Option<T> {
        let seen = async {
            loop {
                if let Some(seen) = look().await {
                    return seen;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), seen).await.ok()
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

    /// SIGTERM, as a deployment sends it.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// Waits until the process has ended by itself; answers the signal that ended it.
    pub async fn gone(&mut self) -> Option<i32> {
        loop {
            if let Some(status) = self.0.try_wait().expect("it is our child") {
                return status.signal();
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

impl Drop for Merchant {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
