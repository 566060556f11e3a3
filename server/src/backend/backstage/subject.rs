//! Whom a call or a delivery is about.

use vuelta::{
    backstage::About,
    id::{MethodId, PaymentId, RefundId, RiderId, SetupId},
};

use crate::{
    backend::Backend,
    store::{
        StoreError,
        outbox::{Call, CallKind},
        payment_methods, payments, refunds, setups,
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
            let row = setups::find(&mut connection, &setup).await?;
            row.map(|row| (row.rider, About { setup: Some(setup), ..About::default() }))
        }
        CallKind::Payment => of_payment(&mut connection, &PaymentId::new(&*call.subject)).await?,
        CallKind::Refund => match refunds::find(&mut connection, &RefundId::new(&*call.subject)).await? {
            Some(row) => of_payment(&mut connection, &row.refund.payment).await?,
            None => None,
        },
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
    let row = payments::find(connection, payment).await?;
    Ok(row.map(|row| (row.rider, About { ride: Some(row.ride), payment: Some(payment.clone()), ..About::default() })))
}
