//! Fintoc's ledger beside ours.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use fintoc::{Client, IntentStatus, Metadata, MetadataValue, Page, RefundQuery, RefundStatus, SecretKey};
use serde_json::json;
use sqlx::{AnyConnection, Connection};

use super::Siege;

/// How many of a kind are looked through: more than there are.
const ALL: usize = 100_000;

/// Queries that find nothing, whenever the process dies.
const NEVER: [(&str, &str); 6] = [
    (
        "an entry that does not balance",
        "select count(*) from (select 1 from ledger_postings group by entry_id having sum(amount_clp) <> 0)",
    ),
    (
        "an entry without both sides",
        "select count(*) from ledger_entries e where (select count(*) from ledger_postings p where p.entry_id = e.id) <> 2",
    ),
    (
        "a payment that nobody will ask about",
        "select count(*) from payments where state in ('created', 'in_progress', 'pending') and check_at is null",
    ),
    (
        "a payment without a call or a session",
        "select count(*) from payments p where session_id is null and state = 'created'
        and not exists (select 1 from outbox o where o.subject_id = p.id and o.done_at is null)",
    ),
    (
        "a ride without a payment",
        "select count(*) from rides r where not exists (select 1 from payments p where p.ride_id = r.id)",
    ),
    (
        "a ride paid by two that both stay",
        "select count(*) from (select 1 from payments p where state = 'succeeded'
        and not exists (select 1 from refunds f where f.payment_id = p.id)
        group by ride_id, coalesce(extra_id, '') having count(*) > 1)",
    ),
];

/// What is open, in the merchant's database.
const OPEN: &str = "select (select count(*) from outbox where done_at is null) || ' calls, '
    || (select count(*) from inbox where done_at is null) || ' told, '
    || (select count(*) from payments where check_at is not null) || ' payments, '
    || (select count(*) from refunds where check_at is not null) || ' refunds, '
    || (select count(*) from setups where check_at is not null) || ' setups, '
    || (select count(*) from rides where state = 'requested') || ' rides'";

const NOTHING_OPEN: &str = "0 calls, 0 told, 0 payments, 0 refunds, 0 setups, 0 rides";

impl Siege {
    /// What holds at every moment, so also at the moment of death.
    pub(super) async fn nothing_is_lost_or_halved(&self) {
        let mut connection = self.ours().await;
        for (what, query) in NEVER {
            assert_eq!(scalar::<i64>(&mut connection, query).await, 0, "{what}");
        }
        let sound: String = scalar(&mut connection, "pragma integrity_check").await;
        assert_eq!(sound, "ok");
    }

    /// Waits until nothing is open any more, here and there.
    pub(super) async fn settle(&self) {
        loop {
            let owed = self.scene.sandbox.stats(&self.scene.key).await.unwrap().deliveries_owed;
            if owed == 0 && self.what_is_open().await == NOTHING_OPEN {
                return;
            }
            self.verb("settle", &json!({})).await;
            // Hosted pages that nobody comes back to run out.
            self.verb("clock", &json!({"seconds": 3_600})).await;
            self.change(&[
                "update outbox set due_at = 0 where done_at is null and leased_until = 0",
                "update inbox set due_at = 0 where done_at is null",
                "update payments set check_at = 0 where check_at is not null",
                "update refunds set check_at = 0 where check_at is not null",
                "update setups set check_at = 0 where check_at is not null",
            ])
            .await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub(super) async fn what_is_open(&self) -> String {
        scalar(&mut self.ours().await, OPEN).await
    }

    /// Compares, to the last peso; answers how many rides and refunds there were.
    pub(super) async fn compare(&self) -> (usize, usize) {
        self.nothing_is_lost_or_halved().await;
        let theirs = Theirs::read(self).await;
        let mut ours = self.ours().await;
        let rides: Vec<(String, String, i64)> = rows(
            &mut ours,
            "select id, state, case state when 'cancelled' then (select fee_clp from cancellations c where c.ride_id = r.id)
                 else fare_clp + coalesce((select cast(sum(amount_clp) as bigint) from extras x where x.ride_id = r.id and x.state = 'paid'), 0) end
             from rides r",
        )
        .await;
        for (ride, state, fare) in &rides {
            let kept = theirs.paid.get(ride).copied().unwrap_or(0) - theirs.returned.get(ride).copied().unwrap_or(0);
            let due = if state == "paid" || state == "cancelled" { *fare } else { 0 };
            assert_eq!(kept, due, "{ride} is {state}");
        }
        let known: BTreeSet<_> = rides.iter().map(|(ride, ..)| ride.clone()).collect();
        assert!(theirs.paid.keys().all(|ride| known.contains(ride)), "money without a ride");

        let succeeded: Vec<(String,)> =
            rows(&mut ours, "select intent_id from payments where state = 'succeeded'").await;
        assert_eq!(set(succeeded), theirs.succeeded, "both know the same successes");
        let given_back: Vec<(String,)> = rows(
            &mut ours,
            "select p.intent_id from payments p join refunds f on f.payment_id = p.id where f.state = 'succeeded'",
        )
        .await;
        assert_eq!(set(given_back), theirs.given_back, "and the same refunds");

        let balance = "select coalesce(sum(amount_clp), 0) from ledger_postings where account = ";
        let holds = theirs.paid.values().sum::<i64>() - theirs.returned.values().sum::<i64>();
        assert_eq!(scalar::<i64>(&mut ours, &format!("{balance}'fintoc'")).await, holds);
        assert_eq!(scalar::<i64>(&mut ours, &format!("{balance}'rider'")).await, 0, "nobody owes, nobody is owed");
        assert_eq!(scalar::<i64>(&mut ours, &format!("{balance}'fares'")).await, -holds);

        let booked: Vec<(String, String)> =
            rows(&mut ours, "select u.email, r.id from rides r join riders u on u.id = r.rider_id").await;
        assert_eq!(set(booked), set(self.booked.borrow().clone()), "what riders were told is what there is");
        let customers: Vec<(String,)> = rows(&mut ours, "select customer_id from riders").await;
        assert_eq!(set(customers), theirs.customers, "one customer a rider");
        self.every_acknowledged_event_is_here(&mut ours).await;
        (rides.len(), theirs.given_back.len())
    }

    async fn every_acknowledged_event_is_here(&self, ours: &mut AnyConnection) {
        let mut sandbox = AnyConnection::connect(&self.scene.database("sandbox")).await.unwrap();
        let acknowledged: Vec<(String,)> = rows(
            &mut sandbox,
            "select d.event from delivery d join attempt a on a.delivery = d.id where a.status between 200 and 299",
        )
        .await;
        let kept = set(rows::<(String,)>(ours, "select id from inbox").await);
        let lost: Vec<_> = set(acknowledged).difference(&kept).cloned().collect();
        assert!(lost.is_empty(), "acknowledged, and not kept: {lost:?}");
        let unmatched: i64 = scalar(ours, "select count(*) from inbox where verdict = 'unmatched'").await;
        assert_eq!(unmatched, 0);
    }

    async fn ours(&self) -> AnyConnection {
        AnyConnection::connect(&self.scene.database("vuelta")).await.unwrap()
    }
}

/// What Fintoc holds.
struct Theirs {
    /// By ride, what came and what went back.
    paid: BTreeMap<String, i64>,
    returned: BTreeMap<String, i64>,
    /// The intents that succeeded, and those that were given back.
    succeeded: BTreeSet<(String,)>,
    given_back: BTreeSet<(String,)>,
    customers: BTreeSet<(String,)>,
}

impl Theirs {
    /// Reads it, and sees to it that nothing was made twice: whatever a call asks for names what it is for.
    async fn read(siege: &Siege) -> Self {
        let key = SecretKey::parse(&siege.scene.key).expect("a key");
        let client = Client::builder(key).base_url(siege.scene.sandbox_url.parse().unwrap()).build().expect("a client");
        let most = Page::of(300);
        let sessions = client.all(client.checkout_sessions(most.clone()).await.unwrap(), ALL).await.unwrap().items;
        for name in ["payment_id", "setup_id"] {
            once(name, sessions.iter().map(|session| &session.metadata));
        }
        let customers = client.all(client.customers(most.clone()).await.unwrap(), ALL).await.unwrap().items;
        once("rider_id", customers.iter().map(|customer| &customer.metadata));
        let query = RefundQuery { per_page: Some(300), ..RefundQuery::default() };
        let refunds = client.all(client.refunds(&query).await.unwrap(), ALL).await.unwrap().items;
        once("refund_id", refunds.iter().map(|refund| &refund.metadata));
        let intents = client.all(client.payment_intents(most).await.unwrap(), ALL).await.unwrap().items;

        let mut theirs = Self {
            paid: BTreeMap::new(),
            returned: BTreeMap::new(),
            succeeded: BTreeSet::new(),
            given_back: BTreeSet::new(),
            customers: customers.into_iter().filter_map(|customer| Some((customer.id?.to_string(),))).collect(),
        };
        for intent in intents.into_iter().filter(|intent| intent.status == IntentStatus::Succeeded) {
            let ride = named(&intent.metadata, "ride_id").expect("money is for a ride");
            *theirs.paid.entry(ride).or_default() += intent.amount.expect("an amount");
            theirs.succeeded.insert((intent.id.to_string(),));
        }
        for refund in refunds.into_iter().filter(|refund| refund.status == RefundStatus::Succeeded) {
            let ride = named(&refund.metadata, "ride_id").expect("a refund is of a ride");
            *theirs.returned.entry(ride).or_default() += refund.amount.expect("an amount");
            theirs.given_back.insert((refund.resource_id.expect("a refund is of an intent"),));
        }
        theirs
    }
}

fn named(metadata: &Metadata, name: &str) -> Option<String> {
    metadata.get(name).and_then(MetadataValue::as_text).map(str::to_owned)
}

fn once<'a>(name: &str, all: impl Iterator<Item = &'a Metadata>) {
    let mut seen = BTreeSet::new();
    for id in all.filter_map(|metadata| named(metadata, name)) {
        assert!(seen.insert(id.clone()), "{id} was asked for twice, and done twice");
    }
}

fn set<T: Ord>(rows: Vec<T>) -> BTreeSet<T> {
    rows.into_iter().collect()
}

async fn scalar<T>(connection: &mut AnyConnection, query: &str) -> T
where
    T: for<'r> sqlx::Decode<'r, sqlx::Any> + sqlx::Type<sqlx::Any> + Send + Unpin,
{
    sqlx::query_scalar(sqlx::AssertSqlSafe(query.to_owned())).fetch_one(connection).await.unwrap()
}

async fn rows<T>(connection: &mut AnyConnection, query: &'static str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
{
    sqlx::query_as(query).fetch_all(connection).await.unwrap()
}
