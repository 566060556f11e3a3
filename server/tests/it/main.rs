//! Stories of the whole server: a merchant and a sandbox on free ports, over real TCP and a real database.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "stories look at rows and say how much they walked, and a surprise ends them"
)]

mod access;
mod backlog;
mod backstage_apart;
mod backstage_join;
mod backstage_logs;
mod backstage_recorder;
mod backstage_scenarios;
mod backstage_stage;
mod backstage_stories;
mod backstage_webhooks;
mod batch;
mod bench;
mod booking;
mod cancelling;
mod crash;
mod cut_off;
mod cuts;
mod extras;
mod faults;
mod full;
mod guests;
mod hosted_page;
mod journeys;
mod kills;
mod limits;
mod locked;
mod missed;
mod orders;
mod page;
mod paying_and_saving;
mod places;
mod power;
mod process;
mod profile;
mod proxy;
mod quotes;
mod refunds;
mod saving;
mod scene;
mod secrets;
mod servers;
mod stage;
mod stopping;
mod store;
mod tips;
mod wallet;
mod webhooks;
mod weight;
