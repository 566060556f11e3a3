//! Sixty rides of every kind while the news about them is told badly, or not at all: all of them end the same.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use fintoc::{IntentStatus, Page, RefundQuery, RefundStatus};
use futures::future::join_all;
use serde_json::json;
use server::{
    store::refunds,
    workers::{Turn, inbox, reconciler},
};
use tokio::sync::Semaphore;
use vuelta::{
    Clp, id::RideId, ledger::Account, payment::PaymentState, ports::Rides, refund::RefundState, ride::RideState,
};

use crate::{
    page::Browser,
    proxy::{Creates, Spoil},
    scene::{Scene, Seat, hurry},
};

const RIDERS: u32 = 12;
const WAVES: usize = 5;

const TOLD: &str = "select count(*) from inbox where id like 'evt_%'";
const ASKED: &str = "select count(*) from inbox where id not like 'evt_%'";

/// How far the clock is pulled with every look, when nobody tells anything and the reconciler has to ask.
const STEP: Duration = Duration::from_secs(6);

/// Faults: 1; 35 in part: a page that nobody comes back to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_every_delivery_dropped_a_whole_run_of_rides_ends_right_through_the_reconciler() {
    let batch = Batch::set(Telling::Nothing).await;
    let told = batch.scene.rows(TOLD).await;
    batch.run().await;
    assert_eq!(batch.scene.rows(TOLD).await, told, "nothing was told");
}

/// Faults: 2 in part: everything twice; 3; 8.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_every_delivery_doubled_and_shuffled_before_the_answer_a_whole_run_of_rides_ends_right() {
    let batch = Batch::set(Telling::TwiceAndShuffled).await;
    batch.run().await;
}

/// What becomes of deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    Nothing,
    TwiceAndShuffled,
}

/// What is to become of a ride.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    OneClick,
    DeclinedAndTriedAgain,
    Approved,
    PendingThenPaid,
    PaidTooLate,
    NeverApproved,
}

impl Plan {
    const ALL: [Self; 6] = [
        Self::OneClick,
        Self::DeclinedAndTriedAgain,
        Self::Approved,
        Self::PendingThenPaid,
        Self::PaidTooLate,
        Self::NeverApproved,
    ];

    /// The ride, its payments and its refunds in the end.
    fn end(self) -> End {
        use PaymentState::{Expired, Failed, Succeeded};
        match self {
            Self::OneClick | Self::Approved | Self::PendingThenPaid => (RideState::Paid, vec![Succeeded], vec![]),
            Self::DeclinedAndTriedAgain => (RideState::Paid, vec![Failed, Succeeded], vec![]),
            Self::PaidTooLate => (RideState::Ended, vec![Succeeded], vec![RefundState::Succeeded]),
            Self::NeverApproved => (RideState::Unpaid, vec![Expired], vec![]),
        }
    }

    /// How the ride and its first payment stand when the first click is over.
    fn after_the_click(self) -> (RideState, PaymentState) {
        match self {
            Self::OneClick => (RideState::Paid, PaymentState::Succeeded),
            Self::DeclinedAndTriedAgain => (RideState::Unpaid, PaymentState::Failed),
            Self::Approved | Self::NeverApproved => (RideState::Requested, PaymentState::InProgress),
            Self::PendingThenPaid | Self::PaidTooLate => (RideState::Requested, PaymentState::Pending),
        }
    }

    /// The scenario that makes it so.
    fn scenario(self) -> Option<serde_json::Value> {
        match self {
            Self::OneClick => None,
            Self::DeclinedAndTriedAgain => Some(json!({"name": "decline", "times": 1})),
            Self::Approved | Self::NeverApproved => Some(json!({"name": "approval", "times": 1})),
            Self::PendingThenPaid | Self::PaidTooLate => {
                Some(json!({"name": "pending", "seconds": 86_400, "times": 1}))
            }
        }
    }
}

type End = (RideState, Vec<PaymentState>, Vec<RefundState>);

/// A ride under way.
struct Trip<'b> {
    plan: Plan,
    seat: &'b Seat,
    customer: &'b str,
    ride: RideId,
}

struct Batch {
    scene: Scene,
    riders: Vec<(Seat, String)>,
    telling: Telling,
}

impl Batch {
    async fn set(telling: Telling) -> Self {
        let scene = Scene::set_with(0, |patience| {
            hurry(patience);
            patience.fintoc = Duration::from_secs(10);
        })
        .await;
        let mut riders = Vec::new();
        for seat in scene.riders(RIDERS).await {
            let customer = scene.customer(&seat.rider).await.expect("the rider has a customer");
            riders.push((seat, customer));
        }
        scene.stage.eventually("all is told", async || (scene.owed().await == 0).then_some(())).await;
        scene.stage.settled().await;
        scene.stage.read_no_list().await;
        let fault = match telling {
            Telling::Nothing => json!({"name": "drop", "until_cleared": true}),
            Telling::TwiceAndShuffled => json!({"name": "duplicate", "copies": 2, "until_cleared": true}),
        };
        scene.verb("scenarios", fault).await;
        Self { scene, riders, telling }
    }

    async fn run(&self) {
        let mut trips = Vec::new();
        for wave in 0..WAVES {
            trips.extend(self.wave(wave).await);
        }
        for trip in &trips {
            assert_eq!(self.end_of(&trip.ride).await, trip.plan.end(), "{:?} of {}", trip.plan, trip.ride);
        }
        self.fintoc_and_the_books_agree(&trips).await;
        let clock = self.scene.stage.running.backend.clock.now().millis() - jiff::Timestamp::now().as_millisecond();
        println!(
            "{:?}: {} rides of {} kinds and {RIDERS} riders, {} events of Fintoc's, {} answers; the clock went {} s ahead",
            self.telling,
            trips.len(),
            Plan::ALL.len(),
            self.scene.rows(TOLD).await,
            self.scene.rows(ASKED).await,
            clock / 1_000,
        );
    }

    /// Every rider takes a ride, each of another kind than the last time.
    async fn wave(&self, number: usize) -> Vec<Trip<'_>> {
        self.hold_back().await;
        let plans = (number..).map(|turn| Plan::ALL[turn % Plan::ALL.len()]);
        let riders: Vec<_> = plans.zip(&self.riders).collect();
        for (plan, (_, customer)) in &riders {
            if let Some(mut scenario) = plan.scenario() {
                scenario["customer"] = json!(customer);
                self.scene.verb("scenarios", scenario).await;
            }
        }
        let rides = self.click(&riders.iter().map(|(_, (seat, _))| seat).collect::<Vec<_>>()).await;
        let trips: Vec<_> = riders.into_iter().zip(rides).collect();
        let trips: Vec<_> =
            trips.into_iter().map(|((plan, (seat, customer)), ride)| Trip { plan, seat, customer, ride }).collect();
        self.until("the clicks are over", async || {
            for trip in &trips {
                let ride = self.scene.stage.ride(&trip.ride).await.state;
                let payment = self.scene.stage.payments(&trip.ride).await.remove(0).payment;
                let approvable = payment.approve_at.is_some();
                let wanted = trip.plan.after_the_click();
                let waits = matches!(trip.plan, Plan::Approved | Plan::NeverApproved);
                if ride != wanted.0 || (payment.standing.state != wanted.1 && !waits) || approvable != waits {
                    return false;
                }
            }
            true
        })
        .await;
        self.go_on(&trips).await;
        self.come_too_late(&trips).await;
        trips
    }

    /// Everybody clicks at once. When everything is told twice and shuffled, it is so before the first click is answered.
    async fn click(&self, seats: &[&Seat]) -> Vec<RideId> {
        let clicks = join_all(seats.iter().map(|seat| self.scene.book(seat)));
        if self.telling == Telling::Nothing {
            return clicks.await;
        }
        let gate = Arc::new(Semaphore::new(0));
        let before = self.scene.proxy.exchanges(Creates::Payment).len();
        self.scene.proxy.spoil(Creates::Payment, vec![vec![Spoil::Hold(gate.clone())]; seats.len()]);
        let meanwhile = async {
            self.scene.proxy.saw(Creates::Payment, before + seats.len()).await;
            // Of each kind two: two paid and two declined tell two things each, four pending ones one, everything twice.
            self.tell(2 * (2 * 2 + 2 * 2 + 4)).await;
            gate.add_permits(seats.len());
        };
        tokio::join!(clicks, meanwhile).0
    }

    /// What riders, banks and time do next.
    async fn go_on(&self, trips: &[Trip<'_>]) {
        self.hold_back().await;
        let backend = &self.scene.stage.running.backend;
        for trip in trips {
            let customer = json!({"customer": trip.customer});
            match trip.plan {
                Plan::OneClick | Plan::PaidTooLate => {}
                Plan::DeclinedAndTriedAgain => {
                    backend.retry(&trip.seat.rider, &trip.ride, Some(&trip.seat.method), 2).await.expect("another try");
                }
                Plan::Approved => {
                    let payment = self.scene.stage.payments(&trip.ride).await.remove(0).payment;
                    let browser = Browser::new(&self.scene.sandbox_url);
                    let page = browser.get(&payment.approve_at.expect("the way to the bank")).await;
                    browser.submit(&page, "/authorise", &[("decision", "approve")]).await;
                }
                Plan::PendingThenPaid => drop(self.scene.verb("settle", customer).await),
                Plan::NeverApproved => {
                    self.scene.verb("clock", json!({"customer": trip.customer, "to": "expiry"})).await;
                }
            }
        }
        self.tell(2 * (2 + 2 + 2 + 2)).await;
        self.until("the rides end", async || {
            for trip in trips.iter().filter(|trip| trip.plan != Plan::PaidTooLate) {
                if self.end_of(&trip.ride).await != trip.plan.end() {
                    return false;
                }
            }
            true
        })
        .await;
    }

    /// Three minutes pass for those that are still pending; then their banks say yes.
    async fn come_too_late(&self, trips: &[Trip<'_>]) {
        self.hold_back().await;
        let late: Vec<_> = trips.iter().filter(|trip| trip.plan == Plan::PaidTooLate).collect();
        let pass = "update payments set updated_at = updated_at - 181000 where state = 'pending'";
        sqlx::query(pass).execute(self.scene.stage.store().pool()).await.unwrap();
        let ended = async || {
            for trip in &late {
                if self.scene.stage.ride(&trip.ride).await.state != RideState::Ended {
                    return false;
                }
            }
            true
        };
        self.until("the rides end without cost", ended).await;
        for trip in &late {
            self.scene.verb("settle", json!({"customer": trip.customer})).await;
        }
        self.tell(2 * late.len()).await;
        self.until("the money goes back", async || {
            self.scene.verb("settle", json!({})).await;
            for trip in &late {
                if self.end_of(&trip.ride).await != trip.plan.end() {
                    return false;
                }
            }
            true
        })
        .await;
    }

    /// What happens from now on is told later.
    async fn hold_back(&self) {
        if self.telling == Telling::TwiceAndShuffled {
            self.scene.verb("pause", json!({})).await;
        }
    }

    /// Tells what was held back, in any order, once there is so much of it.
    async fn tell(&self, least: usize) {
        if self.telling == Telling::TwiceAndShuffled {
            let gathered = async || (self.scene.owed().await >= least).then_some(());
            self.scene.stage.eventually("the events queue up", gathered).await;
            self.scene.resume_shuffled().await;
        }
    }

    /// Lets the workers work until it is so.
    async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let backend = &self.scene.stage.running.backend;
        let look = async || {
            if is_so().await {
                return Some(());
            }
            if self.telling == Telling::Nothing {
                backend.clock.advance(STEP);
            }
            backend.wake();
            while reconciler::run_once(backend).await.expect("the reconciler works") == Turn::Worked {}
            while inbox::run_once(backend).await.expect("the inbox works") == Turn::Worked {}
            None
        };
        self.scene.stage.eventually(what, look).await;
    }

    async fn end_of(&self, ride: &RideId) -> End {
        let payments = self.scene.stage.payments(ride).await;
        let mut connection = self.scene.stage.store().pool().acquire().await.unwrap();
        let refunds = refunds::of_ride(&mut connection, ride).await.unwrap();
        drop(connection);
        (
            self.scene.stage.ride(ride).await.state,
            payments.into_iter().map(|row| row.payment.standing.state).collect(),
            refunds.into_iter().map(|row| row.refund.standing.state).collect(),
        )
    }

    /// To the last intent and refund, what Fintoc moved is what we wrote down, and nobody owes anybody anything.
    async fn fintoc_and_the_books_agree(&self, trips: &[Trip<'_>]) {
        let fintoc = self.scene.fintoc();
        let first = fintoc.payment_intents(Page::of(300)).await.unwrap();
        let intents = fintoc.all(first, 10_000).await.unwrap().items;
        let intents: BTreeSet<_> = intents
            .into_iter()
            .filter(|intent| intent.status == IntentStatus::Succeeded)
            .map(|intent| (intent.id.to_string(), intent.amount.expect("an amount")))
            .collect();
        let moved = "select intent_id, amount_clp from payments where state = 'succeeded'";
        assert_eq!(intents, self.pairs(moved).await);
        let listed = fintoc.refunds(&RefundQuery { per_page: Some(300), ..RefundQuery::default() }).await.unwrap();
        let refunds: BTreeSet<_> = listed
            .items
            .into_iter()
            .filter(|refund| refund.status == RefundStatus::Succeeded)
            .map(|refund| (refund.id.to_string(), refund.amount.expect("an amount")))
            .collect();
        let returned = "select refund_id, amount_clp from refunds where state = 'succeeded'";
        assert_eq!(refunds, self.pairs(returned).await);
        let sum = |rows: &BTreeSet<(String, i64)>| rows.iter().map(|(_, amount)| amount).sum::<i64>();
        let stage = &self.scene.stage;
        let held = sum(&intents) - sum(&refunds);
        let paid = trips.iter().filter(|trip| trip.plan.end().0 == RideState::Paid).count();
        assert_eq!((intents.len(), refunds.len()), (paid + refunds.len(), trips.len() / Plan::ALL.len()));
        assert_eq!(stage.balance(Account::Fintoc, None).await, Clp::new(held));
        assert_eq!(stage.balance(Account::Fares, None).await, Clp::new(-held));
        assert_eq!(stage.balance(Account::Rider, None).await, Clp::ZERO);
        assert_eq!(self.scene.rows("select count(*) from payments where needs_review_at is not null").await, 0);
        assert_eq!(self.scene.rows("select count(*) from outbox where done_at is null").await, 0);
    }

    async fn pairs(&self, query: &'static str) -> BTreeSet<(String, i64)> {
        let rows: Vec<(String, i64)> = sqlx::query_as(query).fetch_all(self.scene.stage.store().pool()).await.unwrap();
        rows.into_iter().collect()
    }
}
