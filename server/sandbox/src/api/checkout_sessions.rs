//! `/v2/checkout_sessions`.

use axum::{
    extract::{Path, Query, State},
    http::Uri,
};
use fintoc::{Customer, MethodStatus, PaymentMethod, SessionStatus};
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{
    Answer, ApiError, Caller, Post, customers,
    job::{self, Claim},
    lists::{self, Cursor, Page},
    params::Params,
};
use crate::{
    Config, Sandbox, clock,
    lifecycle::{
        begin::{self, Ask, Purpose},
        expiry,
    },
    page, test_bank,
    world::{self, Account, lists::Kind, methods, sessions},
};

/// Fintoc's page: one bank transfer stays below this.
const TRANSFER_CEILING_CLP: i64 = 7_000_000;
/// What a session may be paid with, in the words seen in Fintoc's pages.
const METHOD_TYPES: [&str; 6] = ["bank_transfer", "card", "installments", "installment", "cash", "pac"];

pub(super) async fn list(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Query(cursor): Query<Cursor>,
    uri: Uri,
) -> Result<Page, ApiError> {
    let here = lists::here(&sandbox, &uri);
    lists::page(&sandbox, &caller, Kind::Session, None, &cursor, here).await
}

pub(super) async fn read(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Answer, ApiError> {
    lists::one(&sandbox, &caller, Kind::Session, &id).await
}

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    let mut job = match job::claim(&sandbox, &post).await? {
        Claim::Replay(answer) => return Ok(answer),
        Claim::Fresh(job) => job,
    };
    let outcome = write_down(&mut job.tx, sandbox.config(), &post.account, Params(&post.params)).await;
    job.conclude(outcome).await
}

pub(super) async fn expire(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    post: Post,
) -> Result<Answer, ApiError> {
    expiry::expire_due(sandbox.world(), clock::now()).await?;
    let mut job = match job::claim(&sandbox, &post).await? {
        Claim::Replay(answer) => return Ok(answer),
        Claim::Fresh(job) => job,
    };
    let outcome = end(&mut job.tx, &post.account, &id).await;
    job.conclude(outcome).await
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
    let currency = params.currency()?;
    let success_url = params.url("success_url", config)?;
    let cancel_url = params.url("cancel_url", config)?;
    let expires_at = params.expires_at()?;
    let metadata = params.metadata()?;
    let method_types = method_types(params)?;
    let method_options = params.object("payment_method_options")?.map(|Params(fields)| Value::Object(fields.clone()));
    check_preselected_bank(method_options.as_ref())?;
    let business_profile = params.object("business_profile")?.map(|Params(fields)| Value::Object(fields.clone()));
    let wish = wish(params, currency)?;
    let customer = customer(connection, account, params).await?;
    let purpose = purpose(connection, account, params, wish, customer.as_ref()).await?;
    let ask = Ask {
        purpose,
        currency: currency.to_owned(),
        success_url,
        cancel_url,
        customer,
        customer_email: params.text("customer_email")?.map(str::to_owned),
        business_profile,
        method_types,
        method_options: method_options.unwrap_or_else(|| json!({})),
        metadata,
        expires_at,
        offers_saving: offers_saving(params)?,
    };
    let session = begin::begin(connection, config, account, ask).await?;
    Ok(Answer::created(session.body()?.to_string()))
}

/// What the session is for, as far as its own parameters tell.
enum Wish {
    Setup,
    Payment { amount: i64 },
}

fn wish(params: Params<'_>, currency: &str) -> Result<Wish, ApiError> {
    match params.text("flow")?.unwrap_or("payment") {
        "setup" if currency != "CLP" => {
            Err(ApiError::invalid("invalid_currency", "currency", "flow setup supports CLP only"))
        }
        "setup" => Ok(Wish::Setup),
        "payment" => {
            let amount = params.amount()?;
            if currency == "CLP" && amount >= TRANSFER_CEILING_CLP {
                return Err(ApiError::invalid(
                    "invalid_amount",
                    "amount",
                    format!("amount must be below {TRANSFER_CEILING_CLP} CLP for one bank transfer"),
                ));
            }
            Ok(Wish::Payment { amount })
        }
        "subscription" => {
            Err(ApiError::not_supported("not_supported_flow", "flow", "This sandbox has no subscriptions"))
        }
        other => Err(ApiError::invalid("invalid_enum", "flow", format!("Invalid flow: {other}"))),
    }
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

/// A bank sent along must be one that people can pay from.
fn check_preselected_bank(options: Option<&Value>) -> Result<(), ApiError> {
    match options.and_then(page::preselected_bank) {
        Some(id) if test_bank::institution(id).is_none() => Err(ApiError::invalid(
            "invalid_institution_id",
            "payment_method_options",
            format!("Invalid institution_id: {id}"),
        )),
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
