//! One call on the wire: wait for a turn, try, look at the answer, tell the observer, perhaps try again; all before a deadline.

use std::time::Duration;

use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderMap, HeaderValue, LINK},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use crate::{
    API_VERSION, ApiError, Client, Error, Exchange, IdempotencyKey,
    builder::{ACCEPTED, USER_AGENT},
    carrier::{Incoming, Outgoing},
    circuit::Sign,
    redact,
};

/// The largest answer that is read, in bytes. A page of 300 sessions has about half of it.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// What bodies are.
const SENT: &str = "application/json";

/// The headers of an answer that may be shown, and how those begin that a host may add.
const SHOWN: &[&str] = &["content-type", "date", "etag", "retry-after", "x-request-id"];
const SHOWN_PREFIXES: &[&str] = &["ratelimit", "x-ratelimit", "fintoc-", "idempoten"];

/// No call takes longer, whatever it was allowed. Fintoc forgets idempotency keys after it.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest piece of an unreadable answer that an error quotes, in characters.
const EXCERPT: usize = 200;

pub(crate) struct Call<'c> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) key: Option<&'c IdempotencyKey>,
    pub(crate) body: Option<&'c str>,
}

impl Call<'_> {
    /// The headers that are sent, as they may be shown.
    fn shown_headers(&self) -> Vec<(String, String)> {
        let always = [
            ("Authorization", "$FINTOC_SECRET_KEY"),
            ("Accept", ACCEPTED),
            ("Fintoc-Version", API_VERSION),
            ("User-Agent", USER_AGENT),
        ];
        let key = self.key.map(|key| ("Idempotency-Key", key.as_str()));
        let body = self.body.map(|_| ("Content-Type", SENT));
        let shown = always.into_iter().chain(key).chain(body);
        shown.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

impl Client {
    /// A call until it brings a 2xx, an error that does not pass, the end of the retry policy, or its deadline.
    pub(crate) async fn perform(&self, call: &Call<'_>) -> Result<Answer, Error> {
        let retry = &self.inner().retry;
        let deadline = Instant::now() + self.deadline().min(A_DAY);
        let mut attempt = 0;
        loop {
            let error = match self.attempt(call, attempt, deadline).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(delay) = retry.delay(attempt, &error) else { return Err(error) };
            let delay = delay.saturating_add(rand::random_range(Duration::ZERO..=retry.jitter));
            if delay >= deadline.saturating_duration_since(Instant::now()) {
                return Err(Error::OutOfTime(Box::new(error)));
            }
            tracing::debug!(path = call.url.path(), attempt, ?delay, %error, "asking Fintoc again");
            tokio::time::sleep(delay).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, call: &Call<'_>, attempt: usize, deadline: Instant) -> Result<Answer, Error> {
        let inner = self.inner();
        if let Some(carrier) = &inner.carrier {
            // It is not Fintoc that would be spared, and it has a time of its own.
            let answer = carrier.carry(outgoing(call)).await.map(Answer::of);
            self.tell(call, attempt, Duration::ZERO, &answer);
            return answer?.unless_refused();
        }
        inner.circuit.check(Instant::now())?;
        let turn = inner.turns.next(deadline).await.ok_or(Error::NoTurn)?;
        let started = Instant::now();
        let time = inner.timeout.min(deadline.saturating_duration_since(started));
        // The circuit may have opened while this call waited for its turn.
        let admitted = inner.circuit.admit(started, started + time)?;
        let place = turn.take();
        let answer = self.exchange(call, time).await;
        drop(place);
        self.tell(call, attempt, started.elapsed(), &answer);
        let answer = answer.and_then(Answer::unless_refused);
        inner.circuit.report(admitted, Sign::of(&answer, time >= inner.timeout / 2), Instant::now());
        answer
    }

    async fn exchange(&self, call: &Call<'_>, time: Duration) -> Result<Answer, Error> {
        let mut request = self.inner().http.request(call.method.clone(), call.url.clone()).timeout(time);
        if let Some(key) = call.key {
            request = request.header("Idempotency-Key", key.as_str());
        }
        if let Some(body) = call.body {
            request = request.header(CONTENT_TYPE, SENT).body(body.to_owned());
        }
        Answer::receive(request.send().await.map_err(no_answer)?).await
    }

    fn tell(&self, call: &Call<'_>, attempt: usize, duration: Duration, outcome: &Result<Answer, Error>) {
        let Some(observer) = &self.inner().observer else { return };
        let answer = outcome.as_ref().ok();
        let failure = outcome.as_ref().err();
        observer.exchanged(&Exchange {
            method: call.method.to_string(),
            path: call.url[url::Position::BeforePath..].to_owned(),
            status: answer.map(|answer| answer.status).or_else(|| failure.and_then(Error::status)),
            duration,
            request_id: answer.and_then(Answer::request_id),
            idempotency_key: call.key.map(ToString::to_string),
            attempt,
            request_headers: call.shown_headers(),
            request: call.body.and_then(|body| serde_json::from_str(body).ok()).map(|body| redact::redact(&body)),
            response_headers: answer.map(Answer::shown_headers).unwrap_or_default(),
            response: answer.and_then(Answer::json).map(|body| redact::redact(&body)),
            failure: failure.map(ToString::to_string),
        });
    }
}

fn outgoing(call: &Call<'_>) -> Outgoing {
    Outgoing {
        method: call.method.to_string(),
        target: call.url[url::Position::BeforePath..].to_owned(),
        idempotency_key: call.key.map(ToString::to_string),
        body: call.body.map(str::to_owned),
    }
}

fn no_answer(error: reqwest::Error) -> Error {
    if error.is_timeout() { Error::TimedOut } else { Error::Unreachable(Box::new(error.without_url())) }
}

/// An answer, whole.
pub(crate) struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn of(incoming: Incoming) -> Self {
        let Incoming { status, link, body } = incoming;
        let link = link.and_then(|link| HeaderValue::try_from(link).ok());
        Self { status, headers: link.map(|link| (LINK, link)).into_iter().collect(), body }
    }

    async fn receive(mut response: reqwest::Response) -> Result<Self, Error> {
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        let mut answer = Self { status, headers, body: Vec::new() };
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if answer.body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(answer.unreadable(format!("it is larger than {LARGEST_ANSWER} bytes")));
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }

    fn unless_refused(self) -> Result<Self, Error> {
        match self.status {
            200..300 => Ok(self),
            300..400 => Err(self.unreadable("it is a redirect, which would carry the key elsewhere")),
            status => {
                let refusal = self.json().and_then(|body| ApiError::read(status, &body, self.request_id()));
                Err(match refusal {
                    Some(refusal) => Error::Api(Box::new(refusal)),
                    None => self.unreadable("it is not an error of the API"),
                })
            }
        }
    }

    /// The body as what was asked for.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // Its own words may quote the value that did not fit, which may be personal.
            let what = match error.classify() {
                serde_json::error::Category::Data => "JSON of another shape",
                serde_json::error::Category::Eof => "JSON that breaks off",
                serde_json::error::Category::Syntax | serde_json::error::Category::Io => "not JSON",
            };
            self.unreadable(format!("it is {what} (line {}, column {})", error.line(), error.column()))
        })
    }

    pub(crate) fn unreadable(&self, reason: impl Into<String>) -> Error {
        let text = match self.json() {
            Some(body) => redact::redact(&body).to_string(),
            None => redact::without_keys(&String::from_utf8_lossy(&self.body)),
        };
        Error::Unreadable {
            status: self.status,
            reason: reason.into(),
            excerpt: text.chars().take(EXCERPT).collect(),
            request_id: self.request_id(),
        }
    }

    pub(crate) fn links(&self) -> impl Iterator<Item = &str> {
        self.headers.get_all(LINK).iter().filter_map(|link| link.to_str().ok())
    }

    fn shown_headers(&self) -> Vec<(String, String)> {
        let may_be_shown =
            |name: &str| SHOWN.contains(&name) || SHOWN_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let shown = self.headers.iter().filter(|(name, _)| may_be_shown(name.as_str()));
        let text = |value: &HeaderValue| redact::without_keys(value.to_str().unwrap_or_default());
        shown.map(|(name, value)| (name.to_string(), text(value))).collect()
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    fn request_id(&self) -> Option<String> {
        self.headers.get("x-request-id").map(HeaderValue::to_str)?.ok().map(str::to_owned)
    }
}
