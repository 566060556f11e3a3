//! The circuit: while Fintoc is dead, calls fail at once instead of each finding out for itself.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::Error;

/// When calls stop being sent, and when one is sent again. A value: read it aloud and you know what the client does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircuitPolicy {
    /// So many tries without a word from Fintoc itself, with no answer in between, open the circuit.
    pub failures: u32,
    /// So long nothing is sent; then one call tries whether Fintoc is back.
    pub cool_down: Duration,
}

impl CircuitPolicy {
    /// Five failures, so that a proxy that restarts, or one call that its retries send again, does not shut everybody out; and
    /// five seconds, so that a dead Fintoc costs one waiting caller at a time and one that is back is soon noticed.
    pub const fn standard() -> Self {
        Self { failures: 5, cool_down: Duration::from_secs(5) }
    }
}

/// The circuit that the clones of a client share. It reads no clock: every method is told what time it is.
pub(crate) struct Circuit {
    policy: CircuitPolicy,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Calls are sent.
    Closed { failures: u32 },
    /// Calls fail at once.
    Open { until: Instant },
    /// One call is on its way; the others still fail at once. Whoever sent it may leave without a word: then, when it must have
    /// ended, the next call takes its part.
    Trial { ends: Instant },
}

/// The leave to send one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admitted {
    AsUsual,
    OnTrial,
}

/// What a request said about whether Fintoc is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Fintoc answered, if only to refuse, to fail, or to say that it is asked too often.
    Life,
    /// No connection, no answer in time, or a gateway's word that there is nobody behind it.
    Silence,
    /// The request had too little time to tell.
    Nothing,
}

impl Sign {
    /// What an outcome says. A time-out tells nothing about Fintoc unless the request had `its_time`.
    pub(crate) fn of<T>(outcome: &Result<T, Error>, its_time: bool) -> Self {
        match outcome {
            Err(Error::TimedOut) if !its_time => Self::Nothing,
            Err(Error::TimedOut | Error::Unreachable(_)) => Self::Silence,
            Err(error) if matches!(error.status(), Some(502..=504)) => Self::Silence,
            Ok(_) | Err(_) => Self::Life,
        }
    }
}

impl Circuit {
    pub(crate) fn new(policy: CircuitPolicy) -> Self {
        Self { policy, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// Whether a call would be sent now, so that none waits for its turn in vain.
    ///
    /// # Errors
    /// [`Error::CircuitOpen`].
    pub(crate) fn check(&self, now: Instant) -> Result<(), Error> {
        match *self.state() {
            State::Open { until: end } | State::Trial { ends: end } if now < end => Err(Error::CircuitOpen),
            State::Closed { .. } | State::Open { .. } | State::Trial { .. } => Ok(()),
        }
    }

    /// Lets a request pass that will have ended at `ends`.
    ///
    /// # Errors
    /// [`Error::CircuitOpen`].
    pub(crate) fn admit(&self, now: Instant, ends: Instant) -> Result<Admitted, Error> {
        let mut state = self.state();
        match *state {
            State::Closed { .. } => Ok(Admitted::AsUsual),
            State::Open { until: end } | State::Trial { ends: end } if now < end => Err(Error::CircuitOpen),
            State::Open { .. } | State::Trial { .. } => {
                *state = State::Trial { ends };
                tracing::info!("one call tries whether Fintoc is back");
                Ok(Admitted::OnTrial)
            }
        }
    }

    /// Takes note of what became of a request that was let pass.
    pub(crate) fn report(&self, admitted: Admitted, sign: Sign, now: Instant) {
        let mut state = self.state();
        let open = State::Open { until: now + self.policy.cool_down };
        *state = match (sign, *state, admitted) {
            (Sign::Life, State::Closed { .. }, _) => State::Closed { failures: 0 },
            (Sign::Life, State::Open { .. } | State::Trial { .. }, _) => {
                tracing::info!("Fintoc answers again: calls are sent");
                State::Closed { failures: 0 }
            }
            (Sign::Silence, State::Closed { failures }, _) if failures.saturating_add(1) < self.policy.failures => {
                State::Closed { failures: failures + 1 }
            }
            (Sign::Silence, State::Closed { failures }, _) => {
                tracing::warn!(
                    failures = failures.saturating_add(1),
                    "Fintoc does not answer: calls fail at once for a while"
                );
                open
            }
            (Sign::Silence, State::Trial { .. }, Admitted::OnTrial) => {
                tracing::info!("Fintoc does not answer yet");
                open
            }
            // What was under way when the circuit opened says nothing new.
            (Sign::Silence, unchanged @ (State::Open { .. } | State::Trial { .. }), _)
            | (Sign::Nothing, unchanged, _) => unchanged,
        };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const POLICY: CircuitPolicy = CircuitPolicy { failures: 3, cool_down: Duration::from_secs(5) };

    /// A circuit, and what its calls meet at which second after its first.
    struct Scene {
        circuit: Circuit,
        start: Instant,
    }

    impl Scene {
        fn new() -> Self {
            Self { circuit: Circuit::new(POLICY), start: Instant::now() }
        }

        fn opened() -> Self {
            let scene = Self::new();
            for _ in 0..POLICY.failures {
                scene.call(0, Sign::Silence).unwrap();
            }
            scene
        }

        fn at(&self, second: u32) -> Instant {
            self.start + second * SECOND
        }

        /// A request that leaves then and would end ten seconds later.
        fn admit(&self, second: u32) -> Option<Admitted> {
            self.circuit.admit(self.at(second), self.at(second + 10)).ok()
        }

        fn report(&self, admitted: Admitted, sign: Sign, second: u32) {
            self.circuit.report(admitted, sign, self.at(second));
        }

        fn call(&self, second: u32, sign: Sign) -> Option<Admitted> {
            let admitted = self.admit(second)?;
            self.report(admitted, sign, second);
            Some(admitted)
        }
    }

    #[test]
    fn the_circuit_opens_after_so_many_failures_in_a_row() {
        let scene = Scene::opened();
        assert_eq!(scene.admit(0), None);
        assert_eq!(scene.admit(4), None);
        assert!(matches!(scene.circuit.check(scene.at(4)), Err(Error::CircuitOpen)));
    }

    #[test]
    fn an_answer_in_between_begins_the_count_anew() {
        let scene = Scene::new();
        for sign in [Sign::Silence, Sign::Silence, Sign::Life, Sign::Silence, Sign::Silence] {
            scene.call(0, sign).unwrap();
        }
        assert_eq!(scene.admit(0), Some(Admitted::AsUsual));
    }

    #[test]
    fn what_had_no_time_to_tell_counts_neither_way() {
        let scene = Scene::new();
        for sign in [Sign::Silence, Sign::Nothing, Sign::Silence, Sign::Nothing, Sign::Nothing] {
            scene.call(0, sign).unwrap();
        }
        assert_eq!(scene.call(0, Sign::Silence), Some(Admitted::AsUsual));
        assert_eq!(scene.admit(0), None);
    }

    #[test]
    fn after_the_cool_down_one_call_is_sent_and_its_answer_closes_the_circuit() {
        let scene = Scene::opened();
        scene.circuit.check(scene.at(5)).unwrap();
        let trial = scene.admit(5).unwrap();
        assert_eq!(trial, Admitted::OnTrial);
        assert_eq!(scene.admit(6), None, "one, and no more");
        assert!(scene.circuit.check(scene.at(6)).is_err());
        scene.report(trial, Sign::Life, 7);
        assert_eq!(scene.admit(7), Some(Admitted::AsUsual));
    }

    #[test]
    fn a_trial_that_fails_begins_another_cool_down() {
        let scene = Scene::opened();
        let trial = scene.admit(5).unwrap();
        scene.report(trial, Sign::Silence, 15);
        assert_eq!(scene.admit(19), None);
        assert_eq!(scene.admit(20), Some(Admitted::OnTrial));
    }

    #[test]
    fn a_trial_whose_caller_left_is_followed_by_another_when_it_must_have_ended() {
        let scene = Scene::opened();
        scene.admit(5).unwrap();
        assert_eq!(scene.admit(14), None);
        assert_eq!(scene.admit(15), Some(Admitted::OnTrial));
    }

    #[test]
    fn failures_of_calls_sent_before_it_opened_do_not_keep_it_open() {
        let scene = Scene::new();
        let straggler = scene.admit(0).unwrap();
        for _ in 0..POLICY.failures {
            scene.call(0, Sign::Silence).unwrap();
        }
        scene.report(straggler, Sign::Silence, 4);
        let trial = scene.admit(5).unwrap();
        scene.report(straggler, Sign::Silence, 6);
        scene.report(trial, Sign::Life, 7);
        assert_eq!(scene.admit(7), Some(Admitted::AsUsual));
    }

    #[test]
    fn only_silence_and_a_gateway_that_finds_nobody_are_failures() {
        let unreadable =
            |status| Error::Unreadable { status, reason: String::new(), excerpt: String::new(), request_id: None };
        for silent in
            [Error::TimedOut, Error::Unreachable("cut".into()), unreadable(502), unreadable(503), unreadable(504)]
        {
            assert_eq!(Sign::of::<()>(&Err(silent), true), Sign::Silence);
        }
        for status in [200, 401, 404, 408, 422, 429, 500] {
            assert_eq!(Sign::of::<()>(&Err(unreadable(status)), true), Sign::Life, "{status}");
        }
        assert_eq!(Sign::of(&Ok(()), true), Sign::Life);
        assert_eq!(Sign::of::<()>(&Err(Error::TimedOut), false), Sign::Nothing);
    }
}
