//! Calling the API.

use super::{Topic, rule};
use crate::conformance::{
    evidence::Evidence::{Inferred, Observed, Older, Ours, Stated},
    sources::{
        ACCEPT, ALTTEST, AUTH, CHANGES, CUS, ERR, IDEM, KEYS as APIKEYS, META, NODE, PM, PY, RATE, RECOVER, RUBY,
        TESTMODE, TITAN, UPGRADE,
    },
};

pub(super) static KEYS: Topic = Topic {
    anchor: "keys",
    title: "Keys and accounts",
    rules: &[
        rule("The secret key travels in `Authorization` as it is, without a scheme.", Stated(&[AUTH])),
        rule("`Authorization: Bearer <key>` works too.", Older(&[RUBY])),
        rule(
            "HTTP Basic is answered 401 and told why: one page shows it, an integrator found that it fails.",
            Ours(&[ALTTEST, TITAN]),
        ),
        rule("A key starts with `sk_test_`. Live keys and public keys are answered 401.", Stated(&[AUTH, APIKEYS])),
        rule(
            "Any such key is an account of its own, made by its first call. Fintoc issues keys in its dashboard.",
            Ours(&[APIKEYS]),
        ),
        rule("What belongs to another key or mode reads as not found.", Stated(&[AUTH, TESTMODE])),
        rule("Only JSON is spoken. A body without a content type is taken for JSON; any other is 400.", Ours(&[AUTH])),
    ],
};

pub(super) static VERSIONS: Topic = Topic {
    anchor: "versions",
    title: "Versions",
    rules: &[
        rule("`Fintoc-Version` may say 2021-03-23, 2023-11-15, 2025-08-13 or 2026-02-01.", Stated(&[UPGRADE])),
        rule(
            "Without it the account's pinned version counts. Every account here is pinned to 2026-02-01.",
            Ours(&[UPGRADE]),
        ),
        rule(
            "Sessions, payment intents and setup intents of v2 need 2026-02-01; an older one is 403.",
            Stated(&[UPGRADE]),
        ),
        rule("An unknown version is 403 `invalid_api_version`.", Older(&[RUBY])),
        rule(
            "Older versions that are accepted change no shape here: everything is answered as of 2026-02-01.",
            Ours(&[UPGRADE]),
        ),
        rule(
            "Ids are opaque and their form may change: prefix and 27 letters or digits that sort by time.",
            Stated(&[CHANGES]),
        ),
    ],
};

pub(super) static ERRORS: Topic = Topic {
    anchor: "errors",
    title: "Errors",
    rules: &[
        rule("Every error is `{\"error\": {type, code, message, param, doc_url}}`.", Stated(&[ERR])),
        rule("`param` is null when the error is about no parameter; Fintoc may leave it out.", Ours(&[ERR])),
        rule("An unknown address is 404 `invalid_url`, a wrong method 405 `operation_not_allowed`.", Older(&[RUBY])),
        rule("A 401 shows the first characters of the key that was sent, then asterisks.", Stated(&[ERR])),
        rule(
            "Every answer has an `X-Request-Id`, and every answer to a GET an `ETag`. `If-None-Match` is not honoured.",
            Older(&[RUBY]),
        ),
        rule("Parameters that are not documented are ignored, and null means not sent.", Ours(&[ERR])),
        rule("Text with NUL characters, and nesting beyond sixteen levels, is 400.", Ours(&[ERR])),
        rule("A body beyond one mebibyte is 413.", Ours(&[ERR])),
        rule(
            "A scenario may answer a call with an error, stall it or cut it. A 500 is Fintoc's own first result, so an \
             Idempotency-Key keeps it; a 429, a 502, a stall and a cut come from in front of it and are not kept.",
            Ours(&[ERR, IDEM]),
        ),
    ],
};

pub(super) static IDEMPOTENCY: Topic = Topic {
    anchor: "idempotency",
    title: "Idempotency",
    rules: &[
        rule("Every POST takes `Idempotency-Key`, at most 255 characters.", Stated(&[IDEM])),
        rule("The first result is kept, good or bad, and given again: status and body.", Stated(&[IDEM])),
        rule("What fails authentication is not kept.", Stated(&[IDEM])),
        rule("Nor is what cannot be read: a body that is not JSON, or too large.", Ours(&[IDEM])),
        rule(
            "The same key with other parameters is 409 `idempotency_key_reused`; the source says \"an error\".",
            Ours(&[IDEM]),
        ),
        rule("The same key while the first request runs is 409 `idempotency_key_in_use`.", Ours(&[IDEM])),
        rule("A key is forgotten after 24 hours, which is the least Fintoc promises.", Stated(&[IDEM])),
        rule("Parameters in another order are the same parameters.", Ours(&[IDEM])),
    ],
};

pub(super) static LISTS: Topic = Topic {
    anchor: "lists",
    title: "Lists",
    rules: &[
        rule("v2: a bare array, newest first; `limit` of 30 unless asked, 300 at most.", Stated(&[PM])),
        rule("`starting_after` or `ending_before`, never both: both are 400.", Stated(&[PM])),
        rule("A `Link` header with `rel=\"next\"` while there is more, and none at the end.", Older(&[NODE, PY])),
        rule(
            "v1: `page` and `per_page`, 300 at most; `Link` with first, prev, next and last; `X-Total-Count`.",
            Older(&[RUBY]),
        ),
        rule("Links are absolute, on the sandbox's own origin: SDKs follow them as they are.", Older(&[NODE])),
        rule("v1 lists take the cursors of v2 as well, but not both ways at once.", Ours(&[RECOVER])),
        rule("A cursor that names nothing is 400 `missing_cursor`.", Older(&[RUBY])),
        rule("An empty value counts as not sent, a name sent twice is 400.", Ours(&[PY])),
    ],
};

pub(super) static LIMITS: Topic = Topic {
    anchor: "limits",
    title: "Rate limit",
    rules: &[
        rule(
            "100 calls a second and account; the next is 429 `rate_limit_exceeded`. An old status page says five.",
            Ours(&[RATE, ERR]),
        ),
        rule("An account may save up one second's worth of calls; how Fintoc counts is not published.", Ours(&[RATE])),
        rule(
            "There is no `Retry-After`. Clients wait 1, 2, 4, 8 and 16 seconds, each with up to one second more.",
            Stated(&[RATE]),
        ),
        rule("Only `/v1` and `/v2` are limited.", Inferred(&[RATE])),
    ],
};

pub(super) static VALUES: Topic = Topic {
    anchor: "values",
    title: "Metadata, money, time, tax ids",
    rules: &[
        rule(
            "Metadata: 50 keys, 40 characters a key, 500 a value; text, numbers and booleans, nothing nested.",
            Stated(&[META]),
        ),
        rule("Money is a whole number of the smallest unit; the Chilean peso has none smaller.", Older(&[ACCEPT])),
        rule(
            "Instants are ISO 8601 in UTC with milliseconds. Parsers must not count on the milliseconds.",
            Older(&[PY]),
        ),
        rule(
            "E-mails and countries are stored in lower case, tax ids without dots and hyphen and in upper case.",
            Stated(&[CUS]),
        ),
        rule("Check digits of tax ids are not verified: Fintoc's own samples have wrong ones.", Ours(&[CUS])),
        rule(
            "http addresses on loopback are accepted, as integrators wish the real API did. The switch `https_only` \
             refuses them.",
            Observed(&[TITAN]),
        ),
    ],
};
