//! A stage: one merchant with its embedded sandbox, raised for one story.

use std::{future::Future, time::Duration};

use server::{
    Listeners, Running,
    clock::Clock,
    config::Config,
    store::{Store, ledger, payments, rides},
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use vuelta::{
    Clp,
    id::{RideId, RiderId},
    ledger::Account,
};

use crate::page::{Browser, Page};

/// How long a story waits for something that happens by itself.
const DEADLINE: Duration = Duration::from_secs(20);

/// One merchant and one sandbox.
pub struct Stage {
    pub running: Running,
    pub address: String,
    folder: TempDir,
    merchant_port: u16,
    sandbox_port: u16,
}

impl Stage {
    /// Raises a stage on SQLite.
    pub async fn raise() -> Self {
        Self::raise_with(&[]).await
    }

    /// Raises a stage with settings of its own.
    pub async fn raise_with(settings: &[(&str, &str)]) -> Self {
        install_provider();
        let folder = TempDir::new().expect("a temporary folder");
        let merchant = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let sandbox = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::open(folder, merchant, sandbox, settings).await
    }

    async fn open(folder: TempDir, merchant: TcpListener, sandbox: TcpListener, settings: &[(&str, &str)]) -> Self {
        let (merchant_port, sandbox_port) = (port(&merchant), port(&sandbox));
        let in_folder = |name: &str| format!("sqlite://{}/{name}", folder.path().display());
        let own = [
            ("VUELTA_ADDR", format!("127.0.0.1:{merchant_port}")),
            ("SANDBOX_ADDR", format!("127.0.0.1:{sandbox_port}")),
            ("DATABASE_URL", in_folder("vuelta.db")),
            ("SANDBOX_DATABASE_URL", in_folder("sandbox.db")),
        ];
        let get = |name: &str| {
            let given = settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            given.or_else(|| own.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()))
        };
        let config = Config::read(&get).expect("the stage's settings are right");
        let address = format!("http://127.0.0.1:{merchant_port}");
        let listeners = Listeners { merchant, sandbox: Some(sandbox) };
        let running = server::start(config, listeners, Clock::default(), CancellationToken::new())
            .await
            .expect("the server starts");
        let stage = Self { running, address, folder, merchant_port, sandbox_port };
        stage.eventually("the server is ready", async || stage.running.backend.is_ready().then_some(())).await;
        stage
    }

    /// Stops the server and starts it again on the same databases and ports.
    pub async fn restart(self) -> Self {
        let Self { running, folder, merchant_port, sandbox_port, .. } = self;
        running.stop().await;
        let merchant = TcpListener::bind(("127.0.0.1", merchant_port)).await.expect("the port is free again");
        let sandbox = TcpListener::bind(("127.0.0.1", sandbox_port)).await.expect("the port is free again");
        Self::open(folder, merchant, sandbox, &[]).await
    }

    pub fn store(&self) -> &Store {
        &self.running.backend.store
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.address)
    }

    /// Waits until `look` sees something.
    pub async fn eventually<T, F: Future<Output = Option<T>>>(&self, what: &str, mut look: impl FnMut() -> F) -> T {
        let seen = async {
            loop {
                if let Some(seen) = look().await {
                    return seen;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(DEADLINE, seen).await.unwrap_or_else(|_| panic!("{what}: not in time"))
    }

    /// What stands on an account of the books.
    pub async fn balance(&self, account: Account, rider: Option<&RiderId>) -> Clp {
        let mut connection = self.store().pool().acquire().await.unwrap();
        ledger::balance(&mut connection, account, rider).await.unwrap()
    }

    /// The states of every attempt to pay a ride.
    pub async fn payments(&self, ride: &RideId) -> Vec<payments::StoredPayment> {
        let mut connection = self.store().pool().acquire().await.unwrap();
        payments::of_ride(&mut connection, ride).await.unwrap()
    }

    /// Whose ride it is, and how it stands.
    pub async fn ride(&self, ride: &RideId) -> vuelta::ride::Ride {
        let mut connection = self.store().pool().acquire().await.unwrap();
        rides::find(&mut connection, ride).await.unwrap().expect("the ride is there")
    }

    /// How many sessions the merchant's account at the sandbox holds.
    pub async fn sessions_created(&self) -> u64 {
        let listed = self.running.backend.fintoc.checkout_sessions(fintoc::Page::of(300)).await.unwrap();
        u64::try_from(listed.items.len()).unwrap()
    }

    /// Signs a new rider up in a browser of their own.
    pub async fn rider(&self, name: &str) -> Browser {
        let browser = self.browser();
        let email = format!("{}@example.cl", uuid_like());
        let page = browser.get("/signup").await;
        let answer = browser
            .submit(
                &page,
                "/signup",
                &[("name", name), ("email", &email), ("rut", "12.345.678-5"), ("password", "una clave larga")],
            )
            .await;
        assert_eq!(answer.path(), "/book", "a new rider lands on the booking page: {}", answer.text());
        browser
    }

    /// A new rider who has saved the account of that number.
    pub async fn rider_with_account(&self, name: &str, account: &str) -> Browser {
        let browser = self.rider(name).await;
        self.save_account(&browser, account).await;
        browser
    }

    /// Saves an account through the hosted page and waits until the wallet shows it.
    pub async fn save_account(&self, browser: &Browser, account: &str) {
        let wallet = browser.get("/wallet").await;
        let hosted = browser.submit(&wallet, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
        let back = crate::hosted_page::approve_account(browser, hosted, account).await;
        assert_eq!(back.path(), "/wallet");
        let last_four = &account[account.len() - 4..];
        self.eventually("the account is saved", async || {
            browser.get("/book").await.has_method(last_four).then_some(())
        })
        .await;
    }

    /// Books a trip with one click and gives the answer.
    pub async fn book(&self, browser: &Browser) -> Page {
        let page = browser.get("/book?from=barrio-italia&to=costanera-center").await;
        browser.submit(&page, "/book", &[]).await
    }

    /// Waits until the ride's page says so.
    pub async fn ride_says(&self, browser: &Browser, ride: &RideId, words: &str) -> Page {
        self.eventually(words, async || {
            let page = browser.get(&format!("/rides/{ride}")).await;
            page.text().contains(words).then_some(page)
        })
        .await
    }
}

fn port(listener: &TcpListener) -> u16 {
    listener.local_addr().expect("a bound listener has an address").port()
}

/// Once a process.
pub fn install_provider() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Something that no other story uses.
pub fn uuid_like() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

impl Stage {
    /// Pulls everything that is due at the sandbox nearer by that many seconds.
    pub async fn pull_sandbox_clock(&self, seconds: i64) {
        self.tell_sandbox("clock", &serde_json::json!({"seconds": seconds})).await;
    }

    /// Gives the sandbox one of its verbs.
    pub async fn tell_sandbox(&self, verb: &str, body: &serde_json::Value) {
        let key: String = sqlx::query_scalar("select value from settings where name = 'sandbox_key'")
            .fetch_one(self.store().pool())
            .await
            .expect("the key is kept");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client for loopback");
        let answer = http
            .post(format!("http://127.0.0.1:{}/_sandbox/{verb}", self.sandbox_port))
            .header("authorization", key)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("the sandbox answers");
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
    }
}
