//! A session is born.

use fintoc::{
    CheckoutSession, Customer, Expandable, Flow, IntentStatus, Metadata, Mode, PaymentMethod, SessionId, SessionStatus,
    checkout_session::PaymentResource,
};
use jiff::Timestamp;
use serde_json::Value;
use sqlx::AnyConnection;

use super::{payment, setup_intent};
use crate::{
    Config, clock,
    fate::{Fate, Scenario},
    ksuid,
    page::Progress,
    test_bank::{self, Manner},
    world::{
        Account, Result, intents, scenarios,
        sessions::{self, Session},
        setup_intents,
    },
};

/// What a merchant asked for, checked.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) purpose: Purpose,
    pub(crate) currency: String,
    pub(crate) success_url: String,
    pub(crate) cancel_url: String,
    pub(crate) customer: Option<Customer>,
    pub(crate) customer_email: Option<String>,
    pub(crate) business_profile: Option<Value>,
    pub(crate) method_types: Vec<String>,
    pub(crate) method_options: Value,
    pub(crate) metadata: Metadata,
    pub(crate) expires_at: Timestamp,
    /// Whether the page shall offer to save the account that pays.
    pub(crate) offers_saving: bool,
}

/// What the session is for.
#[derive(Debug)]
pub(crate) enum Purpose {
    /// Save an account.
    Setup,
    /// Collect with a saved account.
    PaymentWith { amount: i64, method: Box<PaymentMethod> },
    /// Collect with an account that the payer picks on the page.
    Payment { amount: i64 },
}

/// Writes the session down. A payment with a saved account is taken up at once and answered without `redirect_url`, unless
/// the account or a scenario wants the payer's approval: Fintoc promises "fewer steps" and publishes none of them.
pub(crate) async fn begin(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    ask: Ask,
) -> Result<Session> {
    let now = clock::now();
    let mut session = blank(config, account, &ask, now);
    let customer = session.customer();
    match ask.purpose {
        Purpose::Setup => {
            session.wire.flow = Some(Flow::Setup);
            let intent = setup_intent::fresh(&mut session);
            sessions::insert(connection, &session).await?;
            setup_intents::insert(connection, &session, &intent).await?;
        }
        Purpose::Payment { amount } => {
            session.wire.amount = Some(amount);
            let scenario = scenarios::take(connection, account, customer.as_deref()).await?;
            session.progress.fate = scenario.and_then(Scenario::fate);
            sessions::insert(connection, &session).await?;
        }
        Purpose::PaymentWith { amount, method } => {
            session.wire.amount = Some(amount);
            session.wire.payment_method = Some(method.id.clone());
            session.progress.remember(&method);
            let scenario = scenarios::take(connection, account, customer.as_deref()).await?;
            let (fate, approval) = how_it_goes(&session, scenario);
            let mut intent = payment::intent(&session, IntentStatus::Created, fate, now);
            if !approval {
                session.wire.status = SessionStatus::InProgress;
                session.wire.redirect_url = None;
                intent.wire.status = IntentStatus::InProgress;
                intent.settles_at = Some(clock::after(now, config.processing_delay));
            }
            session.wire.payment_resource = Some(PaymentResource { payment_intent: Some(intent.wire.clone()) });
            sessions::insert(connection, &session).await?;
            intents::insert(connection, &intent).await?;
        }
    }
    Ok(session)
}

/// What the bank will say to a payment with the saved account, and whether the payer has to approve it. A scenario decides
/// before amount and account do.
fn how_it_goes(session: &Session, scenario: Option<Scenario>) -> (Fate, bool) {
    let saved = session.progress.account.as_deref().and_then(test_bank::account_numbered);
    let asks = saved.is_some_and(|account| account.manner == Manner::AsksEachTime);
    let approval = asks || scenario == Some(Scenario::Approval);
    let fate = scenario
        .and_then(Scenario::fate)
        .unwrap_or_else(|| test_bank::fate(session.progress.account.as_deref(), session.wire.amount));
    (fate, approval)
}

pub(super) fn blank(config: &Config, account: &Account, ask: &Ask, now: Timestamp) -> Session {
    let id = SessionId::new(ksuid::fresh("cs"));
    let page = format!("{}/checkout/{id}", config.public_url.as_str().trim_end_matches('/'));
    Session {
        account: account.clone(),
        progress: Progress { offers_saving: ask.offers_saving, ..Progress::of_options(&ask.method_options) },
        wire: CheckoutSession {
            id,
            object: Some("checkout_session".to_owned()),
            amount: None,
            business_profile: ask.business_profile.clone(),
            cancel_url: Some(ask.cancel_url.clone()),
            created_at: Some(now),
            currency: Some(ask.currency.clone()),
            customer: ask.customer.clone().map(|customer| Expandable::Object(Box::new(customer))),
            customer_email: ask.customer_email.clone(),
            expires_at: Some(ask.expires_at),
            flow: Some(Flow::Payment),
            metadata: ask.metadata.clone(),
            mode: Some(Mode::Test),
            payment_method: None,
            payment_method_options: Some(ask.method_options.clone()),
            payment_method_types: ask.method_types.clone(),
            payment_resource: None,
            redirect_url: Some(page),
            session_token: None,
            setup_intent: None,
            status: SessionStatus::Created,
            success_url: Some(ask.success_url.clone()),
        },
    }
}
