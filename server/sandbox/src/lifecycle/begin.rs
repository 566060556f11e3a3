//! A session is born.

use fintoc::{
    CheckoutSession, Customer, Expandable, Flow, IntentStatus, Metadata, Mode, PaymentMethod, SessionId, SessionStatus,
    checkout_session::PaymentResource,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{payment, setup_intent};
use crate::{
    Config, clock,
    fate::Fate,
    ksuid,
    page::Progress,
    scenario::PaymentScenario,
    test_bank::{self, Manner},
    world::{
        Account, Result, intents,
        scenarios::{self, Target},
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

impl Ask {
    /// What a merchant would have asked for on behalf of a customer, where the sandbox makes something up by itself.
    pub(super) fn made_up(config: &Config, customer: &Customer, purpose: Purpose, expires_at: Timestamp) -> Self {
        let here = config.public_url.as_str();
        Self {
            purpose,
            currency: "CLP".to_owned(),
            success_url: here.to_owned(),
            cancel_url: here.to_owned(),
            customer: Some(customer.clone()),
            customer_email: None,
            business_profile: None,
            method_types: vec!["bank_transfer".to_owned()],
            method_options: json!({}),
            metadata: Metadata::new(),
            expires_at,
            offers_saving: false,
        }
    }
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
            let target = Target { customer: customer.as_deref(), payment_method: None };
            let failure = scenarios::take_setup(connection, account, target).await?;
            session.progress.fate = failure.map(|reason| Fate::Decline { reason });
            write_setup(connection, &mut session).await?;
        }
        Purpose::Payment { amount } => {
            session.wire.amount = Some(amount);
            let target = Target { customer: customer.as_deref(), payment_method: None };
            let scenario = scenarios::take_payment(connection, account, target).await?;
            session.progress.fate = scenario.as_ref().and_then(PaymentScenario::fate_on_the_page);
            session.progress.answer_seconds = answer_seconds(scenario.as_ref());
            sessions::insert(connection, &session).await?;
        }
        Purpose::PaymentWith { amount, method } => {
            session.wire.amount = Some(amount);
            session.wire.payment_method = Some(method.id.clone());
            session.progress.remember(&method);
            let target = Target { customer: customer.as_deref(), payment_method: Some(method.id.as_str()) };
            let scenario = scenarios::take_payment(connection, account, target).await?;
            session.progress.answer_seconds = answer_seconds(scenario.as_ref());
            let way = Way::of(&session, scenario.as_ref(), config, now);
            let mut intent = payment::intent(&session, IntentStatus::Created, way.fate, now);
            if way.settles_at.is_some() {
                session.wire.status = SessionStatus::InProgress;
                session.wire.redirect_url = None;
                intent.wire.status = IntentStatus::InProgress;
                intent.settles_at = way.settles_at;
            }
            session.wire.payment_resource = Some(PaymentResource { payment_intent: Some(intent.wire.clone()) });
            sessions::insert(connection, &session).await?;
            intents::insert(connection, &intent).await?;
        }
    }
    Ok(session)
}

/// A setup that goes well whatever is armed, and leaves what is armed to others.
pub(super) async fn plain_setup(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    ask: &Ask,
) -> Result<Session> {
    let mut session = blank(config, account, ask, clock::now());
    write_setup(connection, &mut session).await?;
    Ok(session)
}

async fn write_setup(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    session.wire.flow = Some(Flow::Setup);
    let intent = setup_intent::fresh(session);
    sessions::insert(connection, session).await?;
    setup_intents::insert(connection, session, &intent).await
}

/// How long the bank shall think once the payer approved on the page.
fn answer_seconds(scenario: Option<&PaymentScenario>) -> i64 {
    scenario.and_then(PaymentScenario::answer_seconds).unwrap_or_default()
}

/// How a payment with a saved account goes. A scenario decides before amount and account do.
struct Way {
    /// What the bank will say.
    fate: Fate,
    /// When it says so; none when the payer has to approve first.
    settles_at: Option<Timestamp>,
}

impl Way {
    fn of(session: &Session, scenario: Option<&PaymentScenario>, config: &Config, now: Timestamp) -> Self {
        let account = session.progress.account.as_deref();
        let usual = test_bank::fate(account, session.wire.amount);
        let manner = account.and_then(test_bank::account_numbered).map(|account| account.manner);
        let asks = manner == Some(Manner::AsksEachTime) || scenario == Some(&PaymentScenario::Approval {});
        let settles_at = match scenario.and_then(PaymentScenario::answer_seconds) {
            _ if asks => None,
            Some(seconds) => Some(clock::plus_millis(now, seconds.saturating_mul(1000))),
            None => Some(clock::after(now, config.processing_delay)),
        };
        Self { fate: scenario.map_or_else(|| usual.clone(), |scenario| scenario.fate(usual.clone())), settles_at }
    }
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
