//! What every kind of object shares: reading one by id, and lists that follow the order of birth.

use jiff::Timestamp;
use sqlx::{Any, AnyConnection, AssertSqlSafe, QueryBuilder};

use super::{Account, Result};

/// A kind of object that can be read and listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Customer,
    Event,
    PaymentIntent,
    PaymentMethod,
    Refund,
    Session,
    SetupIntent,
    WebhookEndpoint,
}

impl Kind {
    /// The `object` word on the wire, and our table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Event => "event",
            Self::PaymentIntent => "payment_intent",
            Self::PaymentMethod => "payment_method",
            Self::Refund => "refund",
            Self::Session => "checkout_session",
            Self::SetupIntent => "setup_intent",
            Self::WebhookEndpoint => "webhook_endpoint",
        }
    }
}

/// What a list holds: objects of one kind and one account that pass every filter.
#[derive(Debug)]
pub(crate) struct Selection<'a> {
    pub(crate) kind: Kind,
    pub(crate) account: &'a Account,
    pub(crate) filters: Vec<Filter>,
}

/// What an object must have to be listed; each fits the kinds whose table has its column.
#[derive(Debug, Clone)]
pub(crate) enum Filter {
    Customer(String),
    Type(String),
    Resource(String),
    Status(String),
    Since(Timestamp),
    Until(Timestamp),
}

/// Which part of a list: older than `before`, or newer than `after`, without the first `offset`, so many of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) before: Option<i64>,
    pub(crate) after: Option<i64>,
    pub(crate) offset: i64,
    pub(crate) limit: i64,
}

/// The object of that id in this account, as it is answered.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    id: &str,
) -> Result<Option<String>> {
    // The table's name comes from the list above and from nowhere else.
    let sql = format!("select body from {} where account = $1 and id = $2", kind.word());
    let row: Option<(String,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(id).fetch_optional(connection).await?;
    Ok(row.map(|(body,)| body))
}

/// Where in the order of birth an object stands: what a cursor means.
pub(crate) async fn position(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    id: &str,
) -> Result<Option<i64>> {
    let sql = format!("select seq from {} where account = $1 and id = $2", kind.word());
    let row: Option<(i64,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(account.as_str()).bind(id).fetch_optional(connection).await?;
    Ok(row.map(|(seq,)| seq))
}

/// A part of the selection, one more than wanted at most: newest first, or, when the window says `after`, oldest first.
pub(crate) async fn list(
    connection: &mut AnyConnection,
    selection: &Selection<'_>,
    window: &Window,
) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = part_of(selection, window).build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(body,)| body).collect())
}

fn part_of(selection: &Selection<'_>, window: &Window) -> QueryBuilder<Any> {
    let mut sql = selected("body", selection);
    if let Some(before) = window.before {
        sql.push(" and seq < ").push_bind(before);
    }
    if let Some(after) = window.after {
        sql.push(" and seq > ").push_bind(after);
    }
    sql.push(if window.after.is_some() { " order by seq" } else { " order by seq desc" });
    sql.push(" limit ").push_bind(window.limit + 1).push(" offset ").push_bind(window.offset);
    sql
}

/// How many objects the selection holds.
pub(crate) async fn count(connection: &mut AnyConnection, selection: &Selection<'_>) -> Result<i64> {
    let (count,): (i64,) = selected("count(*)", selection).build_query_as().fetch_one(connection).await?;
    Ok(count)
}

fn selected(what: &str, selection: &Selection<'_>) -> QueryBuilder<Any> {
    let mut sql = QueryBuilder::new(format!("select {what} from {} where account = ", selection.kind.word()));
    sql.push_bind(selection.account.as_str().to_owned());
    for filter in selection.filters.clone() {
        match filter {
            Filter::Customer(id) => sql.push(" and customer = ").push_bind(id),
            Filter::Type(name) => sql.push(" and type = ").push_bind(name),
            Filter::Resource(id) => sql.push(" and resource = ").push_bind(id),
            Filter::Status(word) => sql.push(" and status = ").push_bind(word),
            Filter::Since(instant) => sql.push(" and created_at >= ").push_bind(instant.as_millisecond()),
            Filter::Until(instant) => sql.push(" and created_at <= ").push_bind(instant.as_millisecond()),
        };
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    /// What SQLite would do for a query.
    async fn plan(connection: &mut AnyConnection, query: QueryBuilder<Any>) -> String {
        let explain = format!("explain query plan {}", query.into_sql().as_str());
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(explain)).fetch_all(connection).await.unwrap();
        steps.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("; ")
    }

    #[tokio::test]
    async fn a_list_reads_the_rows_of_its_own_account_in_their_order() {
        let world = World::open("sqlite::memory:").await.unwrap();
        let (mut connection, account) = (world.read().await.unwrap(), Account::of_key("sk_test_a"));
        for kind in [
            Kind::Customer,
            Kind::Event,
            Kind::PaymentIntent,
            Kind::PaymentMethod,
            Kind::Refund,
            Kind::Session,
            Kind::SetupIntent,
            Kind::WebhookEndpoint,
        ] {
            let selection = Selection { kind, account: &account, filters: Vec::new() };
            for before in [None, Some(7)] {
                let window = Window { before, after: None, offset: 0, limit: 30 };
                let plan = plan(&mut connection, part_of(&selection, &window)).await;
                assert!(plan.starts_with("SEARCH") && !plan.contains("TEMP B-TREE"), "{}: {plan}", kind.word());
            }
            let plan = plan(&mut connection, selected("count(*)", &selection)).await;
            assert!(plan.starts_with("SEARCH"), "{}: {plan}", kind.word());
        }
    }
}
