//! Starting and stopping: open the databases, serve the sandbox, serve the merchant, and see to the webhook endpoint.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, serve::ListenerExt};
use fintoc::{Client, Mode, SecretKey};
use rand::RngExt as _;
use sandbox::Sandbox;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    assets::Files,
    backend::{Backend, BehindTheStage},
    clock::Clock,
    config::{Config, FintocConfig, Patience},
    controls::Controls,
    endpoint,
    passwords::{HashError, Passwords},
    recorder::{self, Recorder, Witness},
    seal::Seal,
    site::{self, Site},
    store::{Store, StoreError, settings},
    workers,
};

/// How long open requests may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server would not start.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {addr}; is something else running there? Set {variable} to use another address")]
    Bind {
        /// Which address.
        addr: SocketAddr,
        /// Which setting says so.
        variable: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The merchant's database.
    #[error("cannot open the database of DATABASE_URL")]
    Store(#[from] StoreError),
    /// The sandbox's database.
    #[error("cannot open the sandbox")]
    Sandbox(#[from] sandbox::OpenError),
    /// The client for Fintoc.
    #[error("cannot make the client for Fintoc")]
    Client(#[from] fintoc::BuildError),
    /// The client for the sandbox's controls.
    #[error("cannot make the client for the sandbox's controls")]
    Controls(#[from] reqwest::Error),
    /// The key that the database keeps for the embedded sandbox.
    #[error("the sandbox key in the database cannot be read")]
    Key(#[from] fintoc::KeyError),
    /// The password hasher.
    #[error(transparent)]
    Passwords(#[from] HashError),
    /// The server ended on its own.
    #[error("the server ended")]
    Serve(#[from] std::io::Error),
}

/// The two open doors.
#[derive(Debug)]
pub struct Listeners {
    /// The merchant's.
    pub merchant: TcpListener,
    /// The sandbox's; none when Fintoc is elsewhere.
    pub sandbox: Option<TcpListener>,
}

impl Listeners {
    /// Opens the doors that the settings name.
    ///
    /// # Errors
    /// When an address is taken.
    pub async fn bind(config: &Config) -> Result<Self, LaunchError> {
        let merchant = bind(config.addr, "VUELTA_ADDR").await?;
        let sandbox = match config.fintoc {
            FintocConfig::Embedded => Some(bind(config.sandbox.addr, "SANDBOX_ADDR").await?),
            FintocConfig::Remote { .. } => None,
        };
        Ok(Self { merchant, sandbox })
    }
}

async fn bind(addr: SocketAddr, variable: &'static str) -> Result<TcpListener, LaunchError> {
    TcpListener::bind(addr).await.map_err(|source| LaunchError::Bind { addr, variable, source })
}

/// A server that runs.
#[derive(Debug)]
pub struct Running {
    /// The merchant's backend.
    pub backend: Backend,
    /// The sandbox, when it is embedded.
    pub sandbox: Option<Sandbox>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Stops, letting open requests end.
    pub async fn stop(self) {
        self.stop.cancel();
        if tokio::time::timeout(GRACE, futures::future::join_all(self.tasks)).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        self.backend.store.close().await;
    }
}

/// Runs until `stop` is cancelled.
///
/// # Errors
/// When it cannot start.
pub async fn launch(config: Config, stop: CancellationToken) -> Result<(), LaunchError> {
    let listeners = Listeners::bind(&config).await?;
    let address = config.page("/");
    let running = start(config, listeners, Clock::default(), stop.clone()).await?;
    tracing::info!("Vuelta is open at {address}");
    stop.cancelled().await;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

/// Starts everything on doors that are open already.
///
/// # Errors
/// When a database cannot be opened or the client cannot be made.
pub async fn start(
    config: Config,
    listeners: Listeners,
    clock: Clock,
    stop: CancellationToken,
) -> Result<Running, LaunchError> {
    let store = Store::open_patient(&config.database_url, config.patience.database).await?;
    let merchant_addr = listeners.merchant.local_addr()?;
    let mut tasks = Vec::new();
    let mut sandbox = None;
    let (recorder, pending) = if config.backstage {
        let (recorder, pending) = Recorder::new(clock.clone());
        (recorder, Some(pending))
    } else {
        (Recorder::default(), None)
    };
    let (key, api_url) = match &config.fintoc {
        FintocConfig::Remote { key, api_url, .. } => (key.clone(), api_url.clone()),
        FintocConfig::Embedded => {
            let key = embedded_key(&store, &clock).await?;
            let listener = match listeners.sandbox {
                Some(listener) => listener,
                None => bind(config.sandbox.addr, "SANDBOX_ADDR").await?,
            };
            let addr = listener.local_addr()?;
            let opened = Sandbox::open(sandbox_config(&config, addr, Some(merchant_addr))).await?;
            tasks.push(serve(listener, opened.router(), stop.clone()));
            let (running, ended) = (opened.clone(), stop.clone());
            tasks.push(tokio::spawn(async move { running.run(ended).await }));
            tracing::info!("the sandbox stands in for Fintoc at {}", config.sandbox.url);
            sandbox = Some(opened);
            (key, local_url(addr))
        }
    };
    let controls = (config.backstage && !config.is_fintoc()).then(|| Controls::new(api_url.clone(), key.clone()));
    let client = client(key, api_url, &config.patience, recorder.clone())?;
    if client.mode() == Mode::Live {
        tracing::warn!("this is a live key: every ride moves real money");
    }
    let seal = seal(&config, &store, &clock).await?;
    let behind = BehindTheStage { recorder, controls: controls.transpose()? };
    let backend = Backend::new(config, store, client, clock, Passwords::new()?, seal, behind);
    if let Some(pending) = pending {
        let (store, live) = (backend.store.clone(), backend.live.clone());
        tasks.push(tokio::spawn(recorder::write(pending, store, live, stop.clone())));
    }
    let site = Site { backend: backend.clone(), files: Files::gather(), stop: stop.clone() };
    tasks.push(serve(listeners.merchant, site::router(site), stop.clone()));
    tasks.push(tokio::spawn(see_to_secrets(backend.clone(), merchant_addr, stop.clone())));
    tasks.push(tokio::spawn(workers::run(backend.clone(), stop.clone())));
    Ok(Running { backend, sandbox, stop, tasks })
}

/// Runs the stand-in alone, for merchants of any kind.
///
/// # Errors
/// When it cannot start.
pub async fn sandbox_alone(config: Config, stop: CancellationToken) -> Result<(), LaunchError> {
    let listener = bind(config.sandbox.addr, "SANDBOX_ADDR").await?;
    let addr = listener.local_addr()?;
    let sandbox = Sandbox::open(sandbox_config(&config, addr, None)).await?;
    let served = serve(listener, sandbox.router(), stop.clone());
    tracing::info!(
        "the sandbox answers at {}; any key that starts with sk_test_ is an account of its own",
        config.sandbox.url
    );
    sandbox.run(stop).await;
    let _ = tokio::time::timeout(GRACE, served).await;
    Ok(())
}

fn sandbox_config(config: &Config, addr: SocketAddr, merchant: Option<SocketAddr>) -> sandbox::Config {
    sandbox::Config {
        open_deliveries: addr.ip().is_loopback(),
        trusted_receiver: merchant.map(local_url),
        ..sandbox::Config::new(config.sandbox.url.clone(), config.sandbox.database_url.clone())
    }
}

fn local_url(addr: SocketAddr) -> Url {
    Url::parse(&format!("http://{addr}")).expect("an address and port make a URL")
}

fn client(key: SecretKey, base: Url, patience: &Patience, recorder: Recorder) -> Result<Client, LaunchError> {
    let client = Client::builder(key)
        .base_url(base)
        .timeout(patience.fintoc)
        .circuit(patience.circuit)
        .retry(patience.retry.clone())
        .requests_per_second(patience.requests_per_second)
        .observer(Witness::shared(recorder));
    Ok(client.build()?)
}

/// The merchant's account at the embedded sandbox: random, made at first boot.
async fn embedded_key(store: &Store, clock: &Clock) -> Result<SecretKey, LaunchError> {
    let random = format!("sk_test_{}", hex::encode(rand::rng().random::<[u8; 20]>()));
    let mut connection = store.pool().acquire().await.map_err(StoreError::from)?;
    let kept = settings::keep(&mut connection, "sandbox_key", &random, clock.now()).await?;
    Ok(SecretKey::parse(&kept)?)
}

/// What our own words are signed with: the given secret, or else a random one, made at first boot and shared by all servers.
async fn seal(config: &Config, store: &Store, clock: &Clock) -> Result<Seal, StoreError> {
    if let Some(given) = &config.signing_secret {
        return Ok(Seal::new(given.clone()));
    }
    let random = hex::encode(rand::rng().random::<[u8; 32]>());
    let mut connection = store.pool().acquire().await?;
    let kept = settings::keep(&mut connection, "signing_key", &random, clock.now()).await?;
    Ok(Seal::new(kept.into()))
}

/// Puts the secrets in place that events are verified with.
async fn see_to_secrets(backend: Backend, addr: SocketAddr, stop: CancellationToken) {
    let given = match &backend.config.fintoc {
        FintocConfig::Remote { webhook_secrets, .. } if !webhook_secrets.is_empty() => Some(webhook_secrets.clone()),
        FintocConfig::Remote { .. } | FintocConfig::Embedded => None,
    };
    if let Some(secrets) = given {
        backend.set_secrets(secrets);
        backend.set_ready();
        return;
    }
    let url = match backend.config.fintoc {
        FintocConfig::Embedded => format!("http://{addr}/webhooks/fintoc"),
        FintocConfig::Remote { .. } => backend.config.page("/webhooks/fintoc"),
    };
    endpoint::ensure(backend, url, stop).await;
}

fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> JoinHandle<()> {
    // Pages are several small writes; without this each would wait for the last one's acknowledgement.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await {
            tracing::error!(%error, "a server ended");
        }
    })
}
