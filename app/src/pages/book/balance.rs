//! What stands in place of the button while the extra of a ride is not paid.

use leptos::prelude::*;
use vuelta::{ride::RideStory, wallet::Wallet};

use crate::{
    copy::Lang,
    islands::{RideSheet, ways_on},
    pages::ride::sheet,
    parts::icon::{Icon, icon},
};

/// The balance that is due, in the words of its ride's page, and the way to pay it.
pub(super) fn balance_due(lang: Lang, due: &RideStory, wallet: &Wallet) -> AnyView {
    let RideSheet { heading, lead, next, .. } = sheet(due, wallet, lang, None);
    view! {
        <div class="alert rule" role="status">
            <span class="alert__icon">{icon(Icon::Warning)}</span>
            <div><h2>{heading}</h2><p class="soft">{lead}</p></div>
        </div>
        {ways_on(next)}
    }
    .into_any()
}
