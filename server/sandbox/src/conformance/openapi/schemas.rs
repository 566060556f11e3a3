//! Objects and fields as JSON Schema.

use serde_json::{Map, Value, json};

use crate::{
    conformance::{
        events::EVENTS,
        evidence::Evidence,
        schema::{Field, Form, Presence, Schema, Shape},
    },
    test_bank::INSTITUTIONS,
};

/// All of them by name, with the forms of those that have forms.
pub(super) fn components(schemas: impl Iterator<Item = &'static Schema>) -> Map<String, Value> {
    let mut components = Map::new();
    for schema in schemas {
        components.insert(schema.name.to_owned(), component(schema));
        components.extend(schema.forms.iter().map(|form| (form.name.to_owned(), filled_in(schema, form))));
    }
    components
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

pub(super) fn array(name: &str) -> Value {
    json!({ "type": "array", "items": reference(name) })
}

/// Where it is from and how sure that is.
pub(super) fn with_evidence(mut described: Value, evidence: Evidence) -> Value {
    let sources: Vec<&str> = evidence.sources().iter().map(|source| source.code).collect();
    described["x-confidence"] = json!(evidence.letter());
    described["x-source"] = json!(sources);
    if evidence.is_our_choice() {
        described["x-our-choice"] = json!(true);
    }
    described
}

fn component(schema: &'static Schema) -> Value {
    if schema.forms.is_empty() {
        return object(schema.about, schema.served(), schema.open);
    }
    let forms: Vec<Value> = schema.forms.iter().map(|form| reference(form.name)).collect();
    json!({ "description": schema.about, "oneOf": forms })
}

/// The fields of the schema, those of the form in their place.
fn filled_in(schema: &'static Schema, form: &'static Form) -> Value {
    let kept = schema.served().filter(|field| form.fields.iter().all(|other| other.name != field.name));
    object(form.about, kept.chain(form.fields), schema.open)
}

fn object(about: &str, fields: impl Iterator<Item = &'static Field>, open: bool) -> Value {
    let fields: Vec<&Field> = fields.collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.presence == Presence::Always).map(|field| field.name).collect();
    let properties: Map<String, Value> = fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    json!({
        "type": "object",
        "description": about,
        "properties": properties,
        "required": required,
        "additionalProperties": open,
    })
}

fn property(field: &Field) -> Value {
    let mut schema = of(field.shape);
    if field.nullable && !matches!(field.shape, Shape::Ignored) {
        schema = or_null(schema);
    }
    schema["description"] = json!(field.about);
    with_evidence(schema, field.evidence)
}

/// The same, or null.
fn or_null(mut schema: Value) -> Value {
    match (schema.get("type").and_then(Value::as_str), schema.get("enum").and_then(Value::as_array)) {
        (Some(_), Some(words)) => json!({ "enum": words.iter().chain([&Value::Null]).collect::<Vec<_>>() }),
        (Some(kind), None) => {
            schema["type"] = json!([kind, "null"]);
            schema
        }
        (None, _) => json!({ "oneOf": [schema, { "type": "null" }] }),
    }
}

/// What a field of that shape may hold.
pub(super) fn of(shape: Shape) -> Value {
    match shape {
        Shape::Id(prefix) => json!({ "type": "string", "pattern": format!("^{prefix}") }),
        Shape::Text => json!({ "type": "string" }),
        Shape::Sized(least, most) => json!({ "type": "string", "minLength": least, "maxLength": most }),
        Shape::Filled => json!({ "type": "string", "minLength": 1, "maxLength": 2_000, "pattern": "\\S" }),
        Shape::Email => json!({ "type": "string", "format": "email" }),
        Shape::Phone => json!({ "type": "string", "pattern": r"^\+[1-9][0-9]{7,14}$" }),
        Shape::Rut => json!({ "type": "string", "format": "rut" }),
        Shape::TaxId => json!({ "type": "string", "pattern": "^[. -]*([A-Za-z0-9&Ññ][. -]*){2,20}$" }),
        Shape::EventPattern => json!({ "type": "string", "maxLength": 100, "pattern": r"^[a-z_]+(\.[a-z_]+)+$" }),
        Shape::Url => json!({ "type": "string", "format": "uri" }),
        Shape::Instant => json!({ "type": "string", "format": "date-time" }),
        Shape::DayOrInstant => {
            let words = ["date", "date-time"].map(|format| json!({ "type": "string", "format": format }));
            json!({ "anyOf": words })
        }
        Shape::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Word(words) => words_of(words.iter().copied()),
        Shape::Institution => words_of(INSTITUTIONS.iter().map(|institution| institution.id)),
        Shape::EventType => words_of(EVENTS.iter().map(|event| event.word)),
        Shape::Null => json!({ "type": "null" }),
        Shape::Object(schema) => reference(schema.name),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().copied().map(of).collect::<Vec<_>>() }),
        Shape::List(item) => json!({ "type": "array", "items": of(*item) }),
        Shape::ListWith(item, word) => json!({ "type": "array", "items": of(*item), "contains": { "const": word } }),
        Shape::Some(item) => json!({ "type": "array", "items": of(*item), "minItems": 1 }),
        Shape::Metadata => metadata(),
        Shape::Json => json!({ "type": "object" }),
        // Dots count as levels, and there are eight of them.
        Shape::Overrides => json!({ "type": "object", "propertyNames": { "pattern": r"^[^.]*(\.[^.]*){0,3}$" } }),
        Shape::Ignored => json!({}),
    }
}

fn words_of(words: impl Iterator<Item = &'static str>) -> Value {
    json!({ "type": "string", "enum": words.collect::<Vec<_>>() })
}

fn metadata() -> Value {
    json!({
        "type": "object",
        "maxProperties": 50,
        "propertyNames": { "maxLength": 40 },
        "additionalProperties": {
            "anyOf": [{ "type": "string", "maxLength": 500 }, { "type": "number" }, { "type": "boolean" }],
        },
    })
}
