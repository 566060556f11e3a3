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
}

impl Clock {
    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Instant {
        Instant::from_millis(jiff::Timestamp::now().as_millisecond() + self.ahead.load(Ordering::Relaxed))
    }

    /// Moves this clock ahead.
    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }
}
