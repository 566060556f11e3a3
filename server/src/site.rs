//! The merchant's router: which address leads where, and what every answer carries.

use std::sync::Arc;

use app::{
    forms::Reply,
    site::{Assets, RETRY_AFTER, ScriptNonce, wants_script},
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRef, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, uri::Authority},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use leptos::context::provide_context;
use rand::RngExt as _;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use vuelta::refusal::Trouble;

use crate::{
    asked,
    assets::{self, Files},
    backend::Backend,
    config::{Config, is_loopback},
    forms, readiness,
    session_store::{LIFE, Sessions},
    sse,
    visit::{self, Caller},
    webhook,
};

/// What handlers share.
#[derive(Debug, Clone, FromRef)]
pub struct Site {
    /// The ports and all behind them.
    pub backend: Backend,
    /// The site's files.
    pub files: Files,
    /// Ends open streams when the server stops.
    pub stop: tokio_util::sync::CancellationToken,
}

/// The router of the merchant.
pub fn router(site: Site) -> Router {
    let config = &site.backend.config;
    let sessions = SessionManagerLayer::new(Sessions::new(site.backend.store.clone()))
        .with_name(if config.is_https() { "__Host-vuelta" } else { "vuelta" })
        .with_secure(config.is_https())
        .with_http_only(true)
        // Strict would sign riders out on their way back from the hosted page, which is another site.
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(LIFE.try_into().expect("seven days fit")));

    let pages = Router::new()
        .route("/signup", get(page).post(forms::sign_up))
        .route("/guest", post(forms::try_as_guest))
        .route("/login", get(page).post(forms::log_in))
        .route("/logout", post(forms::log_out))
        .route("/preferences", post(forms::preferences))
        .route("/wallet/setups", post(forms::start_setup))
        .route("/wallet/methods/{id}/forget", get(page).post(forms::forget))
        .route("/wallet/methods/{id}/main", post(forms::make_main))
        .route("/wallet/methods/{id}/nickname", post(forms::name_account))
        .route("/wallet/setups/{id}/live", get(sse::setup))
        .route("/profile/name", post(forms::rename))
        .route("/profile/password", post(forms::change_password))
        .route("/profile/account", post(forms::keep_account))
        .route("/profile/devices", post(forms::end_device))
        .route("/profile/devices/others", post(forms::end_other_devices))
        .route("/profile/export", get(forms::export))
        .route("/profile/leave", get(page).post(forms::leave))
        .route("/book", get(page).post(forms::book))
        .route("/places", get(page).post(forms::save_place))
        .route("/places/forget", post(forms::forget_place))
        .route("/rides/{id}/payments", post(forms::retry))
        .route("/rides/{id}/destination", get(page).post(forms::change_destination))
        .route("/rides/{id}/cancel", get(page).post(forms::cancel))
        .route("/rides/{id}/extras/{extra}/payments", post(forms::pay_balance))
        .route("/rides/{id}/rating", post(forms::rate))
        .route("/rides/{id}/tip", post(forms::tip))
        .route("/rides/{id}/live", get(sse::ride))
        .merge(forms::backstage(&site))
        .fallback(get(page))
        .layer(middleware::from_fn_with_state(site.clone(), asked::layer))
        .layer(middleware::from_fn_with_state(site.clone(), visit::layer))
        .layer(sessions)
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(32 * 1024))
        .layer(CompressionLayer::new().br(true).gzip(true))
        .layer(middleware::from_fn_with_state(site.clone(), one_host));

    Router::new()
        .route("/assets/{version}/{*file}", get(assets::versioned).layer(CompressionLayer::new().br(true).gzip(true)))
        .route("/robots.txt", get(assets::robots))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readiness::ready))
        .route("/webhooks/fintoc", post(webhook::receive).layer(DefaultBodyLimit::max(webhook::LARGEST)))
        .merge(pages)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(site.clone(), common_headers))
        .with_state(site)
}

/// Any page.
async fn page(State(site): State<Site>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned();
    draw(&site, &caller, &address, None).await
}

/// Draws the page at `address`; with a reply, as the answer to its form.
pub async fn draw(site: &Site, caller: &Caller, address: &str, reply: Option<Reply>) -> Response {
    let Ok(uri) = address.parse::<Uri>() else { return StatusCode::BAD_REQUEST.into_response() };
    let nonce = wants_script(uri.path()).then(|| hex::encode(rand::rng().random::<[u8; 16]>()));
    let policy = content_security_policy(&site.backend.config, nonce.as_deref());
    let context = {
        let visit = caller.visit(address);
        let assets = Assets { base: site.files.base() };
        let backend: Arc<dyn vuelta::ports::Backend> = Arc::new(site.backend.clone());
        let backstage =
            caller.backstage.then(|| -> Arc<dyn vuelta::backstage::Backstage> { Arc::new(site.backend.clone()) });
        move || {
            provide_context(visit.clone());
            provide_context(assets.clone());
            provide_context(backend.clone());
            if let Some(backstage) = &backstage {
                provide_context(backstage.clone());
            }
            if let Some(nonce) = &nonce {
                provide_context(ScriptNonce(nonce.clone()));
            }
            if let Some(reply) = &reply {
                provide_context(reply.clone());
            }
        }
    };
    let request = Request::builder().uri(uri).body(Body::empty()).expect("a parsed address makes a request");
    let mut response = app::site::respond(context, request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The policy of a page: no script at all, or only what the nonce vouches for.
fn content_security_policy(config: &Config, nonce: Option<&str>) -> HeaderValue {
    let script = match nonce {
        Some(nonce) => format!("'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'"),
        None => "'none'".to_owned(),
    };
    // A form may be answered with a redirect to the hosted page, and browsers check that against `form-action` too.
    let checkout = config.checkout_origins.join(" ");
    let policy = format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self' {checkout}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("origins and hexadecimal digits are visible ASCII")
}

/// One host: other names of this machine lead to it, names of others are not ours to answer.
async fn one_host(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    // No id of ours holds a NUL, and Postgres takes none in a text.
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let public = &backend.config.public_url;
    let asked = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = asked.and_then(|host| host.parse::<Authority>().ok());
    let Some(asked) = asked else { return StatusCode::BAD_REQUEST.into_response() };
    let same_host = public.host_str() == Some(asked.host());
    let same_port = public.port_or_known_default() == asked.port_u16().or_else(|| default_port(public.scheme()));
    if same_host && same_port {
        return next.run(request).await;
    }
    if is_loopback(public) && matches!(asked.host(), "localhost" | "127.0.0.1" | "[::1]") {
        let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
        return Redirect::permanent(&backend.config.page(address)).into_response();
    }
    (StatusCode::MISDIRECTED_REQUEST, "this server answers under another name\n").into_response()
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    }
}

/// What every answer carries, errors and files included.
async fn common_headers(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    const COMMON: [(HeaderName, &str); 5] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
    ];
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in COMMON {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if backend.config.is_https() {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Trouble before there is a caller to draw a page for.
pub fn bare_trouble(trouble: &Trouble) -> Response {
    if *trouble == Trouble::Busy {
        let page = "<!DOCTYPE html><html lang=\"es-CL\"><meta charset=\"utf-8\"><title>Vuelta</title>\
                    <h1>Hay mucho movimiento en este momento</h1><p>Prueba otra vez en unos segundos.</p>\
                    <p lang=\"en\">We’re very busy right now. Try again in a few seconds.</p>";
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER)], Html(page)).into_response();
    }
    let what = match trouble {
        Trouble::Internal(incident) => incident.to_string(),
        Trouble::Refused(_) | Trouble::Busy => "—".to_owned(),
    };
    let page = format!(
        "<!DOCTYPE html><html lang=\"es-CL\"><meta charset=\"utf-8\"><title>Vuelta</title>\
         <h1>Algo falló de nuestro lado</h1><p>Código: {what}</p>\
         <p lang=\"en\">Something broke on our side. Code: {what}</p>"
    );
    (StatusCode::INTERNAL_SERVER_ERROR, Html(page)).into_response()
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let incident = crate::ids::incident();
    tracing::error!(%incident, "a handler panicked");
    bare_trouble(&Trouble::Internal(incident))
}
