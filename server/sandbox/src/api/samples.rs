//! What a caller wants of a test event: its type, and what shall differ from the sample.

use fintoc::EventType;
use serde_json::{Map, Value};

use super::{ApiError, params::Params};
use crate::{Config, lifecycle::sample, world::Account};

/// Reads `{type, overrides?}`. Overrides say what shall differ in the resource, nested (`{"metadata": {"order": "7"}}`, as
/// Fintoc's CLI sends them) or as dot paths (`{"metadata.order": "7"}`). Either may begin at the resource itself, at `data`, or
/// at the resource's own word (`{"payment_intent": {"amount": 5}}`, as the test of its Node SDK does). Objects are merged,
/// anything else is replaced.
///
/// # Errors
/// 400 when no test event has that type, or the overrides are not an object.
pub(super) fn wanted(config: &Config, account: &Account, params: Params<'_>) -> Result<(EventType, Value), ApiError> {
    let name = params.required_text("type")?;
    let kind = EventType::from(name);
    let mut data = sample::resource(config, account, &kind)?
        .ok_or_else(|| ApiError::invalid("invalid_enum", "type", format!("Cannot trigger events of type {name}")))?;
    if let Some(Params(overrides)) = params.object("overrides")? {
        check_depth(overrides, DEEPEST)?;
        let word = name.split('.').next().unwrap_or_default();
        merge(&mut data, below(&unfolded(overrides), word));
    }
    Ok((kind, data))
}

/// How deep overrides may reach, by nesting and dots together. Our choice.
const DEEPEST: usize = 8;

fn check_depth(overrides: &Map<String, Value>, left: usize) -> Result<(), ApiError> {
    overrides.iter().try_for_each(|(path, value)| {
        let left = left.checked_sub(path.split('.').count()).ok_or_else(|| {
            ApiError::invalid("invalid_params", "overrides", format!("overrides reach at most {DEEPEST} levels deep"))
        })?;
        value.as_object().map_or(Ok(()), |fields| check_depth(fields, left))
    })
}

/// Dot paths as nested objects.
fn unfolded(overrides: &Map<String, Value>) -> Value {
    let mut nested = Value::Object(Map::new());
    for (path, value) in overrides {
        let value = match value {
            Value::Object(fields) => unfolded(fields),
            other => other.clone(),
        };
        let folded =
            path.rsplit('.').fold(value, |inner, name| Value::Object(Map::from_iter([(name.to_owned(), inner)])));
        merge(&mut nested, folded);
    }
    nested
}

/// What stands under `data` or the resource's word stands for the resource.
fn below(overrides: &Value, word: &str) -> Value {
    let mut plain = overrides.clone();
    for prefix in ["data", word] {
        if let Some(inner @ Value::Object(_)) = plain.as_object_mut().and_then(|fields| fields.remove(prefix)) {
            merge(&mut plain, inner);
        }
    }
    plain
}

fn merge(target: &mut Value, change: Value) {
    match (target, change) {
        (Value::Object(fields), Value::Object(changes)) => {
            for (name, change) in changes {
                merge(fields.entry(name).or_insert(Value::Null), change);
            }
        }
        (target, change) => *target = change,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn overridden(overrides: Value) -> Value {
        let mut data = json!({"amount": 1, "metadata": {"kept": "yes"}, "tags": ["a", "b"]});
        merge(&mut data, below(&unfolded(overrides.as_object().unwrap()), "payment_intent"));
        data
    }

    #[test]
    fn paths_and_objects_from_the_resource_from_data_or_from_its_word_mean_the_same() {
        let wanted = json!({"amount": 5, "metadata": {"kept": "yes", "order": "7"}, "tags": ["a", "b"]});
        for overrides in [
            json!({"amount": 5, "metadata": {"order": "7"}}),
            json!({"amount": 5, "metadata.order": "7"}),
            json!({"data.amount": 5, "data": {"metadata.order": "7"}}),
            json!({"payment_intent.amount": 5, "payment_intent": {"metadata": {"order": "7"}}}),
            json!({"data.payment_intent.amount": 5, "metadata.order": "7"}),
        ] {
            assert_eq!(overridden(overrides.clone()), wanted, "{overrides}");
        }
    }

    #[test]
    fn lists_are_replaced_and_new_fields_are_added() {
        let data = overridden(json!({"tags": ["c"], "metadata": null, "surprise.inside": true}));
        assert_eq!(data, json!({"amount": 1, "metadata": null, "tags": ["c"], "surprise": {"inside": true}}));
    }
}
