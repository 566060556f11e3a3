//! Where tower-sessions keeps its sessions: in our own database, under a hash of the id.

use std::time::Duration;

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use tower_sessions::{
    Session, SessionStore,
    cookie::time::OffsetDateTime,
    session::{self, Id, Record},
    session_store::{Error, Result},
};
use vuelta::{
    Instant,
    device::Agent,
    id::{DeviceId, RiderId},
};

use crate::store::{Store, StoreError, sessions};

/// How long a browser stays signed in.
pub const LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The store of sessions.
#[derive(Debug, Clone)]
pub struct Sessions {
    store: Store,
}

impl Sessions {
    /// Sessions in that database.
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

/// The id is random and 128 bits long, so a plain hash is enough: nothing can be guessed back.
fn hash(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string().as_bytes()))
}

/// What of a session the database has in columns of their own.
const RIDER: &str = "rider";
const AGENT: &str = "agent";

/// How long a session may be in use before that is noted: a write with every page would be one too many.
const SEEN_EVERY: Duration = Duration::from_secs(5 * 60);

/// What the database knows the session by.
pub fn device(session: &Session) -> Option<DeviceId> {
    session.id().map(|id| DeviceId::new(hash(&id)))
}

/// Signs a rider in, in that kind of browser, under a new id: whoever planted the old one holds nothing.
///
/// # Errors
/// When the store does not answer.
pub async fn sign_in(session: &Session, rider: &RiderId, agent: Agent) -> std::result::Result<(), session::Error> {
    session.cycle_id().await?;
    session.insert(AGENT, agent.as_text()).await?;
    session.insert(RIDER, rider.as_str()).await
}

/// Who is signed in.
///
/// # Errors
/// When the store does not answer.
pub async fn rider(session: &Session) -> std::result::Result<Option<RiderId>, session::Error> {
    Ok(session.get::<String>(RIDER).await?.map(RiderId::new))
}

fn now() -> Instant {
    Instant::from_millis(OffsetDateTime::now_utc().unix_timestamp().saturating_mul(1_000))
}

/// A record, ready to be written.
struct Written {
    id_hash: String,
    data: String,
    rider: Option<String>,
    agent: String,
    expires_at: Instant,
}

impl Written {
    fn of(record: &Record) -> Result<Self> {
        let text = |name| record.data.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        Ok(Self {
            id_hash: hash(&record.id),
            data: serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?,
            rider: text(RIDER),
            agent: text(AGENT).unwrap_or_default(),
            expires_at: Instant::from_millis(record.expiry_date.unix_timestamp().saturating_mul(1_000)),
        })
    }

    fn row(&self) -> sessions::NewRow<'_> {
        sessions::NewRow {
            id_hash: &self.id_hash,
            data: &self.data,
            rider: self.rider.as_deref(),
            agent: &self.agent,
            seen_at: now(),
            expires_at: self.expires_at,
        }
    }
}

fn backend(error: impl Into<StoreError>) -> Error {
    Error::Backend(error.into().to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        while !sessions::create(&mut connection, &Written::of(record)?.row()).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        sessions::save(&mut connection, &Written::of(record)?.row()).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        let Some(found) = sessions::load(&mut connection, &hash(id), now()).await.map_err(backend)? else {
            return Ok(None);
        };
        drop(connection);
        if found.is_signed_in && now().since(found.seen_at) >= SEEN_EVERY {
            tokio::spawn(touch(self.store.clone(), hash(id)));
        }
        let data = serde_json::from_str(&found.data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(found.expires_at.millis() / 1_000)
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        sessions::delete(&mut connection, &hash(id)).await.map_err(backend)
    }
}

/// Notes that a session is in use, beside the answer: a database without room or time for it is no reason to show no page.
async fn touch(store: Store, id_hash: String) {
    let touched = async {
        let mut connection = store.pool().acquire().await?;
        sessions::touch(&mut connection, &id_hash, now()).await
    };
    if let Err(error) = touched.await {
        tracing::debug!(%error, "that a session is in use could not be noted");
    }
}
