//! The one place where the sandbox reads the clock. Instants are whole milliseconds, as they are stored and answered.

use std::time::Duration;

use jiff::Timestamp;

/// Now, cut to milliseconds.
pub(crate) fn now() -> Timestamp {
    from_millis(Timestamp::now().as_millisecond())
}

/// Later (or, with a negative number, earlier) by that many milliseconds, held within what a timestamp can say.
pub(crate) fn plus_millis(instant: Timestamp, millis: i64) -> Timestamp {
    from_millis(instant.as_millisecond().saturating_add(millis))
}

/// Later by that much.
pub(crate) fn after(instant: Timestamp, delay: Duration) -> Timestamp {
    plus_millis(instant, i64::try_from(delay.as_millis()).unwrap_or(i64::MAX))
}

/// The instant of a stored number of milliseconds.
pub(crate) fn from_millis(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
