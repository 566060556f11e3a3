//! The client against a server over TCP.

use std::{
    error::Error as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use fintoc::{
    BuildError, CheckoutSession, Client, CustomerId, EndpointStatus, Error, ErrorKind, EventId, EventQuery, EventType,
    Exchange, IdempotencyKey, Metadata, NewCustomer, NewPaymentIntent, NewRefund, Observer, Page, PaymentIntentId,
    PaymentMethodId, Prepared, Refund, RefundId, RefundQuery, RefundStatus, RetryPolicy, SecretKey, SessionId,
    SessionStatus, SetupIntentId, SetupStatus, TaxId, WebhookEndpointChange, WebhookEndpointId,
    checkout_session::Currency,
};
use serde_json::{Value, json};
use url::Url;

use crate::stand_in::{Answer, KEY, StandIn, install_tls};

const SESSION: &str = r#"{"id":"cs_1","object":"checkout_session","status":"created"}"#;
const REFUSAL: &str = r#"{"error":{"type":"invalid_request_error","code":"missing_parameter",
    "message":"Missing required param: amount","param":"amount","doc_url":"https://docs.fintoc.com/x"}}"#;

fn key() -> IdempotencyKey {
    IdempotencyKey::new("payment_7").unwrap()
}

fn session_request() -> Prepared<CheckoutSession> {
    Prepared::from_body(r#"{ "flow": "payment", "amount": 3500 }"#.to_owned())
}

fn unreadable(error: &Error) -> (u16, &str) {
    match error {
        Error::Unreadable { status, reason, .. } => (*status, reason),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_post_carries_the_key_the_version_the_idempotency_key_and_exactly_its_bytes() {
    let fintoc = StandIn::that_answers([Answer::Json(201, SESSION)]).await;
    let session = fintoc.client().send(&session_request(), &key()).await.unwrap();
    assert_eq!((session.id.as_str(), session.status), ("cs_1", SessionStatus::Created));
    let asked = fintoc.asked_once();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v2/checkout_sessions"));
    assert_eq!(asked.header("authorization"), Some(KEY));
    assert_eq!(asked.header("fintoc-version"), Some("2026-02-01"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.header("idempotency-key"), Some("payment_7"));
    assert!(asked.header("user-agent").unwrap().starts_with("vuelta-fintoc/"));
    assert_eq!(asked.body, session_request().body());
}

#[tokio::test]
async fn a_get_carries_neither_idempotency_key_nor_body() {
    let fintoc = StandIn::that_answers([Answer::Json(200, SESSION)]).await;
    fintoc.client().checkout_session(&SessionId::new("cs_1")).await.unwrap();
    let asked = fintoc.asked_once();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("GET", "/v2/checkout_sessions/cs_1"));
    assert_eq!((asked.header("idempotency-key"), asked.header("content-type")), (None, None));
    assert!(asked.body.is_empty());
}

#[tokio::test]
async fn every_call_has_its_path() {
    let customer = r#"{"id":"cus_1"}"#;
    let method = r#"{"id":"pm_1","type":"bank_transfer"}"#;
    let intent = r#"{"id":"pi_1","status":"succeeded"}"#;
    let endpoint = r#"[{"id":"we_1","url":"https://a.example","secret":null}]"#;
    let bodies = [SESSION, customer, customer, method, method, "[]", intent, "[]", endpoint, ""];
    let fintoc = StandIn::that_answers(bodies.map(|body| Answer::Json(200, body))).await;
    let client = fintoc.client();
    let page = Page::of(2).after("x");
    client.expire_checkout_session(&SessionId::new("cs_1"), &key()).await.unwrap();
    let new = NewCustomer { tax_id: Some(TaxId::cl_rut("111111111")), ..NewCustomer::default() };
    client.create_customer(&new, &key()).await.unwrap();
    client.customer(&CustomerId::new("cus_1")).await.unwrap();
    client.payment_method(&PaymentMethodId::new("pm_1")).await.unwrap();
    client.cancel_payment_method(&PaymentMethodId::new("pm_1"), &key()).await.unwrap();
    client.payment_methods(&CustomerId::new("cus_1"), page).await.unwrap();
    client.payment_intent(&fintoc::PaymentIntentId::new("pi_1")).await.unwrap();
    client.payment_intents(Page::default()).await.unwrap();
    assert_eq!(client.webhook_endpoints().await.unwrap().len(), 1);
    client.delete_webhook_endpoint(&WebhookEndpointId::new("we_1")).await.unwrap();
    assert_eq!(
        fintoc.lines(),
        [
            "POST /v2/checkout_sessions/cs_1/expire",
            "POST /v2/customers",
            "GET /v2/customers/cus_1",
            "GET /v2/payment_methods/pm_1",
            "POST /v2/payment_methods/pm_1/cancel",
            "GET /v2/payment_methods?limit=2&starting_after=x&customer=cus_1",
            "GET /v2/payment_intents/pi_1",
            "GET /v2/payment_intents",
            "GET /v1/webhook_endpoints?per_page=300",
            "DELETE /v1/webhook_endpoints/we_1",
        ]
    );
}

const REFUND: &str = r#"{"id":"re_1","status":"created"}"#;

fn sent(asked: &crate::stand_in::Asked) -> Value {
    serde_json::from_slice(&asked.body).unwrap()
}

#[tokio::test]
async fn a_refund_names_its_payment_and_is_of_everything_unless_an_amount_says_otherwise() {
    let fintoc = StandIn::that_answers([Answer::Json(201, REFUND), Answer::Json(201, REFUND)]).await;
    let whole = NewRefund { payment_intent: PaymentIntentId::new("pi_1"), amount: None, metadata: Metadata::new() };
    let part = NewRefund { amount: Some(1000), metadata: [("why".to_owned(), "late".into())].into(), ..whole.clone() };
    assert_eq!(fintoc.client().create_refund(&whole, &key()).await.unwrap().status, RefundStatus::Created);
    fintoc.client().create_refund(&part, &key()).await.unwrap();
    let [first, second] = &fintoc.asked()[..] else { panic!("asked otherwise") };
    assert_eq!((first.method.as_str(), first.uri.path()), ("POST", "/v1/refunds"));
    assert_eq!(first.header("idempotency-key"), Some("payment_7"));
    assert_eq!(sent(first), json!({"resource_type": "payment_intent", "resource_id": "pi_1", "metadata": {}}));
    assert_eq!(
        sent(second),
        json!({"resource_type": "payment_intent", "resource_id": "pi_1", "amount": 1000, "metadata": {"why": "late"}})
    );
}

#[tokio::test]
async fn a_refund_kept_as_text_is_sent_as_it_was_kept() {
    let fintoc = StandIn::that_answers([Answer::Json(201, REFUND)]).await;
    let kept = Prepared::<Refund>::from_body(r#"{ "resource_id":"pi_1" }"#.to_owned());
    fintoc.client().send(&kept, &key()).await.unwrap();
    let asked = fintoc.asked_once();
    assert_eq!((asked.uri.path(), &asked.body[..]), ("/v1/refunds", kept.body().as_bytes()));
}

#[tokio::test]
async fn refunds_are_read_listed_and_cancelled() {
    let script = [REFUND, REFUND, "[]", "[]"].map(|body| Answer::Json(200, body));
    let fintoc = StandIn::that_answers(script).await;
    let client = fintoc.client();
    client.refund(&RefundId::new("re_1")).await.unwrap();
    client.cancel_refund(&RefundId::new("re_1"), &key()).await.unwrap();
    client.refunds(&RefundQuery::default()).await.unwrap();
    let narrow = RefundQuery {
        since: Some("2026-01-01T00:00:00Z".parse().unwrap()),
        until: Some("2026-02-01T00:00:00.5Z".parse().unwrap()),
        status: Some(RefundStatus::InProgress),
        per_page: Some(2),
    };
    client.refunds(&narrow).await.unwrap();
    assert_eq!(
        fintoc.lines(),
        [
            "GET /v1/refunds/re_1",
            "POST /v1/refunds/re_1/cancel",
            "GET /v1/refunds",
            "GET /v1/refunds?since=2026-01-01T00%3A00%3A00Z&until=2026-02-01T00%3A00%3A00.5Z&status=in_progress&per_page=2",
        ]
    );
    assert_eq!(fintoc.asked()[1].header("idempotency-key"), Some("payment_7"));
    assert_eq!(&fintoc.asked()[1].body[..], b"{}");
}

#[tokio::test]
async fn missed_events_are_asked_for_and_walked_to_the_end() {
    let fintoc = StandIn::that_answers([]).await;
    let event = r#"[{"id":"evt_1","object":"event","type":"link.created","data":{"id":"link_1"}}]"#;
    fintoc.then(Answer::Linked(event, format!("<{}v2/events?starting_after=evt_1>; rel=\"next\"", fintoc.base)));
    fintoc.then(Answer::Json(200, event));
    let client = fintoc.client();
    let query = EventQuery {
        since: Some("2026-01-15T00:00:00Z".parse().unwrap()),
        until: Some("2026-01-16T00:00:00Z".parse().unwrap()),
        kind: Some(EventType::IntentSucceeded),
        resource_id: Some("pi_1".to_owned()),
        page: Page::of(1),
    };
    let all = client.all(client.events(&query).await.unwrap(), 10).await.unwrap();
    assert_eq!(all.items[0].kind, EventType::Unknown("link.created".to_owned()));
    assert_eq!(
        fintoc.lines(),
        [
            "GET /v2/events?since=2026-01-15T00%3A00%3A00Z&until=2026-01-16T00%3A00%3A00Z&type=payment_intent.succeeded\
             &resource_id=pi_1&limit=1",
            "GET /v2/events?starting_after=evt_1",
        ]
    );
}

#[tokio::test]
async fn one_event_and_one_setup_intent_are_read_by_their_ids() {
    let event = r#"{"id":"evt_1","object":"event","type":"refund.failed","data":{}}"#;
    let setup =
        r#"{"id":"seti_1","object":"setup_intent","status":"waiting_for_retry","error_reason":"bank_not_available"}"#;
    let fintoc = StandIn::that_answers([event, setup].map(|body| Answer::Json(200, body))).await;
    assert_eq!(fintoc.client().event(&EventId::new("evt_1")).await.unwrap().kind, EventType::RefundFailed);
    let intent = fintoc.client().setup_intent(&SetupIntentId::new("seti_1")).await.unwrap();
    assert_eq!(
        (intent.status, intent.error_reason.as_deref()),
        (Some(SetupStatus::WaitingForRetry), Some("bank_not_available"))
    );
    assert_eq!(fintoc.lines(), ["GET /v2/events/evt_1", "GET /v2/setup_intents/seti_1"]);
}

#[tokio::test]
async fn a_charge_with_nobody_present_has_no_urls() {
    let fintoc = StandIn::that_answers([Answer::Json(201, r#"{"id":"pi_1","status":"created"}"#)]).await;
    let charge = NewPaymentIntent {
        amount: 3500,
        currency: Currency::Clp,
        payment_method: PaymentMethodId::new("pm_1"),
        metadata: Metadata::new(),
    };
    fintoc.client().create_payment_intent(&charge, &key()).await.unwrap();
    let asked = fintoc.asked_once();
    assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/v2/payment_intents"));
    assert_eq!(asked.header("idempotency-key"), Some("payment_7"));
    assert_eq!(sent(&asked), json!({"amount": 3500, "currency": "CLP", "payment_method": "pm_1", "metadata": {}}));
}

#[tokio::test]
async fn a_change_of_an_endpoint_says_only_what_changes_and_has_no_key() {
    let endpoint =
        r#"{"id":"we_1","object":"webhook_endpoint","url":"https://a.example","status":"disabled","secret":null}"#;
    let fintoc = StandIn::that_answers([endpoint, endpoint].map(|body| Answer::Json(200, body))).await;
    let id = WebhookEndpointId::new("we_1");
    let change = WebhookEndpointChange { disabled: Some(true), ..WebhookEndpointChange::default() };
    let changed = fintoc.client().update_webhook_endpoint(&id, &change).await.unwrap();
    assert_eq!((changed.status, changed.secret.is_none()), (Some(EndpointStatus::Disabled), true));
    fintoc.client().webhook_endpoint(&id).await.unwrap();
    assert_eq!(fintoc.lines(), ["PATCH /v1/webhook_endpoints/we_1", "GET /v1/webhook_endpoints/we_1"]);
    let patch = &fintoc.asked()[0];
    assert_eq!((sent(patch), patch.header("content-type")), (json!({"disabled": true}), Some("application/json")));
    assert_eq!(patch.header("idempotency-key"), None);
}

#[tokio::test]
async fn an_id_cannot_leave_its_place_in_the_path() {
    for (id, path) in [
        ("a/../b?c#d", "/v2/checkout_sessions/a%2F..%2Fb%3Fc%23d"),
        ("..", "/v2/checkout_sessions/%252E%252E"),
        (".", "/v2/checkout_sessions/%252E"),
        ("", "/v2/checkout_sessions/%25"),
        ("%2e%2e", "/v2/checkout_sessions/%252e%252e"),
    ] {
        let fintoc = StandIn::that_answers([]).await;
        fintoc.client().checkout_session(&SessionId::new(id)).await.unwrap_err();
        assert_eq!(fintoc.asked_once().uri, path, "{id}");
    }
}

#[tokio::test]
async fn a_refusal_of_the_api_is_read_whole() {
    let fintoc = StandIn::that_answers([Answer::Json(400, REFUSAL)]).await;
    let error = fintoc.client().send(&session_request(), &key()).await.unwrap_err();
    assert!(error.is_definite_refusal() && !error.is_retryable());
    let api = error.api().unwrap();
    assert_eq!((api.status, api.kind.clone()), (400, Some(ErrorKind::InvalidRequest)));
    assert_eq!((api.code.as_deref(), api.param.as_deref()), (Some("missing_parameter"), Some("amount")));
    assert_eq!(api.message, "Missing required param: amount");
    assert_eq!(api.doc_url.as_deref(), Some("https://docs.fintoc.com/x"));
    assert_eq!(api.request_id.as_deref(), Some("req_1"));
}

/// Faults: 16 in part: the client.
#[tokio::test]
async fn html_is_unreadable_and_keeps_its_status() {
    let fintoc =
        StandIn::that_answers([Answer::Html(502, "<h1>Bad Gateway</h1>"), Answer::Html(200, "<h1>Hi</h1>")]).await;
    let bad_gateway = fintoc.client().send(&session_request(), &key()).await.unwrap_err();
    assert_eq!(unreadable(&bad_gateway).0, 502);
    assert!(bad_gateway.is_retryable() && bad_gateway.to_string().contains("<h1>Bad Gateway</h1>"));
    let hi = fintoc.client().send(&session_request(), &key()).await.unwrap_err();
    assert_eq!(unreadable(&hi), (200, "it is not JSON (line 1, column 1)"));
    assert!(!hi.is_retryable() && !hi.is_definite_refusal());
}

#[tokio::test]
async fn an_unreadable_answer_quotes_no_personal_data() {
    let body = r#"{"status":7,"bank_transfer":{"account_number":"9530516286"},"email":"ana@example.com"}"#;
    let fintoc = StandIn::that_answers([Answer::Json(200, body)]).await;
    let said = format!("{:?}", fintoc.client().send(&session_request(), &key()).await.unwrap_err());
    assert!(said.contains("JSON of another shape") && said.contains("6286"));
    assert!(!said.contains("9530516286") && !said.contains("ana@"), "{said}");
}

#[tokio::test]
async fn an_answer_above_one_mebibyte_is_not_read() {
    let fintoc = StandIn::that_answers([Answer::Large]).await;
    let error = fintoc.client().send(&session_request(), &key()).await.unwrap_err();
    assert_eq!(unreadable(&error), (200, "it is larger than 1048576 bytes"));
}

#[tokio::test]
async fn silence_is_a_time_out() {
    let fintoc = StandIn::that_answers([Answer::Never]).await;
    let client = fintoc.client_builder().timeout(Duration::from_millis(50)).build().unwrap();
    let error = client.send(&session_request(), &key()).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut) && error.is_retryable());
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let port = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = Url::parse(&format!("http://{}", port.local_addr().unwrap())).unwrap();
    drop(port);
    install_tls();
    let client = Client::builder(SecretKey::parse(KEY).unwrap()).base_url(base).build().unwrap();
    let error = client.send(&session_request(), &key()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && error.is_retryable());
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = StandIn::that_answers([Answer::Json(200, SESSION)]).await;
    let fintoc = StandIn::that_answers([Answer::Redirect(elsewhere.base.to_string())]).await;
    let error = fintoc.client().checkout_session(&SessionId::new("cs_1")).await.unwrap_err();
    assert_eq!(unreadable(&error).0, 302);
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn a_list_is_walked_to_its_end() {
    let fintoc = StandIn::that_answers([]).await;
    let next = format!("<{}v2/customers?starting_after=cus_1>; rel=\"next\"", fintoc.base);
    fintoc.then(Answer::Linked(r#"[{"id":"cus_1"}]"#, next));
    fintoc.then(Answer::Json(200, r#"[{"id":"cus_2"}]"#));
    let client = fintoc.client();
    let all = client.all(client.customers(Page::of(1)).await.unwrap(), 100).await.unwrap();
    assert_eq!((all.items.len(), all.next.is_none()), (2, true));
    let asked: Vec<_> = fintoc.asked().iter().map(|asked| asked.uri.to_string()).collect();
    assert_eq!(asked, ["/v2/customers?limit=1", "/v2/customers?starting_after=cus_1"]);
}

#[tokio::test]
async fn a_walk_stops_at_its_bound_and_says_that_there_is_more() {
    let fintoc = StandIn::that_answers([]).await;
    let next = format!("<{}v2/customers?starting_after=cus_1>; rel=\"next\"", fintoc.base);
    fintoc.then(Answer::Linked(r#"[{"id":"cus_1"}]"#, next));
    let client = fintoc.client();
    let some = client.all(client.customers(Page::of(1)).await.unwrap(), 1).await.unwrap();
    assert_eq!((some.items.len(), some.next.is_some()), (1, true));
}

#[tokio::test]
async fn an_empty_page_that_promises_another_ends_the_walk() {
    let fintoc = StandIn::that_answers([]).await;
    let next = format!("<{}v2/customers>; rel=\"next\"", fintoc.base);
    fintoc.then(Answer::Linked("[]", next.clone()));
    fintoc.then(Answer::Linked("[]", next));
    let client = fintoc.client();
    let error = client.all(client.customers(Page::default()).await.unwrap(), 10).await.unwrap_err();
    assert_eq!(unreadable(&error).1, "an empty page promises another one");
}

#[tokio::test]
async fn a_next_link_to_a_foreign_host_is_refused_unasked() {
    let foreign = StandIn::that_answers([Answer::Json(200, "[]")]).await;
    let fintoc = StandIn::that_answers([]).await;
    fintoc.then(Answer::Linked("[]", format!("<{}v2/customers>; rel=\"next\"", foreign.base)));
    let error = fintoc.client().customers(Page::default()).await.unwrap_err();
    assert!(unreadable(&error).1.contains("leads to another host"), "{error}");
    assert!(foreign.asked().is_empty());
}

#[tokio::test]
async fn a_retry_sends_the_same_key_and_bytes() {
    let script = [Answer::Html(503, ""), Answer::Json(429, REFUSAL), Answer::Json(201, SESSION)];
    let fintoc = StandIn::that_answers(script).await;
    let tiny = RetryPolicy {
        delays: vec![Duration::from_millis(1); 2],
        jitter: Duration::from_millis(1),
        ..RetryPolicy::standard()
    };
    let client = fintoc.client_builder().retry(tiny).build().unwrap();
    client.send(&session_request(), &key()).await.unwrap();
    let asked = fintoc.asked();
    assert_eq!(asked.len(), 3);
    for asked in asked {
        assert_eq!(asked.header("idempotency-key"), Some("payment_7"));
        assert_eq!(asked.body, session_request().body());
    }
}

#[tokio::test]
async fn the_last_error_is_returned_when_the_policy_ends() {
    let fintoc = StandIn::that_answers([Answer::Html(503, ""), Answer::Html(502, "")]).await;
    let tiny = RetryPolicy { delays: vec![Duration::ZERO], jitter: Duration::ZERO, ..RetryPolicy::standard() };
    let client = fintoc.client_builder().retry(tiny).build().unwrap();
    let error = client.send(&session_request(), &key()).await.unwrap_err();
    assert_eq!((error.status(), fintoc.asked().len()), (Some(502), 2));
}

#[tokio::test]
async fn without_a_policy_and_after_a_500_nothing_is_sent_again() {
    for status in [503, 500] {
        let fintoc = StandIn::that_answers([Answer::Json(status, REFUSAL)]).await;
        fintoc.client().send(&session_request(), &key()).await.unwrap_err();
        fintoc.asked_once();
    }
}

#[derive(Default)]
struct Notebook(Mutex<Vec<Exchange>>);

impl Observer for Notebook {
    fn exchanged(&self, exchange: &Exchange) {
        self.0.lock().unwrap().push(exchange.clone());
    }
}

#[tokio::test]
async fn an_observer_sees_every_try_without_key_or_personal_data() {
    let created = r#"{"id":"cus_1","name":"Ana","tax_id":{"type":"cl_rut","value":"111111111"}}"#;
    let fintoc = StandIn::that_answers([Answer::Html(503, "<h1>"), Answer::Json(201, created)]).await;
    let notebook = Arc::new(Notebook::default());
    let tiny = RetryPolicy { delays: vec![Duration::ZERO], jitter: Duration::ZERO, ..RetryPolicy::standard() };
    let client = fintoc.client_builder().retry(tiny).observer(notebook.clone()).build().unwrap();
    let new = NewCustomer { email: Some("ana@example.com".to_owned()), ..NewCustomer::default() };
    client.create_customer(&new, &key()).await.unwrap();
    let seen = notebook.0.lock().unwrap().clone();
    let [first, second] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!((first.attempt, first.status, &first.response), (0, Some(503), &None));
    assert_eq!((second.attempt, second.status, second.method.as_str()), (1, Some(201), "POST"));
    assert_eq!((second.path.as_str(), second.request_id.as_deref()), ("/v2/customers", Some("req_1")));
    assert_eq!(second.idempotency_key.as_deref(), Some("payment_7"));
    let has = |headers: &[(String, String)], name: &str, value: &str| headers.contains(&(name.into(), value.into()));
    assert!(has(&second.request_headers, "Authorization", "$FINTOC_SECRET_KEY"), "{second:?}");
    assert!(has(&second.request_headers, "Fintoc-Version", fintoc::API_VERSION));
    assert!(has(&second.request_headers, "Idempotency-Key", "payment_7"));
    assert!(has(&second.response_headers, "x-request-id", "req_1"));
    assert_eq!(second.request.as_ref().unwrap()["email"], "•••");
    assert_eq!(second.response.as_ref().unwrap()["id"], "cus_1");
    let said = format!("{seen:?}");
    assert!(["Ana", "ana@", "111111111", KEY].iter().all(|hidden| !said.contains(hidden)), "{said}");
}

#[tokio::test]
async fn the_key_is_in_no_debug_and_no_error() {
    const QUOTED: &str = r#"{"error":{"type":"authentication_error","code":"invalid_api_key","message":"Invalid API Key: sk_test_nobodyShould***"}}"#;
    let fintoc = StandIn::that_answers([
        Answer::Json(401, QUOTED),
        Answer::Html(500, "<p>sk_test_nobodyShouldEverSeeThis</p>"),
        Answer::Never,
    ])
    .await;
    let builder = fintoc.client_builder().timeout(Duration::from_millis(200));
    let mut said = format!("{builder:?}");
    let client = builder.build().unwrap();
    said += &format!("{client:?}");
    for _ in 0..3 {
        let error = client.send(&session_request(), &key()).await.unwrap_err();
        said += &format!("{error} {error:?}");
    }
    assert!(!said.contains("nobody"), "{said}");
}

#[test]
fn plain_http_is_for_loopback_only() {
    install_tls();
    let build = |base: &str| {
        Client::builder(SecretKey::parse(KEY).unwrap()).base_url(Url::parse(base).unwrap()).build().map(drop)
    };
    for loopback in ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:1", "http://localhost:1"] {
        build(loopback).unwrap();
    }
    for open in ["http://api.fintoc.com", "http://10.0.0.1", "http://localhost.evil.example", "http://0.0.0.0"] {
        assert!(matches!(build(open), Err(BuildError::PlainHttp(_))), "{open}");
    }
    for odd in ["ftp://localhost", "data:text/plain,x", "https://me:secret@api.fintoc.com"] {
        assert!(matches!(build(odd), Err(BuildError::NotAHost)), "{odd}");
    }
}
