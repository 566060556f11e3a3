//! The tables tell the truth: what is described is served, and what is served is described.

mod claims;

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use crate::stage::{CANCEL, KEY, SUCCESS, Stage, payment_of, setup_of};
use claims::Claims;

/// The routes as the router has them; whether they are described is what we want to know.
const ROUTER: &str = include_str!("../../src/api.rs");

#[tokio::test]
async fn every_answer_fits_its_description_and_every_described_field_is_served() {
    let stage = Stage::raise().await;
    let claims = Claims::of(&stage).await;
    fill(&stage, &claims).await;
    look_at_everything(&stage, &claims).await;
    assert_eq!(claims.never_served(), Vec::<String>::new());
}

#[tokio::test]
async fn every_event_that_happens_is_listed_with_its_data() {
    let stage = Stage::raise().await;
    let claims = Claims::of(&stage).await;
    fill(&stage, &claims).await;
    let mut happened = BTreeSet::new();
    for event in stage.get("/v2/events?limit=300").await.json().as_array().unwrap() {
        let listed = &claims.description["x-events"][event["type"].as_str().unwrap()];
        assert_eq!(listed["emitted"], true, "{event}");
        claims.fits(listed["data"].as_str().unwrap(), &event["data"]);
        happened.insert(event["type"].as_str().unwrap().to_owned());
    }
    let events = claims.description["x-events"].as_object().unwrap();
    let never: Vec<&String> = events
        .iter()
        .filter(|(name, event)| event["emitted"] == true && !happened.contains(*name))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(never, Vec::<&String>::new());
}

#[tokio::test]
async fn a_triggered_event_has_the_listed_data() {
    let stage = Stage::raise().await;
    let claims = Claims::of(&stage).await;
    for (name, event) in claims.description["x-events"].as_object().unwrap() {
        let answer = stage.post("/v1/events/trigger", json!({ "type": name })).await;
        claims.hold("post", "/v1/events/trigger", &answer);
        claims.fits(event["data"].as_str().unwrap(), &answer.json()["data"]);
    }
}

#[tokio::test]
async fn every_route_is_described_with_its_methods_and_nothing_else_is() {
    let stage = Stage::raise().await;
    let claims = Claims::of(&stage).await;
    let described: BTreeSet<String> = claims.paths().keys().cloned().collect();
    let routed: BTreeSet<String> = routes().map(str::to_owned).collect();
    assert_eq!(routed, described);
    for (path, methods) in claims.paths() {
        let described: BTreeSet<String> = methods.as_object().unwrap().keys().map(|name| name.to_uppercase()).collect();
        assert_eq!(allowed(&stage, path).await, described, "{path}");
    }
}

#[tokio::test]
async fn every_described_call_is_answered() {
    let stage = Stage::raise().await;
    let claims = Claims::of(&stage).await;
    for (path, methods) in claims.paths() {
        for method in methods.as_object().unwrap().keys() {
            let verb: Method = method.to_uppercase().parse().unwrap();
            let answer =
                Stage::send(stage.request(verb, &path.replace("{id}", "nothing")).header("authorization", KEY)).await;
            claims.hold(method, path, &answer);
            assert!(!matches!(answer.code().1.as_str(), "invalid_url" | "operation_not_allowed"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_statement_names_a_source_that_is_listed() {
    let claims = Claims::of(&Stage::raise().await).await;
    let mut statements = 0;
    claims.each_statement(&mut |confidence, sources| {
        statements += 1;
        assert!(claims.description["x-confidence-key"][confidence].is_string());
        assert!(!sources.is_empty());
        assert!(sources.iter().all(|source| claims.description["x-sources"][source.as_str().unwrap()].is_object()));
    });
    assert!(statements > 300, "{statements}");
}

#[tokio::test]
async fn the_page_shows_every_object_and_its_links_lead_somewhere() {
    let stage = Stage::raise().await;
    let claims = Claims::of(&stage).await;
    let page = Stage::send(stage.request(Method::GET, "/_sandbox/conformance")).await;
    assert_eq!(page.status, 200);
    let anchors: BTreeSet<&str> = after_each(&page.text, " id=\"").collect();
    assert_eq!(anchors.len(), after_each(&page.text, " id=\"").count(), "an id that is there twice");
    for target in after_each(&page.text, "href=\"#") {
        assert!(anchors.contains(target), "#{target} leads nowhere");
    }
    for name in claims.description["components"]["schemas"].as_object().unwrap().keys() {
        assert!(page.text.contains(name), "{name} is missing");
    }
}

#[tokio::test]
async fn one_click_and_approval_are_marked_as_our_choice() {
    let stage = Stage::raise().await;
    let page = Stage::send(stage.request(Method::GET, "/_sandbox/conformance")).await.text;
    for sentence in ["One click by default", "The bank asks for approval"] {
        let row = page.split("<tr").find(|row| row.contains(sentence)).unwrap();
        assert!(row.contains("our choice"), "{sentence}");
    }
}

fn after_each<'t>(text: &'t str, start: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(start).skip(1).map(|rest| rest.split('"').next().unwrap())
}

fn routes() -> impl Iterator<Item = &'static str> {
    ROUTER.split(".route(").skip(1).map(|rest| rest.split('"').nth(1).unwrap())
}

/// What the router says to a method that nobody has.
async fn allowed(stage: &Stage, path: &str) -> BTreeSet<String> {
    let odd = Method::from_bytes(b"PROPFIND").unwrap();
    let answer = Stage::send(stage.request(odd, &path.replace("{id}", "nothing"))).await;
    assert_eq!(answer.code(), (405, "operation_not_allowed".to_owned()), "{path}");
    answer.header("allow").split(',').filter(|name| *name != "HEAD").map(str::to_owned).collect()
}

/// Makes one of everything, in every state that the API alone can reach.
async fn fill(stage: &Stage, claims: &Claims) {
    let customer = customer(stage, claims).await;
    endpoint(stage, claims).await;
    session_that_runs_out(stage, claims, &customer).await;
    let method = stage.save(&customer, "422159212").await;
    let payment = paid(stage, claims, &customer, &method).await;
    refunds(stage, claims, &payment).await;
    for (number, scenario) in [
        ("999000051", None),
        ("512347890123", None),
        ("5233137377", Some(json!({"name": "decline", "reason": "mfa_invalid_authorization"}))),
    ] {
        if let Some(scenario) = scenario {
            stage.arm(scenario).await;
        }
        let method = stage.save(&customer, number).await;
        paid(stage, claims, &customer, &method).await;
    }
    approval_that_expires(stage, claims, &customer).await;
    let cancel = format!("/v2/payment_methods/{method}/cancel");
    for status in [200, 409] {
        let answer = stage.post(&cancel, json!({})).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        claims.hold("post", "/v2/payment_methods/{id}/cancel", &answer);
    }
}

async fn customer(stage: &Stage, claims: &Claims) -> String {
    let ask = json!({
        "name": "Ana Rojas", "email": "ana@example.com", "phone": "+56912345678",
        "address": {"line1": "Alameda 1", "line2": "2B", "city": "Santiago", "state": "RM", "postal_code": "8320000",
                    "country": "CL"},
        "tax_id": {"type": "cl_rut", "value": "11.111.111-1"}, "metadata": {"rider": "42", "since": 2026, "fan": true},
    });
    for body in [json!({"email": "short@example.com"}), json!({}), json!({"tax_id": {"type": "x", "value": "1-9"}})] {
        claims.hold("post", "/v2/customers", &stage.post("/v2/customers", body).await);
    }
    let answer = stage.post("/v2/customers", ask.clone()).await;
    claims.hold("post", "/v2/customers", &answer);
    claims.hold("post", "/v2/customers", &stage.post("/v2/customers", ask).await);
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn endpoint(stage: &Stage, claims: &Claims) {
    let ask = json!({"url": "https://merchant.example/hooks", "enabled_events": ["payment_intent.succeeded"],
                     "description": "shop"});
    let made = stage.post("/v1/webhook_endpoints", ask).await;
    claims.hold("post", "/v1/webhook_endpoints", &made);
    let path = format!("/v1/webhook_endpoints/{}", made.json()["id"].as_str().unwrap());
    let test = stage.post(&format!("{path}/test"), json!({"type": "payment_intent.succeeded"})).await;
    claims.hold("post", "/v1/webhook_endpoints/{id}/test", &test);
    let patch =
        stage.request(Method::PATCH, &path).header("authorization", KEY).header("content-type", "application/json");
    claims.hold("patch", "/v1/webhook_endpoints/{id}", &Stage::send(patch.body(r#"{"disabled": true}"#)).await);
}

async fn session_that_runs_out(stage: &Stage, claims: &Claims, customer: &str) {
    let mut ask = setup_of(customer);
    ask["business_profile"] = json!({"name": "Vuelta", "category": "412100"});
    ask["customer_email"] = json!("ana@example.com");
    ask["payment_method_options"] = json!({"bank_transfer": {"sender_account": {"institution_id": "cl_banco_bci"}}});
    let made = stage.post("/v2/checkout_sessions", ask).await;
    claims.hold("post", "/v2/checkout_sessions", &made);
    let expire = format!("/v2/checkout_sessions/{}/expire", made.json()["id"].as_str().unwrap());
    for status in [200, 409] {
        let answer = stage.post(&expire, json!({})).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        claims.hold("post", "/v2/checkout_sessions/{id}/expire", &answer);
    }
    let plain = json!({"amount": 1, "currency": "CLP", "success_url": SUCCESS, "cancel_url": CANCEL});
    claims.hold("post", "/v2/checkout_sessions", &stage.post("/v2/checkout_sessions", plain).await);
}

/// Pays, and lets the bank say whatever it says. Answers the payment's id.
async fn paid(stage: &Stage, claims: &Claims, customer: &str, method: &str) -> String {
    let mut ask = payment_of(customer, method);
    ask["customer_email"] = json!("ana@example.com");
    ask["business_profile"] = json!({"name": "Vuelta"});
    let recipient =
        json!({"holder_id": "111111111", "institution_id": "cl_banco_bci", "number": "1", "type": "sight_account"});
    ask["payment_method_options"] = json!({"bank_transfer": {"recipient_account": recipient}});
    let made = stage.post("/v2/checkout_sessions", ask).await;
    claims.hold("post", "/v2/checkout_sessions", &made);
    stage.sandbox.courier_run_once().await.unwrap();
    made.json()["payment_resource"]["payment_intent"]["id"].as_str().unwrap().to_owned()
}

async fn refunds(stage: &Stage, claims: &Claims, payment: &str) {
    let ask = json!({"resource_type": "payment_intent", "resource_id": payment, "amount": 90});
    for _ in 0..2 {
        claims.hold("post", "/v1/refunds", &stage.post("/v1/refunds", ask.clone()).await);
    }
    let refund = stage.get("/v1/refunds").await.json()[0]["id"].as_str().unwrap().to_owned();
    let cancel = format!("/v1/refunds/{refund}/cancel");
    for _ in 0..2 {
        claims.hold("post", "/v1/refunds/{id}/cancel", &stage.post(&cancel, json!({})).await);
    }
    stage.arm(json!({"name": "refund_fails", "failure_code": "insufficient_funds"})).await;
    claims.hold("post", "/v1/refunds", &stage.post("/v1/refunds", ask).await);
    stage.sandbox.courier_run_once().await.unwrap();
}

/// A payment that waits for its payer until the merchant gives it up.
async fn approval_that_expires(stage: &Stage, claims: &Claims, customer: &str) {
    let method = stage.save(customer, "999000027").await;
    let made = stage.post("/v2/checkout_sessions", payment_of(customer, &method)).await;
    claims.hold("post", "/v2/checkout_sessions", &made);
    let expire = format!("/v2/checkout_sessions/{}/expire", made.json()["id"].as_str().unwrap());
    claims.hold("post", "/v2/checkout_sessions/{id}/expire", &stage.post(&expire, json!({})).await);
}

/// Reads every list, and everything in it by itself; setup intents have no list.
async fn look_at_everything(stage: &Stage, claims: &Claims) {
    let lists = claims.paths().iter().filter(|(path, methods)| !path.ends_with('}') && methods["get"].is_object());
    for (path, _) in lists {
        let list = stage.get(path).await;
        claims.hold("get", path, &list);
        for object in list.json().as_array().unwrap() {
            let one = stage.get(&format!("{path}/{}", object["id"].as_str().unwrap())).await;
            claims.hold("get", &format!("{path}/{{id}}"), &one);
            if let Some(intent) = one.json()["setup_intent"].as_str() {
                let intent = stage.get(&format!("/v2/setup_intents/{intent}")).await;
                claims.hold("get", "/v2/setup_intents/{id}", &intent);
            }
        }
    }
}
