//! Events: written once, told to every endpoint that wants them, listed for whoever missed them.

use fintoc::{Event, EventId, EventType, Mode};
use serde_json::Value;
use sqlx::AnyConnection;

use super::{
    Account, Result,
    deliveries::{self, Owed},
    endpoints::{self, Endpoint},
    scenarios::{self, Target},
};
use crate::{clock, ksuid};

/// What happened, to whom.
#[derive(Debug)]
pub(crate) struct Happening<'a> {
    pub(crate) account: &'a Account,
    pub(crate) customer: Option<&'a str>,
    pub(crate) kind: EventType,
    /// The resource as it is answered.
    pub(crate) data: Value,
}

/// Writes the event and owes it to every enabled endpoint that asked for its type.
pub(crate) async fn emit(connection: &mut AnyConnection, happening: Happening<'_>) -> Result<()> {
    let (account, customer) = (happening.account, happening.customer);
    let event = record(connection, happening).await?;
    owe_to_all(connection, account, customer, &event).await
}

/// Writes the event and owes it to nobody yet.
pub(crate) async fn record(connection: &mut AnyConnection, happening: Happening<'_>) -> Result<Event> {
    let now = clock::now();
    let Happening { account, customer, kind, data } = happening;
    let resource = data.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let event = Event {
        id: EventId::new(ksuid::fresh("evt")),
        kind,
        mode: Some(Mode::Test),
        created_at: Some(now),
        data,
        object: "event".to_owned(),
    };
    sqlx::query(
        "insert into event (id, account, customer, type, resource, created_at, body) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(event.id.as_str())
    .bind(account.as_str())
    .bind(customer)
    .bind(event.kind.as_str())
    .bind(resource)
    .bind(now.as_millisecond())
    .bind(serde_json::to_string(&event)?)
    .execute(connection)
    .await?;
    Ok(event)
}

/// Owes an event to every enabled endpoint that asked for its type.
pub(crate) async fn owe_to_all(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    event: &Event,
) -> Result<()> {
    let mut listeners = endpoints::enabled(connection, account).await?;
    listeners.retain(|endpoint| endpoint.wants(event.kind.as_str()));
    owe(connection, account, customer, event, &listeners).await
}

/// Owes an event to these endpoints, with the fault that is armed for it, if one is.
pub(crate) async fn owe(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    event: &Event,
    listeners: &[Endpoint],
) -> Result<()> {
    if listeners.is_empty() {
        return Ok(());
    }
    let target = Target { customer, payment_method: payment_method(&event.data) };
    let fault = scenarios::take_delivery(connection, account, target, event.kind.as_str()).await?;
    for endpoint in listeners {
        let owed = Owed { account, customer, event: event.id.as_str(), endpoint: &endpoint.id, copy_of: None };
        deliveries::owe(connection, owed, fault.as_ref(), clock::now()).await?;
    }
    Ok(())
}

/// The payment method an event is about, or that its resource uses.
fn payment_method(data: &Value) -> Option<&str> {
    let name = if data["object"] == "payment_method" { "id" } else { "payment_method" };
    data[name].as_str()
}
