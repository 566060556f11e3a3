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
    webhook::{SIGNATURE_HEADER, TOLERANCE, verify},
};

use crate::{
    backend::Backend,
    store::{
        StoreError,
        inbox::{self, Told},
    },
};

/// The largest body we take; Fintoc's are a few kilobytes.
pub const LARGEST: usize = 64 * 1024;

/// `POST /webhooks/fintoc`.
pub async fn receive(State(backend): State<Backend>, headers: HeaderMap, body: Bytes) -> Response {
    let now = backend.clock.now();
    let Some(header) = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()) else {
        return refuse("the Fintoc-Signature header is missing");
    };
    let freshness = match verify(&body, header, &backend.secrets(), now.millis() / 1_000, TOLERANCE) {
        Ok(freshness) => freshness,
        Err(error) => return refuse(&error.to_string()),
    };
    let event = match Event::parse(&body) {
        Ok(event) => event,
        Err(error) => return refuse(&error.to_string()),
    };
    let Ok(text) = String::from_utf8(body.to_vec()) else { return refuse("the body is not UTF-8") };
    let told = Told {
        id: event.id.to_string(),
        kind: event.kind.to_string(),
        trusted: matches!(freshness, Freshness::Fresh),
        body: text,
        received_at: now,
        attempts: 0,
    };
    match keep(&backend, &told).await {
        Ok(()) => {
            backend.wake();
            StatusCode::OK.into_response()
        }
        Err(error) => {
            // Not acknowledged, so Fintoc sends it again.
            tracing::error!(event = %told.id, %error, "an event could not be kept");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER)], "try again later").into_response()
        }
    }
}

async fn keep(backend: &Backend, told: &Told) -> Result<(), StoreError> {
    let mut tx = backend.store.begin().await?;
    let fresh = inbox::store(&mut tx, told).await?;
    tx.commit().await?;
    tracing::info!(event = %told.id, kind = %told.kind, trusted = told.trusted, repeated = !fresh, "an event arrived");
    Ok(())
}

fn refuse(why: &str) -> Response {
    tracing::warn!(why, "a webhook was refused");
    (StatusCode::BAD_REQUEST, why.to_owned()).into_response()
}
