//! Fintoc as the papers promise it, in memory: sessions that take money once, idempotency keys that are kept for a day, refunds,
//! and an event for everything that happens. It makes no mistakes of its own; the world around it does.

use std::collections::HashMap;

use fintoc::carrier::{Incoming, Outgoing};
use rand::{Rng as _, RngExt as _, rngs::StdRng};
use serde_json::{Value, json};

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// What a bank will make of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bank {
    Pays,
    Declines,
    /// The rider has to approve, and does what?
    Asks(Approval),
    /// Undecided for so long, then it pays or not.
    Hesitates(i64, bool),
    /// It never says, and after ten days Fintoc gives up.
    NeverSays,
    /// The first try on the page fails, the second pays.
    FailsThenPays,
    /// Another amount than asked for moves.
    MovesAnotherAmount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Approval {
    Yes,
    No,
    Never,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub payment: String,
    pub ride: String,
    pub amount: i64,
    pub created_at: i64,
    customer: String,
    /// The saved account; none when the payer chooses one on the page.
    method: Option<String>,
    bank: Bank,
    status: &'static str,
    expires_at: i64,
    /// Its latest intent.
    intent: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Intent {
    pub session: usize,
    pub amount: i64,
    pub status: &'static str,
    reason: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Refund {
    pub intent: usize,
    pub amount: i64,
    pub status: &'static str,
    failure: Option<&'static str>,
    metadata: Value,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub kind: &'static str,
    pub at: i64,
    pub body: Value,
}

/// Something that will happen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Approve(usize),
    Refuse(usize),
    Expire(usize),
    Hesitate(usize),
    Pay(usize),
    Fail(usize, &'static str),
    TryAgain(usize),
    PayOut(usize),
    EndRefund(usize, bool),
}

/// The answer that is kept under a key.
#[derive(Debug, Clone)]
struct Kept {
    body: String,
    answer: Incoming,
    at: i64,
}

#[derive(Debug, Default)]
pub struct Fintoc {
    pub now: i64,
    pub sessions: Vec<Session>,
    pub intents: Vec<Intent>,
    pub refunds: Vec<Refund>,
    pub events: Vec<Event>,
    /// Events that nobody has been told of yet.
    pub untold: Vec<usize>,
    keys: HashMap<String, Kept>,
    due: Vec<(i64, Due)>,
    /// What a merchant did that no merchant may do.
    pub offences: Vec<String>,
}

/// What the world makes of a request on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// 500, kept under the key; whatever was asked for was done, or was not.
    Breaks {
        after: bool,
    },
    /// 503 before anything was done; nothing is kept.
    Busy,
}

impl Fintoc {
    pub fn opened_at(now: i64) -> Self {
        Self { now, ..Self::default() }
    }

    /// When something happens next.
    pub fn next_due(&self) -> Option<i64> {
        self.due.iter().map(|(at, _)| *at).min()
    }

    /// Lets happen what is due.
    pub fn live(&mut self, dice: &mut StdRng) {
        while let Some(index) = self.due.iter().position(|(at, _)| *at <= self.now) {
            let (_, due) = self.due.remove(index);
            self.happen(due, dice);
        }
    }

    fn later(&mut self, wait: i64, due: Due) {
        self.due.push((self.now + wait, due));
    }

    fn happen(&mut self, due: Due, dice: &mut StdRng) {
        match due {
            Due::Approve(session) if self.sessions[session].status == "created" => {
                self.begin(session, "succeeded", None)
            }
            Due::Refuse(session) if self.sessions[session].status == "created" => self.begin(session, "rejected", None),
            Due::Expire(session) if self.sessions[session].status == "created" => {
                self.sessions[session].status = "expired";
                self.tell_of_session(session, "checkout_session.expired");
            }
            Due::Hesitate(intent) => self.move_to(intent, "pending", None),
            Due::Pay(intent) => self.move_to(intent, "succeeded", None),
            Due::Fail(intent, reason) => self.move_to(intent, "failed", Some(reason)),
            Due::TryAgain(session) => self.begin(session, "succeeded", None),
            Due::PayOut(refund) => {
                self.refunds[refund].status = "in_progress";
                self.tell_of_refund(refund, "refund.in_progress");
                self.later(dice.random_range(0..2 * DAY), Due::EndRefund(refund, dice.random_bool(0.9)));
            }
            Due::EndRefund(refund, true) => {
                self.refunds[refund].status = "succeeded";
                self.tell_of_refund(refund, "refund.succeeded");
            }
            Due::EndRefund(refund, false) => {
                self.refunds[refund].status = "failed";
                self.refunds[refund].failure = Some("insufficient_funds");
                self.tell_of_refund(refund, "refund.failed");
            }
            Due::Approve(_) | Due::Refuse(_) | Due::Expire(_) => {}
        }
    }

    /// A new intent of a session, which ends at once.
    fn begin(&mut self, session: usize, status: &'static str, reason: Option<&'static str>) {
        let intent = self.new_intent(session);
        self.move_to(intent, status, reason);
    }

    fn new_intent(&mut self, session: usize) -> usize {
        let amount = self.sessions[session].amount + i64::from(self.sessions[session].bank == Bank::MovesAnotherAmount);
        self.intents.push(Intent { session, amount, status: "in_progress", reason: None });
        let intent = self.intents.len() - 1;
        self.sessions[session].intent = Some(intent);
        intent
    }

    fn move_to(&mut self, intent: usize, status: &'static str, reason: Option<&'static str>) {
        (self.intents[intent].status, self.intents[intent].reason) = (status, reason);
        let session = self.intents[intent].session;
        let kind = match status {
            "succeeded" => "payment_intent.succeeded",
            "failed" => "payment_intent.failed",
            "rejected" => "payment_intent.rejected",
            _ => "payment_intent.pending",
        };
        if status == "succeeded" {
            let payment = &self.sessions[session].payment;
            let paid = self.intents.iter().filter(|known| known.status == "succeeded");
            if paid.filter(|known| self.sessions[known.session].payment == *payment).count() > 1 {
                self.offences.push(format!("{payment} was debited twice"));
            }
        }
        self.sessions[session].status = "finished";
        self.tell(kind, self.intent(intent));
        self.tell_of_session(session, "checkout_session.finished");
    }

    fn tell(&mut self, kind: &'static str, data: Value) {
        let id = format!("evt_{}", self.events.len());
        let body = json!({
            "id": id, "object": "event", "type": kind, "mode": "test", "created_at": time(self.now), "data": data
        });
        self.untold.push(self.events.len());
        self.events.push(Event { id, kind, at: self.now, body });
    }

    fn tell_of_session(&mut self, session: usize, kind: &'static str) {
        let data = self.session(session);
        self.tell(kind, data);
    }

    fn tell_of_refund(&mut self, refund: usize, kind: &'static str) {
        let data = self.refund(refund);
        self.tell(kind, data);
    }

    /// Answers a request.
    pub fn answer(&mut self, request: &Outgoing, mood: Mood, dice: &mut StdRng) -> Incoming {
        if mood == Mood::Busy {
            return refused(503, "service_unavailable", None);
        }
        let Some(key) = &request.idempotency_key else { return self.ask(&request.target) };
        self.keys.retain(|_, kept| self.now - kept.at < DAY);
        let body = request.body.clone().unwrap_or_default();
        if let Some(kept) = self.keys.get(key) {
            if kept.body != body {
                self.offences.push(format!("key {key} came with other bytes"));
                return refused(409, "idempotency_key_reused", None);
            }
            return kept.answer.clone();
        }
        let answer = match mood {
            Mood::Breaks { after: false } => refused(500, "internal_server_error", None),
            Mood::Breaks { after: true } => {
                self.create(&request.target, &body, dice);
                refused(500, "internal_server_error", None)
            }
            Mood::Well | Mood::Busy => self.create(&request.target, &body, dice),
        };
        self.keys.insert(key.clone(), Kept { body, answer: answer.clone(), at: self.now });
        answer
    }

    fn ask(&self, target: &str) -> Incoming {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let number = |prefix: &str| path.rsplit_once(prefix).and_then(|(_, number)| number.parse::<usize>().ok());
        let newest = |all: Vec<Value>| Value::Array(all.into_iter().rev().collect());
        let found = match path {
            "/v2/checkout_sessions" => newest((0..self.sessions.len()).map(|index| self.session(index)).collect()),
            "/v1/refunds" => newest((0..self.refunds.len()).map(|index| self.refund(index)).collect()),
            "/v2/events" => {
                let since = url::form_urlencoded::parse(query.as_bytes())
                    .find(|(name, _)| name == "since")
                    .and_then(|(_, since)| since.parse::<jiff::Timestamp>().ok())
                    .map_or(0, jiff::Timestamp::as_millisecond);
                newest(self.events.iter().filter(|event| event.at >= since).map(|event| event.body.clone()).collect())
            }
            _ if path.contains("/checkout_sessions/") => self.session(number("cs_").expect("a session")),
            _ if path.contains("/payment_intents/") => self.intent(number("pi_").expect("an intent")),
            _ if path.contains("/refunds/") => self.refund(number("re_").expect("a refund")),
            _ => return refused(404, "missing_resource", None),
        };
        answered(200, &found)
    }

    fn create(&mut self, target: &str, body: &str, dice: &mut StdRng) -> Incoming {
        let body: Value = serde_json::from_str(body).expect("the merchant sends JSON");
        match target {
            "/v2/checkout_sessions" => self.create_session(&body, dice),
            "/v1/refunds" => self.create_refund(&body, dice),
            _ => refused(404, "invalid_url", None),
        }
    }

    fn create_session(&mut self, body: &Value, dice: &mut StdRng) -> Incoming {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let expires_at = text(&body["expires_at"]).parse::<jiff::Timestamp>().expect("an instant").as_millisecond();
        if expires_at < self.now + 10 * MINUTE {
            return refused(400, "invalid_parameter", Some("expires_at"));
        }
        let method = body["payment_method"].as_str().map(str::to_owned);
        let bank = if method.is_some() { draw(dice) } else { Bank::Asks(at_the_page(dice)) };
        self.sessions.push(Session {
            payment: text(&body["metadata"]["payment_id"]),
            ride: text(&body["metadata"]["ride_id"]),
            amount: body["amount"].as_i64().expect("an amount"),
            created_at: self.now,
            customer: text(&body["customer"]),
            method,
            bank,
            status: "in_progress",
            expires_at,
            intent: None,
        });
        let session = self.sessions.len() - 1;
        let soon = dice.random_range(0..20 * SECOND);
        if let Bank::Asks(approval) = bank {
            self.sessions[session].status = "created";
            self.due.push((expires_at, Due::Expire(session)));
            match approval {
                Approval::Yes => self.later(soon * 30, Due::Approve(session)),
                Approval::No => self.later(soon * 30, Due::Refuse(session)),
                Approval::Never => {}
            }
            return answered(201, &self.session(session));
        }
        let intent = self.new_intent(session);
        match bank {
            Bank::Pays | Bank::MovesAnotherAmount => self.later(soon, Due::Pay(intent)),
            Bank::Declines => {
                let reasons = ["insufficient_funds", "bank_not_available", "a_reason_of_tomorrow"];
                self.later(soon, Due::Fail(intent, reasons[dice.random_range(0..reasons.len())]));
            }
            Bank::Hesitates(wait, pays) => {
                self.later(soon, Due::Hesitate(intent));
                let end = if pays { Due::Pay(intent) } else { Due::Fail(intent, "bank_connection_error") };
                self.later(soon + wait, end);
            }
            Bank::NeverSays => {
                self.later(soon, Due::Hesitate(intent));
                self.later(soon + 10 * DAY, Due::Fail(intent, "unresolved_final_status"));
            }
            Bank::FailsThenPays => {
                self.later(soon, Due::Fail(intent, "login_invalid_credentials"));
                self.later(soon * 8, Due::TryAgain(session));
            }
            Bank::Asks(_) => {}
        }
        answered(201, &self.session(session))
    }

    fn create_refund(&mut self, body: &Value, dice: &mut StdRng) -> Incoming {
        let named = body["resource_id"].as_str().and_then(|id| id.strip_prefix("pi_")).and_then(|id| id.parse().ok());
        let intent: usize = named.expect("an intent of ours");
        let amount = body["amount"].as_i64().unwrap_or(self.intents[intent].amount);
        let given: i64 = self.refunds.iter().filter(|known| known.intent == intent).map(|known| known.amount).sum();
        if self.intents[intent].status != "succeeded" || given + amount > self.intents[intent].amount {
            self.offences.push(format!("pi_{intent} was to go back twice"));
            return refused(422, "invalid_refund_amount", Some("amount"));
        }
        let metadata = body["metadata"].clone();
        self.refunds.push(Refund { intent, amount, status: "created", failure: None, metadata });
        let refund = self.refunds.len() - 1;
        self.later(dice.random_range(0..MINUTE), Due::PayOut(refund));
        answered(201, &self.refund(refund))
    }

    fn session(&self, index: usize) -> Value {
        let session = &self.sessions[index];
        let intent = session.intent.map(|intent| self.intent(intent));
        let page = (session.status == "created").then(|| format!("http://localhost:9999/checkout/cs_{index}"));
        json!({
            "id": format!("cs_{index}"), "object": "checkout_session", "flow": "payment", "status": session.status,
            "mode": "test", "amount": session.amount, "currency": "CLP", "customer": session.customer,
            "payment_method": session.method, "redirect_url": page, "expires_at": time(session.expires_at),
            "metadata": {"payment_id": session.payment, "ride_id": session.ride},
            "payment_resource": {"payment_intent": intent}
        })
    }

    fn intent(&self, index: usize) -> Value {
        let intent = &self.intents[index];
        let session = &self.sessions[intent.session];
        json!({
            "id": format!("pi_{index}"), "object": "payment_intent", "status": intent.status, "mode": "test",
            "error_reason": intent.reason, "amount": intent.amount, "currency": "CLP", "customer": session.customer,
            "metadata": {"payment_id": session.payment, "ride_id": session.ride}
        })
    }

    fn refund(&self, index: usize) -> Value {
        let refund = &self.refunds[index];
        json!({
            "id": format!("re_{index}"), "object": "refund", "status": refund.status, "mode": "test",
            "failure_code": refund.failure, "amount": refund.amount, "currency": "CLP",
            "resource_id": format!("pi_{}", refund.intent), "resource_type": "payment_intent", "metadata": refund.metadata
        })
    }
}

fn draw(dice: &mut StdRng) -> Bank {
    match dice.random_range(0..20) {
        0..6 => Bank::Pays,
        6..9 => Bank::Declines,
        9 | 10 => Bank::Asks(Approval::Yes),
        11 => Bank::Asks(Approval::No),
        12 => Bank::Asks(Approval::Never),
        13..16 => Bank::Hesitates(
            if dice.random_bool(0.5) { dice.random_range(0..3 * MINUTE) } else { HOUR },
            dice.next_u32().is_multiple_of(2),
        ),
        16 | 17 => Bank::FailsThenPays,
        18 => Bank::MovesAnotherAmount,
        _ => Bank::NeverSays,
    }
}

/// What a payer does who is sent to the page to choose an account.
fn at_the_page(dice: &mut StdRng) -> Approval {
    match dice.random_range(0..4) {
        0 | 1 => Approval::Yes,
        2 => Approval::No,
        _ => Approval::Never,
    }
}

fn time(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).expect("an instant of this era").to_string()
}

fn answered(status: u16, body: &Value) -> Incoming {
    Incoming { status, link: None, body: body.to_string().into_bytes() }
}

fn refused(status: u16, code: &str, param: Option<&str>) -> Incoming {
    let kind = if status < 500 { "invalid_request_error" } else { "api_error" };
    answered(status, &json!({"error": {"type": kind, "code": code, "param": param, "message": "no"}}))
}
