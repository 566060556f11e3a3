//! Reading parameters, with Fintoc's words for what is wrong with them.

use fintoc::{Metadata, MetadataValue, TaxId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::ApiError;
use crate::{Config, clock, merchant_url};

/// Parameters of a request; `null` counts as not sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Params<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Params<'a> {
    pub(super) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => {
                Err(ApiError::invalid("empty_string", name, format!("{name} must not be empty")))
            }
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ApiError::invalid("invalid_params", name, format!("{name} must be a string"))),
        }
    }

    pub(super) fn required_text(self, name: &str) -> Result<&'a str, ApiError> {
        self.text(name)?.ok_or_else(|| ApiError::missing(name))
    }

    pub(super) fn object(self, name: &str) -> Result<Option<Params<'a>>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Params(fields))),
            Some(_) => Err(ApiError::invalid("invalid_hash", name, format!("{name} must be an object"))),
        }
    }

    /// A return URL or an endpoint's.
    pub(super) fn url(self, name: &str, config: &Config) -> Result<String, ApiError> {
        let text = self.required_text(name)?;
        match merchant_url::read(text, config) {
            Some(_) => Ok(text.to_owned()),
            None => Err(ApiError::invalid(
                "invalid_params",
                name,
                format!("{name} must be an https URL (this sandbox also takes http on loopback)"),
            )),
        }
    }

    /// `CLP` or `MXN`.
    pub(super) fn currency(self) -> Result<&'a str, ApiError> {
        let currency = self.required_text("currency")?;
        match currency {
            "CLP" | "MXN" => Ok(currency),
            other => Err(ApiError::invalid(
                "invalid_currency",
                "currency",
                format!("Invalid currency: {other}. Use CLP or MXN"),
            )),
        }
    }

    /// An amount in the smallest unit, above zero, below what a transfer can carry.
    pub(super) fn amount(self) -> Result<i64, ApiError> {
        /// The ceiling of `POST /v2/payment_intents`.
        const MOST: i64 = 2_147_483_647;
        let sent = self.get("amount").ok_or_else(|| ApiError::missing("amount"))?;
        sent.as_i64().filter(|amount| (1..=MOST).contains(amount)).ok_or_else(|| {
            ApiError::invalid("invalid_amount", "amount", "amount must be an integer above zero, in the smallest unit")
        })
    }

    pub(super) fn texts(self, name: &str) -> Result<Option<Vec<String>>, ApiError> {
        let Some(sent) = self.get(name) else { return Ok(None) };
        let wrong = || ApiError::invalid("invalid_params", name, format!("{name} must be an array of strings"));
        let items = sent.as_array().ok_or_else(wrong)?;
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
    }

    /// At most 50 keys of 40 characters, values of 500, no nesting: Fintoc's page on metadata.
    pub(super) fn metadata(self) -> Result<Metadata, ApiError> {
        let Some(Params(fields)) = self.object("metadata")? else { return Ok(Metadata::new()) };
        if fields.len() > 50 {
            return Err(ApiError::invalid("invalid_hash", "metadata", "metadata takes at most 50 keys"));
        }
        fields.iter().map(|(key, value)| Ok((metadata_key(key)?, metadata_value(key, value)?))).collect()
    }

    /// At least ten minutes ahead; 24 hours from now when not sent.
    pub(super) fn expires_at(self) -> Result<Timestamp, ApiError> {
        const MESSAGE: &str = "expires_at must be at least 10 minutes in the future";
        let now = clock::now();
        let Some(text) = self.text("expires_at")? else {
            return Ok(clock::plus_millis(now, SignedDuration::from_hours(24).as_secs() * 1000));
        };
        let instant: Timestamp = text.parse().map_err(|_| {
            ApiError::invalid("invalid_expires_at", "expires_at", "expires_at must be an ISO 8601 instant")
        })?;
        // A second of grace: the merchant's clock and ours are not the same.
        if instant.duration_since(now) < SignedDuration::from_secs(10 * 60 - 1) {
            return Err(ApiError::invalid("invalid_expires_at", "expires_at", MESSAGE));
        }
        Ok(clock::from_millis(instant.as_millisecond()))
    }

    /// `{type, value}`, both or none, compact: dots and hyphen go, letters are upper case.
    pub(super) fn tax_id(self) -> Result<Option<TaxId>, ApiError> {
        let Some(sent) = self.object("tax_id")? else { return Ok(None) };
        let kind = sent.text("type")?.ok_or_else(|| ApiError::missing("tax_id.type"))?;
        let value = sent.text("value")?.ok_or_else(|| ApiError::missing("tax_id.value"))?;
        let value = value.chars().filter(|c| !matches!(c, '.' | '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
        match kind {
            "cl_rut" | "mx_rfc" => Ok(Some(TaxId { kind: kind.to_owned(), value })),
            other => Err(ApiError::invalid("invalid_enum", "tax_id.type", format!("Invalid tax_id type: {other}"))),
        }
    }
}

fn metadata_key(key: &str) -> Result<String, ApiError> {
    if key.chars().count() > 40 {
        return Err(ApiError::invalid("invalid_string_size", "metadata", "metadata keys take at most 40 characters"));
    }
    Ok(key.to_owned())
}

fn metadata_value(key: &str, value: &Value) -> Result<MetadataValue, ApiError> {
    match value {
        Value::String(text) if text.chars().count() <= 500 => Ok(MetadataValue::Text(text.clone())),
        Value::String(_) => {
            Err(ApiError::invalid("invalid_string_size", "metadata", "metadata values take at most 500 characters"))
        }
        Value::Bool(flag) => Ok(MetadataValue::Flag(*flag)),
        Value::Number(number) => Ok(MetadataValue::Number(number.clone())),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(ApiError::invalid(
            "invalid_hash",
            "metadata",
            format!("metadata.{key} must be a string, a number or a boolean"),
        )),
    }
}
