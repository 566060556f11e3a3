//! How a client is made.

use std::{net::IpAddr, sync::Arc, time::Duration};

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use url::{Host, Url};

use crate::{API_VERSION, Carrier, Client, Mode, Observer, RetryPolicy, SecretKey, client::Inner};

/// Where Fintoc is, for test and live alike.
pub const BASE_URL: &str = "https://api.fintoc.com";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
const USER_AGENT: &str = concat!("vuelta-fintoc/", env!("CARGO_PKG_VERSION"));

/// Collects the options of a client; every one of them has a default.
pub struct ClientBuilder {
    key: SecretKey,
    base: Url,
    timeout: Duration,
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
            timeout: CALL_TIMEOUT,
            retry: RetryPolicy::none(),
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

    /// When to ask again; never unless set.
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
        let Self { key, base, timeout, retry, observer, carrier } = self;
        Ok(Client::new(Inner { http, base, mode: key.mode(), timeout, retry, observer, carrier }))
    }
}

fn headers(key: &SecretKey) -> HeaderMap {
    // The raw key without a scheme word is the documented form.
    let mut authorization = HeaderValue::from_str(key.expose()).expect("a key is visible ASCII");
    authorization.set_sensitive(true);
    HeaderMap::from_iter([
        (AUTHORIZATION, authorization),
        (ACCEPT, HeaderValue::from_static("application/json")),
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
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
