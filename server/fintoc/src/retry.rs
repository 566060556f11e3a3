//! When to ask again.

use std::time::Duration;

use crate::Error;

/// How long to wait after each failure that may pass. A value: read it aloud and you know what the client does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The wait after the first failure, the second, and so on; after the last one the error is returned.
    pub delays: Vec<Duration>,
    /// A random part of this is added to each wait, so that many clients do not come back at once.
    pub jitter: Duration,
}

impl RetryPolicy {
    /// One try. For a caller with a person waiting, or with its own outbox.
    pub fn none() -> Self {
        Self { delays: Vec::new(), jitter: Duration::ZERO }
    }

    /// What Fintoc advises for 429: 1, 2, 4, 8 and 16 s, each plus up to 1 s.
    pub fn standard() -> Self {
        Self { delays: [1, 2, 4, 8, 16].map(Duration::from_secs).to_vec(), jitter: Duration::from_secs(1) }
    }

    /// The wait before the next try, jitter not included; `None` to give up. `attempt` is 0 for the first try.
    pub fn delay(&self, attempt: usize, error: &Error) -> Option<Duration> {
        if !error.is_retryable() {
            return None;
        }
        self.delays.get(attempt).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_never_asks_again() {
        assert_eq!(RetryPolicy::none().delay(0, &Error::TimedOut), None);
    }

    #[test]
    fn the_standard_doubles_five_times_and_gives_up() {
        let policy = RetryPolicy::standard();
        let waits: Vec<_> =
            (0..7).map(|attempt| policy.delay(attempt, &Error::TimedOut).map(|wait| wait.as_secs())).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(8), Some(16), None, None]);
    }

    #[test]
    fn an_error_that_does_not_pass_is_not_asked_again() {
        let error = Error::Unreadable { status: 500, reason: String::new(), excerpt: String::new(), request_id: None };
        assert_eq!(RetryPolicy::standard().delay(0, &error), None);
    }
}
