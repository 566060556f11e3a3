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
}

impl EntryKind {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FareOwed => "fare_owed",
            Self::FareReleased => "fare_released",
            Self::FareReinstated => "fare_reinstated",
            Self::FareCollected => "fare_collected",
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
        };
        Self { kind, debit, credit, amount }
    }

    /// Both sides. They add up to nothing.
    pub fn postings(&self) -> [Posting; 2] {
        [Posting { account: self.debit, amount: self.amount }, Posting { account: self.credit, amount: -self.amount }]
    }
}

/// What has to be written into the books when a payment of `amount` goes from one state to another. `ride_paid` says that
/// another payment paid the ride already: then the money is the rider's, and nothing is reinstated.
pub fn entries(before: PaymentState, after: PaymentState, amount: Clp, ride_paid: bool) -> Vec<Entry> {
    let mut kinds = Vec::new();
    if after == PaymentState::Succeeded && before != PaymentState::Succeeded {
        match (before.is_unpaid(), ride_paid) {
            (true, false) => kinds.push(EntryKind::FareReinstated),
            (false, true) => kinds.push(EntryKind::FareReleased),
            (true, true) | (false, false) => {}
        }
        kinds.push(EntryKind::FareCollected);
    } else if after.is_unpaid() && !before.is_final() {
        kinds.push(EntryKind::FareReleased);
    }
    kinds.into_iter().map(|kind| Entry::new(kind, amount)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FARE: Clp = Clp::new(4_990);

    fn balance(account: Account, path: &[PaymentState], ride_paid: bool) -> i64 {
        let owed = [Entry::new(EntryKind::FareOwed, FARE)];
        let later = path.windows(2).flat_map(|step| entries(step[0], step[1], FARE, ride_paid));
        let postings = owed.into_iter().chain(later).flat_map(|entry| entry.postings());
        postings.filter(|posting| posting.account == account).map(|posting| posting.amount).sum::<Clp>().pesos()
    }

    #[test]
    fn every_entry_adds_up_to_nothing() {
        for kind in [EntryKind::FareOwed, EntryKind::FareReleased, EntryKind::FareReinstated, EntryKind::FareCollected]
        {
            let sum: Clp = Entry::new(kind, FARE).postings().into_iter().map(|posting| posting.amount).sum();
            assert_eq!(sum, Clp::ZERO);
        }
    }

    #[test]
    fn a_paid_ride_leaves_the_rider_even_and_the_money_at_fintoc() {
        use PaymentState::{Created, Failed, InProgress, Succeeded};
        for path in [&[Created, Succeeded][..], &[Created, InProgress, Succeeded], &[Created, Failed, Succeeded]] {
            let books = [Account::Rider, Account::Fares, Account::Fintoc].map(|account| balance(account, path, false));
            assert_eq!(books, [0, -4_990, 4_990], "{path:?}");
        }
    }

    #[test]
    fn an_unpaid_ride_leaves_nothing_behind() {
        use PaymentState::{Created, Expired, Failed};
        let path = [Created, Expired, Failed];
        let books = [Account::Rider, Account::Fares, Account::Fintoc].map(|account| balance(account, &path, false));
        assert_eq!(books, [0, 0, 0]);
    }

    #[test]
    fn money_for_a_ride_that_was_paid_already_is_owed_back_to_the_rider() {
        use PaymentState::{Created, Failed, Succeeded};
        for path in [&[Created, Succeeded][..], &[Created, Failed, Succeeded]] {
            let books = [Account::Rider, Account::Fares, Account::Fintoc].map(|account| balance(account, path, true));
            assert_eq!(books, [-4_990, 0, 4_990], "{path:?}");
        }
    }
}
