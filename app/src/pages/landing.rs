//! The landing page.

use leptos::prelude::*;
use vuelta::{
    Clp, bank,
    city::PlaceId,
    fare::{RideType, Trip},
};

use crate::{
    copy::{Lang, access, account, book, common, landing},
    map::{RouteMap, Scene},
    parts::{
        andes::Andes,
        document::{Document, Head, Sheet},
        guest::{TryAsGuest, Weight},
        icon::{Icon, icon},
        mark::Brand,
        preferences::LangSwitch,
        tile::Tile,
    },
    site::{Assets, Visit},
};

/// The trip that is drawn and priced on the page.
pub(crate) fn example() -> Option<Trip> {
    Trip::new(PlaceId::parse("barrio-italia").ok()?, PlaceId::parse("costanera-center").ok()?).ok()
}

/// The page.
#[component]
pub(crate) fn LandingPage() -> impl IntoView {
    let visit = Visit::current();
    let lang = visit.lang;
    let fare = example().map_or(Clp::ZERO, |trip| trip.fare(RideType::Economico).total);
    let head = Head {
        title: landing::title(lang).to_owned(),
        description: Some(landing::description(lang)),
        sheet: Some(Sheet::Landing),
        ..Head::default()
    };
    view! {
        <Document visit=visit.clone() head>
            <aside class="demo" aria-label=common::notice(lang)>{icon(Icon::Info)}{common::demo(lang)}</aside>
            <LandingBar visit=visit.clone() />
            <main id="main">
                <Hero visit=visit.clone() fare />
                <How lang fare />
            </main>
            <Ending visit />
        </Document>
    }
}

#[component]
fn LandingBar(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    let door = if visit.rider.is_some() { ("/book", landing::book(lang)) } else { ("/login", landing::sign_in(lang)) };
    view! {
        <header class="land__bar">
            <Brand lang />
            <nav class="land__nav" aria-label=common::main_navigation(lang)>
                <a class="btn btn--quiet" href="#como">{landing::how(lang)}</a>
                <a class="btn btn--quiet" href=door.0>{door.1}</a>
            </nav>
            <LangSwitch visit />
        </header>
    }
}

/// The one thing to do: for somebody new to try, for a rider to ride.
#[component]
fn CallToAction(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    if visit.rider.is_some() {
        view! { <a class="btn btn--go" href="/book">{landing::book(lang)}{icon(Icon::Arrow)}</a> }.into_any()
    } else {
        view! { <TryAsGuest lang weight=Weight::Main /> }.into_any()
    }
}

/// The other ways in.
fn other_ways(lang: Lang) -> impl IntoView {
    view! {
        <a class="btn" href="/signup">{landing::sign_up(lang)}</a>
        <p class="hero__in">{access::have_account(lang)}" "<a href="/login">{landing::sign_in(lang)}</a></p>
    }
}

#[component]
fn Hero(visit: Visit, fare: Clp) -> impl IntoView {
    let lang = visit.lang;
    let map = example().map(|trip| {
        let label = super::map_label(lang, &trip);
        view! { <RouteMap scene=Scene::Landing(trip) base=Assets::current().url("santiago.svg") label /> }
    });
    let others = visit.rider.is_none().then(|| other_ways(lang));
    view! {
        <section class="hero">
            <div class="hero__copy">
                <h1 tabindex="-1">
                    {landing::hero_book(lang)}" "<span>{landing::hero_pay(lang)}" "</span><em>{landing::hero_tap(lang)}</em>
                </h1>
                <p class="hero__lead">{landing::lead(lang)}</p>
                <div class="hero__cta"><CallToAction visit />{others}</div>
            </div>
            <div class="hero__map">
                {map}
                <div class="hero__stage">
                    <div class="moment moment--1">
                        <Tile bank=bank::find("cl_banco_de_chile") />
                        <p><b>"Banco de Chile "<span class="num">"••4321"</span></b><span class="soft">{landing::moment_save(lang)}</span></p>
                    </div>
                    <div class="moment moment--2">
                        <span class="moment__i moment__i--go">{icon(Icon::Bolt)}</span>
                        <p><b>{book::pay(lang, fare)}</b><span class="soft">{landing::moment_fixed(lang)}</span></p>
                    </div>
                    <div class="moment moment--3">
                        <span class="moment__i">{icon(Icon::Check)}</span>
                        <p><b>{common::paid(lang)}</b><span class="soft">{landing::moment_arrived(lang)}</span></p>
                    </div>
                </div>
            </div>
        </section>
    }
}

#[component]
fn How(lang: Lang, fare: Clp) -> impl IntoView {
    view! {
        <section class="how" id="como">
            <h2>{landing::how_title(lang)}</h2>
            <div class="how__grid">
                <article class="how__item">
                    <div class="how__pic">
                        <div class="card method">
                            <Tile bank=bank::find("cl_banco_estado") />
                            <div>
                                <p class="method__name">"BancoEstado"</p>
                                <p class="method__kind">{format!("{} ••8830", account::cuenta_rut(lang))}</p>
                            </div>
                            <span class="badge badge--good">{icon(Icon::Check)}{account::saved(lang)}</span>
                        </div>
                    </div>
                    <h3>{landing::save_title(lang)}</h3>
                    <p>{landing::save_text(lang)}</p>
                </article>
                <article class="how__item">
                    <div class="how__pic"><span class="btn btn--go btn--wide btn--picture" aria-hidden="true">{book::pay(lang, fare)}</span></div>
                    <h3>{landing::tap_title(lang)}</h3>
                    <p>{landing::tap_text(lang)}</p>
                </article>
                <article class="how__item">
                    <div class="how__pic">
                        <div class="card stack">
                            <div class="split">
                                <span class="num">{fare.to_string()}</span>
                                <span class="badge badge--good">{icon(Icon::Check)}{common::paid(lang)}</span>
                            </div>
                            <p class="small soft">{landing::money_example(lang)}</p>
                        </div>
                    </div>
                    <h3>{landing::money_title(lang)}</h3>
                    <p>{landing::money_text(lang)}</p>
                </article>
            </div>
        </section>
    }
}

#[component]
fn Ending(visit: Visit) -> impl IntoView {
    let lang = visit.lang;
    view! {
        <footer class="end">
            <div class="end__copy"><h2>{landing::end_title(lang)}</h2><CallToAction visit /></div>
            <Andes />
            <div class="end__foot"><div><span>{landing::disclaimer(lang)}</span></div></div>
        </footer>
    }
}
