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
    /// The bank did not decide in time. `undecided` says that it still has not.
    Ended {
        /// Whether money may still come, to be given back.
        undecided: bool,
    },
    /// A person has to look; the rider must not pay again.
    Review,
}

impl Stage {
    /// Whether the payment has come to its end.
    pub(super) const fn is_over(self) -> bool {
        match self {
            Self::Paid | Self::NotPaid | Self::Ended { undecided: false } => true,
            Self::Processing
            | Self::Approval { .. }
            | Self::Pending
            | Self::Ended { undecided: true }
            | Self::Review => false,
        }
    }

    pub(super) const fn mood(self) -> Mood {
        match self {
            Self::Paid => Mood::Good,
            Self::Processing | Self::Approval { .. } | Self::Pending | Self::Review => Mood::Wait,
            Self::NotPaid | Self::Ended { .. } => Mood::Bad,
        }
    }

    pub(super) const fn badge(self, lang: Lang) -> &'static str {
        match self {
            Self::Processing => common::in_progress(lang),
            Self::Approval { .. } => common::approval(lang),
            Self::Pending => common::pending(lang),
            Self::Paid => common::paid(lang),
            Self::NotPaid => common::unpaid(lang),
            Self::Ended { .. } => common::no_cost(lang),
            Self::Review => common::in_review(lang),
        }
    }

    pub(super) const fn money(self, lang: Lang) -> &'static str {
        match self {
            Self::Processing | Self::Pending | Self::Ended { undecided: true } => ride::money_asked(lang),
            Self::Approval { .. } => ride::money_waiting(lang),
            Self::Paid => ride::money_moved(lang),
            Self::NotPaid | Self::Ended { undecided: false } => ride::money_unmoved(lang),
            Self::Review => ride::money_unknown(lang),
        }
    }
}
