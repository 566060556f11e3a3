//! Bodies made fit to be looked at: what may be shown is listed, everything else is masked.

use serde_json::Value;

/// What stands in the place of a value.
const MASK: &str = "•••";

/// Names whose plain values are shown, objects within them still looked through. A name that is not here, also one that Fintoc
/// adds tomorrow, is masked.
const SHOWN: &[&str] = &[
    "account_type",
    "active",
    "amount",
    "cancel_url",
    "category",
    "code",
    "country",
    "created_at",
    "currency",
    "customer",
    "description",
    "disabled",
    "doc_url",
    "enabled_events",
    "error_reason",
    "expires_at",
    "failure_code",
    "flow",
    "id",
    "institution_id",
    "message",
    "mode",
    "object",
    "param",
    "payment_method",
    "payment_method_types",
    "payment_type",
    "redirect_url",
    "resource_id",
    "resource_type",
    "save_payment_method",
    "setup_intent",
    "status",
    "success_url",
    "transaction_date",
    "type",
    "ui_mode",
    "updated_at",
    "url",
];

/// Account numbers, of which the last four digits are shown: a rider knows the account by them.
const LAST_FOUR: &[&str] = &["account_number", "number"];

/// The merchant's own words, shown as they are: nothing personal belongs there.
const METADATA: &str = "metadata";

/// A copy that can be logged and shown. Names, e-mails, phones, tax ids, holders, secrets and session tokens are masked;
/// account numbers keep their last four digits; structure, ids, amounts, states and metadata stay.
pub fn redact(value: &Value) -> Value {
    under("", value)
}

fn under(name: &str, value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| match name.as_str() {
                METADATA => (name.clone(), value.clone()),
                _ => (name.clone(), under(name, value)),
            };
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| under(name, item)).collect()),
        Value::Null => Value::Null,
        Value::String(text) if SHOWN.contains(&name) => Value::String(without_keys(text)),
        Value::String(text) if LAST_FOUR.contains(&name) => Value::String(last_four(text)),
        Value::Number(_) | Value::Bool(_) if SHOWN.contains(&name) => value.clone(),
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Value::String(MASK.to_owned()),
    }
}

fn last_four(number: &str) -> String {
    // Of a number of five digits, four would be nearly all.
    match number.len().checked_sub(4).filter(|hidden| *hidden >= 2).and_then(|hidden| number.get(hidden..)) {
        Some(shown) => format!("{MASK}{shown}"),
        None => MASK.to_owned(),
    }
}

/// A text with everything that looks like a secret cut to its prefix: Fintoc's 401 quotes the beginning of the key.
pub(crate) fn without_keys(text: &str) -> String {
    let mut rest = text;
    let mut clean = String::with_capacity(text.len());
    while let Some((start, prefix)) = first_secret(rest) {
        let (before, secret) = rest.split_at(start);
        clean.push_str(before);
        clean.push_str(prefix);
        clean.push('…');
        let end = secret.find(|c: char| !(c.is_ascii_alphanumeric() || "_*.-…".contains(c))).unwrap_or(secret.len());
        rest = secret.get(end..).unwrap_or_default();
    }
    clean.push_str(rest);
    clean
}

fn first_secret(text: &str) -> Option<(usize, &'static str)> {
    ["sk_test_", "sk_live_", "whsec_"].into_iter().filter_map(|prefix| Some((text.find(prefix)?, prefix))).min()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn personal_data_and_secrets_are_masked() {
        let customer = json!({
            "id": "cus_1", "name": "Ana Rojas", "email": "ana@example.com", "phone": "+56911112222",
            "tax_id": {"type": "cl_rut", "value": "111111111"}, "address": {"line1": "Los Leones 1"},
            "metadata": {"rider_id": "rider_7"},
        });
        assert_eq!(
            redact(&customer),
            json!({
                "id": "cus_1", "name": "•••", "email": "•••", "phone": "•••",
                "tax_id": {"type": "cl_rut", "value": "•••"}, "address": {"line1": "•••"},
                "metadata": {"rider_id": "rider_7"},
            })
        );
        let others = json!({"secret": "whsec_a", "session_token": "cs_1_sec_2", "holder_id": "111111111", "account_holder_id": "1"});
        assert_eq!(
            redact(&others),
            json!({"secret": "•••", "session_token": "•••", "holder_id": "•••", "account_holder_id": "•••"})
        );
    }

    #[test]
    fn account_numbers_keep_their_last_four_digits() {
        assert_eq!(
            redact(&json!([{"account_number": "9530516286"}, {"number": "12345"}])),
            json!([{"account_number": "•••6286"}, {"number": "•••"}])
        );
    }

    #[test]
    fn a_refund_shows_its_course_and_hides_who_gets_the_money() {
        let refund = json!({
            "id": "re_1", "object": "refund", "amount": 3500, "currency": "CLP", "status": "failed", "mode": "test",
            "failure_code": "insufficient_funds", "resource_id": "pi_1", "resource_type": "payment_intent",
            "recipient_account": {"holder_id": "111111111", "holder_name": "Ana Rojas", "institution_id": "cl_banco_bci",
                                  "number": "9530516286", "type": "checking_account"},
        });
        let mut shown = refund.clone();
        shown["recipient_account"]["holder_id"] = json!("•••");
        shown["recipient_account"]["holder_name"] = json!("•••");
        shown["recipient_account"]["number"] = json!("•••6286");
        assert_eq!(redact(&refund), shown);
    }

    #[test]
    fn amounts_states_and_nulls_are_shown_and_new_names_are_not() {
        assert_eq!(
            redact(&json!({"amount": 3500, "status": "finished", "email": null, "novel": 7, "customer": "cus_1"})),
            json!({"amount": 3500, "status": "finished", "email": null, "novel": "•••", "customer": "cus_1"})
        );
    }

    #[test]
    fn whatever_looks_like_a_secret_is_cut_to_its_prefix() {
        assert_eq!(without_keys("key sk_live_abc123, whsec_test_9 and é"), "key sk_live_…, whsec_… and é");
        assert_eq!(without_keys("nothing here"), "nothing here");
    }
}
