//! Workers: each does one unit of work in `run_once` and says what it did. The loop around them is the only place that waits.

pub mod elsewhere;
pub mod inbox;
pub mod missed;
pub mod outbox;
pub mod reconciler;

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    backend::Backend,
    store::{Engine, StoreError, sessions},
};

/// With nothing to do, how long until a worker looks again: other servers may have left something behind.
const IDLE: Duration = Duration::from_secs(1);

/// How often to look at what other servers wrote: an open page shows it within a second.
const LOOK: Duration = Duration::from_millis(500);

/// How often signed-out and expired browsers are forgotten.
const SWEEP: Duration = Duration::from_secs(600);

/// What a turn of a worker did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A unit of work.
    Worked,
    /// There was nothing to do.
    Idle,
}

/// Runs every worker until told to stop.
pub async fn run(backend: Backend, stop: CancellationToken) {
    let loops = [
        tokio::spawn(keep_working(backend.clone(), stop.clone(), Kind::Inbox)),
        tokio::spawn(keep_working(backend.clone(), stop.clone(), Kind::Outbox)),
        tokio::spawn(keep_working(backend.clone(), stop.clone(), Kind::Reconciler)),
        tokio::spawn(catch_up(backend.clone(), stop.clone())),
        tokio::spawn(look_elsewhere(backend.clone(), stop.clone())),
        tokio::spawn(sweep(backend, stop)),
    ];
    for ended in futures::future::join_all(loops).await {
        if let Err(error) = ended {
            tracing::error!(%error, "a worker ended badly");
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Inbox,
    Outbox,
    Reconciler,
    Missed,
}

/// Reads what was missed while nobody was here, and then whatever is missed.
async fn catch_up(backend: Backend, stop: CancellationToken) {
    while let Err(error) = missed::look_now(&backend).await {
        tracing::warn!(%error, "what was missed cannot be looked for yet");
        tokio::select! {
            () = tokio::time::sleep(IDLE) => {}
            () = stop.cancelled() => return,
        }
    }
    keep_working(backend, stop, Kind::Missed).await;
}

async fn keep_working(backend: Backend, stop: CancellationToken, kind: Kind) {
    while !stop.is_cancelled() {
        let woken = backend.woken();
        let turn = match kind {
            Kind::Inbox => inbox::run_once(&backend).await,
            Kind::Outbox => outbox::run_once(&backend).await,
            Kind::Reconciler => reconciler::run_once(&backend).await,
            Kind::Missed => missed::run_once(&backend).await,
        };
        match turn {
            Ok(Turn::Worked) => continue,
            Ok(Turn::Idle) => {}
            Err(error) if error.is_passing() => tracing::debug!(?kind, %error, "a worker was overtaken"),
            Err(error) => tracing::error!(?kind, %error, "a worker failed"),
        }
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(IDLE) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Keeps pages up to date with what other servers write. On SQLite there are none.
async fn look_elsewhere(backend: Backend, stop: CancellationToken) {
    while backend.store.engine() == Engine::Postgres && !stop.is_cancelled() {
        if let Err(error) = elsewhere::run_once(&backend).await {
            tracing::debug!(%error, "what other servers wrote cannot be seen now");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn sweep(backend: Backend, stop: CancellationToken) {
    while !stop.is_cancelled() {
        backend.forget_old_tries();
        if let Err(error) = forget_expired_sessions(&backend).await {
            tracing::warn!(%error, "expired sessions could not be forgotten");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn forget_expired_sessions(backend: &Backend) -> Result<(), StoreError> {
    let mut connection = backend.store.pool().acquire().await?;
    sessions::delete_expired(&mut connection, backend.clock.now().millis()).await?;
    Ok(())
}
