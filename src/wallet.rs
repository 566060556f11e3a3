//! The wallet: a rider's saved bank accounts, and the setups that save them.

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    bank::{self, Bank},
    id::{MethodId, SetupId},
};

/// A saved bank account. Only what a rider needs to recognise it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMethod {
    /// Fintoc's id.
    pub id: MethodId,
    /// Fintoc's id of the bank.
    pub institution: String,
    /// The kind of account.
    pub kind: AccountKind,
    /// The last digits of its number.
    pub last_four: String,
    /// When it became usable.
    pub activated_at: Instant,
    /// When it stopped being usable.
    pub canceled_at: Option<Instant>,
    /// When the rider had it forgotten. What was paid with it still names it.
    pub forgotten_at: Option<Instant>,
}

impl SavedMethod {
    /// Whether a ride can be paid with it.
    pub const fn is_active(&self) -> bool {
        self.canceled_at.is_none() && self.forgotten_at.is_none()
    }

    /// The bank, if it is one we know.
    pub fn bank(&self) -> Option<&'static Bank> {
        bank::find(&self.institution)
    }
}

/// The kind of a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Cuenta corriente.
    Checking,
    /// Cuenta vista, CuentaRUT.
    Sight,
    /// Cuenta de ahorro.
    Savings,
    /// Something Fintoc did not name when this was written.
    Other,
}

impl AccountKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Checking, Self::Sight, Self::Savings, Self::Other];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Sight => "sight",
            Self::Savings => "savings",
            Self::Other => "other",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where a setup stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetupState {
    /// Written down here; Fintoc may not have heard of it yet.
    Created,
    /// The rider can go to the hosted page, or is there, or was.
    Open,
    /// Ran out of time.
    Expired,
    /// Fintoc refused it.
    Failed,
    /// An account was saved.
    Saved,
}

impl SetupState {
    /// All of them, by rank; a state never gives way to one of lower rank.
    pub const ALL: [Self; 5] = [Self::Created, Self::Open, Self::Expired, Self::Failed, Self::Saved];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Open => "open",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Saved => "saved",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether anything more can happen.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Created | Self::Open => false,
            Self::Expired | Self::Failed | Self::Saved => true,
        }
    }
}

/// One run of the hosted page to save a bank account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// Which.
    pub id: SetupId,
    /// Where it stands.
    pub state: SetupState,
    /// The bank the rider chose with us, as Fintoc's id.
    pub institution: Option<String>,
    /// The hosted page, once Fintoc gave it.
    pub redirect_url: Option<String>,
    /// The account that was saved.
    pub method: Option<MethodId>,
    /// When the rider asked for it.
    pub started_at: Instant,
}

/// A rider's saved accounts and what is under way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wallet {
    /// Saved accounts, active ones first, in the order they were saved.
    pub methods: Vec<SavedMethod>,
    /// Those that the rider had forgotten: only to name what was paid with them.
    pub forgotten: Vec<SavedMethod>,
    /// The last setup, if it has not been overtaken.
    pub setup: Option<Setup>,
}

impl Wallet {
    /// The account a ride is paid with unless the rider says otherwise.
    pub fn principal(&self) -> Option<&SavedMethod> {
        self.methods.iter().find(|method| method.is_active())
    }

    /// The account with that id, also one that was forgotten.
    pub fn find(&self, id: &MethodId) -> Option<&SavedMethod> {
        self.methods.iter().chain(&self.forgotten).find(|method| method.id == *id)
    }
}
