//! The pages for people under `/_sandbox/`.

use reqwest::Method;
use serde_json::json;

use crate::stage::{Answer, KEY, Receiver, Stage};

/// Somebody with a browser.
struct Person<'a> {
    stage: &'a Stage,
    cookie: String,
}

impl<'a> Person<'a> {
    /// Signs in with that key.
    async fn with_key(stage: &'a Stage, key: &str) -> Self {
        let stranger = Self { stage, cookie: String::new() };
        let answer = stranger.press("/_sandbox/desk/sign-in", &[("key", key)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/_sandbox/"));
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        Self { stage, cookie }
    }

    async fn open(&self, path: &str) -> Answer {
        let request =
            self.stage.request(Method::GET, path).header("cookie", &self.cookie).header("accept", "text/html");
        Stage::send(request).await
    }

    async fn press(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.press_from("same-origin", path, fields).await
    }

    async fn press_from(&self, site: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.stage.request(Method::POST, path).header("cookie", &self.cookie);
        let request =
            request.header("sec-fetch-site", site).header("content-type", "application/x-www-form-urlencoded");
        Stage::send(request.body(form)).await
    }
}

#[tokio::test]
async fn without_a_key_it_says_what_it_is_and_how_to_call_it() {
    let stage = Stage::raise().await;
    let stranger = Person { stage: &stage, cookie: String::new() };
    let front = stranger.open("/_sandbox/").await;
    assert_eq!(front.status, 200);
    assert!(front.text.contains("A stand-in for the Fintoc API") && front.text.contains("curl -s"));
    let verbs = stranger.open("/_sandbox/verbs").await;
    assert!(verbs.text.contains("POST /_sandbox/clock") && verbs.text.contains("$FINTOC_SECRET_KEY"));
    for path in ["/_sandbox/desk/deliveries", "/_sandbox/desk/deliveries/del_x", "/_sandbox/desk/scenarios"] {
        let answer = stranger.open(path).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/_sandbox/"), "{path}");
    }
    let pressed = stranger.press("/_sandbox/desk/reset", &[("to", "empty"), ("sure", "yes")]).await;
    assert_eq!(pressed.header("location"), "/_sandbox/");
}

#[tokio::test]
async fn a_key_opens_its_own_account_and_shows_nowhere() {
    let stage = Stage::raise().await;
    let (customer, _) = stage.saved("422159212").await;
    let stranger = Person { stage: &stage, cookie: String::new() };
    let wrong = stranger.press("/_sandbox/desk/sign-in", &[("key", "pk_test_wrong")]).await;
    assert_eq!(wrong.status, 422);
    assert!(!wrong.text.contains("pk_test_wrong") && wrong.header("set-cookie").is_empty());

    let answer = stranger.press("/_sandbox/desk/sign-in", &[("key", KEY)]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/_sandbox"));
    assert!(!cookie.contains(KEY));

    let owner = Person::with_key(&stage, KEY).await;
    let front = owner.open("/_sandbox/").await;
    let object = format!("/_sandbox/desk/objects/customer/{customer}");
    assert!(front.text.contains(&object) && !front.text.contains(KEY));
    assert!(owner.open(&object).await.text.contains("ana@example.com"));
    let other = Person::with_key(&stage, "sk_test_of_somebody_else").await;
    assert!(!other.open("/_sandbox/").await.text.contains(&customer));
    assert_eq!(other.open(&object).await.status, 404);
    owner.press("/_sandbox/desk/sign-out", &[]).await;
    assert!(owner.open("/_sandbox/").await.text.contains("A stand-in for the Fintoc API"));
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let stage = Stage::raise().await;
    let (customer, _) = stage.saved("422159212").await;
    let owner = Person::with_key(&stage, KEY).await;
    for site in ["cross-site", "same-site", "none"] {
        let answer = owner.press_from(site, "/_sandbox/desk/reset", &[("to", "empty"), ("sure", "yes")]).await;
        assert_eq!(answer.status, 403, "{site}");
    }
    assert_eq!(stage.get(&format!("/v2/customers/{customer}")).await.status, 200);
}

#[tokio::test]
async fn its_headers_allow_nothing_but_its_own_style_and_forms() {
    let stage = Stage::raise().await;
    stage.saved("422159212").await;
    stage.arm(json!({"name": "decline"})).await;
    let owner = Person::with_key(&stage, KEY).await;
    for path in ["/_sandbox/", "/_sandbox/desk/deliveries", "/_sandbox/desk/scenarios", "/_sandbox/verbs"] {
        let page = owner.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(
            page.header("content-security-policy"),
            "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        );
        assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "same-origin"));
        assert!(!page.text.contains("<script") && !page.text.contains("style="), "{path}");
    }
    assert!(owner.open("/_sandbox/assets/desk.css").await.header("content-type").starts_with("text/css"));
}

#[tokio::test]
async fn every_scenario_of_the_catalogue_can_be_armed_with_its_form_and_cleared() {
    let stage = Stage::raise().await;
    let owner = Person::with_key(&stage, KEY).await;
    let catalogue = stage.get("/_sandbox/scenarios").await.json()["catalogue"].clone();
    for entry in catalogue.as_array().unwrap() {
        let mut fields = vec![("name".to_owned(), entry["name"].as_str().unwrap().to_owned())];
        fields.extend([("times", "1"), ("customer", "")].map(|(name, value)| (name.to_owned(), value.to_owned())));
        for parameter in entry["parameters"].as_array().unwrap() {
            let default = &parameter["default"];
            let value = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
            let name = parameter["name"].as_str().unwrap().to_owned();
            fields.push((name, if default.is_null() { String::new() } else { value }));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = owner.press("/_sandbox/desk/scenarios", &fields).await;
        assert_eq!(answer.header("location"), "/_sandbox/desk/scenarios?done=armed", "{fields:?}: {}", answer.text);
    }
    let armed = stage.get("/_sandbox/scenarios").await.json()["armed"].as_array().unwrap().clone();
    assert_eq!(armed.len(), catalogue.as_array().unwrap().len());
    let path = format!("/_sandbox/desk/scenarios/{}/clear", armed[0]["id"].as_str().unwrap());
    assert_eq!(owner.press(&path, &[]).await.status, 303);
    assert_eq!(owner.press(&path, &[]).await.status, 404, "it is gone");
    owner.press("/_sandbox/desk/scenarios/clear", &[]).await;
    assert!(owner.open("/_sandbox/desk/scenarios?done=cleared").await.text.contains("everything goes the usual way"));
}

#[tokio::test]
async fn a_delivery_shows_its_attempts_and_can_be_sent_again_badly() {
    let stage = Stage::raise().await;
    let (receiver, url) = Receiver::start().await;
    stage.listen_at(&url).await;
    receiver.fail(1);
    stage.saved("422159212").await;
    stage.sandbox.courier_run_once().await.unwrap();
    let owner = Person::with_key(&stage, KEY).await;
    let list = owner.open("/_sandbox/desk/deliveries?type=payment_method.activated").await;
    let id = stage.get("/_sandbox/deliveries?type=payment_method.activated").await.json()[0]["id"].clone();
    let here = format!("/_sandbox/desk/deliveries/{}", id.as_str().unwrap());
    assert!(list.text.contains(&here) && !list.text.contains("checkout_session.finished</"));
    let page = owner.open(&here).await;
    assert!(page.text.contains("fintoc-signature: t=") && page.text.contains("out of order"));
    assert_eq!(owner.press(&format!("{here}/retry"), &[]).await.header("location"), format!("{here}?done=hurried"));
    owner.press(&format!("{here}/resend"), &[("times", "1"), ("fault", "wrong_secret")]).await;
    stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!(receiver.heard().len(), 4);
    let newest = stage.get("/_sandbox/deliveries").await.json()[0]["id"].clone();
    let page = owner.open(&format!("/_sandbox/desk/deliveries/{}", newest.as_str().unwrap())).await;
    assert!(page.text.contains("its signature should not have passed the check"));
}

#[tokio::test]
async fn clock_pause_switches_and_reset_are_forms_too() {
    let stage = Stage::raise().await;
    let (customer, _) = stage.saved("422159212").await;
    stage.setup(&customer).await;
    let owner = Person::with_key(&stage, KEY).await;
    for (path, fields, done) in [
        (
            "pause",
            vec![("customer", customer.as_str()), ("room", "deliveries")],
            "/_sandbox/desk/deliveries?done=paused",
        ),
        ("resume", vec![("customer", customer.as_str()), ("order", "reversed")], "/_sandbox/?done=resumed"),
        ("clock", vec![("to", "expiry"), ("seconds", "60")], "/_sandbox/?done=pulled"),
        ("clock", vec![("seconds", "60")], "/_sandbox/?done=pulled"),
        ("settle", vec![], "/_sandbox/?done=settled"),
        ("settings", vec![("expire_on_leave", "on")], "/_sandbox/?done=saved"),
        ("reset", vec![("to", "seed"), ("sure", "yes")], "/_sandbox/?done=reset"),
    ] {
        let answer = owner.press(&format!("/_sandbox/desk/{path}"), &fields).await;
        assert_eq!(answer.header("location"), done, "{path}: {}", answer.text);
    }
    assert_eq!(stage.get("/_sandbox/settings").await.json()["expire_on_leave"], true);
    assert_eq!(stage.sandbox.stats(KEY).await.unwrap().methods_created, 9);
    let unsure = owner.press("/_sandbox/desk/reset", &[("to", "empty")]).await;
    assert_eq!(unsure.status, 400);
    assert!(unsure.text.contains("Tick the box first"));
}

#[tokio::test]
async fn the_front_page_leads_to_a_hosted_page_while_it_is_open() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let address = session["redirect_url"].as_str().unwrap();
    let owner = Person::with_key(&stage, KEY).await;
    assert!(owner.open("/_sandbox/").await.text.contains(&format!("href=\"{address}\"")));
    stage.post(&format!("/v2/checkout_sessions/{}/expire", session["id"].as_str().unwrap()), json!({})).await;
    assert!(!owner.open("/_sandbox/").await.text.contains(&format!("href=\"{address}\"")));
}

#[tokio::test]
async fn what_merchants_write_is_shown_as_text() {
    let stage = Stage::raise().await;
    stage.post("/v2/customers", json!({"email": "x@y.example", "name": "<script>alert(1)</script>"})).await;
    let owner = Person::with_key(&stage, KEY).await;
    let front = owner.open("/_sandbox/?done=%3Cscript%3E").await;
    assert!(front.text.contains("&lt;script&gt;") && !front.text.contains("<script"));
}

#[tokio::test]
async fn an_address_that_is_none_has_a_page_for_people() {
    let stage = Stage::raise().await;
    let owner = Person::with_key(&stage, KEY).await;
    let answer = owner.open("/_sandbox/earthquake").await;
    assert_eq!((answer.status, answer.text.contains("Nothing is here")), (404, true));
}
