//! Before an account is forgotten: what that means, and the one button. It carries no script.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use vuelta::{
    id::MethodId,
    refusal::Refusal,
    wallet::{SavedMethod, Wallet},
};

use crate::{
    copy::{Lang, account, common, wallet},
    parts::{
        bar::{PageBar, Room},
        document::{Document, Head, Sheet},
        icon::{Icon, icon},
        tile::{MethodName, Tile},
    },
    site::{Caller, Visit, answered},
};

/// The page.
#[component]
pub(crate) fn ForgetPage() -> impl IntoView {
    let caller = Caller::current();
    let id = MethodId::new(use_params_map().read_untracked().get("id").unwrap_or_default());
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let wallet = backend.wallet(&rider.id).await?;
        let method = wallet.methods.iter().find(|method| method.id == id).cloned().ok_or(Refusal::NotFound)?;
        Ok(page(visit, &wallet, method).into_any())
    })
}

fn page(visit: Visit, wallet: &Wallet, method: SavedMethod) -> impl IntoView + use<> {
    let lang = visit.lang;
    let name = account::short(lang, &method);
    let title = common::titled(lang, wallet::forget(lang));
    let head = Head { title, sheet: Some(Sheet::Wallet), ..Head::default() };
    let action = format!("/wallet/methods/{}/forget", method.id);
    let facts = facts(lang, wallet, &method);
    view! {
        <Document visit=visit.clone() head>
            <div class="page">
                <PageBar visit here=Some(Room::Wallet) />
                <main id="main" class="forget">
                    <h1 tabindex="-1">{wallet::forget_question(lang, &name)}</h1>
                    <article class="card account">
                        <div class="account__head">
                            <Tile bank=method.bank() large=true />
                            <MethodName lang method />
                        </div>
                        <ul class="facts rule">{facts}</ul>
                    </article>
                    <form class="stack" method="post" action=action>
                        <button class="btn btn--go btn--wide">{wallet::forget(lang)}</button>
                        <a class="btn btn--quiet btn--wide" href="/wallet">{wallet::keep(lang)}</a>
                    </form>
                </main>
            </div>
        </Document>
    }
}

/// What it means to forget an account, and with what the rider pays afterwards.
fn facts(lang: Lang, wallet: &Wallet, method: &SavedMethod) -> impl IntoView + use<> {
    let active = || wallet.methods.iter().filter(|other| other.is_active());
    let next = match (active().next(), active().find(|other| other.id != method.id)) {
        _ if !method.is_active() => None,
        (_, None) => Some(wallet::forget_last(lang).to_owned()),
        (Some(main), Some(next)) if main.id == method.id => {
            Some(wallet::forget_next(lang, &account::short(lang, next)))
        }
        _ => None,
    };
    let told = [
        (Icon::Unplugged, wallet::forget_here(lang)),
        (Icon::Shield, wallet::forget_bank(lang)),
        (Icon::Clock, wallet::forget_under_way(lang)),
        (Icon::Purse, wallet::forget_receipts(lang)),
    ];
    let told = told.map(|(symbol, text)| (symbol, text.to_owned())).into_iter();
    told.chain(next.map(|text| (Icon::Coin, text)))
        .map(|(symbol, text)| view! { <li>{icon(symbol)}<span>{text}</span></li> })
        .collect_view()
}
