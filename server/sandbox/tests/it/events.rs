//! Events that were missed.

use crate::stage::Stage;

#[tokio::test]
async fn events_can_be_asked_for_by_type_resource_and_time() {
    let stage = Stage::raise().await;
    let (_, method) = stage.saved("422159212").await;
    let count = async |query: &str| stage.get(&format!("/v1/events?{query}")).await.json().as_array().unwrap().len();
    assert_eq!(count("type=payment_method.activated").await, 1);
    assert_eq!(count(&format!("resource_id={method}")).await, 1);
    assert_eq!(count("since=2020-01-01").await, 2);
    assert_eq!(count("until=2020-01-01").await, 0);
    assert_eq!(stage.get("/v1/events?since=yesterday").await.status, 400);
    let first = stage.get("/v1/events").await.json()[0].clone();
    assert_eq!(stage.get(&format!("/v1/events/{}", first["id"].as_str().unwrap())).await.json(), first);
}
