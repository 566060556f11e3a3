//! One try: sealed, posted, written down.

use std::{collections::BTreeMap, time::Instant};

use reqwest::{Response, StatusCode};
use url::Url;

use super::envelope::Envelope;
use crate::{
    Sandbox, clock,
    world::{attempts::Attempt, deliveries::Due, endpoints::Endpoint},
};

/// How much of a receiver's answer is kept in the log.
const KEPT_OF_AN_ANSWER: usize = 2 * 1024;

/// One try. No transaction is open while the network is slow.
pub(super) async fn make(sandbox: &Sandbox, endpoint: &Endpoint, due: &Due) -> Attempt {
    let at = clock::now();
    let blank = Attempt {
        at,
        latency: 0,
        headers: BTreeMap::new(),
        body: None,
        status: None,
        error: None,
        response: String::new(),
        fault: due.fault.as_ref().map(|fault| fault.name().to_owned()),
    };
    let envelope = match Envelope::seal(&endpoint.secret, &due.body, at.as_second(), due.fault.as_ref()) {
        Ok(envelope) => envelope,
        Err(error) => return Attempt { error: Some(error), ..blank },
    };
    let begun = Instant::now();
    let answer = post(sandbox, endpoint, &envelope).await;
    let latency = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    let told = answer.as_ref().map(|answered| answered.status);
    tracing::debug!(delivery = due.id, attempt = due.attempts + 1, answer = ?told, "delivered");
    let sent = Attempt { latency, body: envelope.altered.then_some(envelope.body), headers: envelope.headers, ..blank };
    match answer {
        Ok(Answered { status, response }) => {
            Attempt { status: Some(status.as_u16().into()), response, error: refusal(status), ..sent }
        }
        Err(error) => Attempt { error: Some(error), ..sent },
    }
}

/// What a receiver answered.
struct Answered {
    status: StatusCode,
    /// The beginning of the body.
    response: String,
}

async fn post(sandbox: &Sandbox, endpoint: &Endpoint, envelope: &Envelope) -> std::result::Result<Answered, String> {
    let url = Url::parse(&endpoint.url).map_err(|error| error.to_string())?;
    let client = sandbox.0.courier.client(sandbox.config(), &url).map_err(str::to_owned)?;
    let request = envelope.headers.iter().fold(client.post(url), |request, (name, value)| request.header(name, value));
    let answer = request.body(envelope.body.clone()).send().await.map_err(|error| describe(&error))?;
    Ok(Answered { status: answer.status(), response: beginning(answer).await })
}

/// The first two kibibytes of an answer's body. One that breaks off has said what counts: its status.
async fn beginning(mut answer: Response) -> String {
    let mut kept = Vec::new();
    while kept.len() < KEPT_OF_AN_ANSWER
        && let Ok(Some(chunk)) = answer.chunk().await
    {
        kept.extend_from_slice(&chunk);
    }
    kept.truncate(KEPT_OF_AN_ANSWER);
    String::from_utf8_lossy(&kept).into_owned()
}

fn refusal(status: StatusCode) -> Option<String> {
    (!status.is_success()).then(|| format!("the endpoint answered {status}"))
}

/// The innermost cause, without the address: it may hold the merchant's secrets.
fn describe(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if error.is_timeout() { "no answer in time".to_owned() } else { format!("no answer: {cause}") }
}
