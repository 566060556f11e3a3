//! What a customer did before anybody looked: accounts they saved, payments that are over, money that went back. It can be asked
//! for like anything else, and no event tells of it, for whoever writes a past down knows it.

use fintoc::{
    Customer, IntentStatus, Metadata, PaymentMethod, RefundId, RefundStatus, SessionStatus,
    checkout_session::PaymentResource,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::AnyConnection;

use super::{
    begin::{self, Ask, Purpose},
    payment, refund, setup,
};
use crate::{
    Config, clock,
    fate::Fate,
    ksuid, test_bank,
    world::{
        Account, Result, intents, methods,
        refunds::{self, Refund},
        sessions::{self, Session},
    },
};

/// How long the page of a session was open to its payer.
const A_DAY: i64 = 24 * 60 * 60 * 1000;

/// An account that was saved.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OldMethod {
    /// The number of a test account.
    pub(crate) account: String,
    #[serde(default = "usual_bank")]
    pub(crate) bank: String,
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
}

/// A payment that is over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OldPayment {
    /// The account that paid, or was to.
    pub(crate) account: String,
    #[serde(default = "usual_bank")]
    pub(crate) bank: String,
    pub(crate) amount: i64,
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    #[serde(default)]
    pub(crate) metadata: Metadata,
    /// Why it failed; without one it succeeded.
    pub(crate) error_reason: Option<String>,
    /// How much of it went back.
    pub(crate) refunded: Option<i64>,
}

fn usual_bank() -> String {
    "cl_banco_de_chile".to_owned()
}

/// What was written down, in the order in which it was asked for.
#[derive(Debug, Serialize)]
pub(crate) struct Made {
    payment_methods: Vec<PaymentMethod>,
    payments: Vec<MadePayment>,
}

#[derive(Debug, Serialize)]
struct MadePayment {
    checkout_session: Value,
    refund: Option<fintoc::Refund>,
}

/// Writes a past down.
pub(crate) async fn write(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    customer: &Customer,
    old_methods: &[OldMethod],
    old_payments: &[OldPayment],
) -> Result<Made> {
    let mut made = Made { payment_methods: Vec::new(), payments: Vec::new() };
    for old in old_methods {
        let session = session(config, account, customer, Purpose::Setup, (&old.bank, &old.account, old.at));
        made.payment_methods.extend(save(connection, &session).await?);
    }
    for old in old_payments {
        made.payments.push(pay(connection, config, account, customer, old).await?);
    }
    Ok(made)
}

/// The account is saved as on the page, only earlier.
async fn save(connection: &mut AnyConnection, session: &Session) -> Result<Option<PaymentMethod>> {
    let Some(mut method) = setup::save_or_wake(connection, session).await? else { return Ok(None) };
    method.created_at = session.wire.created_at;
    methods::save(connection, &session.account, &method).await?;
    Ok(Some(method))
}

/// A session of an earlier day, whose payer came as far as choosing an account.
fn session(
    config: &Config,
    account: &Account,
    customer: &Customer,
    purpose: Purpose,
    (bank, number, at): (&str, &str, i64),
) -> Session {
    let now = clock::from_millis(at);
    let ask = Ask::made_up(config, customer, purpose, clock::plus_millis(now, A_DAY));
    let mut session = begin::blank(config, account, &ask, now);
    session.progress.institution = Some(bank.to_owned());
    session.progress.holder = test_bank::PEOPLE.first().map(|&person| person.to_owned());
    session.progress.account = Some(number.to_owned());
    session
}

async fn pay(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    customer: &Customer,
    old: &OldPayment,
) -> Result<MadePayment> {
    let purpose = Purpose::Payment { amount: old.amount };
    let mut session = session(config, account, customer, purpose, (&old.bank, &old.account, old.at));
    let at = clock::from_millis(old.at);
    session.wire.amount = Some(old.amount);
    session.wire.metadata = old.metadata.clone();
    session.wire.redirect_url = None;
    session.wire.status = SessionStatus::Finished;
    let fate = old.error_reason.clone().map_or(Fate::Succeed, |reason| Fate::Decline { reason });
    let mut intent = payment::intent(&session, fate.status(), fate.clone(), at);
    intent.wire.error_reason = old.error_reason.clone();
    if intent.wire.status == IntentStatus::Succeeded {
        intent.wire.transaction_date = Some(at);
        intent.wire.reference_id = Some(rand::random_range(100_000_000_u64..1_000_000_000).to_string());
    }
    session.wire.payment_resource = Some(PaymentResource { payment_intent: Some(intent.wire.clone()) });
    sessions::insert(connection, &session).await?;
    intents::insert(connection, &intent).await?;
    let refund = match old.refunded {
        Some(amount) => Some(give_back(connection, &intent, amount).await?),
        None => None,
    };
    Ok(MadePayment { checkout_session: session.body()?, refund })
}

async fn give_back(connection: &mut AnyConnection, intent: &intents::Intent, amount: i64) -> Result<fintoc::Refund> {
    let at = intent.wire.created_at.unwrap_or_else(clock::now);
    let mut wire = refund::fresh(RefundId::new(ksuid::fresh("re")), &intent.wire, amount, Metadata::new(), at);
    wire.status = RefundStatus::Succeeded;
    let (account, customer) = (intent.account.clone(), intent.customer.clone());
    refunds::insert(connection, &Refund { account, customer, wire: wire.clone(), due_at: None, failure: None }).await?;
    Ok(wire)
}
