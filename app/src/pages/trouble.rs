//! The pages for when there is none: nothing there, and something broke.

use leptos::prelude::*;
use vuelta::{
    id::IncidentId,
    refusal::{Refusal, Trouble},
};

use crate::{
    copy::{common, trouble},
    parts::{
        bar::PageBar,
        document::{Document, Head},
        drawing::EmptyDrawing,
    },
    site::{Visit, answered},
};

/// The page of every address that leads nowhere.
#[component]
pub(crate) fn LostPage() -> impl IntoView {
    answered(async { Err(Trouble::Refused(Refusal::NotFound)) })
}

/// Nothing there, or nothing for this rider; which of the two is never told.
pub(crate) fn lost(visit: &Visit) -> impl IntoView + use<> {
    let lang = visit.lang;
    notice(visit, trouble::lost_title(lang), trouble::lost_text(lang), None, ("/", trouble::lost_home(lang)))
}

/// Too much is going on at once.
pub(crate) fn busy(visit: &Visit) -> impl IntoView + use<> {
    let lang = visit.lang;
    notice(visit, trouble::busy_title(lang), trouble::busy_text(lang), None, way_on(visit))
}

/// Something broke on our side; the number finds it in the log.
pub(crate) fn broken(visit: &Visit, incident: &IncidentId) -> impl IntoView + use<> {
    let lang = visit.lang;
    let code = trouble::broken_code(lang, incident);
    notice(visit, trouble::broken_title(lang), trouble::broken_text(lang), Some(code), way_on(visit))
}

/// To the rides, for who has any: they say what became of a payment.
fn way_on(visit: &Visit) -> (&'static str, &'static str) {
    let lang = visit.lang;
    if visit.rider.is_some() { ("/rides", trouble::broken_rides(lang)) } else { ("/", trouble::lost_home(lang)) }
}

fn notice(
    visit: &Visit,
    heading: &'static str,
    text: &'static str,
    code: Option<String>,
    way_on: (&'static str, &'static str),
) -> impl IntoView + use<> {
    let visit = visit.clone();
    let title = common::titled(visit.lang, heading);
    view! {
        <Document visit=visit.clone() head=Head { title, ..Head::default() }>
            <div class="page">
                <PageBar visit here=None />
                <main id="main" class="empty">
                    <EmptyDrawing />
                    <h1 tabindex="-1">{heading}</h1>
                    <p>{text}</p>
                    {code.map(|code| view! { <p class="num">{code}</p> })}
                    <a class="btn btn--go" href=way_on.0>{way_on.1}</a>
                </main>
            </div>
        </Document>
    }
}
