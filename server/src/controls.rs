//! The sandbox's controls, under `/_sandbox`: what Fintoc does not have, and what backstage pulls. They are asked over HTTP like
//! everything of the sandbox, wherever it runs, and only for one customer.

use std::time::Duration;

use fintoc::SecretKey;
use reqwest::{Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use url::Url;

/// The sandbox may hold a call back on purpose, but not a control.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The controls of the merchant's account at a sandbox.
#[derive(Clone)]
pub struct Controls {
    http: reqwest::Client,
    base: Url,
    key: SecretKey,
}

impl std::fmt::Debug for Controls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Controls").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// Why a control did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The sandbox says no, and why.
    #[error("the sandbox refuses: {message} ({code})")]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// The word for machines.
        code: String,
        /// The words for people.
        message: String,
    },
    /// There was no answer, or none that could be read.
    #[error("the sandbox does not answer")]
    Silent(#[source] reqwest::Error),
    /// The answer is not what was asked for.
    #[error("the sandbox answers something else")]
    Unreadable(#[from] serde_json::Error),
}

impl Controls {
    /// The controls at `base`, with the key of the account.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(base: Url, key: SecretKey) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build()?;
        Ok(Self { http, base, key })
    }

    /// Looks at something: `path` is what follows `/_sandbox/`, with its query.
    ///
    /// # Errors
    /// When the sandbox refuses or is silent.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlError> {
        self.ask(Method::GET, path, None::<&Value>).await
    }

    /// Pulls a control.
    ///
    /// # Errors
    /// When the sandbox refuses or is silent.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ControlError> {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// Takes something away.
    ///
    /// # Errors
    /// When the sandbox refuses or is silent.
    pub async fn delete(&self, path: &str) -> Result<(), ControlError> {
        self.ask::<Value>(Method::DELETE, path, None::<&Value>).await.map(drop)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<T, ControlError> {
        let address = format!("{}/_sandbox/{path}", self.base.as_str().trim_end_matches('/'));
        let mut request = self.http.request(method, address).header("authorization", self.key.authorization());
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(serde_json::to_string(body)?);
        }
        let answer = request.send().await.map_err(silent)?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(silent)?;
        if status.is_success() {
            return Ok(serde_json::from_slice(&bytes)?);
        }
        let told: Value = serde_json::from_slice(&bytes)?;
        let word =
            |name: &str| told.pointer(&format!("/error/{name}")).and_then(Value::as_str).unwrap_or("").to_owned();
        Err(ControlError::Refused { status, code: word("code"), message: word("message") })
    }
}

fn silent(error: reqwest::Error) -> ControlError {
    ControlError::Silent(error.without_url())
}
