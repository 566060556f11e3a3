//! A ride: its map, and the sheet that tells how its payment stands.

mod after;
mod cancel;
mod charge;
mod destination;
mod frame;
mod journey;
mod next;
mod sheet;
mod stage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use vuelta::{id::RideId, refusal::Refusal, ride::RideStory};

use self::frame::RideFrame;
use crate::{
    forms::Reply,
    islands::{LiveRide, RideSheet, ride_sheet::Next},
    parts::document::Head,
    site::{Caller, Visit, answered},
};

pub use crate::site::Back;
pub(crate) use cancel::CancelPage;
pub(crate) use destination::DestinationPage;
pub use journey::{picture, picture_key};
pub use sheet::sheet;

/// The page.
#[component]
pub(crate) fn RidePage() -> impl IntoView {
    let caller = Caller::current();
    let id = RideId::new(use_params_map().read_untracked().get("id").unwrap_or_default());
    let back = Back::current();
    let (refusal, typed) = match use_context() {
        Some(Reply::Ride { refusal }) => (Some(refusal), None),
        Some(Reply::Tip { tip, amount, refusal }) => (Some(refusal), Some(after::Typed { tip, amount })),
        Some(_) | None => (None, None),
    };
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let story = backend.ride(&rider.id, &id).await?;
        let wallet = backend.wallet(&rider.id).await?;
        let mut sheet = sheet(&story, &wallet, visit.lang, back);
        let after = story.is_done().then(|| after::thanks(visit.lang, &story, &wallet, back, typed));
        if let (Some(_), Next::Done { more, .. }) = (&after, &mut sheet.next) {
            // It leads to what this page shows.
            *more = None;
        }
        Ok(page(visit, &story, sheet, back, refusal, after).into_any())
    })
}

fn page(
    visit: Visit,
    story: &RideStory,
    sheet: RideSheet,
    back: Option<Back>,
    refusal: Option<Refusal>,
    after: Option<AnyView>,
) -> impl IntoView + use<> {
    let lang = visit.lang;
    let trip = story.trip();
    let label = super::map_label(lang, &trip);
    let scene = journey::scene(story);
    // The stream is told the hint as well, or its first sheet would contradict the page; and which picture the page shows.
    let hint = back.map_or_else(String::new, |back| format!("back={}&", back.as_str()));
    let stream = format!("/rides/{}/live?{hint}map={}", story.ride.id, picture_key(story));
    let head = Head { title: sheet.title.clone(), island: true, waiting: waits(&sheet), ..Head::default() };
    view! {
        <RideFrame visit head scene label refusal>
            <LiveRide sheet stream />
            {after}
        </RideFrame>
    }
}

/// Whether only waiting brings news; where the rider has to choose, a page that reloads itself would be in the way.
const fn waits(sheet: &RideSheet) -> bool {
    match sheet.next {
        Next::Wait { .. } => true,
        Next::Approve { .. } | Next::Retry(_) | Next::Done { .. } | Next::Nothing { .. } => false,
    }
}
