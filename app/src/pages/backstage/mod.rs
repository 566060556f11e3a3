//! Pages for whoever shows this to others. They exist only while backstage is on.

mod frame;
mod reasons;
mod stage;
mod webhooks;

pub(crate) use reasons::ReasonsPage;
pub(crate) use stage::StagePage;
pub(crate) use webhooks::{OrderPage, WebhookPage, WebhooksPage};
