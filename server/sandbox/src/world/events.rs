//! Events: written once, told to every endpoint that wants them, listed for whoever missed them.

use fintoc::{Event, EventId, EventType, Mode};
use jiff::Timestamp;
use serde_json::Value;
use sqlx::AnyConnection;

use super::{
    Account, Result,
    deliveries::{self, Owed},
    endpoints,
    lists::Window,
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
    .execute(&mut *connection)
    .await?;
    let mut listeners = endpoints::enabled(connection, account).await?;
    listeners.retain(|endpoint| endpoint.wants(event.kind.as_str()));
    if listeners.is_empty() {
        return Ok(());
    }
    let target = Target { customer, payment_method: payment_method(&event.data) };
    let fault = scenarios::take_delivery(connection, account, target, event.kind.as_str()).await?;
    for endpoint in &listeners {
        let owed = Owed { account, customer, event: event.id.as_str(), endpoint: &endpoint.id, copy_of: None };
        deliveries::owe(connection, owed, fault.as_ref(), now).await?;
    }
    Ok(())
}

/// The payment method an event is about, or that its resource uses.
fn payment_method(data: &Value) -> Option<&str> {
    let name = if data["object"] == "payment_method" { "id" } else { "payment_method" };
    data[name].as_str()
}

/// What `GET /v1/events` may ask for.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) since: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) kind: Option<String>,
    pub(crate) resource: Option<String>,
}

/// Events of an account that were asked for, newest first, one more than wanted at most.
pub(crate) async fn list(
    connection: &mut AnyConnection,
    account: &Account,
    asked: &Asked,
    window: &Window,
) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select body
         from event
         where account = $1
           and ($2 is null or created_at >= $2)
           and ($3 is null or created_at <= $3)
           and ($4 is null or type = $4)
           and ($5 is null or resource = $5)
           and ($6 is null or seq < $6)
           and ($7 is null or seq > $7)
         order by case when $7 is null then -seq else seq end
         limit $8",
    )
    .bind(account.as_str())
    .bind(asked.since.map(Timestamp::as_millisecond))
    .bind(asked.until.map(Timestamp::as_millisecond))
    .bind(asked.kind.as_deref())
    .bind(asked.resource.as_deref())
    .bind(window.before)
    .bind(window.after)
    .bind(window.limit + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(body,)| body).collect())
}
