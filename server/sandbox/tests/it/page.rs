//! The hosted page itself.

use serde_json::json;

use crate::stage::{CANCEL, Stage};

#[tokio::test]
async fn cancelling_leads_back_and_leaves_the_session_open() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.open().await;
    assert_eq!(page.post("cancel", &[]).await.header("location"), CANCEL);
    assert_eq!(stage.session(session["id"].as_str().unwrap()).await["status"], "in_progress");
}

#[tokio::test]
async fn every_step_has_an_address_to_come_back_to() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    assert_eq!(stage.get(&page.path).await.header("location"), format!("{}/bank", page.path));
    page.step("bank", &[("institution_id", "cl_banco_bci")]).await;
    assert_eq!(stage.get(&page.path).await.header("location"), format!("{}/login", page.path));
    assert!(page.get("bank").await.text.contains("Seleccione su banco"), "where the back button leads");
}

#[tokio::test]
async fn a_form_that_does_not_fit_leads_to_where_the_session_is() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    for (step, field, value) in
        [("authorise", "decision", "approve"), ("account", "account", "422159212"), ("login", "as", "416148503")]
    {
        let answer = page.post(step, &[(field, value)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, format!("{}/bank", page.path).as_str()), "{step}");
    }
    page.to_authorisation("422159212").await;
    assert_eq!(page.get("bank").await.status, 200, "the back button shows an earlier step");
    let other = page.post("bank", &[("institution_id", "cl_banco_itau")]).await;
    assert_eq!(other.header("location"), format!("{}/login", page.path), "and choosing again begins again");
}

#[tokio::test]
async fn an_expired_session_says_so_and_links_back() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("999000027").await;
    let session = stage.pay(&customer, &method).await;
    let page = stage.page(&session);
    page.open().await;
    let pulled = stage.post("/_sandbox/clock", json!({"customer": customer, "seconds": 24 * 60 * 60})).await;
    assert_eq!(pulled.status, 200, "{}", pulled.text);
    let shown = page.open().await;
    assert!(shown.text.contains("Esta página venció") && shown.text.contains(CANCEL));
    assert!(!shown.text.contains("http-equiv=\"refresh\""), "nothing was decided here: nothing leads back by itself");
    for step in ["bank", "authorise"] {
        assert_eq!(page.get(step).await.header("location"), page.path, "any address leads to the end");
    }
    assert_eq!(page.post("authorise", &[("decision", "approve")]).await.header("location"), page.path);
    assert_eq!(page.post("cancel", &[]).await.header("location"), CANCEL);
    let expired = stage.session(session["id"].as_str().unwrap()).await;
    assert_eq!(expired["status"], "expired");
    assert_eq!(expired["payment_resource"]["payment_intent"]["status"], "expired");
    assert_eq!(stage.event_types().await[2..], ["payment_intent.expired", "checkout_session.expired"]);
}

#[tokio::test]
async fn its_headers_allow_nothing_but_its_own_style_and_the_way_back() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session).open().await;
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self' http://127.0.0.1:9; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(page.text.contains("no es un banco, no use sus datos reales"));
    let scripts: Vec<_> = page.text.match_indices("<script").collect();
    assert_eq!(scripts.len(), 1, "one script, and nothing inline");
    assert!(page.text.contains("<script type=\"module\" src=\"/checkout-assets/page.js\"></script>"));
    assert!(!page.text.contains("style=") && !page.text.contains(" onclick"));
}

#[tokio::test]
async fn what_people_type_is_shown_as_text() {
    let stage = Stage::raise().await;
    let mut ask = crate::stage::setup_of(&stage.customer().await);
    ask["business_profile"] = json!({"name": "<b>Mala & Cía</b>"});
    let session = stage.post("/v2/checkout_sessions", ask).await.json();
    let page = stage.page(&session);
    let shown = page.get("bank?q=%22%3E%3Cscript%3E").await;
    assert!(shown.text.contains("&lt;b&gt;Mala &amp; Cía") && !shown.text.contains("<script>"));
}

#[tokio::test]
async fn the_language_can_be_switched_and_stays() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    assert!(page.open().await.text.contains("Seleccione su banco"));
    let english = page.get("bank?lang=en").await;
    assert!(english.text.contains("Choose your bank") && english.text.contains("lang=\"en\""));
    assert!(page.open().await.text.contains("Choose your bank"));
}

#[tokio::test]
async fn a_session_nobody_made_has_no_page() {
    let stage = Stage::raise().await;
    let answer = stage.get("/checkout/cs_nobody").await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("Esta página no existe"));
}

#[tokio::test]
async fn a_search_hides_the_banks_that_do_not_fit() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    let found = page.get("bank?q=itau").await.text;
    assert!(
        found.contains("data-bank=\"Itaú\"><button") && found.contains("data-bank=\"BCI\" hidden><button"),
        "{found}"
    );
    let none = page.get("bank?q=nadie").await.text;
    assert!(none.contains("Ningún banco se llama «nadie»") && none.contains("Ver todos los bancos"));
}

#[tokio::test]
async fn the_time_left_ticks_and_without_script_the_page_comes_back_when_it_is_over() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    let early = page.open().await.text;
    assert!(early.contains("role=\"timer\" data-left=\"86") && early.contains(" min</b>"), "{early}");
    assert!(!early.contains("http-equiv=\"refresh\"") && !early.contains("data-wait"));
    stage.pull(24 * 60 * 60 - 10 * 60).await;
    let late = page.open().await.text;
    let refresh = ["600", "599"].map(|left| format!("<noscript><meta http-equiv=\"refresh\" content=\"{left}\">"));
    assert!(refresh.iter().any(|tag| late.contains(tag)), "{late}");
    let script = stage.get("/checkout-assets/page.js").await;
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
}

#[tokio::test]
async fn a_way_back_may_be_written_as_people_write_it() {
    let stage = Stage::raise().await;
    for (sent, leads_to) in [
        ("https://comercio.cl/señal?barrio=Ñuñoa", "https://comercio.cl/se%C3%B1al?barrio=%C3%91u%C3%B1oa"),
        ("https://ñandú.cl/no", "https://xn--and-6ma2c.cl/no"),
        (" https://comercio.cl/a\n/b ", "https://comercio.cl/a/b"),
    ] {
        let session = stage.collect(4990, json!({"cancel_url": sent})).await;
        assert_eq!(session["cancel_url"], sent, "it is answered as it came");
        let answer = stage.page(&session).post("cancel", &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, leads_to));
    }
}
