//! `/v2/checkout_sessions`.

use axum::extract::State;
use fintoc::{Customer, MethodStatus, PaymentMethod, SessionStatus};
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{
    Answer, ApiError, Id, Post, customers, job,
    params::{Params, compact_id},
};
use crate::{
    Config, Sandbox,
    lifecycle::{
        begin::{self, Ask, Purpose},
        expiry,
    },
    test_bank,
    world::{
        self, Account,
        lists::Kind,
        methods, sessions,
        settings::{self, Settings},
    },
};

/// Fintoc's page: one bank transfer stays below this.
const TRANSFER_CEILING_CLP: i64 = 7_000_000;
/// What a session may be paid with, in the words seen in Fintoc's pages.
const METHOD_TYPES: [&str; 6] = ["bank_transfer", "card", "installments", "installment", "cash", "pac"];

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| write_down(tx, sandbox.config(), &post.account, post.params()).await)
        .await
}

pub(super) async fn expire(State(sandbox): State<Sandbox>, Id(id): Id, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| end(tx, &post.account, &id).await).await
}

/// Only a session nobody opened can be expired; the error for the others is not published, so status and code are ours.
async fn end(connection: &mut AnyConnection, account: &Account, id: &str) -> Result<Answer, ApiError> {
    let mut session = sessions::find(connection, id)
        .await?
        .filter(|session| session.account == *account)
        .ok_or_else(|| ApiError::not_found(Kind::Session.word(), id))?;
    if session.wire.status != SessionStatus::Created {
        return Err(ApiError::conflict(
            "checkout_session_not_expirable",
            format!("Only a created session can be expired; this one is {}", session.wire.status),
        ));
    }
    expiry::expire(connection, &mut session).await?;
    Ok(Answer::ok(session.body()?.to_string()))
}

async fn write_down(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    params: Params<'_>,
) -> Result<Answer, ApiError> {
    let settings = settings::of(connection, account).await?;
    let currency = params.currency()?;
    let success_url = params.url("success_url", config, &settings)?;
    let cancel_url = params.url("cancel_url", config, &settings)?;
    let expires_at = params.expires_at()?;
    let metadata = params.metadata()?;
    let method_types = method_types(params)?;
    let method_options = method_options(params)?;
    let business_profile = params.business_profile()?;
    let customer_email = params.email("customer_email")?;
    let wish = wish(params, currency, &settings)?;
    let customer = customer(connection, account, params).await?;
    let purpose = purpose(connection, account, params, wish, customer.as_ref()).await?;
    let ask = Ask {
        purpose,
        currency: currency.to_owned(),
        success_url,
        cancel_url,
        customer,
        customer_email,
        business_profile,
        method_types,
        method_options,
        metadata,
        expires_at,
        offers_saving: offers_saving(params)?,
    };
    let session = begin::begin(connection, config, account, ask).await?;
    if session.wire.amount.is_none() && params.get("amount").is_some() {
        tracing::info!(session = session.id(), "an amount came with a setup and was dropped: a setup has none");
    }
    Ok(Answer::created(session.body()?.to_string()))
}

/// What the session is for, as far as its own parameters tell.
enum Wish {
    Setup,
    Payment { amount: i64 },
}

fn wish(params: Params<'_>, currency: &str, settings: &Settings) -> Result<Wish, ApiError> {
    match params.text("flow")?.unwrap_or("payment") {
        "setup" => wish_setup(params, currency, settings),
        "payment" => wish_payment(params, currency),
        "subscription" => {
            Err(ApiError::not_supported("not_supported_flow", "flow", "This sandbox has no subscriptions"))
        }
        other => Err(ApiError::invalid("invalid_enum", "flow", format!("Invalid flow: {other}"))),
    }
}

/// The object page says that a setup has no amount, a sample shows one: ours takes it and drops it, or refuses it when the
/// account wants that.
fn wish_setup(params: Params<'_>, currency: &str, settings: &Settings) -> Result<Wish, ApiError> {
    if currency != "CLP" {
        return Err(ApiError::invalid("invalid_currency", "currency", "flow setup supports CLP only"));
    }
    if settings.refuse_setup_amount && params.get("amount").is_some() {
        return Err(ApiError::invalid("invalid_params", "amount", "amount does not belong to flow setup"));
    }
    Ok(Wish::Setup)
}

fn wish_payment(params: Params<'_>, currency: &str) -> Result<Wish, ApiError> {
    if currency != "CLP" {
        let message = format!("The banks of this sandbox are Chilean: {currency} is not supported");
        return Err(ApiError::not_supported("not_supported_currency", "currency", message));
    }
    if params.get("line_items").is_some() {
        let message = "The shape of line_items is not published: send amount";
        return Err(ApiError::not_supported("not_supported_line_items", "line_items", message));
    }
    let amount = params.required_amount()?;
    if amount >= TRANSFER_CEILING_CLP {
        let message = format!("amount must be below {TRANSFER_CEILING_CLP} CLP for one bank transfer");
        return Err(ApiError::invalid("invalid_amount", "amount", message));
    }
    Ok(Wish::Payment { amount })
}

/// `save_payment_method: "enabled"` belongs to a payment of a customer, known before or sent along: Fintoc's guide on saving
/// while paying. Beside a saved method there is nothing left to save, and it is ignored.
fn offers_saving(params: Params<'_>) -> Result<bool, ApiError> {
    let name = "save_payment_method";
    match params.text(name)? {
        None | Some("disabled") => Ok(false),
        Some("enabled") if params.text("flow")? == Some("setup") => {
            Err(ApiError::invalid("invalid_params", name, "save_payment_method belongs to flow payment"))
        }
        Some("enabled") if params.get("customer").or(params.get("customer_data")).is_none() => {
            Err(ApiError::missing("customer"))
        }
        Some("enabled") => Ok(params.get("payment_method").is_none()),
        Some(other) => Err(ApiError::invalid("invalid_enum", name, format!("Invalid {name}: {other}"))),
    }
}

async fn purpose(
    connection: &mut AnyConnection,
    account: &Account,
    params: Params<'_>,
    wish: Wish,
    customer: Option<&Customer>,
) -> Result<Purpose, ApiError> {
    match (wish, params.text("payment_method")?) {
        (Wish::Setup, _) if customer.is_none() => Err(ApiError::missing("customer_data")),
        (Wish::Setup, _) => Ok(Purpose::Setup),
        (Wish::Payment { amount }, None) => Ok(Purpose::Payment { amount }),
        (Wish::Payment { amount }, Some(id)) => {
            let method = saved_method(connection, account, id, customer).await?;
            Ok(Purpose::PaymentWith { amount, method: Box::new(method) })
        }
    }
}

/// The saved method, which must be this customer's (or it is "not found": nobody learns that it exists) and active.
async fn saved_method(
    connection: &mut AnyConnection,
    account: &Account,
    id: &str,
    customer: Option<&Customer>,
) -> Result<PaymentMethod, ApiError> {
    let customer = customer.ok_or_else(|| ApiError::missing("customer"))?;
    let method = methods::find(connection, account, id)
        .await?
        .filter(|method| method.customer == customer.id)
        .ok_or_else(|| ApiError::not_found(Kind::PaymentMethod.word(), id))?;
    let status = method.bank_transfer.as_ref().and_then(|account| account.status.as_ref());
    if status != Some(&MethodStatus::Active) {
        return Err(ApiError::invalid("invalid_params", "payment_method", "This payment method is canceled"));
    }
    Ok(method)
}

/// An existing customer, or one created inline.
async fn customer(
    connection: &mut AnyConnection,
    account: &Account,
    params: Params<'_>,
) -> Result<Option<Customer>, ApiError> {
    match (params.text("customer")?, params.object("customer_data")?) {
        (Some(_), Some(_)) => {
            Err(ApiError::invalid("invalid_params", "customer_data", "Send customer or customer_data, not both"))
        }
        (Some(id), None) => {
            let found = world::customers::find(connection, account, id).await?;
            found.map(Some).ok_or_else(|| ApiError::not_found(Kind::Customer.word(), id))
        }
        (None, Some(data)) => customers::write_down(connection, account, data).await.map(Some),
        (None, None) => Ok(None),
    }
}

/// Options keyed by method type, echoed as they came. Of the payer's account, a bank sent along must be one that people can
/// pay from, and a RUT must look like one; each is a string (v2) or `{value}` (the older shape).
fn method_options(params: Params<'_>) -> Result<Value, ApiError> {
    let Some(options) = params.object("payment_method_options")? else { return Ok(json!({})) };
    let transfer = options.object("bank_transfer")?;
    let sender = transfer.map(|transfer| transfer.object("sender_account")).transpose()?.flatten();
    if let Some(sender) = sender {
        check_prefill(sender, "institution_id", "invalid_institution_id", |id| test_bank::institution(id).is_some())?;
        check_prefill(sender, "holder_id", "invalid_holder_id", |id| compact_id(id).is_some())?;
    }
    if let Some(transfer) = transfer {
        transfer.object("recipient_account")?;
    }
    Ok(Value::Object(options.0.clone()))
}

fn check_prefill(
    sender: Params<'_>,
    name: &str,
    code: &'static str,
    fits: impl Fn(&str) -> bool,
) -> Result<(), ApiError> {
    let sent = match sender.get(name) {
        Some(Value::Object(fields)) => Params(fields).text("value")?,
        _ => sender.text(name)?,
    };
    match sent {
        Some(value) if !fits(value) => {
            let param = format!("payment_method_options.bank_transfer.sender_account.{name}");
            Err(ApiError::invalid(code, &param, format!("Invalid {name}: {value}")))
        }
        _ => Ok(()),
    }
}

fn method_types(params: Params<'_>) -> Result<Vec<String>, ApiError> {
    let types = params.texts("payment_method_types")?.unwrap_or_else(|| vec!["bank_transfer".to_owned()]);
    if let Some(unknown) = types.iter().find(|name| !METHOD_TYPES.contains(&name.as_str())) {
        return Err(ApiError::invalid(
            "invalid_enum",
            "payment_method_types",
            format!("Invalid payment method type: {unknown}"),
        ));
    }
    if !types.iter().any(|name| name == "bank_transfer") {
        return Err(ApiError::not_supported(
            "not_supported_payment_method",
            "payment_method_types",
            "This sandbox offers bank_transfer only",
        ));
    }
    Ok(types)
}
