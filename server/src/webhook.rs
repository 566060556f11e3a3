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
    webhook::{SIGNATURE_HEADER, SignatureError, TOLERANCE, verify},
};

use crate::{
    backend::{Backend, arrivals},
    endpoint,
    points::{Point, Write, commit, planted, reach},
    store::StoreError,
};

/// The largest body we take; Fintoc's are a few kilobytes.
pub const LARGEST: usize = 64 * 1024;

/// `POST /webhooks/fintoc`.
pub async fn receive(State(backend): State<Backend>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(header) = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()) else {
        return refuse("the Fintoc-Signature header is missing");
    };
    let now = backend.clock.now().millis() / 1_000;
    let mut verified = verify(&body, header, &backend.secrets(), now, TOLERANCE);
    if let Err(SignatureError::Mismatch | SignatureError::NoSecret) = verified
        && endpoint::learn(&backend).await.is_ok_and(|learnt| learnt)
    {
        verified = verify(&body, header, &backend.secrets(), now, TOLERANCE);
    }
    let freshness = match verified {
        Ok(freshness) => freshness,
        Err(error) => return refuse(&error.to_string()),
    };
    let event = match Event::parse(&body) {
        Ok(event) => event,
        Err(error) => return refuse(&error.to_string()),
    };
    let Ok(text) = String::from_utf8(body.to_vec()) else { return refuse("the body is not UTF-8") };
    let trusted = matches!(freshness, Freshness::Fresh) || planted!(StaleBodyTrusted);
    if planted!(AcknowledgedEarly) {
        reach(Point::Acknowledgement).await;
    }
    match keep(&backend, &event, text, trusted).await {
        Ok(()) => {
            backend.wake();
            reach(Point::Acknowledgement).await;
            StatusCode::OK.into_response()
        }
        Err(error) => {
            // Not acknowledged, so Fintoc sends it again.
            tracing::error!(event = %event.id, %error, "an event could not be kept");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER)], "try again later").into_response()
        }
    }
}

async fn keep(backend: &Backend, event: &Event, body: String, trusted: bool) -> Result<(), StoreError> {
    let mut tx = backend.store.begin().await?;
    let fresh = arrivals::keep(&mut tx, event, body, trusted, backend.clock.now()).await?;
    commit(tx, Write::Arrival).await?;
    tracing::info!(event = %event.id, kind = %event.kind, trusted, repeated = !fresh, "an event arrived");
    Ok(())
}

fn refuse(why: &str) -> Response {
    tracing::warn!(why, "a webhook was refused");
    (StatusCode::BAD_REQUEST, why.to_owned()).into_response()
}
