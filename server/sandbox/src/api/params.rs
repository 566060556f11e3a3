//! Reading parameters, with Fintoc's words for what is wrong with them.

use fintoc::{Metadata, MetadataValue, TaxId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::ApiError;
use crate::{Config, clock, merchant_url, rut::Rut, world::settings::Settings};

/// The longest text that is not metadata. Our choice: the sources are silent.
const LONGEST_TEXT: usize = 2_000;

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
            Some(Value::String(text)) if text.chars().count() > LONGEST_TEXT => Err(ApiError::invalid(
                "invalid_string_size",
                name,
                format!("{name} takes at most {LONGEST_TEXT} characters"),
            )),
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

    pub(super) fn flag(self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(ApiError::invalid("invalid_params", name, format!("{name} must be true or false"))),
        }
    }

    pub(super) fn texts(self, name: &str) -> Result<Option<Vec<String>>, ApiError> {
        let Some(sent) = self.get(name) else { return Ok(None) };
        let wrong = || ApiError::invalid("invalid_params", name, format!("{name} must be an array of strings"));
        let items = sent.as_array().filter(|items| !items.is_empty()).ok_or_else(wrong)?;
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
    }

    /// A return URL or an endpoint's.
    pub(super) fn url(self, name: &str, config: &Config, settings: &Settings) -> Result<String, ApiError> {
        let text = self.required_text(name)?;
        if merchant_url::read(text, config, settings).is_some() {
            return Ok(text.to_owned());
        }
        let also = if settings.https_only { "" } else { " (this sandbox also takes http on loopback)" };
        Err(ApiError::invalid("invalid_params", name, format!("{name} must be an https URL{also}")))
    }

    /// Something with one `@` between two words; lower case, as Fintoc keeps it.
    pub(super) fn email(self, name: &str) -> Result<Option<String>, ApiError> {
        let Some(email) = self.text(name)? else { return Ok(None) };
        let email = email.trim().to_lowercase();
        let parts = email.split_once('@').filter(|(user, host)| {
            let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace());
            plain(user) && plain(host)
        });
        match parts {
            Some(_) => Ok(Some(email)),
            None => Err(ApiError::invalid("invalid_params", name, format!("{name} is not an e-mail address"))),
        }
    }

    /// E.164: a plus, then 8 to 15 digits of which the first is no zero.
    pub(super) fn phone(self) -> Result<Option<String>, ApiError> {
        let Some(phone) = self.text("phone")? else { return Ok(None) };
        let digits = phone.strip_prefix('+').unwrap_or_default();
        let fits = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits && !digits.starts_with('0') {
            return Ok(Some(phone.to_owned()));
        }
        Err(ApiError::invalid("invalid_params", "phone", "phone must be in E.164, such as +56912345678"))
    }

    /// A postal address of six texts, any of which may be missing. The country is lower case, as Fintoc keeps it.
    pub(super) fn address(self) -> Result<Option<Value>, ApiError> {
        let Some(sent) = self.object("address")? else { return Ok(None) };
        Ok(Some(json!({
            "line1": sent.text("line1")?,
            "line2": sent.text("line2")?,
            "city": sent.text("city")?,
            "state": sent.text("state")?,
            "postal_code": sent.text("postal_code")?,
            "country": sent.text("country")?.map(str::to_lowercase),
        })))
    }

    /// `{name, category, tax_id}`. There is a code word for a wrong tax id, so ours has to be a RUT with the right check
    /// digit.
    pub(super) fn business_profile(self) -> Result<Option<Value>, ApiError> {
        let Some(sent) = self.object("business_profile")? else { return Ok(None) };
        sent.text("name")?;
        sent.text("category")?;
        if sent.text("tax_id")?.is_some_and(|tax_id| Rut::read(tax_id).is_none()) {
            return Err(ApiError::invalid(
                "invalid_business_profile_tax_id",
                "business_profile.tax_id",
                "business_profile.tax_id is not a RUT",
            ));
        }
        Ok(Some(Value::Object(sent.0.clone())))
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

    /// An amount that has to be there.
    pub(super) fn required_amount(self) -> Result<i64, ApiError> {
        self.amount()?.ok_or_else(|| ApiError::missing("amount"))
    }

    /// An amount in the smallest unit, above zero, below what a transfer can carry.
    pub(super) fn amount(self) -> Result<Option<i64>, ApiError> {
        /// The ceiling of `POST /v2/payment_intents`.
        const MOST: i64 = 2_147_483_647;
        let Some(sent) = self.get("amount") else { return Ok(None) };
        sent.as_i64().filter(|amount| (1..=MOST).contains(amount)).map(Some).ok_or_else(|| {
            ApiError::invalid("invalid_amount", "amount", "amount must be an integer above zero, in the smallest unit")
        })
    }

    /// At most 50 keys of 40 characters, values of 500, no nesting: Fintoc's page on metadata.
    pub(super) fn metadata(self) -> Result<Metadata, ApiError> {
        let Some(Params(fields)) = self.object("metadata")? else { return Ok(Metadata::new()) };
        if fields.len() > 50 {
            return Err(ApiError::invalid("invalid_hash", "metadata", "metadata takes at most 50 keys"));
        }
        fields.iter().map(|(key, value)| Ok((metadata_key(key)?, metadata_value(key, value)?))).collect()
    }

    /// At least ten minutes ahead; 24 hours from now when not sent. No bound above: the sources name none.
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
        let value = compact_id(value).ok_or_else(|| {
            ApiError::invalid("invalid_params", "tax_id.value", "tax_id.value must be made of letters and digits")
        })?;
        match kind {
            "cl_rut" | "mx_rfc" => Ok(Some(TaxId { kind: kind.to_owned(), value })),
            other => Err(ApiError::invalid("invalid_enum", "tax_id.type", format!("Invalid tax_id type: {other}"))),
        }
    }
}

/// A RUT or RFC without dots, hyphens and spaces; an RFC may hold `&` and `Ñ`. The check digit is not looked at: Fintoc's own
/// samples hold wrong ones, and whether it refuses them is not said.
pub(super) fn compact_id(typed: &str) -> Option<String> {
    let kept = typed.chars().filter(|c| !matches!(c, '.' | '-' | ' '));
    let compact: String = kept.flat_map(char::to_uppercase).collect();
    let fits = (2..=20).contains(&compact.chars().count())
        && compact.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '&' | 'Ñ'));
    fits.then_some(compact)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_id_has_two_to_twenty_letters_and_digits_however_many_bytes() {
        assert_eq!(compact_id("12.345.678-k").as_deref(), Some("12345678K"));
        assert_eq!(compact_id("ñ&a 010101 abc").as_deref(), Some("Ñ&A010101ABC"));
        assert!(compact_id(&"Ñ".repeat(20)).is_some());
        assert!(compact_id(&"Ñ".repeat(21)).is_none());
        assert!(compact_id("1").is_none());
        assert!(compact_id("1;drop").is_none());
    }
}
