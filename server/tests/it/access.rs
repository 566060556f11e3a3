//! Signing up, in and out; and what a guest may not see.

use reqwest::StatusCode;

use crate::stage::{Stage, uuid_like};

#[tokio::test]
async fn a_rider_signs_up_out_and_in_again() {
    let stage = Stage::raise().await;
    let browser = stage.browser();
    let email = format!("{}@example.cl", uuid_like());
    let page = browser.get("/signup").await;
    let typed = [("name", "Ana Rojas"), ("email", &*email), ("rut", "12345678-5"), ("password", "una clave larga")];
    assert_eq!(browser.submit(&page, "/signup", &typed).await.path(), "/book");

    let home = browser.submit(&browser.get("/wallet").await, "/logout", &[]).await;
    assert_eq!(home.path(), "/");
    assert_eq!(browser.get("/wallet").await.path(), "/login", "signed out");

    let page = browser.get("/wallet").await;
    let wrong = browser.submit(&page, "/login", &[("email", &email), ("password", "otra clave larga")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = browser.submit(&wrong, "/login", &[("email", &email), ("password", "una clave larga")]).await;
    assert_eq!(right.path(), "/wallet", "back to where they wanted to go");
}

#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_typed_but_never_the_password() {
    let stage = Stage::raise().await;
    let browser = stage.browser();
    let page = browser.get("/signup").await;
    let typed = [
        ("name", "Ana \"<b>\" Rojas"),
        ("email", "ana@example.cl"),
        ("rut", "12.345.678-9"),
        ("password", "una clave larga"),
    ];
    let again = browser.submit(&page, "/signup", &typed).await;
    assert_eq!((again.status, again.path()), (StatusCode::UNPROCESSABLE_ENTITY, "/signup"));
    let kept = again.form("/signup").fields;
    assert_eq!((kept["name"].as_str(), kept["rut"].as_str()), ("Ana \"<b>\" Rojas", "12.345.678-9"));
    assert!(!again.html.contains("una clave larga"), "the password came back");
}

#[tokio::test]
async fn an_email_signs_up_once() {
    let stage = Stage::raise().await;
    let email = format!("{}@example.cl", uuid_like());
    for (name, status) in [("Ana", StatusCode::OK), ("Otra Ana", StatusCode::UNPROCESSABLE_ENTITY)] {
        let browser = stage.browser();
        let page = browser.get("/signup").await;
        let typed = [("name", name), ("email", &*email), ("rut", "12.345.678-5"), ("password", "una clave larga")];
        assert_eq!(browser.submit(&page, "/signup", &typed).await.status, status);
    }
}

#[tokio::test]
async fn nobody_is_told_whether_an_email_is_known() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let known = ana.get("/wallet").await.text().split_whitespace().find(|word| word.contains('@')).unwrap().to_owned();
    let browser = stage.browser();
    let page = browser.get("/login").await;
    let mut texts = Vec::new();
    for email in [&*known, "nobody@example.cl", "not-an-address"] {
        let answer = browser.submit(&page, "/login", &[("email", email), ("password", "otra clave larga")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        texts.push(answer.text());
    }
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
}

#[tokio::test]
async fn signing_in_changes_the_session_and_the_database_holds_only_its_hash() {
    use reqwest::cookie::CookieStore;
    let stage = Stage::raise().await;
    let browser = stage.browser();
    let url = stage.address.parse().unwrap();
    // A language choice gives the guest a session before signing up.
    let landing = browser.get("/").await;
    let mut fields = landing.form("/preferences").fields;
    fields.insert("lang".into(), "en".into());
    browser.post("/preferences", &fields).await;
    let before = browser.cookies.cookies(&url).expect("a cookie");
    let page = browser.get("/signup").await;
    let email = format!("{}@example.cl", uuid_like());
    let typed = [("name", "Ana"), ("email", &*email), ("rut", "12.345.678-5"), ("password", "una clave larga")];
    browser.submit(&page, "/signup", &typed).await;
    let after = browser.cookies.cookies(&url).expect("a cookie");
    assert_ne!(before, after);
    let cookie = after.to_str().unwrap().split_once('=').unwrap().1.to_owned();
    let rows: Vec<String> =
        sqlx::query_scalar("select id_hash from sessions").fetch_all(stage.store().pool()).await.unwrap();
    assert!(!rows.is_empty() && !rows.contains(&cookie));
}

#[tokio::test]
async fn a_guest_is_sent_to_sign_in_and_back() {
    let stage = Stage::raise().await;
    for page in ["/wallet", "/book", "/rides", "/rides/ride_1"] {
        let answer = stage.browser().get(page).await;
        assert_eq!(answer.path(), "/login");
        assert_eq!(answer.form("/login").fields["next"], page);
    }
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let stage = Stage::raise().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http
        .post(format!("{}/login", stage.address))
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("email=ana%40example.cl&password=x")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn other_names_of_this_machine_lead_here_and_names_of_others_are_not_answered() {
    let stage = Stage::raise().await;
    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let ask = async |host: &str| {
        http.get(format!("{}/login?next=/book", stage.address)).header("host", host).send().await.unwrap()
    };
    let port = stage.address.rsplit_once(':').unwrap().1.to_owned();
    let local = ask(&format!("localhost:{port}")).await;
    assert_eq!(local.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(local.headers()["location"], format!("{}/login?next=/book", stage.address));
    assert_eq!(ask("evil.example").await.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn every_answer_says_how_it_may_be_used() {
    let stage = Stage::raise().await;
    let browser = stage.browser();
    for page in ["/", "/login", "/nowhere", "/healthz", "/assets/x/y"] {
        let answer = browser.get(page).await;
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{page}");
        assert_eq!(answer.headers["referrer-policy"], "same-origin", "{page}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        // Our own pages may be in the phone of the stage; what is no page may be in no frame.
        let framed = if ["/healthz", "/assets/x/y"].contains(&page) { "'none'" } else { "'self'" };
        assert!(policy.contains("default-src 'none'"), "{page}: {policy}");
        assert!(policy.contains(&format!("frame-ancestors {framed}")), "{page}: {policy}");
    }
    let landing = browser.get("/").await;
    assert!(!landing.html.contains("<script"), "a page without islands carries no script");
    let policy = landing.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'none'"), "{policy}");
    assert!(policy.contains("form-action 'self' http://localhost:"), "{policy}");
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_with_its_status() {
    let stage = Stage::raise().await;
    let rider = stage.rider("Ana").await;
    for page in ["/nowhere", "/rides/ride_that_never_was", "/rides/ride_that_never_was/receipt"] {
        assert_eq!(rider.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}
