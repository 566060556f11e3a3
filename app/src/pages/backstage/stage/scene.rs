//! What is on the stage now, and the panes that show it: a page draws them once, and an open page is sent them again.

use leptos::prelude::*;
use vuelta::{
    Instant,
    backstage::{
        Backstage, Moment, What,
        sequence::{Options, Sequence, Subject},
    },
    city::place,
    id::RiderId,
    ports::Backend,
    refusal::{Refusal, Trouble},
    ride::{RideState, RideStory},
};

use super::{
    detail::detail,
    diagram::diagram,
    labels,
    lanes::lanes,
    look::{Layout, Look},
    strip::strips,
};
use crate::{
    copy::{Lang, backstage_stage as copy, time},
    parts::icon::{Icon, icon},
};

/// How many other things are offered to look at.
const OTHERS: usize = 12;

/// For how long after the last moment a page without script asks again.
const GOES_ON: std::time::Duration = std::time::Duration::from_secs(15);

/// What is on the stage.
#[derive(Debug, Clone)]
pub struct Scene {
    lang: Lang,
    look: Look,
    subject: Option<Subject>,
    others: Vec<(Subject, Instant)>,
    moments: Vec<Moment>,
    story: Option<RideStory>,
}

/// A part of the page: its id, and what is in it.
pub type Pane = (&'static str, String);

impl Scene {
    /// Looks.
    ///
    /// # Errors
    /// The backend's. A ride that is not the rider's is no ride.
    pub async fn look(
        backend: &dyn Backend,
        backstage: &dyn Backstage,
        rider: &RiderId,
        lang: Lang,
        look: Look,
    ) -> Result<Self, Trouble> {
        let mut all = backstage.moments(rider, None).await?;
        let subjects = Subject::all(&all);
        let newest = subjects.first().cloned().or_else(|| (!all.is_empty()).then_some(Subject::Everything));
        let subject = look.subject.clone().or(newest);
        if let Some(Subject::Ride(ride)) = &subject {
            // Of a ride of long ago, the newest of all hold nothing.
            let older = backstage.moments(rider, Some(ride)).await?;
            let known = all.len();
            all.extend(
                older
                    .into_iter()
                    .filter(|moment| !all[..known].iter().any(|held| held.id == moment.id))
                    .collect::<Vec<_>>(),
            );
            all.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        }
        let story = match &subject {
            Some(Subject::Ride(ride)) => match backend.ride(rider, ride).await {
                Ok(story) => Some(story),
                Err(Trouble::Refused(Refusal::NotFound)) if look.subject.is_none() => None,
                Err(trouble) => return Err(trouble),
            },
            Some(_) | None => None,
        };
        let began = |subject: Subject| {
            let first = all.iter().find(|moment| Subject::of(moment).as_ref() == Some(&subject))?;
            Some((subject, first.at))
        };
        let others = subjects.into_iter().take(OTHERS).filter_map(began).collect();
        let moments = subject.as_ref().map(|subject| subject.choose(&all)).unwrap_or_default();
        Ok(Self { lang, look, subject, others, moments, story })
    }

    /// Whether more may happen, so that a page without script asks again.
    pub(super) fn goes_on(&self) -> bool {
        let lately = self.moments.last().is_some_and(|last| time::ago(last.at) < GOES_ON);
        self.look.step.is_none() && (lately || self.moments.is_empty())
    }

    /// What the phone shows unless somebody said otherwise: the ride that runs, or what comes before one.
    pub(super) fn in_phone(&self) -> String {
        let runs = |story: &&RideStory| {
            matches!(story.ride.state, RideState::Requested | RideState::Unpaid) || story.goes_on()
        };
        let ride = self.story.as_ref().filter(runs).map(|story| format!("/rides/{}", story.ride.id));
        self.look.at.clone().or(ride).unwrap_or_else(|| "/book".to_owned())
    }

    /// The panes, to be put in their places.
    pub fn panes(&self) -> Vec<Pane> {
        let options = Options { views: self.look.views, all: self.look.all };
        let sequence = Sequence::of(&self.moments, options);
        let here = match &self.look.step {
            Some(step) => sequence.position(step),
            None => sequence.steps.len().checked_sub(1),
        };
        vec![
            ("stage-seq", written(self.middle(&sequence, here))),
            ("stage-detail", written(self.right(&sequence, here))),
            ("stage-time", written(lanes(self.lang, &sequence, here, &self.look))),
        ]
    }

    fn middle(&self, sequence: &Sequence, here: Option<usize>) -> impl IntoView + use<> {
        let lang = self.lang;
        let until = here.filter(|_| self.look.step.is_some()).and_then(|here| sequence.steps.get(here));
        let heard: Vec<_> = match until {
            // What the voices had said by then.
            Some(step) => self.moments.iter().filter(|moment| ended(moment) <= step.at).cloned().collect(),
            None => self.moments.clone(),
        };
        let story = self.story.clone().map(|story| match until {
            Some(step) => as_of(story, step.at),
            None => story,
        });
        let strips = story.as_ref().map(|story| strips(lang, story, &heard, sequence.began));
        let body = if sequence.steps.is_empty() {
            empty(lang).into_any()
        } else {
            view! { <div class="seqwrap" tabindex="0" role="group" aria-label=copy::sequence(lang)>{diagram(lang, sequence, here, &self.look)}</div> }.into_any()
        };
        let earlier = (sequence.earlier > 0).then(|| {
            let all = Look { all: true, ..self.look.clone() };
            view! { <a class="seqmore" href=all.address()>{copy::earlier(lang, sequence.earlier)}</a> }
        });
        view! {
            {self.head(sequence)}
            {strips}
            {earlier}
            {body}
        }
    }

    fn head(&self, sequence: &Sequence) -> impl IntoView + use<> {
        let lang = self.lang;
        let (title, amount) = self.title();
        let badge = self.story.as_ref().map(|story| {
            let tone = vuelta::backstage::truth::Tone::of(story.ride.state.as_str());
            view! {
                <span class=labels::badge(tone)>
                    {icon(labels::sign(tone))}{copy::ride_state(lang, story.ride.state)}
                </span>
            }
        });
        let now = if self.look.step.is_none() {
            view! { <span class="live"><i></i>{copy::live(lang)}</span> }.into_any()
        } else {
            view! { <a class="live live--paused" href=self.look.live()>{copy::paused(lang)}</a> }.into_any()
        };
        view! {
            <div class="pane__head">
                <h1 tabindex="-1">{title}" "<span class="bs__mono">{amount}</span></h1>
                {badge}
                {now}
                {self.others(sequence)}
            </div>
        }
    }

    fn title(&self) -> (String, Option<String>) {
        let lang = self.lang;
        match (&self.subject, &self.story) {
            (Some(Subject::Ride(_)), Some(story)) => {
                let trip = story.trip();
                let names = format!("{} → {}", place(&trip.from).name, place(&trip.to).name);
                (names, Some(story.ride.fare.total.to_string()))
            }
            (Some(Subject::Setup(_)), _) => (copy::saving(lang).to_owned(), None),
            (Some(Subject::Everything | Subject::Ride(_)), _) => (copy::everything(lang).to_owned(), None),
            (None, _) => (copy::no_ride(lang).to_owned(), None),
        }
    }

    /// What else there is to look at, and how much of it is shown.
    fn others(&self, sequence: &Sequence) -> impl IntoView + use<> {
        let lang = self.lang;
        let links = self.others.iter().map(|(subject, began)| {
            let clock = time::clock(*began);
            let name = match subject {
                Subject::Ride(_) => copy::ride_at(lang, &clock),
                Subject::Setup(_) => copy::setup_at(lang, &clock),
                Subject::Everything => copy::everything(lang).to_owned(),
            };
            self.other(subject, name)
        });
        let everything = self.other(&Subject::Everything, copy::everything(lang).to_owned());
        let views =
            if self.look.views { copy::views_shown(lang).to_owned() } else { copy::views_hidden(lang, sequence.views) };
        let toggled = Look { views: !self.look.views, step: None, ..self.look.clone() };
        let newest = self.look.all.then(|| {
            let newest = Look { all: false, ..self.look.clone() };
            view! { <a href=newest.address()>{copy::only_newest(lang)}</a> }
        });
        view! {
            <details class="menu">
                <summary class="tool" aria-label=copy::others(lang) title=copy::others(lang)>{icon(Icon::Menu)}</summary>
                <nav class="menu__panel" aria-label=copy::what_to_show(lang)>
                    {links.collect_view()}
                    {everything}
                    <a href=toggled.address()>{views}</a>
                    {newest}
                </nav>
            </details>
        }
    }

    fn other(&self, subject: &Subject, name: String) -> impl IntoView + use<> {
        let look = Look { subject: Some(subject.clone()), step: None, all: false, ..self.look.clone() };
        let is_this = (self.subject.as_ref() == Some(subject)).then_some("true");
        view! { <a href=look.address() aria-current=is_this>{name}</a> }
    }

    fn right(&self, sequence: &Sequence, here: Option<usize>) -> impl IntoView + use<> {
        let step = here.and_then(|here| sequence.steps.get(here));
        let found = step.and_then(|step| Some((step, self.moments.iter().find(|moment| moment.id == step.moment)?)));
        match found {
            Some((step, moment)) => detail(self.lang, step, moment).into_any(),
            None => view! { <p class="dim">{copy::nothing_chosen(self.lang)}</p> }.into_any(),
        }
    }

    /// The layout.
    pub(super) const fn layout(&self) -> Layout {
        self.look.layout
    }
}

/// When a moment was over.
fn ended(moment: &Moment) -> Instant {
    match &moment.what {
        What::Called(_) | What::Asked(_) => moment.at + moment.took.unwrap_or_default(),
        _ => moment.at,
    }
}

/// The story without the attempts that came later, and without what the others came to.
fn as_of(mut story: RideStory, at: Instant) -> RideStory {
    story.payments.retain(|payment| payment.created_at <= at);
    for payment in &mut story.payments {
        if payment.updated_at > at {
            payment.standing = vuelta::payment::Standing::NEW;
            payment.updated_at = payment.created_at;
        }
    }
    story.extra = story.extra.filter(|extra| extra.payments.iter().all(|payment| payment.created_at <= at));
    story.tip = story.tip.filter(|tip| tip.payments.iter().all(|payment| payment.created_at <= at));
    story
}

fn empty(lang: Lang) -> impl IntoView {
    view! {
        <div class="empty">
            {icon(Icon::Bolt)}
            <p>{copy::no_ride_lead(lang)}</p>
        </div>
    }
}

fn written(view: impl IntoView) -> String {
    view.into_view().to_html()
}
