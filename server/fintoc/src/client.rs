//! The client: the methods that every resource builds on. The calls themselves stand beside their resource.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::Instant;
use url::Url;

use crate::{
    Error, IdempotencyKey, Listing, Mode, Observer, Prepared, RetryPolicy, SecretKey,
    builder::ClientBuilder,
    carrier::Carrier,
    circuit::Circuit,
    page::NextPage,
    prepared::body_of,
    transport::{Answer, Call},
    turns::Turns,
};

/// A client for one organisation and mode. Cloning is cheap and shares the connections, the turns and the circuit; nothing is
/// global.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    deadline: Duration,
}

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Url,
    pub(crate) mode: Mode,
    pub(crate) timeout: Duration,
    pub(crate) turns: Turns,
    pub(crate) circuit: Circuit,
    pub(crate) retry: RetryPolicy,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) carrier: Option<Arc<dyn Carrier>>,
}

impl Client {
    /// Starts a client with this key.
    pub fn builder(key: SecretKey) -> ClientBuilder {
        ClientBuilder::new(key)
    }

    pub(crate) fn new(inner: Inner, deadline: Duration) -> Self {
        Self { inner: Arc::new(inner), deadline }
    }

    /// The same client, whose calls may take this long: its turn and every try included.
    #[must_use]
    pub fn within(&self, deadline: Duration) -> Self {
        Self { inner: self.inner.clone(), deadline }
    }

    /// How long a call may take.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Whether a call would be sent now, or fail at once with [`Error::CircuitOpen`]; for workers that can look again later.
    pub fn would_send(&self) -> bool {
        self.inner.circuit.check(Instant::now()).is_ok()
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// Test or live, as the key says.
    pub fn mode(&self) -> Mode {
        self.inner.mode.clone()
    }

    /// The host spoken to.
    pub fn base_url(&self) -> &Url {
        &self.inner.base
    }

    /// Sends a prepared POST: exactly its bytes, under exactly this key, also when the retry policy sends it again.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::is_definite_refusal`] tells whether nothing happened for certain.
    pub async fn send<T: DeserializeOwned>(&self, prepared: &Prepared<T>, key: &IdempotencyKey) -> Result<T, Error> {
        let url = self.address(&prepared.path(), &[]);
        self.perform(&Call { method: Method::POST, url, key: Some(key), body: Some(prepared.body()) }).await?.read()
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        self.get_at(self.address(path, &[])).await?.read()
    }

    pub(crate) async fn list<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<Listing<T>, Error> {
        self.list_at(self.address(path, query)).await
    }

    pub(crate) async fn list_at<T: DeserializeOwned>(&self, url: Url) -> Result<Listing<T>, Error> {
        let answer = self.get_at(url).await?;
        let next = NextPage::read(answer.links(), &self.inner.base).map_err(|reason| answer.unreadable(reason))?;
        Ok(Listing { items: answer.read()?, next })
    }

    /// Only POSTs have idempotency keys.
    pub(crate) async fn patch<T: DeserializeOwned>(&self, path: &[&str], change: &impl Serialize) -> Result<T, Error> {
        let url = self.address(path, &[]);
        let body = body_of(change);
        self.perform(&Call { method: Method::PATCH, url, key: None, body: Some(&body) }).await?.read()
    }

    /// Whatever a deletion answers with 2xx will do.
    pub(crate) async fn delete(&self, path: &[&str]) -> Result<(), Error> {
        let url = self.address(path, &[]);
        self.perform(&Call { method: Method::DELETE, url, key: None, body: None }).await.map(drop)
    }

    async fn get_at(&self, url: Url) -> Result<Answer, Error> {
        self.perform(&Call { method: Method::GET, url, key: None, body: None }).await
    }

    fn address(&self, path: &[&str], query: &[(&str, String)]) -> Url {
        let mut url = self.inner.base.clone();
        url.set_fragment(None);
        url.set_query(None);
        url.path_segments_mut()
            .expect("the builder takes http and https only, which have paths")
            .pop_if_empty()
            .extend(path.iter().map(|segment| named(segment)));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

/// A path segment that names something; the address percent-encodes it. Dots alone would climb and nothing at all would name
/// the whole collection, so these are spelled in a way that Fintoc answers with 404.
fn named(segment: &str) -> &str {
    match segment {
        "" => "%",
        "." => "%2E",
        ".." => "%2E%2E",
        _ => segment,
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.inner.base.as_str())
            .field("mode", &self.inner.mode)
            .field("timeout", &self.inner.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}
