//! The secret key, which alone decides the organisation and the mode.

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::Mode;

/// A key that starts with `sk_test_` or `sk_live_`. It cannot be printed by accident: `Debug` shows the prefix alone.
#[derive(Clone)]
pub struct SecretKey {
    secret: SecretString,
    mode: Mode,
}

/// Why a text is not a secret key. It repeats the prefix of the text at most.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing but white space.
    #[error("is empty; it should start with `sk_test_` or `sk_live_`")]
    Empty,
    /// The key of the browser widget.
    #[error("starts with `pk_`, which is a public key; the server needs one that starts with `sk_`")]
    Public,
    /// The secret of a webhook endpoint.
    #[error(
        "starts with `whsec_`, which is the secret of a webhook endpoint; the API needs a key that starts with `sk_`"
    )]
    WebhookSecret,
    /// Anything else.
    #[error("starts with neither `sk_test_` nor `sk_live_`")]
    UnknownPrefix,
    /// The prefix alone.
    #[error("ends after its prefix")]
    Truncated,
    /// Something that no header can carry, such as a line break in the middle.
    #[error("contains white space or a character outside visible ASCII")]
    NotVisibleAscii,
}

impl SecretKey {
    /// Reads a key, white space around it trimmed.
    ///
    /// # Errors
    /// A sentence for whoever set the key, to be put behind the name of the setting.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let (mode, rest) = match (text.strip_prefix("sk_test_"), text.strip_prefix("sk_live_")) {
            (Some(rest), _) => (Mode::Test, rest),
            (None, Some(rest)) => (Mode::Live, rest),
            (None, None) => return Err(KeyError::for_prefix(text)),
        };
        if rest.is_empty() {
            return Err(KeyError::Truncated);
        }
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(KeyError::NotVisibleAscii);
        }
        Ok(Self { secret: SecretString::from(text), mode })
    }

    /// Test or live: objects of one are invisible to the other.
    pub fn mode(&self) -> Mode {
        self.mode.clone()
    }

    /// The value of the `Authorization` header, marked as sensitive so that nobody logs it.
    pub fn authorization(&self) -> HeaderValue {
        let mut value = HeaderValue::from_str(self.expose()).expect("a key is visible ASCII");
        value.set_sensitive(true);
        value
    }

    /// The key itself, for the one header that carries it.
    fn expose(&self) -> &str {
        self.secret.expose_secret()
    }
}

impl KeyError {
    fn for_prefix(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            _ if text.starts_with("pk_") => Self::Public,
            _ if text.starts_with("whsec_") => Self::WebhookSecret,
            _ => Self::UnknownPrefix,
        }
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey(sk_{}_…)", self.mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_key_says_its_mode_and_is_trimmed() {
        let test = SecretKey::parse("  sk_test_abc\n").unwrap();
        assert_eq!((test.mode(), test.expose()), (Mode::Test, "sk_test_abc"));
        assert_eq!(SecretKey::parse("sk_live_abc").unwrap().mode(), Mode::Live);
    }

    #[test]
    fn debug_shows_the_prefix_alone() {
        assert_eq!(format!("{:?}", SecretKey::parse("sk_live_abc").unwrap()), "SecretKey(sk_live_…)");
    }

    #[test]
    fn every_other_text_is_refused_with_what_it_is() {
        for (text, why) in [
            ("", KeyError::Empty),
            ("  \n", KeyError::Empty),
            ("pk_test_abc", KeyError::Public),
            ("whsec_test_abc", KeyError::WebhookSecret),
            ("abc", KeyError::UnknownPrefix),
            ("sk_abc", KeyError::UnknownPrefix),
            ("sk_test_", KeyError::Truncated),
            ("sk_test_a b", KeyError::NotVisibleAscii),
            ("sk_test_ñ", KeyError::NotVisibleAscii),
        ] {
            assert_eq!(SecretKey::parse(text).unwrap_err(), why, "{text:?}");
        }
    }

    #[test]
    fn a_public_key_is_refused_with_what_would_be_right() {
        let said = SecretKey::parse("pk_live_abc").unwrap_err().to_string();
        assert_eq!(said, "starts with `pk_`, which is a public key; the server needs one that starts with `sk_`");
    }
}
