//! Pages for whoever shows this to others. They exist only while backstage is on.

mod frame;
mod join;
mod log;
mod reasons;
mod size;
pub mod stage;

pub(crate) use join::{InvitedPage, JoinPage};
pub use log::handover;
pub(crate) use log::{LogPage, MomentPage};
pub(crate) use reasons::ReasonsPage;
pub(crate) use stage::{StagePage, ToBankPage};
