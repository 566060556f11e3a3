//! What becomes of a payment, and the scenarios that decide it beforehand.

use fintoc::IntentStatus;
use serde::{Deserialize, Serialize};

/// What the bank will answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(crate) enum Fate {
    /// The money moves.
    #[default]
    Succeed,
    /// It does not, for that `error_reason`.
    Decline { reason: String },
    /// The bank does not say; after that many seconds it does.
    Pending {
        seconds: i64,
        #[serde(default)]
        then: Box<Fate>,
    },
}

impl Fate {
    /// The status of the intent once the bank has answered.
    pub(crate) fn status(&self) -> IntentStatus {
        match self {
            Self::Succeed => IntentStatus::Succeeded,
            Self::Pending { .. } => IntentStatus::Pending,
            Self::Decline { reason } if is_refusal(reason) => IntentStatus::Rejected,
            Self::Decline { .. } => IntentStatus::Failed,
        }
    }

    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Decline { reason } => Some(reason),
            Self::Succeed | Self::Pending { .. } => None,
        }
    }
}

/// Fintoc's list of events: `rejected` is for a wrong authorisation and for a payer who refuses, `failed` for the bank's side.
/// A refusal carries `user_left`; that pairing is our choice: the sources name no reason for it. `mfa_not_authorized` is an
/// older name from the dashboard.
fn is_refusal(reason: &str) -> bool {
    matches!(reason, "mfa_invalid_authorization" | "mfa_not_authorized" | "user_left")
}

/// What the next matching payment shall do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub(crate) enum Scenario {
    /// It does not succeed; any documented `error_reason`, or one nobody has heard of yet: the list is open.
    Decline {
        #[serde(default = "insufficient_funds")]
        reason: String,
    },
    /// The bank wants the payer's approval, though the account is saved.
    Approval,
    /// It stays pending, then succeeds (or fails with that `error_reason`) after that many seconds or on
    /// `POST /_sandbox/settle`.
    Pending {
        #[serde(default = "a_minute")]
        seconds: i64,
        #[serde(default)]
        then: Option<String>,
    },
}

fn insufficient_funds() -> String {
    "insufficient_funds".to_owned()
}

fn a_minute() -> i64 {
    60
}

impl Scenario {
    /// The fate it imposes; none when it only changes the road.
    pub(crate) fn fate(self) -> Option<Fate> {
        match self {
            Self::Decline { reason } => Some(Fate::Decline { reason }),
            Self::Pending { seconds, then } => {
                let then = then.map_or(Fate::Succeed, |reason| Fate::Decline { reason });
                Some(Fate::Pending { seconds, then: Box::new(then) })
            }
            Self::Approval => None,
        }
    }
}
