//! From moments to a sequence diagram: which arrow each is, between whom, when, and how it sounds.
//!
//! Nobody tells us when Fintoc asks the bank. Two arrows are derived from what Fintoc says of a payment intent, its `created_at`
//! and that of the event which ends it, and they say so ([`Note::AsFintocTells`]).

mod bank;
#[cfg(test)]
pub(in crate::backstage) mod samples;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde_json::Value;

use self::bank::Bank;
use super::{Asked, Call, Decision, Deed, Delivery, Moment, Told, What, Written, WrittenKind, truth::Tone};
use crate::{
    Clp, Instant,
    id::{MomentId, RideId, SetupId},
};

/// The most steps that are drawn at once, unless all are asked for.
pub const MOST: usize = 60;

/// What is written down together is one step.
const TOGETHER: Duration = Duration::from_millis(40);

/// How long before a ride what somebody did backstage may belong to it.
const BEFORE: Duration = Duration::from_secs(120);

/// What a diagram is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A ride and its payments.
    Ride(RideId),
    /// An account being saved.
    Setup(SetupId),
    /// All that is kept of the rider.
    Everything,
}

impl Subject {
    /// What there is to look at, newest first.
    pub fn all(moments: &[Moment]) -> Vec<Self> {
        let mut all = Vec::new();
        for moment in moments.iter().rev() {
            if let Some(subject) = Self::of(moment).filter(|subject| !all.contains(subject)) {
                all.push(subject);
            }
        }
        // A ride that is driven goes on telling things; what began last is newer all the same.
        all.sort_by_key(|subject| {
            moments.iter().position(|moment| Self::of(moment).as_ref() == Some(subject)).map(std::cmp::Reverse)
        });
        all
    }

    /// What that moment is about.
    pub fn of(moment: &Moment) -> Option<Self> {
        let about = &moment.about;
        about.ride.clone().map(Self::Ride).or_else(|| about.setup.clone().map(Self::Setup))
    }

    /// Its moments among all of a rider's, oldest first: with what was done backstage while it ran, or shortly before.
    pub fn choose(&self, moments: &[Moment]) -> Vec<Moment> {
        if *self == Self::Everything {
            return moments.to_vec();
        }
        let is_ours = |moment: &&Moment| Self::of(moment).as_ref() == Some(self);
        let began = moments.iter().find(is_ours).map(|moment| moment.at);
        // What was done before the one before began was about that one.
        let begins = |other: Self| moments.iter().find(|moment| Self::of(moment).as_ref() == Some(&other));
        let others = Self::all(moments).into_iter().filter(|other| other != self).filter_map(begins);
        let before = others.map(|moment| moment.at).filter(|at| began.is_some_and(|began| *at < began)).max();
        let belongs = |moment: &&Moment| match (&moment.what, Self::of(moment), began) {
            (What::Done(_), None, Some(began)) => {
                moment.at >= began - BEFORE && before.is_none_or(|before| moment.at > before)
            }
            _ => is_ours(moment),
        };
        moments.iter().filter(belongs).cloned().collect()
    }
}

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lifeline {
    /// The rider's browser.
    Browser,
    /// Vuelta.
    Us,
    /// Fintoc.
    Fintoc,
    /// The rider's bank.
    Bank,
}

/// What kind of arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Somebody asks.
    Call,
    /// Somebody answers.
    Answer,
    /// Fintoc delivers an event.
    Delivery,
}

/// How a step is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An arrow between two lifelines.
    Arrow {
        /// From whom.
        from: Lifeline,
        /// To whom.
        to: Lifeline,
        /// Of which kind.
        line: Line,
    },
    /// A box on our lifeline: something was written down.
    Book,
    /// A line across all: something was done backstage.
    Deed,
}

/// What a step is called. Technical words stay as they are; the rest is said in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Title {
    /// As it is.
    Plain(String),
    /// An open page is told this word.
    Told(String),
    /// Something was written down.
    Wrote(WrittenKind, String),
    /// Fintoc asks the bank for money.
    Charge(Option<Clp>),
    /// The bank says how it went, in Fintoc's word.
    BankSays(String),
    /// Somebody did that backstage.
    Done(String),
}

/// What stands below the title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// As it is.
    Plain(String),
    /// The HTTP status of the answer.
    Status(u16),
    /// How long it took.
    Took(Duration),
    /// There was no readable answer.
    NoAnswer,
    /// Which try of the call it was, beginning with 2.
    Try(usize),
    /// What we did with a delivery, unless it was kept.
    Decision(Decision),
    /// The answer leads the rider to the hosted page.
    Redirect,
    /// The answer leads nowhere: one click was enough.
    NoRedirect,
    /// How much.
    Amount(Clp),
    /// Written down together with the title.
    Also(WrittenKind, String),
    /// What came of a delivery.
    Verdict(String),
    /// Sent over the open stream.
    Stream,
    /// Derived from what Fintoc says.
    AsFintocTells,
}

/// One row of the diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which, in addresses.
    pub key: String,
    /// The moment behind it.
    pub moment: MomentId,
    /// When.
    pub at: Instant,
    /// How long after the first.
    pub since: Duration,
    /// How long it took, where it took any time.
    pub took: Option<Duration>,
    /// How it is drawn.
    pub shape: Shape,
    /// How it sounds.
    pub tone: Tone,
    /// What it is called.
    pub title: Title,
    /// What stands below.
    pub notes: Vec<Note>,
    /// How often it happened in a row.
    pub times: usize,
}

/// What is drawn, and what is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Also every page that was only looked at.
    pub views: bool,
    /// Also what is longer ago than the newest [`MOST`].
    pub all: bool,
}

/// A sequence diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// Its rows, oldest first.
    pub steps: Vec<Step>,
    /// When it began.
    pub began: Option<Instant>,
    /// How many earlier steps are left out.
    pub earlier: usize,
    /// How many page views are left out.
    pub views: usize,
}

impl Sequence {
    /// The diagram of moments, oldest first.
    pub fn of(moments: &[Moment], options: Options) -> Self {
        let began = moments.iter().map(|moment| moment.at).min();
        let shown: Vec<_> = moments.iter().filter(|moment| options.views || !is_view(moment)).collect();
        let views = moments.len() - shown.len();
        let (verdicts, shown): (Vec<_>, Vec<_>) = shown.into_iter().partition(|moment| is_verdict(moment, moments));
        let mut steps = Vec::new();
        let mut bank = Bank::default();
        for group in grouped(&shown) {
            bank.listen(&group, &mut steps);
            draw(&group, &mut steps);
        }
        verdicts.into_iter().for_each(|verdict| add(verdict, moments, &mut steps));
        steps.sort_by_key(|step| step.at);
        for step in &mut steps {
            step.since = began.map(|began| step.at.since(began)).unwrap_or_default();
        }
        let earlier = if options.all { 0 } else { steps.len().saturating_sub(MOST) };
        steps.drain(..earlier);
        Self { steps, began, earlier, views }
    }

    /// The place of the step with that key.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.key == key)
    }
}

/// Whether a page was only looked at. Coming back from the bank is more than that.
fn is_view(moment: &Moment) -> bool {
    matches!(&moment.what, What::Asked(asked)
        if asked.method == "GET" && asked.status < 400 && asked.leads_to.is_none() && !asked.path.contains("back="))
}

/// The delivery that a line of our inbox is about.
fn delivery_of<'a>(moment: &Moment, moments: &'a [Moment]) -> Option<&'a Moment> {
    let What::Written(written) = &moment.what else { return None };
    let event = written.event.as_deref().filter(|_| written.book == WrittenKind::Inbox)?;
    moments.iter().find(|other| {
        matches!(&other.what, What::Delivered(delivery)
            if delivery.event.as_deref() == Some(event) && delivery.decision == Decision::Kept)
    })
}

fn is_verdict(moment: &Moment, moments: &[Moment]) -> bool {
    delivery_of(moment, moments).is_some()
}

/// What came of a delivery stands in its line; of several tries, the last. That it was applied, the lines below it say.
fn add(verdict: &Moment, moments: &[Moment], steps: &mut [Step]) {
    let What::Written(written) = &verdict.what else { return };
    let delivery = delivery_of(verdict, moments);
    let Some(step) = steps.iter_mut().find(|step| delivery.is_some_and(|delivery| delivery.id.as_str() == step.key))
    else {
        return;
    };
    step.notes.retain(|note| !matches!(note, Note::Verdict(_)));
    if written.word != "applied" {
        step.notes.push(Note::Verdict(written.word.clone()));
    }
}

/// Moments that are one step: the newest of several in a row that say the same, or all that was written down together.
struct Group<'a> {
    moments: Vec<&'a Moment>,
}

fn grouped<'a>(moments: &[&'a Moment]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for moment in moments {
        match groups.last_mut() {
            Some(group) if group.moments.last().is_some_and(|last| go_together(last, moment)) => {
                group.moments.push(moment);
            }
            Some(_) | None => groups.push(Group { moments: vec![moment] }),
        }
    }
    groups
}

fn go_together(last: &Moment, next: &Moment) -> bool {
    match (&last.what, &next.what) {
        (What::Called(last), What::Called(next)) => {
            next.method == "GET" && (&last.method, &last.path, last.status) == (&next.method, &next.path, next.status)
        }
        (What::Asked(last), What::Asked(next)) => next.method == "GET" && last == next,
        (What::Told(last), What::Told(next)) => last.word == next.word,
        (What::Written(_), What::Written(_)) => next.at.since(last.at) <= TOGETHER,
        _ => false,
    }
}

fn draw(group: &Group<'_>, steps: &mut Vec<Step>) {
    let Some(last) = group.moments.last() else { return };
    let times = group.moments.len();
    match &last.what {
        What::Asked(asked) => steps.push(Step { times, ..ask(last, asked) }),
        What::Told(told) => steps.push(Step { times, ..tell(last, told) }),
        What::Called(called) => {
            steps.push(Step { times, ..call(last, called) });
            steps.extend(answer(last, called));
        }
        What::Delivered(delivery) => steps.push(deliver(last, delivery)),
        What::Written(_) => steps.extend(wrote(group)),
        What::Done(deed) => steps.push(done(last, deed)),
    }
}

/// A step that is not about anything yet.
fn step(moment: &Moment, shape: Shape, tone: Tone, title: Title, notes: Vec<Note>) -> Step {
    let (at, took) = (moment.at, moment.took);
    let (key, moment) = (moment.id.as_str().to_owned(), moment.id.clone());
    Step { key, moment, at, since: Duration::ZERO, took, shape, tone, title, notes, times: 1 }
}

const fn arrow(from: Lifeline, to: Lifeline, line: Line) -> Shape {
    Shape::Arrow { from, to, line }
}

const fn tone_of_status(status: u16) -> Tone {
    match status {
        ..400 => Tone::Ok,
        409 | 429 => Tone::Wait,
        _ => Tone::Bad,
    }
}

fn ask(moment: &Moment, asked: &Asked) -> Step {
    let mut notes = vec![Note::Status(asked.status)];
    notes.extend(asked.leads_to.iter().map(|place| Note::Plain(format!("→ {place}"))));
    let title = Title::Plain(format!("{} {}", asked.method, asked.path));
    step(moment, arrow(Lifeline::Browser, Lifeline::Us, Line::Call), tone_of_status(asked.status), title, notes)
}

fn tell(moment: &Moment, told: &Told) -> Step {
    let tone = Tone::of(&told.word);
    let title = Title::Told(told.word.clone());
    step(moment, arrow(Lifeline::Us, Lifeline::Browser, Line::Answer), tone, title, vec![Note::Stream])
}

fn call(moment: &Moment, call: &Call) -> Step {
    let mut notes: Vec<_> = match call.status {
        Some(status) => vec![Note::Status(status)],
        None => vec![Note::NoAnswer],
    };
    notes.extend(moment.took.map(Note::Took));
    if call.attempt > 0 {
        notes.push(Note::Try(call.attempt + 1));
    }
    let path = call.path.split('?').next().unwrap_or_default();
    let path = path.strip_prefix("/v2/").or_else(|| path.strip_prefix("/v1/")).unwrap_or(path);
    let tone = call.status.map_or(Tone::Bad, tone_of_status);
    let title = Title::Plain(format!("{} {path}", call.method));
    step(moment, arrow(Lifeline::Us, Lifeline::Fintoc, Line::Call), tone, title, notes)
}

/// What came back, if it says more than that it came.
fn answer(moment: &Moment, call: &Call) -> Option<Step> {
    let body = call.response.as_ref()?;
    let refused = body.get("error").and_then(|error| text(error, "code").or_else(|| text(error, "type")));
    let (title, tone) = match refused {
        Some(code) => (code.to_owned(), Tone::Bad),
        None => {
            let status = status_of(body);
            let named = intent(body).or(Some(body)).and_then(|object| text(object, "id"));
            let kind = named.and_then(|id| id.split_once('_')).map(|(kind, _)| format!("{kind}_…"));
            let title: Vec<_> = kind.into_iter().chain(status.clone()).collect();
            (title.join(" "), status.map_or(Tone::Ok, |status| Tone::of(&status)))
        }
    };
    let is_new = call.method == "POST" && call.path.contains("checkout_sessions");
    let leads = body.get("redirect_url").is_some_and(Value::is_string);
    let mut notes = Vec::new();
    if is_new && call.status.is_some_and(|status| status < 300) {
        notes.push(if leads { Note::Redirect } else { Note::NoRedirect });
    }
    let shape = arrow(Lifeline::Fintoc, Lifeline::Us, Line::Answer);
    let step = step(moment, shape, tone, Title::Plain(title), notes);
    let at = moment.at + moment.took.unwrap_or_default();
    (step.title != Title::Plain(String::new())).then(|| Step {
        key: format!("{}-answer", moment.id),
        at,
        took: None,
        ..step
    })
}

fn deliver(moment: &Moment, delivery: &Delivery) -> Step {
    let event = delivery.event_type.as_deref();
    let tone = match delivery.decision {
        Decision::Refused | Decision::Unkept => Tone::Bad,
        Decision::Repeated | Decision::Hint => Tone::Wait,
        Decision::Kept => match event.and_then(|event| event.split('.').next_back()).map(Tone::of) {
            Some(Tone::Bad) => Tone::Bad,
            Some(_) | None => Tone::Ok,
        },
    };
    let mut notes = vec![Note::Status(delivery.status)];
    match delivery.decision {
        Decision::Kept => notes.extend(moment.took.map(Note::Took)),
        decision => notes.push(Note::Decision(decision)),
    }
    let title = Title::Plain(event.unwrap_or("?").to_owned());
    step(moment, arrow(Lifeline::Fintoc, Lifeline::Us, Line::Delivery), tone, title, notes)
}

/// What was written down together: the most telling line, and below it the others.
fn wrote(group: &Group<'_>) -> Option<Step> {
    let mut lines: Vec<(&Moment, &Written)> = Vec::new();
    for moment in &group.moments {
        if let What::Written(written) = &moment.what {
            lines.push((moment, written));
        }
    }
    lines.sort_by_key(|(_, written)| weight(written.book));
    let ((moment, first), rest) = lines.split_first()?;
    let mut notes: Vec<_> = first.reason.iter().cloned().map(Note::Plain).collect();
    notes.extend(first.amount.map(Note::Amount));
    notes.extend(rest.iter().map(|(_, written)| Note::Also(written.book, written.word.clone())));
    let title = Title::Wrote(first.book, first.word.clone());
    let tone = if first.book == WrittenKind::Intent { Tone::Ok } else { Tone::of(&first.word) };
    Some(step(moment, Shape::Book, tone, title, notes))
}

const fn weight(book: WrittenKind) -> u8 {
    match book {
        WrittenKind::Intent => 0,
        WrittenKind::Refund => 1,
        WrittenKind::Payment => 2,
        WrittenKind::Ride => 3,
        WrittenKind::Method => 4,
        WrittenKind::Setup => 5,
        WrittenKind::Inbox => 6,
    }
}

fn done(moment: &Moment, deed: &Deed) -> Step {
    let notes = deed.detail.iter().cloned().map(Note::Plain).collect();
    step(moment, Shape::Deed, Tone::Wait, Title::Done(deed.word.clone()), notes)
}

fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

/// The payment intent somewhere in a body.
fn intent(body: &Value) -> Option<&Value> {
    match body {
        Value::Object(_) if text(body, "object") == Some("payment_intent") => Some(body),
        Value::Object(fields) => fields.values().find_map(intent),
        Value::Array(items) => items.iter().find_map(intent),
        _ => None,
    }
}

/// The state that a body tells: of the payment intent in it, of what an event is about, or of what it is itself.
pub(super) fn status_of(body: &Value) -> Option<String> {
    let object = intent(body).or_else(|| body.get("data")).unwrap_or(body);
    text(object, "status").map(str::to_owned)
}

/// Reads `2026-11-22T17:03:13.901Z`.
fn instant(text: &str) -> Option<Instant> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let numbers = |text: &str, by: char| -> Option<[i64; 3]> {
        let all: Vec<i64> = text.split(by).map(|part| part.parse().ok()).collect::<Option<_>>()?;
        all.try_into().ok()
    };
    let [year, month, day] = numbers(date, '-')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':')?;
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    // Days since 1970 of the proleptic Gregorian calendar, counted from March, so that the leap day is a year's last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
            - 719_469;
    Some(Instant::from_millis((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + millis))
}
