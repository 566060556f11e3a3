//! Writing calls down: what exactly Fintoc is sent.

use std::time::Duration;

use fintoc::{
    CustomerId, MethodType, NewCheckoutSession, NewRefund, PayWith, PaymentIntentId, PaymentMethodId, Prepared,
    SaveOffer,
    checkout_session::{BankTransferOptions, Currency, NewPayment, NewSetup, PaymentMethodOptions, SenderAccount},
};
use sqlx::AnyConnection;
use vuelta::{
    Instant,
    id::{MethodId, RideId},
    ladder::PATIENCE,
    refund::Refund,
    rider::Rider,
    wallet::Setup,
};

use super::{EXTRA, LEASE, PAYMENT, REFUND, RIDE, SETUP};
use crate::{
    backend::customers,
    config::Config,
    ids,
    store::{
        StoreError,
        outbox::{self, Call, CallKind},
        payments::StoredPayment,
    },
};

fn call(kind: CallKind, subject: &str, body: String, now: Instant) -> Call {
    Call {
        id: ids::call(),
        kind,
        subject: subject.to_owned(),
        idempotency_key: ids::idempotency_key(),
        body,
        created_at: now,
        attempts: 0,
        looked_at: None,
    }
}

/// Owes the creation of a rider's customer. Anybody may make it at once.
pub(in crate::backend) async fn owe_customer(
    connection: &mut AnyConnection,
    rider: &Rider,
    now: Instant,
) -> Result<(), StoreError> {
    let body = Prepared::create_customer(&customers::new_customer(rider)).body().to_owned();
    let call = call(CallKind::Customer, rider.id.as_str(), body, now);
    outbox::owe(connection, &call, Instant::from_millis(0)).await
}

/// Owes the session of a setup; the caller makes the first try.
pub(in crate::backend) async fn owe_setup(
    connection: &mut AnyConnection,
    config: &Config,
    rider: &Rider,
    setup: &Setup,
    customer: CustomerId,
    now: Instant,
) -> Result<Call, StoreError> {
    let new = NewCheckoutSession::Setup(NewSetup {
        currency: Currency::Clp,
        success_url: config.page(&format!("/wallet?setup={}&back=ok", setup.id)),
        cancel_url: config.page(&format!("/wallet?setup={}&back=cancel", setup.id)),
        customer,
        payment_method_types: [MethodType::BankTransfer],
        payment_method_options: Some(PaymentMethodOptions {
            bank_transfer: BankTransferOptions {
                sender_account: SenderAccount {
                    institution_id: setup.institution.clone(),
                    holder_id: Some(rider.rut.compact()),
                },
            },
        }),
        metadata: [(SETUP.to_owned(), setup.id.as_str().into())].into(),
    });
    let body = Prepared::create_checkout_session(&new).body().to_owned();
    let call = call(CallKind::Setup, setup.id.as_str(), body, now);
    outbox::owe(connection, &call, now + LEASE).await?;
    Ok(call)
}

/// Owes the session of a payment; the caller makes the first try.
pub(in crate::backend) async fn owe_payment(
    connection: &mut AnyConnection,
    config: &Config,
    row: &StoredPayment,
    now: Instant,
) -> Result<Call, StoreError> {
    let call = call(CallKind::Payment, row.payment.id.as_str(), payment_body(config, row, now), now);
    outbox::owe(connection, &call, now + LEASE).await?;
    Ok(call)
}

/// Owes a payment back. Anybody may make the call at once.
pub(in crate::backend) async fn owe_refund(
    connection: &mut AnyConnection,
    refund: &Refund,
    ride: &RideId,
    intent: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let named = [(REFUND, refund.id.as_str()), (PAYMENT, refund.payment.as_str()), (RIDE, ride.as_str())];
    let new = NewRefund {
        payment_intent: PaymentIntentId::new(intent),
        amount: Some(refund.amount.pesos()),
        metadata: named.into_iter().map(|(name, id)| (name.to_owned(), id.into())).collect(),
    };
    let body = Prepared::create_refund(&new).body().to_owned();
    outbox::owe(connection, &call(CallKind::Refund, refund.id.as_str(), body, now), Instant::from_millis(0)).await
}

/// Owes the cancellation of a saved account. Anybody may make the call after so long.
pub(in crate::backend) async fn owe_forgetting(
    connection: &mut AnyConnection,
    method: &MethodId,
    now: Instant,
    wait: Duration,
) -> Result<(), StoreError> {
    let body = Prepared::cancel_payment_method(&PaymentMethodId::new(method.as_str())).body().to_owned();
    outbox::owe(connection, &call(CallKind::Forget, method.as_str(), body, now + wait), Instant::from_millis(0)).await
}

pub(super) fn payment_body(config: &Config, row: &StoredPayment, now: Instant) -> String {
    let ours = [(RIDE, row.ride.as_str()), (PAYMENT, row.payment.id.as_str())];
    let extra = row.extra.as_ref().map(|extra| (EXTRA, extra.as_str()));
    let expires_at = jiff::Timestamp::from_millisecond((now + PATIENCE).millis() / 1_000 * 1_000);
    let new = NewCheckoutSession::Payment(NewPayment {
        amount: row.payment.amount.pesos(),
        currency: Currency::Clp,
        success_url: config.page(&format!("/rides/{}?back=ok", row.ride)),
        cancel_url: config.page(&format!("/rides/{}?back=cancel", row.ride)),
        customer: CustomerId::new(row.terms.customer.clone()),
        with: match &row.payment.method {
            Some(method) => PayWith::Saved(PaymentMethodId::new(method.as_str())),
            None => PayWith::Chosen(SaveOffer::Enabled),
        },
        payment_method_types: [MethodType::BankTransfer],
        expires_at: expires_at.ok(),
        metadata: ours.into_iter().chain(extra).map(|(name, id)| (name.to_owned(), id.into())).collect(),
    });
    Prepared::create_checkout_session(&new).body().to_owned()
}
