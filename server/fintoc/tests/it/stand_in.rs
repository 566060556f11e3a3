//! A server on a free port that answers what it is told to and remembers what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, Once},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use fintoc::{Client, ClientBuilder, SecretKey};
use url::Url;

pub const KEY: &str = "sk_test_nobodyShouldEverSeeThis";

/// What the server was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub at: Instant,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// What the server answers next.
pub enum Answer {
    Json(u16, &'static str),
    Html(u16, &'static str),
    Linked(&'static str, String),
    Redirect(String),
    Large,
    Never,
}

impl Answer {
    async fn give(self) -> Response {
        let json = (header::CONTENT_TYPE, "application/json".to_owned());
        let request_id = (header::HeaderName::from_static("x-request-id"), "req_1".to_owned());
        match self {
            Self::Json(status, body) => (code(status), [json, request_id], body).into_response(),
            Self::Html(status, body) => (code(status), [request_id], body).into_response(),
            Self::Linked(body, link) => ([json, (header::LINK, link)], body).into_response(),
            Self::Redirect(to) => (code(302), [(header::LOCATION, to)]).into_response(),
            Self::Large => ([json], format!("\"{}\"", "x".repeat(1024 * 1024))).into_response(),
            Self::Never => std::future::pending().await,
        }
    }
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap()
}

#[derive(Default)]
struct Memory {
    script: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Asked>>,
}

pub struct StandIn {
    pub base: Url,
    memory: Arc<Memory>,
}

impl StandIn {
    /// Answers these in turn, then 404 in HTML.
    pub async fn that_answers(script: impl IntoIterator<Item = Answer>) -> Self {
        let memory = Arc::new(Memory { script: Mutex::new(script.into_iter().collect()), asked: Mutex::default() });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let router = Router::new().fallback(answer).with_state(memory.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base, memory }
    }

    pub fn then(&self, answer: Answer) {
        self.memory.script.lock().unwrap().push_back(answer);
    }

    pub fn client(&self) -> Client {
        self.client_builder().build().unwrap()
    }

    pub fn client_builder(&self) -> ClientBuilder {
        install_tls();
        Client::builder(SecretKey::parse(KEY).unwrap()).base_url(self.base.clone()).timeout(Duration::from_secs(5))
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.memory.asked.lock().unwrap().clone()
    }

    /// Verb and address of everything asked.
    pub fn lines(&self) -> Vec<String> {
        self.asked().iter().map(|asked| format!("{} {}", asked.method, asked.uri)).collect()
    }

    pub fn asked_once(&self) -> Asked {
        let [asked] = <[Asked; 1]>::try_from(self.asked()).unwrap();
        asked
    }
}

async fn answer(
    State(memory): State<Arc<Memory>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    memory.asked.lock().unwrap().push(Asked { method, uri, headers, body, at: Instant::now() });
    let next = memory.script.lock().unwrap().pop_front();
    next.unwrap_or(Answer::Html(404, "<h1>not scripted</h1>")).give().await
}

/// What a program does first.
pub fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}
