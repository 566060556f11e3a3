//! The foot of the sheet: the account that pays, and the button that says how much.

use leptos::prelude::*;
use vuelta::{
    Clp,
    fare::{RideType, Trip},
    id::MethodId,
    quote::Quote,
    wallet::{SavedMethod, Wallet},
};

use crate::{
    copy::{Lang, book},
    forms::AT_THE_BANK,
    islands::{FareLabel, PayButton},
    parts::{
        icon::{Icon, icon},
        tile::{MethodName, Tile},
    },
};

/// The account and the button, or how to save an account.
#[component]
pub(super) fn Pay(lang: Lang, quote: Quote, wallet: Wallet, chosen: Option<MethodId>) -> impl IntoView {
    let active: Vec<_> = wallet.methods.into_iter().filter(SavedMethod::is_active).collect();
    let payer = active.iter().find(|method| Some(&method.id) == chosen.as_ref()).or(active.first()).cloned();
    match payer {
        None => pay_and_save(lang, &quote),
        Some(payer) => view! {
            <div class="pay">
                <Renewal lang trip=quote.trip.clone() />
                {payer_row(lang, active, payer)}
                <PayButton labels=labels(&quote, |fare| book::pay(lang, fare)) paying=book::paying(lang).to_owned() />
            </div>
        }
        .into_any(),
    }
}

/// What the button says for each ride type.
fn labels(quote: &Quote, text: impl Fn(Clp) -> String) -> Vec<FareLabel> {
    let label = |ride_type: RideType| FareLabel {
        ride_type: ride_type.as_str().to_owned(),
        text: text(quote.fare(ride_type).total),
    };
    RideType::ALL.map(label).to_vec()
}

/// Whoever has no account yet pays and saves one, with one visit to the bank; or saves one first.
fn pay_and_save(lang: Lang, quote: &Quote) -> AnyView {
    view! {
        <div class="pay__missing rule"><h2>{book::first_title(lang)}</h2><p class="soft">{book::first_lead(lang)}</p></div>
        <div class="pay">
            <Renewal lang trip=quote.trip.clone() />
            <input type="hidden" name="method" value=AT_THE_BANK />
            <PayButton
                labels=labels(quote, |fare| book::pay_and_save(lang, fare))
                paying=book::paying_and_saving(lang).to_owned()
            />
            <a class="btn btn--quiet btn--wide" href="/wallet">{book::only_add(lang)}</a>
        </div>
    }
    .into_any()
}

/// What `book.js` shows, and screen readers read out, when the price has run out.
#[component]
fn Renewal(lang: Lang, trip: Trip) -> impl IntoView {
    view! {
        <div class="renew" role="status">
            <template>
                <p class="notice notice--wait">
                    {icon(Icon::Clock)}
                    <b>{book::expired(lang)}</b>
                    <a class="link" href=format!("/book?from={}&to={}", trip.from, trip.to)>{book::price_now(lang)}</a>
                </p>
            </template>
        </div>
    }
}

/// One account is simply named; among several the rider may choose.
pub(crate) fn payer_row(lang: Lang, active: Vec<SavedMethod>, payer: SavedMethod) -> AnyView {
    let main = active.first().map(|method| method.id.clone());
    let is_main = |method: &SavedMethod| Some(&method.id) == main.as_ref();
    let payer_is_main = is_main(&payer);
    if active.len() == 1 {
        return view! {
            <div class="method">
                <span class="sr">{book::pay_from(lang)}</span>
                <Tile bank=payer.bank() />
                <MethodName lang method=payer.clone() main=payer_is_main />
                <a class="link" href="/wallet">{book::change(lang)}</a>
                <input type="hidden" name="method" value=payer.id.to_string() />
            </div>
        }
        .into_any();
    }
    let rows = active
        .iter()
        .map(|method| view! { <PayerChoice lang method=method.clone() main=is_main(method) chosen=method.id == payer.id /> })
        .collect_view();
    view! {
        <details class="payer">
            <summary class="method">
                <span class="sr">{book::pay_from(lang)}</span>
                <Tile bank=payer.bank() />
                <MethodName lang method=payer main=payer_is_main />
                <span class="link">{book::change(lang)}</span>
            </summary>
            <fieldset class="rides"><legend class="sr">{book::pay_from(lang)}</legend>{rows}</fieldset>
        </details>
    }
    .into_any()
}

#[component]
fn PayerChoice(lang: Lang, method: SavedMethod, main: bool, chosen: bool) -> impl IntoView {
    view! {
        <label class="ride ride--tile">
            <input type="radio" name="method" value=method.id.to_string() checked=chosen />
            <Tile bank=method.bank() />
            <MethodName lang method main />
        </label>
    }
}

/// How to save an account.
pub(crate) fn no_account(lang: Lang) -> AnyView {
    view! {
        <div class="pay">
            <div class="pay__missing"><h2>{book::no_account_title(lang)}</h2><p class="soft">{book::no_account(lang)}</p></div>
            <a class="btn btn--go btn--wide" href="/wallet">{book::add_account(lang)}</a>
        </div>
    }
    .into_any()
}
