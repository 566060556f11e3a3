//! A bank account is saved, or given up.

use fintoc::{
    CustomerId, EventType, Expandable, MethodStatus, MethodType, Mode, PaymentMethod, PaymentMethodId, SessionStatus,
    SetupStatus, payment_method::BankAccount,
};
use serde_json::Value;
use sqlx::AnyConnection;

use super::{approval, setup_intent, tell};
use crate::{
    clock,
    fate::Fate,
    ksuid, test_bank,
    world::{
        Account, Result, customers,
        events::{self, Happening},
        methods::{self, Identity},
        sessions::{self, Session},
        settings,
    },
};

/// Reasons after which the holder stays on the page and may try again: the bank's trouble, or a slip of theirs. Fintoc's
/// setup intents know `waiting_for_retry`; which reasons lead there is our choice.
const MENDABLE: [&str; 5] = [
    "bank_connection_error",
    "bank_not_available",
    "internal_error",
    "login_invalid_credentials",
    "mfa_invalid_authorization",
];

/// The holder authorised it on the page: the bank agrees, unless it was told not to.
pub(super) async fn approved(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    match session.progress.fate.clone() {
        Some(Fate::Decline { reason }) if MENDABLE.contains(&reason.as_str()) => {
            approval::complain(session, &reason);
            try_again(connection, session, &reason).await
        }
        Some(Fate::Decline { reason }) => ended(connection, session, &reason).await,
        Some(Fate::Succeed | Fate::Pending { .. }) | None => saved(connection, session).await,
    }
}

/// It did not work, and nothing is lost: the holder stays on the page, the setup intent waits. A payment has none, and says
/// nothing until it is decided.
pub(super) async fn try_again(connection: &mut AnyConnection, session: &Session, reason: &str) -> Result<()> {
    sessions::save(connection, session).await?;
    setup_intent::move_to(connection, session, SetupStatus::WaitingForRetry, Some(reason)).await
}

/// The account is saved, or woken with the `pm_` it had, and the session finishes. Fintoc's guide wants `customer` and
/// `payment_method` in `checkout_session.finished`; its sample lacks both. Ours has
/// them, unless the account is switched to the sample.
async fn saved(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    let Some(method) = save_or_wake(connection, session).await? else { return Ok(()) };
    session.wire.payment_method = Some(method.id.clone());
    session.wire.status = SessionStatus::Finished;
    session.progress.as_in_the_sample = settings::of(connection, &session.account).await?.finished_as_in_the_sample;
    if let Some(customer) = &method.customer
        && let Some(known) = customers::find(connection, &session.account, customer.as_str()).await?
    {
        session.wire.customer = Some(Expandable::Object(Box::new(known)));
    }
    sessions::save(connection, session).await?;
    setup_intent::move_to(connection, session, SetupStatus::Succeeded, None).await?;
    tell_of_method(connection, &session.account, &method, EventType::MethodActivated).await?;
    tell(connection, session, EventType::SessionFinished).await
}

/// It failed for good. The session stays until it expires: Fintoc names no event for a failed setup.
pub(super) async fn ended(connection: &mut AnyConnection, session: &mut Session, reason: &str) -> Result<()> {
    session.progress.ended = Some(reason.to_owned());
    sessions::save(connection, session).await?;
    setup_intent::move_to(connection, session, SetupStatus::Failed, Some(reason)).await
}

/// The merchant detached a saved account. Answers whether it was still attached.
pub(crate) async fn cancel(
    connection: &mut AnyConnection,
    account: &Account,
    method: &mut PaymentMethod,
) -> Result<bool> {
    let Some(details) = method.bank_transfer.as_mut() else { return Ok(false) };
    if details.status == Some(MethodStatus::Canceled) {
        return Ok(false);
    }
    details.status = Some(MethodStatus::Canceled);
    methods::save(connection, account, method).await?;
    tell_of_method(connection, account, method, EventType::MethodCanceled).await?;
    Ok(true)
}

/// The chosen account, once bank, holder and account are known.
fn details(session: &Session) -> Option<BankAccount> {
    let progress = &session.progress;
    let account = progress.account.as_deref().and_then(test_bank::account_numbered)?;
    Some(BankAccount {
        account_holder_id: Some(progress.holder.clone()?),
        account_number: Some(account.number.to_owned()),
        account_type: Some(account.kind.on_the_wire()),
        institution_id: Some(progress.institution.clone()?),
        status: Some(MethodStatus::Active),
    })
}

/// Saves the account that was chosen on the page for the session's customer, or wakes the method it was before; nothing
/// without a customer and an account.
pub(super) async fn save_or_wake(connection: &mut AnyConnection, session: &Session) -> Result<Option<PaymentMethod>> {
    let (Some(customer), Some(details)) = (session.wire.customer_id(), details(session)) else { return Ok(None) };
    let account = &session.account;
    let (institution, number) =
        (details.institution_id.clone().unwrap_or_default(), details.account_number.clone().unwrap_or_default());
    let identity = Identity { customer: customer.as_str(), institution: &institution, number: &number };
    if let Some(mut known) = methods::find_same(connection, account, identity).await? {
        known.bank_transfer = Some(details);
        methods::save(connection, account, &known).await?;
        return Ok(Some(known));
    }
    let method = fresh(PaymentMethodId::new(ksuid::fresh("pm")), &customer, details);
    methods::insert(connection, account, identity, &method).await?;
    Ok(Some(method))
}

/// A bank account as a payment method.
pub(super) fn fresh(id: PaymentMethodId, customer: &CustomerId, details: BankAccount) -> PaymentMethod {
    PaymentMethod {
        id,
        object: Some("payment_method".to_owned()),
        kind: MethodType::BankTransfer,
        customer: Some(customer.clone()),
        mode: Some(Mode::Test),
        created_at: Some(clock::now()),
        metadata: fintoc::Metadata::new(),
        bank_transfer: Some(details),
        card: None,
        pac: None,
    }
}

/// Tells the merchant about a saved account.
pub(super) async fn tell_of_method(
    connection: &mut AnyConnection,
    account: &Account,
    method: &PaymentMethod,
    kind: EventType,
) -> Result<()> {
    let data: Value = serde_json::to_value(method)?;
    let customer = method.customer.as_ref().map(CustomerId::as_str);
    events::emit(connection, Happening { account, customer, kind, data }).await
}
