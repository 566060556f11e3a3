//! A proxy between merchant and sandbox. Requests that create something are written down; what becomes of each, or of its
//! answer, is up to the story.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

/// What becomes of whatever comes, before anybody looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    /// It goes through.
    Open,
    /// Its connection is reset.
    Closed,
    /// It vanishes, and the connection stays open until the merchant gives up.
    Silent,
}

/// What becomes of a call or its answer.
#[derive(Debug, Clone)]
pub enum Spoil {
    /// The connection is reset when the call has come, and the sandbox never hears of it.
    Lose,
    /// Only its first bytes arrive, then the connection ends.
    Cut(usize),
    /// Nothing arrives, and the connection stays open until the merchant gives up.
    Stall,
    /// It waits until the story lets it go.
    Hold(Arc<Semaphore>),
    /// These bytes arrive in its place.
    Instead(Vec<u8>),
}

/// Which call a story is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Creates {
    Customer,
    Setup,
    Payment,
}

/// A call that arrived, and the answer that was on its way; of a call that was lost, none.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub creates: Creates,
    pub key: String,
    pub body: Vec<u8>,
    pub answer: Vec<u8>,
}

struct Shared {
    road: Road,
    /// How many connections came.
    knocks: usize,
    /// When each request was passed on, of whatever kind, and the first line of its answer.
    passed: Vec<(Instant, String)>,
    /// What becomes of the answers to keys that are still to come.
    plan: HashMap<Creates, VecDeque<Vec<Spoil>>>,
    /// What becomes of the next answers to a key.
    ahead: HashMap<String, VecDeque<Spoil>>,
    exchanges: Vec<Exchange>,
}

/// The proxy.
#[derive(Clone)]
pub struct Proxy {
    pub address: String,
    behind: String,
    shared: Arc<Mutex<Shared>>,
}

impl Proxy {
    pub async fn open(behind: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let proxy = Self {
            address: format!("http://{}", listener.local_addr().expect("an address")),
            behind: behind.trim_start_matches("http://").to_owned(),
            shared: Arc::new(Mutex::new(Shared {
                road: Road::Open,
                knocks: 0,
                passed: Vec::new(),
                plan: HashMap::new(),
                ahead: HashMap::new(),
                exchanges: Vec::new(),
            })),
        };
        tokio::spawn({
            let proxy = proxy.clone();
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let proxy = proxy.clone();
                    tokio::spawn(async move { proxy.pass(client).await });
                }
            }
        });
        proxy
    }

    /// From now on, whatever comes meets this road.
    pub fn lead(&self, road: Road) {
        self.shared().road = road;
    }

    /// How many connections came so far.
    pub fn knocks(&self) -> usize {
        self.shared().knocks
    }

    /// When each request so far was passed on, in that order, and the first line of its answer.
    pub fn passed(&self) -> Vec<(Instant, String)> {
        let mut passed = self.shared().passed.clone();
        passed.sort();
        passed
    }

    /// Spoils calls of that kind. Each idempotency key that was not seen before takes the next list; when its
    /// list is used up, the key is answered honestly.
    pub fn spoil(&self, creates: Creates, lists: impl IntoIterator<Item = Vec<Spoil>>) {
        self.shared().plan.insert(creates, lists.into_iter().collect());
    }

    /// The calls of that kind so far.
    pub fn exchanges(&self, creates: Creates) -> Vec<Exchange> {
        self.shared().exchanges.iter().filter(|exchange| exchange.creates == creates).cloned().collect()
    }

    /// Waits until so many calls of that kind were answered behind the proxy.
    pub async fn saw(&self, creates: Creates, calls: usize) {
        let seen = async {
            while self.exchanges(creates).len() < calls {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), seen).await.expect("the calls come");
    }

    fn shared(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().expect("nobody panics holding it")
    }

    /// One connection, one request.
    async fn pass(&self, mut client: TcpStream) {
        match self.knock() {
            Road::Open => {}
            Road::Closed => return reset(&client),
            Road::Silent => return ignore(client).await,
        }
        let Some((head, body)) = read_request(&mut client).await else { return };
        let creates = creates(&head, &body);
        let spoil = creates.and_then(|creates| self.next_spoil(creates, &head));
        if let (Some(creates), Some(Spoil::Lose)) = (creates, &spoil) {
            self.note(creates, &head, body, Vec::new());
            return reset(&client);
        }
        let Some(answer) = self.ask(&head, &body).await else { return };
        if let Some(creates) = creates {
            self.note(creates, &head, body, answer.clone());
        }
        let bytes = match spoil {
            None | Some(Spoil::Lose) => answer,
            // Answers differ in length by a digit or two, and a whole one is no cut one.
            Some(Spoil::Cut(at)) => answer[..at.min(answer.len() - 1)].to_vec(),
            Some(Spoil::Instead(bytes)) => bytes,
            Some(Spoil::Hold(gate)) => {
                gate.acquire().await.expect("the gate stays").forget();
                answer
            }
            Some(Spoil::Stall) => return ignore(client).await,
        };
        // Who gave up does not listen any more.
        let _ = client.write_all(&bytes).await;
        let _ = client.shutdown().await;
    }

    fn knock(&self) -> Road {
        let mut shared = self.shared();
        shared.knocks += 1;
        shared.road
    }

    /// The sandbox's whole answer.
    async fn ask(&self, head: &str, body: &[u8]) -> Option<Vec<u8>> {
        let mut server = TcpStream::connect(&self.behind).await.ok()?;
        let passed_at = Instant::now();
        let once = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        server.write_all(&[once.as_bytes(), body].concat()).await.ok()?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await.ok()?;
        let first_line = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
        self.shared().passed.push((passed_at, first_line));
        Some(answer)
    }

    /// What becomes of this call.
    fn next_spoil(&self, creates: Creates, head: &str) -> Option<Spoil> {
        let key = idempotency_key(head);
        let mut shared = self.shared();
        if !shared.ahead.contains_key(&key) {
            let list = shared.plan.get_mut(&creates).and_then(VecDeque::pop_front).unwrap_or_default();
            shared.ahead.insert(key.clone(), list.into());
        }
        shared.ahead.get_mut(&key)?.pop_front()
    }

    fn note(&self, creates: Creates, head: &str, body: Vec<u8>, answer: Vec<u8>) {
        self.shared().exchanges.push(Exchange { creates, key: idempotency_key(head), body, answer });
    }
}

/// Resets the connection, as a middlebox does that has lost track of it.
fn reset(client: &TcpStream) {
    client.set_zero_linger().expect("a connection that is there");
}

/// Says nothing until the merchant gives up.
async fn ignore(mut client: TcpStream) {
    while client.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {}
}

fn idempotency_key(head: &str) -> String {
    header(head, "idempotency-key").expect("whoever creates sends a key").to_owned()
}

fn creates(head: &str, body: &[u8]) -> Option<Creates> {
    let holds = |word: &str| body.windows(word.len()).any(|window| window == word.as_bytes());
    match head.split_whitespace().take(2).collect::<Vec<_>>()[..] {
        ["POST", "/v2/customers"] => Some(Creates::Customer),
        ["POST", "/v2/checkout_sessions"] if holds("\"flow\":\"setup\"") => Some(Creates::Setup),
        ["POST", "/v2/checkout_sessions"] => Some(Creates::Payment),
        _ => None,
    }
}

async fn read_request(client: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    let head_ends = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        let read = client.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
    };
    let mut body = bytes.split_off(head_ends);
    let head = String::from_utf8(bytes).expect("a head of ASCII");
    let length = header(&head, "content-length").map_or(0, |length| length.parse().expect("a number"));
    while body.len() < length {
        let read = client.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        body.extend_from_slice(&buffer[..read]);
    }
    Some((head, body))
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let named = |line: &'h str| line.split_once(':').filter(|(known, _)| known.eq_ignore_ascii_case(name));
    head.lines().find_map(named).map(|(_, value)| value.trim())
}
