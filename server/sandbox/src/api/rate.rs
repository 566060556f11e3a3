//! How often an account may call. Fintoc's page on limits says 100 requests a second for an organisation; how it counts is
//! not published, so ours is the plainest fair way: an account may save up one second's worth and spends one a call.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

use crate::world::Account;

const SECOND_MICROS: i64 = 1_000_000;
/// With more accounts than this in memory, those that have been quiet for a second are forgotten.
const MANY: usize = 1_000;

/// The calls of the last second, account by account.
#[derive(Debug)]
pub(crate) struct Rate {
    /// What one call costs, in microseconds of an account's second; 0 when there is no limit.
    cost: i64,
    /// Up to when each account has spent its time.
    spent: Mutex<HashMap<Account, i64>>,
}

impl Rate {
    /// That many calls a second, or any number when it is 0.
    pub(crate) fn per_second(calls: u32) -> Self {
        let cost = if calls == 0 { 0 } else { (SECOND_MICROS / i64::from(calls)).max(1) };
        Self { cost, spent: Mutex::default() }
    }

    /// Whether the account may call now. If so, the call is counted.
    pub(crate) fn admits(&self, account: &Account, now: Timestamp) -> bool {
        if self.cost == 0 {
            return true;
        }
        let now = now.as_microsecond();
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.len() > MANY {
            spent.retain(|_, until| *until > now);
        }
        let latest = now + SECOND_MICROS;
        // What lies further ahead was written before the clock was set back.
        let from = spent.get(account).copied().filter(|until| (now..=latest).contains(until)).unwrap_or(now);
        let until = from + self.cost;
        let admitted = until <= latest;
        if admitted {
            spent.insert(account.clone(), until);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn at(millis: i64) -> Timestamp {
        clock::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn a_second_holds_so_many_calls_and_gives_them_back_one_by_one() {
        let (rate, ana) = (Rate::per_second(4), Account::of_key("sk_test_ana"));
        assert!((0..4).all(|_| rate.admits(&ana, at(0))));
        assert!(!rate.admits(&ana, at(0)));
        assert!(!rate.admits(&ana, at(249)));
        assert!(rate.admits(&ana, at(250)));
        assert!(!rate.admits(&ana, at(250)));
        assert!((0..4).all(|_| rate.admits(&ana, at(5_000))));
        assert!(!rate.admits(&ana, at(5_000)));
    }

    #[test]
    fn accounts_do_not_share_and_refused_calls_cost_nothing() {
        let (rate, ana, ben) = (Rate::per_second(1), Account::of_key("sk_test_ana"), Account::of_key("sk_test_ben"));
        assert!(rate.admits(&ana, at(0)) && rate.admits(&ben, at(0)));
        assert!((0..50).all(|_| !rate.admits(&ana, at(0))));
        assert!(rate.admits(&ana, at(1_000)));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let (rate, ana) = (Rate::per_second(1), Account::of_key("sk_test_ana"));
        assert!(rate.admits(&ana, at(3_600_000)));
        assert!(rate.admits(&ana, at(0)));
        assert!(!rate.admits(&ana, at(0)));
    }

    #[test]
    fn zero_means_no_limit() {
        let (rate, ana) = (Rate::per_second(0), Account::of_key("sk_test_ana"));
        assert!((0..10_000).all(|_| rate.admits(&ana, at(0))));
    }
}
