//! Resources for test events: of the right shape, made by the same hands as the real ones, and impossible to fetch.

use fintoc::{
    Customer, CustomerId, EventType, IntentStatus, MethodStatus, Mode, PaymentIntent, PaymentIntentId, PaymentMethodId,
    RefundId, RefundStatus, SessionId, SessionStatus, checkout_session::PaymentResource, payment_method::BankAccount,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    begin::{self, Ask, Purpose},
    payment, refund, setup,
};
use crate::{
    Config, clock,
    fate::Fate,
    test_bank::{self, PEOPLE},
    world::{Account, Result, sessions::Session},
};

const AMOUNT: i64 = 15_000;
const INSTITUTION: &str = "cl_banco_de_chile";

/// The resource of a test event of that type; `None` for types that this sandbox cannot speak of.
pub(crate) fn resource(config: &Config, account: &Account, kind: &EventType) -> Result<Option<Value>> {
    use EventType::{
        IntentExpired, IntentFailed, IntentPending, IntentRejected, IntentSucceeded, MethodActivated, MethodCanceled,
        RefundFailed, RefundInProgress, RefundSucceeded, SessionCompleted, SessionExpired, SessionFinished, Unknown,
    };
    let session = session(config, account);
    let intent = |status, reason: Option<&str>| serde_json::to_value(intent(&session, status, reason));
    let refund = |status, code: Option<&str>| serde_json::to_value(refund(&session, status, code));
    Ok(Some(match kind {
        SessionFinished | SessionCompleted => finished(session)?,
        SessionExpired => expired(session)?,
        IntentSucceeded => intent(IntentStatus::Succeeded, None)?,
        IntentFailed => intent(IntentStatus::Failed, Some("insufficient_funds"))?,
        IntentRejected => intent(IntentStatus::Rejected, Some("mfa_invalid_authorization"))?,
        IntentPending => intent(IntentStatus::Pending, None)?,
        IntentExpired => intent(IntentStatus::Expired, Some("user_left"))?,
        MethodActivated => method(MethodStatus::Active)?,
        MethodCanceled => method(MethodStatus::Canceled)?,
        RefundInProgress => refund(RefundStatus::InProgress, None)?,
        RefundSucceeded => refund(RefundStatus::Succeeded, None)?,
        RefundFailed => refund(RefundStatus::Failed, Some("insufficient_funds"))?,
        Unknown(_) => return Ok(None),
    }))
}

/// An id that looks like any other and that nothing has: Fintoc's test events carry zeros.
fn nobody(prefix: &str) -> String {
    format!("{prefix}_{}", "0".repeat(27))
}

fn customer(now: Timestamp) -> Customer {
    Customer {
        id: Some(CustomerId::new(nobody("cus"))),
        object: Some("customer".to_owned()),
        name: Some("Test Customer".to_owned()),
        email: Some("test.customer@example.com".to_owned()),
        mode: Some(Mode::Test),
        created_at: Some(now),
        ..Customer::default()
    }
}

/// A payment session whose payer came as far as choosing an account.
fn session(config: &Config, account: &Account) -> Session {
    let now = clock::now();
    let ask = Ask {
        purpose: Purpose::Payment { amount: AMOUNT },
        currency: "CLP".to_owned(),
        success_url: "https://merchant.example/success".to_owned(),
        cancel_url: "https://merchant.example/cancel".to_owned(),
        customer: Some(customer(now)),
        customer_email: None,
        business_profile: None,
        method_types: vec!["bank_transfer".to_owned()],
        method_options: json!({}),
        metadata: fintoc::Metadata::new(),
        expires_at: clock::plus_millis(now, 24 * 60 * 60 * 1000),
        offers_saving: false,
    };
    let mut session = begin::blank(config, account, &ask, now);
    session.wire.id = SessionId::new(nobody("cs"));
    session.wire.redirect_url = None;
    session.wire.amount = Some(AMOUNT);
    session.progress.institution = Some(INSTITUTION.to_owned());
    session.progress.holder = PEOPLE.first().map(|&person| person.to_owned());
    session.progress.account = test_bank::ACCOUNTS.first().map(|account| account.number.to_owned());
    session
}

fn finished(mut session: Session) -> Result<Value> {
    session.wire.status = SessionStatus::Finished;
    let payment_intent = Some(intent(&session, IntentStatus::Succeeded, None));
    session.wire.payment_resource = Some(PaymentResource { payment_intent });
    session.body()
}

fn expired(mut session: Session) -> Result<Value> {
    session.wire.status = SessionStatus::Expired;
    session.body()
}

fn intent(session: &Session, status: IntentStatus, reason: Option<&str>) -> PaymentIntent {
    let now = clock::now();
    let mut wire = payment::intent(session, status, Fate::Succeed, now).wire;
    wire.id = PaymentIntentId::new(nobody("pi"));
    wire.error_reason = reason.map(str::to_owned);
    if wire.status == IntentStatus::Succeeded {
        wire.transaction_date = Some(now);
        wire.reference_id = Some("000000000".to_owned());
    }
    wire
}

fn method(status: MethodStatus) -> Result<Value> {
    let account = test_bank::ACCOUNTS.first();
    let details = BankAccount {
        account_holder_id: PEOPLE.first().map(|&person| person.to_owned()),
        account_number: account.map(|account| account.number.to_owned()),
        account_type: account.map(|account| account.kind.on_the_wire()),
        institution_id: Some(INSTITUTION.to_owned()),
        status: Some(status),
    };
    let method = setup::fresh(PaymentMethodId::new(nobody("pm")), &CustomerId::new(nobody("cus")), details);
    Ok(serde_json::to_value(&method)?)
}

fn refund(session: &Session, status: RefundStatus, code: Option<&str>) -> fintoc::Refund {
    let paid = intent(session, IntentStatus::Succeeded, None);
    let id = RefundId::new(nobody("re"));
    let mut refund = refund::fresh(id, &paid, AMOUNT, fintoc::Metadata::new(), clock::now());
    refund.status = status;
    refund.failure_code = code.map(str::to_owned);
    refund
}
