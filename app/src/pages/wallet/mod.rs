//! The wallet: saved accounts, what is under way, and the banks to add one from.

mod accounts;
mod add;
mod forget;
mod notice;

pub(crate) use forget::ForgetPage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    id::{MethodId, SetupId},
    refusal::{Refusal, Trouble},
    wallet::{Setup, Wallet},
};

use self::{
    accounts::Accounts,
    add::AddAccount,
    notice::{Notice, SetupNotice, Told},
};
use crate::{
    copy::{common, wallet},
    forms::Reply,
    parts::{
        alert::RefusalNote,
        bar::{PageBar, Room},
        document::{Document, Head},
    },
    site::{Back, Caller, Visit, answered},
};

/// The page.
#[component]
pub(crate) fn WalletPage() -> impl IntoView {
    let caller = Caller::current();
    let asked = use_query_map().read_untracked().get("setup").map(SetupId::new);
    let back = Back::current();
    let forgotten = use_query_map().read_untracked().get("forgotten").map(MethodId::new);
    let refusal = match use_context() {
        Some(Reply::Wallet { refusal }) => Some(refusal),
        Some(_) | None => None,
    };
    answered(async move {
        let caller = caller?;
        // First the setup, then the wallet: a setup that is saved has its account in the wallet that is read after it.
        let asked = match asked {
            Some(id) => named(&caller, &id).await?,
            None => None,
        };
        let wallet = caller.backend.wallet(&caller.rider.id).await?;
        let notice = match &asked {
            Some(setup) => Notice::of_visit(setup, back),
            None => wallet.setup.as_ref().and_then(Notice::of_old),
        };
        let setup = asked.or_else(|| wallet.setup.clone());
        let told = forgotten.and_then(|id| Told::forgotten(&wallet, &id));
        Ok(page(caller.visit, &wallet, notice.zip(setup), told, refusal).into_any())
    })
}

/// The setup an address names. One that is not there, or is somebody else's, is as good as none named.
async fn named(caller: &Caller, id: &SetupId) -> Result<Option<Setup>, Trouble> {
    match caller.backend.setup(&caller.rider.id, id).await {
        Ok(setup) => Ok(Some(setup)),
        Err(Trouble::Refused(Refusal::NotFound)) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

fn page(
    visit: Visit,
    wallet: &Wallet,
    notice: Option<(Notice, Setup)>,
    told: Option<Told>,
    refusal: Option<Refusal>,
) -> impl IntoView + use<> {
    let lang = visit.lang;
    let confirming = notice.as_ref().is_some_and(|(notice, _)| notice.waits());
    let head = Head {
        title: common::titled(lang, wallet::title(lang)),
        island: confirming,
        waiting: confirming,
        ..Head::default()
    };
    let empty = wallet.methods.is_empty();
    let lead = if empty { wallet::lead_empty(lang) } else { wallet::lead(lang) };
    let methods = wallet.methods.clone();
    // Where something else is the thing to do, adding an account steps back.
    let primary = empty && notice.is_none();
    let notice = notice.map(|(notice, setup)| {
        let saved = setup.method.as_ref().and_then(|id| wallet.find(id)).cloned();
        view! { <SetupNotice lang notice setup saved /> }
    });
    view! {
        <Document visit=visit.clone() head>
            <div class="page">
                <PageBar visit here=Some(Room::Wallet) />
                <main id="main">
                    <h1 tabindex="-1">{wallet::title(lang)}</h1>
                    <p class="page__lead">{lead}</p>
                    <div class="wallet">
                        <section class="stack" aria-label=wallet::saved_accounts(lang)>
                            {refusal.map(|refusal| view! { <RefusalNote lang refusal /> })}
                            {told.map(|told| told.view(lang))}
                            {notice}
                            <Accounts lang methods confirming />
                        </section>
                        <AddAccount lang primary />
                    </div>
                </main>
            </div>
        </Document>
    }
}
