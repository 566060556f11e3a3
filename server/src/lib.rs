//! What has power: the merchant's server, its store and its workers, and the sandbox beside it.

mod asked;
pub mod assets;
pub mod backend;
pub mod clock;
pub mod config;
pub mod controls;
mod endpoint;
mod forms;
mod ids;
pub mod launch;
pub mod live;
pub mod passwords;
pub mod points;
mod readiness;
pub mod recorder;
pub mod seal;
mod session_store;
mod site;
mod sse;
pub mod store;
pub mod telemetry;
mod visit;
pub mod webhook;
pub mod workers;

pub use launch::{LaunchError, Listeners, Running, launch, sandbox_alone, start};
