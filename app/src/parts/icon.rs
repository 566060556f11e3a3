//! Icons: 24 by 24, drawn with a stroke in the colour of the text. They never stand for a word that is not there.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Icon {
    /// Onwards.
    Arrow,
    /// Back.
    Back,
    /// A bolt.
    Bolt,
    /// Done.
    Check,
    /// More.
    Chevron,
    /// Open below.
    Down,
    /// To keep as a file.
    Download,
    /// Not done.
    Cross,
    /// A coin.
    Coin,
    /// A clock.
    Clock,
    /// Something to know.
    Info,
    /// Fixed.
    Lock,
    /// Menu.
    Menu,
    /// Add.
    Plus,
    /// Again.
    Refresh,
    /// Safe.
    Shield,
    /// A rating.
    Star,
    /// Seats.
    Person,
    /// Both ways.
    Swap,
    /// Cut off.
    Unplugged,
    /// An account.
    Purse,
    /// Mind this.
    Warning,
    /// Where one lives.
    Home,
    /// Where one works.
    Work,
    /// A place.
    Pin,
    /// Look for something.
    Search,
}

impl Icon {
    const fn shapes(self) -> &'static str {
        match self {
            Self::Star => r#"<path d="m12 3.6 2.6 5.3 5.9.9-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.9Z"/>"#,
            Self::Arrow => r#"<path d="M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5"/>"#,
            Self::Back => r#"<path d="M19.5 12h-15M11 5.5 4.5 12l6.5 6.5"/>"#,
            Self::Bolt => r#"<path d="M13 3.5 5.5 13.5H11l-.8 7L18.5 10H13Z"/>"#,
            Self::Check => r#"<path d="M5 12.5 10 17.5 19.5 7"/>"#,
            Self::Chevron => r#"<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>"#,
            Self::Down => r#"<path d="m5.5 9 6.5 6.5L18.5 9"/>"#,
            Self::Download => r#"<path d="M12 4v11.5M6.5 10l5.5 5.5 5.5-5.5M4.5 20h15"/>"#,
            Self::Cross => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
            Self::Coin => {
                r#"<circle cx="12" cy="12" r="9"/><path d="M14.8 9.2c-.5-1-1.5-1.5-2.8-1.5-1.6 0-2.7.8-2.7 2 0 3 5.6 1.4 5.6 4.4 0 1.3-1.2 2.2-2.9 2.2-1.4 0-2.5-.6-3-1.7M12 6v12"/>"#
            }
            Self::Clock => r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.4 2"/>"#,
            Self::Info => {
                r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5.2"/><circle class="f" cx="12" cy="7.9" r="1.15"/>"#
            }
            Self::Lock => {
                r#"<rect x="5" y="10.5" width="14" height="9.5" rx="2.5"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>"#
            }
            Self::Menu => r#"<path d="M4 7.5h16M4 12h16M4 16.5h10"/>"#,
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Refresh => r#"<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4.5V9H15"/>"#,
            Self::Shield => {
                r#"<path d="M12 3.5 19.5 6v6c0 4.3-3 7.2-7.5 8.8C7.5 19.2 4.5 16.3 4.5 12V6Z"/><path d="m8.7 12 2.4 2.4 4.3-4.6"/>"#
            }
            Self::Person => r#"<circle cx="12" cy="8" r="3.6"/><path d="M4.8 20c.6-4 3.5-6 7.2-6s6.6 2 7.2 6"/>"#,
            Self::Swap => r#"<path d="M8 19V5.5M4 9l4-4 4 4M16 5v13.5M12 15l4 4 4-4"/>"#,
            Self::Unplugged => {
                r#"<path d="m4 20 4.2-4.2M15.8 8.2 20 4M9.5 7.5l7 7M7.2 9.8l7 7c-2 2-5 2-7 0s-2-5 0-7ZM11.8 5.2"/><path d="M12.5 6.5c2-2 3.5-1.7 5-.1s2 3 0 5"/>"#
            }
            Self::Purse => {
                r#"<path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H17v3M4 7.5V17a2.5 2.5 0 0 0 2.5 2.5h13V8H4.5"/><circle class="f" cx="15.8" cy="13.8" r="1.3"/>"#
            }
            Self::Warning => {
                r#"<path d="M12 3.8 21 19.6H3Z"/><path d="M12 10v4.2"/><circle class="f" cx="12" cy="16.9" r="1.1"/>"#
            }
            Self::Home => r#"<path d="M4 11.5 12 4.5l8 7M6.5 9.5v10h11v-10M10 19.5v-5.5h4v5.5"/>"#,
            Self::Work => {
                r#"<rect x="3.5" y="7.5" width="17" height="12" rx="2.5"/><path d="M8.5 7.5V6a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v1.5M3.5 12.5h17"/>"#
            }
            Self::Pin => {
                r#"<path d="M12 20.5c-4-4.2-6.5-7.3-6.5-10.5a6.5 6.5 0 0 1 13 0c0 3.2-2.5 6.3-6.5 10.5Z"/><circle cx="12" cy="10" r="2.3"/>"#
            }
            Self::Search => r#"<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>"#,
        }
    }
}

/// An icon as an element.
pub(crate) fn icon(icon: Icon) -> impl IntoView {
    view! { <svg class="i" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.shapes()></svg> }
}
