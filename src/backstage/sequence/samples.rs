//! Moments of a ride that is paid with one click.

use serde_json::json;

use super::*;
use crate::{backstage::About, id::PaymentId};

/// 2026-11-22T17:03:12.000Z.
pub const NOON: i64 = 1_795_366_992_000;

pub fn moment(after: i64, took: Option<u64>, what: What) -> Moment {
    let about = About { ride: Some(RideId::new("ride_1")), payment: Some(PaymentId::new("pay_1")), ..About::default() };
    let id = MomentId::new(format!("mom_{after:05}_{}", what.as_str()));
    Moment { id, at: Instant::from_millis(NOON + after), took: took.map(Duration::from_millis), about, what }
}

pub fn asked(after: i64, method: &str, path: &str, status: u16) -> Moment {
    moment(after, None, What::Asked(Asked { method: method.into(), path: path.into(), status, leads_to: None }))
}

pub fn told(after: i64, word: &str) -> Moment {
    moment(after, None, What::Told(Told { number: after, word: word.into() }))
}

pub fn called(after: i64, took: u64, method: &str, path: &str, status: Option<u16>, body: Option<Value>) -> Moment {
    let call = Call {
        method: method.into(),
        path: path.into(),
        status,
        request_id: None,
        idempotency_key: None,
        attempt: 0,
        request_headers: Vec::new(),
        request: None,
        response_headers: Vec::new(),
        response: body,
        failure: None,
    };
    moment(after, Some(took), What::Called(Box::new(call)))
}

pub fn delivery(after: i64, event: &str, data: &Value) -> Moment {
    let body = json!({"object": "event", "type": event, "created_at": "2026-11-22T17:03:13.550Z", "data": data});
    let delivery = Delivery {
        event: Some("evt_1".into()),
        event_type: Some(event.into()),
        headers: Vec::new(),
        body: Some(body),
        size: 900,
        status: 200,
        checks: Vec::new(),
        decision: Decision::Kept,
    };
    moment(after, Some(12), What::Delivered(Box::new(delivery)))
}

pub fn written(after: i64, book: WrittenKind, word: &str) -> Moment {
    let written = Written { book, word: word.into(), amount: None, reason: None, event: None };
    moment(after, None, What::Written(written))
}

pub fn payment_intent(status: &str) -> Value {
    json!({"id": "pi_1", "object": "payment_intent", "amount": 4990, "status": status,
        "created_at": "2026-11-22T17:03:12.240Z"})
}

pub fn paid() -> Vec<Moment> {
    vec![
        asked(0, "POST", "/book", 303),
        written(10, WrittenKind::Intent, "created"),
        called(
            20,
            180,
            "POST",
            "/v2/checkout_sessions",
            Some(201),
            Some(json!({"id": "cs_1", "object": "checkout_session", "status": "created", "redirect_url": null})),
        ),
        asked(205, "GET", "/rides/ride_1", 200),
        told(210, "payment_in_progress"),
        delivery(1_940, "payment_intent.succeeded", &payment_intent("succeeded")),
        written(1_950, WrittenKind::Payment, "succeeded"),
        written(1_951, WrittenKind::Ride, "paid"),
        told(1_960, "paid"),
    ]
}
