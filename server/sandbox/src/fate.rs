//! What becomes of a payment.

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
