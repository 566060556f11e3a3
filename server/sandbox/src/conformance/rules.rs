//! Behaviour that is not a field: one rule a line, by topic.

mod calls;
mod hooks;
mod money;
mod sessions;

use super::evidence::Evidence;

/// Rules about one thing.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) anchor: &'static str,
    pub(super) title: &'static str,
    pub(super) rules: &'static [Rule],
}

/// Something that this sandbox does. Code words stand between backticks.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) text: &'static str,
    pub(super) evidence: Evidence,
}

const fn rule(text: &'static str, evidence: Evidence) -> Rule {
    Rule { text, evidence }
}

/// In the order of the page.
pub(super) static TOPICS: &[&Topic] = &[
    &calls::KEYS,
    &calls::VERSIONS,
    &calls::ERRORS,
    &calls::IDEMPOTENCY,
    &calls::LISTS,
    &calls::LIMITS,
    &calls::VALUES,
    &sessions::LIFE,
    &sessions::SAVED_ACCOUNTS,
    &sessions::RETURN,
    &sessions::TEST_BANK,
    &money::PAYMENTS,
    &money::REFUNDS,
    &hooks::EVENTS,
    &hooks::DELIVERY,
    &hooks::SIGNATURE,
];
