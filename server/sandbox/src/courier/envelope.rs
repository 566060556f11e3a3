//! What leaves: the body, its signature, and what a fault makes of the two.

use std::collections::BTreeMap;

use fintoc::{WebhookSecret, webhook::SIGNATURE_HEADER};

use crate::{ksuid, scenario::DeliveryFault};

pub(super) const USER_AGENT: &str = "Fintoc-Sandbox/1";

/// A request that is ready to be posted.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
    /// Whether the body is no longer the event's.
    pub(super) altered: bool,
}

impl Envelope {
    /// Seals a body at that second, honestly or as the fault has it.
    ///
    /// # Errors
    /// When the secret is none.
    pub(super) fn seal(secret: &str, body: &str, now: i64, fault: Option<&DeliveryFault>) -> Result<Self, String> {
        let nobodys = ksuid::webhook_secret();
        let (secret, timestamp) = match fault {
            Some(DeliveryFault::WrongSecret { .. }) => (nobodys.as_str(), now),
            Some(DeliveryFault::Stale { seconds, .. }) => (secret, now.saturating_sub(*seconds)),
            Some(DeliveryFault::Future { seconds, .. }) => (secret, now.saturating_add(*seconds)),
            _ => (secret, now),
        };
        let secret = WebhookSecret::parse(secret).map_err(|error| format!("the endpoint's secret {error}"))?;
        let signature = fintoc::webhook::sign(&secret, timestamp, body.as_bytes());
        let headers =
            [("content-type", "application/json"), ("user-agent", USER_AGENT), (SIGNATURE_HEADER, &signature)];
        let altered = matches!(fault, Some(DeliveryFault::Altered { .. }));
        Ok(Self {
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: if altered { with_one_byte_changed(body) } else { body.to_owned() },
            altered,
        })
    }
}

/// Changes one digit, of the amount if there is one: it stays an event that reads well, so that nothing but the signature can
/// tell.
fn with_one_byte_changed(body: &str) -> String {
    let amount = body.find("\"amount\":").unwrap_or_default();
    let mut done = false;
    body.char_indices()
        .map(|(at, character)| match character.to_digit(10) {
            Some(digit) if at >= amount && !done => {
                done = true;
                char::from_digit(digit % 9 + 1, 10).unwrap_or(character)
            }
            _ => character,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"id":"evt_1","data":{"amount":4990}}"#;

    fn verdict(fault: &DeliveryFault) -> Result<fintoc::Freshness, fintoc::SignatureError> {
        let secret = "whsec_test_vector";
        let envelope = Envelope::seal(secret, BODY, 1_700_000_000, Some(fault)).unwrap();
        fintoc::webhook::verify(
            envelope.body.as_bytes(),
            &envelope.headers[SIGNATURE_HEADER],
            &[WebhookSecret::parse(secret).unwrap()],
            1_700_000_000,
            fintoc::webhook::TOLERANCE,
        )
    }

    #[test]
    fn every_forgery_fails_the_check_that_it_is_made_for() {
        use fintoc::{Freshness, SignatureError};
        assert_eq!(verdict(&DeliveryFault::WrongSecret { r#type: None }), Err(SignatureError::Mismatch));
        assert_eq!(verdict(&DeliveryFault::Altered { r#type: None }), Err(SignatureError::Mismatch));
        let stale = verdict(&DeliveryFault::Stale { seconds: 600, r#type: None });
        assert!(matches!(stale, Ok(Freshness::Stale { .. })));
        let future = verdict(&DeliveryFault::Future { seconds: 600, r#type: None });
        assert!(matches!(future, Err(SignatureError::FromTheFuture { .. })));
        assert_eq!(verdict(&DeliveryFault::Drop { r#type: None }), Ok(Freshness::Fresh));
    }

    #[test]
    fn an_altered_body_differs_in_one_digit_of_the_amount() {
        assert_eq!(with_one_byte_changed(BODY), r#"{"id":"evt_1","data":{"amount":5990}}"#);
        assert_eq!(with_one_byte_changed(r#"{"id":"evt_9"}"#), r#"{"id":"evt_1"}"#);
        assert_eq!(with_one_byte_changed("{}"), "{}");
    }
}
