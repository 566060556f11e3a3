//! Time that can be pulled: whatever is due later for a rider moves nearer, at the sandbox and with us. Nothing is ever stamped in
//! the future.

use std::time::Duration;

use async_trait::async_trait;

use crate::{Instant, id::RiderId, refusal::Trouble};

/// How far to pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Jump {
    /// Until the next session runs out.
    Expiry,
    /// Until the next delivery is tried.
    Retry,
    /// Until the bank makes up its mind, or a refund takes its next step.
    Decision,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// Nowhere: banks make up their minds now about all they think about.
    Settle,
}

/// What is due later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DueKind {
    /// At the sandbox: a session runs out.
    Expiry,
    /// At the sandbox: a delivery is tried, again or for the first time.
    Retry,
    /// At the sandbox: a bank decides, or a refund takes its next step.
    Decision,
    /// Ours: a call to Fintoc is tried again.
    Call,
    /// Ours: something we were told is looked at again.
    Told,
    /// Ours: Fintoc is asked how something stands.
    Question,
    /// Ours: a bank has left a payment pending for too long, and the ride ends.
    Patience,
    /// Ours: the ride goes on.
    Phase,
}

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub kind: DueKind,
    /// When the next of its kind is.
    pub at: Instant,
}

/// What is due for a rider, soonest first, as seen at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// When it was looked at.
    pub now: Instant,
    /// What is due.
    pub dues: Vec<Due>,
}

/// Pulling time, for one rider.
#[async_trait]
pub trait Time: Send + Sync {
    /// What is due next. Without a sandbox, only what is ours.
    async fn agenda(&self, rider: &RiderId) -> Result<Agenda, Trouble>;
    /// Pulls time, and says by how much.
    async fn pull(&self, rider: &RiderId, jump: Jump) -> Result<Duration, Trouble>;
}

impl Jump {
    /// All of them, as they are shown.
    pub const ALL: [Self; 7] =
        [Self::Settle, Self::Decision, Self::Retry, Self::Expiry, Self::Minute, Self::Hour, Self::Day];

    /// The word in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Retry => "retry",
            Self::Decision => "settlement",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Settle => "settle",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|jump| jump.as_str() == word)
    }

    /// By how many seconds, where that is fixed.
    pub const fn seconds(self) -> Option<i64> {
        match self {
            Self::Minute => Some(60),
            Self::Hour => Some(3_600),
            Self::Day => Some(86_400),
            Self::Expiry | Self::Retry | Self::Decision | Self::Settle => None,
        }
    }

    /// The kind it goes to, where it goes to one.
    pub const fn goes_to(self) -> Option<DueKind> {
        match self {
            Self::Expiry => Some(DueKind::Expiry),
            Self::Retry => Some(DueKind::Retry),
            Self::Decision => Some(DueKind::Decision),
            Self::Minute | Self::Hour | Self::Day | Self::Settle => None,
        }
    }
}

impl DueKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Expiry,
        Self::Retry,
        Self::Decision,
        Self::Call,
        Self::Told,
        Self::Question,
        Self::Patience,
        Self::Phase,
    ];
}

impl Agenda {
    /// What is due, put in order.
    pub fn new(now: Instant, mut dues: Vec<Due>) -> Self {
        dues.sort_by_key(|due| due.at);
        Self { now, dues }
    }

    /// How far that jump reaches; nothing when there is nothing to go to.
    pub fn reach(&self, jump: Jump) -> Option<Duration> {
        if let Some(seconds) = jump.seconds() {
            return u64::try_from(seconds).ok().map(Duration::from_secs);
        }
        let kind = jump.goes_to()?;
        self.dues.iter().find(|due| due.kind == kind).map(|due| due.at.since(self.now))
    }

    /// What happens on the way.
    pub fn on_the_way(&self, jump: Jump) -> Vec<DueKind> {
        if jump == Jump::Settle {
            return self.dues.iter().map(|due| due.kind).filter(|kind| *kind == DueKind::Decision).collect();
        }
        let Some(reach) = self.reach(jump) else { return Vec::new() };
        self.dues.iter().filter(|due| due.at <= self.now + reach).map(|due| due.kind).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_millis(1_000_000);

    fn agenda() -> Agenda {
        let due = |kind, seconds| Due { kind, at: NOW + Duration::from_secs(seconds) };
        Agenda::new(NOW, vec![due(DueKind::Expiry, 900), due(DueKind::Phase, 30), due(DueKind::Retry, 50)])
    }

    #[test]
    fn a_jump_fires_what_is_due_by_then() {
        assert_eq!(agenda().reach(Jump::Retry), Some(Duration::from_secs(50)));
        assert_eq!(agenda().on_the_way(Jump::Retry), [DueKind::Phase, DueKind::Retry]);
        assert_eq!(agenda().on_the_way(Jump::Hour), [DueKind::Phase, DueKind::Retry, DueKind::Expiry]);
    }

    #[test]
    fn a_jump_to_what_nobody_waits_for_goes_nowhere() {
        assert_eq!(agenda().reach(Jump::Decision), None);
        assert_eq!(agenda().on_the_way(Jump::Decision), []);
        assert_eq!(agenda().on_the_way(Jump::Settle), []);
    }

    #[test]
    fn every_jump_reads_back() {
        assert!(Jump::ALL.into_iter().all(|jump| Jump::parse(jump.as_str()) == Some(jump)));
    }
}
