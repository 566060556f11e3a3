//! Parameters that calls share.

use super::{Parameter, Place};
use crate::conformance::{
    evidence::Evidence::{self, Inferred, Older, Ours, Stated},
    schema::Shape::{self, DayOrInstant, Filled, Integer, Sized, Text, Word},
    sources::{IDEM, NODE, PM, RECOVER, REF, RUBY, UPGRADE},
};

const fn parameter(
    place: Place,
    name: &'static str,
    shape: Shape,
    about: &'static str,
    evidence: Evidence,
) -> Parameter {
    Parameter { name, place, shape, about, evidence }
}

pub(super) static ID: &[Parameter] = &[parameter(Place::Path, "id", Filled, "The object's id.", Inferred(&[NODE]))];

pub(super) static VERSION: &[Parameter] = &[parameter(
    Place::Header,
    "Fintoc-Version",
    Word(&["2021-03-23", "2023-11-15", "2025-08-13", "2026-02-01"]),
    "Overrides the version the account is pinned to. Accounts here are pinned to 2026-02-01.",
    Stated(&[UPGRADE]),
)];

pub(super) static NEWEST_VERSION: &[Parameter] = &[parameter(
    Place::Header,
    "Fintoc-Version",
    Word(&["2026-02-01"]),
    "This call needs 2026-02-01 or later. Accounts here are pinned to it.",
    Stated(&[UPGRADE]),
)];

pub(super) static IDEMPOTENCY: &[Parameter] = &[parameter(
    Place::Header,
    "Idempotency-Key",
    Sized(1, 255),
    "The first result of a key, good or bad, is its result for 24 hours.",
    Stated(&[IDEM]),
)];

pub(super) static CURSORS: &[Parameter] = &[
    parameter(Place::Query, "limit", Integer(1, 300), "How many; 30 unless said otherwise.", Stated(&[PM])),
    parameter(Place::Query, "starting_after", Text, "Only what is older than this object.", Stated(&[PM])),
    parameter(
        Place::Query,
        "ending_before",
        Text,
        "Only what is newer. Not together with starting_after.",
        Stated(&[PM]),
    ),
];

pub(super) static PAGES: &[Parameter] = &[
    parameter(
        Place::Query,
        "page",
        Integer(1, i64::MAX),
        "Which page; the first unless said otherwise.",
        Older(&[RUBY]),
    ),
    parameter(
        Place::Query,
        "per_page",
        Integer(1, 300),
        "How many on a page; 30 unless said otherwise.",
        Older(&[RUBY]),
    ),
];

pub(super) static OF_CUSTOMER: &[Parameter] =
    &[parameter(Place::Query, "customer", Text, "Only this customer's.", Stated(&[PM]))];

pub(super) static PERIOD: &[Parameter] = &[
    parameter(
        Place::Query,
        "since",
        DayOrInstant,
        "Not before that. A day means its first instant in UTC.",
        Stated(&[RECOVER]),
    ),
    parameter(
        Place::Query,
        "until",
        DayOrInstant,
        "Not after that. A day means its first instant in UTC, which is our choice.",
        Ours(&[RECOVER]),
    ),
];

pub(super) static ABOUT: &[Parameter] = &[
    parameter(Place::Query, "type", Text, "Only events of this type.", Stated(&[RECOVER])),
    parameter(Place::Query, "resource_id", Text, "Only events about this object.", Stated(&[RECOVER])),
];

pub(super) static STATUS: &[Parameter] = &[parameter(
    Place::Query,
    "status",
    Word(&["created", "pending", "in_progress", "succeeded", "failed", "canceled"]),
    "Only refunds that stand there.",
    Stated(&[REF]),
)];
