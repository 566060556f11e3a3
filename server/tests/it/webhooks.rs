//! The door: what is forged, altered or from the future changes nothing; what is authentic is kept once.

use std::{path::PathBuf, time::Duration};

use fintoc::webhook::{WebhookSecret, sign};
use reqwest::StatusCode;
use serde_json::json;
use vuelta::{Clp, ledger::Account, ride::RideState};

use crate::{hosted_page::PAYS, stage::Stage};

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Stage {
    fn secret(&self) -> WebhookSecret {
        self.running.backend.secrets().into_iter().next().expect("the endpoint has a secret")
    }

    async fn deliver(&self, body: &str, signature: Option<String>) -> (StatusCode, String) {
        let answer = self.post_event(body, signature).await;
        (answer.status(), answer.text().await.unwrap())
    }

    pub async fn post_event(&self, body: &str, signature: Option<String>) -> reqwest::Response {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = http.post(format!("{}/webhooks/fintoc", self.address)).body(body.to_owned());
        if let Some(signature) = signature {
            request = request.header("fintoc-signature", signature);
        }
        request.send().await.unwrap()
    }

    /// Delivers an event as Fintoc would.
    pub async fn post_signed(&self, body: &str) -> reqwest::Response {
        self.post_event(body, Some(sign(&self.secret(), now(), body.as_bytes()))).await
    }

    pub async fn deliver_signed(&self, body: &str) -> (StatusCode, String) {
        self.deliver(body, Some(sign(&self.secret(), now(), body.as_bytes()))).await
    }

    /// Every row of every table, so that "no row changed" can be said of all of them.
    pub async fn all_rows(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for query in [
            "select id || coalesce(verdict, '') from inbox",
            "select id || state || version from payments",
            "select id || state || version from rides",
            "select id || state || version from setups",
            "select id || state || version from refunds",
            "select id || coalesce(canceled_at, 0) from payment_methods",
            "select entry_id || account || amount_clp from ledger_postings",
            "select id || attempts || coalesce(done_at, 0) from outbox",
        ] {
            rows.extend(sqlx::query_scalar::<_, String>(query).fetch_all(self.store().pool()).await.unwrap());
        }
        rows.sort();
        rows
    }

    /// Waits until that many events of a type arrived.
    pub async fn heard(&self, kind: &str, times: i64) {
        self.eventually(kind, async || {
            let heard: i64 = sqlx::query_scalar("select count(*) from inbox where type = $1")
                .bind(kind.to_owned())
                .fetch_one(self.store().pool())
                .await
                .unwrap();
            (heard >= times).then_some(())
        })
        .await;
        self.settled().await;
    }

    /// Waits until everything that arrived is dealt with.
    pub async fn settled(&self) {
        self.eventually("the inbox is empty", async || {
            let open: i64 = sqlx::query_scalar("select count(*) from inbox where done_at is null")
                .fetch_one(self.store().pool())
                .await
                .unwrap();
            (open == 0).then_some(())
        })
        .await;
    }

    async fn verdict(&self, id: &str) -> Option<String> {
        sqlx::query_scalar("select verdict from inbox where id = $1")
            .bind(id)
            .fetch_optional(self.store().pool())
            .await
            .unwrap()
            .flatten()
    }
}

fn example(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fintoc/tests/examples");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// Faults: 6; 9 in part: a body above 64 KiB.
#[tokio::test]
async fn a_forged_altered_or_future_dated_event_answers_4xx_and_changes_no_row() {
    // No phase of the trip is told meanwhile.
    let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
    // One for the setup, one for the payment: then nothing more is on its way.
    stage.heard("checkout_session.finished", 2).await;
    let payment = stage.payments(&ride).await[0].payment.id.clone();
    let body = json!({
        "id": "evt_forged", "object": "event", "type": "payment_intent.succeeded", "mode": "test",
        "data": {"id": "pi_forged", "object": "payment_intent", "status": "succeeded", "amount": 4990, "currency": "CLP",
                 "metadata": {"payment_id": payment.as_str()}}
    })
    .to_string();
    let (secret, right) = (stage.secret(), |at| sign(&stage.secret(), at, body.as_bytes()));
    let other = WebhookSecret::parse("whsec_of_somebody_else").unwrap();
    let altered = body.replace("4990", "4991");
    let before = stage.all_rows().await;
    for (what, body, signature) in [
        ("no header", &body, None),
        ("garbage", &body, Some("garbage".to_owned())),
        ("another secret", &body, Some(sign(&other, now(), body.as_bytes()))),
        ("another body", &altered, Some(right(now()))),
        ("a minute beyond the tolerance ahead", &body, Some(right(now() + 360))),
        ("the signature of another time", &body, Some(right(now()).replace("t=", "t=1"))),
    ] {
        let (status, why) = stage.deliver(body, signature).await;
        assert!(status.is_client_error(), "{what}: {status}");
        assert!(!why.contains(secret.expose()), "{what} shows the secret");
    }
    let huge = format!("{{\"x\":\"{}\"}}", "x".repeat(70 * 1024));
    assert_eq!(stage.deliver_signed(&huge).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(stage.all_rows().await, before);
}

/// Faults: 4 in part: a signature a day old, not four and a half.
#[tokio::test]
async fn an_old_but_authentic_event_is_kept_as_a_hint_and_its_body_is_not_believed() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.settled().await;
    let method: String =
        sqlx::query_scalar("select id from payment_methods").fetch_one(stage.store().pool()).await.unwrap();
    let customer: String =
        sqlx::query_scalar("select customer_id from riders").fetch_one(stage.store().pool()).await.unwrap();
    // Yesterday's news says the account was cancelled; Fintoc, asked again, says it is active.
    let body = json!({
        "id": "evt_old", "object": "event", "type": "payment_method.canceled", "mode": "test",
        "data": {"id": method, "object": "payment_method", "type": "bank_transfer", "customer": customer,
                 "bank_transfer": {"status": "canceled", "account_number": "1", "institution_id": "cl_banco_bci"}}
    })
    .to_string();
    let (status, _) = stage.deliver(&body, Some(sign(&stage.secret(), now() - 86_400, body.as_bytes()))).await;
    assert_eq!(status, StatusCode::OK);
    stage.settled().await;
    assert_eq!(stage.verdict("evt_old").await.as_deref(), Some("applied"));
    assert!(ana.get("/book").await.has_method("9212"), "the account is still there");
}

/// Faults: 2; 7 in part: seconds later.
#[tokio::test]
async fn the_same_event_many_times_over_is_one_event() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
    // One for the setup, one for the payment: then nothing more is on its way.
    stage.heard("checkout_session.finished", 2).await;
    let body: String = sqlx::query_scalar("select body from inbox where type = 'payment_intent.succeeded'")
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    let before = stage.all_rows().await;
    let answers = futures::future::join_all((0..50).map(|_| stage.deliver_signed(&body))).await;
    assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK));
    stage.settled().await;
    assert_eq!(stage.all_rows().await, before);
}

/// Faults: 11 in part: another amount, through the door.
#[tokio::test]
async fn a_success_of_another_amount_confirms_nothing_and_asks_a_person_to_look() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", crate::hosted_page::ASKS_EACH_TIME).await;
    let approval = stage.book(&ana).await;
    assert!(approval.path().starts_with("/checkout/"));
    let (payment, ride): (String, String) =
        sqlx::query_as("select id, ride_id from payments").fetch_one(stage.store().pool()).await.unwrap();
    let body = json!({
        "id": "evt_short", "object": "event", "type": "payment_intent.succeeded", "mode": "test",
        "data": {"id": "pi_x", "object": "payment_intent", "status": "succeeded", "amount": 10, "currency": "CLP",
                 "mode": "test", "metadata": {"payment_id": payment}}
    })
    .to_string();
    assert_eq!(stage.deliver_signed(&body).await.0, StatusCode::OK);
    stage.eventually("dealt with", async || stage.verdict("evt_short").await).await;
    let ride = vuelta::id::RideId::new(ride);
    assert_eq!(stage.ride(&ride).await.state, RideState::Requested);
    let row = &stage.payments(&ride).await[0];
    assert!(row.payment.standing.review.is_some() && row.needs_review_at.is_some());
    assert_eq!(stage.balance(Account::Fintoc, None).await, Clp::ZERO);
}

/// Faults: 9 in part: the odd payloads of Fintoc's guide; 10 in part: customers and accounts that are not ours.
#[tokio::test]
async fn the_three_payloads_printed_in_the_guide_are_understood_or_clearly_refused() {
    let stage = Stage::raise().await;
    let finished = example("checkout_session.finished.json");
    assert_eq!(stage.deliver_signed(&finished).await.0, StatusCode::OK, "accepted though it names no method");
    let enveloped = example("payment_method.activated.enveloped.json");
    assert_eq!(stage.deliver_signed(&enveloped).await.0, StatusCode::OK);
    let (status, why) = stage.deliver_signed(&example("payment_method.activated.bare.json")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(why.contains("payment_method"), "{why}");
    let methods: i64 =
        sqlx::query_scalar("select count(*) from payment_methods").fetch_one(stage.store().pool()).await.unwrap();
    assert_eq!(methods, 0, "none of it is about anybody here");
}

/// Faults: 9 in part: an unknown type.
#[tokio::test]
async fn an_event_of_a_type_we_do_not_know_is_kept_and_ignored() {
    let stage = Stage::raise().await;
    let body =
        json!({"id": "evt_new", "object": "event", "type": "moon.landed", "data": {"object": "moon", "x": null}});
    assert_eq!(stage.deliver_signed(&body.to_string()).await.0, StatusCode::OK);
    stage.settled().await;
    assert_eq!(stage.verdict("evt_new").await.as_deref(), Some("ignored"));
}

/// Faults: 8 in part: as if no answer had come.
#[tokio::test]
async fn an_event_that_overtakes_our_own_call_still_finds_its_ride() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", crate::hosted_page::ASKS_EACH_TIME).await;
    stage.book(&ana).await;
    // As if the answer to our call had never come: no session, no intent, only our id in the metadata.
    sqlx::query("update payments set session_id = null, intent_id = null").execute(stage.store().pool()).await.unwrap();
    let (payment, ride, customer): (String, String, String) =
        sqlx::query_as("select id, ride_id, customer_id from payments").fetch_one(stage.store().pool()).await.unwrap();
    let body = json!({
        "id": "evt_early", "object": "event", "type": "payment_intent.succeeded", "mode": "test",
        "data": {"id": "pi_early", "object": "payment_intent", "status": "succeeded", "amount": 4990, "currency": "CLP",
                 "mode": "test", "customer": customer, "metadata": {"payment_id": payment}}
    });
    assert_eq!(stage.deliver_signed(&body.to_string()).await.0, StatusCode::OK);
    let ride = vuelta::id::RideId::new(ride);
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
}

/// Faults: 1.
#[tokio::test]
async fn with_every_delivery_lost_the_reconciler_finds_out() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.settled().await;
    let endpoints = stage.running.backend.fintoc.webhook_endpoints().await.unwrap();
    for endpoint in endpoints {
        stage.running.backend.fintoc.delete_webhook_endpoint(&endpoint.id).await.unwrap();
    }
    // And nobody reads the list of events either, which would be faster.
    stage.read_no_list().await;
    let ride = stage.book(&ana).await.ride_id();
    stage.running.backend.clock.advance(Duration::from_secs(60));
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
    let told: Vec<String> = sqlx::query_scalar("select type from inbox").fetch_all(stage.store().pool()).await.unwrap();
    assert!(told.iter().any(|kind| kind == "answer.checkout_session"), "{told:?}");
}

/// Faults: 33.
#[tokio::test]
async fn while_a_secret_is_rotated_events_signed_with_either_are_taken_and_afterwards_only_the_new_one() {
    let event = |name: &str| json!({"id": name, "object": "event", "type": "moon.landed", "data": {}}).to_string();
    let (old, new) = ("whsec_of_last_year", "whsec_of_this_year");
    let both = format!("{old}, {new}");
    for (set, taken) in [(old, [true, false]), (&both, [true, true]), (new, [false, true])] {
        let settings = [
            ("FINTOC_SECRET_KEY", "sk_test_1"),
            ("FINTOC_API_URL", "http://127.0.0.1:9"),
            ("FINTOC_WEBHOOK_SECRET", set),
        ];
        let stage = Stage::raise_with(&settings).await;
        for (secret, taken) in [old, new].into_iter().zip(taken) {
            let body = event(&format!("evt_{secret}"));
            let signature = sign(&WebhookSecret::parse(secret).unwrap(), now(), body.as_bytes());
            let (status, _) = stage.deliver(&body, Some(signature)).await;
            let expected = if taken { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            assert_eq!(status, expected, "{secret} while {set} is set");
        }
    }
}
