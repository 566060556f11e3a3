//! Checkout sessions: the intent to save a payment method (`setup`) or to collect money (`payment`).

use serde::{Deserialize, Serialize};

use crate::{
    Client, Customer, CustomerId, Error, Expandable, IdempotencyKey, Listing, Metadata, Mode, Page, PaymentIntent,
    PaymentMethodId, Prepared, SessionId, SetupIntent,
    open::{empty_as_none, lenient_instant, open_enum},
};

open_enum! {
    /// What a session is for.
    Flow { Payment = "payment", Setup = "setup", Subscription = "subscription" }
}

open_enum! {
    /// Where a session stands. `finished` is not "paid": look at the intent.
    SessionStatus { Created = "created", InProgress = "in_progress", Finished = "finished", Expired = "expired" }
}

/// A checkout session as Fintoc answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckoutSession {
    /// `cs_…`.
    pub id: SessionId,
    /// `checkout_session`.
    #[serde(default)]
    pub object: Option<String>,
    /// Absent on a setup, though the guide's sample shows a number there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Replaces the shown recipient.
    #[serde(default, deserialize_with = "empty_as_none")]
    pub business_profile: Option<serde_json::Value>,
    /// Where people who do not complete are sent.
    #[serde(default)]
    pub cancel_url: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub created_at: Option<jiff::Timestamp>,
    /// `CLP` or `MXN`.
    #[serde(default)]
    pub currency: Option<String>,
    /// The customer: an id, a whole object, or a partial one without id.
    #[serde(default)]
    pub customer: Option<Expandable<Customer>>,
    /// Where Fintoc mails refund notices.
    #[serde(default)]
    pub customer_email: Option<String>,
    /// When it stops being usable; 24 hours after creation unless asked otherwise.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub expires_at: Option<jiff::Timestamp>,
    /// Setup, payment or subscription.
    #[serde(default)]
    pub flow: Option<Flow>,
    /// What the merchant attached.
    #[serde(default)]
    pub metadata: Metadata,
    /// Test or live.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// The saved method used, or the one just saved.
    #[serde(default)]
    pub payment_method: Option<PaymentMethodId>,
    /// Echo of the request.
    #[serde(default)]
    pub payment_method_options: Option<serde_json::Value>,
    /// For example `["bank_transfer"]`.
    #[serde(default)]
    pub payment_method_types: Vec<String>,
    /// The payment, once there is one.
    #[serde(default, deserialize_with = "empty_as_none")]
    pub payment_resource: Option<PaymentResource>,
    /// Where to send the browser; null when nobody has to approve anything.
    #[serde(default)]
    pub redirect_url: Option<String>,
    /// Only for the browser widget; null for hosted sessions.
    #[serde(default)]
    pub session_token: Option<String>,
    /// The setup intent of a setup: an id in the guide, an object elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup_intent: Option<Expandable<SetupIntent>>,
    /// Where it stands.
    pub status: SessionStatus,
    /// Where people who complete are sent.
    #[serde(default)]
    pub success_url: Option<String>,
}

impl CheckoutSession {
    /// The payment intent, when the session carries one.
    pub fn payment_intent(&self) -> Option<&PaymentIntent> {
        self.payment_resource.as_ref()?.payment_intent.as_ref()
    }

    /// The customer's id, whichever form the field took.
    pub fn customer_id(&self) -> Option<CustomerId> {
        match self.customer.as_ref()? {
            Expandable::Id(id) => Some(CustomerId::new(id.clone())),
            Expandable::Object(customer) => customer.id.clone(),
        }
    }
}

/// What a session did, or is doing, about money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentResource {
    /// The whole intent.
    #[serde(default)]
    pub payment_intent: Option<PaymentIntent>,
}

/// What `POST /v2/checkout_sessions` takes, one form a flow: a setup has no amount, a payment always names its customer and
/// pays either with a saved method or with one that may be saved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "flow", rename_all = "lowercase")]
pub enum NewCheckoutSession {
    /// Save a bank account of this customer.
    Setup(NewSetup),
    /// Collect from this customer.
    Payment(NewPayment),
}

/// A setup to create.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewSetup {
    /// Setup supports `CLP` only.
    pub currency: Currency,
    /// Where people who complete are sent; https for the real Fintoc.
    pub success_url: String,
    /// Where people who do not complete are sent.
    pub cancel_url: String,
    /// Whose account is saved.
    pub customer: CustomerId,
    /// Always bank transfer here.
    pub payment_method_types: [crate::MethodType; 1],
    /// The bank the rider chose already, and the RUT to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method_options: Option<PaymentMethodOptions>,
    /// What the merchant attaches.
    pub metadata: Metadata,
}

/// A payment to create.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewPayment {
    /// Whole pesos, above zero.
    pub amount: i64,
    /// `CLP`.
    pub currency: Currency,
    /// Where people who complete are sent.
    pub success_url: String,
    /// Where people who do not complete are sent.
    pub cancel_url: String,
    /// Who pays.
    pub customer: CustomerId,
    /// With what.
    #[serde(flatten)]
    pub with: PayWith,
    /// Always bank transfer here.
    pub payment_method_types: [crate::MethodType; 1],
    /// At least ten minutes ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<jiff::Timestamp>,
    /// What the merchant attaches.
    pub metadata: Metadata,
}

/// With what a customer pays. It is one or the other: beside a saved method there is nothing to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum PayWith {
    /// A method saved earlier: fewer steps for the customer.
    #[serde(rename = "payment_method")]
    Saved(PaymentMethodId),
    /// An account that the customer chooses on the page, where the customer may also save it.
    #[serde(rename = "save_payment_method")]
    Chosen(SaveOffer),
}

/// What the page says about saving the account that pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SaveOffer {
    /// It offers to; nothing is saved unless the customer says yes.
    #[serde(rename = "enabled")]
    Enabled,
}

/// The currencies this crate can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Currency {
    /// Chilean pesos, which have no minor unit.
    #[serde(rename = "CLP")]
    Clp,
}

/// Options keyed by method type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentMethodOptions {
    /// Options of the bank transfer.
    pub bank_transfer: BankTransferOptions,
}

/// Options of the bank transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankTransferOptions {
    /// What is known of the payer's account already.
    pub sender_account: SenderAccount,
}

/// What is known of the payer's account already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SenderAccount {
    /// Preselects the bank; only an account of that bank can be saved then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<String>,
    /// Fills in the RUT, compact, on the bank's login form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_id: Option<String>,
}

impl Client {
    /// `POST /v2/checkout_sessions`. To keep the bytes for later, use [`Prepared::create_checkout_session`].
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_checkout_session(
        &self,
        session: &NewCheckoutSession,
        key: &IdempotencyKey,
    ) -> Result<CheckoutSession, Error> {
        self.send(&Prepared::create_checkout_session(session), key).await
    }

    /// `GET /v2/checkout_sessions/{id}`.
    ///
    /// # Errors
    /// See [`Error`]; a session of the other mode is not found.
    pub async fn checkout_session(&self, id: &SessionId) -> Result<CheckoutSession, Error> {
        self.get(&["v2", "checkout_sessions", id.as_str()]).await
    }

    /// `GET /v2/checkout_sessions`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn checkout_sessions(&self, page: Page) -> Result<Listing<CheckoutSession>, Error> {
        self.list(&["v2", "checkout_sessions"], &page.query()).await
    }

    /// `POST /v2/checkout_sessions/{id}/expire`.
    ///
    /// # Errors
    /// See [`Error`]; refused unless the session is still `created`, that is, nobody opened its page.
    pub async fn expire_checkout_session(
        &self,
        id: &SessionId,
        key: &IdempotencyKey,
    ) -> Result<CheckoutSession, Error> {
        self.send(&Prepared::expire_checkout_session(id), key).await
    }
}
