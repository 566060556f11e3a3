//! Pages for whoever shows this to others. They exist only while backstage is on.

mod frame;
mod people;
mod reasons;
mod stage;
mod stories;

pub(crate) use people::PeoplePage;
pub(crate) use reasons::ReasonsPage;
pub(crate) use stage::StagePage;
pub(crate) use stories::{BeatPage, StoriesPage};
