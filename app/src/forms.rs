//! What a form is answered with when it could not be granted: the same page again, with what was typed. Never a password.

use vuelta::{
    id::{IncidentId, MethodId},
    refusal::{Refusal, Trouble},
    rider::SignUpProblem,
};

/// What a form names in place of a saved account when the rider chooses one at the bank, and saves it there.
pub const AT_THE_BANK: &str = "at-the-bank";

/// What the form of a tip names in place of an amount when the rider types one.
pub const OTHER_TIP: &str = "other";

/// The answer to a form, for the page that shows it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// To `POST /signup`.
    SignUp {
        /// As typed.
        name: String,
        /// As typed.
        email: String,
        /// As typed.
        rut: String,
        /// Where to go afterwards.
        next: String,
        /// What to mend.
        problems: Vec<SignUpProblem>,
        /// Why not, when it is not about a field.
        refusal: Option<Refusal>,
    },
    /// To `POST /login`.
    Login {
        /// As typed.
        email: String,
        /// Where to go afterwards.
        next: String,
        /// Why not.
        refusal: Refusal,
    },
    /// To one of the forms of `/profile`.
    Profile {
        /// Which, and what was typed.
        form: ProfileForm,
        /// Why not.
        refusal: Refusal,
    },
    /// To `POST /profile/leave`.
    Leave {
        /// Why not.
        refusal: Refusal,
    },
    /// To `POST /wallet/setups`.
    Wallet {
        /// Why not.
        refusal: Refusal,
    },
    /// To `POST /wallet/methods/{id}/nickname`.
    Nickname {
        /// Of which account.
        method: MethodId,
        /// As typed.
        typed: String,
        /// Why not.
        refusal: Refusal,
    },
    /// To `POST /book`.
    Book {
        /// As chosen.
        from: String,
        /// As chosen.
        to: String,
        /// As chosen.
        ride_type: String,
        /// As chosen.
        method: String,
        /// Why not.
        refusal: Refusal,
    },
    /// To one of the forms below `/backstage`.
    Backstage {
        /// Why not.
        refusal: Refusal,
    },
    /// To the forms of `/places`.
    Places {
        /// Why not.
        refusal: Refusal,
    },
    /// To `POST /rides/{id}/payments`, and to the forms of an extra.
    Ride {
        /// Why not.
        refusal: Refusal,
    },
    /// To `POST /rides/{id}/tip`.
    Tip {
        /// As chosen.
        tip: String,
        /// As typed.
        amount: String,
        /// Why not.
        refusal: Refusal,
    },
    /// To any form that leads to the hosted page, when the page with the form stands in a frame.
    ToBank {
        /// The address of the hosted page.
        address: String,
    },
    /// To any form: too much was going on at once.
    Busy,
    /// To any form: something broke on our side.
    Broken {
        /// The number in the log.
        incident: IncidentId,
    },
}

/// A form of `/profile`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileForm {
    /// Another name.
    Name {
        /// As typed.
        name: String,
    },
    /// Another password.
    Password,
    /// A guest stays.
    Account {
        /// As typed.
        name: String,
        /// As typed.
        email: String,
    },
    /// A device is signed out.
    Devices,
}

impl Reply {
    /// The trouble that leaves no page to show again.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Busy => Some(Trouble::Busy),
            Self::Broken { incident } => Some(Trouble::Internal(incident.clone())),
            Self::SignUp { .. }
            | Self::Login { .. }
            | Self::Wallet { .. }
            | Self::Book { .. }
            | Self::Places { .. }
            | Self::Backstage { .. }
            | Self::Ride { .. }
            | Self::Tip { .. }
            | Self::Profile { .. }
            | Self::Leave { .. }
            | Self::ToBank { .. }
            | Self::Nickname { .. } => None,
        }
    }
}
