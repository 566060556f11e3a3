//! The languages Vuelta speaks.

/// A language. Chilean Spanish is the one we speak unless asked otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Chilean Spanish.
    #[default]
    EsCl,
    /// English.
    En,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::EsCl, Self::En];

    /// The tag for `<html lang>` and for forms.
    pub const fn as_tag(self) -> &'static str {
        match self {
            Self::EsCl => "es-CL",
            Self::En => "en",
        }
    }

    /// Reads a tag such as `es`, `es-CL` or `en-GB`.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.trim().to_ascii_lowercase().as_str() {
            "es" => Some(Self::EsCl),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language a browser likes best among ours, from its `Accept-Language`.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = None;
        for range in header.split(',') {
            let (tag, weight) = match range.split_once(";q=") {
                Some((tag, q)) => (tag, q.trim().parse::<f32>().unwrap_or(0.0)),
                None => (range, 1.0),
            };
            let heavier = best.is_none_or(|(_, least)| weight > least);
            if let (Some(lang), true) = (Self::parse(tag.trim()), heavier && weight > 0.0) {
                best = Some((lang, weight));
            }
        }
        best.map_or(Self::default(), |(lang, _)| lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_liked_best_wins_and_spanish_is_the_default() {
        for (header, lang) in [
            ("en-US,en;q=0.9", Lang::En),
            ("es-CL,es;q=0.9,en;q=0.8", Lang::EsCl),
            ("fr,en;q=0.5,es;q=0.7", Lang::EsCl),
            ("fr, en;q=0.5, es;q=0.2", Lang::En),
            ("en;q=0, *", Lang::EsCl),
            ("", Lang::EsCl),
        ] {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }

    #[test]
    fn every_tag_reads_back() {
        assert!(Lang::ALL.iter().all(|lang| Lang::parse(lang.as_tag()) == Some(*lang)));
    }
}
