//! Reading a scenario that somebody wrote down.

use serde_json::{Map, Value, json};

use super::{
    Group,
    catalogue::{self, CATALOGUE, Entry, Parameter, Takes},
};
use crate::api::ApiError;

/// A scenario that passed the catalogue: every parameter is there and fits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    pub(crate) group: Group,
    /// `{name, …}`; what nobody decided is null.
    pub(crate) body: Value,
}

/// Checks `{name, …}` against the catalogue and fills in what was not said.
///
/// # Errors
/// 400, with the names that are known.
pub(crate) fn read(sent: &Map<String, Value>) -> Result<Read, ApiError> {
    let name = sent.get("name").and_then(Value::as_str).ok_or_else(|| ApiError::missing("name"))?;
    let entry = catalogue::find(name).ok_or_else(|| {
        let known: Vec<&str> = CATALOGUE.iter().map(|entry| entry.name).collect();
        ApiError::invalid("invalid_enum", "name", format!("Unknown scenario: {name}. Known: {}", known.join(", ")))
    })?;
    let unknown = sent
        .keys()
        .find(|key| *key != "name" && !entry.parameters.iter().any(|parameter| parameter.name == key.as_str()));
    if let Some(unknown) = unknown {
        return Err(ApiError::invalid(
            "invalid_params",
            unknown,
            format!("Unknown parameter: {unknown}. {}", takes(entry)),
        ));
    }
    let mut body = Map::from_iter([("name".to_owned(), json!(name))]);
    for parameter in entry.parameters {
        let value = sent.get(parameter.name).filter(|value| !value.is_null());
        body.insert(parameter.name.to_owned(), parameter.read(value)?);
    }
    Ok(Read { group: entry.group, body: Value::Object(body) })
}

fn takes(entry: &Entry) -> String {
    let names: Vec<&str> = entry.parameters.iter().map(|parameter| parameter.name).collect();
    match names.as_slice() {
        [] => format!("{} takes none", entry.name),
        names => format!("{} takes {}", entry.name, names.join(", ")),
    }
}

impl Parameter {
    fn read(&self, sent: Option<&Value>) -> Result<Value, ApiError> {
        match (self.takes, sent) {
            (Takes::Text { default, .. }, None) => Ok(json!(default)),
            (Takes::Text { .. }, Some(Value::String(text))) if !text.trim().is_empty() => Ok(json!(text.trim())),
            (Takes::Text { .. }, Some(_)) => Err(self.wrong("a text that is not empty")),
            (Takes::Number { default, .. }, None) => Ok(json!(default)),
            (Takes::Number { least, most, .. }, Some(sent)) => sent
                .as_i64()
                .filter(|number| (least..=most).contains(number))
                .map(|number| json!(number))
                .ok_or_else(|| self.wrong(&format!("a whole number from {least} to {most}"))),
            (Takes::Word { default, .. }, None) => Ok(self.word(default)),
            (Takes::Word { words, .. }, Some(sent)) => sent
                .as_str()
                .and_then(|sent| words.iter().find(|word| word.eq_ignore_ascii_case(sent)))
                .map(|word| self.word(word))
                .ok_or_else(|| self.wrong(&format!("one of {}", words.join(", ")))),
        }
    }

    /// `any` is nobody's decision.
    fn word(&self, word: &str) -> Value {
        if word == "any" { Value::Null } else { json!(word) }
    }

    fn wrong(&self, should: &str) -> ApiError {
        ApiError::invalid("invalid_params", self.name, format!("{} must be {should}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::scenario::{ApiFault, DeliveryFault, PaymentScenario, RefundScenario, SetupScenario};

    fn fits<T: DeserializeOwned>(body: &Value) -> bool {
        serde_json::from_value::<T>(body.clone()).is_ok()
    }

    #[test]
    fn every_entry_of_the_catalogue_is_a_scenario_with_its_defaults_alone() {
        for entry in CATALOGUE {
            let read = read(&Map::from_iter([("name".to_owned(), json!(entry.name))])).unwrap();
            let fits = match read.group {
                Group::Payment => fits::<PaymentScenario>(&read.body),
                Group::Setup => fits::<SetupScenario>(&read.body),
                Group::Refund => fits::<RefundScenario>(&read.body),
                Group::Api => fits::<ApiFault>(&read.body),
                Group::Delivery => fits::<DeliveryFault>(&read.body),
            };
            assert!(fits, "{}", read.body);
        }
    }

    #[test]
    fn what_is_not_in_the_catalogue_is_refused() {
        for (sent, param) in [
            (json!({}), "name"),
            (json!({"name": "earthquake"}), "name"),
            (json!({"name": "decline", "reasn": "x"}), "reasn"),
            (json!({"name": "success", "seconds": 1}), "seconds"),
            (json!({"name": "decline", "reason": ""}), "reason"),
            (json!({"name": "pending", "seconds": 0}), "seconds"),
            (json!({"name": "pending", "seconds": "60"}), "seconds"),
            (json!({"name": "api_status", "status": 200}), "status"),
            (json!({"name": "api_cut", "when": "never"}), "when"),
        ] {
            let refused = read(sent.as_object().unwrap()).unwrap_err().answer();
            assert_eq!(refused.status.as_u16(), 400, "{sent}");
            assert!(refused.body.contains(&format!("\"param\":\"{param}\"")), "{sent}: {}", refused.body);
        }
    }

    #[test]
    fn a_delivery_fault_knows_its_own_name() {
        for entry in CATALOGUE.iter().filter(|entry| entry.group == Group::Delivery) {
            let read = read(&Map::from_iter([("name".to_owned(), json!(entry.name))])).unwrap();
            let fault: DeliveryFault = serde_json::from_value(read.body).unwrap();
            assert_eq!(fault.name(), entry.name);
        }
    }
}
