//! The fault matrix: what may befall a payment, a row each.

/// A row.
pub struct Fault {
    pub title: &'static str,
    /// Why no test shows yet what happens then.
    pub untested_because: Option<&'static str>,
}

const fn fault(title: &'static str) -> Fault {
    Fault { title, untested_because: None }
}

const fn untested(title: &'static str, because: &'static str) -> Fault {
    Fault { title, untested_because: Some(because) }
}

/// The rows in their order; the first is row 1. Tests name them by number, so none is taken out or moved.
pub const FAULTS: [Fault; 40] = [
    fault("an event is never delivered"),
    fault("an event is delivered many times, also at once"),
    fault("events come in any order"),
    fault("an event comes a day or more late, with its old signature"),
    fault("a payment stays open for ten days, and then nobody can say what became of it"),
    fault("a delivery is forged, altered or malformed"),
    fault("a genuine delivery is sent again, seconds or days later"),
    fault("an event overtakes the answer to the call behind it"),
    fault("an event of an unknown type, of a strange shape, or too large"),
    fault("an event of the other mode, or about a customer who is not ours"),
    fault("another amount, currency or customer than was asked for"),
    fault("a call is carried out, and its answer is lost"),
    fault("a call is lost before it is carried out"),
    fault("a 500 is kept under the idempotency key"),
    fault("Fintoc has forgotten the idempotency key"),
    fault("a gateway's error, HTML, or an answer of the wrong shape"),
    fault("Fintoc is asked too often, and says so"),
    fault("Fintoc is slow, or says nothing at all"),
    fault("the process is killed, at any step"),
    fault("a server is stopped under load, as by a deployment"),
    fault("the power is cut"),
    fault("a double click, two tabs, the back button, a form sent again"),
    fault("one booking key: at once, later, by another rider, with another trip"),
    fault("the database is locked"),
    fault("the disk is full"),
    fault("a clock is wrong, or jumps"),
    untested(
        "the rider is signed out between the page and the click",
        "pages send a guest to sign in, but no story does it between a form and its click.",
    ),
    fault("the rider is signed out while at the bank's page"),
    fault("the way back from the bank's page loses the cookie"),
    fault("several servers on one Postgres, stopped and killed at random"),
    fault("Postgres restarts, or cuts its connections in mid-commit"),
    fault("an event that can never be applied"),
    fault("the webhook secret is exchanged for another"),
    fault("an old backup of the database is put back"),
    fault("the bank's page is left, cancelled, or runs out"),
    untested(
        "the saved account dies between the page and the click",
        "accounts that Fintoc cancels are taken out of the wallet, but no story does it between a form and its click.",
    ),
    fault("the stream of an open page breaks off"),
    fault("a flood of events after an outage"),
    fault("the process is killed in the middle of a migration"),
    fault("script is off, slow or blocked"),
];
