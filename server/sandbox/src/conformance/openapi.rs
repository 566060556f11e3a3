//! The tables as an OpenAPI 3.1 description.

mod schemas;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use url::Url;

use super::{
    events::{self, EventType},
    evidence,
    objects::{ANSWERED, SENT},
    operations::{Answer, OF_EVERY_CALL, OPERATIONS, Operation, Parameter, Place, Refusal},
    sources,
};

const JSON: &str = "application/json";

/// The description of the sandbox at that address.
pub(super) fn document(public_url: &Url) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "A stand-in for the Fintoc API",
            "version": "2026-02-01",
            "summary": "What this sandbox serves under /v1 and /v2. This is not Fintoc's own description.",
            "description": format!(
                "`x-confidence` says how sure it is that Fintoc does the same, `x-source` where to read it, and \
                 `x-our-choice` marks what the sources leave open. For people: {}",
                here(public_url, "/_sandbox/conformance"),
            ),
        },
        "servers": [{ "url": here(public_url, "") }],
        "security": [{ "secretKey": [] }, { "bearer": [] }],
        "tags": tags(),
        "paths": paths(),
        "components": {
            "schemas": schemas::components(ANSWERED.iter().chain(SENT).copied()),
            "securitySchemes": {
                "secretKey": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "The secret key, without a scheme. Any key that starts with `sk_test_` is an account.",
                },
                "bearer": {
                    "type": "http", "scheme": "bearer", "description": "The same key, as Fintoc's Ruby SDK sends it.",
                },
            },
        },
        "x-confidence-key": evidence::KEY.iter().copied().collect::<BTreeMap<_, _>>(),
        "x-sources": sources::ALL
            .iter()
            .map(|source| (source.code, json!({ "title": source.title, "address": source.address })))
            .collect::<BTreeMap<_, _>>(),
        "x-events": events::EVENTS.iter().map(|event| (event.word.to_owned(), told(event))).collect::<Map<_, _>>(),
    })
}

fn told(event: &EventType) -> Value {
    let told = json!({ "data": event.data, "when": event.when, "emitted": event.emitted });
    schemas::with_evidence(told, event.evidence)
}

fn here(public_url: &Url, path: &str) -> String {
    format!("{}{path}", public_url.as_str().trim_end_matches('/'))
}

fn tags() -> Vec<Value> {
    let mut names: Vec<&str> = OPERATIONS.iter().map(Operation::group).collect();
    names.dedup();
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    for operation in OPERATIONS {
        paths.entry(operation.path).or_insert_with(|| json!({}))[operation.method] = described(operation);
    }
    paths
}

fn described(operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.group()],
        "parameters": operation.parameters().map(parameter).collect::<Vec<_>>(),
        "responses": responses(operation),
    });
    if !operation.about.is_empty() {
        described["description"] = json!(operation.about);
    }
    if let Some(body) = operation.body {
        let schema = schemas::reference(body.name);
        // A change that changes nothing may be empty.
        described["requestBody"] =
            json!({ "required": operation.method == "post", "content": { JSON: { "schema": schema } } });
    }
    schemas::with_evidence(described, operation.evidence)
}

fn parameter(parameter: &Parameter) -> Value {
    let mut described = json!({
        "name": parameter.name,
        "in": parameter.place.word(),
        "required": parameter.place == Place::Path,
        "description": parameter.about,
        "schema": schemas::of(parameter.shape),
    });
    if parameter.place == Place::Query {
        // An empty value counts as not sent.
        described["allowEmptyValue"] = json!(true);
        described["schema"] = json!({ "anyOf": [described["schema"], { "const": "" }] });
    }
    schemas::with_evidence(described, parameter.evidence)
}

fn responses(operation: &Operation) -> Map<String, Value> {
    let mut responses = Map::new();
    responses.insert(operation.success.status.to_string(), success(operation));
    let mut refusals: BTreeMap<u16, Vec<&Refusal>> = BTreeMap::new();
    for refusal in operation.refusals().chain(OF_EVERY_CALL) {
        refusals.entry(refusal.status).or_default().push(refusal);
    }
    responses.extend(refusals.into_iter().map(|(status, refusals)| (status.to_string(), refused(&refusals))));
    responses
}

fn success(operation: &Operation) -> Value {
    let (schema, mut headers) = match operation.success.answer {
        Answer::One(object) => (schemas::reference(object.name), Map::new()),
        Answer::Cursors(object) => (schemas::array(object.name), Map::from_iter([link_header()])),
        Answer::Pages(object) => (schemas::array(object.name), Map::from_iter([link_header(), total_header()])),
    };
    headers.extend([request_id_header()]);
    if operation.method == "get" {
        headers.extend([tag_header()]);
    }
    let links: Map<String, Value> = operation
        .links
        .iter()
        .map(|link| {
            (link.name.to_owned(), json!({ "operationId": link.to, "parameters": { link.parameter: link.from } }))
        })
        .collect();
    let content = json!({ JSON: { "schema": schema } });
    json!({ "description": operation.summary, "headers": headers, "content": content, "links": links })
}

fn refused(refusals: &[&Refusal]) -> Value {
    let described: Vec<String> =
        refusals.iter().map(|refusal| format!("`{}`: {}", refusal.code, refusal.when)).collect();
    let mut codes: Vec<&str> = refusals.iter().map(|refusal| refusal.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let its_codes = json!({ "properties": { "error": { "properties": { "code": { "enum": codes } } } } });
    let schema = json!({ "allOf": [schemas::reference("Error"), its_codes] });
    json!({
        "description": described.join("\n"),
        "headers": Map::from_iter([request_id_header()]),
        "content": { JSON: { "schema": schema } },
    })
}

fn request_id_header() -> (String, Value) {
    header(
        "X-Request-Id",
        "Names the request; seen in recorded answers.",
        true,
        json!({ "type": "string", "format": "uuid" }),
    )
}

fn tag_header() -> (String, Value) {
    header("ETag", "A fingerprint of the body; seen in recorded answers.", true, json!({ "type": "string" }))
}

fn link_header() -> (String, Value) {
    header(
        "Link",
        "Absolute addresses of other pages, while there are any.",
        false,
        json!({ "type": "string", "pattern": "^<http" }),
    )
}

fn total_header() -> (String, Value) {
    header("X-Total-Count", "How many there are on all pages.", false, json!({ "type": "integer", "minimum": 0 }))
}

fn header(name: &str, about: &str, required: bool, schema: Value) -> (String, Value) {
    (name.to_owned(), json!({ "description": about, "required": required, "schema": schema }))
}
