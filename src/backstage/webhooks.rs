//! Webhooks as backstage shows them: what the sender says it sent, beside what we received, and what may be done to the sender.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    Decision, Delivery, Moment, What, Written, WrittenKind,
    orders::{Piece, Trial},
};
use crate::{
    Clp, Instant,
    id::{PaymentId, RiderId},
    refusal::Trouble,
};

/// The header that carries the signature.
pub const SIGNATURE: &str = "fintoc-signature";

/// What may be seen of the sender, and done to it, for one rider. Only the sandbox lets anybody.
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// How the sender stands towards this rider.
    async fn sender(&self, rider: &RiderId) -> Result<Sender, Trouble>;
    /// What the sender says it sent about this rider, newest first; nothing when it does not tell.
    async fn sent(&self, rider: &RiderId) -> Result<Vec<Sent>, Trouble>;
    /// Everything that was heard about a payment of the rider's, told to a copy in every order. The newest payment when none is
    /// named; nothing when there is none.
    async fn every_order(&self, rider: &RiderId, payment: Option<&PaymentId>) -> Result<Option<Lab>, Trouble>;
}

/// Whether, and how, the sender can be controlled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// It is Fintoc itself: nobody controls it from here.
    Fintoc,
    /// The rider has no customer yet, so nothing is ever sent about them.
    Nobody,
    /// It is the sandbox.
    Sandbox {
        /// Whether it holds this rider's deliveries back.
        paused: bool,
        /// How many it holds back.
        waiting: usize,
    },
}

/// A delivery as the sender tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// `del_…`.
    pub id: String,
    /// The event.
    pub event: String,
    /// The type of the event.
    pub kind: String,
    /// How it stands.
    pub state: SentState,
    /// When it leaves, while it is still owed.
    pub due_at: Option<Instant>,
    /// What is done to its first attempt on purpose.
    pub fault: Option<String>,
    /// The delivery that it repeats.
    pub copy_of: Option<String>,
    /// Every try so far, oldest first.
    pub attempts: Vec<Attempt>,
}

/// How a delivery stands, in the sandbox's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentState {
    /// It was answered with 2xx.
    Delivered,
    /// It leaves now.
    Due,
    /// It leaves later: a retry, or one that was delayed.
    Waiting,
    /// It is held back.
    Paused,
    /// It never leaves, on purpose.
    Dropped,
    /// It was tried often enough.
    GivenUp,
}

impl SentState {
    /// Reads the sandbox's word; of one that we do not know nothing is expected any more.
    pub fn parse(word: &str) -> Self {
        match word {
            "delivered" => Self::Delivered,
            "due" => Self::Due,
            "waiting" => Self::Waiting,
            "paused" => Self::Paused,
            "dropped" => Self::Dropped,
            _ => Self::GivenUp,
        }
    }
}

/// One try to deliver, as the sender tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Instant,
    /// How long it waited for the answer.
    pub took: Duration,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// What was done to it on purpose.
    pub fault: Option<String>,
    /// The signature that it carried: the same in what we received.
    pub signature: Option<String>,
}

/// How a delivery is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// As it was.
    Again,
    /// As it was, two times.
    Twice,
    /// Signed ten minutes ago.
    Stale,
    /// Signed in ten minutes.
    Future,
    /// Signed with a secret that nobody has.
    WrongSecret,
    /// One byte was edited after signing.
    Altered,
}

impl As {
    /// All of them, the honest ones first.
    pub const ALL: [Self; 6] = [Self::Again, Self::Twice, Self::Stale, Self::Future, Self::WrongSecret, Self::Altered];

    /// The word in forms and in the timeline.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Twice => "twice",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::WrongSecret => "wrong_secret",
            Self::Altered => "altered",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }

    /// Whether something is wrong with it on purpose.
    pub const fn is_tampered(self) -> bool {
        !matches!(self, Self::Again | Self::Twice)
    }
}

/// In which order a queue leaves that was held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// As it queued up.
    AsQueued,
    /// The last first.
    Reversed,
    /// Any.
    Shuffled,
    /// These deliveries, in this order.
    Picked(Vec<String>),
}

/// An event with all its deliveries.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// `evt_…`; nothing when what came was no event.
    pub event: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// When it was first heard of.
    pub at: Instant,
    /// What became of it in our inbox, with the last word on it.
    pub verdict: Option<Written>,
    /// Its deliveries, newest first.
    pub parcels: Vec<Parcel>,
}

/// A delivery of an event: what the sender says of it, and every try.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// What the sender says; nothing when nobody admits to having sent it, or the sender does not tell.
    pub sent: Option<Sent>,
    /// Every try, oldest first.
    pub tries: Vec<Try>,
}

/// A try, from both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    /// As the sender tells it.
    pub attempt: Option<Attempt>,
    /// As we received it.
    pub received: Option<Moment>,
}

impl Try {
    /// What we received.
    pub fn delivery(&self) -> Option<&Delivery> {
        self.received.as_ref().and_then(delivery)
    }

    /// When it happened.
    pub fn at(&self) -> Option<Instant> {
        self.received.as_ref().map(|moment| moment.at).or(self.attempt.as_ref().map(|attempt| attempt.at))
    }
}

impl Parcel {
    /// What pages call it: the sender's id, or ours for what we received.
    pub fn id(&self) -> Option<&str> {
        let received = self.tries.iter().find_map(|one| one.received.as_ref()).map(|moment| moment.id.as_str());
        self.sent.as_ref().map(|sent| sent.id.as_str()).or(received)
    }

    /// Whether it has not been heard of here yet, and will be.
    pub fn is_on_its_way(&self) -> bool {
        let due = self.sent.as_ref().is_some_and(|sent| sent.state == SentState::Due);
        due || self.tries.iter().any(|one| one.received.is_none() && one.attempt.as_ref().is_some_and(answered))
    }

    fn began(&self) -> Option<Instant> {
        self.tries.iter().find_map(Try::at).or(self.sent.as_ref().and_then(|sent| sent.due_at))
    }
}

impl Story {
    /// Whether it is called that: the event, one of its deliveries, or something that we received.
    pub fn is_called(&self, id: &str) -> bool {
        let received = |one: &Try| one.received.as_ref().is_some_and(|moment| moment.id.as_str() == id);
        self.event.as_deref() == Some(id)
            || self.parcels.iter().any(|parcel| parcel.id() == Some(id) || parcel.tries.iter().any(received))
    }

    /// What we decided about the event: the first delivery that was kept, or why none was.
    pub fn decision(&self) -> Option<Decision> {
        let decided = || self.parcels.iter().flat_map(|parcel| &parcel.tries).filter_map(Try::delivery);
        let kept = decided().find(|one| matches!(one.decision, Decision::Kept | Decision::Hint));
        kept.or_else(|| decided().next()).map(|one| one.decision)
    }
}

/// What a moment says was delivered.
pub fn delivery(moment: &Moment) -> Option<&Delivery> {
    match &moment.what {
        What::Delivered(delivery) => Some(delivery),
        _ => None,
    }
}

const fn answered(attempt: &Attempt) -> bool {
    attempt.status.is_some()
}

/// Puts both sides together: each try that the sender tells of with what we received, known by its signature, and all of an event
/// in one place, the newest first.
pub fn together(moments: &[Moment], sent: &[Sent]) -> Vec<Story> {
    let mut received: Vec<&Moment> = moments.iter().filter(|moment| delivery(moment).is_some()).collect();
    received.sort_by_key(|moment| moment.at);
    let mut stories: Vec<Story> = Vec::new();
    for one in sent.iter().rev() {
        let tries = one.attempts.iter().map(|attempt| Try {
            attempt: Some(attempt.clone()),
            received: take(&mut received, &one.event, attempt).cloned(),
        });
        let parcel = Parcel { tries: tries.collect(), sent: Some(one.clone()) };
        put(&mut stories, Some(&one.event), Some(&one.kind), parcel);
    }
    for moment in received {
        let (event, kind) =
            delivery(moment).map_or((None, None), |told| (told.event.as_deref(), told.event_type.as_deref()));
        let tries = vec![Try { attempt: None, received: Some(moment.clone()) }];
        put(&mut stories, event, kind, Parcel { sent: None, tries });
    }
    for story in &mut stories {
        story.verdict = verdict(moments, story.event.as_deref());
        story.parcels.sort_by_key(|parcel| std::cmp::Reverse(parcel.began()));
        story.at = story.parcels.iter().filter_map(Parcel::began).min().unwrap_or(story.at);
    }
    stories.sort_by_key(|story| std::cmp::Reverse(story.at));
    stories
}

/// Takes out what this attempt became here: the one with its signature, the earlier one if two were sent within a second.
fn take<'a>(received: &mut Vec<&'a Moment>, event: &str, attempt: &Attempt) -> Option<&'a Moment> {
    let is_it = |moment: &&Moment| {
        delivery(moment).is_some_and(|told| match (signature(told), attempt.signature.as_deref()) {
            (Some(here), Some(there)) => fits(here, there),
            _ => told.event.as_deref() == Some(event) && attempt.status == Some(told.status),
        })
    };
    let index = received.iter().position(is_it)?;
    Some(received.remove(index))
}

/// Whether a signature as it is shown here, each digest cut short, is the one that was sent.
fn fits(shown: &str, sent: &str) -> bool {
    let same = |(shown, sent): (&str, &str)| match shown.trim().strip_suffix('…') {
        Some(beginning) => sent.trim().starts_with(beginning),
        None => shown.trim() == sent.trim(),
    };
    shown.split(',').count() == sent.split(',').count() && shown.split(',').zip(sent.split(',')).all(same)
}

/// The signature that something came with, as far as it is shown.
pub fn signature(told: &Delivery) -> Option<&str> {
    let of_it = |(name, _): &&(String, String)| name.eq_ignore_ascii_case(SIGNATURE);
    told.headers.iter().find(of_it).map(|(_, value)| value.as_str())
}

fn put(stories: &mut Vec<Story>, event: Option<&str>, kind: Option<&str>, parcel: Parcel) {
    let known = stories.iter_mut().find(|story| event.is_some() && story.event.as_deref() == event);
    if let Some(story) = known {
        story.parcels.push(parcel);
        return;
    }
    let at = parcel.began().unwrap_or(Instant::from_millis(0));
    let (event, kind) = (event.map(str::to_owned), kind.map(str::to_owned));
    stories.push(Story { event, kind, at, verdict: None, parcels: vec![parcel] });
}

/// The last word of our inbox on an event.
fn verdict(moments: &[Moment], event: Option<&str>) -> Option<Written> {
    let event = event?;
    let of_it = |moment: &&Moment| match &moment.what {
        What::Written(written) => written.book == WrittenKind::Inbox && written.event.as_deref() == Some(event),
        _ => false,
    };
    moments.iter().filter(of_it).max_by_key(|moment| moment.at).and_then(|moment| match &moment.what {
        What::Written(written) => Some(written.clone()),
        _ => None,
    })
}

/// What came of telling a payment's news in every order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lab {
    /// The payment.
    pub payment: PaymentId,
    /// Its amount.
    pub amount: Clp,
    /// What was told, in the order in which it was heard.
    pub pieces: Vec<Piece>,
    /// What was heard and left out, because there would be too many orders, or because it tells of a refund.
    pub left_out: usize,
    /// What came of it.
    pub trial: Trial,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{backstage::About, id::MomentId};

    const EVENT: &str = "evt_1";

    fn came(id: &str, at: i64, event: &str, signed: &str, decision: Decision) -> Moment {
        let delivery = Delivery {
            event: Some(event.into()),
            event_type: Some("payment_intent.succeeded".into()),
            headers: vec![("Fintoc-Signature".into(), signed.into())],
            body: None,
            size: 2,
            status: if decision == Decision::Refused { 400 } else { 200 },
            checks: Vec::new(),
            decision,
        };
        moment(id, at, What::Delivered(Box::new(delivery)))
    }

    fn moment(id: &str, at: i64, what: What) -> Moment {
        Moment { id: MomentId::new(id), at: Instant::from_millis(at), took: None, about: About::default(), what }
    }

    fn sent(id: &str, event: &str, attempts: &[(i64, &str, u16)]) -> Sent {
        let attempt = |&(at, signed, status): &(i64, &str, u16)| Attempt {
            at: Instant::from_millis(at),
            took: Duration::from_millis(9),
            status: Some(status),
            fault: None,
            signature: Some(signed.into()),
        };
        Sent {
            id: id.into(),
            event: event.into(),
            kind: "payment_intent.succeeded".into(),
            state: SentState::Delivered,
            due_at: None,
            fault: None,
            copy_of: None,
            attempts: attempts.iter().map(attempt).collect(),
        }
    }

    #[test]
    fn each_try_meets_what_we_received_by_its_signature() {
        let moments = [
            came("moment_1", 10, EVENT, "t=1,v1=a", Decision::Kept),
            // Its event cannot be read from the body any more, which one byte is wrong of.
            came("moment_2", 20, "evt_2", "t=2,v1=b", Decision::Refused),
            came("moment_3", 30, EVENT, "t=3,v1=c", Decision::Repeated),
        ];
        let told = [
            sent("del_2", EVENT, &[(19, "t=2,v1=b", 400), (29, "t=3,v1=c", 200)]),
            sent("del_1", EVENT, &[(9, "t=1,v1=a", 200)]),
        ];
        let stories = together(&moments, &told);
        assert_eq!(stories.len(), 1);
        let parcels: Vec<_> = stories[0].parcels.iter().map(|parcel| parcel.id()).collect();
        assert_eq!(parcels, [Some("del_2"), Some("del_1")], "the newest first");
        let decisions: Vec<_> =
            stories[0].parcels[0].tries.iter().map(|one| one.delivery().map(|told| told.decision)).collect();
        assert_eq!(decisions, [Some(Decision::Refused), Some(Decision::Repeated)]);
        assert_eq!(stories[0].decision(), Some(Decision::Kept), "what came of the event");
        assert!(["evt_1", "del_1", "del_2", "moment_2"].iter().all(|id| stories[0].is_called(id)));
        assert!(!stories[0].is_called("del_3"));
    }

    #[test]
    fn a_signature_is_known_again_by_its_beginning() {
        assert!(fits("t=1,v1=01234567…", "t=1,v1=0123456789abcdef"));
        assert!(fits("t=1,v1=a", "t=1, v1=a"));
        for other in ["t=2,v1=0123456789abcdef", "t=1,v1=1123456789abcdef", "t=1", "t=1,v1=0123456789abcdef,v1=b"] {
            assert!(!fits("t=1,v1=01234567…", other), "{other}");
        }
    }

    #[test]
    fn two_copies_of_one_second_are_two_tries() {
        let twice = [
            came("moment_1", 10, EVENT, "t=1,v1=a", Decision::Kept),
            came("moment_2", 11, EVENT, "t=1,v1=a", Decision::Repeated),
        ];
        let told = [sent("del_2", EVENT, &[(11, "t=1,v1=a", 200)]), sent("del_1", EVENT, &[(10, "t=1,v1=a", 200)])];
        let stories = together(&twice, &told);
        let received: Vec<_> = stories[0]
            .parcels
            .iter()
            .map(|parcel| parcel.tries[0].received.as_ref().map(|moment| moment.id.as_str().to_owned()))
            .collect();
        assert_eq!(received, [Some("moment_2".to_owned()), Some("moment_1".to_owned())]);
    }

    #[test]
    fn what_nobody_admits_to_having_sent_is_shown_too() {
        let moments = [came("moment_1", 10, EVENT, "t=1,v1=a", Decision::Refused)];
        let stories = together(&moments, &[]);
        assert_eq!(stories[0].parcels[0].sent, None);
        assert_eq!(stories[0].parcels[0].id(), Some("moment_1"));
        assert_eq!(stories[0].decision(), Some(Decision::Refused));
    }

    #[test]
    fn the_last_word_of_the_inbox_is_the_verdict() {
        let wrote = |word: &str| {
            What::Written(Written {
                book: WrittenKind::Inbox,
                word: word.into(),
                amount: None,
                reason: None,
                event: Some(EVENT.into()),
            })
        };
        let moments = [
            came("moment_1", 10, EVENT, "t=1,v1=a", Decision::Kept),
            moment("moment_2", 11, wrote("unmatched")),
            moment("moment_3", 12, wrote("applied")),
        ];
        let stories = together(&moments, &[]);
        assert_eq!(stories[0].verdict.as_ref().map(|written| written.word.as_str()), Some("applied"));
    }

    #[test]
    fn every_way_to_send_again_is_read_back() {
        assert!(As::ALL.iter().all(|way| As::parse(way.as_str()) == Some(*way)));
        assert_eq!(As::parse("politely"), None);
        assert_eq!(As::ALL.iter().filter(|way| way.is_tampered()).count(), 4);
    }
}
