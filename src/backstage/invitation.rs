//! An invitation: a link that signs another browser in as the same rider, once, so that a phone in the room can be the rider's.
//! That nobody made it up is the server's affair, which signs it; that it works once too.

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::{Instant, id::RiderId, refusal::Trouble};

/// How long a link may be taken up: as long as it takes to find one's phone.
pub const HOLDS: Duration = Duration::from_mins(10);

/// Where whoever takes an invitation up lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsTo {
    /// The rider's app: somebody else books, the presenter watches.
    App,
    /// Backstage, on a second device of the presenter.
    Backstage,
}

impl LeadsTo {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::App, Self::Backstage];

    /// The word in links and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Backstage => "backstage",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|to| to.as_str() == word)
    }

    /// The page.
    pub const fn address(self) -> &'static str {
        match self {
            Self::App => "/book",
            Self::Backstage => "/backstage?view=panel",
        }
    }
}

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// As whom.
    pub rider: RiderId,
    /// Where to.
    pub to: LeadsTo,
    /// Until when.
    pub until: Instant,
    /// What makes it one of its kind, so that it can be crossed out.
    pub nonce: String,
}

/// The text is no invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no invitation")]
pub struct NotAnInvitation;

impl Invitation {
    /// Whether it may be taken up, as far as time goes.
    pub fn holds_at(&self, now: Instant) -> bool {
        now <= self.until
    }

    /// Reads what [`Display`](fmt::Display) wrote. There is one text for each invitation and no other.
    ///
    /// # Errors
    /// When no invitation is written like that.
    pub fn parse(text: &str) -> Result<Self, NotAnInvitation> {
        let read = Self::read(text).ok_or(NotAnInvitation)?;
        if read.to_string() == text { Ok(read) } else { Err(NotAnInvitation) }
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('~');
        let (rider, to) = (RiderId::new(parts.next()?), LeadsTo::parse(parts.next()?)?);
        let (until, nonce) = (Instant::from_millis(parts.next()?.parse().ok()?), parts.next()?.to_owned());
        parts.next().is_none().then_some(Self { rider, to, until, nonce })
    }
}

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}~{}", self.rider, self.to.as_str(), self.until.millis(), self.nonce)
    }
}

/// An invitation on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInvitation {
    /// What it says.
    pub invitation: Invitation,
    /// The whole address, for a QR code.
    pub address: String,
    /// Whether a phone can reach that address: one of this machine alone it cannot.
    pub reachable: bool,
}

/// An invitation that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// What it says.
    pub invitation: Invitation,
    /// The name of whom it would sign in.
    pub name: String,
    /// Whether it can still be taken up.
    pub open: bool,
}

/// Invitations.
#[async_trait]
pub trait Invitations: Send + Sync {
    /// A new link for another browser of this rider's.
    fn invite(&self, rider: &RiderId, to: LeadsTo) -> SignedInvitation;
    /// What the link says. One that we did not sign is not found.
    async fn invited(&self, text: &str) -> Result<Invited, Trouble>;
    /// Crosses the invitation out and says whom to sign in: once, and in time.
    async fn take_up(&self, text: &str) -> Result<Invitation, Trouble>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        Invitation {
            rider: RiderId::new("rider_1"),
            to: LeadsTo::Backstage,
            until: Instant::from_millis(1_800_000_000_000),
            nonce: "7f3k".to_owned(),
        }
    }

    #[test]
    fn an_invitation_reads_back_as_it_was_written_and_in_no_other_way() {
        let text = invitation().to_string();
        assert_eq!(Invitation::parse(&text), Ok(invitation()));
        for other in ["", "rider_1", "rider_1~nowhere~1~a", "rider_1~app~01~a", "rider_1~app~1~a~b", "rider_1~app~1"] {
            assert_eq!(Invitation::parse(other), Err(NotAnInvitation), "{other}");
        }
    }

    #[test]
    fn an_invitation_holds_until_its_last_millisecond() {
        let until = invitation().until;
        assert!(invitation().holds_at(until));
        assert!(!invitation().holds_at(until + Duration::from_millis(1)));
    }
}
