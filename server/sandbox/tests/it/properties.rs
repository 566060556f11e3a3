//! Whatever is asked of it, in whatever order: the sandbox stays inside the documented machine and never answers with a 5xx.

use std::collections::BTreeMap;

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config as Cases, TestCaseError, TestRunner},
};
use reqwest::Method;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use crate::stage::{Answer, CANCEL, KEY, SUCCESS, Stage};

/// How many sequences, and how long each is.
const SEQUENCES: u32 = 48;
const STEPS: usize = 45;
/// How many bodies nobody would send.
const BODIES: u32 = 400;

/// One thing that a merchant, a payer or time may do. Indices pick among what exists, so that every step can be taken.
#[derive(Debug, Clone)]
enum Act {
    CreateCustomer,
    CreateSetup { customer: usize },
    CreatePayment { customer: Option<usize>, method: Option<usize>, amount: i64, save: bool },
    Expire { session: usize },
    CancelMethod { method: usize },
    Refund { intent: usize, amount: Option<i64> },
    CancelRefund { refund: usize },
    OpenPage { session: usize },
    Post { session: usize, form: Form },
    ArmDecline { customer: usize, reason: &'static str },
    ArmPending { customer: usize },
    ArmApproval { customer: usize },
    Switch { name: &'static str, on: bool },
    Settle,
    Pull { seconds: i64 },
    TimePasses,
}

/// A form of the hosted page, filled in by somebody.
#[derive(Debug, Clone)]
struct Form {
    step: &'static str,
    fields: Vec<(&'static str, &'static str)>,
}

fn forms() -> impl Strategy<Value = Form> {
    let form = |step, fields: &[(&'static str, &'static str)]| Form { step, fields: fields.to_vec() };
    // The straight way more often than the crooked ones, or no sequence would ever arrive.
    prop_oneof![
        4 => Just(form("bank", &[("institution_id", "cl_banco_de_chile")])),
        4 => Just(form("login", &[("as", "416148503")])),
        1 => Just(form("login", &[("rut", "41614850-3"), ("password", "wrong")])),
        4 => prop_oneof![Just("422159212"), Just("999000051"), Just("813990168"), Just("746326042"), Just("170086177"), Just("512347890123")]
            .prop_map(move |number| Form { step: "account", fields: vec![("account", number)] }),
        3 => Just(form("confirm", &[])),
        1 => Just(form("confirm", &[("save", "yes")])),
        3 => Just(form("authorise", &[("decision", "approve"), ("code", "0000"), ("cell_1", "00"), ("cell_2", "00"), ("cell_3", "00")])),
        1 => Just(form("authorise", &[("decision", "approve"), ("code", "1234"), ("cell_1", "11"), ("cell_2", "00"), ("cell_3", "00")])),
        1 => Just(form("authorise", &[("decision", "reject")])),
        2 => Just(form("recipient", &[("code", "0000"), ("cell_1", "00"), ("cell_2", "00"), ("cell_3", "00")])),
        1 => Just(form("outcome", &[("outcome", "insufficient_funds")])),
        1 => Just(form("outcome", &[("outcome", "pending")])),
        1 => Just(form("cancel", &[])),
    ]
}

fn acts() -> impl Strategy<Value = Act> {
    let some = || 0_usize..8;
    prop_oneof![
        2 => Just(Act::CreateCustomer),
        3 => some().prop_map(|customer| Act::CreateSetup { customer }),
        4 => (prop::option::of(some()), prop::option::of(some()), 1_000_i64..1_020, any::<bool>())
            .prop_map(|(customer, method, amount, save)| Act::CreatePayment { customer, method, amount, save }),
        1 => some().prop_map(|session| Act::Expire { session }),
        1 => some().prop_map(|method| Act::CancelMethod { method }),
        2 => (some(), prop::option::of(1_i64..1_200)).prop_map(|(intent, amount)| Act::Refund { intent, amount }),
        1 => some().prop_map(|refund| Act::CancelRefund { refund }),
        3 => some().prop_map(|session| Act::OpenPage { session }),
        24 => (some(), forms()).prop_map(|(session, form)| Act::Post { session, form }),
        1 => (some(), prop_oneof![Just("insufficient_funds"), Just("mfa_invalid_authorization"), Just("a_new_one")])
            .prop_map(|(customer, reason)| Act::ArmDecline { customer, reason }),
        1 => some().prop_map(|customer| Act::ArmPending { customer }),
        1 => some().prop_map(|customer| Act::ArmApproval { customer }),
        1 => (prop_oneof![Just("retry_failed_payments"), Just("expire_on_leave"), Just("finished_as_in_the_sample")], any::<bool>())
            .prop_map(|(name, on)| Act::Switch { name, on }),
        1 => Just(Act::Settle),
        1 => prop_oneof![Just(30_i64), Just(3_600), Just(90_000)].prop_map(|seconds| Act::Pull { seconds }),
        4 => Just(Act::TimePasses),
    ]
}

/// What somebody outside can see of the sandbox, and what was seen of it before.
struct Witness<'a> {
    stage: &'a Stage,
    customers: Vec<String>,
    sessions: Vec<Value>,
    statuses: BTreeMap<String, String>,
}

type Told<T = ()> = Result<T, TestCaseError>;

impl<'a> Witness<'a> {
    fn new(stage: &'a Stage) -> Self {
        Self { stage, customers: Vec::new(), sessions: Vec::new(), statuses: BTreeMap::new() }
    }

    async fn take(&mut self, act: &Act) -> Told {
        let customer = |at: usize| pick(&self.customers, at).cloned();
        let answer = match act {
            Act::CreateCustomer => {
                let answer = self.stage.post("/v2/customers", json!({"email": "ana@example.com"})).await;
                self.customers.push(answer.json()["id"].as_str().unwrap_or_default().to_owned());
                Some(answer)
            }
            Act::CreateSetup { customer: at } => {
                let Some(id) = customer(*at) else { return Ok(()) };
                self.begin(json!({"flow": "setup", "customer": id})).await
            }
            Act::CreatePayment { customer: at, method, amount, save } => {
                let mut ask = json!({"amount": amount});
                if let Some(id) = at.and_then(customer) {
                    ask["customer"] = json!(id);
                    let methods = self.all("/v2/payment_methods").await;
                    let own: Vec<&Value> = methods.iter().filter(|one| one["customer"] == ask["customer"]).collect();
                    if let Some(method) = method.and_then(|at| pick(&own, at)) {
                        ask["payment_method"] = method["id"].clone();
                    } else if *save {
                        ask["save_payment_method"] = json!("enabled");
                    }
                }
                self.begin(ask).await
            }
            Act::Expire { session } => match pick(&self.sessions, *session) {
                Some(session) => {
                    Some(self.stage.post(&format!("/v2/checkout_sessions/{}/expire", id(session)), json!({})).await)
                }
                None => None,
            },
            Act::CancelMethod { method } => self.post_to("/v2/payment_methods", *method, "cancel").await,
            Act::CancelRefund { refund } => self.post_to("/v1/refunds", *refund, "cancel").await,
            Act::Refund { intent, amount } => match pick(&self.all("/v2/payment_intents").await, *intent) {
                Some(intent) => {
                    let mut ask = json!({"resource_type": "payment_intent", "resource_id": intent["id"]});
                    if let Some(amount) = amount {
                        ask["amount"] = json!(amount);
                    }
                    Some(self.stage.post("/v1/refunds", ask).await)
                }
                None => None,
            },
            Act::OpenPage { session } => match self.page_of(*session) {
                Some(page) => Some(page.open().await),
                None => None,
            },
            Act::Post { session, form } => match self.page_of(*session) {
                Some(page) => Some(page.post(form.step, &form.fields).await),
                None => None,
            },
            Act::ArmDecline { customer: at, reason } => {
                self.arm(customer(*at), json!({"name": "decline", "reason": reason})).await
            }
            Act::ArmPending { customer: at } => {
                self.arm(customer(*at), json!({"name": "pending", "seconds": 20, "then": "unresolved_final_status"}))
                    .await
            }
            Act::ArmApproval { customer: at } => self.arm(customer(*at), json!({"name": "approval"})).await,
            Act::Switch { name, on } => Some(
                Stage::send(
                    self.stage
                        .request(Method::PATCH, "/_sandbox/settings")
                        .header("authorization", KEY)
                        .header("content-type", "application/json")
                        .body(json!({ *name: on }).to_string()),
                )
                .await,
            ),
            Act::Settle => Some(self.stage.post("/_sandbox/settle", json!({})).await),
            Act::Pull { seconds } => Some(self.stage.post("/_sandbox/clock", json!({"seconds": seconds})).await),
            Act::TimePasses => None,
        };
        if let Some(answer) = answer {
            prop_assert!(answer.status < 500, "{act:?} got {}: {}", answer.status, answer.text);
        }
        if matches!(act, Act::TimePasses | Act::Settle | Act::Pull { .. }) {
            self.stage.sandbox.courier_run_once().await.map_err(|error| TestCaseError::fail(error.to_string()))?;
        }
        self.look().await
    }

    /// Creates a session that can be told apart from all others by its metadata, which its intents copy.
    async fn begin(&mut self, mut ask: Value) -> Option<Answer> {
        ask["currency"] = json!("CLP");
        ask["success_url"] = json!(SUCCESS);
        ask["cancel_url"] = json!(CANCEL);
        ask["metadata"] = json!({"tag": self.sessions.len().to_string()});
        let answer = self.stage.post("/v2/checkout_sessions", ask).await;
        if answer.status == 201 {
            self.sessions.push(answer.json());
        }
        Some(answer)
    }

    async fn post_to(&self, list: &str, at: usize, verb: &str) -> Option<Answer> {
        let objects = self.all(list).await;
        let object = pick(&objects, at)?;
        Some(self.stage.post(&format!("{list}/{}/{verb}", id(object)), json!({})).await)
    }

    async fn arm(&self, customer: Option<String>, mut scenario: Value) -> Option<Answer> {
        scenario["customer"] = json!(customer?);
        Some(self.stage.post("/_sandbox/scenario", scenario).await)
    }

    fn page_of(&self, at: usize) -> Option<crate::stage::Page<'_>> {
        let session = pick(&self.sessions, at)?;
        session["redirect_url"].as_str()?;
        Some(self.stage.page(session))
    }

    async fn all(&self, list: &str) -> Vec<Value> {
        let answer = self.stage.get(&format!("{list}?limit=300")).await;
        answer.json().as_array().cloned().unwrap_or_default()
    }

    /// Compares what is there with what was there before.
    async fn look(&mut self) -> Told {
        let sessions = self.all("/v2/checkout_sessions").await;
        let intents = self.all("/v2/payment_intents").await;
        let refunds = self.all("/v1/refunds").await;
        for session in &sessions {
            self.moved("session", session, session_may_move)?;
            if session["flow"] == "setup"
                && let Some(seti) = session["setup_intent"].as_str()
            {
                let setup = self.stage.get(&format!("/v2/setup_intents/{seti}")).await.json();
                self.moved("setup intent", &setup, setup_may_move)?;
                prop_assert_eq!(session["status"] == "finished", setup["status"] == "succeeded");
            }
        }
        for intent in &intents {
            self.moved("intent", intent, intent_may_move)?;
        }
        for refund in &refunds {
            self.moved("refund", refund, refund_may_move)?;
        }
        one_success_a_session(&intents)?;
        no_more_back_than_came(&intents, &refunds)?;
        self.told_once(&sessions, &intents, &refunds).await
    }

    fn moved(&mut self, kind: &str, object: &Value, may: fn(&str, &str) -> bool) -> Told {
        let now = object["status"].as_str().unwrap_or_default();
        match self.statuses.insert(id(object), now.to_owned()) {
            Some(before) if before != now => {
                prop_assert!(may(&before, now), "a {} went from {} to {}", kind, before, now)
            }
            _ => {}
        }
        Ok(())
    }

    /// Every final state is told by exactly one event of its type.
    async fn told_once(&self, sessions: &[Value], intents: &[Value], refunds: &[Value]) -> Told {
        let events = self.all("/v1/events").await;
        // A longer list would need its next page; the sequences are short enough.
        prop_assert!(events.len() < 300);
        let mut told: BTreeMap<(String, String), usize> = BTreeMap::new();
        for event in &events {
            let kind = event["type"].as_str().unwrap_or_default().to_owned();
            *told.entry((kind, id(&event["data"]))).or_default() += 1;
        }
        for (family, objects, finals) in [
            ("checkout_session", sessions, &["finished", "expired"][..]),
            ("payment_intent", intents, &["succeeded", "failed", "rejected", "expired"]),
            ("refund", refunds, &["succeeded", "failed"]),
        ] {
            for object in objects {
                for state in finals {
                    let expected = usize::from(object["status"] == *state);
                    let count = told.get(&(format!("{family}.{state}"), id(object))).copied().unwrap_or_default();
                    prop_assert_eq!(count, expected, "{}.{} of {}", family, state, object);
                }
            }
        }
        Ok(())
    }
}

fn id(object: &Value) -> String {
    object["id"].as_str().unwrap_or_default().to_owned()
}

fn pick<T>(items: &[T], at: usize) -> Option<&T> {
    items.get(at.checked_rem(items.len())?)
}

/// The lifecycle of the API reference.
fn session_may_move(from: &str, to: &str) -> bool {
    matches!((from, to), ("created", "in_progress" | "finished" | "expired") | ("in_progress", "finished" | "expired"))
}

fn setup_may_move(from: &str, to: &str) -> bool {
    let open = |status| matches!(status, "created" | "started" | "waiting_for_retry");
    open(from) && (to != "created")
}

fn intent_may_move(from: &str, to: &str) -> bool {
    match from {
        "created" => to != "created",
        "in_progress" => to != "created",
        "pending" => matches!(to, "succeeded" | "failed" | "rejected" | "expired"),
        _ => false,
    }
}

fn refund_may_move(from: &str, to: &str) -> bool {
    match from {
        "created" => true,
        "in_progress" => matches!(to, "succeeded" | "failed"),
        _ => false,
    }
}

fn one_success_a_session(intents: &[Value]) -> Told {
    let mut paid: BTreeMap<&str, usize> = BTreeMap::new();
    for intent in intents.iter().filter(|intent| intent["status"] == "succeeded") {
        *paid.entry(intent["metadata"]["tag"].as_str().unwrap_or_default()).or_default() += 1;
    }
    prop_assert!(paid.values().all(|count| *count == 1), "a session was paid twice: {:?}", paid);
    Ok(())
}

fn no_more_back_than_came(intents: &[Value], refunds: &[Value]) -> Told {
    let mut back: BTreeMap<String, i64> = BTreeMap::new();
    for refund in refunds.iter().filter(|refund| !matches!(refund["status"].as_str(), Some("failed" | "canceled"))) {
        *back.entry(refund["resource_id"].as_str().unwrap_or_default().to_owned()).or_default() +=
            refund["amount"].as_i64().unwrap_or_default();
    }
    for (intent, amount) in back {
        let paid = intents.iter().find(|one| id(one) == intent);
        let came = paid.filter(|one| one["status"] == "succeeded").and_then(|one| one["amount"].as_i64());
        prop_assert!(came.is_some_and(|came| amount <= came), "{} went back of {:?} ({})", amount, came, intent);
    }
    Ok(())
}

fn run<S: Strategy>(cases: u32, strategy: S, test: impl Fn(&Runtime, S::Value) -> Told) {
    let runtime = Runtime::new().unwrap();
    let settings = Cases { cases, max_shrink_iters: 400, failure_persistence: None, ..Cases::default() };
    let told = TestRunner::new(settings).run(&strategy, |value| test(&runtime, value));
    if let Err(failure) = told {
        panic!("{failure}");
    }
}

#[test]
fn no_sequence_of_calls_and_page_posts_leaves_the_documented_machine() {
    run(SEQUENCES, vec(acts(), STEPS), |runtime, acts| {
        runtime.block_on(async {
            let stage = Stage::raise().await;
            let mut witness = Witness::new(&stage);
            for act in &acts {
                witness.take(act).await?;
            }
            Ok(())
        })
    });
}

/// Any JSON, with the sort of text and numbers that break things.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        prop_oneof![
            Just("\u{0}"),
            Just("CLP"),
            Just("cus_x"),
            Just("2026-02-30"),
            Just("+002026-01-01T00:00:00Z"),
            Just("http://["),
            Just("https://")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(names(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Names that mean something somewhere, and some that do not.
fn names() -> impl Strategy<Value = String> {
    let known = [
        "flow",
        "amount",
        "currency",
        "customer",
        "customer_data",
        "payment_method",
        "payment_method_types",
        "payment_method_options",
        "bank_transfer",
        "sender_account",
        "holder_id",
        "institution_id",
        "value",
        "metadata",
        "expires_at",
        "success_url",
        "cancel_url",
        "email",
        "tax_id",
        "type",
        "phone",
        "address",
        "name",
        "url",
        "enabled_events",
        "resource_id",
        "resource_type",
        "overrides",
        "save_payment_method",
        "business_profile",
        "line_items",
        "description",
        "disabled",
        "status",
        "seconds",
        "times",
        "scenario",
        "to",
    ];
    prop_oneof![4 => prop::sample::select(known.map(str::to_owned).to_vec()), 1 => ".{0,12}"]
}

/// Every address that takes a body.
const ADDRESSES: [(&str, &str); 22] = [
    ("POST", "/v2/checkout_sessions"),
    ("POST", "/v2/checkout_sessions/cs_x/expire"),
    ("POST", "/v2/customers"),
    ("POST", "/v2/payment_intents"),
    ("POST", "/v2/payment_methods/pm_x/cancel"),
    ("POST", "/v1/refunds"),
    ("POST", "/v1/refunds/re_x/cancel"),
    ("POST", "/v1/webhook_endpoints"),
    ("PATCH", "/v1/webhook_endpoints/we_x"),
    ("POST", "/v1/webhook_endpoints/we_x/test"),
    ("POST", "/v1/events/trigger"),
    ("POST", "/_sandbox/scenario"),
    ("POST", "/_sandbox/scenarios"),
    ("POST", "/_sandbox/scenarios/clear"),
    ("POST", "/_sandbox/settle"),
    ("POST", "/_sandbox/clock"),
    ("POST", "/_sandbox/pause"),
    ("POST", "/_sandbox/resume"),
    ("POST", "/_sandbox/reset"),
    ("POST", "/_sandbox/deliveries/del_x/resend"),
    ("PATCH", "/_sandbox/settings"),
    ("DELETE", "/v1/webhook_endpoints/we_x"),
];

#[test]
fn a_body_nobody_would_send_gets_an_answer_in_shape_and_never_a_5xx() {
    let half_right = (any_json(), names()).prop_map(|(value, name)| {
        let mut body = json!({"flow": "payment", "amount": 1000, "currency": "CLP", "success_url": SUCCESS,
            "cancel_url": CANCEL, "email": "ana@example.com", "url": SUCCESS, "seconds": 1});
        body[name] = value;
        body
    });
    let bodies = prop_oneof![
        any_json().prop_map(|body| body.to_string().into_bytes()),
        half_right.prop_map(|body| body.to_string().into_bytes()),
        vec(any::<u8>(), 0..80),
    ];
    let runtime = Runtime::new().unwrap();
    let stage = runtime.block_on(Stage::raise());
    let strategy = (prop::sample::select(ADDRESSES.to_vec()), bodies, prop::option::of("[ -~]{0,30}"));
    run(BODIES, strategy, |_, ((method, path), body, query)| {
        runtime.block_on(async {
            let mut url = stage.url.join(path).unwrap();
            url.set_query(query.as_deref());
            let request = stage
                .request(method.parse().unwrap(), url.as_str())
                .header("authorization", KEY)
                .header("content-type", "application/json")
                .body(body);
            let answer = Stage::send(request).await;
            prop_assert!(answer.status < 500, "{method} {url} got {}: {}", answer.status, answer.text);
            if answer.status >= 400 {
                let shape = serde_json::from_str::<Value>(&answer.text);
                let typed =
                    shape.is_ok_and(|body| body["error"]["type"].is_string() && body["error"]["message"].is_string());
                prop_assert!(typed, "{method} {url} answered out of shape: {}", answer.text);
            }
            Ok(())
        })
    });
}
