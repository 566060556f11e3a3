//! Slips and contradictions in what is published, and what becomes of them here.

use super::{
    evidence::Evidence::{self, Observed, Older, Ours, Stated},
    sources::{
        ALTTEST, CSOBJ, CSREF, CUS, ERR, EVENTS, NODE, PY, RATE, REDIRECT, REF, SAVE, SEED, SETI, TEST, TITAN, UPGRADE,
    },
};

/// Something that does not fit.
#[derive(Debug)]
pub(super) struct Oddity {
    pub(super) published: &'static str,
    pub(super) here: &'static str,
    pub(super) evidence: Evidence,
}

const fn oddity(published: &'static str, here: &'static str, evidence: Evidence) -> Oddity {
    Oddity { published, here, evidence }
}

pub(super) static ODDITIES: &[Oddity] = &[
    oddity("The last sample of the guide posts to `/v2/checkout_sesison`.", "404 `invalid_url`.", Stated(&[SEED])),
    oddity(
        "The sample of `checkout_session.finished` has no `payment_method`, and a customer without id, though the prose says \
         that both must be there.",
        "Both are there; a switch takes them away.",
        Ours(&[SEED]),
    ),
    oddity(
        "The same sample, a setup, has an `amount`; the object page says it is left out.",
        "Left out.",
        Ours(&[SEED, CSOBJ]),
    ),
    oddity("`payment_method.activated` is printed without an envelope.", "It has one.", Ours(&[SEED])),
    oddity("Envelopes in samples lack `mode` and `created_at`; real ones have them.", "They are there.", Older(&[PY])),
    oddity("`setup_intent` is an id in one place and an object in another.", "An id.", Ours(&[SEED, SETI])),
    oddity(
        "The sample holder `12088191` looks like a RUT without check digit; it is 1.208.819-1.",
        "Compact RUTs keep their check digit.",
        Stated(&[CUS, CSOBJ]),
    ),
    oddity(
        "Other samples use holders with a wrong check digit, such as `123456789`.",
        "What merchants send is not verified; what payers type is.",
        Ours(&[SEED]),
    ),
    oddity(
        "Snippets of SDKs call v1 beside curl lines that call v2.",
        "A v1 address of something that is v2 here is 404, and told where it went.",
        Ours(&[UPGRADE, NODE]),
    ),
    oddity(
        "`checkout_session.completed` in one guide, `.finished` everywhere else.",
        "`.finished`.",
        Ours(&[REDIRECT, EVENTS]),
    ),
    oddity(
        "`finished` is a \"successful\" state on one page and a payment's \"final status\" on another.",
        "Failed payments finish too.",
        Ours(&[SEED, EVENTS]),
    ),
    oddity("A fresh session is `in_progress` in one sample.", "`created`.", Ours(&[ALTTEST, CSOBJ])),
    oddity("Refunds begin `pending` in the guide, `created` on the object page.", "`created`.", Ours(&[REF])),
    oddity("100 calls a second on one page, five on another.", "100.", Ours(&[RATE, ERR])),
    oddity(
        "Currencies in lower case and prefilled values as objects, in the generation before.",
        "Currencies in upper case only; prefilled values both ways.",
        Ours(&[CSREF]),
    ),
    oddity(
        "`business_profile` is `{}` in one sample and null in another.",
        "Null unless it was sent.",
        Ours(&[SEED, CSOBJ]),
    ),
    oddity("One page authenticates with HTTP Basic.", "401, with the reason.", Ours(&[ALTTEST, TITAN])),
    oddity(
        "What the last two digits of an amount do differs between guide and integrators.",
        "See the test bank.",
        Observed(&[TEST, TITAN]),
    ),
    oddity(
        "A payment with a saved account is documented with both return addresses, as if there always were a page to return \
         from.",
        "There is one when the bank asks for approval.",
        Ours(&[SEED, SAVE]),
    ),
];
