//! Workers: each does one unit of work in `run_once` and says what it did. The loop around them is the only place that waits.

pub mod elsewhere;
pub mod inbox;
pub mod journeys;
pub mod missed;
pub mod outbox;
pub mod reconciler;

use std::{fmt::Debug, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    backend::Backend,
    store::{Engine, StoreError, moments, sessions},
};

/// With nothing to do, how long until a worker looks again: other servers may have left something behind.
const IDLE: Duration = Duration::from_secs(1);

/// How often to look at what other servers wrote: an open page shows it within a second.
const LOOK: Duration = Duration::from_millis(500);

/// How often signed-out and expired browsers are forgotten.
const SWEEP: Duration = Duration::from_secs(600);

/// How long moments are kept: a demo is looked through within the week.
const MOMENTS_LAST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How many moments of one rider are kept.
const MOMENTS_A_RIDER: i64 = 2_000;

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
    let turns = [Kind::Inbox, Kind::Outbox, Kind::Reconciler, Kind::Journeys].map(Loop::Turns);
    let loops = turns.into_iter().chain([Loop::CatchUp, Loop::LookElsewhere, Loop::Sweep]).map(|each| {
        let (backend, ended) = (backend.clone(), stop.clone());
        again_and_again(each, IDLE, stop.clone(), move || each.run(backend.clone(), ended.clone()))
    });
    futures::future::join_all(loops).await;
}

/// Runs a loop until it ends. One that panics begins again after a pause: a row that nobody thought of must not stop the work on
/// all others for good.
async fn again_and_again<F>(name: impl Debug, pause: Duration, stop: CancellationToken, begin: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(begin()).await {
        tracing::error!(worker = ?name, %error, "a worker panicked, and begins again");
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Loop {
    Turns(Kind),
    CatchUp,
    LookElsewhere,
    Sweep,
}

impl Loop {
    async fn run(self, backend: Backend, stop: CancellationToken) {
        match self {
            Self::Turns(kind) => keep_working(backend, stop, kind).await,
            Self::CatchUp => catch_up(backend, stop).await,
            Self::LookElsewhere => look_elsewhere(backend, stop).await,
            Self::Sweep => sweep(backend, stop).await,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Inbox,
    Outbox,
    Reconciler,
    Journeys,
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
            Kind::Journeys => journeys::run_once(&backend).await,
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
        if let Err(error) = forget_old_moments(&backend).await {
            tracing::warn!(%error, "old moments could not be forgotten");
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

/// Forgets what is kept to be shown backstage and nobody looks through any more.
///
/// # Errors
/// The store's; it is tried again with the next sweep.
pub async fn forget_old_moments(backend: &Backend) -> Result<(), StoreError> {
    let mut connection = backend.store.pool().acquire().await?;
    moments::forget_before(&mut connection, backend.clock.now() - MOMENTS_LAST).await?;
    moments::forget_beyond(&mut connection, MOMENTS_A_RIDER).await
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn a_loop_that_panics_begins_again_until_it_ends_by_itself() {
        let begun = Arc::new(AtomicU32::new(0));
        let counted = begun.clone();
        let begin = move || {
            let number = counted.fetch_add(1, Ordering::SeqCst);
            async move { assert!(number >= 2, "a row that nobody thought of") }
        };
        again_and_again("a story", Duration::ZERO, CancellationToken::new(), begin).await;
        assert_eq!(begun.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_loop_that_panics_does_not_begin_again_once_the_server_stops() {
        let stop = CancellationToken::new();
        let ended = stop.clone();
        let begin = move || {
            ended.cancel();
            async { assert!(Duration::ZERO > IDLE, "a row that nobody thought of") }
        };
        again_and_again("a story", Duration::MAX, stop, begin).await;
    }
}
