//! Signed deliveries.

use serde_json::json;

use crate::stage::{Receiver, Stage, TempDatabase};

/// The signature as a merchant checks it, written here a second time on purpose.
fn verifies(secret: &str, header: &str, body: &[u8]) -> bool {
    use hmac::{Hmac, KeyInit, Mac};
    let (t, v1) = header.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{t}.").as_bytes());
    mac.update(body);
    mac.verify_slice(&hex::decode(v1).unwrap()).is_ok()
}

#[tokio::test]
async fn events_arrive_signed_and_in_order() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    let secret = stage.listen_at(&url).await;
    stage.saved("422159212").await;
    let report = stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!((report.delivered, report.failed), (2, 0));
    assert_eq!(receiver.kinds(), ["payment_method.activated", "checkout_session.finished"]);
    for heard in receiver.heard() {
        assert!(verifies(&secret, &heard.signature, &heard.body));
        assert!(!verifies("whsec_test_other", &heard.signature, &heard.body));
        assert_eq!((&heard.json()["mode"], &heard.json()["object"]), (&json!("test"), &json!("event")));
    }
    let again = stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(again.delivered, 0, "what was taken is not sent twice");
}

#[tokio::test]
async fn a_refused_delivery_comes_again_with_the_same_event() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    receiver.fail(1);
    let (customer, _) = stage.saved("422159212").await;
    let report = stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!((report.delivered, report.failed), (1, 1));
    assert_eq!(stage.sandbox.courier_run_once().await.unwrap().delivered, 0, "the retry is not due yet");
    stage.post("/_sandbox/clock", json!({"customer": customer, "seconds": 4})).await;
    assert_eq!(stage.sandbox.courier_run_once().await.unwrap().delivered, 1);
    let heard = receiver.heard();
    assert_eq!(heard.len(), 3);
    assert_eq!(heard[0].body, heard[2].body);
    let deliveries = stage.get("/_sandbox/deliveries").await.json();
    assert_eq!((&deliveries[1]["attempts"], &deliveries[1]["last_status"]), (&json!(2), &json!(200)));
}

#[tokio::test]
async fn a_paused_customer_hears_nothing_until_resumed_and_anything_can_be_sent_again() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    let customer = stage.customer().await;
    stage.post("/_sandbox/pause", json!({"customer": customer})).await;
    stage.save(&customer, "422159212").await;
    stage.saved("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.heard().len(), 2, "the other customer is not held back");
    stage.post("/_sandbox/resume", json!({"customer": customer})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.heard().len(), 4);
    let deliveries = stage.get(&format!("/_sandbox/deliveries?customer={customer}")).await.json();
    let id = deliveries[0]["id"].as_str().unwrap();
    assert_eq!(stage.post(&format!("/_sandbox/deliveries/{id}/resend"), json!({})).await.status, 200);
    stage.sandbox.courier_run_once().await.unwrap();
    let heard = receiver.heard();
    assert_eq!(heard[4].body, heard[3].body);
}

#[tokio::test]
async fn a_restart_goes_on_where_it_stopped() {
    let database = TempDatabase::new();
    let (receiver, url) = Receiver::start().await;
    let customer = {
        let before = Stage::over(&database.url()).await;
        before.listen_at(&url).await;
        let (customer, method) = before.saved("422159212").await;
        before.pay(&customer, &method).await;
        customer
    };
    assert!(receiver.heard().is_empty());
    let after = Stage::over(&database.url()).await;
    let report = after.sandbox.courier_run_once().await.unwrap();
    assert_eq!((report.settled, report.delivered), (1, 4));
    assert_eq!(receiver.kinds().last().unwrap(), "checkout_session.finished");
    assert_eq!(after.get(&format!("/v2/customers/{customer}")).await.status, 200);
}

#[tokio::test]
async fn the_loop_wakes_when_something_happens() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn({
        let (sandbox, stop) = (stage.sandbox.clone(), stop.clone());
        async move { sandbox.run(stop).await }
    });
    let (customer, method) = stage.saved("422159212").await;
    stage.pay(&customer, &method).await;
    let heard_all = async {
        while receiver.heard().len() < 4 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), heard_all).await.unwrap();
    stop.cancel();
    running.await.unwrap();
}

/// A stage whose merchant listens, with the secret it knows.
async fn listening() -> (Stage, Receiver, String) {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    let secret = stage.listen_at(&url).await;
    (stage, receiver, secret)
}

/// The fault strikes the first event of a setup; the second is never touched.
async fn with_fault(fault: serde_json::Value) -> (Stage, Receiver, String) {
    let (stage, receiver, secret) = listening().await;
    stage.arm(fault).await;
    stage.saved("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    (stage, receiver, secret)
}

const ACTIVATED: &str = "payment_method.activated";
const FINISHED: &str = "checkout_session.finished";

#[tokio::test]
async fn a_duplicate_arrives_as_often_as_it_was_told_with_the_same_id() {
    let (_stage, receiver, secret) = with_fault(json!({"name": "duplicate", "copies": 3})).await;
    assert_eq!(receiver.kinds(), [ACTIVATED, ACTIVATED, ACTIVATED, FINISHED]);
    let heard = receiver.heard();
    assert!(heard[..3].iter().all(|one| one.body == heard[0].body && verifies(&secret, &one.signature, &one.body)));
}

#[tokio::test]
async fn a_delayed_event_waits_for_its_time() {
    let (stage, receiver, _) = with_fault(json!({"name": "delay", "seconds": 3600, "type": ACTIVATED})).await;
    assert_eq!(receiver.kinds(), [FINISHED]);
    stage.post("/_sandbox/clock", json!({"to": "retry"})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), [FINISHED, ACTIVATED]);
}

#[tokio::test]
async fn a_dropped_event_is_never_told_and_the_list_of_events_has_it() {
    let (stage, receiver, _) = with_fault(json!({"name": "drop", "type": ACTIVATED})).await;
    stage.post("/_sandbox/clock", json!({"seconds": 7 * 24 * 60 * 60})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), [FINISHED]);
    assert_eq!(stage.event_types().await[..2], [ACTIVATED, FINISHED]);
    let dropped = stage.get(&format!("/_sandbox/deliveries?type={ACTIVATED}")).await.json()[0].clone();
    assert_eq!((&dropped["state"], &dropped["log"]), (&json!("dropped"), &json!([])));
}

#[tokio::test]
async fn a_later_event_overtakes_the_one_that_was_told_to_wait() {
    let (stage, receiver, _) = with_fault(json!({"name": "reorder"})).await;
    stage.post("/_sandbox/clock", json!({"seconds": 2})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), [FINISHED, ACTIVATED]);
}

#[tokio::test]
async fn a_forged_first_attempt_is_followed_by_an_honest_one() {
    for (fault, verified, age) in [
        (json!({"name": "wrong_secret"}), false, 0),
        (json!({"name": "altered"}), false, 0),
        (json!({"name": "stale", "seconds": 900}), true, -900),
        (json!({"name": "future", "seconds": 900}), true, 900),
    ] {
        let (stage, receiver, secret) = listening().await;
        receiver.fail(1);
        stage.arm(fault.clone()).await;
        stage.saved("422159212").await;
        stage.sandbox.courier_run_once().await.unwrap();
        let forged = receiver.heard()[0].clone();
        assert_eq!(verifies(&secret, &forged.signature, &forged.body), verified, "{fault}");
        let t: i64 = forged.signature[2..].split(',').next().unwrap().parse().unwrap();
        assert!((t - jiff::Timestamp::now().as_second() - age).abs() < 60, "{fault}");
        stage.post("/_sandbox/clock", json!({"to": "retry"})).await;
        stage.sandbox.courier_run_once().await.unwrap();
        let honest = receiver.heard()[2].clone();
        assert!(verifies(&secret, &honest.signature, &honest.body));
        assert_eq!(honest.kind(), forged.kind());
        let log = stage.get(&format!("/_sandbox/deliveries?type={ACTIVATED}")).await.json()[0]["log"].clone();
        assert_eq!((&log[0]["fault"], &log[1]["fault"]), (&fault["name"], &json!(null)));
        assert_eq!(log[0].get("body").is_some(), fault["name"] == "altered", "what left is shown where it differs");
    }
}

#[tokio::test]
async fn the_log_shows_what_left_and_what_came_back() {
    let (stage, receiver, secret) = listening().await;
    receiver.fail(1);
    let (customer, _) = stage.saved("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    let event = stage.get(&format!("/v1/events?type={ACTIVATED}")).await.json()[0].clone();
    let event = event["id"].as_str().unwrap();
    let listed = stage.get(&format!("/_sandbox/deliveries?customer={customer}&event={event}")).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let id = listed[0]["id"].as_str().unwrap();
    let shown = stage.get(&format!("/_sandbox/deliveries/{id}")).await.json();
    assert_eq!((&shown["state"], &shown["attempts"]), (&json!("waiting"), &json!(1)));
    let attempt = &shown["log"][0];
    assert_eq!((&attempt["status"], &attempt["response"]), (&json!(500), &json!("out of order")));
    let (signature, body) = (&attempt["headers"]["fintoc-signature"], &shown["body"]);
    assert!(verifies(&secret, signature.as_str().unwrap(), body.as_str().unwrap().as_bytes()));
    assert_eq!(stage.get("/_sandbox/deliveries/del_none").await.status, 404);
    assert_eq!(stage.get("/_sandbox/deliveries?costumer=x").await.status, 400);
}

#[tokio::test]
async fn a_delivery_can_be_hurried_while_it_is_owed_and_sent_again_when_it_is_over() {
    let (stage, receiver, secret) = listening().await;
    receiver.fail(1);
    stage.saved("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    let id = stage.get(&format!("/_sandbox/deliveries?type={ACTIVATED}")).await.json()[0]["id"].clone();
    let path = |verb: &str| format!("/_sandbox/deliveries/{}/{verb}", id.as_str().unwrap());
    assert_eq!(stage.post(&path("retry"), json!({})).await.status, 200);
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), [ACTIVATED, FINISHED, ACTIVATED]);
    assert_eq!(stage.post(&path("retry"), json!({})).await.code(), (409, "delivery_over".to_owned()));

    let sent = stage.post(&path("resend"), json!({"times": 2, "fault": "wrong_secret"})).await.json();
    assert_eq!(sent["deliveries"].as_array().unwrap().len(), 2);
    stage.post(&path("resend"), json!({"fault": {"name": "stale", "seconds": 600}})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    let heard = receiver.heard();
    assert!(heard[3..5].iter().all(|one| !verifies(&secret, &one.signature, &one.body)));
    assert!(verifies(&secret, &heard[5].signature, &heard[5].body));
    assert!(heard[3..].iter().all(|one| one.body == heard[0].body));
    for wrong in [json!({"times": 0}), json!({"fault": "decline"}), json!({"fault": 5}), json!({"tims": 1})] {
        assert_eq!(stage.post(&path("resend"), wrong.clone()).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_queue_that_was_held_back_leaves_in_the_order_one_likes() {
    let (stage, receiver, _) = listening().await;
    let customer = stage.customer().await;
    stage.post("/_sandbox/pause", json!({"customer": customer})).await;
    let method = stage.save(&customer, "422159212").await;
    stage.paid_with(&customer, &method).await;
    let states = stage.get(&format!("/_sandbox/deliveries?customer={customer}")).await.json();
    assert!(states.as_array().unwrap().iter().all(|one| one["state"] == "paused"));
    let resumed = stage.post("/_sandbox/resume", json!({"customer": customer, "order": "reversed"})).await.json();
    assert_eq!(resumed["queued"], 4);
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), [FINISHED, "payment_intent.succeeded", FINISHED, ACTIVATED]);
    stage.post("/_sandbox/pause", json!({})).await;
    let shuffled = stage.post("/_sandbox/resume", json!({"order": "shuffled"})).await;
    assert_eq!(shuffled.json()["queued"], 0);
    assert_eq!(stage.post("/_sandbox/resume", json!({"order": "alphabetical"})).await.status, 400);
}

#[tokio::test]
async fn a_queue_leaves_in_the_very_order_that_somebody_picked() {
    let (stage, receiver, _) = listening().await;
    let customer = stage.customer().await;
    let held = format!("/_sandbox/pause?customer={customer}");
    assert_eq!(stage.get(&held).await.json(), json!({"paused": false, "waiting": 0}));
    stage.post("/_sandbox/pause", json!({"customer": customer})).await;
    let method = stage.save(&customer, "422159212").await;
    stage.paid_with(&customer, &method).await;
    assert_eq!(stage.get(&held).await.json(), json!({"paused": true, "waiting": 4}));
    let waiting = stage.get(&format!("/_sandbox/deliveries?customer={customer}")).await.json();
    let of = |kind: &str| waiting.as_array().unwrap().iter().find(|one| one["type"] == kind).unwrap()["id"].clone();
    let unknown = json!({"customer": customer, "order": ["del_of_nobody"]});
    assert_eq!(stage.post("/_sandbox/resume", unknown).await.status, 400);
    let order = json!([of("payment_intent.succeeded"), of(ACTIVATED)]);
    stage.post("/_sandbox/resume", json!({"customer": customer, "order": order})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.kinds(), ["payment_intent.succeeded", ACTIVATED, FINISHED, FINISHED]);
    assert_eq!(stage.get(&held).await.json(), json!({"paused": false, "waiting": 0}));
}

#[tokio::test]
async fn a_retry_ends_when_its_endpoint_is_gone() {
    let (stage, receiver, _) = listening().await;
    receiver.fail(2);
    stage.saved("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    let endpoint = stage.get("/v1/webhook_endpoints").await.json()[0]["id"].clone();
    let path = format!("/v1/webhook_endpoints/{}", endpoint.as_str().unwrap());
    Stage::send(stage.request(reqwest::Method::DELETE, &path).header("authorization", crate::stage::KEY)).await;
    stage.post("/_sandbox/clock", json!({"seconds": 60})).await;
    stage.sandbox.courier_run_once().await.unwrap();
    let deliveries = stage.get("/_sandbox/deliveries").await.json();
    assert_eq!((&deliveries[0]["state"], &deliveries[0]["url"]), (&json!("given_up"), &json!(null)));
    assert_eq!(receiver.heard().len(), 2);
}

#[tokio::test]
async fn a_log_that_cannot_be_written_does_not_flood_the_merchant() {
    let database = TempDatabase::new();
    let stage = Stage::over(&database.url()).await;
    let (receiver, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    stage.saved("422159212").await;
    let pool = sqlx::AnyPool::connect(&database.url()).await.unwrap();
    let full = "create trigger full before insert on attempt begin select raise(abort, 'the disk is full'); end";
    sqlx::query(full).execute(&pool).await.unwrap();
    let a_moment_after_the_first = async {
        while receiver.heard().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    };
    tokio::select! {
        () = stage.sandbox.run(tokio_util::sync::CancellationToken::new()) => {}
        () = a_moment_after_the_first => {}
    }
    assert_eq!(receiver.heard().len(), 1);
}
