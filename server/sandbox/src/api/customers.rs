//! `/v2/customers`: made here or inline with a session, never changed.

use axum::extract::State;
use fintoc::{Customer, CustomerId, Mode};
use sqlx::AnyConnection;

use super::{Answer, ApiError, Post, job, params::Params};
use crate::{
    Sandbox, clock, ksuid,
    world::{Account, customers},
};

pub(super) async fn create(State(sandbox): State<Sandbox>, post: Post) -> Result<Answer, ApiError> {
    job::carry_out(&sandbox, &post, async |tx| {
        let customer = write_down(tx, &post.account, post.params()).await?;
        Ok(Answer::created(serde_json::to_string(&customer)?))
    })
    .await
}

/// Creates a customer, from its own endpoint or inline with a session: the same rules for both. Two customers may share an
/// e-mail (our choice: only the tax id's conflict is documented).
pub(super) async fn write_down(
    connection: &mut AnyConnection,
    account: &Account,
    params: Params<'_>,
) -> Result<Customer, ApiError> {
    let (email, tax_id) = (params.email("email")?, params.tax_id()?);
    if email.is_none() && tax_id.is_none() {
        return Err(ApiError::missing("email"));
    }
    let id = CustomerId::new(ksuid::fresh("cus"));
    let customer = Customer {
        id: Some(id.clone()),
        object: Some("customer".to_owned()),
        name: params.text("name")?.map(str::to_owned),
        email,
        phone: params.phone()?,
        address: params.address()?,
        tax_id,
        metadata: params.metadata()?,
        mode: Some(Mode::Test),
        created_at: Some(clock::now()),
    };
    if let Some(tax_id) = &customer.tax_id
        && customers::tax_id_taken(connection, account, tax_id).await?
    {
        return Err(ApiError::conflict(
            "customer_already_exists",
            "A customer with this tax_id already exists: send its id as `customer`",
        ));
    }
    customers::insert(connection, account, &id, &customer).await?;
    Ok(customer)
}
