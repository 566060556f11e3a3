//! Moments: what happened around one rider, each a line of the timeline and an arrow of the diagram.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Clp, Instant,
    id::{MomentId, PaymentId, RideId, SetupId},
};

/// Something that happened around a rider. What it holds is fit to be shown: no key, no name, no whole number of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Which; ids sort by when they were made.
    pub id: MomentId,
    /// When it began.
    pub at: Instant,
    /// How long it took, where it took any time.
    pub took: Option<Duration>,
    /// What of the rider's it was about, as far as that is known.
    pub about: About,
    /// What happened.
    pub what: What,
}

/// What a moment is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// The ride.
    pub ride: Option<RideId>,
    /// The setup.
    pub setup: Option<SetupId>,
    /// The attempt to collect a charge.
    pub payment: Option<PaymentId>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The rider's browser asked us for something.
    Asked(Asked),
    /// We told an open page of the rider's how things stand.
    Told(Told),
    /// We called Fintoc.
    Called(Box<Call>),
    /// Fintoc delivered an event, or somebody who said so.
    Delivered(Box<Delivery>),
    /// We wrote something down.
    Written(Written),
    /// Somebody did something backstage.
    Done(Deed),
}

/// A request of the rider's browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: String,
    /// The path, and of the query what is ours, such as `back=ok`.
    pub path: String,
    /// The HTTP status we answered.
    pub status: u16,
    /// Where a redirect leads: a path of ours, or the origin of another site.
    pub leads_to: Option<String>,
}

/// What an open page was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The number of the newest ride update in it.
    pub number: i64,
    /// What that update says: the word of a ride update or of a state.
    pub word: String,
}

/// A call to Fintoc and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Path and query, without the host.
    pub path: String,
    /// The HTTP status; nothing when there was no answer.
    pub status: Option<u16>,
    /// Fintoc's `X-Request-Id`.
    pub request_id: Option<String>,
    /// Our `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// 0 for the first try of a call.
    pub attempt: usize,
    /// The headers sent, those that may be shown.
    pub request_headers: Vec<(String, String)>,
    /// The body sent, masked.
    pub request: Option<Value>,
    /// The headers received, those that may be shown.
    pub response_headers: Vec<(String, String)>,
    /// The body received, masked.
    pub response: Option<Value>,
    /// Why there was no readable answer.
    pub failure: Option<String>,
}

/// A delivery to our webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// The id of the event it claims to bring.
    pub event: Option<String>,
    /// The type of the event it claims to bring.
    pub event_type: Option<String>,
    /// The headers received, those that may be shown.
    pub headers: Vec<(String, String)>,
    /// The body received, masked; nothing when it was not JSON.
    pub body: Option<Value>,
    /// The length of the body, in bytes.
    pub size: usize,
    /// The HTTP status we answered.
    pub status: u16,
    /// What was looked at, in order, up to the first that did not pass. Only what is too old is looked at further: it is a hint.
    pub checks: Vec<Check>,
    /// What we did with it.
    pub decision: Decision,
}

/// One thing that is looked at before a delivery is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which.
    pub name: CheckName,
    /// Whether it passed.
    pub passed: bool,
    /// What was found, such as an age or the end of a secret; never a secret.
    pub detail: String,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The header is there.
    Header,
    /// The header has a time and signatures.
    Format,
    /// A signature was made with one of our secrets over these very bytes.
    Digest,
    /// The time is not ahead of ours, and not too long ago.
    Age,
    /// The body is an event.
    Event,
    /// The event did not come before.
    New,
}

/// What we did with a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It was kept, to be applied.
    Kept,
    /// It is authentic and too old to be believed: kept as a hint, and Fintoc is asked.
    Hint,
    /// It came before: nothing was done.
    Repeated,
    /// It is not believed: no row was written.
    Refused,
    /// It could not be kept now; Fintoc sends it again.
    Unkept,
}

/// Something that we wrote down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// In which book.
    pub book: WrittenKind,
    /// The state or verdict, in the word that the database has for it.
    pub word: String,
    /// The money it is about.
    pub amount: Option<Clp>,
    /// Why, where there is a reason: an `error_reason`, for example.
    pub reason: Option<String>,
    /// The event of Fintoc that it comes from, if one did.
    pub event: Option<String>,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrittenKind {
    /// An attempt to collect a charge, before anybody is called.
    Intent,
    /// The state of a payment.
    Payment,
    /// The state of a ride.
    Ride,
    /// The state of a setup.
    Setup,
    /// A saved account.
    Method,
    /// The state of a refund.
    Refund,
    /// What became of an event in the inbox: applied, nothing new, unmatched, ….
    Inbox,
}

/// What somebody did backstage, so that a timeline explains itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// What, as a word with dots, such as `scenario.armed`.
    pub word: String,
    /// To what, or how: the name of the scenario, for example.
    pub detail: Option<String>,
}

impl What {
    /// The word in the database and in filters.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Asked(_) => "asked",
            Self::Told(_) => "told",
            Self::Called(_) => "called",
            Self::Delivered(_) => "delivered",
            Self::Written(_) => "written",
            Self::Done(_) => "done",
        }
    }
}
