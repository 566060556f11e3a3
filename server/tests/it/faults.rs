//! Fintoc misbehaving: answers that are lost, stored errors, refusals, and long silence.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sandbox::Sandbox;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use vuelta::{Clp, ledger::Account, payment::PaymentState, ride::RideState};

use crate::{
    hosted_page::PAYS,
    stage::{Stage, install_provider, uuid_like},
};

/// Faults: 14.
#[tokio::test]
async fn a_stored_500_behind_which_a_session_stands_is_adopted() {
    let scene = Scene::set().await;
    scene.front.misbehave(Fault::AnswerAfter(StatusCode::INTERNAL_SERVER_ERROR), 1);
    scene.the_ride_is_paid_once().await;
}

/// Faults: 14.
#[tokio::test]
async fn a_stored_500_behind_which_nothing_stands_gets_a_new_key() {
    let scene = Scene::set().await;
    scene.front.misbehave(Fault::AnswerBefore(StatusCode::INTERNAL_SERVER_ERROR), 1);
    scene.the_ride_is_paid_once().await;
}

/// Faults: 12; 16 in part: a 502.
#[tokio::test]
async fn an_answer_that_is_lost_is_asked_for_again_with_the_same_key() {
    let scene = Scene::set().await;
    scene.front.misbehave(Fault::AnswerAfter(StatusCode::BAD_GATEWAY), 2);
    scene.the_ride_is_paid_once().await;
}

/// Faults: 16 in part: a 401 for a while.
#[tokio::test]
async fn a_key_that_is_refused_for_a_while_decides_nothing() {
    let scene = Scene::set().await;
    scene.front.misbehave(Fault::AnswerBefore(StatusCode::UNAUTHORIZED), 2);
    scene.the_ride_is_paid_once().await;
}

#[tokio::test]
async fn a_payment_that_fintoc_refuses_costs_nothing_and_may_be_tried_again() {
    let scene = Scene::set().await;
    scene.front.misbehave(Fault::AnswerBefore(StatusCode::UNPROCESSABLE_ENTITY), 1);
    let page = scene.stage.book(&scene.ana).await;
    let ride = page.ride_id();
    assert_eq!(scene.stage.ride(&ride).await.state, RideState::Unpaid);
    scene.ana.submit(&page, "/payments", &[]).await;
    scene.stage.ride_says(&scene.ana, &ride, "Pagado").await;
}

/// Faults: 15 in part: a call that Fintoc never carried out.
#[tokio::test]
async fn a_rider_who_stopped_waiting_long_ago_is_not_charged_when_fintoc_comes_back() {
    let scene = Scene::set().await;
    scene.front.misbehave(Fault::AnswerBefore(StatusCode::SERVICE_UNAVAILABLE), 1_000);
    let ride = scene.stage.book(&scene.ana).await.ride_id();
    scene.stage.running.backend.clock.advance(Duration::from_secs(24 * 60 * 60));
    scene.front.misbehave(Fault::AnswerBefore(StatusCode::OK), 0);
    let ended = async || (scene.stage.ride(&ride).await.state == RideState::Ended).then_some(());
    scene.stage.eventually("the ride has ended", ended).await;
    let given_up = async || {
        let payment = scene.stage.payments(&ride).await.remove(0).payment;
        (payment.standing.state == PaymentState::Expired).then_some(())
    };
    scene.stage.eventually("the payment is given up", given_up).await;
    assert_eq!(scene.stage.sessions_created().await, 1, "the setup, and no payment");
    assert_eq!(scene.stage.balance(Account::Fintoc, None).await, Clp::ZERO);
}

/// A merchant that reaches its sandbox through a front that can misbehave, and a rider with an account.
struct Scene {
    stage: Stage,
    front: Front,
    ana: crate::page::Browser,
    _folder: TempDir,
}

impl Scene {
    async fn set() -> Self {
        install_provider();
        let folder = TempDir::new().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let sandbox_url = format!("http://{}", listener.local_addr().expect("an address"));
        let database = format!("sqlite://{}/sandbox.db", folder.path().display());
        let config = sandbox::Config::new(sandbox_url.parse().expect("a URL"), database);
        let sandbox = Sandbox::open(config).await.expect("the sandbox opens");
        let router = sandbox.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(async move { sandbox.run(CancellationToken::new()).await });
        let front = Front::open(&sandbox_url).await;
        let key = format!("sk_test_{}", uuid_like());
        let settings = [
            ("FINTOC_SECRET_KEY", &*key),
            ("FINTOC_API_URL", &*front.address),
            ("FINTOC_CHECKOUT_ORIGINS", &*sandbox_url),
        ];
        // Some stories have more faults in a row than Fintoc is forgiven, and are about something else.
        let stage = Stage::raise_tuned(&settings, |config| config.patience.circuit.cool_down = Duration::ZERO).await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        Self { stage, front, ana, _folder: folder }
    }

    async fn the_ride_is_paid_once(&self) {
        let ride = self.stage.book(&self.ana).await.ride_id();
        self.stage.ride_says(&self.ana, &ride, "Pagado").await;
        assert_eq!(self.stage.sessions_created().await, 2, "one setup, one payment");
        let fare = self.stage.ride(&ride).await.fare.total;
        assert_eq!(self.stage.balance(Account::Fintoc, None).await, fare);
        assert_eq!(self.stage.balance(Account::Rider, None).await, Clp::ZERO);
    }
}

/// What happens to a call that creates the session of a payment.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// Answered by the front; Fintoc never hears of it.
    AnswerBefore(StatusCode),
    /// Fintoc did it, and the front answers something else.
    AnswerAfter(StatusCode),
}

/// A proxy in front of the sandbox.
#[derive(Clone)]
struct Front {
    address: String,
    behind: String,
    http: reqwest::Client,
    fault: Arc<Mutex<Option<(Fault, u32)>>>,
}

impl Front {
    async fn open(behind: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let front = Self {
            address: format!("http://{}", listener.local_addr().expect("an address")),
            behind: behind.to_owned(),
            http: reqwest::Client::builder().no_proxy().build().expect("a client for loopback"),
            fault: Arc::default(),
        };
        let router = Router::new().fallback(pass).with_state(front.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        front
    }

    fn misbehave(&self, fault: Fault, times: u32) {
        *self.fault.lock().expect("nobody panics holding it") = Some((fault, times));
    }

    /// The fault for this call, which uses it up.
    fn next_fault(&self) -> Option<Fault> {
        let mut armed = self.fault.lock().expect("nobody panics holding it");
        let (fault, times) = armed.take()?;
        if times == 0 {
            return None;
        }
        *armed = Some((fault, times - 1));
        Some(fault)
    }
}

async fn pass(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a small body");
    let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
    let creates = parts.method == "POST" && address == "/v2/checkout_sessions";
    let payment = creates && body.windows(8).any(|window| window == b"\"amount\"");
    let fault = if payment { front.next_fault() } else { None };
    if let Some(Fault::AnswerBefore(status)) = fault {
        return api_error(status);
    }
    let mut headers = parts.headers;
    headers.remove("host");
    let sent =
        front.http.request(parts.method, format!("{}{address}", front.behind)).headers(headers).body(body).send();
    let answer = sent.await.expect("the sandbox answers");
    if let Some(Fault::AnswerAfter(status)) = fault {
        return api_error(status);
    }
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove("transfer-encoding");
    let body: Bytes = answer.bytes().await.expect("a body");
    (status, headers, body).into_response()
}

fn api_error(status: StatusCode) -> Response {
    let body = json!({"error": {"type": "api_error", "code": "made_up", "message": "the front misbehaves"}});
    (status, [("content-type", "application/json")], body.to_string()).into_response()
}
