//! The two engines, and the few places where they differ.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Any, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Row,
    any::{AnyConnectOptions, AnyPoolOptions},
};

use super::{Result, StoreError, migrations};
use crate::config::Patience;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file on one machine.
    Sqlite,
    /// A server, for several of us.
    Postgres,
}

/// An open database with its tables up to date.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
}

/// A transaction that means to write.
pub type Tx = sqlx::Transaction<'static, Any>;

/// SQLite before this version can corrupt a WAL that several connections write and checkpoint.
const LEAST_SQLITE: (u32, u32, u32) = (3, 51, 3);

impl Store {
    /// Opens the database of that URL (`sqlite://…` or `postgres://…`), makes it if it is a file that is not there, and
    /// brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be reached or migrated, or does not keep what SQLite was told to keep.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_patient(url, Patience::default().database).await
    }

    /// The same, with another patience for locks that others hold.
    ///
    /// # Errors
    /// Likewise.
    pub async fn open_patient(url: &str, patience: Duration) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let engine = if url.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
        let open = async || match engine {
            Engine::Sqlite => open_sqlite(url, patience).await,
            Engine::Postgres => open_postgres(url, patience).await,
        };
        let pool = open().await?;
        migrate(&pool, engine).await?;
        if engine == Engine::Postgres {
            return Ok(Self { pool, engine });
        }
        // A connection of SQLite's knows the tables as they were when it was opened. sqlx counts the columns then, and stumbles
        // over one that was added since.
        pool.close().await;
        Ok(Self { pool: open().await?, engine })
    }

    /// The pool, for reading outside a transaction.
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Begins a transaction that means to write. SQLite takes its write lock at once: a read that later wants to write would
    /// fail as busy, past any time-out.
    ///
    /// # Errors
    /// When no connection or no lock is to be had in time.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self.engine {
            Engine::Sqlite => self.pool.begin_with("begin immediate").await?,
            Engine::Postgres => self.pool.begin().await?,
        })
    }

    /// Gives every connection back.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Of several servers that boot together, one migrates and the others wait: sqlx takes a lock for it. That may take longer than
/// any other lock is waited for, and so has a connection of its own.
async fn migrate(pool: &AnyPool, engine: Engine) -> Result<()> {
    let mut connection = pool.acquire().await?;
    if engine == Engine::Postgres {
        sqlx::query("set lock_timeout = 0").execute(&mut *connection).await?;
    }
    migrations::migrator(engine).run(&mut *connection).await?;
    connection.close().await?;
    Ok(())
}

/// How long a transaction may be left lying: a server that stopped in the middle of one must not hold up the others.
const LEFT_LYING: Duration = Duration::from_secs(10);

async fn open_postgres(url: &str, patience: Duration) -> Result<AnyPool> {
    let options = AnyConnectOptions::from_str(url)?.disable_statement_logging();
    let pool = AnyPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(5))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                let limits = [("lock_timeout", patience), ("idle_in_transaction_session_timeout", LEFT_LYING)];
                for (limit, time) in limits {
                    let set = format!("set {limit} = {}", time.as_millis());
                    sqlx::query(AssertSqlSafe(set)).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

async fn open_sqlite(url: &str, patience: Duration) -> Result<AnyPool> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    if let Some(folder) = std::path::Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    let options = AnyConnectOptions::from_str(&format!("sqlite://{path}?mode=rwc"))?.disable_statement_logging();
    let pool = AnyPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(5))
        // There is no network that may have gone away: a question before each question would only double the way.
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            // A full disk makes SQLite roll back by itself. sqlx counts that transaction as open for ever, and could begin no
            // other on the connection.
            let is_clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_clean) })
        })
        .after_connect(move |connection, _| {
            Box::pin(async move {
                let busy_timeout = format!("pragma busy_timeout = {}", patience.as_millis());
                sqlx::query(AssertSqlSafe(busy_timeout)).execute(&mut *connection).await?;
                // FULL: an event we acknowledged must survive a power cut.
                for pragma in ["pragma journal_mode = wal", "pragma synchronous = full", "pragma foreign_keys = on"] {
                    sqlx::query(pragma).execute(&mut *connection).await?;
                }
                let synchronous: i64 =
                    sqlx::query("pragma synchronous").fetch_one(&mut *connection).await?.try_get(0)?;
                if synchronous != 2 {
                    return Err(sqlx::Error::Protocol("SQLite did not take synchronous = full".into()));
                }
                connection.ping().await
            })
        })
        .connect_with(options)
        .await?;
    let version: String = sqlx::query("select sqlite_version()").fetch_one(&pool).await?.try_get(0)?;
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < LEAST_SQLITE {
        return Err(StoreError::Corrupt("this SQLite is older than 3.51.3"));
    }
    Ok(pool)
}
