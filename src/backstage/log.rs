//! The log of moments: what of it somebody looks for, and which lines belong together.

use std::cmp::Reverse;

use super::{Decision, Moment, What};
use crate::id::{RideId, SetupId};

/// Moments of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Requests of the rider's browser.
    Asked,
    /// What open pages were told.
    Told,
    /// Calls to Fintoc.
    Called,
    /// Deliveries of events.
    Delivered,
    /// What we wrote down.
    Written,
    /// What was done backstage.
    Done,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Asked, Self::Told, Self::Called, Self::Delivered, Self::Written, Self::Done];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Told => "told",
            Self::Called => "called",
            Self::Delivered => "delivered",
            Self::Written => "written",
            Self::Done => "done",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Of which sort that is.
    pub const fn of(what: &What) -> Self {
        match what {
            What::Asked(_) => Self::Asked,
            What::Told(_) => Self::Told,
            What::Called(_) => Self::Called,
            What::Delivered(_) => Self::Delivered,
            What::Written(_) => Self::Written,
            What::Done(_) => Self::Done,
        }
    }
}

/// How a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 2xx or 3xx: it was taken.
    Taken,
    /// 4xx: it was refused.
    Refused,
    /// 5xx: it failed.
    Failed,
    /// There was no answer.
    Missing,
}

impl Answer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Taken, Self::Refused, Self::Failed, Self::Missing];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "2xx",
            Self::Refused => "4xx",
            Self::Failed => "5xx",
            Self::Missing => "none",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == word)
    }

    /// How that was answered, if it is something that is answered.
    pub fn of(what: &What) -> Option<Self> {
        let status = match what {
            What::Asked(asked) => Some(asked.status),
            What::Called(call) => call.status,
            What::Delivered(delivery) => Some(delivery.status),
            What::Told(_) | What::Written(_) | What::Done(_) => return None,
        };
        Some(match status {
            None => Self::Missing,
            Some(..400) => Self::Taken,
            Some(400..500) => Self::Refused,
            Some(500..) => Self::Failed,
        })
    }
}

/// How the log is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Everything, story by story.
    #[default]
    Timeline,
    /// Only what went over the wire between Fintoc and us, newest first.
    Calls,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Timeline, Self::Calls];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timeline => "timeline",
            Self::Calls => "calls",
        }
    }

    /// The sorts that are in it.
    pub const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Timeline => &Kind::ALL,
            Self::Calls => &[Kind::Called, Kind::Delivered],
        }
    }
}

/// What somebody looks for. All of it together has to fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// How it is arranged.
    pub view: View,
    /// Of one sort.
    pub kind: Option<Kind>,
    /// With that HTTP method.
    pub method: Option<String>,
    /// Answered like that.
    pub answer: Option<Answer>,
    /// About that ride.
    pub ride: Option<RideId>,
    /// With that in its path, or in the type of its event.
    pub path: Option<String>,
    /// With that anywhere.
    pub words: Option<String>,
}

impl Filter {
    /// Reads it from an address: `get` gives the value of a name. What is empty or unknown is not looked for.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            view: if text("view").as_deref() == Some("calls") { View::Calls } else { View::Timeline },
            kind: text("kind").and_then(|word| Kind::parse(&word)),
            method: text("method"),
            answer: text("status").and_then(|word| Answer::parse(&word)),
            ride: text("ride").map(RideId::new),
            path: text("path"),
            words: text("q"),
        }
    }

    /// The names and values that read back as this.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let view = (self.view != View::default()).then(|| self.view.as_str());
        let all = [
            ("view", view),
            ("kind", self.kind.map(Kind::as_str)),
            ("method", self.method.as_deref()),
            ("status", self.answer.map(Answer::as_str)),
            ("ride", self.ride.as_ref().map(RideId::as_str)),
            ("path", self.path.as_deref()),
            ("q", self.words.as_deref()),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// An address with this filter and whatever else is to be in it.
    pub fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let pairs = self.pairs();
        let pairs: Vec<_> =
            pairs.iter().chain(more).map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// Whether anything is left out, apart from what its view never shows.
    pub fn is_narrow(&self) -> bool {
        *self != Self { view: self.view, ..Self::default() }
    }

    /// Whether the moment is among what is looked for.
    pub fn fits(&self, moment: &Moment) -> bool {
        let (what, kind) = (&moment.what, Kind::of(&moment.what));
        let has = |text: Option<&str>, part: &str| text.is_some_and(|text| holds(text, part));
        self.view.kinds().contains(&kind)
            && self.kind.is_none_or(|wanted| wanted == kind)
            && self.method.as_deref().is_none_or(|wanted| method(what) == Some(wanted))
            && self.answer.is_none_or(|wanted| Answer::of(what) == Some(wanted))
            && self.ride.as_ref().is_none_or(|wanted| moment.about.ride.as_ref() == Some(wanted))
            && self.path.as_deref().is_none_or(|wanted| has(path(what), wanted))
            && self.words.as_deref().is_none_or(|wanted| has(serde_json::to_string(moment).ok().as_deref(), wanted))
    }
}

/// The HTTP method, of what has one.
pub fn method(what: &What) -> Option<&str> {
    match what {
        What::Asked(asked) => Some(&asked.method),
        What::Called(call) => Some(&call.method),
        What::Delivered(_) => Some("POST"),
        What::Told(_) | What::Written(_) | What::Done(_) => None,
    }
}

/// The path, or the type of the event.
fn path(what: &What) -> Option<&str> {
    match what {
        What::Asked(asked) => Some(&asked.path),
        What::Called(call) => Some(&call.path),
        What::Delivered(delivery) => delivery.event_type.as_deref(),
        What::Told(_) | What::Written(_) | What::Done(_) => None,
    }
}

/// Whether it went wrong: refused, failed, unanswered or not believed.
pub fn is_wrong(what: &What) -> bool {
    let refused = matches!(what, What::Delivered(delivery) if delivery.decision == Decision::Refused);
    refused || matches!(Answer::of(what), Some(Answer::Refused | Answer::Failed | Answer::Missing))
}

fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// What a run of moments is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Story {
    /// A ride.
    Ride(RideId),
    /// Saving an account.
    Setup(SetupId),
    /// Neither.
    Rest,
}

impl Story {
    fn of(moment: &Moment) -> Self {
        match (&moment.about.ride, &moment.about.setup) {
            (Some(ride), _) => Self::Ride(ride.clone()),
            (None, Some(setup)) => Self::Setup(setup.clone()),
            (None, None) => Self::Rest,
        }
    }
}

/// The moments by story. Within a story the oldest comes first, because a cause is read before its effect; of stories the one comes
/// first in which something happened last, because that is what somebody has just done. What belongs to none comes after them all.
pub fn by_story<'a>(moments: impl IntoIterator<Item = &'a Moment>) -> Vec<(Story, Vec<&'a Moment>)> {
    let mut stories: Vec<(Story, Vec<&Moment>)> = Vec::new();
    for moment in moments {
        let story = Story::of(moment);
        match stories.iter_mut().find(|(known, _)| *known == story) {
            Some((_, lines)) => lines.push(moment),
            None => stories.push((story, vec![moment])),
        }
    }
    for (_, lines) in &mut stories {
        lines.sort_by(|one, next| (one.at, &one.id).cmp(&(next.at, &next.id)));
    }
    stories.sort_by_key(|(story, lines)| (*story == Story::Rest, Reverse(lines.last().map(|moment| moment.at))));
    stories
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Instant,
        backstage::{About, Asked, Deed},
        id::MomentId,
    };

    fn moment(id: &str, at: i64, ride: Option<&str>, what: What) -> Moment {
        let about = About { ride: ride.map(RideId::new), ..About::default() };
        Moment { id: MomentId::new(id), at: Instant::from_millis(at), took: None, about, what }
    }

    fn asked(path: &str, status: u16) -> What {
        What::Asked(Asked { method: "GET".into(), path: path.into(), status, leads_to: None })
    }

    fn filter(query: &[(&str, &str)]) -> Filter {
        Filter::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_filter_reads_back_from_its_address() {
        let query = [
            ("view", "calls"),
            ("kind", "called"),
            ("method", "POST"),
            ("status", "4xx"),
            ("ride", "ride_1"),
            ("path", "/v2/c"),
            ("q", "peñalolén & más"),
        ];
        let filter = filter(&query);
        assert_eq!(filter.pairs(), query);
        assert_eq!(
            Filter { words: Some("ñ &".into()), ..Filter::default() }.address("/x", &[("tab", "code")]),
            "/x?q=%C3%B1%20%26&tab=code"
        );
        assert!(filter.is_narrow() && !Filter { view: View::Calls, ..Filter::default() }.is_narrow());
    }

    #[test]
    fn what_is_empty_or_unknown_is_not_looked_for() {
        assert_eq!(filter(&[("kind", "heard"), ("status", ""), ("q", "  "), ("view", "x")]), Filter::default());
        assert!(Kind::ALL.iter().all(|kind| Kind::parse(kind.as_str()) == Some(*kind)));
        assert!(Answer::ALL.iter().all(|answer| Answer::parse(answer.as_str()) == Some(*answer)));
    }

    #[test]
    fn all_that_is_looked_for_has_to_fit() {
        let page = moment("m1", 1, Some("ride_1"), asked("/rides/ride_1", 200));
        let lost = moment("m2", 2, None, asked("/nowhere", 404));
        let fits = |query: &[(&str, &str)]| [&page, &lost].map(|moment| filter(query).fits(moment));
        assert_eq!(fits(&[]), [true, true]);
        assert_eq!(fits(&[("status", "4xx")]), [false, true]);
        assert_eq!(fits(&[("ride", "ride_1")]), [true, false]);
        assert_eq!(fits(&[("path", "RIDES")]), [true, false]);
        assert_eq!(fits(&[("q", "nowhere"), ("status", "2xx")]), [false, false]);
        assert_eq!(fits(&[("view", "calls")]), [false, false]);
        assert!(is_wrong(&lost.what) && !is_wrong(&page.what));
    }

    #[test]
    fn a_story_begins_with_its_cause_and_the_latest_story_comes_first() {
        let deed = |word: &str| What::Done(Deed { word: word.into(), detail: None });
        let moments = [
            moment("m3", 30, Some("ride_2"), asked("/c", 200)),
            moment("m1", 10, Some("ride_1"), asked("/a", 200)),
            moment("m2", 50, None, deed("clock.moved")),
            moment("m4", 40, Some("ride_1"), asked("/b", 200)),
        ];
        let stories = by_story(&moments);
        let ids = |index: usize| stories[index].1.iter().map(|moment| moment.id.as_str()).collect::<Vec<_>>();
        assert_eq!(stories.len(), 3);
        assert_eq!((&stories[0].0, ids(0)), (&Story::Ride(RideId::new("ride_1")), vec!["m1", "m4"]));
        assert_eq!((ids(1), &stories[2].0), (vec!["m3"], &Story::Rest));
    }
}
