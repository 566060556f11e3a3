//! Language and theme.

use app::{copy::Lang, site::Theme};
use axum::{Extension, Form, response::Response};
use serde::Deserialize;

use super::lead_to;
use crate::{backend::incident::report, site::bare_trouble, visit::Caller};

/// What `POST /preferences` holds.
#[derive(Deserialize)]
pub struct PreferencesForm {
    lang: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    back: String,
}

/// `POST /preferences`.
pub async fn preferences(Extension(caller): Extension<Caller>, Form(form): Form<PreferencesForm>) -> Response {
    let lang = form.lang.as_deref().and_then(Lang::parse);
    let theme = form.theme.as_deref().and_then(Theme::parse);
    match caller.prefer(lang, theme).await {
        Ok(()) => lead_to(own_address(&form.back)),
        Err(error) => bare_trouble(&report(&error)),
    }
}

/// Back to the page the switch was on, if it is one of this site.
pub(super) fn own_address(back: &str) -> &str {
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && back.starts_with('/') && !back.starts_with("//") { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_leads_back_to_a_page_of_this_site() {
        assert_eq!(own_address("/book?from=el-golf"), "/book?from=el-golf");
        for back in ["", "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"] {
            assert_eq!(own_address(back), "/", "{back:?}");
        }
    }
}
