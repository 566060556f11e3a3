//! Signing in and out. A seat is a random token that stands for an account, in memory only: when the process ends, everybody
//! shows their key again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;

use super::{
    frame::Room,
    visitor::{Fields, Visitor},
    welcome,
};
use crate::{Sandbox, clock, world::Account};

const COOKIE: &str = "sandbox_desk";
/// A day's work.
const LIFE_MILLIS: i64 = 12 * 60 * 60 * 1000;
/// More than this many people at once are somebody's loop; the oldest seat goes.
const MOST: usize = 1_000;

/// Who sits where.
#[derive(Debug, Default)]
pub(crate) struct Seats(Mutex<HashMap<String, Seat>>);

#[derive(Debug, Clone)]
struct Seat {
    account: Account,
    until: Timestamp,
}

impl Seats {
    /// Gives an account a seat. Answers its token.
    fn take(&self, account: Account, now: Timestamp) -> String {
        let mut bytes = [0_u8; 32];
        rand::fill(&mut bytes[..]);
        let token = hex::encode(bytes);
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seats.retain(|_, seat| seat.until > now);
        if seats.len() >= MOST
            && let Some(oldest) = seats.iter().min_by_key(|(_, seat)| seat.until).map(|(token, _)| token.clone())
        {
            seats.remove(&oldest);
        }
        seats.insert(token.clone(), Seat { account, until: clock::plus_millis(now, LIFE_MILLIS) });
        token
    }

    fn leave(&self, token: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(token);
    }

    /// The account of that token, while its seat lasts.
    pub(super) fn account(&self, token: &str, now: Timestamp) -> Option<Account> {
        let seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seats.get(token).filter(|seat| seat.until > now).map(|seat| seat.account.clone())
    }
}

/// The token that a browser brings along.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|sent| sent.to_str().ok())
        .flat_map(|sent| sent.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

pub(super) async fn sign_in(State(sandbox): State<Sandbox>, fields: Fields) -> Response {
    let key = fields.get("key").unwrap_or_default();
    let Some(account) = Account::of_test_key(key) else {
        return welcome::page(
            &sandbox,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some("A key starts with sk_test_ and goes on."),
        );
    };
    let token = sandbox.0.seats.take(account, clock::now());
    seated(&sandbox, &token, LIFE_MILLIS / 1000)
}

pub(super) async fn sign_out(State(sandbox): State<Sandbox>, headers: HeaderMap, _pressed: Fields) -> Response {
    if let Some(token) = token(&headers) {
        sandbox.0.seats.leave(token);
    }
    seated(&sandbox, "", 0)
}

/// To the front page, with that cookie.
fn seated(sandbox: &Sandbox, token: &str, seconds: i64) -> Response {
    let secure = if sandbox.config().public_url.scheme() == "https" { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/_sandbox; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let headers = [
        (header::LOCATION, Room::Objects.path().to_owned()),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

impl Visitor {
    /// Whoever brings the token of a seat.
    pub(super) fn seated(sandbox: &Sandbox, headers: &HeaderMap) -> Option<Self> {
        let account = sandbox.0.seats.account(token(headers)?, clock::now())?;
        Some(Self { account })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_lasts_its_time_and_no_longer() {
        let (seats, now, ana) = (Seats::default(), clock::now(), Account::of_key("sk_test_ana"));
        let token = seats.take(ana.clone(), now);
        assert_eq!(seats.account(&token, now), Some(ana));
        assert_eq!(seats.account("another", now), None);
        assert_eq!(seats.account(&token, clock::plus_millis(now, LIFE_MILLIS)), None);
        seats.leave(&token);
        assert_eq!(seats.account(&token, now), None);
    }

    #[test]
    fn the_oldest_seat_goes_when_there_are_too_many() {
        let (seats, now, ana) = (Seats::default(), clock::now(), Account::of_key("sk_test_ana"));
        let first = seats.take(ana.clone(), now);
        let last = (1..=1_000).map(|later| seats.take(ana.clone(), clock::plus_millis(now, later))).last().unwrap();
        assert_eq!(seats.account(&first, now), None);
        assert_eq!(seats.account(&last, now), Some(ana));
    }
}
