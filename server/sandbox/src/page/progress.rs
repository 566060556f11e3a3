//! How far somebody came on the page.

use fintoc::{PaymentMethod, SessionStatus};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::copy::Language;
use crate::{
    fate::Fate,
    lifecycle::{self, Outcome},
    rut::Rut,
    test_bank::{self, Mfa},
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
    /// The merchant sent that RUT with `editable: false`: nobody else may sign in.
    pub(crate) locked: bool,
    /// Who signed in.
    pub(crate) holder: Option<String>,
    /// The number of the chosen account.
    pub(crate) account: Option<String>,
    /// The payer said yes to amount, recipient and account.
    pub(crate) confirmed: bool,
    /// The payer wants the account saved once it has paid.
    pub(crate) saves: bool,
    /// Wrong passwords so far.
    pub(crate) tries: u8,
    /// Wrong codes so far.
    pub(crate) wrong_codes: u8,
    /// Why the page is over although its session is still open.
    pub(crate) ended: Option<String>,
    /// When it was decided; for a moment the result screen leads back by itself.
    pub(crate) decided_at: Option<Timestamp>,
    /// The merchant wants the payer to be asked whether to save the account.
    pub(crate) offers_saving: bool,
    /// What a scenario says will become of the payment.
    pub(crate) fate: Option<Fate>,
    /// What the language switch said.
    pub(crate) language: Option<Language>,
}

impl Progress {
    /// Starts with what the merchant sent along: `bank_transfer.sender_account.{institution_id, holder_id}`, each a string
    /// (v2) or `{value, editable}` (the older shape).
    pub(crate) fn of_options(options: &Value) -> Self {
        let institution = preselected_bank(options).map(str::to_owned);
        let prefill = sent_along(options, "holder_id").map(compact);
        let locked = prefill.is_some() && sender(options)["holder_id"]["editable"] == false;
        Self { preselected: institution.is_some(), institution, prefill, locked, ..Self::default() }
    }

    /// Skips bank, login and account: they were saved.
    pub(crate) fn remember(&mut self, method: &PaymentMethod) {
        let Some(saved) = &method.bank_transfer else { return };
        self.institution = saved.institution_id.clone();
        self.preselected = true;
        self.holder = saved.account_holder_id.clone();
        self.account = saved.account_number.clone();
    }

    /// Another bank: its login and its accounts are to come.
    pub(super) fn choose_bank(&mut self, institution: &str) {
        self.institution = Some(institution.to_owned());
        self.holder = None;
        self.account = None;
    }

    /// Somebody signed in: one of their accounts is to come.
    pub(super) fn sign_in(&mut self, holder: &Rut) {
        self.holder = Some(holder.compact().to_owned());
        self.account = None;
        self.tries = 0;
    }

    pub(super) fn choose_account(&mut self, number: &str) {
        self.account = Some(number.to_owned());
    }

    /// How the chosen account's bank makes sure of its holder.
    pub(super) fn mfa(&self) -> Mfa {
        let account = self.account.as_deref().and_then(test_bank::account_numbered);
        account.map_or(Mfa::App { by_itself: false }, |account| account.mfa)
    }
}

/// The bank the merchant sent along.
pub(crate) fn preselected_bank(options: &Value) -> Option<&str> {
    sent_along(options, "institution_id")
}

fn sent_along<'a>(options: &'a Value, name: &str) -> Option<&'a str> {
    let field = &sender(options)[name];
    field.as_str().or_else(|| field["value"].as_str())
}

fn sender(options: &Value) -> &Value {
    &options["bank_transfer"]["sender_account"]
}

/// The compact form where it is a RUT; whatever else was sent stays what it is, for the payer to correct.
fn compact(sent: &str) -> String {
    Rut::read(sent).map_or_else(|| sent.to_owned(), |rut| rut.compact().to_owned())
}

/// A step of the page, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Bank,
    Login,
    Account,
    /// Amount, recipient and account of a payment; a setup has nothing to confirm.
    Confirm,
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
            Progress { confirmed: false, .. } if wants_confirmation(session) => Step::Confirm,
            _ => Step::Authorise,
        })
    }
}

/// A payment with an account picked on the page; a saved one was agreed to with the merchant.
fn wants_confirmation(session: &Session) -> bool {
    !session.is_setup() && session.wire.payment_method.is_none()
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
            assert!(!progress.locked);
        }
        let locked = json!({"bank_transfer": {"sender_account": {
            "holder_id": {"value": "41.614.850-3", "editable": false},
        }}});
        let progress = Progress::of_options(&locked);
        assert!(progress.locked && !progress.preselected);
        assert_eq!(progress.prefill.as_deref(), Some("416148503"));
        assert_eq!(Progress::of_options(&json!({})), Progress::default());
    }
}
