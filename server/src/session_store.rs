//! Where tower-sessions keeps its sessions: in our own database, under a hash of the id.

use std::time::Duration;

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
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

fn write(record: &Record) -> Result<(String, i64)> {
    let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    Ok((data, record.expiry_date.unix_timestamp().saturating_mul(1_000)))
}

fn backend(error: impl Into<StoreError>) -> Error {
    Error::Backend(error.into().to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        let (data, expires_at) = write(record)?;
        while !sessions::create(&mut connection, &hash(&record.id), &data, expires_at).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        let (data, expires_at) = write(record)?;
        sessions::save(&mut connection, &hash(&record.id), &data, expires_at).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        let now = OffsetDateTime::now_utc().unix_timestamp().saturating_mul(1_000);
        let Some((data, expires_at)) = sessions::load(&mut connection, &hash(id), now).await.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at / 1_000)
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut connection = self.store.pool().acquire().await.map_err(backend)?;
        sessions::delete(&mut connection, &hash(id)).await.map_err(backend)
    }
}
