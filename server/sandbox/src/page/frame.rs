//! What surrounds every step: the yellow band, the header with the way out, the footer, and the headers of the answer.

use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};
use url::Url;

use super::{copy::Language, icons, outcome_drawer, reasons, stage::Step, visit::Visit};
use crate::{clock, world::sessions::Session};

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' \
                    height='16' rx='2' fill='%231f4f8f'/%3E%3Cpath d='M4 11h8M5 7v3m3-3v3m3-3v3M3.5 6 8 3.5 12.5 6z' \
                    stroke='%23fff' fill='none'/%3E%3C/svg%3E";

/// What a page does by itself after so many seconds: go somewhere, or ask for itself again.
#[derive(Debug)]
pub(super) struct Onward {
    pub(super) seconds: i64,
    /// Itself when none.
    pub(super) to: Option<String>,
}

impl Onward {
    /// For `<meta http-equiv="refresh">`.
    fn refresh(&self) -> String {
        match &self.to {
            Some(address) => format!("{};url={address}", self.seconds),
            None => self.seconds.to_string(),
        }
    }
}

/// Without script a page reloads into its expired screen only when that is near; nobody leaves a tab open for hours and is
/// surprised.
const NEAR: i64 = 20 * 60;

/// When the page asks for itself again: once what is under way has arrived, or once the session has expired.
pub(super) fn onward(visit: &Visit) -> Option<Onward> {
    let session = &visit.session;
    let until = |instant: Timestamp| instant.duration_since(clock::now()).as_millis().max(0) / 1000 + 1;
    let seconds = session.progress.underway.map(|underway| until(underway.at())).or_else(|| {
        let left = until(session.expires_at());
        (left > 1 && left < i128::from(NEAR)).then_some(left)
    });
    seconds.and_then(|seconds| i64::try_from(seconds).ok()).map(|seconds| Onward { seconds, to: None })
}

/// A step inside the frame: its box on the left, the summary on the right.
pub(super) fn step(visit: &Visit, step: Step, title: &str, content: &Markup) -> Markup {
    let texts = visit.language.texts();
    // Only what the payer goes through: a saved account leaves nothing but the approval.
    let walked = if visit.is_setup() { Step::OF_A_SETUP } else { Step::OF_A_PAYMENT };
    let here = if step == Step::Recipient { Step::Authorise } else { step };
    let steps = visit.session.wire.payment_method.is_none().then_some(walked);
    document(
        visit.language,
        title,
        onward(visit).as_ref(),
        &html! {
            (header_of(visit, true))
            main {
                section.box {
                    @if let Some(steps) = steps {
                        ol.steps aria-label=(texts.steps) {
                            @for &one in steps {
                                li.done[one < here] aria-current=[(one == here).then_some("step")] {
                                    (visit.language.step(one))
                                }
                            }
                        }
                    }
                    @if let Some(reason) = &visit.session.progress.complaint {
                        p.error.error--box role="alert" {
                            (icons::warning()) span { (reasons::why(visit.language, reason)) }
                        }
                    }
                    (content)
                }
                (summary(visit))
                (outcome_drawer::render(visit))
            }
        },
    )
}

/// A screen that asks nothing more.
pub(super) fn closing(visit: &Visit, title: &str, onward: Option<&Onward>, content: &Markup) -> Markup {
    document(
        visit.language,
        title,
        onward,
        &html! {
            (header_of(visit, false))
            main.alone { section.box { (content) } }
        },
    )
}

/// No such session.
pub(super) fn nowhere(language: Language) -> Response {
    let texts = language.texts();
    let content = html! {
        main.alone { section.box { div {
            h1 tabindex="-1" autofocus { (texts.nowhere_title) }
            p.mute { (texts.nowhere) }
        } } }
    };
    respond(StatusCode::NOT_FOUND, &policy_to(&[]), document(language, texts.nowhere_title, None, &content))
}

/// The database failed; the log knows more.
pub(super) fn broken() -> Response {
    let title = "El simulador falló · The simulator failed";
    let content = html! { main.alone { section.box { h1 tabindex="-1" autofocus { (title) } } } };
    respond(StatusCode::INTERNAL_SERVER_ERROR, &policy_to(&[]), document(Language::Spanish, title, None, &content))
}

/// The heading of a step; it takes the focus, so that a screen reader begins there.
pub(super) fn heading(title: &str, lead: &Markup, focus: bool) -> Markup {
    html! {
        div {
            h1 tabindex="-1" autofocus[focus] { (title) }
            p.mute { (lead) }
        }
    }
}

fn document(language: Language, title: &str, onward: Option<&Onward>, content: &Markup) -> Markup {
    let texts = language.texts();
    let (_, code, name) = language.other();
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="robots" content="noindex";
                title { (title) " · " (texts.page) " (" (texts.simulator) ")" }
                // With script the page does it: a screen reader is not cut off by a refresh of the browser's own.
                @if let Some(onward) = onward {
                    noscript { meta http-equiv="refresh" content=(onward.refresh()); }
                }
                script type="module" src="/checkout-assets/page.js" {}
                link rel="stylesheet" href="/checkout-assets/bank.css";
                link rel="icon" href=(ICON);
            }
            body data-wait=[onward.map(|onward| onward.seconds)] data-to=[onward.and_then(|onward| onward.to.as_deref())] {
                aside.band aria-label=(texts.band_label) {
                    p { (icons::warning()) span { b { (texts.band_who) } " " (texts.band_what) } }
                }
                (content)
                footer.foot {
                    p { (texts.footer) }
                    p { a href={ "?lang=" (code) } lang=(code) { (name) } }
                }
            }
        }
    }
}

fn header_of(visit: &Visit, open: bool) -> Markup {
    let texts = visit.language.texts();
    html! {
        header.head { div.head__in {
            p.head__co {
                (icons::lock())
                span { (texts.page) small { (visit.language.header(&visit.merchant, &visit.charge())) } }
            }
            @if open {
                p.head__time { span { (visit.language.expires_in()) } b role="timer" data-left=(seconds_left(&visit.session)) { (time_left(&visit.session)) } }
                form method="post" action=(visit.address("cancel")) { button.plain { (texts.cancel) } }
            }
        } }
    }
}

fn summary(visit: &Visit) -> Markup {
    let texts = visit.language.texts();
    html! {
        aside.box.side aria-label=(texts.summary) {
            div { p.small.mute { (texts.merchant) } p { b { (visit.merchant) } } }
            div {
                p.small.mute { (texts.operation) }
                @if visit.is_setup() {
                    p { (texts.operation_setup) " " b { (texts.no_charge) } }
                } @else {
                    p { (texts.operation_payment) " " b { (visit.charge()) } }
                }
            }
        }
    }
}

fn seconds_left(session: &Session) -> i64 {
    session.expires_at().duration_since(clock::now()).as_secs().max(0)
}

/// `23:41`, or `23 h 59 min` while there is more than an hour.
fn time_left(session: &Session) -> String {
    let seconds = seconds_left(session);
    match seconds / 3600 {
        0 => format!("{:02}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours} h {:02} min", seconds % 3600 / 60),
    }
}

/// The policy of a session's page. Its forms may lead to the origins of the merchant's two URLs, or browsers would block the
/// redirect that answers the last one.
pub(super) fn policy(session: &Session) -> String {
    let urls = [&session.wire.success_url, &session.wire.cancel_url];
    let mut origins: Vec<String> = urls
        .into_iter()
        .flatten()
        .filter_map(|url| Some(Url::parse(url).ok()?.origin().ascii_serialization()))
        .collect();
    origins.dedup();
    policy_to(&origins)
}

fn policy_to(origins: &[String]) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self' {}; frame-ancestors 'none'; \
         base-uri 'none'",
        origins.join(" ")
    )
}

pub(super) fn respond(status: StatusCode, policy: &str, markup: Markup) -> Response {
    let headers: [(HeaderName, &str); 6] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "accept-language"),
    ];
    (status, headers, markup.into_string()).into_response()
}
