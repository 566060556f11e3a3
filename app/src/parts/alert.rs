//! What went wrong with a form, above it and first to be read.

use leptos::prelude::*;
use vuelta::{leaving::StillOpen, refusal::Refusal};

use super::icon::{Icon, icon};
use crate::copy::{
    Lang,
    refusal::{see_ride, sentence},
};

/// A refusal, with the way on when there is one. It takes the focus, so that it is read first.
#[component]
pub(crate) fn RefusalNote(lang: Lang, refusal: Refusal) -> impl IntoView {
    let ride = match &refusal {
        Refusal::KeyUsed { ride }
        | Refusal::RideOpen { ride }
        | Refusal::BalanceDue { ride }
        | Refusal::StillOpen {
            what:
                StillOpen::Payment { ride }
                | StillOpen::Refund { ride }
                | StillOpen::Balance { ride }
                | StillOpen::Ride { ride },
        } => Some(ride.clone()),
        Refusal::SignUp { .. }
        | Refusal::WrongCredentials
        | Refusal::TooManyTries
        | Refusal::NotFound
        | Refusal::UnknownBank
        | Refusal::MethodUnavailable
        | Refusal::Nickname
        | Refusal::FareChanged { .. }
        | Refusal::QuoteExpired { .. }
        | Refusal::NoTrip
        | Refusal::NothingToRetry
        | Refusal::DestinationFixed
        | Refusal::RideNotOver
        | Refusal::TipAmount
        | Refusal::TipGiven
        | Refusal::StillOpen { what: StillOpen::Setup }
        | Refusal::NotCancellable
        | Refusal::CancelFeeChanged { .. }
        | Refusal::InvitationOver
        | Refusal::BankUnreachable
        | Refusal::OutOfReach
        | Refusal::Control { .. }
        | Refusal::NothingWaiting
        | Refusal::SandboxSilent => None,
    };
    let way_on = ride.map(|ride| view! { <a class="link" href=format!("/rides/{ride}")>{see_ride(lang)}</a> });
    view! {
        <div class="notice notice--bad" role="alert" tabindex="-1" autofocus>
            {icon(Icon::Warning)}
            <p><b>{sentence(lang, &refusal)}</b></p>
            {way_on}
        </div>
    }
}
