//! Adding an account: a form whose buttons are the banks.

use leptos::prelude::*;
use vuelta::bank::BANKS;

use crate::{
    copy::{Lang, wallet},
    parts::{
        icon::{Icon, icon},
        tile::Tile,
    },
};

/// The banks, and a way on for whoever rather chooses later.
#[component]
pub(super) fn AddAccount(lang: Lang, primary: bool) -> impl IntoView {
    let tiles = BANKS
        .iter()
        .map(|bank| {
            view! { <button class="bank" name="bank" value=bank.id><Tile bank=Some(bank) />{bank.name}</button> }
        })
        .collect_view();
    let any_bank = if primary { "btn btn--go btn--wide" } else { "btn btn--wide" };
    view! {
        <section class="add" aria-labelledby="agregar">
            <div class="add__head">
                <h2 id="agregar">{wallet::add_title(lang)}</h2>
                <p class="soft">{wallet::add_lead(lang)}</p>
            </div>
            <form class="stack" method="post" action="/wallet/setups">
                <div class="banks">{tiles}</div>
            </form>
            <form method="post" action="/wallet/setups">
                <button class=any_bank>{wallet::any_bank(lang)}{icon(Icon::Arrow)}</button>
            </form>
        </section>
    }
}
