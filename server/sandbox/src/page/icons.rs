//! Line drawings, ours: no bank's logo and none of Fintoc's.

use maud::{Markup, PreEscaped, html};

fn icon(paths: &'static str) -> Markup {
    html! { svg viewBox="0 0 24 24" aria-hidden="true" { (PreEscaped(paths)) } }
}

pub(super) fn warning() -> Markup {
    icon(r#"<path d="M12 3.8 21 19.6H3Z"/><path d="M12 10v4.2"/><circle class="f" cx="12" cy="16.9" r="1.1"/>"#)
}

pub(super) fn lock() -> Markup {
    icon(r#"<rect x="5" y="10.5" width="14" height="9.5" rx="2.5"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>"#)
}

pub(super) fn search() -> Markup {
    icon(r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#)
}

pub(super) fn chevron() -> Markup {
    icon(r#"<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>"#)
}

pub(super) fn down() -> Markup {
    icon(r#"<path d="m5.5 9 6.5 6.5L18.5 9"/>"#)
}

pub(super) fn person() -> Markup {
    icon(r#"<circle cx="12" cy="8" r="3.75"/><path d="M4.75 20a7.25 7.25 0 0 1 14.5 0"/>"#)
}

pub(super) fn phone() -> Markup {
    icon(r#"<rect x="7" y="3" width="10" height="18" rx="2.25"/><path d="M11 18h2"/>"#)
}

pub(super) fn tick() -> Markup {
    icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="m8 12.2 2.8 2.8L16 9.6"/>"#)
}

pub(super) fn clock() -> Markup {
    icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.4 2"/>"#)
}

pub(super) fn cross() -> Markup {
    icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="m9 9 6 6m0-6-6 6"/>"#)
}
