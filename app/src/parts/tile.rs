//! A bank's tile, and a saved account in one row. Initials on a tint, never a logo.

use leptos::prelude::*;
use vuelta::{bank::Bank, wallet::SavedMethod};

use crate::copy::{Lang, account};

/// The tile of a bank; one we do not know gets a plain one.
#[component]
pub(crate) fn Tile(bank: Option<&'static Bank>, #[prop(optional)] large: bool) -> impl IntoView {
    let (tint, initials) = bank.map_or(("plain", "··"), |bank| (bank.tile, bank.initials));
    let size = if large { " tile--lg" } else { "" };
    view! { <span class=format!("tile{size} tile--{tint}") aria-hidden="true">{initials}</span> }
}

/// Name, last digits and kind, as the text beside a tile.
#[component]
pub(crate) fn MethodName(lang: Lang, method: SavedMethod, #[prop(optional)] main: bool) -> impl IntoView {
    let about = account::about(lang, &method);
    let about = if main { format!("{about} · {}", account::main(lang)) } else { about };
    view! {
        <span class="stop__text">
            <span class="method__name">
                {account::name(lang, &method)}" "<span class="num">{format!("••{}", method.last_four)}</span>
            </span>
            <span class="method__kind">{about}</span>
        </span>
    }
}
