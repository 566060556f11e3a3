//! Our own webhook endpoint at a sandbox: found or made at boot, its secret kept. (With Fintoc itself the secret comes from the
//! environment, and nothing here runs.)

use std::time::Duration;

use fintoc::{
    EventType, IdempotencyKey, NewWebhookEndpoint, WebhookEndpoint, WebhookEndpointChange, webhook::WebhookSecret,
};
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use crate::{
    backend::Backend,
    ids,
    store::{StoreError, settings},
};

/// What we subscribe to.
const SUBSCRIBED: [EventType; 12] = [
    EventType::SessionFinished,
    EventType::SessionExpired,
    EventType::IntentSucceeded,
    EventType::IntentFailed,
    EventType::IntentRejected,
    EventType::IntentPending,
    EventType::IntentExpired,
    EventType::MethodActivated,
    EventType::MethodCanceled,
    EventType::RefundInProgress,
    EventType::RefundSucceeded,
    EventType::RefundFailed,
];

/// Of several servers that boot together, one does it at a time.
const LEASE: Duration = Duration::from_secs(30);
const LEASE_NAME: &str = "lease:webhook_endpoint";
const SECRET: &str = "webhook_secret:";

/// Why there is no endpoint yet.
#[derive(Debug, thiserror::Error)]
enum EnsureError {
    #[error("another server is at it")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Fintoc(#[from] fintoc::Error),
    #[error("the endpoint came without its secret")]
    NoSecret,
}

/// Sees to it that `url` is told of what happens and that we hold the secret; tries until it is so.
pub async fn ensure(backend: Backend, url: String, stop: CancellationToken) {
    let mut wait = Duration::from_millis(250);
    while !stop.is_cancelled() {
        match ensure_once(&backend, &url).await {
            Ok(()) => {
                backend.set_ready();
                return;
            }
            Err(EnsureError::Busy) => {}
            Err(error) => tracing::warn!(%error, "no webhook endpoint yet"),
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => wait = (wait * 2).min(Duration::from_secs(30)),
            () = stop.cancelled() => {}
        }
    }
}

/// How often, at most, the database is asked for secrets that another server has kept meanwhile: forged deliveries are free.
const LEARN: Duration = Duration::from_secs(1);

/// Takes in the secrets that another server has kept since: of servers with one address, any may have made the endpoint.
/// `false` when there is nothing new.
///
/// # Errors
/// The store's.
pub async fn learn(backend: &Backend) -> Result<bool, StoreError> {
    if !backend.may_learn_secrets(LEARN) {
        return Ok(false);
    }
    let known = backend.secrets().len();
    take_in_secrets(backend).await?;
    Ok(backend.secrets().len() > known)
}

/// Verifies with every secret that we keep: another server's endpoint may lead here.
async fn take_in_secrets(backend: &Backend) -> Result<(), StoreError> {
    let mut connection = backend.store.pool().acquire().await?;
    let kept = settings::all(&mut connection, SECRET).await?;
    let secrets: Result<Vec<_>, _> = kept.iter().map(|secret| WebhookSecret::parse(secret)).collect();
    backend.set_secrets(secrets.map_err(|_| StoreError::Corrupt("settings: a webhook secret"))?);
    Ok(())
}

async fn ensure_once(backend: &Backend, url: &str) -> Result<(), EnsureError> {
    let leased_until = backend.clock.now() + LEASE;
    let mut connection = backend.store.pool().acquire().await.map_err(StoreError::from)?;
    if !settings::lease(&mut connection, LEASE_NAME, backend.clock.now(), leased_until).await? {
        return Err(EnsureError::Busy);
    }
    drop(connection);
    let ensured = find_or_create(backend, url).await;
    let mut connection = backend.store.pool().acquire().await.map_err(StoreError::from)?;
    settings::give_back(&mut connection, LEASE_NAME, leased_until).await?;
    drop(connection);
    ensured?;
    Ok(take_in_secrets(backend).await?)
}

/// An endpoint made by an earlier version of us is told of less than we follow now.
async fn subscribe(backend: &Backend, endpoint: &WebhookEndpoint) -> Result<(), fintoc::Error> {
    if SUBSCRIBED.iter().all(|kind| endpoint.enabled_events.contains(kind)) {
        return Ok(());
    }
    let change =
        WebhookEndpointChange { enabled_events: Some(SUBSCRIBED.to_vec()), ..WebhookEndpointChange::default() };
    backend.fintoc.update_webhook_endpoint(&endpoint.id, &change).await.map(|_| ())
}

async fn find_or_create(backend: &Backend, url: &str) -> Result<(), EnsureError> {
    let ours = |endpoint: &WebhookEndpoint| endpoint.url == url;
    let listed: Vec<_> = backend.fintoc.webhook_endpoints().await?.into_iter().filter(ours).collect();
    let mut connection = backend.store.pool().acquire().await.map_err(StoreError::from)?;
    for endpoint in &listed {
        if settings::get(&mut connection, &format!("{SECRET}{}", endpoint.id)).await?.is_some() {
            drop(connection);
            return Ok(subscribe(backend, endpoint).await?);
        }
    }
    drop(connection);
    let new = NewWebhookEndpoint {
        url: url.to_owned(),
        enabled_events: SUBSCRIBED.to_vec(),
        description: Some("Vuelta".to_owned()),
    };
    let key = IdempotencyKey::new(ids::idempotency_key()).expect("a UUID is visible ASCII");
    let made = backend.fintoc.create_webhook_endpoint(&new, &key).await?;
    let secret = made.secret.ok_or(EnsureError::NoSecret)?;
    let mut connection = backend.store.pool().acquire().await.map_err(StoreError::from)?;
    let name = format!("{SECRET}{}", made.id);
    settings::keep(&mut connection, &name, secret.expose_secret(), backend.clock.now()).await?;
    drop(connection);
    // The secret is kept, so the ones nobody holds the secret of are of no use to anybody.
    for stale in listed {
        backend.fintoc.delete_webhook_endpoint(&stale.id).await?;
    }
    Ok(())
}
