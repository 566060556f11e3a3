//! What somebody decided beforehand about the next payments, setups, refunds, calls and deliveries.
//!
//! [`catalogue`] is the one table of names, parameters and defaults: a request is checked against it, the human page draws its
//! forms from it, and whatever passed it fits the types here.

pub(crate) mod catalogue;
mod read;

use serde::{Deserialize, Serialize};

pub(crate) use read::{Read, read};

use crate::fate::Fate;

/// What a scenario is about, and so who takes it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    Payment,
    Setup,
    Refund,
    Api,
    Delivery,
}

impl Group {
    pub(crate) const ALL: [Self; 5] = [Self::Payment, Self::Setup, Self::Refund, Self::Api, Self::Delivery];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Setup => "setup",
            Self::Refund => "refund",
            Self::Api => "api",
            Self::Delivery => "delivery",
        }
    }
}

/// What the next payment does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum PaymentScenario {
    /// The money moves, whatever the account is like.
    Success {},
    /// It does not succeed; any documented `error_reason`, or one nobody has heard of yet: the list is open.
    Decline { reason: String },
    /// The bank wants the payer's approval, though the account is saved.
    Approval {},
    /// It stays pending, then succeeds (or fails with that `error_reason`) after that many seconds or on
    /// `POST /_sandbox/settle`.
    Pending { seconds: i64, then: Option<String> },
    /// The bank takes that long to say what it would have said anyway.
    SlowBank { seconds: i64 },
}

impl PaymentScenario {
    /// The fate it imposes on an account whose own is `usual`.
    pub(crate) fn fate(&self, usual: Fate) -> Fate {
        match self {
            Self::Success {} => Fate::Succeed,
            Self::Decline { reason } => Fate::Decline { reason: reason.clone() },
            Self::Approval {} | Self::SlowBank { .. } => usual,
            Self::Pending { seconds, then } => {
                let then = then.clone().map_or(Fate::Succeed, |reason| Fate::Decline { reason });
                Fate::Pending { seconds: *seconds, then: Box::new(then) }
            }
        }
    }

    /// The fate it imposes on an account that is still to be chosen; none when the account shall decide.
    pub(crate) fn fate_on_the_page(&self) -> Option<Fate> {
        match self {
            Self::Approval {} | Self::SlowBank { .. } => None,
            Self::Success {} | Self::Decline { .. } | Self::Pending { .. } => Some(self.fate(Fate::Succeed)),
        }
    }

    /// How long the bank thinks, where the scenario says.
    pub(crate) fn answer_seconds(&self) -> Option<i64> {
        match self {
            Self::SlowBank { seconds } => Some(*seconds),
            Self::Success {} | Self::Decline { .. } | Self::Approval {} | Self::Pending { .. } => None,
        }
    }
}

/// What the next setup does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum SetupScenario {
    /// It fails for that `error_reason` once the holder authorises.
    SetupFails { reason: String },
}

/// What the next refund does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum RefundScenario {
    /// It fails with that `failure_code`.
    RefundFails { failure_code: String },
}

/// Which side of the commit an API fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    /// The request does nothing.
    Before,
    /// It does all it should, and the answer is withheld.
    After,
}

/// What happens to the next API call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "name")]
pub(crate) enum ApiFault {
    /// It is answered with that status.
    #[serde(rename = "api_status")]
    Status { status: u16, code: Option<String>, when: When, method: Option<String>, path: Option<String> },
    /// Nothing is answered for that long, and then a gateway gives up.
    #[serde(rename = "api_stall")]
    Stall { seconds: u64, when: When, method: Option<String>, path: Option<String> },
    /// The connection breaks in the middle of the answer.
    #[serde(rename = "api_cut")]
    Cut { when: When, method: Option<String>, path: Option<String> },
}

impl ApiFault {
    /// Whether it waits for such a call: its method, when one is named, and a path that begins as said.
    pub(crate) fn strikes(&self, called: &str, at: &str) -> bool {
        let (Self::Status { method, path, .. } | Self::Stall { method, path, .. } | Self::Cut { method, path, .. }) =
            self;
        method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(called))
            && path.as_deref().is_none_or(|path| at.starts_with(path))
    }
}

/// What happens to the next delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum DeliveryFault {
    /// It arrives that often.
    Duplicate { copies: i64, r#type: Option<String> },
    /// It leaves that much later.
    Delay { seconds: i64, r#type: Option<String> },
    /// It never leaves; the list of events has it.
    Drop { r#type: Option<String> },
    /// It waits a little, so that what happens next overtakes it.
    Reorder { r#type: Option<String> },
    /// Its signature is made with a secret that nobody has.
    WrongSecret { r#type: Option<String> },
    /// Its signature is that old.
    Stale { seconds: i64, r#type: Option<String> },
    /// Its signature is dated that far ahead.
    Future { seconds: i64, r#type: Option<String> },
    /// One byte of its body is changed after signing.
    Altered { r#type: Option<String> },
}

/// What a fault does to the queue, before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How many deliveries are owed.
    pub(crate) copies: i64,
    /// How much later than at once they are due.
    pub(crate) delay_millis: i64,
    /// Whether they are over before they begin.
    pub(crate) dropped: bool,
}

impl Plan {
    pub(crate) const HONEST: Self = Self { copies: 1, delay_millis: 0, dropped: false };
}

impl DeliveryFault {
    /// How long a delivery that shall be overtaken waits. Queues follow the instant of being due, so whatever happens within it
    /// goes first, even out of a queue that was held back meanwhile.
    const OVERTAKEN_BY_MILLIS: i64 = 2_000;

    pub(crate) fn plan(&self) -> Plan {
        match self {
            Self::Duplicate { copies, .. } => Plan { copies: *copies, ..Plan::HONEST },
            Self::Delay { seconds, .. } => Plan { delay_millis: seconds.saturating_mul(1000), ..Plan::HONEST },
            Self::Reorder { .. } => Plan { delay_millis: Self::OVERTAKEN_BY_MILLIS, ..Plan::HONEST },
            Self::Drop { .. } => Plan { dropped: true, ..Plan::HONEST },
            Self::WrongSecret { .. } | Self::Stale { .. } | Self::Future { .. } | Self::Altered { .. } => Plan::HONEST,
        }
    }

    /// Whether it waits for an event of that type.
    pub(crate) fn strikes(&self, kind: &str) -> bool {
        let (Self::Duplicate { r#type, .. }
        | Self::Delay { r#type, .. }
        | Self::Drop { r#type }
        | Self::Reorder { r#type }
        | Self::WrongSecret { r#type }
        | Self::Stale { r#type, .. }
        | Self::Future { r#type, .. }
        | Self::Altered { r#type }) = self;
        r#type.as_deref().is_none_or(|wanted| wanted == kind)
    }

    /// Its name in the catalogue, for the log of attempts.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Duplicate { .. } => "duplicate",
            Self::Delay { .. } => "delay",
            Self::Drop { .. } => "drop",
            Self::Reorder { .. } => "reorder",
            Self::WrongSecret { .. } => "wrong_secret",
            Self::Stale { .. } => "stale",
            Self::Future { .. } => "future",
            Self::Altered { .. } => "altered",
        }
    }
}
