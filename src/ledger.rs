//! The books: who owes whom. An entry moves one amount from one account to another, so it balances by construction.

use crate::{Clp, payment::PaymentState};

/// An account of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Account {
    /// What the rider owes us; below zero, what we owe the rider.
    Rider,
    /// What our rides earned.
    Fares,
    /// What Fintoc holds for us.
    Fintoc,
}

impl Account {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rider => "rider",
            Self::Fares => "fares",
            Self::Fintoc => "fintoc",
        }
    }
}

/// Why an entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A payment was asked for: the rider owes the fare.
    FareOwed,
    /// It did not succeed: nothing is owed any more.
    FareReleased,
    /// It succeeded after all: the fare is owed again, and paid in the same breath.
    FareReinstated,
    /// Money moved.
    FareCollected,
    /// Money that came too late went back.
    FareReturned,
    /// A fare that was earned went back, all or a part of it.
    FareRefunded,
}

impl EntryKind {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FareOwed => "fare_owed",
            Self::FareReleased => "fare_released",
            Self::FareReinstated => "fare_reinstated",
            Self::FareCollected => "fare_collected",
            Self::FareReturned => "fare_returned",
            Self::FareRefunded => "fare_refunded",
        }
    }
}

/// A balanced line of the books: `amount` from `credit` to `debit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Why.
    pub kind: EntryKind,
    debit: Account,
    credit: Account,
    amount: Clp,
}

/// One side of an entry; debits are above zero, credits below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Whose side.
    pub account: Account,
    /// How much.
    pub amount: Clp,
}

impl Entry {
    /// The entry of that kind over `amount`.
    pub const fn new(kind: EntryKind, amount: Clp) -> Self {
        let (debit, credit) = match kind {
            EntryKind::FareOwed | EntryKind::FareReinstated => (Account::Rider, Account::Fares),
            EntryKind::FareReleased => (Account::Fares, Account::Rider),
            EntryKind::FareCollected => (Account::Fintoc, Account::Rider),
            EntryKind::FareReturned => (Account::Rider, Account::Fintoc),
            EntryKind::FareRefunded => (Account::Fares, Account::Fintoc),
        };
        Self { kind, debit, credit, amount }
    }

    /// Both sides. They add up to nothing.
    pub fn postings(&self) -> [Posting; 2] {
        [Posting { account: self.debit, amount: self.amount }, Posting { account: self.credit, amount: -self.amount }]
    }
}

/// What a ride makes of the money of one of its payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The ride is to be paid with it.
    Open,
    /// Another payment paid the ride already: the money is the rider's.
    PaidOtherwise,
    /// The ride ended without cost, and released whatever was owed for it: the money is the rider's.
    Ended,
}

impl Claim {
    /// Whether money that comes now comes too late, and goes back.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Open => false,
            Self::PaidOtherwise | Self::Ended => true,
        }
    }
}

/// What has to be written into the books when a payment of `amount` goes from one state to another.
pub fn entries(before: PaymentState, after: PaymentState, amount: Clp, claim: Claim) -> Vec<Entry> {
    let released = before.is_unpaid() || claim == Claim::Ended;
    let mut kinds = Vec::new();
    if after == PaymentState::Succeeded && before != PaymentState::Succeeded {
        match (released, claim.is_over()) {
            (true, false) => kinds.push(EntryKind::FareReinstated),
            (false, true) => kinds.push(EntryKind::FareReleased),
            (true, true) | (false, false) => {}
        }
        kinds.push(EntryKind::FareCollected);
    } else if after.is_unpaid() && !before.is_final() && !released {
        kinds.push(EntryKind::FareReleased);
    }
    kinds.into_iter().map(|kind| Entry::new(kind, amount)).collect()
}

/// What has to be written into the books when a ride ends without cost while a payment of `amount` is undecided.
pub const fn end_entry(amount: Clp) -> Entry {
    Entry::new(EntryKind::FareReleased, amount)
}

/// What has to be written into the books when a refund of `amount` arrived: of a payment that came `late` it lowers what we owe
/// the rider, of any other what we earned. One that fails writes nothing: the money stays whose it was.
pub const fn refund_entry(late: bool, amount: Clp) -> Entry {
    Entry::new(if late { EntryKind::FareReturned } else { EntryKind::FareRefunded }, amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FARE: Clp = Clp::new(4_990);

    /// What stands with the rider, with our rides and with Fintoc after those entries and the fare owed.
    fn books(entries: impl IntoIterator<Item = Entry>) -> [i64; 3] {
        let owed = [Entry::new(EntryKind::FareOwed, FARE)];
        let postings: Vec<_> = owed.into_iter().chain(entries).flat_map(|entry| entry.postings()).collect();
        [Account::Rider, Account::Fares, Account::Fintoc].map(|account| {
            let of_account = postings.iter().filter(|posting| posting.account == account);
            of_account.map(|posting| posting.amount).sum::<Clp>().pesos()
        })
    }

    fn along(path: &[PaymentState], claim: Claim) -> Vec<Entry> {
        path.windows(2).flat_map(|step| entries(step[0], step[1], FARE, claim)).collect()
    }

    /// The books of a ride that ended without cost at `path[ended_at]`.
    fn ended(path: &[PaymentState], ended_at: usize) -> Vec<Entry> {
        let mut all = along(&path[..=ended_at], Claim::Open);
        all.push(end_entry(FARE));
        all.extend(along(&path[ended_at..], Claim::Ended));
        all
    }

    #[test]
    fn every_entry_adds_up_to_nothing() {
        for kind in [
            EntryKind::FareOwed,
            EntryKind::FareReleased,
            EntryKind::FareReinstated,
            EntryKind::FareCollected,
            EntryKind::FareReturned,
            EntryKind::FareRefunded,
        ] {
            let sum: Clp = Entry::new(kind, FARE).postings().into_iter().map(|posting| posting.amount).sum();
            assert_eq!(sum, Clp::ZERO);
        }
    }

    #[test]
    fn a_paid_ride_leaves_the_rider_even_and_the_money_at_fintoc() {
        use PaymentState::{Created, Failed, InProgress, Succeeded};
        for path in [&[Created, Succeeded][..], &[Created, InProgress, Succeeded], &[Created, Failed, Succeeded]] {
            assert_eq!(books(along(path, Claim::Open)), [0, -4_990, 4_990], "{path:?}");
        }
    }

    #[test]
    fn an_unpaid_ride_leaves_nothing_behind() {
        use PaymentState::{Created, Expired, Failed};
        assert_eq!(books(along(&[Created, Expired, Failed], Claim::Open)), [0, 0, 0]);
    }

    #[test]
    fn a_ride_that_ended_without_cost_leaves_nothing_behind_whatever_the_bank_says_later() {
        use PaymentState::{Created, Failed, Pending};
        assert_eq!(books(ended(&[Created, Pending], 1)), [0, 0, 0]);
        assert_eq!(books(ended(&[Created, Pending, Failed], 1)), [0, 0, 0]);
    }

    #[test]
    fn money_that_comes_too_late_is_owed_to_the_rider_until_it_went_back() {
        use PaymentState::{Created, Expired, Failed, Pending, Succeeded};
        for late in [
            along(&[Created, Succeeded], Claim::PaidOtherwise),
            along(&[Created, Failed, Succeeded], Claim::PaidOtherwise),
            along(&[Created, Expired, Failed, Succeeded], Claim::PaidOtherwise),
            ended(&[Created, Pending, Succeeded], 1),
            ended(&[Created, Pending, Failed, Succeeded], 1),
        ] {
            assert_eq!(books(late.clone()), [-4_990, 0, 4_990], "{late:?}");
            let part = Clp::new(1_000);
            let some = late.iter().copied().chain([refund_entry(true, part)]);
            assert_eq!(books(some), [-3_990, 0, 3_990], "{late:?}");
            let all = late.iter().copied().chain([refund_entry(true, part), refund_entry(true, FARE - part)]);
            assert_eq!(books(all), [0, 0, 0], "{late:?}");
        }
    }

    #[test]
    fn a_fare_that_goes_back_is_no_longer_earned_and_the_rider_stays_even() {
        use PaymentState::{Created, Succeeded};
        let paid = along(&[Created, Succeeded], Claim::Open);
        let some = paid.iter().copied().chain([refund_entry(false, Clp::new(1_000))]);
        assert_eq!(books(some), [0, -3_990, 3_990]);
        let all = paid.iter().copied().chain([refund_entry(false, FARE)]);
        assert_eq!(books(all), [0, 0, 0]);
    }
}
