//! The saved accounts: the main one as a card, the others below, those that no longer work last.

use leptos::prelude::*;
use vuelta::wallet::SavedMethod;

use crate::{
    copy::{Lang, account, time, wallet},
    parts::{
        drawing::EmptyDrawing,
        icon::{Icon, icon},
        tile::Tile,
    },
};

/// All saved accounts; `confirming` adds the shape of one that is to come.
#[component]
pub(super) fn Accounts(lang: Lang, methods: Vec<SavedMethod>, confirming: bool) -> impl IntoView {
    let (active, dead): (Vec<_>, Vec<_>) = methods.into_iter().partition(SavedMethod::is_active);
    let nothing = active.is_empty() && dead.is_empty() && !confirming;
    let note =
        if active.is_empty() && dead.is_empty() { wallet::never_password(lang) } else { wallet::forget_note(lang) };
    let mut active = active.into_iter();
    let main = active.next().map(|method| view! { <MainAccount lang method /> });
    let others = active.map(|method| view! { <OtherAccount lang method /> }).collect_view();
    let dead = dead.into_iter().map(|method| view! { <DeadAccount lang method /> }).collect_view();
    view! {
            {confirming.then(|| view! { <ComingAccount lang /> })}
            {main}
            {others}
            {dead}
            {nothing.then(|| view! { <NoAccount lang /> })}
            <p class="note">{icon(Icon::Shield)}<span>{note}</span></p>
    }
}

#[component]
fn MainAccount(lang: Lang, method: SavedMethod) -> impl IntoView {
    view! {
        <article class="card account account--main">
            <svg class="account__line" viewBox="0 0 420 200" preserveAspectRatio="xMaxYMid slice" aria-hidden="true">
                <path
                    class="thin"
                    stroke-width="1"
                    d="M-10 150C60 130 90 170 160 150S290 100 430 118M-10 120C70 100 110 130 170 116S300 62 430 80M-10 90C70 70 120 92 180 80S310 24 430 42"
                />
                <g class="account__v">
                    <circle cx="262" cy="104" r="17" stroke-width="13" />
                    <path stroke-width="13" stroke-linejoin="round" d="M271 122 316 218q7 15 14 0L368 118" />
                    <rect x="354" y="74" width="40" height="40" rx="10" />
                </g>
            </svg>
            <div class="account__head">
                <Tile bank=method.bank() large=true />
                <div>
                    <h2 class="account__name">{account::bank(lang, &method)}</h2>
                    <p class="method__kind">{account::kind(lang, &method)}</p>
                </div>
                <span class="badge badge--copper">{icon(Icon::Check)}{account::main(lang)}</span>
            </div>
            <p class="num">
                <span class="sr">{account::ending_in(lang)}</span>
                <span aria-hidden="true">"•••• "</span>
                {method.last_four.clone()}
            </p>
            <div class="account__foot">{forget(lang, &method)}</div>
        </article>
    }
}

#[component]
fn OtherAccount(lang: Lang, method: SavedMethod) -> impl IntoView {
    view! {
        <article class="card account">
            <div class="account__head">
                <Tile bank=method.bank() large=true />
                <AccountName lang method=method.clone() />
                <span class="badge badge--good">{icon(Icon::Check)}{account::active(lang)}</span>
            </div>
            <div class="account__foot">{forget(lang, &method)}</div>
        </article>
    }
}

#[component]
fn DeadAccount(lang: Lang, method: SavedMethod) -> impl IntoView {
    let since = method.canceled_at.map(|at| wallet::dead_since(lang, &time::day(lang, at)));
    let bank = method.bank().map(|bank| bank.id);
    view! {
        <article class="card account account--dead">
            <div class="account__head">
                <Tile bank=method.bank() large=true />
                <AccountName lang method=method.clone() />
                <span class="badge badge--bad">{icon(Icon::Unplugged)}{account::disconnected(lang)}</span>
            </div>
            <p class="small">{since}</p>
            <div class="account__foot">
                <form method="post" action="/wallet/setups">
                    <button class="link" name="bank" value=bank>{wallet::add_again(lang)}</button>
                </form>
                {forget(lang, &method)}
            </div>
        </article>
    }
}

/// The way to the page that forgets an account. Among several, each link says which.
fn forget(lang: Lang, method: &SavedMethod) -> impl IntoView + use<> {
    let text = if method.is_active() { wallet::forget(lang) } else { wallet::forget_short(lang) };
    let label = wallet::forget_named(lang, &account::short(lang, method));
    view! {
        <a class="link link--soft" href=format!("/wallet/methods/{}/forget", method.id) aria-label=label>{text}</a>
    }
}

#[component]
fn AccountName(lang: Lang, method: SavedMethod) -> impl IntoView {
    view! {
        <div>
            <h2 class="account__name">{account::bank(lang, &method)}</h2>
            <p class="method__kind">
                {account::kind(lang, &method)}" "<span class="num">{format!("••{}", method.last_four)}</span>
            </p>
        </div>
    }
}

/// The shape of the account that is being confirmed.
#[component]
fn ComingAccount(lang: Lang) -> impl IntoView {
    view! {
        <article class="card account waiting" aria-label=wallet::confirming_badge(lang)>
            <div class="account__head">
                <span class="skeleton skeleton--tile" aria-hidden="true"></span>
                <span class="stack" aria-hidden="true">
                    <span class="skeleton skeleton--line"></span>
                    <span class="skeleton skeleton--line skeleton--short"></span>
                </span>
                <span class="badge badge--wait">{icon(Icon::Clock)}{wallet::confirming_badge(lang)}</span>
            </div>
        </article>
    }
}

#[component]
fn NoAccount(lang: Lang) -> impl IntoView {
    view! {
        <div class="card empty">
            <EmptyDrawing />
            <h2>{wallet::empty_title(lang)}</h2>
            <p class="soft">{wallet::empty_text(lang)}</p>
        </div>
    }
}
