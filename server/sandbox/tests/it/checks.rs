//! What is asked wrongly is answered in Fintoc's shape, whatever it is.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::stage::{Answer, KEY, Stage, payment_of, setup_of};

impl Answer {
    /// Asserts a refusal in Fintoc's shape.
    fn refuses(&self, status: u16, code: &str) {
        assert_eq!(self.code(), (status, code.to_owned()), "{}", self.text);
        let error = &self.json()["error"];
        for field in ["type", "message", "doc_url"] {
            assert!(error[field].is_string(), "{field} of {error}");
        }
        assert_eq!(self.header("content-type"), "application/json");
        assert!(!self.header("x-request-id").is_empty());
    }
}

fn with_key(stage: &Stage, method: Method, path: &str) -> RequestBuilder {
    stage.request(method, path).header("authorization", KEY)
}

async fn session(stage: &Stage, base: &Value, change: Value) -> Answer {
    let mut ask = base.clone();
    ask.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    stage.post("/v2/checkout_sessions", ask).await
}

#[tokio::test]
async fn addresses_that_are_not_text_are_refused() {
    let stage = Stage::raise().await;
    stage.get("/v2/customers/%ff").await.refuses(400, "invalid_params");
    stage.post("/v2/checkout_sessions/%ff/expire", json!({})).await.refuses(400, "invalid_params");
    stage.get("/v2/customers?starting_after=%ff").await.refuses(400, "invalid_params");
    stage.get("/v2/customers?limit=1&limit=2").await.refuses(400, "invalid_params");
    stage.get("/v2/customers/cus%00").await.refuses(404, "missing_resource");
    stage.get(&format!("/v2/customers/{}", "x".repeat(4000))).await.refuses(404, "missing_resource");
}

#[tokio::test]
async fn bodies_are_json_objects_of_reasonable_size_and_depth() {
    let stage = Stage::raise().await;
    let send = async |kind: &str, body: Vec<u8>| {
        Stage::send(with_key(&stage, Method::POST, "/v2/customers").header("content-type", kind).body(body)).await
    };
    let text = |text: &str| text.as_bytes().to_vec();
    send("application/x-www-form-urlencoded", text("email=a%40b.cl")).await.refuses(400, "invalid_json");
    send("text/plain", text("{}")).await.refuses(400, "invalid_json");
    for broken in ["{", "[]", "7", "\"x\"", r#"{"email": "\ud800"}"#, r#"{"metadata": {"n": 1e999}}"#] {
        send("application/json", text(broken)).await.refuses(400, "invalid_json");
    }
    send("application/json", vec![b'{', 0xff, b'}']).await.refuses(400, "invalid_json");
    let deep = format!(r#"{{"address": {}1{}}}"#, r#"{"a":"#.repeat(100), "}".repeat(100));
    send("application/json", text(&deep)).await.refuses(400, "invalid_params");
    send("application/json", text(&deep.repeat(200))).await.refuses(400, "invalid_json");
    send("application/json", text(&"[".repeat(100_000))).await.refuses(400, "invalid_json");
    let large = format!(r#"{{"name": "{}"}}"#, "x".repeat(5 << 20));
    send("application/json", text(&large)).await.refuses(413, "body_too_large");
    for fine in ["application/json; charset=utf-8", "application/vnd.api+json", "APPLICATION/JSON"] {
        assert_eq!(send(fine, text(r#"{"email": "a@b.cl"}"#)).await.status, 201, "{fine}");
    }
    let untyped = with_key(&stage, Method::POST, "/v2/customers").body(r#"{"email": "a@b.cl"}"#);
    assert_eq!(Stage::send(untyped).await.status, 201);
}

#[tokio::test]
async fn customers_are_checked_field_by_field() {
    let stage = Stage::raise().await;
    let base = json!({"email": "ana@example.com"});
    for (change, code) in [
        (json!({"email": "ana"}), "invalid_params"),
        (json!({"email": "a@b@c"}), "invalid_params"),
        (json!({"email": "a b@c.cl"}), "invalid_params"),
        (json!({"email": 7}), "invalid_params"),
        (json!({"email": ""}), "empty_string"),
        (json!({"name": "nul\u{0}"}), "invalid_params"),
        (json!({"name": "x".repeat(2001)}), "invalid_string_size"),
        (json!({"phone": "912345678"}), "invalid_params"),
        (json!({"phone": "+0912345678"}), "invalid_params"),
        (json!({"phone": "+56 9 1234 5678"}), "invalid_params"),
        (json!({"tax_id": "11.111.111-1"}), "invalid_hash"),
        (json!({"tax_id": {"type": "cl_rut"}}), "missing_parameter"),
        (json!({"tax_id": {"type": "us_ssn", "value": "1"}}), "invalid_params"),
        (json!({"tax_id": {"type": "us_ssn", "value": "11"}}), "invalid_enum"),
        (json!({"tax_id": {"type": "cl_rut", "value": "1;drop"}}), "invalid_params"),
        (json!({"address": "Alameda 1"}), "invalid_hash"),
        (json!({"address": {"line1": 1}}), "invalid_params"),
        (json!({"metadata": []}), "invalid_hash"),
        (json!({"metadata": {"k\u{0}": 1}}), "invalid_params"),
        (json!({"metadata": {"x".repeat(41): 1}}), "invalid_string_size"),
        (
            json!({"metadata": (0..51).map(|n| (n.to_string(), json!(n))).collect::<serde_json::Map<_, _>>()}),
            "invalid_hash",
        ),
    ] {
        let mut ask = base.clone();
        ask.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        stage.post("/v2/customers", ask).await.refuses(400, code);
    }
}

#[tokio::test]
async fn customers_keep_what_fits() {
    let stage = Stage::raise().await;
    let ask = json!({
        "name": "Ana", "phone": "+56912345678", "tax_id": {"type": "cl_rut", "value": "12.345.678-9"},
        "address": {"line1": "Alameda 1", "city": "Santiago", "country": "CL", "planet": "Earth"},
        "metadata": {"n": 1, "f": 1.5, "t": true, "s": ""},
    });
    let made = stage.post("/v2/customers", ask.clone()).await.json();
    assert_eq!(made["tax_id"]["value"], "123456789", "a wrong check digit is not looked at");
    assert_eq!(made["metadata"], ask["metadata"]);
    assert_eq!(
        made["address"],
        json!({"line1": "Alameda 1", "line2": null, "city": "Santiago", "state": null, "postal_code": null, "country": "cl"})
    );
    assert_eq!(stage.get(&format!("/v2/customers/{}", made["id"].as_str().unwrap())).await.json(), made);
}

#[tokio::test]
async fn payments_are_checked_field_by_field() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    let base = payment_of(&customer, &method);
    for (change, status, code) in [
        (json!({"currency": "MXN"}), 422, "not_supported_currency"),
        (json!({"line_items": []}), 422, "not_supported_line_items"),
        (json!({"flow": "subscription"}), 422, "not_supported_flow"),
        (json!({"payment_method_types": ["card"]}), 422, "not_supported_payment_method"),
        (json!({"payment_method_types": []}), 400, "invalid_params"),
        (json!({"payment_method_types": "bank_transfer"}), 400, "invalid_params"),
        (json!({"amount": -1}), 400, "invalid_amount"),
        (json!({"amount": 4990.5}), 400, "invalid_amount"),
        (json!({"amount": u64::MAX}), 400, "invalid_amount"),
        (json!({"amount": 1e300}), 400, "invalid_amount"),
        (json!({"customer": {"id": "cus_1"}}), 400, "invalid_params"),
        (json!({"customer_email": "nobody"}), 400, "invalid_params"),
        (json!({"expires_at": "soon"}), 400, "invalid_expires_at"),
        (json!({"expires_at": "+999999-01-01T00:00:00Z"}), 400, "invalid_expires_at"),
        (json!({"business_profile": "Shop"}), 400, "invalid_hash"),
        (json!({"business_profile": {"name": 1}}), 400, "invalid_params"),
        (json!({"business_profile": {"tax_id": "1-1"}}), 400, "invalid_business_profile_tax_id"),
        (json!({"payment_method_options": []}), 400, "invalid_hash"),
        (json!({"payment_method_options": {"bank_transfer": "x"}}), 400, "invalid_hash"),
        (json!({"success_url": format!("https://merchant.cl/{}", "x".repeat(2000))}), 400, "invalid_string_size"),
        (json!({"success_url": "https://"}), 400, "invalid_params"),
        (json!({"cancel_url": "javascript:alert(1)"}), 400, "invalid_params"),
    ] {
        session(&stage, &base, change).await.refuses(status, code);
    }
    let far = session(&stage, &base, json!({"expires_at": "9999-01-01T00:00:00Z"})).await;
    assert_eq!((far.status, &far.json()["expires_at"]), (201, &json!("9999-01-01T00:00:00Z")));
    let profile = json!({"name": "Shop", "category": "112233", "tax_id": "11.111.111-1"});
    let shown = session(&stage, &base, json!({ "business_profile": profile })).await;
    assert_eq!(shown.json()["business_profile"], profile);
}

#[tokio::test]
async fn the_payers_bank_and_rut_come_in_both_shapes() {
    let stage = Stage::raise().await;
    let base = setup_of(&stage.customer().await);
    let options = |sender: Value| json!({"payment_method_options": {"bank_transfer": {"sender_account": sender}}});
    for good in [
        json!({"institution_id": "cl_banco_bci", "holder_id": "41.614.850-3"}),
        json!({"institution_id": {"value": "cl_banco_bci"}, "holder_id": {"value": "416148503", "editable": false}}),
        json!({"type": "checking_account"}),
    ] {
        let made = session(&stage, &base, options(good.clone())).await.json();
        assert_eq!(made["payment_method_options"]["bank_transfer"]["sender_account"], good, "echoed as it came");
    }
    for (bad, code) in [
        (json!({"institution_id": {"value": "cl_nowhere"}}), "invalid_institution_id"),
        (json!({"institution_id": 7}), "invalid_params"),
        (json!({"holder_id": "<script>"}), "invalid_holder_id"),
        (json!({"holder_id": {"value": "?"}}), "invalid_holder_id"),
        (json!([]), "invalid_hash"),
    ] {
        session(&stage, &base, options(bad)).await.refuses(400, code);
    }
}

#[tokio::test]
async fn an_amount_on_a_setup_is_dropped_or_refused_as_the_account_wants() {
    let stage = Stage::raise().await;
    let base = setup_of(&stage.customer().await);
    let dropped = session(&stage, &base, json!({"amount": 1000})).await;
    assert_eq!((dropped.status, dropped.json().get("amount")), (201, None));
    stage.change(Method::PATCH, "/_sandbox/settings", json!({"refuse_setup_amount": true})).await;
    session(&stage, &base, json!({"amount": 1000})).await.refuses(400, "invalid_params");
    assert_eq!(session(&stage, &base, json!({})).await.status, 201);
}

#[tokio::test]
async fn an_account_that_wants_https_only_gets_it_everywhere() {
    let stage = Stage::raise().await;
    let base = setup_of(&stage.customer().await);
    let endpoint = json!({"url": "http://127.0.0.1:9/hooks", "enabled_events": ["refund.failed"]});
    let made = stage.post("/v1/webhook_endpoints", endpoint.clone()).await.json();
    stage.change(Method::PATCH, "/_sandbox/settings", json!({"https_only": true})).await;
    session(&stage, &base, json!({})).await.refuses(400, "invalid_params");
    stage.post("/v1/webhook_endpoints", endpoint.clone()).await.refuses(400, "invalid_params");
    let path = format!("/v1/webhook_endpoints/{}", made["id"].as_str().unwrap());
    stage.change(Method::PATCH, &path, json!({"url": "http://localhost/x"})).await.refuses(400, "invalid_params");
    let urls = json!({"success_url": "https://merchant.cl/ok", "cancel_url": "https://merchant.cl/no"});
    assert_eq!(session(&stage, &base, urls).await.status, 201);
}

#[tokio::test]
async fn endpoints_subscribe_to_what_looks_like_an_event() {
    let stage = Stage::raise().await;
    let subscribe = async |types: Value| {
        let ask = json!({"url": "http://127.0.0.1:9/hooks", "enabled_events": types});
        stage.post("/v1/webhook_endpoints", ask).await
    };
    assert_eq!(subscribe(json!(["payment_intent.succeeded", "account.refresh_intent.succeeded"])).await.status, 201);
    for (types, code) in [
        (json!(["link.created"]), "invalid_enum"),
        (json!(["payments"]), "invalid_enum"),
        (json!(["Payment Intent.succeeded"]), "invalid_enum"),
        (json!([]), "invalid_params"),
        (json!([1]), "invalid_params"),
        (json!(null), "missing_parameter"),
    ] {
        subscribe(types).await.refuses(400, code);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let stage = Stage::raise().await;
    for (method, path, allowed) in [
        (Method::DELETE, "/v2/customers", "GET,HEAD,POST"),
        (Method::OPTIONS, "/v2/customers/cus_1", "GET,HEAD"),
        (Method::PUT, "/v1/webhook_endpoints/we_1", "GET,HEAD,PATCH,DELETE"),
        (Method::GET, "/v2/payment_methods/pm_1/cancel", "POST"),
    ] {
        let answer = Stage::send(with_key(&stage, method.clone(), path)).await;
        answer.refuses(405, "operation_not_allowed");
        let mut told: Vec<&str> = answer.header("allow").split(',').collect();
        let mut wanted: Vec<&str> = allowed.split(',').collect();
        told.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(told, wanted, "{method} {path}");
    }
    let hint = stage.post("/v1/checkout_sessions", json!({})).await;
    hint.refuses(404, "invalid_url");
    assert!(hint.text.contains("This sandbox serves /v2/checkout_sessions"), "{}", hint.text);
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let stage = Stage::raise().await;
    let path = format!("/v2/customers/{}", stage.customer().await);
    let (get, head) = (stage.get(&path).await, Stage::send(with_key(&stage, Method::HEAD, &path)).await);
    assert_eq!((head.status, head.text.as_str(), head.header("etag")), (200, "", get.header("etag")));
    assert_eq!(Stage::send(stage.request(Method::HEAD, &path)).await.status, 401);
}

#[tokio::test]
async fn what_is_read_carries_an_etag_of_its_bytes_and_is_always_sent_whole() {
    let stage = Stage::raise().await;
    let made = stage.post("/v2/customers", json!({"email": "ana@example.com"})).await;
    assert_eq!(made.header("etag"), "");
    let path = format!("/v2/customers/{}", made.json()["id"].as_str().unwrap());
    let (one, list) = (stage.get(&path).await, stage.get("/v2/customers").await);
    assert!(one.header("etag").starts_with("W/\""));
    assert_ne!(one.header("etag"), list.header("etag"));
    let again = Stage::send(with_key(&stage, Method::GET, &path).header("if-none-match", one.header("etag"))).await;
    assert_eq!((again.status, again.text, again.headers.get("etag")), (200, one.text, one.headers.get("etag")));
}

#[tokio::test]
async fn keys_of_other_modes_are_told_what_they_are() {
    let stage = Stage::raise().await;
    for (key, code, word) in [
        ("sk_live_abc", "invalid_api_key_mode", "no live mode"),
        ("pk_test_abc", "invalid_api_key", "public key"),
        ("Bearer pk_live_abc", "invalid_api_key", "public key"),
        ("sk_test_", "invalid_api_key", "sk_test_********"),
        ("", "invalid_api_key", "Invalid API Key"),
    ] {
        let answer = Stage::send(stage.request(Method::GET, "/v2/customers").header("authorization", key)).await;
        answer.refuses(401, code);
        assert_eq!(answer.json()["error"]["type"], "authentication_error");
        assert!(answer.text.contains(word), "{}", answer.text);
    }
}

#[tokio::test]
async fn calls_are_limited_by_account_on_the_api_alone() {
    let stage = Stage::with(|config| config.requests_per_second = 1).await;
    let calls = async |path: &str, key: &str, times: usize| {
        let call = || Stage::send(stage.request(Method::GET, path).header("authorization", key));
        futures::future::join_all((0..times).map(|_| call())).await
    };
    let nobody = calls("/v2/customers", "nobody", 20).await;
    assert!(nobody.iter().all(|answer| answer.status == 401), "a 401 is not counted");
    let answers = calls("/v2/customers", KEY, 30).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(!refused.is_empty() && refused.len() < answers.len());
    for answer in refused {
        answer.refuses(429, "rate_limit_exceeded");
        assert!(!answer.headers.contains_key("retry-after"));
    }
    assert_eq!(calls("/v2/customers", "sk_test_quiet", 1).await[0].status, 200);
    assert!(calls("/_sandbox/stats", KEY, 30).await.iter().all(|answer| answer.status == 200));
    assert!(calls("/checkout/cs_nobody", KEY, 30).await.iter().all(|answer| answer.status == 404));
}

#[tokio::test]
async fn the_oddities_of_the_official_clients_are_taken_in() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let path = format!("/v2/checkout_sessions/{}/expire", session["id"].as_str().unwrap());
    // Node sends its own arguments along in the body …
    assert_eq!(stage.post(&path, json!({"path_": path, "idempotency_key": "k"})).await.json()["status"], "expired");
    let ask = json!({"url": "http://127.0.0.1:9/hooks", "enabled_events": ["refund.failed"]});
    let made = stage.post("/v1/webhook_endpoints", ask).await.json();
    let path = format!("/v1/webhook_endpoints/{}", made["id"].as_str().unwrap());
    // … and its handlers in the query of a DELETE.
    let delete = with_key(&stage, Method::DELETE, &format!("{path}?update=function+()+%7B+%5Bnative+code%5D+%7D"));
    assert_eq!(Stage::send(delete).await.json()["id"], made["id"]);
    // Python names a version and sends an empty value for None.
    let list = with_key(&stage, Method::GET, "/v2/customers?limit=").header("fintoc-version", "2026-02-01");
    assert_eq!(Stage::send(list).await.status, 200);
}
