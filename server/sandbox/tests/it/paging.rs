//! Lists: by cursor in v2, by number in v1.

use serde_json::json;

use crate::stage::Stage;

/// Five endpoints, newest first.
async fn endpoints(stage: &Stage) -> Vec<String> {
    let mut made = Vec::new();
    for _ in 0..5 {
        let ask = json!({"url": "http://127.0.0.1:9/hooks", "enabled_events": ["refund.failed"]});
        made.push(stage.post("/v1/webhook_endpoints", ask).await.json()["id"].as_str().unwrap().to_owned());
    }
    made.reverse();
    made
}

#[tokio::test]
async fn lists_are_walked_by_their_absolute_next_link() {
    let stage = Stage::raise().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(stage.customer().await);
    }
    made.reverse();
    let mut seen = Vec::new();
    let mut next = "/v2/customers?limit=2".to_owned();
    while !next.is_empty() {
        let page = stage.get(&next).await;
        seen.extend(page.json().as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        next = page.header("link").trim_start_matches('<').split('>').next().unwrap_or_default().to_owned();
        assert!(next.is_empty() || next.starts_with(stage.url.as_str()), "{next}");
    }
    assert_eq!(seen, made);
    let back = stage.get(&format!("/v2/customers?limit=2&ending_before={}", made[4])).await.json();
    assert_eq!([&back[0]["id"], &back[1]["id"]], [&json!(made[2]), &json!(made[3])]);
    for bad in ["limit=301", "limit=0", "starting_after=a&ending_before=b", "starting_after=cus_nobody"] {
        assert_eq!(stage.get(&format!("/v2/customers?{bad}")).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn v1_lists_are_walked_by_page_number_with_links_all_around() {
    let stage = Stage::raise().await;
    let made = endpoints(&stage).await;
    let first = stage.get("/v1/webhook_endpoints?per_page=2").await;
    assert_eq!((first.ids(), first.header("x-total-count")), (made[..2].to_vec(), "5"));
    assert_eq!(first.link("prev"), None);
    let second = stage.get(&first.link("next").unwrap()).await;
    assert_eq!(second.ids(), made[2..4]);
    let last = stage.get(&second.link("last").unwrap()).await;
    assert_eq!((last.ids(), last.link("next")), (made[4..].to_vec(), None));
    assert_eq!(stage.get(&last.link("prev").unwrap()).await.ids(), made[2..4]);
    assert_eq!(stage.get(&last.link("first").unwrap()).await.ids(), made[..2]);
    let beyond = stage.get("/v1/webhook_endpoints?per_page=2&page=9").await;
    assert_eq!((beyond.text.as_str(), beyond.header("x-total-count")), ("[]", "5"));
    assert_eq!(stage.get("/v1/webhook_endpoints").await.ids(), made);
    for address in [first.link("next"), last.link("prev")] {
        assert!(address.unwrap().starts_with(stage.url.as_str()), "links are absolute");
    }
}

#[tokio::test]
async fn v1_lists_take_cursors_too_but_not_both_kinds() {
    let stage = Stage::raise().await;
    let made = endpoints(&stage).await;
    let page = stage.get(&format!("/v1/webhook_endpoints?limit=2&starting_after={}", made[0])).await;
    assert_eq!((page.ids(), page.header("x-total-count")), (made[1..3].to_vec(), ""));
    assert_eq!(stage.get(&page.link("next").unwrap()).await.ids(), made[3..]);
    for bad in [
        "page=1&limit=2",
        "per_page=2&starting_after=we_x",
        "page=0",
        "page=x",
        "per_page=301",
        "page=99999999999999999999",
    ] {
        assert_eq!(stage.get(&format!("/v1/webhook_endpoints?{bad}")).await.status, 400, "{bad}");
    }
    let far = stage.get(&format!("/v1/webhook_endpoints?page={}", i64::MAX)).await;
    assert_eq!((far.status, far.text.as_str()), (200, "[]"));
}

#[tokio::test]
async fn what_a_list_does_not_know_it_ignores() {
    let stage = Stage::raise().await;
    let customer = [stage.customer().await];
    for query in ["page=7&per_page=1", "surprise=%20", "limit=&starting_after=", "include[]=x"] {
        assert_eq!(stage.get(&format!("/v2/customers?{query}")).await.ids(), customer, "{query}");
    }
}

#[tokio::test]
async fn a_next_link_keeps_the_filters() {
    let stage = Stage::raise().await;
    let (customer, first) = stage.saved("422159212").await;
    let second = stage.save(&customer, "999000051").await;
    stage.saved("422159212").await;
    let page = stage.get(&format!("/v2/payment_methods?customer={customer}&limit=1")).await;
    assert_eq!(page.ids(), [second]);
    let page = stage.get(&page.link("next").unwrap()).await;
    assert_eq!((page.ids(), page.link("next")), (vec![first], None));
}
