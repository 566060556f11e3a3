//! Customers: whom a payment method belongs to.

use serde::{Deserialize, Serialize};

use crate::{
    Client, CustomerId, Error, IdempotencyKey, Listing, Metadata, Mode, Page, Prepared, open::lenient_instant,
};

/// A customer as Fintoc answers it. Inside events the object may be partial, even without an id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// `cus_…`; missing in the guide's `checkout_session.finished` sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomerId>,
    /// `customer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Full name.
    #[serde(default)]
    pub name: Option<String>,
    /// Lower-cased by Fintoc.
    #[serde(default)]
    pub email: Option<String>,
    /// E.164.
    #[serde(default)]
    pub phone: Option<String>,
    /// Postal address, as it came.
    #[serde(default)]
    pub address: Option<serde_json::Value>,
    /// RUT (`cl_rut`) or RFC (`mx_rfc`).
    #[serde(default)]
    pub tax_id: Option<TaxId>,
    /// What the merchant attached.
    #[serde(default)]
    pub metadata: Metadata,
    /// Test or live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// When it was created.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient_instant")]
    pub created_at: Option<jiff::Timestamp>,
}

/// A tax id, compact: no dots, no hyphen, check digit included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxId {
    /// `cl_rut` or `mx_rfc`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For example `111111111` for 11.111.111-1.
    pub value: String,
}

impl TaxId {
    /// A Chilean RUT in compact form.
    pub fn cl_rut(compact: impl Into<String>) -> Self {
        Self { kind: "cl_rut".to_owned(), value: compact.into() }
    }
}

/// What `POST /v2/customers` takes: an e-mail or a tax id, or both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewCustomer {
    /// Full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// RUT; a second customer with the same one is answered 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<TaxId>,
    /// What the merchant attaches.
    #[serde(default)]
    pub metadata: Metadata,
}

impl Client {
    /// `POST /v2/customers`.
    ///
    /// # Errors
    /// See [`Error`]; 409 when a customer with the same tax id exists.
    pub async fn create_customer(&self, customer: &NewCustomer, key: &IdempotencyKey) -> Result<Customer, Error> {
        self.send(&Prepared::create_customer(customer), key).await
    }

    /// `GET /v2/customers/{id}`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn customer(&self, id: &CustomerId) -> Result<Customer, Error> {
        self.get(&["v2", "customers", id.as_str()]).await
    }

    /// `GET /v2/customers`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn customers(&self, page: Page) -> Result<Listing<Customer>, Error> {
        self.list(&["v2", "customers"], &page.query()).await
    }
}
