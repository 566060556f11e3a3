//! What somebody looks at on the stage. All of it is in the address, so that every state is a link.

use vuelta::{
    backstage::{sequence::Subject, stories::Story},
    id::{RideId, SetupId},
};

use crate::pages::encoded;

/// The word in addresses for all that is kept of a rider.
const EVERYTHING: &str = "all";

/// How the page is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// The app in a phone, and beside it what happens behind.
    #[default]
    Stage,
    /// The app as on a desk, with a panel at its side.
    Dock,
    /// The panel alone, for a second device.
    Panel,
}

impl Layout {
    pub(super) const ALL: [Self; 3] = [Self::Stage, Self::Dock, Self::Panel];

    /// The word in addresses.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Dock => "dock",
            Self::Panel => "panel",
        }
    }
}

/// What is looked at, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// What was chosen; the newest otherwise.
    pub subject: Option<Subject>,
    /// At which step it was paused; live otherwise.
    pub step: Option<String>,
    /// Whether pages that were only looked at are shown.
    pub views: bool,
    /// Whether all steps are drawn.
    pub all: bool,
    /// The layout.
    pub layout: Layout,
    /// The page in the phone.
    pub at: Option<String>,
    /// The story that is told, and at which of its beats one is.
    pub story: Option<(Story, usize)>,
}

impl Look {
    /// Reads the query of an address.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let ride = get("ride").filter(|ride| !ride.is_empty()).map(|ride| match ride.as_str() {
            EVERYTHING => Subject::Everything,
            _ => Subject::Ride(RideId::new(ride)),
        });
        let setup = get("setup").filter(|setup| !setup.is_empty()).map(|setup| Subject::Setup(SetupId::new(setup)));
        let word = get("view");
        let layout = Layout::ALL.into_iter().find(|layout| word.as_deref() == Some(layout.as_str()));
        let beat = get("beat").and_then(|beat| beat.parse().ok()).unwrap_or(1);
        let story = get("story").and_then(|word| Story::parse(&word));
        Self {
            subject: ride.or(setup),
            step: get("step").filter(|step| !step.is_empty()),
            views: get("views").is_some(),
            all: get("steps").is_some(),
            layout: layout.unwrap_or_default(),
            at: get("at").filter(|at| is_own_page(at)),
            story: story.map(|story| (story, beat.clamp(1, story.beats().len() + 1))),
        }
    }

    /// The address of it.
    pub(super) fn address(&self) -> String {
        let subject = match &self.subject {
            Some(Subject::Ride(ride)) => Some(("ride", ride.as_str())),
            Some(Subject::Setup(setup)) => Some(("setup", setup.as_str())),
            Some(Subject::Everything) => Some(("ride", EVERYTHING)),
            None => None,
        };
        let layout = Some(("view", self.layout.as_str())).filter(|_| self.layout != Layout::default());
        let step = self.step.as_deref().map(|step| ("step", step));
        let (views, all) = (self.views.then_some(("views", "shown")), self.all.then_some(("steps", "all")));
        let at = self.at.as_deref().map(|at| ("at", at));
        let beat = self.story.map(|(_, beat)| beat.to_string());
        let story = self.story.map(|(story, _)| ("story", story.as_str()));
        let pairs = [story, beat.as_deref().map(|beat| ("beat", beat)), subject, step, views, all, layout, at];
        let query: Vec<_> =
            pairs.into_iter().flatten().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if query.is_empty() { "/backstage".to_owned() } else { format!("/backstage?{}", query.join("&")) }
    }

    /// The same, paused at a step, which the browser scrolls to.
    pub(super) fn paused_at(&self, step: &str) -> String {
        format!("{}#{}", Self { step: Some(step.to_owned()), ..self.clone() }.address(), anchor(step))
    }

    /// The same, live.
    pub(super) fn live(&self) -> String {
        Self { step: None, ..self.clone() }.address()
    }
}

/// The id of a step's row.
pub(super) fn anchor(step: &str) -> String {
    format!("step-{step}")
}

/// A page of this site that riders see: nothing else is ever shown in the phone.
fn is_own_page(address: &str) -> bool {
    let plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let backstage =
        address.strip_prefix("/backstage").is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    plain && address.starts_with('/') && !address.starts_with("//") && !backstage
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Look {
        Look::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn every_look_is_an_address_that_reads_back() {
        assert_eq!(Look::default().address(), "/backstage");
        let query =
            [("ride", "ride_1"), ("step", "mom_1-answer"), ("views", "shown"), ("view", "dock"), ("at", "/book?to=x")];
        let look = read(&query);
        assert_eq!(look.address(), "/backstage?ride=ride_1&step=mom_1-answer&views=shown&view=dock&at=/book%3Fto%3Dx");
        assert_eq!(read(&[("ride", "all")]).subject, Some(Subject::Everything));
        let told = read(&[("story", "happy-path"), ("beat", "99")]);
        assert_eq!((told.story, told.address()), (Some((Story::HappyPath, 5)), Story::HappyPath.on_stage(5)));
        assert_eq!(read(&[("setup", "setup_1"), ("ride", "")]).subject, Some(Subject::Setup(SetupId::new("setup_1"))));
    }

    #[test]
    fn only_pages_of_this_site_are_shown_in_the_phone() {
        for at in ["/book", "/rides/ride_1?back=ok", "/"] {
            assert_eq!(read(&[("at", at)]).at.as_deref(), Some(at));
        }
        for at in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/backstage",
            "/backstage?at=/",
            "javascript:1",
        ] {
            assert_eq!(read(&[("at", at)]).at, None, "{at}");
        }
    }
}
