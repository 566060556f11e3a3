//! The site: what the server hands in, which pages there are, and how one becomes an answer.

mod answer;
mod back;
mod routes;
mod visit;

pub(crate) use answer::{Caller, answered};
pub use answer::{RETRY_AFTER, respond};
pub use back::Back;
pub use routes::{App, needs_rider, wants_script};
pub use visit::{Assets, ScriptNonce, Theme, Visit};
