//! Another browser becomes the same rider's: the code to scan, and the page that the link opens.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use vuelta::backstage::invitation::{Invited, LeadsTo, SignedInvitation};

use super::frame::{Frame, Presenter, Room};
use crate::{
    copy::{Lang, backstage_join as copy, common, time},
    parts::{
        access_frame::AccessFrame,
        document::{Document, Head, Sheet},
        drawing::EmptyDrawing,
        qr::Qr,
    },
    site::{Visit, answered},
};

/// The code to scan.
#[component]
pub(crate) fn JoinPage() -> impl IntoView {
    let presenter = Presenter::current();
    let to = use_query_map().read_untracked().get("to").as_deref().and_then(LeadsTo::parse).unwrap_or(LeadsTo::App);
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let lang = visit.lang;
        let content = match rider {
            Some(rider) => invite(lang, &rider.name, &backstage.invite(&rider.id, to)).into_any(),
            None => nobody(lang).into_any(),
        };
        let title = copy::title(lang);
        Ok(view! {
            <Frame visit here=Room::Join title>
                <main id="main" class="join">
                    <h1 tabindex="-1">{title}</h1>
                    {content}
                </main>
            </Frame>
        }
        .into_any())
    })
}

fn nobody(lang: Lang) -> impl IntoView {
    view! {
        <div class="empty">
            <EmptyDrawing />
            <p>{copy::nobody(lang)}</p>
            <a class="tool tool--go" href="/backstage">{copy::to_stage(lang)}</a>
        </div>
    }
}

fn invite(lang: Lang, name: &str, signed: &SignedInvitation) -> impl IntoView + use<> {
    let SignedInvitation { invitation, address, reachable } = signed;
    let lead = match invitation.to {
        LeadsTo::App => copy::lead_app(lang, name),
        LeadsTo::Backstage => copy::lead_backstage(lang, name),
    };
    let choices = LeadsTo::ALL.map(|to| {
        let label = match to {
            LeadsTo::App => copy::to_app(lang),
            LeadsTo::Backstage => copy::to_backstage(lang),
        };
        let here = (to == invitation.to).then_some("true");
        view! { <a href=format!("/backstage/join?to={}", to.as_str()) aria-current=here>{label}</a> }
    });
    let until = time::clock(invitation.until);
    let shown = address.split_once("/join/").map_or(address.as_str(), |(site, _)| site).to_owned();
    let hint = (!reachable).then(|| unreachable(lang, &shown));
    view! {
        <nav class="join__for" aria-label=copy::what_for(lang)>{choices.collect_view()}</nav>
        <p class="join__lead">{lead}</p>
        <Qr text=address.clone() label=copy::qr(lang, &shown) />
        <p class="bs__mono">{copy::once(lang, &until)}</p>
        <a class="join__link bs__mono" href=address.clone()>{address.clone()}</a>
        <a class="tool" href=format!("/backstage/join?to={}", invitation.to.as_str())>{copy::anew(lang)}</a>
        {hint}
    }
}

/// How to start so that phones come in.
const REACHABLE: &str = "VUELTA_ADDR=0.0.0.0:3000 PUBLIC_URL=http://192.168.1.20:3000 \\\nSANDBOX_ADDR=0.0.0.0:3001 SANDBOX_URL=http://192.168.1.20:3001 cargo xtask demo";

fn unreachable(lang: Lang, address: &str) -> impl IntoView + use<> {
    view! {
        <section class="join__hint" aria-labelledby="unreachable">
            <h2 id="unreachable">{copy::unreachable_title(lang)}</h2>
            <p>{copy::unreachable(lang, address)}</p>
            <pre class="join__start" tabindex="0"><code>{REACHABLE}</code></pre>
        </section>
    }
}

/// What the link opens: who one would be, and one button. Looking at it uses nothing up.
#[component]
pub(crate) fn InvitedPage() -> impl IntoView {
    let presenter = Presenter::current();
    let text = use_params_map().read_untracked().get("invitation").unwrap_or_default();
    answered(async move {
        let Presenter { visit, backstage, .. } = presenter?;
        let invited = backstage.invited(&text).await?;
        Ok(invited_page(visit, &text, invited).into_any())
    })
}

fn invited_page(visit: Visit, text: &str, invited: Invited) -> impl IntoView + use<> {
    let lang = visit.lang;
    let Invited { invitation, name, open } = invited;
    let first = name.split_whitespace().next().unwrap_or_default().to_owned();
    let heading = if open { copy::invited_title(lang, &first) } else { copy::over_title(lang).to_owned() };
    let somebody_else = visit.rider.as_ref().is_some_and(|rider| rider.id != invitation.rider);
    let lead = if open { copy::invited_lead(lang) } else { copy::over_text(lang) };
    let way_on = if open {
        view! {
            <form method="post" action=format!("/join/{text}") class="form">
                {somebody_else.then(|| view! { <p class="soft">{copy::invited_here(lang)}</p> })}
                <button class="btn btn--go">{copy::invited_go(lang, &first)}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <a class="btn" href="/">{copy::over_home(lang)}</a> }.into_any()
    };
    let head = Head { title: common::titled(lang, &heading), sheet: Some(Sheet::Account), ..Head::default() };
    view! {
        <Document visit=visit.clone() head>
            <AccessFrame visit heading lead>{way_on}</AccessFrame>
        </Document>
    }
}
