//! How a client is made.

use std::{net::IpAddr, num::NonZeroU16, sync::Arc, time::Duration};

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use url::{Host, Url};

use crate::{
    API_VERSION, Carrier, CircuitPolicy, Client, Mode, Observer, RetryPolicy, SecretKey, circuit::Circuit,
    client::Inner, turns::Turns,
};

/// Where Fintoc is, for test and live alike.
pub const BASE_URL: &str = "https://api.fintoc.com";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TRY_TIMEOUT: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(10);

/// What Fintoc allows an organisation: <https://docs.fintoc.com/docs/api-rate-limits>.
pub const REQUESTS_PER_SECOND: NonZeroU16 = NonZeroU16::new(100).expect("a hundred is not zero");

/// What answers are asked for in.
pub(crate) const ACCEPTED: &str = "application/json";

pub(crate) const USER_AGENT: &str = concat!("vuelta-fintoc/", env!("CARGO_PKG_VERSION"));

/// Collects the options of a client; every one of them has a default.
pub struct ClientBuilder {
    key: SecretKey,
    base: Url,
    timeout: Duration,
    deadline: Duration,
    requests_per_second: NonZeroU16,
    circuit: CircuitPolicy,
    retry: RetryPolicy,
    observer: Option<Arc<dyn Observer>>,
    carrier: Option<Arc<dyn Carrier>>,
}

/// Why a client cannot be made. Never carries the key.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The key would travel in the clear.
    #[error("the base URL {0} is plain http; only a loopback host may be spoken to without TLS")]
    PlainHttp(Url),
    /// Neither http nor https, or with a user name in it.
    #[error("the base URL is not the plain address of a host")]
    NotAHost,
    /// rustls has no cryptography to work with.
    #[error(
        "no TLS provider is installed; the program calls `rustls::crypto::ring::default_provider().install_default()` first"
    )]
    NoTlsProvider,
    /// The HTTP client refused, for example because the machine has no root certificates.
    #[error("the HTTP client cannot be made")]
    Http(#[source] reqwest::Error),
}

impl ClientBuilder {
    pub(crate) fn new(key: SecretKey) -> Self {
        Self {
            key,
            base: Url::parse(BASE_URL).expect("the address of Fintoc is one"),
            timeout: TRY_TIMEOUT,
            deadline: DEADLINE,
            requests_per_second: REQUESTS_PER_SECOND,
            circuit: CircuitPolicy::standard(),
            retry: RetryPolicy::when_limited(),
            observer: None,
            carrier: None,
        }
    }

    /// Another host than Fintoc's, for example a sandbox on loopback.
    #[must_use]
    pub fn base_url(self, base: Url) -> Self {
        Self { base, ..self }
    }

    /// How long one try may take, connecting and reading included; 10 s unless set. Connecting alone has 3 s.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// How long a whole call may take, its turn and every try included; 10 s unless set. [`Client::within`] changes it for some
    /// calls.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// How many requests may come to Fintoc in any one second; 100 unless set, which is what an organisation has. Several
    /// programs that share a key share that too.
    #[must_use]
    pub fn requests_per_second(self, requests: NonZeroU16) -> Self {
        Self { requests_per_second: requests, ..self }
    }

    /// When to stop asking a Fintoc that does not answer; [`CircuitPolicy::standard`] unless set.
    #[must_use]
    pub fn circuit(self, circuit: CircuitPolicy) -> Self {
        Self { circuit, ..self }
    }

    /// When to ask again; after a 429 only ([`RetryPolicy::when_limited`]) unless set.
    #[must_use]
    pub fn retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// Who is told about every exchange.
    #[must_use]
    pub fn observer(self, observer: Arc<dyn Observer>) -> Self {
        Self { observer: Some(observer), ..self }
    }

    /// Who carries requests in place of the network.
    #[must_use]
    pub fn carrier(self, carrier: Arc<dyn Carrier>) -> Self {
        Self { carrier: Some(carrier), ..self }
    }

    /// Makes the client. The program has to have installed a TLS provider for rustls, once, before:
    /// `rustls::crypto::ring::default_provider().install_default()`.
    ///
    /// # Errors
    /// Plain http to a host that is not loopback, no TLS provider, or no root certificates.
    pub fn build(self) -> Result<Client, BuildError> {
        check_address(&self.base)?;
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(BuildError::NoTlsProvider);
        }
        if self.key.mode() == Mode::Live && self.base.host_str() != Some("api.fintoc.com") {
            tracing::warn!(base = %self.base, "a live key is used with a host that is not Fintoc's");
        }
        let http = reqwest::Client::builder()
            .default_headers(headers(&self.key))
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirect, or a proxy that the environment names, would be handed the key.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        // Over plain loopback http no certificate is ever looked at, so a machine without any can still run a sandbox.
        let http = if self.base.scheme() == "http" { http.tls_certs_only([]) } else { http.https_only(true) };
        let http = http.build().map_err(BuildError::Http)?;
        let Self { key, base, timeout, deadline, requests_per_second, circuit, retry, observer, carrier } = self;
        let (mode, turns, circuit) = (key.mode(), Turns::per_second(requests_per_second), Circuit::new(circuit));
        Ok(Client::new(Inner { http, base, mode, timeout, turns, circuit, retry, observer, carrier }, deadline))
    }
}

fn headers(key: &SecretKey) -> HeaderMap {
    // The raw key without a scheme word is the documented form.
    HeaderMap::from_iter([
        (AUTHORIZATION, key.authorization()),
        (ACCEPT, HeaderValue::from_static(ACCEPTED)),
        (reqwest::header::HeaderName::from_static("fintoc-version"), HeaderValue::from_static(API_VERSION)),
    ])
}

fn check_address(base: &Url) -> Result<(), BuildError> {
    if !base.username().is_empty() || base.password().is_some() {
        return Err(BuildError::NotAHost);
    }
    match base.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(base) => Ok(()),
        "http" => Err(BuildError::PlainHttp(base.clone())),
        _ => Err(BuildError::NotAHost),
    }
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base", &self.base.as_str())
            .field("key", &self.key)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("requests_per_second", &self.requests_per_second)
            .field("circuit", &self.circuit)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
