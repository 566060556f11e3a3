//! The log: what happened, for engineers. Never a secret, a password, a RUT or an account number.

use fintoc::{Exchange, Observer};
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error. `RUST_LOG` chooses what; `LOG_FORMAT=json` writes one JSON object a line.
#[expect(clippy::disallowed_methods, reason = "the log must be open before settings are read, to report them")]
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("LOG_FORMAT").is_ok_and(|format| format == "json") {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
}

/// Writes a line for every exchange with Fintoc: what was asked and how it ended, not what was said.
#[derive(Debug, Clone, Copy)]
pub struct LogExchanges;

impl Observer for LogExchanges {
    fn exchanged(&self, exchange: &Exchange) {
        tracing::info!(
            method = %exchange.method,
            path = %exchange.path,
            status = exchange.status,
            ms = u64::try_from(exchange.duration.as_millis()).unwrap_or(u64::MAX),
            request = exchange.request_id.as_deref(),
            failure = exchange.failure.as_deref(),
            "fintoc"
        );
    }
}
