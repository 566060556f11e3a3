//! The door for Fintoc's events: verify the raw bytes, store the event once, answer. It acts on nothing.

use app::site::RETRY_AFTER;
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use fintoc::{
    Event, Freshness,
    webhook::{SIGNATURE_HEADER, SignatureError, SignatureHeader, TOLERANCE, WebhookSecret},
};
use vuelta::backstage::{CheckName, Decision};

use crate::{
    backend::{Backend, arrivals},
    endpoint,
    points::{Point, Write, commit, planted, reach},
    recorder::{Arrival, Checks},
    store::StoreError,
};

/// The largest body we take; Fintoc's are a few kilobytes.
pub const LARGEST: usize = 64 * 1024;

/// `POST /webhooks/fintoc`.
pub async fn receive(State(backend): State<Backend>, headers: HeaderMap, body: Bytes) -> Response {
    let begun = backend.recorder.begin();
    let mut checks = Checks::default();
    let (decision, response) = match examine(&backend, &headers, &body, &mut checks).await {
        Ok(arrived) => take_in(&backend, arrived, &mut checks).await,
        Err(why) => (Decision::Refused, refuse(&why)),
    };
    let status = response.status().as_u16();
    backend.recorder.arrived(begun, Arrival { headers, body, status, checks, decision });
    response
}

/// An event that is authentic.
struct Authentic {
    event: Event,
    body: String,
    /// Whether its body is to be believed; otherwise it is a hint to ask Fintoc.
    trusted: bool,
}

/// Looks at a delivery, one check after the other, and says why it is not believed.
async fn examine(
    backend: &Backend,
    headers: &HeaderMap,
    body: &Bytes,
    checks: &mut Checks,
) -> Result<Authentic, String> {
    let refused = |checks: &mut Checks, name, why: &dyn std::fmt::Display| {
        checks.failed(name, why.to_string());
        why.to_string()
    };
    let header = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let header = header.ok_or_else(|| refused(checks, CheckName::Header, &"the Fintoc-Signature header is missing"))?;
    checks.passed(CheckName::Header, SIGNATURE_HEADER);
    let signature = SignatureHeader::parse(header).map_err(|error| refused(checks, CheckName::Format, &error))?;
    checks.passed(CheckName::Format, format!("t={}, {} × v1", signature.seconds(), signature.signatures()));
    let secret = made_with(backend, &signature, body).await;
    let secret = secret.map_err(|error| refused(checks, CheckName::Digest, &error))?;
    checks.passed(CheckName::Digest, format!("HMAC-SHA256, whsec_…{}", secret.last_four()));
    let now = backend.clock.now().millis() / 1_000;
    let freshness = signature.freshness(now, TOLERANCE);
    let trusted = match freshness.map_err(|error| refused(checks, CheckName::Age, &error))? {
        Freshness::Fresh => {
            checks.passed(CheckName::Age, format!("{} s", now - signature.seconds()));
            true
        }
        Freshness::Stale { age } => {
            checks.failed(CheckName::Age, format!("{} s, more than {} s", age.as_secs(), TOLERANCE.as_secs()));
            planted!(StaleBodyTrusted)
        }
    };
    let event = Event::parse(body).map_err(|error| refused(checks, CheckName::Event, &error))?;
    let body = String::from_utf8(body.to_vec());
    let body = body.map_err(|_| refused(checks, CheckName::Event, &"the body is not UTF-8"))?;
    checks.passed(CheckName::Event, event.kind.to_string());
    Ok(Authentic { event, body, trusted })
}

/// The secret that a signature was made with, perhaps one that another server has kept meanwhile.
async fn made_with(
    backend: &Backend,
    signature: &SignatureHeader<'_>,
    body: &Bytes,
) -> Result<WebhookSecret, SignatureError> {
    let mut made_with = signature.made_with(&backend.secrets(), body).cloned();
    if made_with.is_err() && endpoint::learn(backend).await.is_ok_and(|learnt| learnt) {
        made_with = signature.made_with(&backend.secrets(), body).cloned();
    }
    made_with
}

/// Keeps what is authentic, and answers.
async fn take_in(backend: &Backend, arrived: Authentic, checks: &mut Checks) -> (Decision, Response) {
    let Authentic { event, body, trusted } = arrived;
    if planted!(AcknowledgedEarly) {
        reach(Point::Acknowledgement).await;
    }
    match keep(backend, &event, body, trusted).await {
        Ok(fresh) => {
            backend.wake();
            reach(Point::Acknowledgement).await;
            let decision = match (fresh, trusted) {
                (true, true) => Decision::Kept,
                (true, false) => Decision::Hint,
                (false, _) => Decision::Repeated,
            };
            let id = event.id.to_string();
            if fresh {
                checks.passed(CheckName::New, id)
            } else {
                checks.failed(CheckName::New, id)
            }
            (decision, StatusCode::OK.into_response())
        }
        Err(error) => {
            // Not acknowledged, so Fintoc sends it again.
            tracing::error!(event = %event.id, %error, "an event could not be kept");
            let answer = (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER)], "try again later");
            (Decision::Unkept, answer.into_response())
        }
    }
}

async fn keep(backend: &Backend, event: &Event, body: String, trusted: bool) -> Result<bool, StoreError> {
    let mut tx = backend.store.begin().await?;
    let fresh = arrivals::keep(&mut tx, event, body, trusted, backend.clock.now()).await?;
    commit(tx, Write::Arrival).await?;
    tracing::info!(event = %event.id, kind = %event.kind, trusted, repeated = !fresh, "an event arrived");
    Ok(fresh)
}

fn refuse(why: &str) -> Response {
    tracing::warn!(why, "a webhook was refused");
    (StatusCode::BAD_REQUEST, why.to_owned()).into_response()
}
