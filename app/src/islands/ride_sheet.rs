//! The sheet of a ride as plain data: every text is finished. The server draws it, sends it again whenever something
//! changes, and the browser only puts it in place.

use serde::{Deserialize, Serialize};

pub use crate::parts::icon::Icon;

/// All that the sheet of a ride says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RideSheet {
    /// The title of the document.
    pub title: String,
    /// How it stands, in colour; the words say it too.
    pub mood: Mood,
    /// What happened.
    pub heading: String,
    /// What it means.
    pub lead: String,
    /// Who drives, once somebody does.
    pub driver: Option<DriverCard>,
    /// Amount, account, and where the money is.
    pub facts: Vec<Fact>,
    /// What there is to do.
    pub next: Next,
    /// How to call it off, while that is possible.
    pub cancel: Option<Cancel>,
    /// The heading of the steps.
    pub steps_heading: String,
    /// What has happened, and what will.
    pub steps: Vec<Step>,
    /// What to say while the connection is lost.
    pub reconnecting: String,
    /// Another picture for the map, when the one on the page is not right any more.
    pub map: Option<String>,
    /// Whether nothing more will happen by itself.
    pub settled: bool,
}

/// A state in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mood {
    /// Done.
    Good,
    /// Under way.
    Wait,
    /// Not done.
    Bad,
}

impl Mood {
    pub(crate) const fn badge(self) -> &'static str {
        match self {
            Self::Good => "badge badge--good",
            Self::Wait => "badge badge--wait",
            Self::Bad => "badge badge--bad",
        }
    }

    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Good => Icon::Check,
            Self::Wait => Icon::Clock,
            Self::Bad => Icon::Cross,
        }
    }
}

/// Who drives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverCard {
    /// In place of a photograph.
    pub initials: String,
    /// Their name.
    pub name: String,
    /// The car and its colour.
    pub car: String,
    /// What the number below is, for those who do not see the star.
    pub rating_label: String,
    /// What riders gave them.
    pub rating: String,
    /// How many rides that were.
    pub rides: String,
    /// The number plate.
    pub plate: String,
    /// The number plate, sign by sign.
    pub plate_read_out: String,
}

/// One fact: what it is about, and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its drawing.
    pub icon: Icon,
    /// What it is about.
    pub name: String,
    /// A small line below.
    pub note: Option<String>,
    /// Its value.
    pub value: String,
    /// Whether the value is a badge, and in which colour.
    pub badge: Option<Mood>,
}

/// A step of the ride.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What.
    pub text: String,
    /// When, on Santiago's clocks; nothing for what is to come.
    pub clock: String,
    /// Where it stands.
    pub phase: Phase,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// It happened.
    Done,
    /// It is happening.
    Now,
    /// It went wrong.
    Failed,
    /// It is to come.
    Ahead,
}

/// What there is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Next {
    /// Nothing but wait; without script, ask again.
    Wait {
        /// The address to ask again.
        refresh: Link,
    },
    /// Approve the payment at the bank.
    Approve {
        /// The hosted page.
        approve: Link,
        /// What to do for paying with another account.
        otherwise: String,
    },
    /// Try again.
    Retry(Retry),
    /// Nothing; here is the way on.
    Done {
        /// The main way on; nothing while the rider is being driven.
        main: Option<Link>,
        /// Another.
        other: Link,
        /// A quiet third.
        more: Option<Link>,
    },
    /// A person has to look first.
    Nothing {
        /// The way on.
        other: Link,
    },
}

/// What cancelling costs, and the way there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancel {
    /// What it costs now.
    pub costs: String,
    /// From when on it costs something.
    pub later: Option<String>,
    /// The way there.
    pub way: Link,
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// Its words.
    pub text: String,
}

/// The form that asks for a fare or an extra again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// Where it posts to.
    pub action: String,
    /// Which attempt it starts.
    pub attempt: i64,
    /// Its heading.
    pub heading: String,
    /// The accounts to choose from; the first is chosen.
    pub choices: Vec<Choice>,
    /// What the button says while it is unknown which account is chosen.
    pub pay: String,
    /// What the button says once it was clicked.
    pub paying: String,
    /// The way to save another account.
    pub another: Link,
}

/// An account to pay with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its id.
    pub method: String,
    /// The tint of its tile.
    pub tint: String,
    /// The initials on its tile.
    pub initials: String,
    /// Bank and last digits.
    pub name: String,
    /// What kind of account it is.
    pub kind: String,
    /// What the button says when it is chosen.
    pub pay: String,
}
