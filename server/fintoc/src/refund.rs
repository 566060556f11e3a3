//! Refunds (`/v1/refunds`): money that goes back to the payer, from the merchant's balance at Fintoc.

use serde::{Deserialize, Serialize};

use crate::{
    Client, Error, IdempotencyKey, Listing, Metadata, Mode, PaymentIntentId, Prepared, RefundId,
    open::{lenient_instant, open_enum},
};

open_enum! {
    /// Where a refund stands. The object page begins with `created`, the create page with `pending`.
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
    /// Which payment is refunded.
    #[serde(default)]
    pub resource_id: Option<String>,
    /// `payment_intent`.
    #[serde(default)]
    pub resource_type: Option<String>,
    /// Where the money goes: the account that paid, or the one sent along for a payment that does not tell.
    #[serde(default)]
    pub recipient_account: Option<RefundRecipient>,
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

/// The account that gets the money back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRecipient {
    /// RUT of the holder, compact.
    #[serde(default)]
    pub holder_id: Option<String>,
    /// Full name of the holder.
    #[serde(default)]
    pub holder_name: Option<String>,
    /// For example `cl_banco_de_chile`.
    #[serde(default)]
    pub institution_id: Option<String>,
    /// The whole account number.
    #[serde(default)]
    pub number: Option<String>,
    /// Checking, sight or savings.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
}

/// What `POST /v1/refunds` takes. Only payment intents are refunded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resource_type", rename = "payment_intent")]
pub struct NewRefund {
    /// A payment that succeeded.
    #[serde(rename = "resource_id")]
    pub payment_intent: PaymentIntentId,
    /// How much, in the smallest unit of the payment's currency; `None` for everything. All refunds of a payment together never
    /// exceed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// What the merchant attaches.
    pub metadata: Metadata,
}

/// Which refunds to list; everything unless narrowed down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefundQuery {
    /// Created then or later.
    pub since: Option<jiff::Timestamp>,
    /// Created then or earlier.
    pub until: Option<jiff::Timestamp>,
    /// Standing there now.
    pub status: Option<RefundStatus>,
    /// How many a page; Fintoc gives 30 unless asked, and 300 at most. Pages of v1 have numbers instead of cursors.
    pub per_page: Option<u16>,
}

impl RefundQuery {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let since = self.since.map(|instant| ("since", instant.to_string()));
        let until = self.until.map(|instant| ("until", instant.to_string()));
        let status = self.status.as_ref().map(|status| ("status", status.to_string()));
        let per_page = self.per_page.map(|per_page| ("per_page", per_page.to_string()));
        [since, until, status, per_page].into_iter().flatten().collect()
    }
}

impl Client {
    /// `POST /v1/refunds`: Fintoc owes the payer from now on, and tells by events how it goes. To keep the bytes for later, use
    /// [`Prepared::create_refund`].
    ///
    /// # Errors
    /// See [`Error`]; refused when the payment did not succeed, when its refunds would exceed it, or when the balance is short.
    pub async fn create_refund(&self, refund: &NewRefund, key: &IdempotencyKey) -> Result<Refund, Error> {
        self.send(&Prepared::create_refund(refund), key).await
    }

    /// `GET /v1/refunds/{id}`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn refund(&self, id: &RefundId) -> Result<Refund, Error> {
        self.get(&["v1", "refunds", id.as_str()]).await
    }

    /// `GET /v1/refunds`. [`Client::follow`] and [`Client::all`] go on from the first page.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn refunds(&self, query: &RefundQuery) -> Result<Listing<Refund>, Error> {
        self.list(&["v1", "refunds"], &query.pairs()).await
    }

    /// `POST /v1/refunds/{id}/cancel`: only before Fintoc began to pay it.
    ///
    /// # Errors
    /// See [`Error`]; refused once the refund is `in_progress` or over.
    pub async fn cancel_refund(&self, id: &RefundId, key: &IdempotencyKey) -> Result<Refund, Error> {
        self.send(&Prepared::cancel_refund(id), key).await
    }
}
