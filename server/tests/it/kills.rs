//! SIGKILL at every point there is, and at any other moment, while riders go on booking: what Fintoc's ledger says in the end and
//! what ours says is the same.
//!
//! `VUELTA_KILLS` sets how many kills there are, `VUELTA_SEED` what they depend on.

mod audit;
mod riders;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::{join, join_all};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use server::points::{KILL_AT, Point, Write};
use server::store::outbox::CallKind;
use sqlx::{AnyConnection, Connection};

use crate::{
    process::{Merchant, Scene},
    stage::install_provider,
};
use riders::{Account, Rider};

/// Kills in an ordinary run.
const KILLS: usize = 200;

/// Kills that one merchant survives, before its books are compared and another begins with none.
const LIVES: usize = 23;

/// Merchants at a time.
const AT_ONCE: usize = 3;

/// How long a process may take to come to the point where it is to die.
const PATIENCE: Duration = Duration::from_secs(6);

/// Where no program ever comes.
const NOWHERE: &str = "nowhere#1";

/// When a process dies.
#[derive(Debug, Clone, Copy)]
enum Death {
    /// When it comes to a point so often.
    At(Point, u64),
    /// After that long.
    After(Duration),
}

/// What is still to be done, and what was.
struct Plan {
    to_come: VecDeque<Death>,
    kills: BTreeMap<String, usize>,
    merchants: usize,
    rides: usize,
    refunds: usize,
}

/// Faults: 19.
#[test]
fn killed_at_every_point_while_riders_book_it_and_fintoc_agree_to_the_last_peso() {
    install_provider();
    sqlx::any::install_default_drivers();
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let kills = number("VUELTA_KILLS").map_or(KILLS, |kills| usize::try_from(kills).unwrap());
    let seed = number("VUELTA_SEED").unwrap_or_else(rand::random);
    println!("VUELTA_KILLS={kills} VUELTA_SEED={seed}");
    let began = std::time::Instant::now();
    let plan = Arc::new(Mutex::new(Plan {
        to_come: deaths(kills, &mut StdRng::seed_from_u64(seed)),
        kills: BTreeMap::new(),
        merchants: 0,
        rides: 0,
        refunds: 0,
    }));
    // A thread each: their riders share what is theirs without locks.
    let threads = (0..AT_ONCE).map(|number| {
        let plan = plan.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let rng = StdRng::seed_from_u64(seed ^ u64::try_from(number).unwrap());
            runtime.block_on(besiege(&plan, rng));
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().expect("every siege is withstood");
    }
    let plan = plan.lock().unwrap();
    println!("{} merchants, {} rides, {} refunds, {:?}", plan.merchants, plan.rides, plan.refunds, began.elapsed());
    for (point, kills) in &plan.kills {
        println!("{kills:>6}  {point}");
    }
    assert_eq!(plan.kills.values().sum::<usize>(), kills);
    if kills >= Point::all().count() * 2 {
        let spared: Vec<_> = Point::all().filter(|point| !plan.kills.contains_key(&point.to_string())).collect();
        assert!(spared.is_empty(), "nobody died at {spared:?}");
        assert!(plan.kills.len() >= 20);
    }
}

/// Every point in turn, at one of the first times it is reached; and in between any moment at all.
fn deaths(kills: usize, rng: &mut StdRng) -> VecDeque<Death> {
    let points: Vec<_> = Point::all().collect();
    let mut points = points.into_iter().cycle();
    let mut death = |number: usize| {
        if number % 8 == 7 {
            return Death::After(Duration::from_millis(rng.random_range(0..1_500)));
        }
        let point = points.next().expect("it has no end");
        Death::At(point, rng.random_range(1..=often(point)))
    };
    (0..kills).map(&mut death).collect()
}

/// How often a point is surely reached in one short life.
fn often(point: Point) -> u64 {
    match point {
        Point::Commit(Write::Arrival | Write::Application | Write::Answer, _) | Point::Acknowledgement => 6,
        Point::Question(_) => 4,
        Point::Commit(Write::Booking | Write::Conclusion(CallKind::Payment), _) | Point::Call(CallKind::Payment, _) => {
            3
        }
        Point::Commit(Write::Retry, _) => 2,
        Point::Commit(..) | Point::Call(..) => 1,
    }
}

/// One merchant after the other, until there are kills enough.
async fn besiege(plan: &Mutex<Plan>, mut rng: StdRng) {
    loop {
        let deaths: Vec<_> = {
            let mut plan = plan.lock().unwrap();
            let lives = LIVES.min(plan.to_come.len());
            plan.to_come.drain(..lives).collect()
        };
        if deaths.is_empty() {
            return;
        }
        let siege = Siege::begin(StdRng::seed_from_u64(rng.random())).await;
        let limit = PATIENCE * u32::try_from(deaths.len()).unwrap() + Duration::from_secs(60);
        let withstood = tokio::time::timeout(limit, siege.withstand(deaths)).await;
        let Ok(killed) = withstood else { panic!("it does not settle: {}", siege.what_is_open().await) };
        let (rides, refunds) = siege.compare().await;
        let mut plan = plan.lock().unwrap();
        plan.merchants += 1;
        plan.rides += rides;
        plan.refunds += refunds;
        for point in killed {
            *plan.kills.entry(point).or_default() += 1;
        }
    }
}

/// A merchant that is killed again and again, its riders, and their bank.
struct Siege {
    scene: Scene,
    rng: RefCell<StdRng>,
    /// No more kills: whoever is at something ends it.
    over: Cell<bool>,
    /// How many lives the merchant has had, and whether this one waits for somebody new.
    life: Cell<usize>,
    wants_newcomers: Cell<bool>,
    /// Whether it waits for money that comes after the ride has ended.
    wants_late_money: Cell<bool>,
    /// What riders were told they booked: by e-mail address, the rides.
    booked: RefCell<Vec<(String, String)>>,
    http: reqwest::Client,
}

impl Siege {
    async fn begin(rng: StdRng) -> Self {
        Self {
            scene: Scene::set_quick().await,
            rng: RefCell::new(rng),
            over: Cell::default(),
            life: Cell::default(),
            wants_newcomers: Cell::default(),
            wants_late_money: Cell::default(),
            booked: RefCell::default(),
            http: reqwest::Client::builder().no_proxy().build().expect("a client for loopback"),
        }
    }

    /// Dies those deaths and settles; answers at which points it died.
    async fn withstand(&self, deaths: Vec<Death>) -> Vec<String> {
        let riders = join_all([
            Rider::rides(self, 1001, Account::Pays),
            Rider::rides(self, 1002, Account::IsBrokeAtFirst),
            Rider::rides(self, 1003, Account::AsksEachTime),
            Rider::rides(self, 1004, Account::IsUndecided),
        ]);
        let mut first = self.scene.spawn_merchant(&[(KILL_AT, NOWHERE)]);
        assert!(self.scene.is_ready().await, "the merchant is ready: {}", self.scene.log());
        first.kill();
        let lives = async {
            let mut killed = Vec::new();
            for death in deaths {
                killed.push(self.live_until(death).await);
            }
            self.over.set(true);
            (killed, self.start(NOWHERE).await)
        };
        let living = join(join(riders, self.newcomers()), lives);
        let (_, (killed, merchant)) = tokio::select! {
            ended = living => ended,
            () = self.bank() => unreachable!("banks never rest"),
        };
        self.settle().await;
        drop(merchant);
        killed
    }

    /// One life. Whoever does not come to its point in time is killed where it is, and says what it waited for.
    async fn live_until(&self, death: Death) -> String {
        let (at, patience) = match death {
            Death::At(point, time) => (format!("{point}#{time}"), PATIENCE),
            Death::After(time) => (NOWHERE.to_owned(), time),
        };
        self.life.set(self.life.get() + 1);
        self.wants_newcomers.set(matches!(
            death,
            Death::At(Point::Commit(Write::SignUp | Write::Setup | Write::Forget, _), _)
                | Death::At(
                    Point::Commit(Write::Conclusion(CallKind::Customer | CallKind::Setup | CallKind::Forget), _),
                    _
                )
                | Death::At(Point::Call(CallKind::Customer | CallKind::Setup | CallKind::Forget, _), _)
        ));
        self.wants_late_money.set(matches!(
            death,
            Death::At(Point::Commit(Write::End | Write::Conclusion(CallKind::Refund), _), _)
                | Death::At(Point::Call(CallKind::Refund, _), _)
        ));
        let mut merchant = self.start(&at).await;
        let died = tokio::time::timeout(patience, merchant.gone()).await;
        if let Ok(signal) = died {
            assert_eq!(signal, Some(9), "it ended by itself: {}", self.scene.log());
        } else {
            merchant.kill();
        }
        self.nothing_is_lost_or_halved().await;
        match (died, death) {
            (Ok(_), Death::At(point, _)) => point.to_string(),
            (Err(_), Death::At(..)) => format!("at some moment, not having come in time {at}"),
            _ => "at some moment".to_owned(),
        }
    }

    /// Starts the merchant, long after it died: nothing that the dead process held is held any more, and whatever waits is due.
    async fn start(&self, kill_at: &str) -> Merchant {
        self.change(&[
            "update outbox set due_at = 0, leased_until = 0 where done_at is null",
            "update inbox set due_at = 0, leased_until = 0 where done_at is null",
            "update missed_events set leased_until = 0",
            "update settings set set_at = 0 where name like 'lease:%'",
            "update payments set check_at = 0 where check_at is not null",
            "update refunds set check_at = 0 where check_at is not null",
            "update setups set check_at = 0 where check_at is not null",
        ])
        .await;
        self.scene.spawn_merchant(&[(KILL_AT, kill_at)])
    }

    /// New riders, one a life, and one after the other while they are waited for.
    async fn newcomers(&self) {
        let mut number = 0;
        while !self.over.get() {
            let life = self.life.get();
            number += 1;
            Rider::join(self, number).await;
            while !self.over.get() && !self.wants_newcomers.get() && self.life.get() == life {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Banks and networks: they make up their minds late, or after the ride has ended, and what they carry is lost, doubled, late.
    async fn bank(&self) {
        loop {
            tokio::time::sleep(Duration::from_millis(150)).await;
            self.verb("clock", &json!({"seconds": 5})).await;
            let dice = self.rng.borrow_mut().random_range(0..if self.wants_late_money.get() { 6 } else { 12 });
            match dice {
                0..3 => drop(self.verb("settle", &json!({})).await),
                3..6 => {
                    self.change(&["update payments set updated_at = updated_at - 200000 where state = 'pending'"]).await
                }
                6..9 => {
                    self.change(&[
                        "update payments set check_at = 0 where check_at is not null",
                        "update refunds set check_at = 0 where check_at is not null",
                        "update setups set check_at = 0 where check_at is not null",
                        "update inbox set due_at = 0 where done_at is null",
                    ])
                    .await;
                }
                _ => self.trouble().await,
            }
        }
    }

    async fn trouble(&self) {
        let faults = [
            json!({"name": "api_cut", "when": "after"}),
            json!({"name": "api_status", "status": 502, "when": "after"}),
            json!({"name": "api_status", "status": 500, "when": "after"}),
            json!({"name": "api_status", "status": 500, "when": "before"}),
            json!({"name": "duplicate", "copies": 3}),
            json!({"name": "drop"}),
            json!({"name": "reorder"}),
            json!({"name": "delay", "seconds": 10}),
            json!({"name": "stale", "seconds": 400}),
        ];
        let paths = ["/v2/checkout_sessions", "/v1/refunds", "/v2/customers"];
        let mut fault = faults[self.rng.borrow_mut().random_range(0..faults.len())].clone();
        if fault["when"].is_string() {
            fault["method"] = json!("POST");
            fault["path"] = json!(paths[self.rng.borrow_mut().random_range(0..paths.len())]);
        }
        self.verb("scenarios", &fault).await;
    }

    /// A verb of the sandbox.
    async fn verb(&self, path: &str, body: &Value) -> Value {
        let request = self
            .http
            .post(format!("{}/_sandbox/{path}", self.scene.sandbox_url))
            .header("authorization", &self.scene.key)
            .header("content-type", "application/json")
            .body(body.to_string());
        let answer = request.send().await.expect("the sandbox answers");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Changes the merchant's database behind its back, as the passing of time would.
    async fn change(&self, changes: &[&'static str]) {
        let mut connection = AnyConnection::connect(&self.scene.database("vuelta")).await.unwrap();
        for change in changes {
            sqlx::query(*change).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    }
}
