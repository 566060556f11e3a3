//! Pages for whoever shows this to others. They exist only while backstage is on.

mod chips;
mod frame;
mod palette;
mod reasons;
mod scenarios;
mod stage;
mod verbs;

pub use chips::chips;
pub use palette::list as palette;
pub use verbs::{Listed, verbs};

pub(crate) use reasons::ReasonsPage;
pub(crate) use scenarios::ScenariosPage;
pub(crate) use stage::StagePage;
pub(crate) use verbs::VerbsPage;
