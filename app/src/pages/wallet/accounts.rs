//! The saved accounts: the main one as a card, the others below, those that no longer work last.

use leptos::prelude::*;
use vuelta::{
    id::MethodId,
    wallet::{Nickname, SavedMethod},
};

use crate::{
    copy::{Lang, account, time, wallet},
    parts::{
        drawing::EmptyDrawing,
        icon::{Icon, icon},
        tile::Tile,
    },
};

/// All saved accounts; `confirming` adds the shape of one that is to come, and `typed` is a name that could not be given.
#[component]
pub(super) fn Accounts(
    lang: Lang,
    methods: Vec<SavedMethod>,
    confirming: bool,
    typed: Option<(MethodId, String)>,
) -> impl IntoView {
    let (active, dead): (Vec<_>, Vec<_>) = methods.into_iter().partition(SavedMethod::is_active);
    let none = active.is_empty() && dead.is_empty();
    let note = if none { wallet::never_password(lang) } else { wallet::forget_note(lang) };
    let typed = |method: &SavedMethod| {
        let of_this = typed.as_ref().filter(|(id, _)| *id == method.id);
        of_this.map(|(_, text)| text.clone())
    };
    let mut active = active.into_iter();
    let main = active.next().map(|method| view! { <MainAccount lang typed=typed(&method) method /> });
    let others = active.map(|method| view! { <OtherAccount lang typed=typed(&method) method /> }).collect_view();
    let dead = dead.into_iter().map(|method| view! { <DeadAccount lang method /> }).collect_view();
    view! {
        {confirming.then(|| view! { <ComingAccount lang /> })}
        {main}
        {others}
        {dead}
        {(none && !confirming).then(|| view! { <NoAccount lang /> })}
        <p class="note">{icon(Icon::Shield)}<span>{note}</span></p>
    }
}

#[component]
fn MainAccount(lang: Lang, method: SavedMethod, typed: Option<String>) -> impl IntoView {
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
                    <h2 class="account__name">{account::name(lang, &method)}</h2>
                    <p class="method__kind">{account::about(lang, &method)}</p>
                </div>
                <span class="badge badge--copper">{icon(Icon::Check)}{account::main(lang)}</span>
            </div>
            <p class="num">
                <span class="sr">{account::ending_in(lang)}</span>
                <span aria-hidden="true">"•••• "</span>
                {method.last_four.clone()}
            </p>
        </article>
        <div class="account__foot account__foot--main">{rename(lang, &method, typed)}{forget(lang, &method, wallet::forget(lang))}</div>
    }
}

#[component]
fn OtherAccount(lang: Lang, method: SavedMethod, typed: Option<String>) -> impl IntoView {
    let make_main = wallet::make_main_named(lang, &account::short(lang, &method));
    view! {
        <article class="card account">
            <div class="account__head">
                <Tile bank=method.bank() large=true />
                <AccountName lang method=method.clone() />
                <span class="badge badge--good">{icon(Icon::Check)}{account::active(lang)}</span>
            </div>
            <div class="account__foot">
                <form method="post" action=format!("/wallet/methods/{}/main", method.id)>
                    <button class="link" aria-label=make_main>{wallet::make_main(lang)}</button>
                </form>
                {rename(lang, &method, typed)}
                {forget(lang, &method, wallet::forget_short(lang))}
            </div>
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
                {forget(lang, &method, wallet::forget_short(lang))}
            </div>
        </article>
    }
}

/// A name for an account, typed where it stands. One that could not be given stays open, as it was typed.
fn rename(lang: Lang, method: &SavedMethod, typed: Option<String>) -> impl IntoView + use<> {
    let open = typed.is_some();
    let now = method.nickname.as_ref().map(|name| name.as_str().to_owned());
    let word = if now.is_some() { wallet::change_name(lang) } else { wallet::give_name(lang) };
    let (field, hint) = (format!("name-{}", method.id), format!("name-{}-hint", method.id));
    view! {
        <details class="rename" open=open>
            <summary class="link link--soft">{word}</summary>
            <form class="stack" method="post" action=format!("/wallet/methods/{}/nickname", method.id)>
                <div class="field">
                    <label for=field.clone()>{wallet::nickname(lang)}</label>
                    <span class="field__box">
                        <input
                            id=field
                            name="nickname"
                            maxlength=Nickname::LONGEST.to_string()
                            autocomplete="off"
                            value=typed.or(now)
                            aria-invalid=open.then_some("true")
                            aria-describedby=hint.clone()
                        />
                    </span>
                    <p class="field__hint" id=hint>{wallet::nickname_hint(lang)}</p>
                </div>
                <button class="btn">{wallet::save_name(lang)}</button>
            </form>
        </details>
    }
}

/// The way to the page that forgets an account. Among several, each link says which.
fn forget(lang: Lang, method: &SavedMethod, text: &'static str) -> impl IntoView + use<> {
    let label = wallet::forget_named(lang, &account::short(lang, method));
    view! {
        <a class="link link--soft" href=format!("/wallet/methods/{}/forget", method.id) aria-label=label>{text}</a>
    }
}

#[component]
fn AccountName(lang: Lang, method: SavedMethod) -> impl IntoView {
    view! {
        <div>
            <h2 class="account__name">{account::name(lang, &method)}</h2>
            <p class="method__kind">
                {account::about(lang, &method)}" "<span class="num">{format!("••{}", method.last_four)}</span>
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
