//! Whom a call or a delivery is about.

use serde_json::Value;
use vuelta::{
    backstage::About,
    id::{MethodId, PaymentId, RefundId, RideId, RiderId, SetupId},
};

use crate::{
    backend::{Backend, calls, customers},
    store::{
        StoreError,
        outbox::{Call, CallKind},
        payment_methods,
        payments::{self, StoredPayment},
        refunds::{self, StoredRefund},
        riders, rides,
        setups::{self, StoredSetup},
    },
};

/// A rider, and what of theirs.
pub type Subject = (RiderId, About);

/// Whom a call that we owe is about; nobody while nothing is recorded.
///
/// # Errors
/// The store's.
pub async fn of_call(backend: &Backend, call: &Call) -> Result<Option<Subject>, StoreError> {
    if !backend.recorder.is_on() {
        return Ok(None);
    }
    let mut connection = backend.store.pool().acquire().await?;
    Ok(match call.kind {
        CallKind::Customer => Some((RiderId::new(&*call.subject), About::default())),
        CallKind::Setup => {
            let setup = SetupId::new(&*call.subject);
            setups::find(&mut connection, &setup).await?.map(of_setup)
        }
        CallKind::Payment => of_payment(&mut connection, &PaymentId::new(&*call.subject)).await?,
        CallKind::Refund => {
            let row = refunds::find(&mut connection, &RefundId::new(&*call.subject)).await?;
            of_refund(&mut connection, row).await?
        }
        CallKind::Forget => payment_methods::forgotten_by(&mut connection, &MethodId::new(&*call.subject))
            .await?
            .map(|rider| (rider, About::default())),
    })
}

/// Whom a payment is about.
///
/// # Errors
/// The store's.
pub async fn of_payment(
    connection: &mut sqlx::AnyConnection,
    payment: &PaymentId,
) -> Result<Option<Subject>, StoreError> {
    Ok(payments::find(connection, payment).await?.map(of_row))
}

/// Whom the body of an event is about, by what it names: our own ids in its metadata, then Fintoc's. Nothing of it is believed;
/// the rider whom a forged one names sees it, and that is all.
///
/// # Errors
/// The store's.
pub async fn of_event(connection: &mut sqlx::AnyConnection, body: &Value) -> Result<Option<Subject>, StoreError> {
    let Some(data) = body.get("data") else { return Ok(None) };
    if let Some(found) = of_metadata(connection, data).await? {
        return Ok(Some(found));
    }
    if let Some(found) = of_resource(connection, data).await? {
        return Ok(Some(found));
    }
    let Some(customer) = id(data, "/customer").or_else(|| id(data, "/customer/id")) else { return Ok(None) };
    Ok(riders::of_customer(connection, customer).await?.map(|rider| (rider, About::default())))
}

async fn of_metadata(connection: &mut sqlx::AnyConnection, data: &Value) -> Result<Option<Subject>, StoreError> {
    let ours = |name: &str| id(data, &format!("/metadata/{name}"));
    if let Some(payment) = ours(calls::PAYMENT) {
        return of_payment(connection, &PaymentId::new(payment)).await;
    }
    if let Some(refund) = ours(calls::REFUND) {
        let row = refunds::find(connection, &RefundId::new(refund)).await?;
        return of_refund(connection, row).await;
    }
    if let Some(setup) = ours(calls::SETUP) {
        return Ok(setups::find(connection, &SetupId::new(setup)).await?.map(of_setup));
    }
    if let Some(ride) = ours(calls::RIDE) {
        let found = rides::find(connection, &RideId::new(ride)).await?;
        return Ok(found.map(|ride| (ride.rider, About { ride: Some(ride.id), ..About::default() })));
    }
    let Some(rider) = ours(customers::RIDER) else { return Ok(None) };
    Ok(riders::find(connection, &RiderId::new(rider)).await?.map(|rider| (rider.id, About::default())))
}

async fn of_resource(connection: &mut sqlx::AnyConnection, data: &Value) -> Result<Option<Subject>, StoreError> {
    let Some(number) = id(data, "/id") else { return Ok(None) };
    let payment = match data.get("object").and_then(Value::as_str) {
        Some("checkout_session") => {
            if let Some(row) = setups::of_session(connection, number).await? {
                return Ok(Some(of_setup(row)));
            }
            payments::of_session(connection, number).await?
        }
        Some("payment_intent") => payments::of_intent(connection, number).await?,
        Some("refund") => {
            if let Some(row) = refunds::of_number(connection, number).await? {
                return of_refund(connection, Some(row)).await;
            }
            match id(data, "/resource_id") {
                Some(intent) => payments::of_intent(connection, intent).await?,
                None => None,
            }
        }
        _ => None,
    };
    Ok(payment.map(of_row))
}

async fn of_refund(
    connection: &mut sqlx::AnyConnection,
    row: Option<StoredRefund>,
) -> Result<Option<Subject>, StoreError> {
    match row {
        Some(row) => of_payment(connection, &row.refund.payment).await,
        None => Ok(None),
    }
}

fn of_row(row: StoredPayment) -> Subject {
    let payment = Some(row.payment.id);
    (row.rider, About { ride: Some(row.ride), payment, ..About::default() })
}

fn of_setup(row: StoredSetup) -> Subject {
    (row.rider, About { setup: Some(row.setup.id), ..About::default() })
}

/// What may be an id: Postgres takes no NUL in a text, and none of ours or Fintoc's is long.
fn id<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    let plain = |id: &&str| id.len() <= 100 && id.bytes().all(|byte| byte.is_ascii_graphic());
    value.pointer(pointer).and_then(Value::as_str).filter(plain)
}
