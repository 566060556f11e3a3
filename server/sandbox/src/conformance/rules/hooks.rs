//! Events and their deliveries.

use super::{Topic, rule};
use crate::conformance::{
    evidence::Evidence::{Inferred, Older, Ours, Stated},
    sources::{
        CLI, EVENTS as TYPES, GOOD, HOOKCREATE, HOOKTEST, NODE, PY, RECOVER, REDIRECT, RUBY, SEED, UPGRADE, VALID, WE,
    },
};

pub(super) static EVENTS: Topic = Topic {
    anchor: "events-and-order",
    title: "Events and their order",
    rules: &[
        rule("`data` is the resource itself, as it was at that moment.", Older(&[PY])),
        rule(
            "Every event has the envelope. The guide prints `payment_method.activated` without one, which we take for \
             a slip.",
            Ours(&[SEED]),
        ),
        rule(
            "No order is promised. By default a payment's event comes before its session's; a fault can turn that \
             round.",
            Ours(&[GOOD]),
        ),
        rule("Events are written in the version the account is pinned to, which is 2026-02-01.", Stated(&[UPGRADE])),
        rule(
            "`checkout_session.finished` is sent, never `.completed`, the word of one old page.",
            Ours(&[REDIRECT, TYPES]),
        ),
        rule(
            "Missed events are listed by `GET /v1/events`, by `since`, `until`, `type` and `resource_id`. The filters \
             are Fintoc's; path and paging are ours.",
            Ours(&[RECOVER]),
        ),
        rule(
            "`POST /v1/events/trigger` makes an event up, with data whose ids cannot be fetched.",
            Stated(&[HOOKTEST, CLI]),
        ),
    ],
};

pub(super) static DELIVERY: Topic = Topic {
    anchor: "delivery",
    title: "Deliveries",
    rules: &[
        rule("A POST of JSON to every enabled endpoint that asked for the type.", Stated(&[HOOKCREATE])),
        rule("Any 2xx is success. Redirects are not followed.", Ours(&[HOOKCREATE])),
        rule("A receiver has ten seconds. Fintoc does not publish how long it waits.", Ours(&[HOOKCREATE])),
        rule("The first retry comes three seconds after the failure, and there are up to 17.", Stated(&[HOOKCREATE])),
        rule(
            "The wait doubles each time, give or take a tenth, which makes about 109 hours in all; an older page says \
             several days.",
            Ours(&[HOOKCREATE]),
        ),
        rule("The same event may arrive twice with the same id.", Stated(&[GOOD])),
        rule("The secret is shown in the answer to the create call, and only there.", Stated(&[WE])),
        rule("Endpoints take any type but `link.created`.", Stated(&[TYPES])),
        rule(
            "Plain http is delivered to on loopback. A sandbox that listens beyond loopback delivers to no private \
             address.",
            Ours(&[HOOKCREATE]),
        ),
        rule("An endpoint that is deleted or disabled gets nothing more, not even what it was owed.", Inferred(&[WE])),
    ],
};

pub(super) static SIGNATURE: Topic = Topic {
    anchor: "signature",
    title: "Signatures",
    rules: &[
        rule("`Fintoc-Signature: t=<unix seconds>,v1=<64 hex digits>`.", Stated(&[VALID])),
        rule(
            "HMAC-SHA256 over `t`, a full stop and the raw body; the key is the whole secret, `whsec_` included.",
            Older(&[NODE, PY, RUBY]),
        ),
        rule("`t` is the time of the delivery, not of the event: a retry is signed afresh.", Inferred(&[VALID])),
        rule(
            "The SDKs refuse what is older than 300 seconds. Python's accepts what is from the future, Node's does \
             not.",
            Older(&[NODE, PY]),
        ),
        rule("One `v1` part. Whether Fintoc sends two while a secret is rotated is not stated.", Ours(&[VALID])),
    ],
};
