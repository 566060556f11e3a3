//! Where tasks stop: at a point of the program, or on the wire to Fintoc. A task that has stopped is only polled again when the
//! world wants it to go on, so that one thing happens at a time and the same seed is the same story.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::Poll,
};

use fintoc::carrier::{Carried, Carrier, Incoming, Outgoing};
use futures::future::BoxFuture;
use rand::{RngExt as _, rngs::StdRng};
use server::points::{Point, Side, Stop};

/// Where a task has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// At a point, to go on later.
    At(Point),
    /// At a point where its process dies.
    Dead(Point),
    /// With a request on the wire.
    OnTheWire(usize),
}

/// A request on the wire.
#[derive(Debug)]
pub struct Wire {
    pub request: Outgoing,
    pub sent_at: i64,
    pub answer: Option<Result<Incoming, fintoc::Error>>,
    /// Whether Fintoc has it already, or it is lost.
    pub over: bool,
}

/// What the world and its tasks tell each other.
#[derive(Debug)]
pub struct Signals {
    stopped: Option<Stopped>,
    pub wires: Vec<Wire>,
    pub dice: StdRng,
    pub now: i64,
    /// One death in so many points; none at zero.
    pub deaths: u32,
    /// Whether anything was committed since it was last asked.
    pub committed: bool,
    /// Whether a webhook was answered since it was last asked.
    pub acknowledged: bool,
}

#[derive(Debug, Clone)]
pub struct Stops(Arc<Mutex<Signals>>);

impl Stops {
    pub fn new(dice: StdRng) -> Self {
        Self(Arc::new(Mutex::new(Signals {
            stopped: None,
            wires: Vec::new(),
            dice,
            now: 0,
            deaths: 0,
            committed: false,
            acknowledged: false,
        })))
    }

    pub fn signals(&self) -> MutexGuard<'_, Signals> {
        self.0.lock().expect("nobody panics holding it")
    }

    /// Why the task that was just polled did not end, if it has stopped.
    pub fn taken(&self) -> Option<Stopped> {
        self.signals().stopped.take()
    }
}

impl Stop for Stops {
    fn at(&self, point: Point) -> BoxFuture<'static, ()> {
        let mut signals = self.signals();
        signals.committed |= matches!(point, Point::Commit(_, Side::After));
        signals.acknowledged |= point == Point::Acknowledgement;
        let deaths = signals.deaths;
        let dies = deaths > 0 && signals.dice.random_range(0..deaths) == 0;
        // A transaction is never left open while others work: it would only make them wait.
        let may_pause = !matches!(point, Point::Commit(_, Side::Before) | Point::Acknowledgement);
        let pauses = may_pause && signals.dice.random_range(0..4) == 0;
        drop(signals);
        let shared = self.0.clone();
        let mut waited = false;
        Box::pin(poll_fn(move |_| {
            if !dies && (!pauses || waited) {
                return Poll::Ready(());
            }
            waited = true;
            let stopped = if dies { Stopped::Dead(point) } else { Stopped::At(point) };
            shared.lock().expect("nobody panics holding it").stopped = Some(stopped);
            Poll::Pending
        }))
    }
}

impl Carrier for Stops {
    fn carry(&self, request: Outgoing) -> Carried {
        let shared = self.0.clone();
        let mut request = Some(request);
        let mut wire = None;
        Box::pin(poll_fn(move |_| {
            let mut signals = shared.lock().expect("nobody panics holding it");
            let wire = *wire.get_or_insert_with(|| {
                let sent_at = signals.now;
                let request = request.take().expect("it is sent once");
                signals.wires.push(Wire { request, sent_at, answer: None, over: false });
                signals.wires.len() - 1
            });
            match signals.wires[wire].answer.take() {
                Some(answer) => Poll::Ready(answer),
                None => {
                    signals.stopped = Some(Stopped::OnTheWire(wire));
                    Poll::Pending
                }
            }
        }))
    }
}

/// A task's future.
pub type Future<T> = Pin<Box<dyn std::future::Future<Output = T> + Send>>;
