//! Stories: scripted demonstrations, beat by beat. Each beat is something that a rider, a bank or Fintoc does, and can be done in
//! their place; which beats make a story, and where each leads, is decided here.

use std::{fmt, time::Duration};

use crate::refusal::Trouble;

/// A scripted demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Story {
    /// An account is saved once, and pays ride after ride.
    HappyPath,
    /// The bank says no, and another account pays.
    BankSaysNo,
    /// The tab is closed at the bank, and the account is saved all the same.
    ClosedTab,
    /// Two taps, one charge.
    DoubleTap,
    /// Webhooks come late, or not at all.
    LateWebhooks,
    /// The bank cuts the account off.
    DeadAccount,
    /// The bank wants the payer's approval.
    Approval,
    /// The first ride is paid and the account saved in one go.
    PayAndSave,
    /// A paid ride is called off, and its money goes back.
    MoneyBack,
}

/// A step of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Beat {
    /// A rider is there who has never been here.
    Arrive,
    /// They save an account that pays.
    SaveAccount,
    /// They save one that has no funds.
    SaveEmptyAccount,
    /// They save another one, at another bank.
    SaveOther,
    /// They approve at the bank and close the tab.
    CloseTab,
    /// They book, and pay with one click.
    Ride,
    /// They do so again.
    RideAgain,
    /// They book, and the bank says no.
    RideDeclined,
    /// They pay the same ride with the other account.
    PayWithOther,
    /// They tap twice at the same instant.
    TapTwice,
    /// Fintoc's deliveries are held back.
    HoldWebhooks,
    /// They book, and nobody tells us how it went.
    RideInTheDark,
    /// We ask Fintoc ourselves.
    AskFintoc,
    /// What was held back arrives, too late to matter.
    ReleaseWebhooks,
    /// They book, and every delivery is lost.
    LoseWebhooks,
    /// The bank cuts their account off.
    CutOff,
    /// They try to pay with it.
    RideRefused,
    /// They save it again, and it takes its old place.
    SaveAgain,
    /// The bank is told to ask for approval next time.
    WantApproval,
    /// They book, and are led to the bank.
    RideToApprove,
    /// They approve there.
    Approve,
    /// They book without a saved account, and are led to the bank.
    RideAtBank,
    /// They pay there, and have the account saved.
    PayAndSave,
    /// They call the ride off.
    Cancel,
}

/// The page of the rider's app on which one sees what a beat did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The first page.
    Home,
    /// The saved accounts.
    Wallet,
    /// Booking.
    Book,
    /// The newest ride.
    Ride,
}

/// Why a beat was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    /// Only a sandbox can be made to do this.
    #[error("there is no sandbox")]
    NoSandbox,
    /// What the beats before bring about is not there.
    #[error("the beats before were not done")]
    TooEarly,
    /// It was done, and what it should bring about was not there in time.
    #[error("it takes too long")]
    TooLong,
    /// Something went wrong on our side.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl Stuck {
    /// The word in an address.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NoSandbox => "no_sandbox",
            Self::TooEarly => "too_early",
            Self::TooLong => "too_long",
            Self::Trouble(_) => "trouble",
        }
    }
}

/// What came of playing every story before anybody looks. It is written in an address, so that nothing is kept of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rehearsal(pub Vec<Rehearsed>);

/// What came of playing one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// Which.
    pub story: Story,
    /// How long each beat took that was done, in order.
    pub took: Vec<Duration>,
}

impl Rehearsed {
    /// The beat that was not done, if there is one.
    pub fn stuck_at(&self) -> Option<Beat> {
        self.story.beats().get(self.took.len()).copied()
    }
}

impl Rehearsal {
    /// Whether every story was played to its end.
    pub fn goes(&self) -> bool {
        self.0.len() == Story::ALL.len() && self.0.iter().all(|rehearsed| rehearsed.stuck_at().is_none())
    }

    /// Reads what an address says; what is no story is left out.
    pub fn parse(text: &str) -> Self {
        let one = |text: &str| {
            let mut words = text.split('.');
            let story = words.next().and_then(Story::parse)?;
            let took = words.filter_map(|word| word.parse().ok().map(Duration::from_millis));
            Some(Rehearsed { story, took: took.take(story.beats().len()).collect() })
        };
        Self(text.split('~').filter_map(one).collect())
    }
}

impl fmt::Display for Rehearsal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, rehearsed) in self.0.iter().enumerate() {
            let between = if number == 0 { "" } else { "~" };
            write!(f, "{between}{}", rehearsed.story.as_str())?;
            rehearsed.took.iter().try_for_each(|took| write!(f, ".{}", took.as_millis()))?;
        }
        Ok(())
    }
}

use Beat::{
    Approve, Arrive, AskFintoc, Cancel, CloseTab, CutOff, HoldWebhooks, LoseWebhooks, PayWithOther, ReleaseWebhooks,
    Ride, RideAgain, RideAtBank, RideDeclined, RideInTheDark, RideRefused, RideToApprove, SaveAccount, SaveAgain,
    SaveEmptyAccount, SaveOther, TapTwice, WantApproval,
};

impl Story {
    /// All of them, in the order in which one would tell them.
    pub const ALL: [Self; 9] = [
        Self::HappyPath,
        Self::PayAndSave,
        Self::BankSaysNo,
        Self::ClosedTab,
        Self::DoubleTap,
        Self::LateWebhooks,
        Self::DeadAccount,
        Self::Approval,
        Self::MoneyBack,
    ];

    /// The word in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HappyPath => "happy-path",
            Self::BankSaysNo => "bank-says-no",
            Self::ClosedTab => "closed-tab",
            Self::DoubleTap => "double-tap",
            Self::LateWebhooks => "late-webhooks",
            Self::DeadAccount => "dead-account",
            Self::Approval => "approval",
            Self::PayAndSave => "pay-and-save",
            Self::MoneyBack => "money-back",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|story| story.as_str() == word)
    }

    /// Its beats, in order.
    pub const fn beats(self) -> &'static [Beat] {
        match self {
            Self::HappyPath => &[Arrive, SaveAccount, Ride, RideAgain],
            Self::BankSaysNo => &[Arrive, SaveEmptyAccount, RideDeclined, SaveOther, PayWithOther],
            Self::ClosedTab => &[Arrive, CloseTab, Ride],
            Self::DoubleTap => &[Arrive, SaveAccount, TapTwice],
            Self::LateWebhooks => {
                &[Arrive, SaveAccount, HoldWebhooks, RideInTheDark, AskFintoc, ReleaseWebhooks, LoseWebhooks]
            }
            Self::DeadAccount => &[Arrive, SaveAccount, Ride, CutOff, RideRefused, SaveAgain, RideAgain],
            Self::Approval => &[Arrive, SaveAccount, WantApproval, RideToApprove, Approve],
            Self::PayAndSave => &[Arrive, RideAtBank, Beat::PayAndSave, RideAgain],
            Self::MoneyBack => &[Arrive, SaveAccount, Ride, Cancel],
        }
    }

    /// The beat of that number, from one.
    pub fn beat(self, number: usize) -> Option<Beat> {
        self.beats().get(number.checked_sub(1)?).copied()
    }

    /// The page that the phone shows at that beat: where the one before led.
    pub fn shows(self, number: usize) -> Shows {
        number.checked_sub(1).and_then(|before| self.beat(before)).map_or(Shows::Home, Beat::leads_to)
    }

    /// The address of a beat; of the end, one number further.
    pub fn address(self, number: usize) -> String {
        format!("/backstage/stories/{}/{number}", self.as_str())
    }

    /// The address of the same on the stage, beside all that happens behind it.
    pub fn on_stage(self, number: usize) -> String {
        format!("/backstage?story={}&beat={number}", self.as_str())
    }
}

impl Beat {
    /// Where one sees what it did.
    pub const fn leads_to(self) -> Shows {
        match self {
            Arrive | HoldWebhooks | WantApproval | RideRefused => Shows::Book,
            SaveAccount | SaveEmptyAccount | SaveOther | CloseTab | CutOff | SaveAgain => Shows::Wallet,
            Ride
            | RideAgain
            | RideDeclined
            | PayWithOther
            | TapTwice
            | RideInTheDark
            | AskFintoc
            | ReleaseWebhooks
            | LoseWebhooks
            | RideToApprove
            | Approve
            | RideAtBank
            | Self::PayAndSave
            | Cancel => Shows::Ride,
        }
    }

    /// The word in the timeline.
    pub const fn as_str(self) -> &'static str {
        match self {
            Arrive => "arrive",
            SaveAccount => "save_account",
            SaveEmptyAccount => "save_empty_account",
            SaveOther => "save_other",
            CloseTab => "close_tab",
            Ride => "ride",
            RideAgain => "ride_again",
            RideDeclined => "ride_declined",
            PayWithOther => "pay_with_other",
            TapTwice => "tap_twice",
            HoldWebhooks => "hold_webhooks",
            RideInTheDark => "ride_in_the_dark",
            AskFintoc => "ask_fintoc",
            ReleaseWebhooks => "release_webhooks",
            LoseWebhooks => "lose_webhooks",
            CutOff => "cut_off",
            RideRefused => "ride_refused",
            SaveAgain => "save_again",
            WantApproval => "want_approval",
            RideToApprove => "ride_to_approve",
            Approve => "approve",
            RideAtBank => "ride_at_bank",
            Self::PayAndSave => "pay_and_save",
            Cancel => "cancel",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_has_a_word_begins_with_somebody_new_and_has_no_beat_before_or_behind() {
        for story in Story::ALL {
            assert_eq!(Story::parse(story.as_str()), Some(story));
            assert_eq!(story.beat(1), Some(Arrive), "{story:?}");
            assert_eq!((story.beat(0), story.beat(story.beats().len() + 1)), (None, None), "{story:?}");
        }
    }

    #[test]
    fn a_rehearsal_is_read_back_from_its_address_and_goes_when_every_story_came_to_its_end() {
        let millis = |count: usize| (1..).map(Duration::from_millis).take(count).collect::<Vec<_>>();
        let all = Story::ALL.map(|story| Rehearsed { story, took: millis(story.beats().len()) });
        let rehearsal = Rehearsal(all.to_vec());
        assert_eq!(Rehearsal::parse(&rehearsal.to_string()), rehearsal);
        assert!(rehearsal.goes());
        let stuck = Rehearsal::parse("happy-path.6.120~none.1");
        assert_eq!((stuck.0.len(), stuck.0[0].stuck_at(), stuck.goes()), (1, Some(Ride), false));
    }

    #[test]
    fn the_phone_shows_where_the_beat_before_led() {
        assert_eq!(Story::HappyPath.shows(1), Shows::Home);
        assert_eq!(Story::HappyPath.shows(3), Shows::Wallet);
        assert_eq!(Story::HappyPath.shows(5), Shows::Ride);
        assert_eq!(Story::Approval.address(2), "/backstage/stories/approval/2");
    }
}
