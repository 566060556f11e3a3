//! Turns: no more calls in a second than Fintoc allows, whatever the network does with them.

use std::{num::NonZeroU16, sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout_at},
};

/// What the limit counts.
const SECOND: Duration = Duration::from_secs(1);

/// So many places as there may be calls in a second. A place is free again one second after its call was answered, not after
/// it was sent: the call came to Fintoc at some instant between the two, so calls that share a place come to Fintoc at least
/// a second apart, and no second there holds more calls than there are places. (A bucket that refills would let through its
/// burst and the refill within one second.) The price is that a slow Fintoc is asked less often.
pub(crate) struct Turns {
    places: Arc<Semaphore>,
}

/// The leave to send one request now. Not sent after all, it costs nothing.
pub(crate) struct Turn(OwnedSemaphorePermit);

/// A request under way; dropped when it has its answer, or when nobody waits for one any more.
pub(crate) struct Place(Option<OwnedSemaphorePermit>);

impl Turns {
    pub(crate) fn per_second(calls: NonZeroU16) -> Self {
        Self { places: Arc::new(Semaphore::new(usize::from(calls.get()))) }
    }

    /// Waits for a turn, first come, first served; `None` when the deadline comes first.
    pub(crate) async fn next(&self, deadline: Instant) -> Option<Turn> {
        timeout_at(deadline, self.places.clone().acquire_owned()).await.ok()?.ok().map(Turn)
    }
}

impl Turn {
    /// The request leaves now.
    pub(crate) fn take(self) -> Place {
        Place(Some(self.0))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let (Some(permit), Ok(runtime)) = (self.0.take(), Handle::try_current()) else { return };
        runtime.spawn(async move {
            sleep(SECOND).await;
            drop(permit);
        });
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::JoinSet;

    use super::*;

    fn turns(calls: u16) -> Arc<Turns> {
        Arc::new(Turns::per_second(NonZeroU16::new(calls).unwrap()))
    }

    fn in_an_hour() -> Instant {
        Instant::now() + Duration::from_secs(3_600)
    }

    /// When each of so many calls, all made now, comes to Fintoc and is answered; every seventh is slow on its way there.
    async fn arrivals(turns: &Arc<Turns>, calls: u64) -> Vec<Instant> {
        let mut under_way = JoinSet::new();
        for call in 0..calls {
            let turns = turns.clone();
            under_way.spawn(async move {
                let place = turns.next(in_an_hour()).await.unwrap().take();
                sleep(Duration::from_millis(call % 7 * 90)).await;
                let arrived = Instant::now();
                sleep(Duration::from_millis(20)).await;
                drop(place);
                arrived
            });
        }
        let mut arrivals = under_way.join_all().await;
        arrivals.sort();
        arrivals
    }

    /// Faults: 17 in part: three hundred calls at once, the client alone.
    #[tokio::test(start_paused = true)]
    async fn no_second_at_fintoc_holds_more_than_a_hundred_of_three_hundred_calls_made_at_once() {
        let started = Instant::now();
        let arrivals = arrivals(&turns(100), 300).await;
        assert_eq!(arrivals.len(), 300);
        assert!(arrivals.windows(101).all(|calls| calls[100] - calls[0] >= SECOND));
        assert!(started.elapsed() < 5 * SECOND, "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn turns_come_in_the_order_of_asking() {
        let turns = turns(1);
        let mut under_way = JoinSet::new();
        for call in 0..4_u64 {
            let turns = turns.clone();
            under_way.spawn(async move {
                sleep(Duration::from_millis(call)).await;
                drop(turns.next(in_an_hour()).await.unwrap().take());
                (Instant::now(), call)
            });
        }
        let mut order = under_way.join_all().await;
        order.sort();
        assert_eq!(order.into_iter().map(|(_, call)| call).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_is_free_a_second_after_the_answer_and_not_before() {
        let turns = turns(1);
        let place = turns.next(in_an_hour()).await.unwrap().take();
        sleep(3 * SECOND).await;
        let answered = Instant::now();
        drop(place);
        turns.next(in_an_hour()).await.unwrap();
        assert!(answered.elapsed() >= SECOND && answered.elapsed() < SECOND + Duration::from_millis(5));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_a_turn_past_the_deadline() {
        let turns = turns(1);
        let _place = turns.next(in_an_hour()).await.unwrap().take();
        let deadline = Instant::now() + 2 * SECOND;
        assert!(turns.next(deadline).await.is_none());
        assert!(deadline.elapsed() < Duration::from_millis(5));
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_is_not_used_costs_nothing() {
        let turns = turns(1);
        let now = Instant::now();
        for _ in 0..1_000 {
            turns.next(now).await.unwrap();
        }
        assert_eq!(now.elapsed(), Duration::ZERO);
    }
}
