//! Payment methods: a bank account (or card, or mandate) that a customer saved.

use serde::{Deserialize, Serialize};

use crate::{
    Client, CustomerId, Error, IdempotencyKey, Listing, Metadata, Mode, Page, PaymentMethodId, Prepared,
    open::{empty_as_none, lenient_instant, open_enum},
};

open_enum! {
    /// What kind of method it is; the details object carries the same name.
    MethodType { BankTransfer = "bank_transfer", Card = "card", Pac = "pac", MxDirectDebit = "mx_direct_debit" }
}

open_enum! {
    /// Whether the method can be used.
    MethodStatus { Active = "active", Canceled = "canceled" }
}

open_enum! {
    /// The kind of bank account.
    AccountType { Checking = "checking_account", Sight = "sight_account", Savings = "savings_account" }
}

/// A saved payment method as Fintoc answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaymentMethod {
    /// `pm_…`; re-enrolling the same account keeps it.
    pub id: PaymentMethodId,
    /// `payment_method`.
    #[serde(default)]
    pub object: Option<String>,
    /// Which of the details below is filled.
    #[serde(rename = "type")]
    pub kind: MethodType,
    /// Whose it is.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Test or live.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// When it was saved first.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub created_at: Option<jiff::Timestamp>,
    /// What the merchant attached, sometimes.
    #[serde(default)]
    pub metadata: Metadata,
    /// The bank account; null when the linked account is not available.
    #[serde(default, deserialize_with = "empty_as_none")]
    pub bank_transfer: Option<BankAccount>,
    /// Card details, as they came: not all of their field names are published.
    #[serde(default)]
    pub card: Option<serde_json::Value>,
    /// The mandate to debit an account; missing unless the method is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pac: Option<Pac>,
}

/// The details of a `bank_transfer` method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BankAccount {
    /// RUT of the holder, compact. Fintoc's own samples hold invalid ones: do not validate.
    #[serde(default)]
    pub account_holder_id: Option<String>,
    /// The whole account number. Personal data: keep the last four.
    #[serde(default)]
    pub account_number: Option<String>,
    /// Checking, sight or savings.
    #[serde(default)]
    pub account_type: Option<AccountType>,
    /// For example `cl_banco_de_chile`.
    #[serde(default)]
    pub institution_id: Option<String>,
    /// Active until cancelled.
    #[serde(default)]
    pub status: Option<MethodStatus>,
}

/// The details of a `pac` method. Unlike a bank account it names its bank with an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pac {
    /// RUT of the holder, compact.
    #[serde(default)]
    pub account_holder_id: Option<String>,
    /// The whole account number, without hyphen or leading zeros.
    #[serde(default)]
    pub account_number: Option<String>,
    /// Checking, sight or savings.
    #[serde(default)]
    pub account_type: Option<AccountType>,
    /// The bank.
    #[serde(default)]
    pub institution: Option<Institution>,
    /// Active until cancelled.
    #[serde(default)]
    pub status: Option<MethodStatus>,
}

/// A bank, as a mandate names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// For example `cl_banco_santander`.
    #[serde(default)]
    pub id: Option<String>,
    /// `cl` or `mx`.
    #[serde(default)]
    pub country: Option<String>,
    /// For people.
    #[serde(default)]
    pub name: Option<String>,
}

impl BankAccount {
    /// The last four digits, all that a merchant needs to show.
    pub fn last_four(&self) -> Option<&str> {
        let number = self.account_number.as_deref()?;
        number.get(number.len().saturating_sub(4)..)
    }
}

impl Client {
    /// `GET /v2/payment_methods?customer=…`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payment_methods(&self, customer: &CustomerId, page: Page) -> Result<Listing<PaymentMethod>, Error> {
        let mut query = page.query();
        query.push(("customer", customer.to_string()));
        self.list(&["v2", "payment_methods"], &query).await
    }

    /// `GET /v2/payment_methods/{id}`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payment_method(&self, id: &PaymentMethodId) -> Result<PaymentMethod, Error> {
        self.get(&["v2", "payment_methods", id.as_str()]).await
    }

    /// `POST /v2/payment_methods/{id}/cancel`: for good, until the same account is saved again.
    ///
    /// # Errors
    /// See [`Error`]; 409 when it is cancelled already.
    pub async fn cancel_payment_method(
        &self,
        id: &PaymentMethodId,
        key: &IdempotencyKey,
    ) -> Result<PaymentMethod, Error> {
        self.send(&Prepared::cancel_payment_method(id), key).await
    }
}
