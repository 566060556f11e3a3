//! How far somebody came on the page.

use fintoc::PaymentMethod;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::copy::Language;
use crate::{
    clock,
    fate::Fate,
    rut::Rut,
    test_bank::{self, Mfa},
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
    /// The payer authorised the new recipient, where the bank wanted that.
    pub(crate) recipient_known: bool,
    /// The payer wants the account saved once it has paid.
    pub(crate) saves: bool,
    /// Wrong passwords so far.
    pub(crate) tries: u8,
    /// Wrong codes so far.
    pub(crate) wrong_codes: u8,
    /// Why the page is over although its session is still open.
    pub(crate) ended: Option<String>,
    /// What the bank is about to do by itself.
    pub(crate) underway: Option<Underway>,
    /// When the result screen was first shown; for a moment it leads back by itself.
    pub(crate) result_seen_at: Option<Timestamp>,
    /// The merchant wants the payer to be asked whether to save the account.
    pub(crate) offers_saving: bool,
    /// What will become of it, when a scenario or the outcome drawer says so.
    pub(crate) fate: Option<Fate>,
    /// How long the bank takes over its answer, when the outcome drawer says so.
    pub(crate) answer_seconds: i64,
    /// Why the last try did not work, while the payer may try again.
    pub(crate) complaint: Option<String>,
    /// The finished session is answered as the guide's sample prints it.
    pub(crate) as_in_the_sample: bool,
    /// What the language switch said.
    pub(crate) language: Option<Language>,
}

/// Something the bank does by itself at that instant, whoever still looks at the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum Underway {
    /// Its app approves on the holder's behalf.
    Approval { at: Timestamp },
    /// The payer did their part; it answers.
    Answer { at: Timestamp },
}

impl Underway {
    pub(crate) fn at(self) -> Timestamp {
        match self {
            Self::Approval { at } | Self::Answer { at } => at,
        }
    }

    fn moved_to(self, at: Timestamp) -> Self {
        match self {
            Self::Approval { .. } => Self::Approval { at },
            Self::Answer { .. } => Self::Answer { at },
        }
    }
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

    /// Brings what is under way nearer.
    pub(crate) fn pull(&mut self, millis: i64) {
        self.underway = self.underway.map(|underway| underway.moved_to(clock::plus_millis(underway.at(), -millis)));
    }

    /// Brings what is under way to that instant at the latest. Answers whether anything is.
    pub(crate) fn settle_by(&mut self, instant: Timestamp) -> bool {
        self.underway = self.underway.map(|underway| underway.moved_to(underway.at().min(instant)));
        self.underway.is_some()
    }

    /// The payer turned to something else: the bank's app no longer asks. An answer that is on its way is not called back.
    pub(crate) fn call_off(&mut self) {
        self.underway = self.underway.filter(|underway| matches!(underway, Underway::Answer { .. }));
    }

    /// The payer goes on, or another way: what was asked or said before no longer counts.
    fn begin_anew(&mut self) {
        self.call_off();
        self.complaint = None;
    }

    /// The try did not work and another may follow. A chosen outcome is used up.
    pub(crate) fn complain(&mut self, reason: &str) {
        self.fate = None;
        self.complaint = Some(reason.to_owned());
    }

    /// Back to the login.
    pub(crate) fn sign_out(&mut self) {
        self.holder = None;
        self.account = None;
    }

    /// A payment failed and the payer may begin another, with the same account or another one.
    pub(crate) fn begin_payment_anew(&mut self) {
        self.confirmed = false;
        self.saves = false;
        self.tries = 0;
        self.wrong_codes = 0;
    }

    /// Another bank: its login and its accounts are to come.
    pub(super) fn choose_bank(&mut self, institution: &str) {
        self.begin_anew();
        self.institution = Some(institution.to_owned());
        self.holder = None;
        self.account = None;
    }

    /// Somebody signed in: one of their accounts is to come.
    pub(super) fn sign_in(&mut self, holder: &Rut) {
        self.begin_anew();
        self.holder = Some(holder.compact().to_owned());
        self.account = None;
        self.tries = 0;
    }

    pub(super) fn choose_account(&mut self, number: &str) {
        self.begin_anew();
        self.account = Some(number.to_owned());
    }

    /// How the chosen account's bank makes sure of its holder.
    pub(crate) fn mfa(&self) -> Mfa {
        let account = self.account.as_deref().and_then(test_bank::account_numbered);
        account.map_or(Mfa::App { by_itself: false }, |account| account.mfa)
    }

    /// Amount, recipient and account are agreed to.
    pub(super) fn confirm(&mut self, save: bool) {
        self.begin_anew();
        self.confirmed = true;
        self.saves = save && self.offers_saving;
    }

    /// The new recipient is authorised: the payment's own authorisation has tries of its own.
    pub(super) fn meet_recipient(&mut self) {
        self.recipient_known = true;
        self.wrong_codes = 0;
    }
}

/// The bank the merchant sent along.
fn preselected_bank(options: &Value) -> Option<&str> {
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
