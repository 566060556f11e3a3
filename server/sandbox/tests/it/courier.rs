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
