//! Where a session stands on its page.

use fintoc::SessionStatus;

use super::progress::{Progress, Underway};
use crate::{
    lifecycle::{self, Outcome},
    test_bank::{self, Mfa},
    world::sessions::Session,
};

/// A step of the page, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Bank,
    Login,
    Account,
    /// Amount, recipient and account of a payment; a setup has nothing to confirm.
    Confirm,
    /// Some banks want a new recipient authorised before the first payment.
    Recipient,
    Authorise,
}

impl Step {
    pub(super) const OF_A_PAYMENT: &[Self] = &[Self::Bank, Self::Login, Self::Account, Self::Confirm, Self::Authorise];
    pub(super) const OF_A_SETUP: &[Self] = &[Self::Bank, Self::Login, Self::Account, Self::Authorise];

    /// The last part of its address.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Login => "login",
            Self::Account => "account",
            Self::Confirm => "confirm",
            Self::Recipient => "recipient",
            Self::Authorise => "authorise",
        }
    }

    /// Whether somebody who came to `current` may go back to this step: not to a choice the merchant or an earlier session
    /// made, and not to change the account of a payment that has begun.
    pub(super) fn may_be_revisited(self, session: &Session, current: Self) -> bool {
        let progress = &session.progress;
        let saved = session.wire.payment_method.is_some();
        let chosen_for_them = saved || (self == Self::Bank && progress.preselected);
        self < current && self < Self::Confirm && !progress.confirmed && !chosen_for_them
    }
}

/// Why the page is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End<'a> {
    Expired,
    /// Saved, or paid.
    Done,
    /// The bank does not say yet.
    Undecided,
    /// Ended for that `error_reason`.
    Failed(&'a str),
    /// Taken up without the payer; there is nothing to approve.
    Processing,
}

/// Where a session stands on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage<'a> {
    At(Step),
    /// Everything is approved; the bank's answer is on its way.
    Waiting,
    Over(End<'a>),
}

impl<'a> Stage<'a> {
    pub(super) fn of(session: &'a Session) -> Self {
        let Session { wire, progress, .. } = session;
        match (&wire.status, lifecycle::outcome(session)) {
            (SessionStatus::Expired, _) => return Self::Over(End::Expired),
            (_, Outcome::Done) => return Self::Over(End::Done),
            (_, Outcome::Undecided) => return Self::Over(End::Undecided),
            (SessionStatus::Finished, Outcome::NotDone) => {
                let reason = wire.payment_intent().and_then(|intent| intent.error_reason.as_deref());
                return Self::Over(End::Failed(reason.unwrap_or_default()));
            }
            (_, Outcome::NotDone) => {}
        }
        if let Some(reason) = &progress.ended {
            return Self::Over(End::Failed(reason));
        }
        if wire.redirect_url.is_none() {
            return Self::Over(End::Processing);
        }
        if let Some(Underway::Answer { .. }) = progress.underway {
            return Self::Waiting;
        }
        Self::At(match progress {
            Progress { institution: None, .. } => Step::Bank,
            Progress { holder: None, .. } => Step::Login,
            Progress { account: None, .. } => Step::Account,
            Progress { confirmed: false, .. } if wants_confirmation(session) => Step::Confirm,
            Progress { recipient_known: false, .. } if recipient_check(session).is_some() => Step::Recipient,
            _ => Step::Authorise,
        })
    }
}

/// A payment with an account picked on the page; a saved one was agreed to with the merchant.
fn wants_confirmation(session: &Session) -> bool {
    !session.is_setup() && session.wire.payment_method.is_none()
}

/// How the bank wants a new recipient authorised, if it does. A payment with a saved account goes straight to its approval.
pub(super) fn recipient_check(session: &Session) -> Option<Mfa> {
    session.wire.amount.filter(|_| wants_confirmation(session)).and_then(test_bank::new_recipient)
}
