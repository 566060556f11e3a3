//! A stand-in for Fintoc on one machine: its API, its hosted checkout page and its signed webhook deliveries.
//!
//! It is another company that happens to live in our process. It has its own state (one SQLite file), its own look and its
//! own clock; it knows the wire types of the crate `fintoc` and meets the merchant over HTTP only. What it does follows
//! Fintoc's public guides and API reference; where those are silent, the code says "our choice".
//!
//! | where | what |
//! |---|---|
//! | `/v1`, `/v2` | the API, authenticated by any key that starts with `sk_test_`; every key is an account of its own |
//! | `/checkout/{session}` | the hosted page: bank, login, account, confirmation, authorisation; plain forms |
//! | `/_sandbox/…` | what Fintoc does not have: scenarios, faults, pauses, a clock that can be pulled, deliveries to look at |
//! | `/_sandbox/` | the same as pages for people |
//!
//! Saving an account and paying with it cannot be tried in Fintoc's own test mode yet (its guide says "available soon").
//! That gap is what this crate is for. It never talks to a bank, and nobody should type real credentials into its page;
//! passwords are compared and dropped, never stored, never logged.

mod api;
mod clock;
mod conformance;
mod control;
mod courier;
mod desk;
mod fate;
mod ksuid;
mod lifecycle;
mod merchant_url;
mod money;
mod page;
mod rut;
mod scenario;
mod test_bank;
mod world;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::Router;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use courier::Report;
pub use world::{WorldError, stats::Stats};

/// How a sandbox is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where browsers and API clients reach it; `redirect_url` and `Link` headers are made of it.
    pub public_url: Url,
    /// `sqlite://path` (the file is created when missing) or `sqlite::memory:`.
    pub database_url: String,
    /// Deliver anywhere. Only for a sandbox that listens on loopback; otherwise private and loopback addresses are refused,
    /// or a stranger could make us knock on doors of the inner network.
    pub open_deliveries: bool,
    /// The merchant it is embedded with: deliveries to this origin are always allowed.
    pub trusted_receiver: Option<Url>,
    /// How long the bank takes over a payment with a saved account, and over each step of a refund.
    pub processing_delay: Duration,
    /// How many calls of `/v1` and `/v2` an account may make in a second; 0 for any number. Fintoc's page on limits says 100.
    pub requests_per_second: u32,
    /// How long a bank's app that approves by itself takes, counted from the moment the page first shows that step.
    pub approval_delay: Duration,
    /// Whom the hosted page names when a session brings no `business_profile.name`.
    pub merchant_name: String,
}

impl Config {
    /// A sandbox on loopback with the usual delay.
    pub fn new(public_url: Url, database_url: impl Into<String>) -> Self {
        Self {
            public_url,
            database_url: database_url.into(),
            open_deliveries: true,
            trusted_receiver: None,
            processing_delay: Duration::from_millis(700),
            requests_per_second: 100,
            approval_delay: Duration::from_secs(5),
            merchant_name: "Vuelta SpA".to_owned(),
        }
    }
}

/// Why a sandbox would not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its database would not.
    #[error("cannot open the sandbox's database {url}")]
    World {
        /// The address given.
        url: String,
        /// Why.
        source: WorldError,
    },
    /// The HTTP client for deliveries would not.
    #[error("cannot build the sandbox's HTTP client for deliveries")]
    Client(#[from] reqwest::Error),
}

/// A running stand-in. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct Sandbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    world: world::World,
    courier: courier::Courier,
    /// Rung when something became due.
    bell: Notify,
    rate: api::rate::Rate,
    /// Idempotency keys whose first request is still running.
    in_flight: Mutex<HashSet<(world::Account, String)>>,
    /// Who is signed in at the pages under `/_sandbox/`.
    seats: desk::Seats,
}

impl Sandbox {
    /// Opens the sandbox over its database. Whatever an earlier run still owed is owed by this one.
    ///
    /// # Errors
    /// When the database cannot be opened or migrated.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        let world = world::World::open(&config.database_url)
            .await
            .map_err(|source| OpenError::World { url: config.database_url.clone(), source })?;
        let courier = courier::Courier::new(&config)?;
        let rate = api::rate::Rate::per_second(config.requests_per_second);
        Ok(Self(Arc::new(Inner {
            config,
            world,
            courier,
            bell: Notify::new(),
            rate,
            in_flight: Mutex::default(),
            seats: desk::Seats::default(),
        })))
    }

    /// The API, the hosted page and the control verbs.
    pub fn router(&self) -> Router {
        Router::new()
            .merge(page::router())
            .merge(control::router())
            .merge(desk::router())
            .merge(conformance::router())
            .merge(api::router().layer(axum::middleware::from_fn_with_state(self.clone(), api::faults::layer)))
            .fallback(api::unknown_route)
            .method_not_allowed_fallback(api::wrong_method)
            .layer(axum::middleware::from_fn(api::request_id))
            .with_state(self.clone())
    }

    /// Lets time pass until told to stop: banks make up their minds, sessions expire, deliveries go out.
    pub async fn run(&self, stop: CancellationToken) {
        courier::run(self, stop).await;
    }

    /// Does now, once, what [`Sandbox::run`] does for ever; answers what was done. For tests.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn courier_run_once(&self) -> Result<Report, WorldError> {
        courier::run_once(self, clock::now()).await
    }

    /// How much the account of that key has made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stats(&self, secret_key: &str) -> Result<Stats, WorldError> {
        let mut connection = self.0.world.read().await?;
        world::stats::of(&mut connection, &world::Account::of_key(secret_key)).await
    }

    fn config(&self) -> &Config {
        &self.0.config
    }

    fn world(&self) -> &world::World {
        &self.0.world
    }

    /// Something may have become due: wake the courier.
    fn ring(&self) {
        self.0.bell.notify_one();
    }
}
