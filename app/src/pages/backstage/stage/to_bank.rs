//! On the way from the phone to the bank, whose page never opens inside another.

use leptos::prelude::*;

use crate::{
    copy::{backstage_stage as copy, common},
    forms::Reply,
    pages::trouble::lost,
    parts::document::{Document, Head},
    site::Visit,
};

/// One link, which leads the whole window there.
#[component]
pub(crate) fn ToBankPage() -> impl IntoView {
    let visit = Visit::current();
    let Some(Reply::ToBank { address }) = use_context() else { return lost(&visit).into_any() };
    let lang = visit.lang;
    let title = copy::to_bank_title(lang);
    let head = Head { title: common::titled(lang, title), module: Some("backstage-to-bank.js"), ..Head::default() };
    view! {
        <Document visit head>
            <main id="main" class="page">
                <div class="empty">
                    <h1 tabindex="-1">{title}</h1>
                    <p>{copy::to_bank_lead(lang)}</p>
                    <a class="btn btn--go btn--wide" target="_top" href=address>{copy::to_bank_go(lang)}</a>
                </div>
            </main>
        </Document>
    }
    .into_any()
}
