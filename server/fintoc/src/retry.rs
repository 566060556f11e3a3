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
    /// After which failures.
    pub on: RetryOn,
}

/// After which failures a client asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryOn {
    /// After a 429 only, which says that the call was not looked at. For a caller with a person waiting, or with its own outbox.
    TooManyRequests,
    /// After everything that [`Error::is_retryable`].
    AnyThatPasses,
}

impl RetryPolicy {
    /// One try.
    pub fn none() -> Self {
        Self { delays: Vec::new(), jitter: Duration::ZERO, on: RetryOn::TooManyRequests }
    }

    /// What Fintoc advises for 429: 1, 2, 4, 8 and 16 s, each plus up to 1 s. Nothing else is asked again.
    pub fn when_limited() -> Self {
        Self { on: RetryOn::TooManyRequests, ..Self::standard() }
    }

    /// The same waits after every failure that may pass.
    pub fn standard() -> Self {
        Self {
            delays: [1, 2, 4, 8, 16].map(Duration::from_secs).to_vec(),
            jitter: Duration::from_secs(1),
            on: RetryOn::AnyThatPasses,
        }
    }

    /// The wait before the next try, jitter not included; `None` to give up. `attempt` is 0 for the first try. The client gives up
    /// earlier when the call's deadline would pass meanwhile.
    pub fn delay(&self, attempt: usize, error: &Error) -> Option<Duration> {
        let again = match (error, self.on) {
            // It failed so that nobody waits; waiting here would undo that.
            (Error::CircuitOpen | Error::NoTurn | Error::OutOfTime(_), _) => false,
            (_, RetryOn::TooManyRequests) => error.status() == Some(429),
            (_, RetryOn::AnyThatPasses) => error.is_retryable(),
        };
        if again { self.delays.get(attempt).copied() } else { None }
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

    fn answered(status: u16) -> Error {
        Error::Unreadable { status, reason: String::new(), excerpt: String::new(), request_id: None }
    }

    #[test]
    fn an_error_that_does_not_pass_is_not_asked_again() {
        assert_eq!(RetryPolicy::standard().delay(0, &answered(500)), None);
    }

    #[test]
    fn when_limited_waits_as_advised_and_for_nothing_but_a_429() {
        let policy = RetryPolicy::when_limited();
        let waits: Vec<_> =
            (0..6).map(|attempt| policy.delay(attempt, &answered(429)).map(|wait| wait.as_secs())).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(8), Some(16), None]);
        assert_eq!(policy.jitter, Duration::from_secs(1));
        for other in [answered(408), answered(503), Error::TimedOut] {
            assert_eq!(policy.delay(0, &other), None);
        }
    }

    #[test]
    fn what_was_not_sent_fails_at_once() {
        for error in [Error::CircuitOpen, Error::NoTurn, Error::OutOfTime(Box::new(answered(429)))] {
            assert_eq!(RetryPolicy::standard().delay(0, &error), None);
            assert_eq!(RetryPolicy::when_limited().delay(0, &error), None);
        }
    }
}
