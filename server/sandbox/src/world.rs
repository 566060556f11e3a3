//! The sandbox's memory: all SQL of the crate. Functions take a connection, so that the caller says what is one transaction.

pub(crate) mod attempts;
pub(crate) mod customers;
pub(crate) mod deliveries;
pub(crate) mod endpoints;
pub(crate) mod events;
pub(crate) mod idempotency;
pub(crate) mod intents;
pub(crate) mod lists;
pub(crate) mod methods;
pub(crate) mod overview;
pub(crate) mod pauses;
pub(crate) mod refunds;
pub(crate) mod reset;
pub(crate) mod scenarios;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod setup_intents;
pub(crate) mod stats;

use std::{
    ops::{Deref, DerefMut},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    Any, AnyConnection, AnyPool, Executor, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::{Migration, MigrationType, Migrator},
    pool::PoolConnection,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// What can go wrong with the sandbox's own database.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// SQLite refused.
    #[error("the sandbox's database failed")]
    Engine(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the sandbox's database could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds something this version cannot read.
    #[error("the sandbox's database holds an object this version cannot read")]
    Corrupt(#[from] serde_json::Error),
}

pub(crate) type Result<T> = std::result::Result<T, WorldError>;

/// The merchant behind a key: the SHA-256 of the key, never the key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Account(String);

impl Account {
    /// The account of a secret key.
    pub(crate) fn of_key(key: &str) -> Self {
        use sha2::{Digest, Sha256};
        Self(hex::encode(Sha256::digest(key.as_bytes())))
    }

    /// The account of something that looks like a key of test mode.
    pub(crate) fn of_test_key(key: &str) -> Option<Self> {
        key.strip_prefix("sk_test_").filter(|rest| !rest.is_empty()).map(|_| Self::of_key(key))
    }

    pub(crate) fn stored(hash: String) -> Self {
        Self(hash)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The database, and the turn of whoever writes.
#[derive(Debug)]
pub(crate) struct World {
    pool: AnyPool,
    /// SQLite lets one write at a time, and its own waiting is a series of naps; writers queue here instead, in order.
    turn: Arc<Mutex<()>>,
}

impl World {
    /// Opens the database, creating and migrating it as needed. `sqlite::memory:` lives on one connection.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let in_memory = url.contains(":memory:");
        let url = if in_memory || url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
        let pool = AnyPoolOptions::new()
            .max_connections(if in_memory { 1 } else { 6 })
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(30))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // NORMAL may lose the last commits in a power cut, which a stand-in may; it never corrupts.
                    connection
                        .execute(
                            "pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 10000; \
                             pragma foreign_keys = on;",
                        )
                        .await
                        .map(|_| ())
                })
            })
            .connect_with(AnyConnectOptions::from_str(&url)?)
            .await?;
        Migrator::with_migrations(migrations()).run(&pool).await?;
        Ok(Self { pool, turn: Arc::default() })
    }

    /// A connection to read with.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Any>> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction that may write. Dropping it undoes everything.
    pub(crate) async fn write(&self) -> Result<Write> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        Ok(Write { tx: self.pool.begin_with("begin immediate").await?, _turn: turn })
    }
}

/// The schema, one step a version; a step that was released is never changed.
fn migrations() -> Vec<Migration> {
    const STEPS: [(i64, &str, &str); 6] = [
        (1, "world", include_str!("../migrations/0001_world.sql")),
        (2, "setup intents and settings", include_str!("../migrations/0002_setup_intents_and_settings.sql")),
        (3, "refunds", include_str!("../migrations/0003_refunds.sql")),
        (4, "page", include_str!("../migrations/0004_page.sql")),
        (5, "controls", include_str!("../migrations/0005_controls.sql")),
        (6, "indexes", include_str!("../migrations/0006_indexes.sql")),
    ];
    let step = |(version, name, sql): (i64, &'static str, &'static str)| {
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    };
    STEPS.into_iter().map(step).collect()
}

/// A write transaction with its turn.
#[derive(Debug)]
pub(crate) struct Write {
    tx: Transaction<'static, Any>,
    _turn: OwnedMutexGuard<()>,
}

impl Write {
    pub(crate) async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    pub(crate) async fn undo(self) -> Result<()> {
        Ok(self.tx.rollback().await?)
    }
}

impl Deref for Write {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.tx
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.tx
    }
}
