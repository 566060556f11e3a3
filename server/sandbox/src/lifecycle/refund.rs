//! Refunds go back the way the money came: `created`, then `in_progress`, then `succeeded` or `failed`. Fintoc pays them out at
//! hours of its own; here every step takes as long as the bank takes over a payment (our choice).

use fintoc::{
    EventType, Metadata, Mode, PaymentIntent, RefundId, RefundStatus, payment_intent::TransferAccount,
    refund::RefundRecipient,
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Config, clock, ksuid,
    world::{
        Result, World,
        events::{self, Happening},
        intents::Intent,
        refunds::{self, Refund},
    },
};

/// Starts to give back that much of a payment. With a `failure` (`insufficient_funds` or `fraud_risk`, in Fintoc's words) it
/// will come to nothing.
pub(crate) async fn begin(
    connection: &mut AnyConnection,
    config: &Config,
    intent: &Intent,
    amount: i64,
    metadata: Metadata,
    failure: Option<&str>,
) -> Result<Refund> {
    let now = clock::now();
    let refund = Refund {
        account: intent.account.clone(),
        customer: intent.customer.clone(),
        wire: fresh(RefundId::new(ksuid::fresh("re")), &intent.wire, amount, metadata, now),
        due_at: Some(step_after(now, config)),
        failure: failure.map(str::to_owned),
    };
    refunds::insert(connection, &refund).await?;
    Ok(refund)
}

/// A refund as it is answered first. The money goes to the account that paid, as the object page has it.
pub(super) fn fresh(
    id: RefundId,
    intent: &PaymentIntent,
    amount: i64,
    metadata: Metadata,
    now: Timestamp,
) -> fintoc::Refund {
    fintoc::Refund {
        id,
        object: Some("refund".to_owned()),
        amount: Some(amount),
        currency: intent.currency.clone(),
        status: RefundStatus::Created,
        failure_code: None,
        resource_id: Some(intent.id.as_str().to_owned()),
        resource_type: Some("payment_intent".to_owned()),
        recipient_account: intent.sender_account.clone().map(recipient),
        metadata,
        mode: Some(Mode::Test),
        created_at: Some(now),
        updated_at: Some(now),
    }
}

/// The account that paid. The people of the testing guide have no names.
fn recipient(payer: TransferAccount) -> RefundRecipient {
    let TransferAccount { holder_id, institution_id, number, kind } = payer;
    RefundRecipient { holder_id, holder_name: None, institution_id, number, kind }
}

/// Stops a refund that has not begun. Answers whether it could be stopped. No event tells of it: Fintoc's list has none.
pub(crate) async fn cancel(connection: &mut AnyConnection, refund: &mut Refund) -> Result<bool> {
    if refund.wire.status != RefundStatus::Created {
        return Ok(false);
    }
    refund.wire.status = RefundStatus::Canceled;
    refund.wire.updated_at = Some(clock::now());
    refund.due_at = None;
    refunds::save(connection, refund).await?;
    Ok(true)
}

/// Takes every step that is due by now.
pub(crate) async fn settle_due(world: &World, config: &Config, now: Timestamp) -> Result<()> {
    while !refunds::due(&mut *world.read().await?, now).await?.is_empty() {
        let mut tx = world.write().await?;
        for mut refund in refunds::due(&mut tx, now).await? {
            take_step(&mut tx, config, &mut refund).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn take_step(connection: &mut AnyConnection, config: &Config, refund: &mut Refund) -> Result<()> {
    let Some((status, kind)) = next_step(&refund.wire.status, refund.failure.is_some()) else {
        refund.due_at = None;
        return refunds::save(connection, refund).await;
    };
    // The next step counts from when this one was due, so a clock that was pulled by an hour covers an hour of steps.
    let goes_on = status == RefundStatus::InProgress;
    refund.due_at = refund.due_at.filter(|_| goes_on).map(|due| step_after(due, config));
    if status == RefundStatus::Failed {
        refund.wire.failure_code = refund.failure.clone();
    }
    refund.wire.status = status;
    refund.wire.updated_at = Some(clock::now());
    refunds::save(connection, refund).await?;
    let data = serde_json::to_value(&refund.wire)?;
    let happening = Happening { account: &refund.account, customer: refund.customer.as_deref(), kind, data };
    events::emit(connection, happening).await
}

/// What comes after a status, and the event that tells of it; `None` when it is over.
fn next_step(status: &RefundStatus, fails: bool) -> Option<(RefundStatus, EventType)> {
    match status {
        RefundStatus::Created | RefundStatus::Pending => Some((RefundStatus::InProgress, EventType::RefundInProgress)),
        RefundStatus::InProgress if fails => Some((RefundStatus::Failed, EventType::RefundFailed)),
        RefundStatus::InProgress => Some((RefundStatus::Succeeded, EventType::RefundSucceeded)),
        RefundStatus::Succeeded | RefundStatus::Failed | RefundStatus::Canceled | RefundStatus::Unknown(_) => None,
    }
}

fn step_after(instant: Timestamp, config: &Config) -> Timestamp {
    clock::after(instant, config.processing_delay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refund_takes_two_steps_and_ends_well_or_badly() {
        let walk = |fails| {
            std::iter::successors(Some(RefundStatus::Created), |status| Some(next_step(status, fails)?.0))
                .map(|status| status.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(walk(false), ["created", "in_progress", "succeeded"]);
        assert_eq!(walk(true), ["created", "in_progress", "failed"]);
        assert_eq!(next_step(&RefundStatus::Canceled, false), None);
    }
}
