//! The same request twice.

use reqwest::Method;
use serde_json::json;

use crate::stage::{KEY, Stage, setup_of};

const K: [(&str, &str); 1] = [("idempotency-key", "k-1")];

#[tokio::test]
async fn an_idempotency_key_replays_its_first_answer_byte_for_byte() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let key = [("idempotency-key", "k-1")];
    let first = stage.post_with("/v2/checkout_sessions", setup_of(&customer), &key).await;
    let again = stage.post_with("/v2/checkout_sessions", setup_of(&customer), &key).await;
    assert_eq!((first.status, &first.text), (201, &again.text));
    assert_eq!(first.status, again.status);
    assert_eq!(stage.sandbox.stats(KEY).await.unwrap().sessions_created, 1);

    let mut changed = setup_of(&customer);
    changed["metadata"] = json!({"rider_id": "somebody else"});
    let reused = stage.post_with("/v2/checkout_sessions", changed, &key).await;
    assert_eq!(reused.code(), (409, "idempotency_key_reused".to_owned()));

    let bad = [("idempotency-key", "k-2")];
    let refused = stage.post_with("/v2/checkout_sessions", json!({"currency": "CLP"}), &bad).await;
    let replayed = stage.post_with("/v2/checkout_sessions", json!({"currency": "CLP"}), &bad).await;
    assert_eq!((refused.status, &refused.text), (400, &replayed.text), "errors are replayed too");

    let other = [("idempotency-key", "k-1"), ("authorization", "sk_test_of_somebody_else")];
    let theirs = stage.post_with("/v2/customers", json!({"email": "x@y.example"}), &other).await;
    assert_eq!(theirs.status, 201, "keys belong to an account");
}

#[tokio::test]
async fn a_hundred_equal_requests_make_one_session() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let key = [("idempotency-key", "k-1")];
    let ask = setup_of(&customer);
    let answers =
        futures::future::join_all((0..100).map(|_| stage.post_with("/v2/checkout_sessions", ask.clone(), &key))).await;
    assert!(answers.iter().all(|answer| matches!(answer.status, 201 | 409)));
    assert_eq!(stage.sandbox.stats(KEY).await.unwrap().sessions_created, 1);
}

#[tokio::test]
async fn failures_are_replayed_like_successes() {
    let stage = Stage::raise().await;
    let (path, ask) = ("/v2/checkout_sessions", setup_of("cus_nobody"));
    let first = stage.post_with(path, ask.clone(), &K).await;
    assert_eq!(first.status, 404);
    let again = stage.post_with(path, ask.clone(), &K).await;
    assert_eq!((again.status, again.text), (first.status, first.text));
    let elsewhere = stage.post_with("/v2/customers", ask, &K).await;
    assert_eq!(elsewhere.code(), (409, "idempotency_key_reused".to_owned()), "another path is another request");
}

#[tokio::test]
async fn a_replay_answers_what_was_although_the_object_moved_on() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let first = stage.post_with("/v2/checkout_sessions", setup_of(&customer), &K).await;
    let expire = format!("/v2/checkout_sessions/{}/expire", first.json()["id"].as_str().unwrap());
    assert_eq!(stage.post(&expire, json!({})).await.json()["status"], "expired");
    let again = stage.post_with("/v2/checkout_sessions", setup_of(&customer), &K).await;
    assert_eq!((again.status, &again.text), (201, &first.text));
}

#[tokio::test]
async fn after_a_day_a_key_is_new_again() {
    let stage = Stage::raise().await;
    let ask = json!({"email": "ana@example.com"});
    let first = stage.post_with("/v2/customers", ask.clone(), &K).await;
    let pull = async |seconds: i64| stage.post("/_sandbox/clock", json!({ "seconds": seconds })).await;
    pull(24 * 3600 - 60).await;
    assert_eq!(stage.post_with("/v2/customers", ask.clone(), &K).await.text, first.text);
    stage.post("/_sandbox/clock", json!({"customer": first.json()["id"], "seconds": 60})).await;
    assert_eq!(stage.post_with("/v2/customers", ask.clone(), &K).await.text, first.text, "answers are the account's");
    pull(60).await;
    assert_ne!(stage.post_with("/v2/customers", ask.clone(), &K).await.text, first.text);
    assert_eq!(stage.sandbox.stats(KEY).await.unwrap().customers_created, 2);
}

#[tokio::test]
async fn keys_belong_to_their_account_and_have_at_most_255_characters() {
    let stage = Stage::raise().await;
    let ask = json!({"email": "ana@example.com"});
    let refused = stage.post_with("/v2/customers", ask.clone(), &[("authorization", "nobody"), K[0]]).await;
    assert_eq!(refused.status, 401);
    assert_eq!(stage.post_with("/v2/customers", ask.clone(), &K).await.status, 201, "a 401 is not remembered");
    let other =
        stage.post_with("/v2/customers", json!({"email": "b@c.cl"}), &[("authorization", "sk_test_b"), K[0]]).await;
    assert_eq!(other.status, 201);
    let (longest, longer) = ("k".repeat(255), "k".repeat(256));
    assert_eq!(stage.post_with("/v2/customers", ask.clone(), &[("idempotency-key", &longest)]).await.status, 201);
    for bad in [longer.as_str(), ""] {
        let answer = stage.post_with("/v2/customers", ask.clone(), &[("idempotency-key", bad)]).await;
        assert_eq!(answer.code(), (400, "invalid_string_size".to_owned()));
    }
}

#[tokio::test]
async fn only_posts_have_keys() {
    let stage = Stage::raise().await;
    let ask = json!({"url": "http://127.0.0.1:9/hooks", "enabled_events": ["refund.failed"]});
    let made = stage.post("/v1/webhook_endpoints", ask).await.json();
    let path = format!("/v1/webhook_endpoints/{}", made["id"].as_str().unwrap());
    for status in ["disabled", "enabled"] {
        let patch = stage.request(Method::PATCH, &path).header("authorization", KEY).header(K[0].0, K[0].1);
        let answer = Stage::send(patch.body(json!({ "status": status }).to_string())).await;
        assert_eq!(answer.json()["status"], status);
    }
}
