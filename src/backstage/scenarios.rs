//! Scenarios: what can be made to go wrong, or right, on purpose, each under the name that the sandbox has for it.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::{
    id::{MethodId, RiderId},
    refusal::Trouble,
    wallet::SavedMethod,
};

/// Something that can be made to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scenario {
    /// A setup fails.
    SetupFails,
    /// The bank cuts a saved account off.
    AccountDies,
    /// A payment succeeds, whatever its account is like.
    Success,
    /// A payment fails for a reason.
    Decline,
    /// The bank wants the payer's approval.
    Approval,
    /// A payment stays pending for a while.
    Pending,
    /// The bank takes its time.
    SlowBank,
    /// A refund fails.
    RefundFails,
    /// Somebody presses the button twice.
    DoubleTap,
    /// Somebody closes the tab at the bank.
    ClosedTab,
    /// An event arrives several times.
    Duplicate,
    /// An event arrives later.
    Delay,
    /// An event never arrives.
    Drop,
    /// An event is overtaken.
    Reorder,
    /// An event is signed with a secret that nobody has.
    WrongSecret,
    /// An event's signature is old.
    Stale,
    /// An event's signature is dated ahead.
    Future,
    /// A byte of an event is changed after signing.
    Altered,
    /// The API answers with an error.
    ApiStatus,
    /// The API does not answer.
    ApiStall,
    /// The connection breaks.
    ApiCut,
    /// The hosted page runs out of time.
    PageExpires,
    /// The bank decides now.
    BankDecides,
}

/// How scenarios are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Saving an account.
    Save,
    /// Paying.
    Pay,
    /// Being told.
    Webhook,
    /// Calling the API.
    Api,
    /// What comes with time.
    Time,
}

/// How a scenario is brought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is armed, and acts when its moment comes.
    Armed,
    /// It happens to an account, at once.
    ToAccount,
    /// Time is moved.
    ByClock(super::Jump),
    /// Nobody but a person can do it.
    ByHand,
}

/// One thing that a scenario takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name at the sandbox.
    pub name: &'static str,
    /// What it may be.
    pub takes: Takes,
}

/// What a parameter may be, and what it is when nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any text; `known` are suggestions.
    Text {
        /// When nobody says.
        default: Option<&'static str>,
        /// Suggestions.
        known: &'static [&'static str],
    },
    /// A whole number.
    Number {
        /// When nobody says.
        default: i64,
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// One of these words.
    Word {
        /// When nobody says.
        default: &'static str,
        /// All of them.
        words: &'static [&'static str],
    },
}

/// For how long a scenario is armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// It acts once.
    Once,
    /// It acts until somebody clears it.
    UntilCleared,
}

/// What somebody wants armed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arming {
    /// What.
    pub scenario: Scenario,
    /// How long.
    pub lasts: Lasts,
    /// Only for that account.
    pub method: Option<MethodId>,
    /// What was said about it, by name; what was not said stays as the sandbox has it.
    pub parameters: BTreeMap<String, String>,
}

/// A scenario that is armed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armed {
    /// Its id at the sandbox.
    pub id: String,
    /// Which; nothing when the sandbox has one that we do not know.
    pub scenario: Option<Scenario>,
    /// Its name at the sandbox.
    pub name: String,
    /// What was decided about it.
    pub parameters: BTreeMap<String, String>,
    /// How often it still acts; nothing until cleared.
    pub times: Option<i64>,
    /// The account it waits for.
    pub method: Option<MethodId>,
}

/// Whether anything can be made to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It can.
    Ready,
    /// It is Fintoc itself that we speak with.
    Fintoc,
    /// Fintoc knows nothing of the rider yet, so that nothing can be made to happen to them alone.
    Stranger,
    /// The sandbox does not answer.
    Silent,
}

/// How things stand for a rider.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Whether anything can be made to happen.
    pub reach: Reach,
    /// What is armed, oldest first.
    pub armed: Vec<Armed>,
    /// The accounts that can be named.
    pub methods: Vec<SavedMethod>,
}

/// Making things go wrong, for one rider.
#[async_trait]
pub trait Scenarios: Send + Sync {
    /// How things stand.
    async fn board(&self, rider: &RiderId) -> Result<Board, Trouble>;
    /// Arms a scenario.
    async fn arm(&self, rider: &RiderId, arming: &Arming) -> Result<(), Trouble>;
    /// Takes one away that is armed for this rider.
    async fn disarm(&self, rider: &RiderId, id: &str) -> Result<(), Trouble>;
    /// Takes all of this rider's away.
    async fn clear(&self, rider: &RiderId) -> Result<(), Trouble>;
    /// Has the bank cut a saved account of this rider's off.
    async fn disconnect(&self, rider: &RiderId, method: &MethodId) -> Result<(), Trouble>;
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Save, Self::Pay, Self::Webhook, Self::Api, Self::Time];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Pay => "pay",
            Self::Webhook => "webhook",
            Self::Api => "api",
            Self::Time => "time",
        }
    }
}

impl Lasts {
    /// The word in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Once => "next",
            Self::UntilCleared => "until_cleared",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Once, Self::UntilCleared].into_iter().find(|lasts| lasts.as_str() == word)
    }
}

impl Scenario {
    /// All of them, as they are shown.
    pub const ALL: [Self; 23] = [
        Self::SetupFails,
        Self::AccountDies,
        Self::Success,
        Self::Decline,
        Self::Approval,
        Self::Pending,
        Self::SlowBank,
        Self::RefundFails,
        Self::DoubleTap,
        Self::ClosedTab,
        Self::Duplicate,
        Self::Delay,
        Self::Drop,
        Self::Reorder,
        Self::WrongSecret,
        Self::Stale,
        Self::Future,
        Self::Altered,
        Self::ApiStatus,
        Self::ApiStall,
        Self::ApiCut,
        Self::PageExpires,
        Self::BankDecides,
    ];

    /// The word in forms; of those that are armed, the sandbox's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SetupFails => "setup_fails",
            Self::AccountDies => "account_dies",
            Self::Success => "success",
            Self::Decline => "decline",
            Self::Approval => "approval",
            Self::Pending => "pending",
            Self::SlowBank => "slow_bank",
            Self::RefundFails => "refund_fails",
            Self::DoubleTap => "double_tap",
            Self::ClosedTab => "closed_tab",
            Self::Duplicate => "duplicate",
            Self::Delay => "delay",
            Self::Drop => "drop",
            Self::Reorder => "reorder",
            Self::WrongSecret => "wrong_secret",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::Altered => "altered",
            Self::ApiStatus => "api_status",
            Self::ApiStall => "api_stall",
            Self::ApiCut => "api_cut",
            Self::PageExpires => "page_expires",
            Self::BankDecides => "bank_decides",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.as_str() == word)
    }

    /// Where it is shown.
    pub const fn group(self) -> Group {
        match self {
            Self::SetupFails | Self::AccountDies => Group::Save,
            Self::Success
            | Self::Decline
            | Self::Approval
            | Self::Pending
            | Self::SlowBank
            | Self::RefundFails
            | Self::DoubleTap
            | Self::ClosedTab => Group::Pay,
            Self::Duplicate
            | Self::Delay
            | Self::Drop
            | Self::Reorder
            | Self::WrongSecret
            | Self::Stale
            | Self::Future
            | Self::Altered => Group::Webhook,
            Self::ApiStatus | Self::ApiStall | Self::ApiCut => Group::Api,
            Self::PageExpires | Self::BankDecides => Group::Time,
        }
    }

    /// How it is brought about.
    pub const fn way(self) -> Way {
        match self {
            Self::AccountDies => Way::ToAccount,
            Self::DoubleTap | Self::ClosedTab => Way::ByHand,
            Self::PageExpires => Way::ByClock(super::Jump::Expiry),
            Self::BankDecides => Way::ByClock(super::Jump::Settle),
            Self::SetupFails
            | Self::Success
            | Self::Decline
            | Self::Approval
            | Self::Pending
            | Self::SlowBank
            | Self::RefundFails
            | Self::Duplicate
            | Self::Delay
            | Self::Drop
            | Self::Reorder
            | Self::WrongSecret
            | Self::Stale
            | Self::Future
            | Self::Altered
            | Self::ApiStatus
            | Self::ApiStall
            | Self::ApiCut => Way::Armed,
        }
    }

    /// Whether it can wait for one account: setups have none yet, and a refund's call names only its payment.
    pub const fn takes_method(self) -> bool {
        matches!(self, Self::Success | Self::Decline | Self::Approval | Self::Pending | Self::SlowBank)
    }

    /// What it takes.
    pub const fn parameters(self) -> &'static [Parameter] {
        match self {
            Self::Decline => const { &[text("reason", Some("insufficient_funds"), PAYMENT_REASONS)] },
            Self::Pending => const { &[seconds(60, 10 * A_DAY), text("then", None, PAYMENT_REASONS)] },
            Self::SlowBank => const { &[seconds(30, A_DAY)] },
            Self::SetupFails => const { &[text("reason", Some("login_credentials_locked"), SETUP_REASONS)] },
            Self::RefundFails => const { &[text("failure_code", Some("insufficient_funds"), REFUND_CODES)] },
            Self::ApiStatus => {
                const { &[number("status", 500, 400, 599), text("code", None, CODES), WHEN, METHOD, PATH] }
            }
            Self::ApiStall => const { &[seconds(30, 600), WHEN, METHOD, PATH] },
            Self::ApiCut => const { &[WHEN, METHOD, PATH] },
            Self::Duplicate => const { &[number("copies", 2, 2, 50), TYPE] },
            Self::Delay => const { &[seconds(60, 7 * A_DAY), TYPE] },
            Self::Stale | Self::Future => const { &[seconds(600, 7 * A_DAY), TYPE] },
            Self::Drop | Self::Reorder | Self::WrongSecret | Self::Altered => const { &[TYPE] },
            Self::Success
            | Self::Approval
            | Self::AccountDies
            | Self::DoubleTap
            | Self::ClosedTab
            | Self::PageExpires
            | Self::BankDecides => &[],
        }
    }
}

const A_DAY: i64 = 24 * 60 * 60;

const fn text(name: &'static str, default: Option<&'static str>, known: &'static [&'static str]) -> Parameter {
    Parameter { name, takes: Takes::Text { default, known } }
}

const fn number(name: &'static str, default: i64, least: i64, most: i64) -> Parameter {
    Parameter { name, takes: Takes::Number { default, least, most } }
}

const fn seconds(default: i64, most: i64) -> Parameter {
    number("seconds", default, 1, most)
}

const WHEN: Parameter =
    Parameter { name: "when", takes: Takes::Word { default: "before", words: &["before", "after"] } };
const METHOD: Parameter = Parameter {
    name: "method",
    takes: Takes::Word { default: "any", words: &["any", "GET", "POST", "PATCH", "DELETE"] },
};
const PATH: Parameter = text("path", None, &["/v2/checkout_sessions", "/v2/customers", "/v1/refunds", "/v1/events"]);
const TYPE: Parameter = text("type", None, EVENT_TYPES);
const CODES: &[&str] = &["rate_limit_exceeded", "internal_server_error"];
const REFUND_CODES: &[&str] = &["insufficient_funds", "fraud_risk"];
const PAYMENT_REASONS: &[&str] = &[
    "insufficient_funds",
    "amount_limit_reached",
    "bank_account_locked",
    "bank_connection_error",
    "bank_not_available",
    "login_credentials_locked",
    "login_invalid_credentials",
    "maximum_amount_error",
    "mfa_authorization_timeout",
    "mfa_invalid_authorization",
    "mfa_locked",
    "mfa_unavailable",
    "new_contact_amount_limit_reached",
    "new_contact_transfer_number_limit_reached",
    "recipient_account_not_allowed",
    "unresolved_final_status",
    "user_left",
];
const SETUP_REASONS: &[&str] = &[
    "bank_not_available",
    "bank_connection_error",
    "insufficient_funds",
    "internal_error",
    "login_credentials_locked",
    "login_invalid_credentials",
    "mfa_invalid_authorization",
    "user_left",
];
const EVENT_TYPES: &[&str] = &[
    "checkout_session.finished",
    "checkout_session.expired",
    "payment_intent.succeeded",
    "payment_intent.failed",
    "payment_intent.rejected",
    "payment_intent.pending",
    "payment_intent.expired",
    "payment_method.activated",
    "payment_method.canceled",
    "refund.in_progress",
    "refund.succeeded",
    "refund.failed",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_reads_back_and_stands_in_its_group() {
        for scenario in Scenario::ALL {
            assert_eq!(Scenario::parse(scenario.as_str()), Some(scenario));
            assert!(Group::ALL.contains(&scenario.group()));
        }
        assert!(Group::ALL.into_iter().all(|group| Scenario::ALL.iter().any(|scenario| scenario.group() == group)));
    }

    #[test]
    fn only_what_is_armed_takes_anything() {
        let mut idle = Scenario::ALL.into_iter().filter(|scenario| scenario.way() != Way::Armed);
        assert!(idle.all(|scenario| scenario.parameters().is_empty() && !scenario.takes_method()));
    }
}
