//! The ladder of a call to Fintoc whose answer may be lost: the same key and bytes while Fintoc is sure to remember the key; then
//! a look whether the call did something after all; and only when it did nothing, a new key. It counts and waits for nobody: when
//! the next step is due is a value.

use std::time::Duration;

use crate::Instant;

/// After this long a key is not sent again: Fintoc may have forgotten it after 24 hours, and would do everything twice
/// (docs.fintoc.com, "Idempotent requests").
pub const KEY_LIFE: Duration = Duration::from_secs(23 * 60 * 60);

/// How long a rider has to approve a payment, and how long we ask anew for one. A saved account must not be debited hours after
/// the click, with nobody there. Fintoc takes no less than ten minutes.
pub const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How long a call waits that was not sent at all. The outbox takes none while Fintoc is left alone.
pub const UNSENT: Duration = Duration::from_secs(1);

/// A call that stands on the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// When its key was made.
    pub key_made_at: Instant,
    /// How many tries the call had, with whatever key.
    pub tries: i64,
    /// When the rider clicked, if it must not happen without them.
    pub clicked_at: Option<Instant>,
}

impl Rung {
    /// Whether its key may be sent; otherwise a look is due.
    pub fn may_send(&self, now: Instant) -> bool {
        now.since(self.key_made_at) < KEY_LIFE
    }

    /// When the same key and bytes are sent again, of which nobody knows whether they arrived: after 1, 2, 4, … seconds, a
    /// minute at most.
    pub fn again_at(&self, now: Instant) -> Instant {
        let doublings = u32::try_from(self.tries.clamp(0, 6)).unwrap_or(6);
        now + Duration::from_secs((1_u64 << doublings).min(60))
    }

    /// When a new key is sent, after the old one is known to have done nothing: at once the first time; if that does not help,
    /// ever less often. `None` when the rider has stopped waiting, and nothing is to happen any more.
    pub fn renewed_at(&self, now: Instant) -> Option<Instant> {
        let waits = self.clicked_at.is_none_or(|clicked| now.since(clicked) <= PATIENCE);
        waits.then(|| if self.tries <= 1 { now } else { self.again_at(now) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_millis(1_700_000_000_000);

    fn rung(tries: i64) -> Rung {
        Rung { key_made_at: NOW, tries, clicked_at: Some(NOW) }
    }

    #[test]
    fn tries_come_after_one_second_then_twice_as_long_up_to_a_minute() {
        let seconds: Vec<_> = (0..9).map(|tries| rung(tries).again_at(NOW).since(NOW).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn a_key_is_not_sent_again_when_fintoc_may_have_forgotten_it() {
        let almost = NOW + KEY_LIFE - Duration::from_millis(1);
        assert!(rung(7).may_send(almost));
        assert!(!rung(7).may_send(NOW + KEY_LIFE));
        assert!(KEY_LIFE < Duration::from_secs(24 * 60 * 60));
    }

    #[test]
    fn a_new_key_goes_out_at_once_and_then_less_and_less_often_while_the_rider_waits() {
        let due = |tries, after: u64| {
            let now = NOW + Duration::from_secs(after);
            rung(tries).renewed_at(now).map(|at| at.since(now).as_secs())
        };
        assert_eq!([due(1, 0), due(2, 0), due(3, 900), due(3, 901)], [Some(0), Some(4), Some(8), None]);
    }

    #[test]
    fn what_nobody_waits_for_is_never_given_up() {
        let refund = Rung { clicked_at: None, ..rung(100) };
        assert!(refund.renewed_at(NOW + KEY_LIFE * 1_000).is_some());
    }
}
