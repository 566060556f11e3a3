//! One world: a merchant on one or two servers, Fintoc, riders, and everything that goes wrong between them. What the seed says
//! happens, and nothing else.

use std::{collections::HashMap, future::poll_fn, sync::Arc, task::Poll};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode},
};
use fintoc::{
    SecretKey,
    carrier::Incoming,
    webhook::{SIGNATURE_HEADER, TOLERANCE, WebhookSecret, sign},
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use server::{
    backend::{Backend, BehindTheStage},
    clock::Clock,
    config::Config,
    passwords::Passwords,
    points::{sabotage::Sabotage, stop_with},
    seal::Seal,
    store::{Store, StoreError},
    webhook,
    workers::{Turn, inbox, journeys, missed, outbox, reconciler},
};
use vuelta::{
    Clp, Instant,
    cancel::CancelRide,
    city::PlaceId,
    fare::{RideType, Trip},
    id::{BookingKey, MethodId, RideId, RiderId},
    journey::CANCELLATION_FEE,
    ports::Rides as _,
    refusal::Trouble,
    ride::{BookRide, RideState},
};

use crate::{
    audit::Audit,
    fintoc::{DAY, Fintoc, HOUR, MINUTE, Mood, SECOND},
    ground::{self, ACCOUNTS},
    stops::{Future, Stopped, Stops},
};

const SECRET: &str = "whsec_simulated_0123456789abcdef";

/// When every story begins: 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600_000;

/// What outlives a world: a database, and what takes long to make.
pub struct Ground {
    pub store: Store,
    pub passwords: Passwords,
    pub config: Config,
}

/// Why a world came to its end too early.
#[derive(Debug)]
pub struct Violation {
    pub what: String,
    pub trace: String,
}

/// What a whole story was.
#[derive(Debug)]
pub struct Told {
    pub trace: String,
    pub steps: usize,
    pub rides: usize,
    pub deaths: usize,
}

/// What a task brought.
enum Ended {
    Worked(Result<Turn, StoreError>),
    Looked(Result<(), StoreError>),
    Clicked(Result<RideId, Trouble>),
    Cancelled(Result<(), Trouble>),
    Answered(usize, StatusCode),
}

struct Task {
    server: usize,
    name: String,
    /// Which worker it is, if it is one: a server has one of each.
    worker: Option<Worker>,
    delivery: Option<usize>,
    /// Which rider clicked, and the key of the form.
    rider: Option<usize>,
    form: Option<String>,
    acknowledged: bool,
    future: Future<Ended>,
    stopped: Option<Stopped>,
}

impl Task {
    fn new(server: usize, name: String, future: Future<Ended>) -> Self {
        Self {
            server,
            name,
            worker: None,
            delivery: None,
            rider: None,
            form: None,
            acknowledged: false,
            future,
            stopped: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worker {
    Inbox,
    Outbox,
    Reconciler,
    Missed,
    Journeys,
}

impl Worker {
    const ALL: [Self; 5] = [Self::Inbox, Self::Outbox, Self::Reconciler, Self::Missed, Self::Journeys];
}

/// An event on its way to the merchant.
struct Delivery {
    event: usize,
    at: i64,
    /// How old its signature is when it arrives.
    age: i64,
    tries: u32,
}

struct Rider {
    id: RiderId,
    methods: Vec<MethodId>,
    /// What the open booking page has in it.
    form: Option<BookRide>,
    rides: Vec<RideId>,
}

pub struct World {
    ground: Arc<Ground>,
    pub fintoc: Fintoc,
    clock: Clock,
    stops: Stops,
    dice: StdRng,
    servers: Vec<Backend>,
    tasks: Vec<Task>,
    deliveries: Vec<Delivery>,
    riders: Vec<Rider>,
    /// Which ride each form booked.
    booked: HashMap<(usize, String), RideId>,
    audit: Audit,
    trace: String,
    faults: bool,
    steps: usize,
    deaths: usize,
}

type Step = Result<(), String>;

impl World {
    /// Tells the story of a seed.
    pub async fn tell(ground: Arc<Ground>, seed: u64, sabotage: Option<Sabotage>) -> Result<Told, Violation> {
        let mut world = Self::set(ground, seed, sabotage).await;
        match world.run().await {
            Ok(()) => Ok(Told {
                steps: world.steps,
                rides: world.riders.iter().map(|rider| rider.rides.len()).sum(),
                deaths: world.deaths,
                trace: world.trace,
            }),
            Err(what) => Err(Violation { what, trace: world.trace }),
        }
    }

    async fn set(ground: Arc<Ground>, seed: u64, sabotage: Option<Sabotage>) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        let riders = dice.random_range(1..=2);
        ground::wipe(&ground.store, riders, Instant::from_millis(START)).await;
        let stops = Stops::new(StdRng::seed_from_u64(dice.random()));
        stop_with(Arc::new(stops.clone()));
        server::points::sabotage::plant(sabotage);
        let mut world = Self {
            clock: Clock::standing_at(Instant::from_millis(START)),
            fintoc: Fintoc::opened_at(START),
            servers: Vec::new(),
            tasks: Vec::new(),
            deliveries: Vec::new(),
            riders: Vec::new(),
            booked: HashMap::new(),
            audit: Audit::default(),
            trace: String::new(),
            faults: true,
            steps: 0,
            deaths: 0,
            ground,
            stops,
            dice,
        };
        world.stops.signals().now = START;
        let servers = world.dice.random_range(1..=2);
        for index in 0..servers {
            let backend = world.backend();
            world.servers.push(backend);
            world.look(index);
        }
        world.riders = (0..riders).map(Self::rider).collect();
        world
    }

    fn backend(&self) -> Backend {
        let key = SecretKey::parse("sk_test_simulated").expect("a key");
        // Over plain http nobody reads certificates, which would take longer than the whole story.
        let fintoc = fintoc::Client::builder(key).base_url("http://127.0.0.1:1".parse().expect("a URL"));
        let fintoc = fintoc.carrier(Arc::new(self.stops.clone())).build().expect("a client");
        let Ground { store, passwords, config } = &*self.ground;
        let seal = Seal::new(SECRET.to_owned().into());
        let clock = self.clock.clone();
        let backend = Backend::new(
            config.clone(),
            store.clone(),
            fintoc,
            clock,
            passwords.clone(),
            seal,
            BehindTheStage::default(),
        );
        backend.set_secrets(vec![WebhookSecret::parse(SECRET).expect("a secret")]);
        backend
    }

    fn rider(number: usize) -> Rider {
        let method = |account| MethodId::new(format!("pm_{number}_{account}"));
        Rider {
            id: RiderId::new(format!("rider_{number}")),
            methods: (0..ACCOUNTS).map(method).collect(),
            form: None,
            rides: Vec::new(),
        }
    }

    fn say(&mut self, what: &str) {
        use std::fmt::Write as _;
        let _ = writeln!(self.trace, "{:>10} {what}", (self.fintoc.now - START) / SECOND);
    }

    async fn run(&mut self) -> Step {
        let active = self.dice.random_range(15..45);
        for _ in 0..active {
            self.step().await?;
        }
        self.calm_down().await?;
        self.audit.at_the_end(&self.ground.store, &self.fintoc).await
    }

    /// One thing happens.
    async fn step(&mut self) -> Step {
        self.steps += 1;
        self.stops.signals().deaths = if self.faults { 60 } else { 0 };
        match self.dice.random_range(0..12) {
            0 | 1 => self.click().await?,
            2..5 => self.work().await?,
            5..8 if !self.tasks.is_empty() => {
                let index = self.dice.random_range(0..self.tasks.len());
                self.go_on(index).await?;
            }
            8 | 9 => self.deliver().await?,
            _ => self.wait(),
        }
        self.look_at_it().await
    }

    /// Checks what must hold at every moment.
    async fn look_at_it(&mut self) -> Step {
        if let Some(offence) = self.fintoc.offences.first() {
            return Err(offence.clone());
        }
        if std::mem::take(&mut self.stops.signals().committed) {
            self.audit.at_any_time(&self.ground.store, &self.fintoc).await?;
        }
        Ok(())
    }

    /// A rider does something.
    async fn click(&mut self) -> Step {
        let index = self.dice.random_range(0..self.riders.len());
        if self.dice.random_ratio(1, 6) {
            return self.cancel(index).await;
        }
        let server = self.dice.random_range(0..self.servers.len());
        let (rider, methods) = (self.riders[index].id.clone(), self.riders[index].methods.clone());
        // Now and then with an account that is chosen, and perhaps saved, at the bank.
        let saved = self.dice.random_bool(0.8);
        let method = methods.choose(&mut self.dice).filter(|_| saved).cloned();
        let unpaid = self.unpaid(index).await;
        let backend = self.servers[server].clone();
        match (unpaid, self.dice.random_bool(0.5)) {
            (Some((ride, attempt)), true) => {
                let name = format!("rider {index} tries {} again, attempt {attempt}", self.audit.name(ride.as_str()));
                let retried = async move {
                    let booked = backend.retry(&rider, &ride, method.as_ref(), attempt).await;
                    Ended::Clicked(booked.map(|booked| booked.ride))
                };
                self.start(Task { rider: Some(index), ..Task::new(server, name, Box::pin(retried)) }).await
            }
            _ => {
                let order = self.form(index, method).await;
                let form = order.key.as_str().to_owned();
                let name = format!("rider {index} books with {form}");
                let booked = async move { Ended::Clicked(backend.book(&rider, order).await.map(|booked| booked.ride)) };
                let form = Some(form);
                self.start(Task { rider: Some(index), form, ..Task::new(server, name, Box::pin(booked)) }).await
            }
        }
    }

    /// A rider calls one of their rides off, on a page that says either price.
    async fn cancel(&mut self, index: usize) -> Step {
        let Some(ride) = self.riders[index].rides.choose(&mut self.dice).cloned() else { return Ok(()) };
        let server = self.dice.random_range(0..self.servers.len());
        let shown = if self.dice.random_bool(0.5) { Clp::ZERO } else { CANCELLATION_FEE };
        self.audit.read(&ride, shown);
        let name = format!("rider {index} cancels {} for {}", self.audit.name(ride.as_str()), shown.pesos());
        let (rider, backend) = (self.riders[index].id.clone(), self.servers[server].clone());
        let order = CancelRide { shown, reason: None };
        let cancelled = async move { Ended::Cancelled(backend.cancel(&rider, &ride, order).await) };
        self.start(Task { rider: Some(index), ..Task::new(server, name, Box::pin(cancelled)) }).await
    }

    /// The form on the rider's screen: the one from before (a second click, a second tab), or a fresh page.
    async fn form(&mut self, index: usize, method: Option<MethodId>) -> BookRide {
        let kept = self.riders[index].form.clone();
        if let Some(form) = kept.filter(|_| self.dice.random_bool(0.5)) {
            return form;
        }
        let place = |name| PlaceId::parse(name).expect("a place");
        let trip = Trip::new(place("barrio-italia"), place("costanera-center")).expect("a trip");
        let booked = self.audit.rides_of(&self.ground.store, &self.riders[index].id).await;
        let order = BookRide {
            ride_type: RideType::Economico,
            method,
            quote: self.servers[0].quote(&self.riders[index].id, &trip).await.expect("a price").text,
            key: BookingKey::numbered(booked + 1),
            trip,
        };
        self.riders[index].form = Some(order.clone());
        order
    }

    async fn unpaid(&self, rider: usize) -> Option<(RideId, i64)> {
        for ride in &self.riders[rider].rides {
            let (state, attempts) = self.audit.ride(ride)?;
            if state == RideState::Unpaid {
                return Some((ride.clone(), attempts + 1));
            }
        }
        None
    }

    /// A worker takes a turn.
    async fn work(&mut self) -> Step {
        let server = self.dice.random_range(0..self.servers.len());
        let worker = match self.dice.random_range(0..9) {
            0..3 => Worker::Inbox,
            3..6 => Worker::Outbox,
            6 => Worker::Reconciler,
            7 => Worker::Journeys,
            _ => Worker::Missed,
        };
        self.turn(server, worker).await
    }

    async fn turn(&mut self, server: usize, worker: Worker) -> Step {
        if self.tasks.iter().any(|task| task.server == server && task.worker == Some(worker)) {
            return Ok(());
        }
        let backend = self.servers[server].clone();
        let turn = async move {
            Ended::Worked(match worker {
                Worker::Inbox => inbox::run_once(&backend).await,
                Worker::Outbox => outbox::run_once(&backend).await,
                Worker::Reconciler => reconciler::run_once(&backend).await,
                Worker::Missed => missed::run_once(&backend).await,
                Worker::Journeys => journeys::run_once(&backend).await,
            })
        };
        let name = format!("server {server} {worker:?}");
        self.start(Task { worker: Some(worker), ..Task::new(server, name, Box::pin(turn)) }).await
    }

    /// A server that starts looks for what it missed.
    fn look(&mut self, server: usize) {
        let backend = self.servers[server].clone();
        let looked = async move { Ended::Looked(missed::look_now(&backend).await) };
        self.tasks.push(Task::new(server, format!("server {server} starts"), Box::pin(looked)));
    }

    async fn start(&mut self, task: Task) -> Step {
        self.tasks.push(task);
        self.go_on(self.tasks.len() - 1).await
    }

    /// Lets a task go on until it ends or stops.
    async fn go_on(&mut self, index: usize) -> Step {
        if let Some(Stopped::OnTheWire(wire)) = self.tasks[index].stopped {
            self.move_wire(index, wire)?;
            // The answer may take its time.
            if self.stops.signals().wires[wire].answer.is_none() {
                return Ok(());
            }
        }
        let (task, stops) = (&mut self.tasks[index], &self.stops);
        let ended = poll_fn(|context| match task.future.as_mut().poll(context) {
            Poll::Ready(ended) => Poll::Ready(Ok(ended)),
            Poll::Pending => stops.taken().map_or(Poll::Pending, |stopped| Poll::Ready(Err(stopped))),
        })
        .await;
        if std::mem::take(&mut self.stops.signals().acknowledged) {
            self.acknowledged(index);
        }
        match ended {
            Ok(ended) => {
                let task = self.tasks.remove(index);
                self.ended(&task, ended)
            }
            Err(Stopped::Dead(point)) => {
                self.say(&format!("{}: dies {point}", self.tasks[index].name));
                self.die(self.tasks[index].server);
                if self.dice.random_range(0..4) == 0 {
                    self.power_cut();
                }
                Ok(())
            }
            Err(stopped) => {
                self.tasks[index].stopped = Some(stopped);
                let name = self.tasks[index].name.clone();
                match stopped {
                    Stopped::OnTheWire(wire) => {
                        let target = self.stops.signals().wires[wire].request.target.clone();
                        let target = target.split('?').next().unwrap_or_default().to_owned();
                        self.say(&format!("{name}: asks {target}"));
                        self.one_hand_only(index, wire)
                    }
                    Stopped::At(point) | Stopped::Dead(point) => {
                        self.say(&format!("{name}: stops {point}"));
                        Ok(())
                    }
                }
            }
        }
    }

    /// What happens to a request on the wire: it reaches Fintoc, or is lost; its answer comes back, or is lost.
    fn move_wire(&mut self, index: usize, wire: usize) -> Step {
        let mut signals = self.stops.signals();
        let (request, sent_at, over) = {
            let wire = &signals.wires[wire];
            (wire.request.clone(), wire.sent_at, wire.over)
        };
        let is_late = self.fintoc.now - sent_at > 10 * SECOND;
        if over || is_late {
            signals.wires[wire].answer = Some(Err(fintoc::Error::TimedOut));
            signals.wires[wire].over = true;
            return Ok(());
        }
        drop(signals);
        let name = self.tasks[index].name.clone();
        let faulty = self.faults;
        let mut one_in = |chances: u32| faulty && self.dice.random_range(0..chances) == 0;
        let (lost, mute, slow) = (one_in(15), one_in(12), one_in(8));
        let mood = match () {
            () if one_in(25) => Mood::Busy,
            () if one_in(25) => Mood::Breaks { after: self.dice.random_bool(0.5) },
            () => Mood::Well,
        };
        let answer = if lost { Err(fintoc::Error::TimedOut) } else { Ok(self.ask_fintoc(&request, mood)) };
        let answer = if mute { Err(fintoc::Error::TimedOut) } else { answer };
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        self.say(&format!("{name}: {status}{}{}", if lost { " lost" } else { "" }, if slow { ", later" } else { "" }));
        let mut signals = self.stops.signals();
        signals.wires[wire].over = true;
        // A slow answer is one that comes too late: by then the client has hung up.
        signals.wires[wire].answer = if slow { None } else { Some(answer) };
        Ok(())
    }

    fn ask_fintoc(&mut self, request: &fintoc::carrier::Outgoing, mood: Mood) -> Incoming {
        let answer = self.fintoc.answer(request, mood, &mut self.dice);
        if request.target.starts_with("/v2/events") && answer.status == 200 {
            self.fintoc.events.iter().for_each(|event| self.audit.told_fresh(&event.id));
        }
        self.announce();
        answer
    }

    /// Nobody sends a call that somebody who lives has in hand.
    fn one_hand_only(&self, index: usize, wire: usize) -> Step {
        let signals = self.stops.signals();
        let Some(key) = signals.wires[wire].request.idempotency_key.as_deref() else { return Ok(()) };
        let holds = |task: &Task| match task.stopped {
            Some(Stopped::OnTheWire(other)) => {
                let other = &signals.wires[other];
                other.request.idempotency_key.as_deref() == Some(key) && signals.now - other.sent_at <= 10 * SECOND
            }
            _ => false,
        };
        let others = self.tasks.iter().enumerate().filter(|(other, _)| *other != index);
        if others.into_iter().any(|(_, task)| holds(task)) {
            return Err("two had the same call in hand".to_owned());
        }
        Ok(())
    }

    /// Decides how Fintoc's news reach the merchant.
    fn announce(&mut self) {
        for event in std::mem::take(&mut self.fintoc.untold) {
            let copies = match self.dice.random_range(0..10) {
                0 | 1 => 0,
                2 => 2,
                _ => 1,
            };
            for _ in 0..copies {
                let wait = match self.dice.random_range(0..10) {
                    0 => self.dice.random_range(0..HOUR),
                    1 => self.dice.random_range(0..2 * DAY),
                    _ => self.dice.random_range(0..5 * SECOND),
                };
                let age = if self.dice.random_range(0..10) == 0 { self.dice.random_range(0..HOUR) } else { 0 };
                self.deliveries.push(Delivery { event, at: self.fintoc.now + wait, age, tries: 0 });
            }
        }
    }

    /// A delivery reaches a server.
    async fn deliver(&mut self) -> Step {
        let busy: Vec<_> = self.tasks.iter().filter_map(|task| task.delivery).collect();
        let due: Vec<_> = (0..self.deliveries.len())
            .filter(|index| self.deliveries[*index].at <= self.fintoc.now && !busy.contains(index))
            .collect();
        let Some(index) = due.choose(&mut self.dice).copied() else { return Ok(()) };
        let server = self.dice.random_range(0..self.servers.len());
        let delivery = &self.deliveries[index];
        let event = &self.fintoc.events[delivery.event];
        let body = event.body.to_string();
        let signed_at = (self.fintoc.now - delivery.age) / SECOND;
        if u64::try_from(self.fintoc.now / SECOND - signed_at).is_ok_and(|age| age <= TOLERANCE.as_secs()) {
            self.audit.told_fresh(&event.id);
        }
        let secret = WebhookSecret::parse(SECRET).expect("a secret");
        let signature = HeaderValue::try_from(sign(&secret, signed_at, body.as_bytes())).expect("a header");
        let headers: HeaderMap = [(SIGNATURE_HEADER.parse().expect("a name"), signature)].into_iter().collect();
        let name = format!("{} {} to server {server}, {} s old", event.id, event.kind, delivery.age / SECOND);
        let backend = self.servers[server].clone();
        let received = async move {
            let answer = webhook::receive(State(backend), headers, Bytes::from(body)).await;
            Ended::Answered(index, answer.status())
        };
        self.start(Task { delivery: Some(index), ..Task::new(server, name, Box::pin(received)) }).await
    }

    /// The 200 has left: from now on nobody may lose that event.
    fn acknowledged(&mut self, index: usize) {
        let task = &mut self.tasks[index];
        task.acknowledged = true;
        if let Some(delivery) = task.delivery {
            let delivery = &mut self.deliveries[delivery];
            // Fintoc will not send it again.
            delivery.at = i64::MAX;
            let event = &self.fintoc.events[delivery.event];
            self.audit.acknowledged(&event.id);
        }
    }

    fn ended(&mut self, task: &Task, ended: Ended) -> Step {
        let what = match ended {
            Ended::Worked(Ok(Turn::Idle)) => return Ok(()),
            Ended::Worked(Ok(Turn::Worked)) => "done".to_owned(),
            Ended::Worked(Err(error)) if error.is_passing() => "overtaken".to_owned(),
            Ended::Looked(Ok(())) => "looks around".to_owned(),
            Ended::Worked(Err(error)) | Ended::Looked(Err(error)) => return Err(format!("{}: {error}", task.name)),
            Ended::Clicked(Ok(ride)) => {
                let rider = task.rider.expect("riders click");
                if let Some(form) = &task.form
                    && *self.booked.entry((rider, form.clone())).or_insert_with(|| ride.clone()) != ride
                {
                    return Err(format!("rider {rider}'s {form} booked two rides"));
                }
                let rides = &mut self.riders[rider].rides;
                if !rides.contains(&ride) {
                    rides.push(ride.clone());
                }
                format!("booked {}", self.audit.name(ride.as_str()))
            }
            Ended::Cancelled(Ok(())) => "cancelled".to_owned(),
            Ended::Clicked(Err(Trouble::Refused(refusal))) | Ended::Cancelled(Err(Trouble::Refused(refusal))) => {
                let words = format!("{refusal:?}");
                format!("refused: {}", words.split([' ', '{', '(']).next().unwrap_or_default())
            }
            Ended::Clicked(Err(trouble)) | Ended::Cancelled(Err(trouble)) => {
                return Err(format!("{}: {trouble:?}", task.name));
            }
            Ended::Answered(delivery, status) => {
                if !status.is_success() && !task.acknowledged {
                    self.put_off(delivery);
                }
                format!("answered {status}")
            }
        };
        self.say(&format!("{}: {what}", task.name));
        Ok(())
    }

    /// Fintoc tries seventeen times more, each time after twice as long.
    fn put_off(&mut self, delivery: usize) {
        let now = self.fintoc.now;
        let delivery = &mut self.deliveries[delivery];
        delivery.tries += 1;
        delivery.at = if delivery.tries > 17 { i64::MAX } else { now + (3 << delivery.tries) * SECOND };
    }

    /// A server dies, with everything it had in hand, and another takes its place.
    fn die(&mut self, server: usize) {
        self.deaths += 1;
        let (dead, alive): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.tasks).into_iter().partition(|task| task.server == server);
        self.tasks = alive;
        for task in dead {
            if let Some(delivery) = task.delivery.filter(|_| !task.acknowledged) {
                self.put_off(delivery);
            }
            // What was on the wire may arrive all the same.
            if let Some(Stopped::OnTheWire(wire)) = task.stopped {
                let (request, over) = {
                    let signals = self.stops.signals();
                    (signals.wires[wire].request.clone(), signals.wires[wire].over)
                };
                if !over && self.dice.random_bool(0.5) {
                    self.ask_fintoc(&request, Mood::Well);
                }
            }
        }
        self.servers[server] = self.backend();
        self.look(server);
    }

    /// Every server dies, and is back a day later, when Fintoc has forgotten every key.
    fn power_cut(&mut self) {
        self.say("the power is gone for a day");
        (0..self.servers.len()).for_each(|server| self.die(server));
        self.tasks.clear();
        self.pass(25 * HOUR);
        (0..self.servers.len()).for_each(|server| self.look(server));
    }

    /// Time passes.
    fn wait(&mut self) {
        // Whoever holds a lease does not sleep through it: what has stopped at a point goes on first.
        if self.tasks.iter().any(|task| !matches!(task.stopped, Some(Stopped::OnTheWire(_)))) {
            return;
        }
        let to_next = self.fintoc.next_due().map_or(SECOND, |due| due - self.fintoc.now);
        let wait = match self.dice.random_range(0..40) {
            0..12 => to_next,
            12..30 => self.dice.random_range(0..5 * SECOND),
            30..36 => MINUTE,
            36 | 37 => 4 * MINUTE,
            38 => HOUR,
            _ => 25 * HOUR,
        };
        self.pass(wait);
    }

    fn pass(&mut self, wait: i64) {
        let wait = wait.max(0);
        self.fintoc.now += wait;
        self.stops.signals().now = self.fintoc.now;
        self.clock.advance(std::time::Duration::from_millis(wait.unsigned_abs()));
        self.say("time passes");
        self.fintoc.live(&mut self.dice);
        self.announce();
    }

    /// Nothing goes wrong any more: now everything has to come to its end by itself.
    async fn calm_down(&mut self) -> Step {
        self.faults = false;
        self.stops.signals().deaths = 0;
        self.say("nothing goes wrong any more");
        for _ in 0..600 {
            self.finish_tasks().await?;
            let worked = self.work_off().await?;
            if worked {
                continue;
            }
            let deliveries = self.deliveries.iter().map(|delivery| delivery.at).filter(|at| *at < i64::MAX).min();
            let theirs = self.fintoc.next_due().into_iter().chain(deliveries).min();
            let next = match theirs {
                Some(next) => Some(next),
                None => self.audit.next_due(&self.ground.store).await,
            };
            // The list of events is read every five minutes, whatever is open.
            let listed = self.fintoc.events.last().map_or(START, |event| event.at) + 6 * MINUTE;
            let next = next.or_else(|| (listed > self.fintoc.now).then_some(listed));
            let Some(next) = next else { return Ok(()) };
            self.pass(next - self.fintoc.now);
        }
        Err("it does not come to an end".to_owned())
    }

    async fn finish_tasks(&mut self) -> Step {
        while !self.tasks.is_empty() {
            self.go_on(self.tasks.len() - 1).await?;
            self.look_at_it().await?;
            self.steps += 1;
        }
        Ok(())
    }

    /// Every delivery and every worker, until there is nothing left to do. `false` when there was nothing to begin with.
    async fn work_off(&mut self) -> Result<bool, String> {
        let before = self.trace.len();
        while self.deliveries.iter().any(|delivery| delivery.at <= self.fintoc.now) {
            self.deliver().await?;
            self.finish_tasks().await?;
        }
        for worker in Worker::ALL {
            self.turn(0, worker).await?;
            self.finish_tasks().await?;
        }
        Ok(self.trace.len() > before)
    }
}
