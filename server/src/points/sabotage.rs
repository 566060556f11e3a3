//! Faults that tests plant on purpose, to see that they would be noticed. What we ship has none of them.

use std::cell::Cell;

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sabotage {
    /// A webhook is answered before its event is committed.
    AcknowledgedEarly,
    /// The body of an old delivery is believed.
    StaleBodyTrusted,
    /// The key of a booking is not kept.
    BookedTwice,
    /// A call is tried again with another key.
    NewKeyOnRetry,
    /// A call is sent again when Fintoc may have forgotten its key.
    KeyForEver,
    /// A call gets a new key without a look whether the old one did something.
    RenewedUnseen,
    /// A payment is asked for when the rider is long gone.
    DebitedLate,
    /// A worker takes what another one has in hand.
    NoLease,
    /// What moved is not compared with what was asked for.
    AmountUnchecked,
    /// A payment stands where the latest news says, whatever it knew.
    StateGoesBack,
    /// A session that finished counts as money.
    FinishedIsPaid,
    /// Money that came too late stays with us.
    LateMoneyKept,
    /// A ride that ended without cost is paid after all.
    EndForgotten,
    /// Money that moved is not entered into the books.
    BooksForgotten,
    /// Nobody asks about a payment that is silent.
    NeverAskedAgain,
}

impl Sabotage {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::AcknowledgedEarly,
        Self::StaleBodyTrusted,
        Self::BookedTwice,
        Self::NewKeyOnRetry,
        Self::KeyForEver,
        Self::RenewedUnseen,
        Self::DebitedLate,
        Self::NoLease,
        Self::AmountUnchecked,
        Self::StateGoesBack,
        Self::FinishedIsPaid,
        Self::LateMoneyKept,
        Self::EndForgotten,
        Self::BooksForgotten,
        Self::NeverAskedAgain,
    ];
}

thread_local! {
    static PLANTED: Cell<Option<Sabotage>> = const { Cell::new(None) };
}

/// From now on, whatever runs on this thread has that fault.
pub fn plant(fault: Option<Sabotage>) {
    PLANTED.set(fault);
}

/// Whether that fault is planted.
pub fn is_planted(fault: Sabotage) -> bool {
    PLANTED.get() == Some(fault)
}
