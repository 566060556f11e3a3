//! How saving an account goes on, as the rider sees it.

use std::time::Duration;

use leptos::prelude::*;
use vuelta::{
    id::MethodId,
    wallet::{SavedMethod, Setup, SetupState, Wallet},
};

use crate::{
    copy::{Lang, account, common, time, wallet},
    islands::{LiveSetup, ride_sheet::Mood},
    parts::icon::{Icon, icon},
    site::Back,
};

/// After this long a setup that is not confirmed is late. It counts from when the rider asked, and logging in at a bank takes
/// minutes; while the page is open, the island counts from when they came back.
const LATE: Duration = Duration::from_secs(10 * 60);
/// An end that the rider was not there to see is told for this long.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// What there is to say about a setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// The rider came back; the bank's word is on its way.
    Confirming,
    /// The same, and it takes its time.
    TakingLonger,
    /// It is saved.
    Saved,
    /// The rider came back without.
    Cancelled,
    /// The rider never came back.
    Unfinished,
    /// Fintoc has not given us its page yet.
    Preparing,
    /// Ran out of time.
    Expired,
    /// The bank refused.
    Failed,
}

impl Notice {
    /// What to say to a rider who comes back from the hosted page; `back` is a hint and only chooses among the open states.
    pub(super) fn of_visit(setup: &Setup, back: Option<Back>) -> Option<Self> {
        let open = setup.redirect_url.is_some();
        Some(match (setup.state, back) {
            (SetupState::Saved, _) => Self::Saved,
            (SetupState::Expired, _) => Self::Expired,
            (SetupState::Failed, _) => Self::Failed,
            (SetupState::Created | SetupState::Open, Some(Back::Ok)) if time::ago(setup.started_at) > LATE => {
                Self::TakingLonger
            }
            (SetupState::Created | SetupState::Open, Some(Back::Ok)) => Self::Confirming,
            (SetupState::Created | SetupState::Open, Some(Back::Cancel)) => Self::Cancelled,
            (SetupState::Created | SetupState::Open, None) if open => Self::Unfinished,
            (SetupState::Created | SetupState::Open, None) => Self::Preparing,
        })
    }

    /// What to say about a setup that the address does not name.
    pub(super) fn of_old(setup: &Setup) -> Option<Self> {
        match setup.state {
            SetupState::Saved => None,
            SetupState::Expired | SetupState::Failed if time::ago(setup.started_at) > OLD => None,
            SetupState::Created | SetupState::Open | SetupState::Expired | SetupState::Failed => {
                Self::of_visit(setup, None)
            }
        }
    }

    /// Whether the page listens for news.
    pub(super) const fn waits(self) -> bool {
        match self {
            Self::Confirming | Self::TakingLonger => true,
            Self::Saved | Self::Cancelled | Self::Unfinished | Self::Preparing | Self::Expired | Self::Failed => false,
        }
    }

    const fn mood(self) -> Mood {
        match self {
            Self::Saved => Mood::Good,
            Self::Expired | Self::Failed => Mood::Bad,
            Self::Confirming | Self::TakingLonger | Self::Cancelled | Self::Unfinished | Self::Preparing => Mood::Wait,
        }
    }

    fn words(self, lang: Lang, saved: Option<&SavedMethod>) -> (String, &'static str) {
        let (heading, text) = match self {
            Self::Saved => {
                let heading = saved.map_or_else(
                    || wallet::saved_unnamed(lang).to_owned(),
                    |method| wallet::saved(lang, &account::short(lang, method)),
                );
                return (heading, wallet::saved_text(lang));
            }
            Self::Confirming => (wallet::confirming(lang), wallet::confirming_text(lang)),
            Self::TakingLonger => (wallet::longer(lang), wallet::longer_text(lang)),
            Self::Cancelled => (wallet::cancelled(lang), wallet::cancelled_text(lang)),
            Self::Unfinished => (wallet::unfinished(lang), wallet::unfinished_text(lang)),
            Self::Preparing => (wallet::preparing(lang), wallet::preparing_text(lang)),
            Self::Expired => (wallet::expired(lang), wallet::expired_text(lang)),
            Self::Failed => (wallet::failed(lang), wallet::failed_text(lang)),
        };
        (heading.to_owned(), text)
    }
}

/// That something which the rider just asked for is done. The address only says what to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// That account is forgotten.
    Forgotten(SavedMethod),
    /// That account is the main one.
    Main(SavedMethod),
    /// That account is called so.
    Named(SavedMethod),
}

impl Told {
    /// What the address says was done, if it was.
    pub(super) fn of_visit(wallet: &Wallet, asked: impl Fn(&str) -> Option<MethodId>) -> Option<Self> {
        let among = |methods: &[SavedMethod], word: &str| {
            let id = asked(word)?;
            methods.iter().find(|method| method.id == id).cloned()
        };
        let main = || among(&wallet.methods, "main").filter(|method| Some(method) == wallet.principal());
        let forgotten = among(&wallet.forgotten, "forgotten").map(Self::Forgotten);
        forgotten.or_else(|| main().map(Self::Main)).or_else(|| among(&wallet.methods, "named").map(Self::Named))
    }

    /// The notice. It takes the focus.
    pub(super) fn view(self, lang: Lang) -> impl IntoView {
        let (heading, text) = match self {
            Self::Forgotten(method) => {
                (wallet::forgotten(lang, &account::short(lang, &method)), wallet::forgotten_text(lang))
            }
            Self::Main(method) => (wallet::is_main(lang, &account::short(lang, &method)), wallet::is_main_text(lang)),
            Self::Named(method) => {
                (wallet::is_named(lang, &account::short(lang, &method)), wallet::is_named_text(lang))
            }
        };
        view! {
            <section class="notice notice--good">
                {icon(Icon::Check)}
                <p tabindex="-1" autofocus><b>{heading}</b></p>
                <p>{text}</p>
            </section>
        }
    }
}

/// The notice, with the one thing to do. It takes the focus: it is why the rider is here.
#[component]
pub(super) fn SetupNotice(lang: Lang, notice: Notice, setup: Setup, saved: Option<SavedMethod>) -> impl IntoView {
    let (heading, text) = notice.words(lang, saved.as_ref());
    let (class, symbol) = match notice.mood() {
        Mood::Good => ("notice notice--good", Icon::Check),
        Mood::Wait => ("notice notice--wait", Icon::Clock),
        Mood::Bad => ("notice notice--bad", Icon::Warning),
    };
    let body = if notice.waits() { live(lang, &setup, text).into_any() } else { view! { <p>{text}</p> }.into_any() };
    view! {
        <section class=class>
            {icon(symbol)}
            <p tabindex="-1" autofocus><b>{heading}</b></p>
            {body}
            {way_on(lang, notice, setup)}
        </section>
    }
}

fn live(lang: Lang, setup: &Setup, now: &'static str) -> impl IntoView + use<> {
    view! {
        <LiveSetup
            stream=format!("/wallet/setups/{}/live", setup.id)
            then=format!("/wallet?setup={}", setup.id)
            now=now.to_owned()
            later=wallet::longer_text(lang).to_owned()
            reconnecting=common::reconnecting(lang).to_owned()
        />
    }
}

fn way_on(lang: Lang, notice: Notice, setup: Setup) -> AnyView {
    match notice {
        Notice::Saved => view! { <a class="btn btn--go" href="/book">{wallet::book_now(lang)}</a> }.into_any(),
        Notice::Cancelled | Notice::Unfinished => setup
            .redirect_url
            .map(|address| view! { <a class="btn btn--go" href=address target="_top">{wallet::carry_on(lang)}</a> })
            .into_any(),
        Notice::Confirming | Notice::TakingLonger | Notice::Preparing => {
            let address = format!("/wallet?setup={}&back=ok", setup.id);
            let address = if notice.waits() { address } else { "/wallet".to_owned() };
            view! { <a class="link" href=address>{common::refresh(lang)}</a> }.into_any()
        }
        Notice::Expired | Notice::Failed => ().into_any(),
    }
}
