//! The backend: implements the ports. One story a function, in phases, with no network call inside a transaction.

pub mod arrivals;
pub mod backstage;
pub mod calls;
mod cancelling;
mod customers;
mod export;
mod extras;
pub mod incident;
mod journeys;
mod places;
mod profile;
mod riders;
mod rides;
pub mod settle;
mod thanks;
pub mod wallets;

use std::{
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use fintoc::{Client, webhook::WebhookSecret};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Notify;
use vuelta::Instant;

use crate::{
    clock::Clock,
    config::{Config, FintocConfig},
    controls::Controls,
    live::Live,
    passwords::Passwords,
    readiness::Readiness,
    recorder::Recorder,
    seal::Seal,
    store::Store,
};

/// What every part of the server shares.
#[derive(Debug, Clone)]
pub struct Backend {
    inner: Arc<Shared>,
}

/// The parts.
pub struct Shared {
    /// What was set.
    pub config: Config,
    /// What is remembered.
    pub store: Store,
    /// Fintoc.
    pub fintoc: Client,
    /// What time it is.
    pub clock: Clock,
    /// Who is told when something changes.
    pub live: Live,
    work: Notify,
    ready: AtomicBool,
    /// Whether what we are told now could be kept.
    pub readiness: Readiness,
    /// What makes our own words known again.
    pub seal: Seal,
    /// Keeps what happens, for backstage.
    pub recorder: Recorder,
    /// The sandbox's controls, when it is a sandbox that we speak with and backstage is on.
    pub controls: Option<Controls>,
    /// What webhooks are signed with.
    pub webhook_secrets: RwLock<Vec<WebhookSecret>>,
    secrets_learnt_at: AtomicI64,
    passwords: Passwords,
    sign_ins: DefaultKeyedRateLimiter<String>,
    guests: DefaultDirectRateLimiter,
}

impl std::ops::Deref for Backend {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.inner
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("store", &self.store).field("fintoc", &self.fintoc).finish_non_exhaustive()
    }
}

/// What there is behind the stage; nothing by default.
#[derive(Debug, Default)]
pub struct BehindTheStage {
    /// Keeps what happens.
    pub recorder: Recorder,
    /// What makes things happen.
    pub controls: Option<Controls>,
}

impl vuelta::ports::Backend for Backend {}

/// Tries to sign in that one e-mail may have in a minute. There is no longer lock-out, but who keeps trying keeps it shut.
const SIGN_INS_A_MINUTE: std::num::NonZeroU32 = std::num::NonZeroU32::new(10).expect("ten is not zero");

/// Guests that one process takes in within a minute: more than a full room, and few enough to be swept up after a prank.
const GUESTS_A_MINUTE: std::num::NonZeroU32 = std::num::NonZeroU32::new(120).expect("a hundred and twenty is not zero");

impl Backend {
    /// Puts the parts together.
    pub fn new(
        config: Config,
        store: Store,
        fintoc: Client,
        clock: Clock,
        passwords: Passwords,
        seal: Seal,
        behind: BehindTheStage,
    ) -> Self {
        let BehindTheStage { recorder, controls } = behind;
        let shared = Shared {
            config,
            store,
            fintoc,
            clock,
            live: Live::default(),
            work: Notify::new(),
            ready: AtomicBool::new(false),
            readiness: Readiness::default(),
            seal,
            recorder,
            controls,
            webhook_secrets: RwLock::new(Vec::new()),
            secrets_learnt_at: AtomicI64::new(0),
            passwords,
            sign_ins: RateLimiter::keyed(Quota::per_minute(SIGN_INS_A_MINUTE)),
            guests: RateLimiter::direct(Quota::per_minute(GUESTS_A_MINUTE)),
        };
        Self { inner: Arc::new(shared) }
    }

    /// Wakes the workers: there is something to do.
    pub fn wake(&self) {
        self.work.notify_waiters();
    }

    /// Waits to be woken; takes effect when it is called, not when it is awaited.
    pub fn woken(&self) -> tokio::sync::futures::Notified<'_> {
        self.work.notified()
    }

    /// Whether events can reach us: there is a secret to verify them with.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// From now on events can reach us.
    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    /// Forgets e-mails that nobody tried lately.
    pub fn forget_old_tries(&self) {
        self.sign_ins.retain_recent();
    }

    /// The secrets that webhooks may be signed with now.
    pub fn secrets(&self) -> Vec<WebhookSecret> {
        self.webhook_secrets.read().expect("nobody panics while holding the secrets").clone()
    }

    /// Whether secrets are ours to keep, and were last read from the database at least that long ago.
    pub fn may_learn_secrets(&self, pause: Duration) -> bool {
        let given = match &self.config.fintoc {
            FintocConfig::Embedded => false,
            FintocConfig::Remote { webhook_secrets, .. } => !webhook_secrets.is_empty(),
        };
        let now = self.clock.now();
        let latest = |last: i64| (now.since(Instant::from_millis(last)) >= pause).then_some(now.millis());
        !given && self.secrets_learnt_at.fetch_update(Ordering::AcqRel, Ordering::Acquire, latest).is_ok()
    }

    /// Puts other secrets in place.
    pub fn set_secrets(&self, secrets: Vec<WebhookSecret>) {
        *self.webhook_secrets.write().expect("nobody panics while holding the secrets") = secrets;
    }
}
