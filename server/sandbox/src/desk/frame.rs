//! What surrounds every page for people under `/_sandbox/`: the header with its four rooms, the footer, and the headers of the
//! answer.

use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

pub(super) const STYLESHEET: &str = "/_sandbox/assets/desk.css";
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' \
                    height='16' rx='2' fill='%231f4f8f'/%3E%3Cpath d='M3.5 5h9M3.5 8h9M3.5 11h5' stroke='%23ffd84d' \
                    stroke-width='1.5' fill='none'/%3E%3C/svg%3E";
/// Nothing but our own style and our own forms; no script at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; \
                      base-uri 'none'";

/// A room of the desk, as the header lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Objects,
    Deliveries,
    Scenarios,
    Conformance,
}

impl Room {
    const ALL: [Self; 4] = [Self::Objects, Self::Deliveries, Self::Scenarios, Self::Conformance];

    fn name(self) -> &'static str {
        match self {
            Self::Objects => "Objects",
            Self::Deliveries => "Deliveries",
            Self::Scenarios => "Scenarios",
            Self::Conformance => "Conformance",
        }
    }

    /// Where it is.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Objects => "/_sandbox/",
            Self::Deliveries => "/_sandbox/desk/deliveries",
            Self::Scenarios => "/_sandbox/desk/scenarios",
            Self::Conformance => "/_sandbox/conformance",
        }
    }
}

/// A whole page: the content goes into `main`, after the header that marks the room it belongs to.
pub(crate) fn document(title: &str, current: Room, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="robots" content="noindex";
                title { (title) " · Fintoc sandbox (simulator)" }
                link rel="stylesheet" href=(STYLESHEET);
                link rel="icon" href=(ICON);
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header.top { div.top__in {
                    a.top__name href=(Room::Objects.path()) { "Fintoc sandbox" span.tag { "simulator" } }
                    nav.top__nav aria-label="Sandbox" {
                        @for room in Room::ALL {
                            a href=(room.path()) aria-current=[(room == current).then_some("page")] { (room.name()) }
                        }
                    }
                } }
                main id="content" tabindex="-1" { (content) }
                footer.foot {
                    p { "A stand-in for the Fintoc API on one machine. It is not Fintoc and not a bank: no money moves here, and \
                         nobody should type real credentials." }
                }
            }
        }
    }
}

/// The page as an answer.
pub(crate) fn respond(status: StatusCode, markup: Markup) -> Response {
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, markup.into_string()).into_response()
}
