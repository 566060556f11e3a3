//! Pages for whoever shows this to others. They exist only while backstage is on.

mod body;
mod chips;
mod frame;
mod join;
mod log;
mod palette;
mod people;
mod reasons;
mod scenarios;
mod size;
pub mod stage;
mod stories;
mod verbs;
mod webhooks;

pub use chips::chips;
pub use palette::list as palette;
pub use verbs::{Listed, verbs};

pub(crate) use join::{InvitedPage, JoinPage};
pub use log::handover;
pub(crate) use log::{LogPage, MomentPage};
pub(crate) use people::PeoplePage;
pub(crate) use reasons::ReasonsPage;
pub(crate) use scenarios::ScenariosPage;
pub(crate) use stage::{StagePage, ToBankPage};
pub(crate) use stories::{BeatPage, StoriesPage};
pub(crate) use verbs::VerbsPage;
pub(crate) use webhooks::{OrderPage, WebhookPage, WebhooksPage};
