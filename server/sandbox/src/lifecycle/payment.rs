//! The money side: intents are made, the bank answers, sessions finish.

use fintoc::{
    EventType, IntentStatus, MethodStatus, Mode, PaymentIntent, PaymentIntentId, PaymentMethod, SessionStatus,
    checkout_session::PaymentResource, payment_intent::TransferAccount,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::AnyConnection;

use super::{approval, setup, tell};
use crate::{
    clock,
    fate::Fate,
    ksuid, test_bank,
    world::{
        Result, World,
        events::{self, Happening},
        intents::{self, Intent},
        methods,
        sessions::{self, Session},
        settings,
    },
};

/// An intent of this session, not yet written down.
pub(crate) fn intent(session: &Session, status: IntentStatus, fate: Fate, now: Timestamp) -> Intent {
    let wire = &session.wire;
    Intent {
        account: session.account.clone(),
        customer: session.customer(),
        session: wire.id.clone(),
        settles_at: None,
        fate,
        wire: PaymentIntent {
            id: PaymentIntentId::new(ksuid::fresh("pi")),
            object: Some("payment_intent".to_owned()),
            amount: wire.amount,
            currency: wire.currency.clone(),
            status,
            error_reason: None,
            mode: Some(Mode::Test),
            business_profile: wire.business_profile.clone(),
            customer: wire.customer.clone(),
            customer_email: wire.customer_email.clone(),
            payment_method: wire.payment_method.clone(),
            payment_type: Some("bank_transfer".to_owned()),
            payment_type_options: Some(json!({})),
            sender_account: sender(session),
            recipient_account: recipient(session),
            reference_id: None,
            next_action: None,
            subscription: None,
            metadata: wire.metadata.clone(),
            created_at: Some(now),
            transaction_date: None,
            expires_at: wire.expires_at,
        },
    }
}

/// The payer's account; none when the payer left before choosing one.
fn sender(session: &Session) -> Option<TransferAccount> {
    let progress = &session.progress;
    let number = progress.account.clone()?;
    let kind = test_bank::account_numbered(&number).map(|account| account.kind.on_the_wire().as_str().to_owned());
    Some(TransferAccount {
        holder_id: progress.holder.clone(),
        institution_id: progress.institution.clone(),
        number: Some(number),
        kind,
    })
}

/// Where the money lands, when the merchant named an account of its own (`recipient_account`, direct payments); otherwise
/// Fintoc collects it.
pub(crate) fn recipient(session: &Session) -> Option<TransferAccount> {
    let options = session.wire.payment_method_options.as_ref()?;
    let sent = options["bank_transfer"]["recipient_account"].clone();
    serde_json::from_value(sent).ok().filter(|account: &TransferAccount| account.number.is_some())
}

/// The payer said yes on the page to amount, recipient and account: the payment begins.
pub(crate) async fn confirmed(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    let intent = intent(session, IntentStatus::InProgress, natural_fate(session), clock::now());
    intents::insert(connection, &intent).await?;
    session.wire.payment_resource = Some(PaymentResource { payment_intent: Some(intent.wire) });
    sessions::save(connection, session).await
}

/// The payer approved on the page: the bank answers as the drawer or a scenario has it, or else as amount and account do.
pub(super) async fn approved(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    let mut intent = undecided_or_new(connection, session).await?;
    if let Some(chosen) = session.progress.fate.clone() {
        intent.fate = chosen;
    }
    if !method_is_usable(connection, session).await? {
        // Our choice: the sources are silent about a method cancelled while its payment waits for approval.
        intent.fate = Fate::Decline { reason: "bank_account_locked".to_owned() };
    }
    bank_answers(connection, session, &mut intent).await
}

/// The payer, or the login, put an end to it.
pub(super) async fn ended(connection: &mut AnyConnection, session: &mut Session, reason: &str) -> Result<()> {
    let mut intent = undecided_or_new(connection, session).await?;
    intent.fate = Fate::Decline { reason: reason.to_owned() };
    bank_answers(connection, session, &mut intent).await
}

/// Applies what banks have made up their minds about by now. Answers how many.
pub(crate) async fn settle_due(world: &World, now: Timestamp) -> Result<usize> {
    let mut settled = 0;
    loop {
        if intents::settled(&mut *world.read().await?, now).await?.is_empty() {
            return Ok(settled);
        }
        let mut tx = world.write().await?;
        for mut intent in intents::settled(&mut tx, now).await? {
            match sessions::find(&mut tx, intent.session.as_str()).await? {
                Some(mut session) => bank_answers(&mut tx, &mut session, &mut intent).await?,
                None => {
                    intent.settles_at = None;
                    intents::save(&mut tx, &intent).await?;
                }
            }
            settled += 1;
        }
        tx.commit().await?;
    }
}

/// What amount and account make of it when nobody says otherwise.
fn natural_fate(session: &Session) -> Fate {
    test_bank::fate(session.progress.account.as_deref(), session.wire.amount)
}

async fn undecided_or_new(connection: &mut AnyConnection, session: &Session) -> Result<Intent> {
    if let Some(intent) = intents::of_session(connection, session.id()).await?.filter(Intent::is_undecided) {
        return Ok(intent);
    }
    let intent = intent(session, IntentStatus::InProgress, natural_fate(session), clock::now());
    intents::insert(connection, &intent).await?;
    Ok(intent)
}

async fn method_is_usable(connection: &mut AnyConnection, session: &Session) -> Result<bool> {
    let Some(id) = &session.wire.payment_method else { return Ok(true) };
    let method = methods::find(connection, &session.account, id.as_str()).await?;
    let status = method.and_then(|method| method.bank_transfer).and_then(|account| account.status);
    Ok(status == Some(MethodStatus::Active))
}

/// The bank's word on an intent, and what follows from it. The session finishes even when the payment failed: Fintoc's
/// event list says "contains the payment with its final status", and integrators see just that. A switch of the account has
/// it the other way.
async fn bank_answers(connection: &mut AnyConnection, session: &mut Session, intent: &mut Intent) -> Result<()> {
    let now = clock::now();
    intent.wire.status = intent.fate.status();
    intent.wire.error_reason = intent.fate.reason().map(str::to_owned);
    intent.settles_at = None;
    match intent.fate.clone() {
        Fate::Succeed => {
            intent.wire.transaction_date = Some(now);
            intent.wire.reference_id = Some(rand::random_range(100_000_000_u64..1_000_000_000).to_string());
        }
        Fate::Pending { seconds, then } => {
            intent.settles_at = Some(clock::plus_millis(now, seconds.saturating_mul(1000)));
            intent.fate = *then;
        }
        Fate::Decline { .. } => {}
    }
    let again = session.is_open() && may_try_again(connection, session, intent).await?;
    let finishes = session.is_open() && !again;
    if let (true, Some(reason)) = (again, &intent.wire.error_reason) {
        session.progress.begin_payment_anew();
        approval::complain(session, reason);
    }
    if finishes {
        session.wire.status = SessionStatus::Finished;
    }
    let saved = save_what_paid(connection, session, intent).await?;
    session.wire.payment_resource = Some(PaymentResource { payment_intent: Some(intent.wire.clone()) });
    intents::save(connection, intent).await?;
    sessions::save(connection, session).await?;
    tell_of_intent(connection, intent).await?;
    if finishes {
        tell(connection, session, EventType::SessionFinished).await?;
    }
    match saved {
        Some(method) => setup::tell_of_method(connection, &session.account, &method, EventType::MethodActivated).await,
        None => Ok(()),
    }
}

/// Whether a payment that did not succeed leaves its session open: where the account is switched so, and there is a page to
/// try again on.
async fn may_try_again(connection: &mut AnyConnection, session: &Session, intent: &Intent) -> Result<bool> {
    let failed = matches!(intent.wire.status, IntentStatus::Failed | IntentStatus::Rejected);
    if !failed || session.wire.redirect_url.is_none() {
        return Ok(false);
    }
    Ok(settings::of(connection, &session.account).await?.retry_failed_payments)
}

/// Saves the account that has just paid, if the payer ticked the box. One that stays pending is saved when it succeeds: our
/// choice, the guide speaks of success only.
async fn save_what_paid(
    connection: &mut AnyConnection,
    session: &mut Session,
    intent: &Intent,
) -> Result<Option<PaymentMethod>> {
    if !session.progress.saves || intent.wire.status != IntentStatus::Succeeded {
        return Ok(None);
    }
    let method = setup::save_or_wake(connection, session).await?;
    session.wire.payment_method = method.as_ref().map(|method| method.id.clone());
    Ok(method)
}

/// Tells the merchant about an intent, if its status is one that has an event.
pub(super) async fn tell_of_intent(connection: &mut AnyConnection, intent: &Intent) -> Result<()> {
    let kind = match intent.wire.status {
        IntentStatus::Succeeded => EventType::IntentSucceeded,
        IntentStatus::Failed => EventType::IntentFailed,
        IntentStatus::Rejected => EventType::IntentRejected,
        IntentStatus::Pending => EventType::IntentPending,
        IntentStatus::Expired => EventType::IntentExpired,
        IntentStatus::Created | IntentStatus::InProgress | IntentStatus::RequiresAction | IntentStatus::Unknown(_) => {
            return Ok(());
        }
    };
    let data = serde_json::to_value(&intent.wire)?;
    events::emit(connection, Happening { account: &intent.account, customer: intent.customer.as_deref(), kind, data })
        .await
}
