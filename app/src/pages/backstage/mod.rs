//! Pages for whoever shows this to others. They exist only while backstage is on.

mod frame;
mod log;
mod reasons;
mod stage;

pub use log::handover;
pub(crate) use log::{LogPage, MomentPage};
pub(crate) use reasons::ReasonsPage;
pub(crate) use stage::StagePage;
