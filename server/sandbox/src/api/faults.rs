//! Faults of the API itself, armed as scenarios: an answer nobody wanted, no answer, half an answer; before the work or after it.
//!
//! What an `Idempotency-Key` remembers depends on who speaks. A 500 is Fintoc's own answer, stored and replayed like any other
//! first result. A 429, a 502, a stall or a cut come from what stands in front of it, so nothing is stored, and a retry with the
//! same key meets the truth.

mod aim;

use std::{io, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};

use super::{ApiError, caller, job};
use crate::{
    Sandbox, clock,
    scenario::{ApiFault, Group, When},
    world::{Account, idempotency, scenarios},
};
use aim::Call;

/// What a broken answer promises before it breaks, when there is no true one to break.
const PROMISED: usize = 512;

/// Lets a call through, unless a fault waits for it.
pub(crate) async fn layer(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    match strike(&sandbox, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn strike(sandbox: &Sandbox, request: Request, next: Next) -> Result<Response, ApiError> {
    let Ok(account) = caller::authenticate(request.headers()) else { return Ok(next.run(request).await) };
    if !scenarios::any(&mut *sandbox.world().read().await?, &account, Group::Api).await? {
        return Ok(next.run(request).await);
    }
    let call = Call::read(request).await?;
    match take(sandbox, &account, &call).await? {
        None => Ok(next.run(call.request()).await),
        Some(ApiFault::Status { status, code, when, .. }) => {
            let error = ApiError::simulated(status, code);
            if is_fintocs_own(status) {
                own_answer(sandbox, &account, call, error, when, next).await
            } else {
                carry_out(call, when, next).await;
                Ok(error.into_response())
            }
        }
        Some(ApiFault::Stall { seconds, when, .. }) => {
            carry_out(call, when, next).await;
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok(ApiError::simulated(504, None).into_response())
        }
        Some(ApiFault::Cut { when, .. }) => Ok(cut(carry_out(call, when, next).await).await),
    }
}

/// Takes the fault that waits for this call. One that Fintoc itself would answer leaves a replay alone: a known key gets its
/// first answer, whatever goes wrong today.
async fn take(sandbox: &Sandbox, account: &Account, call: &Call) -> Result<Option<ApiFault>, ApiError> {
    let mut tx = sandbox.world().write().await?;
    let whom = call.whom(&mut tx, account).await?;
    let replay = match call.idempotency_key() {
        Some(key) => idempotency::find(&mut tx, account, key, clock::now()).await?.is_some(),
        None => false,
    };
    let strikes = |fault: &ApiFault| {
        let own = matches!(fault, ApiFault::Status { status, .. } if is_fintocs_own(*status));
        fault.strikes(call.method().as_str(), call.path()) && !(own && replay)
    };
    let fault = scenarios::take_api(&mut tx, account, whom.target(), strikes).await?;
    tx.commit().await?;
    Ok(fault)
}

/// Whether an answer with that status comes from Fintoc and not from a gateway or a limiter in front of it. A failed
/// authentication is Fintoc's, and its page on idempotency says that it is not remembered.
fn is_fintocs_own(status: u16) -> bool {
    !matches!(status, 401 | 429 | 502 | 503 | 504)
}

/// Carries the call out, if the fault strikes after that.
async fn carry_out(call: Call, when: When, next: Next) -> Option<Response> {
    match when {
        When::Before => None,
        When::After => Some(next.run(call.request()).await),
    }
}

/// Answers with an error that Fintoc would remember: before, as the first answer to the key; after, in place of the true one.
async fn own_answer(
    sandbox: &Sandbox,
    account: &Account,
    call: Call,
    error: ApiError,
    when: When,
    next: Next,
) -> Result<Response, ApiError> {
    if call.idempotency_key().is_none() {
        carry_out(call, when, next).await;
        return Err(error);
    }
    let post = call.post(account)?;
    if when == When::Before {
        return Ok(job::carry_out(sandbox, &post, async |_| Err(error)).await.into_response());
    }
    next.run(call.request()).await;
    if let Some(known) = &post.idempotency {
        let answer = error.answer();
        let stored = idempotency::Stored {
            fingerprint: known.fingerprint.clone(),
            status: answer.status.as_u16().into(),
            body: answer.body,
        };
        let mut tx = sandbox.world().write().await?;
        idempotency::replace(&mut tx, &post.account, &known.key, &stored).await?;
        tx.commit().await?;
    }
    Err(error)
}

/// An answer whose body breaks off half-way: the connection closes before all that was promised has come.
async fn cut(truth: Option<Response>) -> Response {
    let (parts, body) = truth.unwrap_or_else(|| StatusCode::OK.into_response()).into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let promised = if whole.len() < 2 { PROMISED } else { whole.len() };
    let half = whole.slice(..whole.len() / 2);
    let breaks = stream::once(async {
        // The half is on its way before the rest fails.
        tokio::task::yield_now().await;
        Err(io::Error::other("cut on purpose"))
    });
    let body = stream::once(async move { Ok::<Bytes, io::Error>(half) }).chain(breaks);
    let mut response = Response::from_parts(parts, Body::from_stream(body));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
    response
}
