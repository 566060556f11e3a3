//! The binary: `vuelta serve` (or nothing) runs the merchant, `vuelta sandbox` the stand-in alone.

use std::process::ExitCode;

use server::{config::Config, launch, sandbox_alone, telemetry};
use tokio_util::sync::CancellationToken;

const USAGE: &str = "usage: vuelta [serve | sandbox]";

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::start();
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed a provider before");
    let command = std::env::args().nth(1).unwrap_or_else(|| "serve".to_owned());
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(problems) => {
            tracing::error!("{problems}");
            return ExitCode::from(2);
        }
    };
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    let ended = match command.as_str() {
        "serve" => launch(config, stop).await,
        "sandbox" => sandbox_alone(config, stop).await,
        other => {
            tracing::error!("there is no command {other:?}; {USAGE}");
            return ExitCode::from(2);
        }
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut chain = error.to_string();
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                chain.push_str(&format!(": {cause}"));
                source = cause.source();
            }
            tracing::error!("{chain}");
            ExitCode::FAILURE
        }
    }
}

/// Asks everything to stop on Ctrl-C or when the system asks.
async fn stop_on_signal(stop: CancellationToken) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
    stop.cancel();
}
