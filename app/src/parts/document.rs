//! The document around every page.

use leptos::prelude::*;

use crate::{
    copy::common,
    site::{Assets, ScriptNonce, Visit, wants_script},
};

/// What a page says in its head.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// The title.
    pub title: String,
    /// For search engines; only the landing page has one.
    pub description: Option<&'static str>,
    /// What its screen has of its own.
    pub sheet: Option<Sheet>,
    /// Whether the page has an island, so that script is worth loading.
    pub island: bool,
    /// A small module of the page's own, beside those of islands.
    pub module: Option<&'static str>,
    /// Small modules that its frame has.
    pub also: &'static [&'static str],
    /// Whether the page waits for news. Without script it then asks again every three seconds.
    pub waiting: bool,
}

/// A stylesheet of one screen, beside the common one: `style/screens`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// Sign-up, sign-in and other forms.
    Account,
    /// Pages for whoever shows this to others.
    Backstage,
    /// Booking, and its places.
    Book,
    /// The landing page.
    Landing,
    /// Who a rider is, and what is kept of them.
    Profile,
    /// A receipt, on screen and on paper.
    Receipt,
    /// The ride.
    Ride,
    /// The saved accounts.
    Wallet,
}

impl Sheet {
    const fn file(self) -> &'static str {
        match self {
            Self::Account => "account.css",
            Self::Backstage => "backstage.css",
            Self::Book => "book.css",
            Self::Landing => "landing.css",
            Self::Profile => "profile.css",
            Self::Receipt => "receipt.css",
            Self::Ride => "ride.css",
            Self::Wallet => "wallet.css",
        }
    }
}

/// Draws a page with its head.
#[component]
pub(crate) fn Document(visit: Visit, head: Head, children: Children) -> impl IntoView {
    let assets = Assets::current();
    let sheet = head.sheet.map(|sheet| view! { <link rel="stylesheet" href=assets.url(sheet.file()) /> });
    let may = wants_script(visit.path());
    let islands = (head.island && may).then(|| scripts(&assets));
    let modules = head.module.iter().chain(head.also).filter(|_| may);
    let modules = modules.map(|file| module(&assets, file)).collect_view();
    let preload = |font: &str| {
        view! { <link rel="preload" href=assets.url(&format!("fonts/{font}")) r#as="font" type="font/woff2" crossorigin="anonymous" /> }
    };
    view! {
        <html lang=visit.lang.as_tag() data-theme=visit.theme.attribute()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <title>{head.title}</title>
                {head.description.map(|text| view! { <meta name="description" content=text /> })}
                {preload("bricolage-grotesque-opsz40-latin.woff2")}
                {preload("instrument-sans-latin.woff2")}
                <link rel="stylesheet" href=assets.url("vuelta.css") />
                {sheet}
                <link rel="icon" href=assets.url("favicon.svg") type="image/svg+xml" />
                {islands}
                {modules}
                {head.waiting.then(|| view! { <noscript><meta http-equiv="refresh" content="3" /></noscript> })}
            </head>
            <body>
                <a class="skip" href="#main">{common::skip(visit.lang)}</a>
                {children()}
            </body>
        </html>
    }
}

fn module(assets: &Assets, file: &str) -> impl IntoView + use<> {
    let nonce = use_context::<ScriptNonce>().map(|nonce| nonce.0);
    view! { <script type="module" src=assets.url(file) nonce=nonce></script> }
}

fn scripts(assets: &Assets) -> impl IntoView + use<> {
    let nonce = use_context::<ScriptNonce>().map(|nonce| nonce.0);
    view! {
        <link rel="modulepreload" href=assets.url("app.js") nonce=nonce.clone() />
        <link rel="preload" href=assets.url("app_bg.wasm") r#as="fetch" type="application/wasm" crossorigin="anonymous" />
        <script type="module" src=assets.url("hydrate.js") nonce=nonce.clone()></script>
        <script type="module" src=assets.url("enhance.js") nonce=nonce></script>
    }
}
