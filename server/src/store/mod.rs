//! Everything that is remembered. All SQL of the merchant lives here, one text for SQLite and Postgres.
//!
//! Functions take a connection and decide nothing; the callers in `backend` and `workers` begin and commit.
#![expect(clippy::disallowed_methods, reason = "this is where SQL lives")]

pub mod cancellations;
pub mod castings;
mod engine;
pub mod extras;
pub mod inbox;
pub mod invitations;
pub mod journeys;
pub mod leaving;
pub mod ledger;
pub mod marks;
mod migrations;
pub mod missed;
pub mod moments;
pub mod outbox;
pub mod payment_methods;
pub mod payments;
pub mod places;
pub mod ratings;
pub mod refunds;
pub mod riders;
pub mod rides;
mod room;
pub mod sessions;
pub mod settings;
pub mod setups;

pub use engine::{Engine, Store, Tx};

/// What can go wrong with what is remembered.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody was faster: read again and decide again.
    #[error("the row changed in the meantime")]
    Stale,
    /// A row holds what this program never writes.
    #[error("a row cannot be read: {0}")]
    Corrupt(&'static str),
    /// The database said no, or nothing.
    #[error("the database: {0}")]
    Engine(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the migrations: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl StoreError {
    /// Whether trying the same transaction again may go well: a busy database, or a lost race.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Stale => true,
            Self::Engine(sqlx::Error::Database(error)) => {
                // 5, 261 and 517 are SQLITE_BUSY; Postgres's are serialization failure, deadlock, lock time-out, and a transaction
                // that was left lying for too long; the 57s are its shutdown, crash and start, 53300 is too
                // many connections.
                let passing = ["5", "517", "40001", "40P01", "55P03", "25P03", "57P01", "57P02", "57P03"];
                error.code().is_some_and(|code| passing.contains(&&*code))
            }
            // The connection broke: whether a commit got through, only another look tells.
            Self::Engine(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)) => true,
            Self::Corrupt(_) | Self::Engine(_) | Self::Migrate(_) => false,
        }
    }

    /// Whether there is no room left to write. Reading goes on, and writing does as soon as there is room.
    pub fn is_full(&self) -> bool {
        // 13 is SQLITE_FULL, 4874 the same for the WAL's index (SQLITE_IOERR_SHMSIZE), 53100 Postgres's disk_full.
        let code = match self {
            Self::Engine(sqlx::Error::Database(error)) => error.code(),
            Self::Stale | Self::Corrupt(_) | Self::Engine(_) | Self::Migrate(_) => None,
        };
        matches!(code.as_deref(), Some("13" | "4874" | "53100"))
    }
}

/// The result of every function of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A length of time, as instants are kept.
fn millis(time: std::time::Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
