//! What can go wrong with a call, told apart by what the caller can do about it.

use serde_json::Value;

use crate::{open::open_enum, redact};

/// Why a call brought no result. Never carries the key, nor the personal data of a body.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fintoc answered with an error of its own.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// No answer: no connection, or one that broke. Fintoc may have acted all the same.
    #[error("Fintoc could not be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No answer in time. Fintoc may have acted all the same.
    #[error("Fintoc did not answer in time")]
    TimedOut,
    /// Not sent: Fintoc has not answered for a while, and calls fail at once. An earlier call with the same key may have arrived.
    #[error("not sent: Fintoc has not answered for a while")]
    CircuitOpen,
    /// Not sent: so many calls wait for their turn that the deadline came first.
    #[error("not sent: the limit of calls a second left no turn before the deadline")]
    NoTurn,
    /// Not sent again: the next try would come after the deadline. Inside is what the last one met.
    #[error("not sent again, the deadline would pass: {0}")]
    OutOfTime(Box<Self>),
    /// An answer that is not what the API promises, for example the HTML of a proxy.
    #[error("Fintoc answered {status} with something unreadable: {reason}; it begins: {excerpt}")]
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What is wrong with the answer.
        reason: String,
        /// At most its first 200 characters, redacted when it is JSON.
        excerpt: String,
        /// `X-Request-Id`, for a question to Fintoc.
        request_id: Option<String>,
    },
}

impl Error {
    /// Whether sending the same bytes with the **same** idempotency key may bring an answer, now or later: no answer, a time-out,
    /// 408, 429, 502, 503, 504, a 409 because the first request with the key still runs, or a call that was not sent.
    ///
    /// Not a 500: Fintoc stores it under the key and answers it again, so only a new attempt with a new key helps.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TimedOut | Self::CircuitOpen | Self::NoTurn => true,
            Self::OutOfTime(last) => last.is_retryable(),
            Self::Api(api) => passes(api.status) || api.is_in_flight(),
            Self::Unreadable { status, .. } => passes(*status),
        }
    }

    /// Whether this call never left, so that it counts as no try. An earlier call with the same key may have arrived.
    pub fn is_unsent(&self) -> bool {
        matches!(self, Self::CircuitOpen | Self::NoTurn)
    }

    /// Whether Fintoc itself said no for good, so that nothing happened and nothing will happen under this key.
    ///
    /// True for an API answer of 4xx, except 408 and 429 (not looked at) and a 409 about the idempotency key (the first
    /// request with that key may have succeeded, or still run). An answer in HTML is not Fintoc's, whatever its status.
    pub fn is_definite_refusal(&self) -> bool {
        match self {
            Self::Api(api) => (400..500).contains(&api.status) && !passes(api.status) && !api.is_about_the_key(),
            Self::Unreachable(_) | Self::TimedOut | Self::CircuitOpen | Self::NoTurn | Self::Unreadable { .. } => false,
            Self::OutOfTime(last) => last.is_definite_refusal(),
        }
    }

    /// The HTTP status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(api) => Some(api.status),
            Self::Unreadable { status, .. } => Some(*status),
            Self::OutOfTime(last) => last.status(),
            Self::Unreachable(_) | Self::TimedOut | Self::CircuitOpen | Self::NoTurn => None,
        }
    }

    /// The API's own error, when it is one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(api) => Some(api),
            Self::OutOfTime(last) => last.api(),
            Self::Unreachable(_) | Self::TimedOut | Self::CircuitOpen | Self::NoTurn | Self::Unreadable { .. } => None,
        }
    }
}

/// Statuses that say "not now", and are not stored under the key as an outcome of the request.
fn passes(status: u16) -> bool {
    matches!(status, 408 | 429 | 502 | 503 | 504)
}

open_enum! {
    /// The class of an API error.
    ErrorKind {
        Api = "api_error",
        Authentication = "authentication_error",
        Link = "link_error",
        Institution = "institution_error",
        InvalidRequest = "invalid_request_error",
    }
}

/// An error as Fintoc words it: `{"error": {type, code, message, param, doc_url}}`. Branch on `code`, never on `message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// Its class.
    pub kind: Option<ErrorKind>,
    /// For example `missing_parameter`.
    pub code: Option<String>,
    /// For a developer, in English; anything that looks like a key is cut to its prefix.
    pub message: String,
    /// The parameter at fault.
    pub param: Option<String>,
    /// The page that explains it.
    pub doc_url: Option<String>,
    /// `X-Request-Id`, for a question to Fintoc.
    pub request_id: Option<String>,
}

impl ApiError {
    /// Reads an error body; any of its fields may be missing, but one of type, code and message must be there.
    pub(crate) fn read(status: u16, body: &Value, request_id: Option<String>) -> Option<Self> {
        let error = body.get("error")?;
        let text = |name: &str| error.get(name).and_then(Value::as_str).map(redact::without_keys);
        let (kind, code, message) = (text("type"), text("code"), text("message"));
        if kind.is_none() && code.is_none() && message.is_none() {
            return None;
        }
        Some(Self {
            status,
            kind: kind.as_deref().map(ErrorKind::from),
            code,
            message: message.unwrap_or_default(),
            param: text("param"),
            doc_url: text("doc_url"),
            request_id,
        })
    }

    /// Whether a 409 is about the idempotency key rather than about an object. Fintoc publishes no code for it, so any mention
    /// counts, and a 409 without a code counts too.
    fn is_about_the_key(&self) -> bool {
        let mentions = |text: &str| text.to_ascii_lowercase().contains("idempoten");
        self.status == 409 && (self.code.as_deref().is_none_or(mentions) || mentions(&self.message))
    }

    /// Whether the first request with the same key still runs, as far as one can tell: a 409 about the key that is not
    /// `idempotency_key_reused` (same key, other parameters), which no waiting mends.
    fn is_in_flight(&self) -> bool {
        self.is_about_the_key() && self.code.as_deref() != Some("idempotency_key_reused")
    }
}

impl std::error::Error for ApiError {}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fintoc answered {}", self.status)?;
        if let Some(kind) = &self.kind {
            write!(f, " {kind}")?;
        }
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        if let Some(param) = &self.param {
            write!(f, " (param {param})")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(request_id) = &self.request_id {
            write!(f, " [request {request_id}]")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn api(status: u16, code: Option<&str>) -> Error {
        let body = json!({"error": {"type": "invalid_request_error", "code": code, "message": "no"}});
        Error::Api(Box::new(ApiError::read(status, &body, None).unwrap()))
    }

    fn html(status: u16) -> Error {
        Error::Unreadable { status, reason: String::new(), excerpt: String::new(), request_id: None }
    }

    #[test]
    fn no_answer_is_retried_and_decides_nothing() {
        for error in [Error::TimedOut, Error::Unreachable("cut".into())] {
            assert!(error.is_retryable());
            assert!(!error.is_definite_refusal());
        }
    }

    #[test]
    fn what_was_not_sent_may_be_sent_later_and_decides_nothing() {
        let limited = Error::OutOfTime(Box::new(api(429, Some("rate_limit_exceeded"))));
        assert_eq!(limited.status(), Some(429));
        assert_eq!(limited.api().and_then(|api| api.code.as_deref()), Some("rate_limit_exceeded"));
        assert!(!limited.is_unsent(), "the try that met the 429 was sent");
        assert!(Error::CircuitOpen.is_unsent() && Error::NoTurn.is_unsent() && !Error::TimedOut.is_unsent());
        for error in [Error::CircuitOpen, Error::NoTurn, limited] {
            assert!(error.is_retryable() && !error.is_definite_refusal());
            assert!(error.to_string().starts_with("not sent"), "{error}");
        }
    }

    #[test]
    fn a_500_is_neither_retried_nor_a_refusal() {
        for error in [api(500, Some("internal_server_error")), html(500)] {
            assert!(!error.is_retryable());
            assert!(!error.is_definite_refusal());
        }
    }

    #[test]
    fn statuses_that_pass_are_retried_in_any_language() {
        for status in [408, 429, 502, 503, 504] {
            for error in [api(status, Some("x")), html(status)] {
                assert!(error.is_retryable(), "{status}");
                assert!(!error.is_definite_refusal(), "{status}");
            }
        }
    }

    #[test]
    fn a_4xx_of_the_api_is_a_definite_refusal_and_that_of_a_proxy_is_not() {
        for status in [400, 401, 402, 403, 404, 405, 422] {
            assert!(api(status, None).is_definite_refusal(), "{status}");
            assert!(!api(status, None).is_retryable(), "{status}");
            assert!(!html(status).is_definite_refusal(), "{status}");
        }
    }

    #[test]
    fn a_409_about_the_object_is_definite_and_one_about_the_key_is_not() {
        assert!(api(409, Some("customer_already_exists")).is_definite_refusal());
        assert!(!api(409, Some("customer_already_exists")).is_retryable());
        assert!(!api(409, Some("idempotency_key_in_use")).is_definite_refusal());
        assert!(api(409, Some("idempotency_key_in_use")).is_retryable());
        assert!(!api(409, Some("idempotency_key_reused")).is_definite_refusal());
        assert!(!api(409, Some("idempotency_key_reused")).is_retryable());
        assert!(!api(409, None).is_definite_refusal());
    }

    #[test]
    fn a_refund_that_is_refused_is_refused_for_good() {
        // 409: the balance is short, or the refund is too far gone to cancel. 422: the payment cannot be refunded.
        for (status, code) in [
            (400, "invalid_amount"),
            (409, "insufficient_balance"),
            (409, "refund_not_cancelable"),
            (422, "not_supported_resource"),
        ] {
            assert!(api(status, Some(code)).is_definite_refusal(), "{status} {code}");
            assert!(!api(status, Some(code)).is_retryable(), "{status} {code}");
        }
    }

    #[test]
    fn an_error_body_is_read_leniently() {
        let read = |body| ApiError::read(400, &body, None);
        let bare = read(json!({"error": {"message": "no", "param": null, "code": 7}})).unwrap();
        assert_eq!((bare.kind, bare.code, bare.param, bare.message.as_str()), (None, None, None, "no"));
        assert_eq!(
            read(json!({"error": {"type": "odd_error"}})).unwrap().kind,
            Some(ErrorKind::Unknown("odd_error".to_owned()))
        );
        for none in [json!({}), json!([]), json!("no"), json!({"error": "no"}), json!({"error": {}})] {
            assert_eq!(read(none), None);
        }
    }

    #[test]
    fn the_key_that_a_401_quotes_is_cut_to_its_prefix() {
        let body = json!({"error": {"message": "Invalid API Key: sk_test_abcd****, sorry"}});
        let error = ApiError::read(401, &body, Some("req_1".to_owned())).unwrap();
        assert_eq!(error.to_string(), "Fintoc answered 401: Invalid API Key: sk_test_…, sorry [request req_1]");
    }
}
