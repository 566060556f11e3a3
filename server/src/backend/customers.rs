//! Fintoc's customers: one a rider, never shared.

use std::time::Duration;

use fintoc::{Client, Customer, CustomerId, Error, IdempotencyKey, NewCustomer, Page, Prepared, TaxId};
use vuelta::{id::RiderId, rider::Rider};

use super::{Backend, calls};
use crate::store::{
    StoreError,
    outbox::{self, Call, CallKind},
    riders,
};

/// The metadata that says whose customer it is.
pub(super) const RIDER: &str = "rider_id";

/// How many customers are looked through for our own after a 409.
const LOOK_THROUGH: usize = 3_000;

/// Why there is no customer yet.
#[derive(Debug, thiserror::Error)]
pub enum CustomerError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What `POST /v2/customers` is sent for a rider.
pub(super) fn new_customer(rider: &Rider) -> NewCustomer {
    NewCustomer {
        name: Some(rider.name.clone()),
        email: Some(rider.email.to_string()),
        tax_id: Some(TaxId::cl_rut(rider.rut.compact())),
        metadata: [(RIDER.to_owned(), rider.id.as_str().into())].into(),
    }
}

/// Which rider a customer says it is for.
fn whose(customer: &Customer) -> Option<&str> {
    customer.metadata.get(RIDER).and_then(fintoc::MetadataValue::as_text)
}

fn unreadable(reason: &str) -> Error {
    Error::Unreadable { status: 201, reason: reason.to_owned(), excerpt: String::new(), request_id: None }
}

impl Backend {
    /// The rider's customer; makes the call we owe for it if nobody did yet. `None` when Fintoc does not answer.
    pub(super) async fn customer(&self, rider: &RiderId) -> Result<Option<CustomerId>, CustomerError> {
        // A worker may be making this very call: then its answer is a moment away.
        for _ in 0..40 {
            let mut connection = self.store.pool().acquire().await.map_err(StoreError::from)?;
            if let Some(id) = riders::customer(&mut connection, rider).await? {
                return Ok(Some(CustomerId::new(id)));
            }
            let now = self.clock.now();
            let taken =
                outbox::take_of(&mut connection, CallKind::Customer, rider.as_str(), now, now + calls::LEASE).await?;
            drop(connection);
            match taken {
                Some(call) => match calls::make(self, call).await? {
                    calls::Made::Done => {}
                    calls::Made::PutOff => return Ok(None),
                },
                None => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        Ok(None)
    }

    /// Sends the call that creates a customer.
    ///
    /// On a 409 somebody has that RUT already. The customer is ours only if its metadata says so (then our first answer was
    /// lost); otherwise the rider gets one without RUT, because sharing would hand one rider's accounts to another.
    pub(super) async fn create_customer(&self, fintoc: &Client, call: &Call) -> Result<CustomerId, Error> {
        let key = calls::key(&call.idempotency_key);
        let prepared = Prepared::<Customer>::from_body(call.body.clone());
        let customer = match fintoc.send(&prepared, &key).await {
            Err(error) if error.status() == Some(409) && error.is_definite_refusal() => {
                match self.own_customer(call).await? {
                    Some(customer) => customer,
                    None => create_without_rut(fintoc, call).await?,
                }
            }
            answer => answer?,
        };
        // A cache or a proxy that mixes answers up must not give one rider another's accounts.
        if whose(&customer).is_some_and(|rider| rider != call.subject) {
            return Err(unreadable("somebody else's customer"));
        }
        customer.id.ok_or_else(|| unreadable("a customer without an id"))
    }

    async fn own_customer(&self, call: &Call) -> Result<Option<Customer>, Error> {
        let first = self.fintoc.customers(Page::of(300)).await?;
        let all = self.fintoc.all(first, LOOK_THROUGH).await?;
        match (all.items.into_iter().find(|customer| whose(customer) == Some(call.subject.as_str())), all.next) {
            // Not among those we saw is not the same as not there.
            (None, Some(_)) => Err(unreadable("too many customers to look through")),
            (found, _) => Ok(found),
        }
    }
}

async fn create_without_rut(fintoc: &Client, call: &Call) -> Result<Customer, Error> {
    let mut new: NewCustomer = serde_json::from_str(&call.body).expect("the body was made from this type");
    new.tax_id = None;
    // Derived from the key we keep, so that a second try is the same request.
    let key =
        IdempotencyKey::new(format!("{}-without-rut", call.idempotency_key)).expect("a UUID and a word are ASCII");
    fintoc.create_customer(&new, &key).await
}
