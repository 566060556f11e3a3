//! A proxy between merchant and sandbox. Every request goes through whole and is written down; what becomes of the answer is
//! up to the story.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

/// What becomes of an answer.
#[derive(Debug, Clone)]
pub enum Spoil {
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

/// A call that arrived, and the answer that was on its way.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub creates: Creates,
    pub key: String,
    pub body: Vec<u8>,
    pub answer: Vec<u8>,
}

#[derive(Default)]
struct Shared {
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
            shared: Arc::default(),
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

    /// Spoils answers to calls of that kind. Each idempotency key that was not seen before takes the next list; when its
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
        let Some((head, body)) = read_request(&mut client).await else { return };
        let Some(answer) = self.ask(&head, &body).await else { return };
        let spoil = creates(&head, &body).and_then(|creates| self.note(creates, &head, body, &answer));
        let bytes = match spoil {
            None => answer,
            // Answers differ in length by a digit or two, and a whole one is no cut one.
            Some(Spoil::Cut(at)) => answer[..at.min(answer.len() - 1)].to_vec(),
            Some(Spoil::Instead(bytes)) => bytes,
            Some(Spoil::Hold(gate)) => {
                gate.acquire().await.expect("the gate stays").forget();
                answer
            }
            Some(Spoil::Stall) => {
                while client.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
                return;
            }
        };
        // Who gave up does not listen any more.
        let _ = client.write_all(&bytes).await;
        let _ = client.shutdown().await;
    }

    /// The sandbox's whole answer.
    async fn ask(&self, head: &str, body: &[u8]) -> Option<Vec<u8>> {
        let mut server = TcpStream::connect(&self.behind).await.ok()?;
        let once = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        server.write_all(&[once.as_bytes(), body].concat()).await.ok()?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await.ok()?;
        Some(answer)
    }

    fn note(&self, creates: Creates, head: &str, body: Vec<u8>, answer: &[u8]) -> Option<Spoil> {
        let key = header(head, "idempotency-key").expect("whoever creates sends a key").to_owned();
        let mut shared = self.shared();
        let again = shared.exchanges.iter().any(|exchange| exchange.key == key);
        shared.exchanges.push(Exchange { creates, key: key.clone(), body, answer: answer.to_vec() });
        if !again {
            let list = shared.plan.get_mut(&creates).and_then(VecDeque::pop_front).unwrap_or_default();
            shared.ahead.insert(key.clone(), list.into());
        }
        shared.ahead.get_mut(&key)?.pop_front()
    }
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
