//! What time it is. A value that is handed round, so that a test can move it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use vuelta::Instant;

/// The clock of one server.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Milliseconds by which a test has moved this clock ahead.
    ahead: Arc<AtomicI64>,
    /// Where it stands when it does not go by itself.
    stands_at: Option<i64>,
}

impl Clock {
    /// A clock that only goes when it is moved, for simulations.
    pub fn standing_at(instant: Instant) -> Self {
        Self { stands_at: Some(instant.millis()), ..Self::default() }
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Instant {
        let goes = || jiff::Timestamp::now().as_millisecond();
        Instant::from_millis(self.stands_at.unwrap_or_else(goes) + self.ahead.load(Ordering::Relaxed))
    }

    /// Moves this clock ahead.
    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }
}
