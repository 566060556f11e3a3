//! A sandbox on a free port, a merchant that listens, and a payer without a script.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use reqwest::{Client, Method, RequestBuilder, redirect};
use sandbox::{Config, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

pub(crate) const KEY: &str = "sk_test_of_a_merchant";
pub(crate) const SUCCESS: &str = "http://127.0.0.1:9/success?attempt=1";
pub(crate) const CANCEL: &str = "http://127.0.0.1:9/cancel";
pub(crate) const EVERYTHING: [&str; 12] = [
    "checkout_session.finished",
    "checkout_session.expired",
    "payment_intent.succeeded",
    "payment_intent.failed",
    "payment_intent.rejected",
    "payment_intent.pending",
    "payment_intent.expired",
    "payment_method.activated",
    "payment_method.canceled",
    "refund.in_progress",
    "refund.succeeded",
    "refund.failed",
];

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Ids of a list, in its order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.json().as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The address of that relation in the `Link` header.
    pub(crate) fn link(&self, rel: &str) -> Option<String> {
        let links = self.header("link").split(", ").filter_map(|link| link.strip_prefix('<')?.split_once(">; rel="));
        links.filter(|(_, known)| *known == format!("\"{rel}\"")).map(|(target, _)| target.to_owned()).next()
    }

    pub(crate) fn code(&self) -> (u16, String) {
        (self.status, self.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    }
}

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) url: Url,
    http: Client,
}

impl Stage {
    pub(crate) async fn raise() -> Self {
        Self::over("sqlite::memory:").await
    }

    /// A stage over that database; two after each other over one file are a restart.
    pub(crate) async fn over(database_url: &str) -> Self {
        Self::with(|config| config.database_url = database_url.to_owned()).await
    }

    /// A stage whose sandbox is set up differently. Stories are not limited in their calls and banks take no time, unless the
    /// difference says so.
    pub(crate) async fn with(difference: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let mut config = Config {
            processing_delay: Duration::ZERO,
            requests_per_second: 0,
            ..Config::new(url.clone(), "sqlite::memory:")
        };
        difference(&mut config);
        let sandbox = Sandbox::open(config).await.unwrap();
        let router = sandbox.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { sandbox, url, http }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url.join(path).unwrap())
    }

    pub(crate) async fn send(request: RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, text: answer.text().await.unwrap() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Self::send(self.request(Method::GET, path).header("authorization", KEY)).await
    }

    pub(crate) async fn change(&self, method: Method, path: &str, body: Value) -> Answer {
        let request =
            self.request(method, path).header("authorization", KEY).header("content-type", "application/json");
        Self::send(request.body(body.to_string())).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_with(path, body, &[]).await
    }

    pub(crate) async fn post_with(&self, path: &str, body: Value, headers: &[(&str, &str)]) -> Answer {
        let request =
            self.request(Method::POST, path).header("content-type", "application/json").body(body.to_string());
        let with_key = if headers.iter().any(|(name, _)| *name == "authorization") {
            request
        } else {
            request.header("authorization", KEY)
        };
        Self::send(headers.iter().fold(with_key, |request, (name, value)| request.header(*name, *value))).await
    }

    pub(crate) async fn customer(&self) -> String {
        let answer = self.post("/v2/customers", json!({"email": "ana@example.com"})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn setup(&self, customer: &str) -> Value {
        let answer = self.post("/v2/checkout_sessions", setup_of(customer)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    /// A customer with a saved account of that number: `(cus_…, pm_…)`.
    pub(crate) async fn saved(&self, number: &str) -> (String, String) {
        let customer = self.customer().await;
        let method = self.save(&customer, number).await;
        (customer, method)
    }

    pub(crate) async fn save(&self, customer: &str, number: &str) -> String {
        let session = self.setup(customer).await;
        let page = self.page(&session);
        page.to_authorisation(number).await;
        assert_eq!(page.authorise().await, SUCCESS);
        let session = self.session(session["id"].as_str().unwrap()).await;
        session["payment_method"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn pay(&self, customer: &str, method: &str) -> Value {
        let answer = self.post("/v2/checkout_sessions", payment_of(customer, method)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    /// A payment of 4.990 that succeeded: its `pi_…`.
    pub(crate) async fn paid(&self) -> String {
        let (customer, method) = self.saved("422159212").await;
        let session = self.pay(&customer, &method).await;
        self.post("/_sandbox/settle", json!({"customer": customer})).await;
        self.sandbox.courier_run_once().await.unwrap();
        session["payment_resource"]["payment_intent"]["id"].as_str().unwrap().to_owned()
    }

    /// A payment session with an account that the payer picks on the page, with these fields on top.
    pub(crate) async fn collect(&self, amount: i64, more: Value) -> Value {
        let mut ask = payment_by_anyone(amount);
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = self.post("/v2/checkout_sessions", ask).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    pub(crate) async fn session(&self, id: &str) -> Value {
        self.get(&format!("/v2/checkout_sessions/{id}")).await.json()
    }

    /// Turns a switch of the account on.
    pub(crate) async fn switch(&self, name: &str) {
        let body = json!({ name: true }).to_string();
        let request = self.request(Method::PATCH, "/_sandbox/settings").header("authorization", KEY).body(body);
        let answer = Self::send(request.header("content-type", "application/json")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Lets that many seconds pass for the whole account.
    pub(crate) async fn pull(&self, seconds: i64) {
        let answer = self.post("/_sandbox/clock", json!({"seconds": seconds})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Status and reason of a session's setup intent.
    pub(crate) async fn setup_intent(&self, session: &Value) -> (Value, Value) {
        let id = session["setup_intent"].as_str().unwrap();
        let intent = self.get(&format!("/v2/setup_intents/{id}")).await.json();
        (intent["status"].clone(), intent["error_reason"].clone())
    }

    /// Types of all events so far, oldest first.
    pub(crate) async fn event_types(&self) -> Vec<String> {
        let mut types: Vec<String> = self
            .get("/v1/events")
            .await
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["type"].as_str().unwrap().to_owned())
            .collect();
        types.reverse();
        types
    }

    pub(crate) fn page(&self, session: &Value) -> Page<'_> {
        Page { stage: self, path: Url::parse(session["redirect_url"].as_str().unwrap()).unwrap().path().to_owned() }
    }

    /// Registers an endpoint for everything; answers its secret.
    pub(crate) async fn listen_at(&self, url: &str) -> String {
        let answer = self.post("/v1/webhook_endpoints", json!({"url": url, "enabled_events": EVERYTHING})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["secret"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn setup_of(customer: &str) -> Value {
    json!({"flow": "setup", "currency": "CLP", "customer": customer, "success_url": SUCCESS, "cancel_url": CANCEL,
           "payment_method_types": ["bank_transfer"], "metadata": {"rider_id": "r1"}})
}

/// A payment with an account that the payer picks on the page.
pub(crate) fn payment_by_anyone(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CLP", "success_url": SUCCESS, "cancel_url": CANCEL})
}

pub(crate) fn payment_of(customer: &str, method: &str) -> Value {
    json!({"flow": "payment", "amount": 4990, "currency": "CLP", "customer": customer, "payment_method": method,
           "payment_method_types": ["bank_transfer"], "success_url": SUCCESS, "cancel_url": CANCEL,
           "metadata": {"ride_id": "ride1"}})
}

/// The hosted page of one session, driven by its forms.
pub(crate) struct Page<'a> {
    stage: &'a Stage,
    pub(crate) path: String,
}

impl Page<'_> {
    /// Opens it, and follows to the step the session is at.
    pub(crate) async fn open(&self) -> Answer {
        let answer = Stage::send(self.stage.request(Method::GET, &self.path)).await;
        match answer.header("location").strip_prefix(&format!("{}/", self.path)) {
            Some(step) => self.get(step).await,
            None => answer,
        }
    }

    pub(crate) async fn get(&self, rest: &str) -> Answer {
        Stage::send(self.stage.request(Method::GET, &format!("{}/{rest}", self.path))).await
    }

    pub(crate) async fn post(&self, step: &str, fields: &[(&str, &str)]) -> Answer {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .stage
            .request(Method::POST, &format!("{}/{step}", self.path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        Stage::send(request).await
    }

    /// Sends a form that must lead on; answers the last part of the address it leads to.
    pub(crate) async fn step(&self, step: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(step, fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.header("location").rsplit('/').next().unwrap().to_owned()
    }

    /// Sends the last form and reads the result screen; answers the merchant's address that it leads back to.
    pub(crate) async fn decide(&self, fields: &[(&str, &str)]) -> String {
        let answer = self.post("authorise", fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, self.path.as_str()), "{}", answer.text);
        self.led_back().await
    }

    /// Where the result screen leads by itself.
    pub(crate) async fn led_back(&self) -> String {
        let text = self.open().await.text;
        let (_, rest) = text.split_once("http-equiv=\"refresh\" content=\"3;url=").unwrap_or_else(|| panic!("{text}"));
        rest.split('"').next().unwrap().replace("&amp;", "&")
    }

    pub(crate) async fn authorise(&self) -> String {
        self.decide(&[("decision", "approve")]).await
    }

    /// Picks an outcome in the drawer.
    pub(crate) async fn pick(&self, outcome: &str) {
        self.step("outcome", &[("outcome", outcome), ("seconds", "30"), ("delay", "")]).await;
    }

    pub(crate) async fn reject(&self) -> String {
        self.decide(&[("decision", "reject")]).await
    }

    /// Walks bank, login and account; answers what comes next.
    pub(crate) async fn choose(&self, number: &str) -> String {
        assert_eq!(self.open().await.status, 200);
        assert_eq!(self.step("bank", &[("institution_id", "cl_banco_de_chile")]).await, "login");
        assert_eq!(self.step("login", &[("as", "416148503")]).await, "account");
        self.step("account", &[("account", number)]).await
    }

    /// Walks as far as the last step: a payment is confirmed on the way.
    pub(crate) async fn to_authorisation(&self, number: &str) {
        let mut next = self.choose(number).await;
        if next == "confirm" {
            next = self.step("confirm", &[]).await;
        }
        assert_eq!(next, "authorise");
    }
}

/// What the merchant's endpoint heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) signature: String,
    pub(crate) body: Bytes,
}

impl Heard {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }
}

/// A merchant's endpoint that records, and answers as it is told.
#[derive(Clone, Default)]
pub(crate) struct Receiver {
    heard: Arc<Mutex<Vec<Heard>>>,
    failures: Arc<AtomicU16>,
}

impl Receiver {
    /// Starts it; answers its address too.
    pub(crate) async fn start() -> (Self, String) {
        let receiver = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let router = Router::new().route("/hooks", post(hear)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (receiver, url)
    }

    /// The next so many deliveries get a 500.
    pub(crate) fn fail(&self, times: u16) {
        self.failures.store(times, Ordering::SeqCst);
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        self.heard().iter().map(Heard::kind).collect()
    }
}

async fn hear(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> (StatusCode, &'static str) {
    let signature = headers.get("fintoc-signature").unwrap().to_str().unwrap().to_owned();
    receiver.heard.lock().unwrap().push(Heard { signature, body });
    let fails = receiver.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
    if fails { (StatusCode::INTERNAL_SERVER_ERROR, "out of order") } else { (StatusCode::OK, "thanks") }
}

/// A database file that goes with the test.
pub(crate) struct TempDatabase {
    folder: PathBuf,
}

impl TempDatabase {
    pub(crate) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("sandbox-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.folder.join("world.db").display())
    }

    /// Every byte of it, journal included.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read_dir(&self.folder)
            .unwrap()
            .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect()
    }
}

impl Drop for TempDatabase {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
