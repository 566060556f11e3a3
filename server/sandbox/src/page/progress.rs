//! How far somebody came on the page.

use fintoc::{PaymentMethod, SessionStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::copy::Language;
use crate::{
    fate::Fate,
    lifecycle::{self, Outcome},
    world::sessions::Session,
};

/// What the page knows so far. Never a password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Progress {
    pub(crate) institution: Option<String>,
    /// The merchant chose the bank: the payer cannot.
    pub(crate) preselected: bool,
    /// The RUT to fill in.
    pub(crate) prefill: Option<String>,
    /// Who signed in.
    pub(crate) holder: Option<String>,
    /// The number of the chosen account.
    pub(crate) account: Option<String>,
    /// Wrong passwords so far.
    pub(crate) tries: u8,
    /// Why the page is over although its session is still open.
    pub(crate) ended: Option<String>,
    /// The merchant wants the payer to be asked whether to save the account.
    pub(crate) offers_saving: bool,
    /// What a scenario says will become of the payment.
    pub(crate) fate: Option<Fate>,
    /// What the language switch said.
    pub(crate) language: Option<Language>,
}

impl Progress {
    /// Starts with what the merchant sent along: `bank_transfer.sender_account.{institution_id, holder_id}`, each a string
    /// (v2) or `{value}` (the older shape).
    pub(crate) fn of_options(options: &Value) -> Self {
        let institution = preselected_bank(options).map(str::to_owned);
        let prefill = sent_along(options, "holder_id").map(str::to_owned);
        Self { preselected: institution.is_some(), institution, prefill, ..Self::default() }
    }

    /// Skips bank, login and account: they were saved.
    pub(crate) fn remember(&mut self, method: &PaymentMethod) {
        let Some(saved) = &method.bank_transfer else { return };
        self.institution = saved.institution_id.clone();
        self.preselected = true;
        self.holder = saved.account_holder_id.clone();
        self.account = saved.account_number.clone();
    }
}

/// The bank the merchant sent along.
fn preselected_bank(options: &Value) -> Option<&str> {
    sent_along(options, "institution_id")
}

fn sent_along<'a>(options: &'a Value, name: &str) -> Option<&'a str> {
    let field = &options["bank_transfer"]["sender_account"][name];
    field.as_str().or_else(|| field["value"].as_str())
}

/// A step of the page, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Bank,
    Login,
    Account,
    Authorise,
}

impl Step {
    pub(super) const ALL: [Self; 4] = [Self::Bank, Self::Login, Self::Account, Self::Authorise];

    /// The last part of its address.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Login => "login",
            Self::Account => "account",
            Self::Authorise => "authorise",
        }
    }

    /// Whether somebody who came to `current` may go back to this step: not to a choice the merchant or an earlier session
    /// made.
    pub(super) fn may_be_revisited(self, session: &Session, current: Self) -> bool {
        let saved = session.wire.payment_method.is_some();
        let chosen_for_them = saved || (self == Self::Bank && session.progress.preselected);
        self <= current && !chosen_for_them
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
        Self::At(match progress {
            Progress { institution: None, .. } => Step::Bank,
            Progress { holder: None, .. } => Step::Login,
            Progress { account: None, .. } => Step::Account,
            Progress { account: Some(_), .. } => Step::Authorise,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bank_and_a_rut_sent_along_are_read_in_both_shapes() {
        for options in [
            json!({"bank_transfer": {"sender_account": {"institution_id": "cl_banco_bci", "holder_id": "111111111"}}}),
            json!({"bank_transfer": {"sender_account": {
                "institution_id": {"value": "cl_banco_bci"},
                "holder_id": {"value": "111111111", "editable": true},
            }}}),
        ] {
            let progress = Progress::of_options(&options);
            assert_eq!(progress.institution.as_deref(), Some("cl_banco_bci"));
            assert!(progress.preselected);
            assert_eq!(progress.prefill.as_deref(), Some("111111111"));
        }
        assert_eq!(Progress::of_options(&json!({})), Progress::default());
    }
}
