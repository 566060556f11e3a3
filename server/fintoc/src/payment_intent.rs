//! Payment intents: the money side of a session. `succeeded` here, and nothing else, means that money moved.

use serde::{Deserialize, Serialize};

use crate::{
    Client, Customer, Error, Expandable, IdempotencyKey, Listing, Metadata, Mode, Page, PaymentIntentId,
    PaymentMethodId, Prepared,
    checkout_session::Currency,
    open::{empty_as_none, lenient_instant, open_enum},
};

open_enum! {
    /// Where the payment stands.
    IntentStatus {
        Created = "created",
        InProgress = "in_progress",
        RequiresAction = "requires_action",
        /// The bank did not confirm; Fintoc keeps checking for up to ten days.
        Pending = "pending",
        Succeeded = "succeeded",
        Failed = "failed",
        /// The rider refused, or typed a wrong code.
        Rejected = "rejected",
        Expired = "expired",
    }
}

/// A payment intent as Fintoc answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentIntent {
    /// `pi_…`.
    pub id: PaymentIntentId,
    /// `payment_intent`.
    #[serde(default)]
    pub object: Option<String>,
    /// In the smallest unit of the currency; the Chilean peso has none.
    #[serde(default)]
    pub amount: Option<i64>,
    /// `CLP` or `MXN`.
    #[serde(default)]
    pub currency: Option<String>,
    /// Where it stands.
    pub status: IntentStatus,
    /// Why it did not succeed; an open list.
    #[serde(default)]
    pub error_reason: Option<String>,
    /// Test or live.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// Whom the payer sees as recipient, when the merchant collects for somebody else.
    #[serde(default, deserialize_with = "empty_as_none")]
    pub business_profile: Option<serde_json::Value>,
    /// Whose payment it is.
    #[serde(default)]
    pub customer: Option<Expandable<Customer>>,
    /// Where Fintoc mails refund notices.
    #[serde(default)]
    pub customer_email: Option<String>,
    /// The saved method that paid, if one did.
    #[serde(default)]
    pub payment_method: Option<PaymentMethodId>,
    /// `bank_transfer`, `card`, …
    #[serde(default)]
    pub payment_type: Option<String>,
    /// Details of that type, as they came: for a transfer `{}`.
    #[serde(default)]
    pub payment_type_options: Option<serde_json::Value>,
    /// The payer's account; null when the payer left before choosing one.
    #[serde(default)]
    pub sender_account: Option<TransferAccount>,
    /// Where the money lands.
    #[serde(default)]
    pub recipient_account: Option<TransferAccount>,
    /// The bank's operation number.
    #[serde(default)]
    pub reference_id: Option<String>,
    /// What the payer has to do, if anything.
    #[serde(default)]
    pub next_action: Option<serde_json::Value>,
    /// The subscription that this payment belongs to, as it came.
    #[serde(default)]
    pub subscription: Option<serde_json::Value>,
    /// What the merchant attached.
    #[serde(default)]
    pub metadata: Metadata,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub created_at: Option<jiff::Timestamp>,
    /// When the bank moved the money.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub transaction_date: Option<jiff::Timestamp>,
    /// When it stops waiting.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub expires_at: Option<jiff::Timestamp>,
}

/// One side of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferAccount {
    /// RUT of the holder, compact.
    #[serde(default)]
    pub holder_id: Option<String>,
    /// For example `cl_banco_bci`.
    #[serde(default)]
    pub institution_id: Option<String>,
    /// The whole account number.
    #[serde(default)]
    pub number: Option<String>,
    /// Checking, sight or savings.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
}

/// What `POST /v2/payment_intents` takes: a charge with nobody present.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewPaymentIntent {
    /// In the smallest unit of the currency, above zero.
    pub amount: i64,
    /// `CLP`.
    pub currency: Currency,
    /// A mandate or a card; a saved bank account pays through a checkout session.
    pub payment_method: PaymentMethodId,
    /// What the merchant attaches.
    pub metadata: Metadata,
}

impl TransferAccount {
    /// The last four digits, all that a merchant needs to show.
    pub fn last_four(&self) -> Option<&str> {
        let number = self.number.as_deref()?;
        number.get(number.len().saturating_sub(4)..)
    }
}

impl Client {
    /// `POST /v2/payment_intents`: the answer is `created`, the outcome comes as an event. To keep the bytes for later, use
    /// [`Prepared::create_payment_intent`].
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_payment_intent(
        &self,
        intent: &NewPaymentIntent,
        key: &IdempotencyKey,
    ) -> Result<PaymentIntent, Error> {
        self.send(&Prepared::create_payment_intent(intent), key).await
    }

    /// `GET /v2/payment_intents/{id}`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payment_intent(&self, id: &PaymentIntentId) -> Result<PaymentIntent, Error> {
        self.get(&["v2", "payment_intents", id.as_str()]).await
    }

    /// `GET /v2/payment_intents`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payment_intents(&self, page: Page) -> Result<Listing<PaymentIntent>, Error> {
        self.list(&["v2", "payment_intents"], &page.query()).await
    }
}
