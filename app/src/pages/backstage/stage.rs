//! The stage: the rider's app, and what happens behind it.

use leptos::prelude::*;

use super::frame::{Frame, Presenter, Room};
use crate::{copy::backstage, site::answered};

/// The page.
#[component]
pub(crate) fn StagePage() -> impl IntoView {
    let presenter = Presenter::current();
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let moments = match &rider {
            Some(rider) => backstage.moments(&rider.id, None).await?,
            None => Vec::new(),
        };
        let lang = visit.lang;
        let lines = moments.iter().map(|moment| view! { <li><code>{moment.what.as_str()}</code></li> }).collect_view();
        Ok(view! {
            <Frame visit here=Room::Stage title=backstage::room_stage(lang)>
                <main id="main" class="bs__grid">
                    <h1 tabindex="-1">{backstage::room_stage(lang)}</h1>
                    <ol>{lines}</ol>
                </main>
            </Frame>
        }
        .into_any())
    })
}
