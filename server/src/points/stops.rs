//! What a test makes of a point: the end of the process, or a pause for as long as the test likes.

use std::{
    cell::RefCell,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use futures::future::BoxFuture;
use rustix::process::{Signal, getpid, kill_process};

use super::Point;

/// The variable that says where this process is to die: the name of a point, a `#`, and which time it is reached.
pub const KILL_AT: &str = "VUELTA_KILL_AT";

#[expect(clippy::disallowed_methods, reason = "no setting: what we ship does not know it")]
static DEATH: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
    let wanted = std::env::var(KILL_AT).ok()?;
    let (point, time) = wanted.rsplit_once('#')?;
    Some((point.to_owned(), time.parse().ok()?))
});

static REACHED: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static STOP: RefCell<Option<Arc<dyn Stop>>> = const { RefCell::new(None) };
}

/// Whether this process is there to die. Then it draws no map: unoptimised, that would take longer than the rest of its life.
pub fn is_doomed() -> bool {
    DEATH.is_some()
}

/// Somebody who is asked at every point how long the program shall wait there.
pub trait Stop {
    /// Ends when the program may go on.
    fn at(&self, point: Point) -> BoxFuture<'static, ()>;
}

/// From now on, whatever runs on this thread stops as `stop` says.
pub fn stop_with(stop: Arc<dyn Stop>) {
    STOP.set(Some(stop));
}

/// The program is here.
pub async fn reach(point: Point) {
    if let Some((wanted, time)) = &*DEATH
        && *wanted == point.to_string()
        && REACHED.fetch_add(1, Ordering::SeqCst) + 1 == *time
    {
        // As a power cut would: nothing is flushed, nobody is told.
        let _ = kill_process(getpid(), Signal::KILL);
    }
    let pause = STOP.with_borrow(|stop| stop.as_ref().map(|stop| stop.at(point)));
    if let Some(pause) = pause {
        pause.await;
    }
}
