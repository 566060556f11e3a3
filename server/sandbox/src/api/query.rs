//! The query of an address. What it does not know, it ignores: the sources are silent about unknown names.

use axum::http::Uri;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use url::form_urlencoded;

use super::ApiError;

/// Names and values, decoded.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// 400 when it is not text in UTF-8, or holds a NUL.
    pub(super) fn read(uri: &Uri) -> Result<Self, ApiError> {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        // Decoding puts U+FFFD where the bytes were not UTF-8.
        let broken = |text: &str| text.contains(['\u{fffd}', '\0']);
        if pairs.iter().any(|(name, value)| broken(name) || broken(value)) {
            return Err(ApiError::invalid("invalid_params", "query", "The query is not text in UTF-8"));
        }
        Ok(Self(pairs))
    }

    /// The value of that name. An empty one counts as not sent: Fintoc's Python client sends those for `None`.
    ///
    /// # Errors
    /// 400 when it was sent twice.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, ApiError> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next().filter(|value| !value.is_empty());
        match values.next() {
            None => Ok(first),
            Some(_) => Err(ApiError::invalid("invalid_params", name, format!("{name} was sent twice"))),
        }
    }

    /// A number from 1 to `most`.
    pub(super) fn positive(&self, name: &str, most: i64) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.get(name)? else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (1..=most).contains(number));
        number.map(Some).ok_or_else(|| {
            ApiError::invalid("invalid_positive_integer", name, format!("{name} must be between 1 and {most}"))
        })
    }

    /// A date such as `2026-01-15`, which means its first instant in UTC, or an ISO 8601 instant.
    pub(super) fn instant(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.get(name)? else { return Ok(None) };
        let as_date = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
        text.parse().ok().or_else(as_date).map(Some).ok_or_else(|| {
            ApiError::invalid("invalid_params", name, format!("{name} must be a date or an ISO 8601 instant"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Result<Query, ApiError> {
        Query::read(&format!("/v2/customers?{text}").parse().unwrap())
    }

    #[test]
    fn values_are_decoded_and_the_empty_ones_were_not_sent() {
        let query = query("customer=cus%5F1&limit=&type=a+b").unwrap();
        assert_eq!(query.get("customer"), Ok(Some("cus_1")));
        assert_eq!(query.get("limit"), Ok(None));
        assert_eq!(query.get("type"), Ok(Some("a b")));
    }

    #[test]
    fn what_is_not_text_or_was_sent_twice_is_refused() {
        assert!(query("limit=%ff").is_err());
        assert!(query("type=a%00b").is_err());
        assert!(query("limit=1&limit=2").unwrap().get("limit").is_err());
        assert!(query("").unwrap().get("limit").is_ok());
    }
}
