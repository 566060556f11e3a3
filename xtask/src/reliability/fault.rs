//! The fault matrix: what may befall a payment, a row each.

/// A row.
pub struct Fault {
    pub title: &'static str,
    /// What no test shows yet, when none shows the whole.
    pub lacks: Option<&'static str>,
}

const fn fault(title: &'static str) -> Fault {
    Fault { title, lacks: None }
}

const fn in_part(title: &'static str, lacks: &'static str) -> Fault {
    Fault { title, lacks: Some(lacks) }
}

/// The rows in their order; the first is row 1. Tests name them by number, so none is taken out or moved.
pub const FAULTS: [Fault; 40] = [
    fault("an event is never delivered"),
    fault("an event is delivered many times, also at once"),
    fault("events come in any order"),
    in_part(
        "an event comes a day or more late, with its old signature",
        "anything older than two days, though Fintoc tries for four and a half",
    ),
    in_part(
        "a payment stays open for ten days, and then nobody can say what became of it",
        "one story from the click to the tenth day, and what the rider reads then",
    ),
    fault("a delivery is forged, altered or malformed"),
    in_part(
        "a genuine delivery is sent again, seconds or days later",
        "the very same bytes days later, after a refund",
    ),
    fault("an event overtakes the answer to the call behind it"),
    in_part("an event of an unknown type, of a strange shape, or too large", "bodies made up at random"),
    in_part(
        "an event of the other mode, or about a customer who is not ours",
        "an event of the other mode that comes to the door",
    ),
    fault("another amount, currency or customer than was asked for"),
    fault("a call is carried out, and its answer is lost"),
    fault("a call is lost before it is carried out"),
    fault("a 500 is kept under the idempotency key"),
    fault("Fintoc has forgotten the idempotency key"),
    fault("a gateway's error, HTML, or an answer of the wrong shape"),
    fault("Fintoc is asked too often, and says so"),
    fault("Fintoc is slow, or says nothing at all"),
    fault("the process is killed, at any step"),
    in_part(
        "a server is stopped under load, as by a deployment",
        "several servers that are deployed one after the other",
    ),
    fault("the power is cut"),
    fault("a double click, two tabs, the back button, a form sent again"),
    in_part(
        "one booking key: at once, later, by another rider, with another trip",
        "another rider who uses the same key; keys belong to their rider",
    ),
    fault("the database is locked"),
    fault("the disk is full"),
    in_part("a clock is wrong, or jumps", "the clock of a running server that goes wrong: tests only move it ahead"),
    in_part(
        "the rider is signed out between the page and the click",
        "the trip, kept while the rider signs in: it has to be chosen again",
    ),
    in_part("the rider is signed out while at the bank's page", "a session that ends there"),
    fault("the way back from the bank's page loses the cookie"),
    fault("several servers on one Postgres, stopped and killed at random"),
    in_part(
        "Postgres restarts, or cuts its connections in mid-commit",
        "a cut aimed at the answer to a commit; Postgres itself restarts only when told to",
    ),
    fault("an event that can never be applied"),
    fault("the webhook secret is exchanged for another"),
    in_part(
        "an old backup of the database is put back",
        "a ride booked after the backup: what is heard of it stays unmatched in the inbox",
    ),
    fault("the bank's page is left, cancelled, or runs out"),
    fault("the saved account dies between the page and the click"),
    in_part("the stream of an open page breaks off", "the page itself, in a browser"),
    in_part("a flood of events after an outage", "fifty thousand events, and the memory that they take"),
    in_part("the process is killed in the middle of a migration", "Postgres"),
    in_part("script is off, slow or blocked", "wasm that is slow or blocked"),
];
