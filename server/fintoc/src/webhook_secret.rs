//! The secret of a webhook endpoint.

use secrecy::{ExposeSecret, SecretString};

/// The whole secret as Fintoc shows it once, `whsec_` included. `Debug` does not show it.
#[derive(Clone)]
pub struct WebhookSecret(SecretString);

/// Why a text is not a webhook secret. It never repeats the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookSecretError {
    /// Nothing but white space; a MAC under an empty key could be made by anybody.
    #[error("is empty; it should be the secret of the webhook endpoint, which starts with `whsec_`")]
    Empty,
    /// A key of the API.
    #[error(
        "starts with `sk_`, which is a secret key of the API; a webhook endpoint has a secret of its own, which starts with `whsec_`"
    )]
    SecretKey,
    /// A key of the browser widget.
    #[error(
        "starts with `pk_`, which is a public key; a webhook endpoint has a secret of its own, which starts with `whsec_`"
    )]
    PublicKey,
}

impl WebhookSecret {
    /// Reads a secret, white space around it trimmed.
    ///
    /// # Errors
    /// A sentence for whoever set the secret, to be put behind the name of the setting.
    pub fn parse(text: &str) -> Result<Self, WebhookSecretError> {
        let text = text.trim();
        match text {
            "" => Err(WebhookSecretError::Empty),
            _ if text.starts_with("sk_") => Err(WebhookSecretError::SecretKey),
            _ if text.starts_with("pk_") => Err(WebhookSecretError::PublicKey),
            _ => Ok(Self(SecretString::from(text))),
        }
    }

    /// The last four characters, to tell secrets apart on a screen; nothing of a secret under 12 characters.
    pub fn last_four(&self) -> &str {
        let secret = self.expose();
        match secret.len().checked_sub(4) {
            Some(start) if secret.len() >= 12 => secret.get(start..).unwrap_or_default(),
            _ => "",
        }
    }

    /// The secret itself, to make or check a MAC, or to hand it over once.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_trimmed_and_shows_its_last_four_characters_at_most() {
        let secret = WebhookSecret::parse(" whsec_test_vector\n").unwrap();
        assert_eq!((secret.expose(), secret.last_four()), ("whsec_test_vector", "ctor"));
        assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
        assert_eq!(WebhookSecret::parse("short").unwrap().last_four(), "");
    }

    #[test]
    fn a_key_of_the_api_is_refused_with_what_would_be_right() {
        assert_eq!(WebhookSecret::parse(" ").unwrap_err(), WebhookSecretError::Empty);
        assert_eq!(WebhookSecret::parse("sk_test_a").unwrap_err(), WebhookSecretError::SecretKey);
        let public = WebhookSecret::parse("pk_test_a").unwrap_err();
        assert!(public.to_string().contains("starts with `whsec_`"));
    }
}
