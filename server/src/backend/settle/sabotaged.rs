//! What careless settling would do: faults that tests plant, and nothing that we ship.

use vuelta::{
    case::{Command, Event},
    ledger::EntryKind,
    payment::{Moved, PaymentState},
};

use super::Kept;
use crate::points::planted;

impl Kept {
    /// The event as a careless program takes it in.
    pub(super) fn sabotaged(&mut self, mut event: Event) -> Event {
        let Event::Payment(id, heard) = &mut event else { return event };
        let Some(attempt) = self.case.attempts.iter_mut().find(|attempt| attempt.payment.id == *id) else {
            return event;
        };
        let Some(news) = &mut heard.news else { return event };
        if planted!(StateGoesBack) {
            attempt.payment.standing.state = PaymentState::Created;
        }
        if planted!(AmountUnchecked) {
            let terms = &attempt.terms;
            news.moved = Moved {
                amount: Some(terms.amount.pesos()),
                currency: Some("CLP".to_owned()),
                customer: Some(terms.customer.clone()),
                live: Some(terms.live),
            };
        }
        event
    }

    /// The commands as a careless program carries them out.
    pub(super) fn sabotage(commands: Vec<Command>) -> Vec<Command> {
        let carried_out = |command: &Command| match command {
            Command::GiveBack { .. } => !planted!(LateMoneyKept),
            Command::Record(_, entry) => entry.kind != EntryKind::FareCollected || !planted!(BooksForgotten),
            _ => true,
        };
        commands.into_iter().filter(carried_out).collect()
    }
}
