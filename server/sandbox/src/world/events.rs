//! Events: written once, told to every endpoint that wants them, listed for whoever missed them.

use fintoc::{Event, EventId, EventType, Mode};
use serde_json::Value;
use sqlx::AnyConnection;

use super::{Account, Result, deliveries, endpoints};
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
    for endpoint in endpoints::enabled(connection, account).await? {
        if endpoint.wants(event.kind.as_str()) {
            deliveries::owe(connection, account, customer, &event.id, &endpoint.id, clock::now()).await?;
        }
    }
    Ok(())
}
