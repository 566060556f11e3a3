//! The sandbox by itself: a stand-in for Fintoc on `127.0.0.1:4010`.
//!
//! ```sh
//! cargo run -p sandbox --example stand_alone
//! curl -s http://127.0.0.1:4010/v2/checkout_sessions \
//!   -H 'Authorization: sk_test_me' -H 'Content-Type: application/json' -d '{
//!   "flow": "setup", "currency": "CLP", "customer_data": {"email": "ana@example.com"},
//!   "success_url": "http://127.0.0.1:3000/ok", "cancel_url": "http://127.0.0.1:3000/no"}'
//! ```
//! Open the `redirect_url` of the answer. `SANDBOX_ADDR` moves it; `SANDBOX_DATABASE_URL` (such as `sqlite://sandbox.db`) lets
//! it remember.

use std::{env, error::Error};

use sandbox::{Config, Sandbox};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_env_filter("sandbox=debug,stand_alone=info").init();
    let wanted = env::var("SANDBOX_ADDR").unwrap_or_else(|_| "127.0.0.1:4010".to_owned());
    let database = env::var("SANDBOX_DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let listener = TcpListener::bind(&wanted).await?;
    let address = listener.local_addr()?;
    let public_url = Url::parse(&format!("http://{address}"))?;
    let config = Config { open_deliveries: address.ip().is_loopback(), ..Config::new(public_url, database) };
    let sandbox = Sandbox::open(config).await?;

    let stop = CancellationToken::new();
    let courier = tokio::spawn({
        let (sandbox, stop) = (sandbox.clone(), stop.clone());
        async move { sandbox.run(stop).await }
    });
    tracing::info!("the sandbox listens on http://{address}; any key that starts with sk_test_ is an account");
    let goodbye = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "cannot listen for ctrl-c");
        }
    };
    axum::serve(listener, sandbox.router()).with_graceful_shutdown(goodbye).await?;
    stop.cancel();
    courier.await?;
    Ok(())
}
