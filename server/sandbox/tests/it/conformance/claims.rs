//! The description that the sandbox gives of itself, and the part of JSON Schema that it uses.

use std::{cell::RefCell, collections::BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

use crate::stage::{Answer, Stage};

/// Fields that were served with a value, as `Object.field`.
type Served = BTreeSet<String>;

pub(super) struct Claims {
    pub(super) description: Value,
    served: RefCell<Served>,
}

impl Claims {
    pub(super) async fn of(stage: &Stage) -> Self {
        let description = Stage::send(stage.request(reqwest::Method::GET, "/_sandbox/openapi.json")).await.json();
        Self { description, served: RefCell::default() }
    }

    pub(super) fn paths(&self) -> &Map<String, Value> {
        self.description["paths"].as_object().unwrap()
    }

    /// The answer is one of those described for the call: status, headers, every field.
    pub(super) fn hold(&self, method: &str, path: &str, answer: &Answer) {
        let told = format!("{method} {path} answered {} {}", answer.status, answer.text);
        let response = &self.description["paths"][path][method]["responses"][answer.status.to_string()];
        assert!(response.is_object(), "this status is not described: {told}");
        for (name, header) in response["headers"].as_object().unwrap() {
            assert!(header["required"] == false || !answer.header(name).is_empty(), "no {name}: {told}");
        }
        self.check(&response["content"]["application/json"]["schema"], &answer.json(), &told);
    }

    /// The value is an object of that name.
    pub(super) fn fits(&self, name: &str, value: &Value) {
        self.check(&serde_json::json!({ "$ref": format!("#/components/schemas/{name}") }), value, &value.to_string());
    }

    fn check(&self, schema: &Value, value: &Value, told: &str) {
        let mut served = Served::new();
        if let Err(wrong) = self.validate(schema, value, &mut served) {
            panic!("{wrong}: {told}");
        }
        self.served.borrow_mut().append(&mut served);
    }

    /// Fields of answered objects that never had a value.
    pub(super) fn never_served(&self) -> Vec<String> {
        let served = self.served.borrow();
        let schemas = self.description["components"]["schemas"].as_object().unwrap();
        // Only what is answered is closed; what is sent may hold anything else beside.
        let answered = schemas.iter().filter(|(_, schema)| schema["additionalProperties"] == false);
        answered
            .flat_map(|(name, schema)| {
                schema["properties"].as_object().unwrap().keys().map(move |field| format!("{name}.{field}"))
            })
            .filter(|field| !served.contains(field))
            .collect()
    }

    /// Calls back with every confidence letter and its sources.
    pub(super) fn each_statement(&self, see: &mut impl FnMut(&str, &[Value])) {
        visit(&self.description, &mut |object| {
            if let Some(letter) = object.get("x-confidence") {
                see(letter.as_str().unwrap(), object["x-source"].as_array().unwrap());
            }
        });
    }

    fn validate(&self, schema: &Value, value: &Value, served: &mut Served) -> Result<(), String> {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            self.validate(&self.description["components"]["schemas"][name], value, served)?;
            let fields = value.as_object().into_iter().flatten();
            let has_value = |field: &str, value: &Value| {
                !value.is_null()
                    || self.description["components"]["schemas"][name]["properties"][field]["type"] == "null"
            };
            served.extend(
                fields.filter(|(field, value)| has_value(field, value)).map(|(field, _)| format!("{name}.{field}")),
            );
        }
        for branch in schema["allOf"].as_array().into_iter().flatten() {
            self.validate(branch, value, served)?;
        }
        for choice in ["anyOf", "oneOf"] {
            if let Some(branches) = schema[choice].as_array() {
                self.validate_any(branches, value, served)?;
            }
        }
        check_type(schema, value)?;
        check_text(schema, value)?;
        self.validate_object(schema, value, served)?;
        let items = value.as_array().into_iter().flatten();
        if schema["items"].is_object() {
            for item in items {
                self.validate(&schema["items"], item, served)?;
            }
        }
        Ok(())
    }

    fn validate_any(&self, branches: &[Value], value: &Value, served: &mut Served) -> Result<(), String> {
        let mut complaints = Vec::new();
        for branch in branches {
            let mut seen = Served::new();
            match self.validate(branch, value, &mut seen) {
                Ok(()) => {
                    served.append(&mut seen);
                    return Ok(());
                }
                Err(complaint) => complaints.push(complaint),
            }
        }
        Err(complaints.join(", or "))
    }

    fn validate_object(&self, schema: &Value, value: &Value, served: &mut Served) -> Result<(), String> {
        let Some(fields) = value.as_object() else { return Ok(()) };
        for name in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(name.as_str().unwrap()) {
                return Err(format!("{name} is missing"));
            }
        }
        for (name, field) in fields {
            let described = match &schema["properties"][name] {
                Value::Null => &schema["additionalProperties"],
                described => described,
            };
            match described {
                Value::Bool(false) => return Err(format!("{name} is not described")),
                described @ Value::Object(_) => {
                    self.validate(described, field, served).map_err(|complaint| format!("{name}: {complaint}"))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn check_type(schema: &Value, value: &Value) -> Result<(), String> {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("an unknown type: {other}"),
    };
    let fits = match &schema["type"] {
        Value::Null => true,
        Value::String(kind) => is(kind),
        kinds => kinds.as_array().unwrap().iter().any(|kind| is(kind.as_str().unwrap())),
    };
    let listed = schema["enum"].as_array().is_none_or(|words| words.contains(value));
    if fits && listed { Ok(()) } else { Err(format!("{value} is not {}", schema["type"])) }
}

/// Beginnings of ids, and formats.
fn check_text(schema: &Value, value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    let prefix =
        schema["pattern"].as_str().and_then(|pattern| pattern.strip_prefix('^')).filter(|rest| rest.ends_with('_'));
    let fits = match schema["format"].as_str() {
        Some("date-time") => text.parse::<Timestamp>().is_ok(),
        Some("uri") => Url::parse(text).is_ok(),
        _ => true,
    };
    if fits && prefix.is_none_or(|prefix| text.starts_with(prefix)) {
        Ok(())
    } else {
        Err(format!("{text} is no {}{}", schema["format"], schema["pattern"]))
    }
}

fn visit(value: &Value, see: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(fields) => {
            see(fields);
            fields.values().for_each(|field| visit(field, see));
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        _ => {}
    }
}
