//! What must hold: looked at from outside, in the merchant's database and in Fintoc's books.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use server::store::Store;
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use vuelta::{
    Clp,
    id::{RideId, RiderId},
    payment::PaymentState,
    ride::{BANK_PATIENCE, RideState},
};

use crate::fintoc::{Fintoc, MINUTE};

#[derive(Debug, Clone)]
struct SeenPayment {
    ride: String,
    state: PaymentState,
    in_review: bool,
    checked: bool,
    created_at: i64,
}

#[derive(Debug, Clone)]
struct SeenRide {
    rider: String,
    key: String,
    state: RideState,
    fare: i64,
    /// What cancelling it cost, if the rider did.
    fee: Option<i64>,
}

/// What was seen so far.
#[derive(Debug, Default)]
pub struct Audit {
    names: HashMap<String, String>,
    rides: BTreeMap<String, SeenRide>,
    payments: BTreeMap<String, SeenPayment>,
    /// Events whose 200 has left.
    acknowledged: BTreeSet<String>,
    /// Events that were fresh when they were told, or that Fintoc listed.
    fresh: BTreeSet<String>,
    /// Events that were old when they were told first: nobody may believe what they say.
    old: BTreeSet<String>,
    sessions: usize,
    /// The highest price that a rider read who cancelled a ride.
    read: HashMap<String, i64>,
}

type Finding = Result<(), String>;

impl Audit {
    /// A name for a random id: the first ride is `ride 1`, in every telling.
    pub fn name(&mut self, id: &str) -> String {
        let next = format!("ride {}", self.names.len() + 1);
        self.names.entry(id.to_owned()).or_insert(next).clone()
    }

    /// An event is told so that its body may be believed.
    pub fn told_fresh(&mut self, event: &str) {
        self.fresh.insert(event.to_owned());
    }

    /// A rider who cancels a ride reads that it costs so much.
    pub fn read(&mut self, ride: &RideId, shown: Clp) {
        let read = self.read.entry(ride.to_string()).or_default();
        *read = shown.pesos().max(*read);
    }

    pub fn acknowledged(&mut self, event: &str) {
        self.acknowledged.insert(event.to_owned());
        if !self.fresh.contains(event) {
            self.old.insert(event.to_owned());
        }
    }

    /// Where a ride stood when it was last seen, and how many attempts it had.
    pub fn ride(&self, id: &RideId) -> Option<(RideState, i64)> {
        let ride = self.rides.get(id.as_str())?;
        let attempts = self.payments.values().filter(|payment| payment.ride == id.as_str()).count();
        Some((ride.state, i64::try_from(attempts).expect("a few")))
    }

    pub async fn rides_of(&self, store: &Store, rider: &RiderId) -> i64 {
        let mut connection = store.pool().acquire().await.expect("a connection");
        server::store::rides::count(&mut connection, rider).await.expect("a count")
    }

    /// What holds at every moment.
    pub async fn at_any_time(&mut self, store: &Store, fintoc: &Fintoc) -> Finding {
        let mut connection = store.pool().acquire().await.expect("a connection");
        // Rides first, so that their payments find them.
        let rows = sqlx::query(
            "select 'ride' as kind, id, rider_id, booking_key, state, fare_clp as amount, null as review, 0 as at,
                 (select fee_clp from cancellations c where c.ride_id = rides.id) as fee from rides
             union all
             select 'payment', id, ride_id, '', state, check_at, review, created_at, null from payments",
        )
        .fetch_all(&mut *connection)
        .await
        .expect("rides and payments");
        for row in rows {
            match row.get::<&str, _>("kind") {
                "ride" => self.see_ride(&row, fintoc)?,
                _ => self.see_payment(&row)?,
            }
        }
        self.nobody_is_debited_who_has_left(fintoc)
    }

    fn see_ride(&mut self, row: &AnyRow, fintoc: &Fintoc) -> Finding {
        let id: String = row.get("id");
        let ride = SeenRide {
            rider: row.get("rider_id"),
            key: row.get("booking_key"),
            state: RideState::parse(row.get("state")).expect("a state"),
            fare: row.get("amount"),
            fee: row.get("fee"),
        };
        if ride.fee.is_some_and(|fee| self.read.get(&id).is_none_or(|read| fee > *read)) {
            return Err("somebody pays more for cancelling than they read".to_owned());
        }
        if ride.state == RideState::Paid && money(fintoc, &id, Some(ride.fare)) == 0 {
            return Err("a ride is paid without its money".to_owned());
        }
        let twice =
            |(other, seen): (&String, &SeenRide)| *other != id && seen.rider == ride.rider && seen.key == ride.key;
        if self.rides.iter().any(twice) {
            return Err("one key booked two rides".to_owned());
        }
        let before = self.rides.insert(id, ride.clone()).map(|before| before.state);
        let allowed = match before {
            None | Some(RideState::Requested) => true,
            Some(RideState::Unpaid) => ride.state != RideState::Ended || ride.fee.is_some(),
            Some(RideState::Paid) if ride.fee.is_some() => ride.state == RideState::Cancelled,
            Some(before @ (RideState::Paid | RideState::Ended | RideState::Cancelled)) => ride.state == before,
        };
        if allowed { Ok(()) } else { Err(format!("a ride went from {before:?} to {:?}", ride.state)) }
    }

    fn see_payment(&mut self, row: &AnyRow) -> Finding {
        let payment = SeenPayment {
            ride: row.get("rider_id"),
            state: PaymentState::parse(row.get("state")).expect("a state"),
            in_review: row.get::<Option<String>, _>("review").is_some(),
            checked: row.get::<Option<i64>, _>("amount").is_some(),
            created_at: row.get("at"),
        };
        if !payment.state.is_final() && !payment.checked {
            return Err("a payment is open and nobody will ask about it".to_owned());
        }
        let Some(before) = self.payments.insert(row.get("id"), payment.clone()) else { return Ok(()) };
        if payment.state < before.state || before.in_review && !payment.in_review {
            return Err(format!("a payment went from {:?} back to {:?}", before.state, payment.state));
        }
        Ok(())
    }

    /// No new session is made for a rider who clicked long ago.
    fn nobody_is_debited_who_has_left(&mut self, fintoc: &Fintoc) -> Finding {
        let fresh = &fintoc.sessions[self.sessions..];
        self.sessions = fintoc.sessions.len();
        for session in fresh {
            let Some(payment) = self.payments.get(&session.payment) else {
                return Err("a session was made for a payment that is not written down".to_owned());
            };
            // A quarter of an hour we ask anew; the last bytes are good for five minutes more, and waits are a minute at most.
            if session.created_at - payment.created_at > 21 * MINUTE {
                return Err("somebody was debited long after the click".to_owned());
            }
        }
        Ok(())
    }

    /// When the merchant has something to do next; nothing, when all is over that can be.
    pub async fn next_due(&self, store: &Store) -> Option<i64> {
        let mut connection = store.pool().acquire().await.expect("a connection");
        let patience = i64::try_from(BANK_PATIENCE.as_millis()).expect("minutes");
        // What a person has to look at stays open, and is asked about for ever.
        let row = sqlx::query(
            "select min(due) from (
                 select max(due_at, leased_until + 1) as due from outbox where done_at is null
                 union all select max(due_at, leased_until + 1) from inbox where done_at is null
                 union all select check_at from payments where review is null
                 union all select check_at from refunds
                 union all select next_at from journeys
                 union all select p.updated_at + $1 from payments p join rides r on r.id = p.ride_id
                     where p.state = 'pending' and r.state = 'requested'
             )",
        )
        .bind(patience)
        .fetch_one(&mut *connection)
        .await
        .expect("a row");
        row.get(0)
    }

    /// What holds once everything has come to its end.
    pub async fn at_the_end(&mut self, store: &Store, fintoc: &Fintoc) -> Finding {
        self.at_any_time(store, fintoc).await?;
        let mut connection = store.pool().acquire().await.expect("a connection");
        let connection = &mut *connection;
        let open = sqlx::query(
            "select 'a call is still owed' from outbox where done_at is null
             union all
             select 'something we were told is not dealt with' from inbox where done_at is null
             union all
             select 'something we were told was dropped as ' || verdict from inbox
                 where verdict not in ('applied', 'nothing_new', 'contradiction')
             union all
             select 'a payment is still open' from payments
                 where state in ('created', 'in_progress', 'pending') and review is null
             union all
             select 'a refund is still open' from refunds where state in ('created', 'in_progress')
             union all
             select 'a ride goes on for ever' from journeys where next_at is not null
             union all
             select 'a rider was told of a phase again' from ride_updates
                 where news like '%driver_found%' or news like '%on_the_way%' or news like '%arrived%'
                     or news like '%picked_up%' or news like '%done%'
                 group by ride_id, news having count(*) > 1
             union all
             select 'an entry does not balance' from ledger_postings
                 group by entry_id having sum(amount_clp) <> 0 or count(*) <> 2",
        );
        if let Some(row) = open.fetch_optional(&mut *connection).await.expect("an answer") {
            return Err(row.get(0));
        }
        self.acknowledged_events_are_kept(connection).await?;
        self.money_is_where_it_belongs(connection, fintoc).await?;
        self.books_agree(connection, fintoc).await
    }

    async fn acknowledged_events_are_kept(&self, connection: &mut AnyConnection) -> Finding {
        let rows = sqlx::query("select id, trusted_at from inbox").fetch_all(connection).await.expect("the inbox");
        let kept: HashMap<String, Option<i64>> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        if let Some(lost) = self.acknowledged.iter().find(|event| !kept.contains_key(*event)) {
            return Err(format!("{lost} was acknowledged and is lost"));
        }
        match self.old.iter().find(|event| kept[*event].is_some()) {
            Some(event) => Err(format!("{event} was old, and its body was believed")),
            None => Ok(()),
        }
    }

    /// Every peso that moved has its ride, or goes back, or a person was asked.
    async fn money_is_where_it_belongs(&self, connection: &mut AnyConnection, fintoc: &Fintoc) -> Finding {
        for (id, ride) in &self.rides {
            let moved = money(fintoc, id, None);
            let in_review = self.payments.values().any(|payment| payment.ride == *id && payment.in_review);
            let owed_back: i64 = sqlx::query_scalar(
                "select cast(coalesce(sum(amount_clp), 0) as bigint) from refunds
                 where payment_id in (select id from payments where ride_id = $1)",
            )
            .bind(id)
            .fetch_one(&mut *connection)
            .await
            .expect("refunds");
            let earned = match ride.state {
                RideState::Paid => ride.fare,
                RideState::Cancelled => ride.fee.unwrap_or_default(),
                RideState::Requested | RideState::Unpaid | RideState::Ended => 0,
            };
            if moved != earned + owed_back && !in_review {
                return Err(format!("{moved} moved, {earned} were earned and {owed_back} go back ({:?})", ride.state));
            }
        }
        Ok(())
    }

    async fn books_agree(&self, connection: &mut AnyConnection, fintoc: &Fintoc) -> Finding {
        let strange = fintoc.intents.iter().filter(|intent| intent.status == "succeeded");
        let strange: i64 = strange
            .filter(|intent| fintoc.sessions[intent.session].amount != intent.amount)
            .map(|intent| intent.amount)
            .sum();
        let came: i64 =
            fintoc.intents.iter().filter(|intent| intent.status == "succeeded").map(|intent| intent.amount).sum();
        let went: i64 =
            fintoc.refunds.iter().filter(|refund| refund.status == "succeeded").map(|refund| refund.amount).sum();
        let ours = balance(connection, "fintoc").await;
        if ours != came - went - strange {
            return Err(format!("our books say {ours}, Fintoc's {}", came - went - strange));
        }
        let taken = |ride: &&SeenRide| matches!(ride.state, RideState::Paid | RideState::Cancelled);
        let earned: i64 = self.rides.values().filter(taken).map(|ride| ride.fare).sum();
        let back: i64 = sqlx::query_scalar(
            "select cast(coalesce(sum(amount_clp), 0) as bigint) from refunds where cause = 'cancelled' and state = 'succeeded'",
        )
        .fetch_one(&mut *connection)
        .await
        .expect("refunds");
        let earned = earned - back;
        let open: i64 = self
            .payments
            .values()
            .filter(|payment| !payment.state.is_final())
            .map(|payment| self.rides[&payment.ride].fare)
            .sum();
        let fares = -balance(connection, "fares").await;
        if fares < earned || fares > earned + open {
            return Err(format!("{earned} were earned and {fares} entered"));
        }
        Ok(())
    }
}

/// What moved for a ride at Fintoc; of one amount only, if one is given.
fn money(fintoc: &Fintoc, ride: &str, amount: Option<i64>) -> i64 {
    let of_ride = fintoc.intents.iter().filter(|intent| fintoc.sessions[intent.session].ride == ride);
    let moved =
        of_ride.filter(|intent| intent.status == "succeeded" && amount.is_none_or(|fare| intent.amount == fare));
    moved.map(|intent| intent.amount).sum()
}

async fn balance(connection: &mut AnyConnection, account: &str) -> i64 {
    sqlx::query_scalar("select cast(coalesce(sum(amount_clp), 0) as bigint) from ledger_postings where account = $1")
        .bind(account)
        .fetch_one(connection)
        .await
        .expect("a balance")
}
