//! Deliveries: what came to the webhook's door, made fit to be shown. All of it is done by the recorder's writer, so the door is
//! as quick as ever.

use std::time::Duration;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, header},
};
use fintoc::webhook::SIGNATURE_HEADER;
use serde_json::Value;
use sqlx::AnyConnection;
use vuelta::{
    backstage::{Check, CheckName, Decision, Delivery, Moment, What},
    id::RiderId,
};

use super::Beginning;
use crate::{backend::backstage::subject, store::StoreError};

/// The longest body that is kept. Fintoc's are a few kilobytes; whoever forges one adds a line to a log, and not a book.
const LONGEST: usize = 16 * 1024;

/// The longest word or header value that is kept.
const LONGEST_WORD: usize = 120;

/// The headers that may be shown.
const SHOWN: [HeaderName; 6] = [
    header::HOST,
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::USER_AGENT,
    header::ACCEPT,
    HeaderName::from_static(SIGNATURE_HEADER),
];

/// What is looked at before a delivery is believed, as it is looked at.
#[derive(Debug, Default)]
pub struct Checks(Vec<Check>);

impl Checks {
    /// It passed.
    pub fn passed(&mut self, name: CheckName, detail: impl Into<String>) {
        self.0.push(Check { name, passed: true, detail: detail.into() });
    }

    /// It did not.
    pub fn failed(&mut self, name: CheckName, detail: impl Into<String>) {
        self.0.push(Check { name, passed: false, detail: detail.into() });
    }
}

/// A delivery as it came, and what we made of it.
#[derive(Debug)]
pub struct Arrival {
    /// The headers received.
    pub headers: HeaderMap,
    /// The body received.
    pub body: Bytes,
    /// The HTTP status we answered.
    pub status: u16,
    /// What was looked at.
    pub checks: Checks,
    /// What we did with it.
    pub decision: Decision,
}

/// An arrival that waits to be written down.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) begun: Beginning,
    pub(super) took: Duration,
    pub(super) arrival: Arrival,
}

impl Arrived {
    /// The moment it was, and whose. Nobody's, when the body names nothing that we know; a body that is not believed is not
    /// believed in this either, but whom it names may see it.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn into_moment(
        self,
        connection: &mut AnyConnection,
    ) -> Result<Option<(RiderId, Moment)>, StoreError> {
        let Ok(body) = serde_json::from_slice::<Value>(&self.arrival.body) else { return Ok(None) };
        let Some((rider, about)) = subject::of_event(connection, &body).await? else { return Ok(None) };
        let Self { begun, took, arrival } = self;
        let word = |name: &str| body.get(name).and_then(Value::as_str).map(cut);
        let delivery = Delivery {
            event: word("id"),
            event_type: word("type"),
            headers: shown(&arrival.headers),
            size: arrival.body.len(),
            body: (arrival.body.len() <= LONGEST).then(|| fintoc::redact(&body)),
            status: arrival.status,
            checks: arrival.checks.0,
            decision: arrival.decision,
        };
        Ok(Some((rider, begun.into_moment(Some(took), about, What::Delivered(Box::new(delivery))))))
    }
}

fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = |name: &HeaderName| {
        let value = headers.get(name)?.to_str().ok()?;
        let value = if *name == SIGNATURE_HEADER { without_digests(value) } else { cut(value) };
        Some((name.to_string(), value))
    };
    SHOWN.iter().filter_map(shown).collect()
}

/// A signature's header with each digest cut to its first eight digits: enough to see that two differ.
fn without_digests(header: &str) -> String {
    let part = |part: &str| match part.trim().split_once('=') {
        Some(("t", time)) => format!("t={}", time.chars().take(20).collect::<String>()),
        Some((scheme, digest)) => {
            format!("{}={}…", scheme.chars().take(8).collect::<String>(), digest.chars().take(8).collect::<String>())
        }
        None => "…".to_owned(),
    };
    header.split(',').take(8).map(part).collect::<Vec<_>>().join(",")
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_WORD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_signature_only_the_time_and_the_beginning_are_shown() {
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(without_digests(&format!("t=1800000000, v1={digest},v0=ff")), "t=1800000000,v1=01234567…,v0=ff…");
        assert_eq!(without_digests("nonsense"), "…");
        assert!(without_digests(&"v1=aaaaaaaaaaaaaaaa,".repeat(400)).len() < 200);
    }

    #[test]
    fn only_listed_headers_are_shown() {
        let pairs = [("authorization", "sk_test_1"), ("cookie", "a=b"), ("content-type", "application/json")];
        let headers = pairs.map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let headers = HeaderMap::from_iter(headers);
        assert_eq!(shown(&headers), [("content-type".to_owned(), "application/json".to_owned())]);
    }
}
