//! How a charge stands, from the rider's side.

use crate::{
    copy::{Lang, common, ride},
    islands::ride_sheet::Mood,
};

/// How far a charge has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// We asked; nothing is known yet.
    Processing,
    /// The bank wants the rider's approval. `left` says that they came back without.
    Approval {
        /// Whether they came back from the hosted page without approving.
        left: bool,
    },
    /// The bank has not confirmed.
    Pending,
    /// Money moved.
    Paid,
    /// It ended, and no money moved.
    NotPaid,
    /// The bank did not decide in time, or the rider cancelled before it did.
    Ended(Afterwards),
    /// Money moved, and goes back: the rider cancelled.
    Cancelled,
    /// A person has to look; the rider must not pay again.
    Review,
}

/// What became of the money of a ride that ended without cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// It may still come, to be given back.
    Undecided,
    /// No money moved.
    Unmoved,
    /// Nobody knows whether it moved; a person looks.
    Unknown,
}

impl Stage {
    /// Whether the payment has come to its end.
    pub(super) const fn is_over(self) -> bool {
        match self {
            Self::Paid | Self::Cancelled | Self::NotPaid | Self::Ended(Afterwards::Unmoved) => true,
            Self::Processing
            | Self::Approval { .. }
            | Self::Pending
            | Self::Ended(Afterwards::Undecided | Afterwards::Unknown)
            | Self::Review => false,
        }
    }

    /// Whether nothing more can be asked of the rider.
    pub(super) const fn is_settled(self) -> bool {
        matches!(self, Self::Paid | Self::Cancelled | Self::Ended(_))
    }

    pub(super) const fn mood(self) -> Mood {
        match self {
            Self::Paid | Self::Cancelled => Mood::Good,
            Self::Processing | Self::Approval { .. } | Self::Pending | Self::Review => Mood::Wait,
            Self::NotPaid | Self::Ended(_) => Mood::Bad,
        }
    }

    pub(super) const fn badge(self, lang: Lang) -> &'static str {
        match self {
            Self::Processing => common::in_progress(lang),
            Self::Approval { .. } => common::approval(lang),
            Self::Pending => common::pending(lang),
            Self::Paid | Self::Cancelled => common::paid(lang),
            Self::NotPaid => common::unpaid(lang),
            Self::Ended(_) => common::no_cost(lang),
            Self::Review => common::in_review(lang),
        }
    }

    pub(super) const fn money(self, lang: Lang) -> &'static str {
        match self {
            Self::Processing | Self::Pending | Self::Ended(Afterwards::Undecided) => ride::money_asked(lang),
            Self::Approval { .. } => ride::money_waiting(lang),
            Self::Paid => ride::money_moved(lang),
            Self::Cancelled => ride::money_goes_back(lang),
            Self::NotPaid | Self::Ended(Afterwards::Unmoved) => ride::money_unmoved(lang),
            Self::Review | Self::Ended(Afterwards::Unknown) => ride::money_unknown(lang),
        }
    }
}
