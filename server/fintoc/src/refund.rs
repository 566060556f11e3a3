//! Refunds (`/v1/refunds`): money that goes back to the payer, from the merchant's balance at Fintoc.

use serde::{Deserialize, Serialize};

use crate::{
    Metadata, Mode, RefundId,
    open::{lenient_instant, open_enum},
    payment_intent::TransferAccount,
};

open_enum! {
    /// Where a refund stands. The object page begins with `created`, the guide with `pending`.
    RefundStatus {
        Created = "created",
        Pending = "pending",
        InProgress = "in_progress",
        Succeeded = "succeeded",
        Failed = "failed",
        Canceled = "canceled",
    }
}

/// A refund as Fintoc answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refund {
    /// `re_…`.
    pub id: RefundId,
    /// `refund`.
    #[serde(default)]
    pub object: Option<String>,
    /// In the smallest unit of the currency.
    #[serde(default)]
    pub amount: Option<i64>,
    /// `CLP` or `MXN`.
    #[serde(default)]
    pub currency: Option<String>,
    /// Where it stands.
    pub status: RefundStatus,
    /// Why it failed: `fraud_risk` or `insufficient_funds`; an open list.
    #[serde(default)]
    pub failure_code: Option<String>,
    /// What is refunded.
    #[serde(default)]
    pub resource_id: Option<String>,
    /// `payment_intent`.
    #[serde(default)]
    pub resource_type: Option<String>,
    /// Where the money goes; null when it goes back to the account that paid.
    #[serde(default)]
    pub recipient_account: Option<TransferAccount>,
    /// What the merchant attached.
    #[serde(default)]
    pub metadata: Metadata,
    /// Test or live.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub created_at: Option<jiff::Timestamp>,
    /// When its status changed last.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub updated_at: Option<jiff::Timestamp>,
}
