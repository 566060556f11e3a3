//! `/v2/customers`.

use axum::{
    extract::{Path, Query, State},
    http::Uri,
};
use fintoc::{Customer, CustomerId, Mode};
use serde_json::Value;
use sqlx::AnyConnection;

use super::{
    Answer, ApiError, Caller, Post,
    job::{self, Claim},
    lists::{self, Cursor, Page},
    params::Params,
};
use crate::{
    Sandbox, clock, ksuid,
    world::{Account, customers, lists::Kind},
};

pub(super) async fn list(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Query(cursor): Query<Cursor>,
    uri: Uri,
) -> Result<Page, ApiError> {
    let here = lists::here(&sandbox, &uri);
    lists::page(&sandbox, &caller, Kind::Customer, None, &cursor, here).await
}

pub(super) async fn read(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Answer, ApiError> {
    lists::one(&sandbox, &caller, Kind::Customer, &id).await
}

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    let mut job = match job::claim(&sandbox, &post).await? {
        Claim::Replay(answer) => return Ok(answer),
        Claim::Fresh(job) => job,
    };
    let outcome = write_down(&mut job.tx, &post.account, Params(&post.params))
        .await
        .and_then(|customer| Ok(Answer::created(serde_json::to_string(&customer)?)));
    job.conclude(outcome).await
}

/// Creates a customer, from its own endpoint or inline with a session: the same rules for both. Two customers may share an
/// e-mail (our choice: only the tax id's conflict is documented).
pub(super) async fn write_down(
    connection: &mut AnyConnection,
    account: &Account,
    params: Params<'_>,
) -> Result<Customer, ApiError> {
    let email = params.text("email")?.map(|email| email.trim().to_lowercase());
    let tax_id = params.tax_id()?;
    if email.is_none() && tax_id.is_none() {
        return Err(ApiError::missing("email"));
    }
    if email.as_deref().is_some_and(|email| !email.contains('@')) {
        return Err(ApiError::invalid("invalid_params", "email", "email is not an e-mail address"));
    }
    if let Some(tax_id) = &tax_id
        && customers::tax_id_taken(connection, account, tax_id).await?
    {
        return Err(ApiError::conflict(
            "customer_already_exists",
            "A customer with this tax_id already exists: send its id as `customer`",
        ));
    }
    let id = CustomerId::new(ksuid::fresh("cus"));
    let customer = Customer {
        id: Some(id.clone()),
        object: Some("customer".to_owned()),
        name: params.text("name")?.map(str::to_owned),
        email,
        phone: params.text("phone")?.map(str::to_owned),
        address: params.object("address")?.map(|Params(fields)| with_lower_case_country(Value::Object(fields.clone()))),
        tax_id,
        metadata: params.metadata()?,
        mode: Some(Mode::Test),
        created_at: Some(clock::now()),
    };
    customers::insert(connection, account, &id, &customer).await?;
    Ok(customer)
}

fn with_lower_case_country(mut address: Value) -> Value {
    if let Some(Value::String(country)) = address.get_mut("country") {
        *country = country.to_lowercase();
    }
    address
}
