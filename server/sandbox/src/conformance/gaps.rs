//! What this sandbox does not do, and what it has that Fintoc has not.

/// Not here.
pub(super) static MISSING: &[&str] = &[
    "Live mode. Nothing here moves money or talks to a bank.",
    "Cards, instalments, cash and the single banks' buttons: sessions offer `bank_transfer` only.",
    "PAC mandates, subscriptions, invoices and charges; `flow: subscription` and `line_items`.",
    "Direct payments: a `recipient_account` is shown on the intent, and no money lands anywhere.",
    "The widget and the WebView: `session_token` is always null.",
    "v1 of sessions and payment intents, with `expire` and `check_eligibility` of the latter.",
    "Movements, links, accounts, transfers, payouts, disputes and the list of institutions.",
    "`Fintoc-JWS-Signature`: only calls that need none are served.",
    "Older dated shapes: every version is answered as of 2026-02-01.",
    "Mails. `customer_email` is kept and nobody is written to.",
    "The dashboard, IP allow-lists, expiring and rotating keys.",
    "Limits of single banks, days and new recipients.",
];

/// An address that Fintoc does not have.
#[derive(Debug)]
pub(super) struct Extra {
    pub(super) address: &'static str,
    pub(super) about: &'static str,
}

const fn extra(address: &'static str, about: &'static str) -> Extra {
    Extra { address, about }
}

/// Not Fintoc's. No client of the real API ever calls them.
pub(super) static EXTRAS: &[Extra] = &[
    extra("/checkout/{session}", "The hosted page. Fintoc's lives on a host of its own."),
    extra("/checkout-assets/…", "Its stylesheet."),
    extra("/_sandbox/", "These pages for people."),
    extra("/_sandbox/openapi.json", "These tables for machines."),
    extra("/_sandbox/scenario", "Decides what the next payments, setups, refunds, calls and deliveries do."),
    extra("/_sandbox/scenarios", "What there is to decide, and what is decided already."),
    extra("/_sandbox/settle", "The bank makes up its mind now."),
    extra("/_sandbox/clock", "Pulls what is due later nearer."),
    extra("/_sandbox/pause, /_sandbox/resume", "Holds deliveries back, lets them go."),
    extra("/_sandbox/deliveries", "What was delivered, when, and what the endpoint said; each can be sent again."),
    extra("/_sandbox/settings", "The switches that this page names."),
    extra("/_sandbox/reset", "Begins again, for an account or one customer."),
    extra("/_sandbox/stats", "How much of everything an account has made."),
];
