//! The order lab: everything that was heard about a payment is told to a copy of its case in every order there is, and once more
//! with each thing told twice. Nothing is written anywhere. Whoever does not believe that the order of webhooks makes no
//! difference can count.

use std::collections::BTreeMap;

use crate::{
    Clp, Instant,
    case::{Attempt, Case, Charge, Command, Event},
    id::{PaymentId, RefundId},
    ledger::{Account, Entry},
    payment::{Applied, PaymentState, Standing},
    refund::{self, Refund},
    ride::{Payment, RideState},
};

/// The most that is tried in every order: seven things have 5,040 orders.
pub const MOST: usize = 7;

/// Something that was heard about a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is: the type of an event, or the call that was answered.
    pub name: String,
    /// What it says: a state, in Fintoc's word.
    pub says: String,
    /// When it was heard.
    pub at: Instant,
    /// The same, as the case takes it in.
    pub event: Event,
}

/// How everything stands in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The charge.
    pub charge: RideState,
    /// The attempt to pay it.
    pub standing: Standing,
    /// What stands on each account of the books.
    pub books: Books,
    /// What is given back by itself.
    pub given_back: Clp,
}

/// What stands on each account. Their sum is nothing, or something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Books {
    /// What riders owe, or less than nothing when we owe them.
    pub rider: Clp,
    /// What was earned.
    pub fares: Clp,
    /// What Fintoc has for us.
    pub fintoc: Clp,
}

impl Books {
    /// Nothing, or something is wrong.
    pub fn sum(&self) -> Clp {
        [self.rider, self.fares, self.fintoc].into_iter().sum()
    }
}

/// Whatever takes in what is heard. The lab tries the real one; its tests also try some that are wrong.
pub trait Machine: Clone {
    /// Takes it in.
    fn take_in(&mut self, event: &Event) -> Applied;
    /// How everything stands.
    fn end(&self) -> End;
}

/// One thing that was told, and what became of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which: its place in the order in which all was heard.
    pub piece: usize,
    /// What it did.
    pub applied: Applied,
    /// How everything stands then.
    pub then: End,
}

/// An end, and how many orders lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The end.
    pub end: End,
    /// How many orders.
    pub orders: usize,
    /// The first of them, step by step.
    pub first: Vec<Step>,
}

/// What came of trying every order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// How many orders were tried, those with something told twice among them.
    pub orders: usize,
    /// Where they end; in one place, if all is well. The place that most lead to comes first.
    pub ends: Vec<Reached>,
    /// One order step by step: the last first, which no machine likes.
    pub example: Vec<Step>,
}

impl Trial {
    /// Whether the order makes no difference, and the books balance.
    pub fn is_sound(&self) -> bool {
        matches!(&*self.ends, [only] if only.end.books.sum() == Clp::ZERO)
    }
}

/// Tells `machine` the pieces in every order, and each order again with each piece once more at its end.
pub fn every_order<M: Machine>(machine: &M, pieces: &[Piece]) -> Trial {
    let mut walk = Walk { pieces, ends: Vec::new(), orders: 0 };
    walk.from(machine, &mut Vec::new());
    let backwards: Vec<usize> = (0..pieces.len()).rev().collect();
    let Walk { mut ends, orders, .. } = walk;
    ends.sort_by_key(|found: &Found| std::cmp::Reverse(found.orders));
    let reached =
        |found: Found| Reached { end: found.end, orders: found.orders, first: told(machine, pieces, &found.first) };
    Trial { orders, ends: ends.into_iter().map(reached).collect(), example: told(machine, pieces, &backwards) }
}

struct Found {
    end: End,
    orders: usize,
    first: Vec<usize>,
}

struct Walk<'a> {
    pieces: &'a [Piece],
    ends: Vec<Found>,
    orders: usize,
}

impl Walk<'_> {
    /// Goes on from here with whatever was not told yet. What orders have in common is told once.
    fn from<M: Machine>(&mut self, machine: &M, told: &mut Vec<usize>) {
        let all = told.len() == self.pieces.len();
        if all {
            self.arrive(machine.end(), told);
        }
        for (index, piece) in self.pieces.iter().enumerate() {
            if !all && told.contains(&index) {
                continue;
            }
            let mut next = machine.clone();
            next.take_in(&piece.event);
            told.push(index);
            if all {
                self.arrive(next.end(), told);
            } else {
                self.from(&next, told);
            }
            told.pop();
        }
    }

    fn arrive(&mut self, end: End, told: &[usize]) {
        self.orders += 1;
        match self.ends.iter_mut().find(|found| found.end == end) {
            Some(found) => found.orders += 1,
            None => self.ends.push(Found { end, orders: 1, first: told.to_vec() }),
        }
    }
}

/// One order, step by step.
fn told<M: Machine>(machine: &M, pieces: &[Piece], order: &[usize]) -> Vec<Step> {
    let mut machine = machine.clone();
    let step = |&piece: &usize| {
        let applied = machine.take_in(&pieces.get(piece)?.event);
        Some(Step { piece, applied, then: machine.end() })
    };
    order.iter().filter_map(step).collect()
}

/// A copy of a case, with the books that it keeps: the real rules, and nobody's money.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    case: Case,
    payment: PaymentId,
    now: Instant,
    /// Each kind of entry about a payment or refund at most once, as in the books.
    entries: BTreeMap<(String, &'static str), Entry>,
    given_back: Clp,
}

impl Rehearsal {
    /// As everything stood just after the click.
    pub fn of(charge: Charge, attempt: Attempt, now: Instant) -> Self {
        let payment = attempt.payment.id.clone();
        let asked = Payment {
            attempt: 1,
            standing: Standing::NEW,
            payer: None,
            approve_at: None,
            session: None,
            intent: None,
            ..attempt.payment
        };
        let (case, commands) = Case::open_for(charge, Attempt { payment: asked, ..attempt });
        let mut rehearsal = Self { case, payment, now, entries: BTreeMap::new(), given_back: Clp::ZERO };
        rehearsal.carry_out(&commands);
        rehearsal
    }

    fn carry_out(&mut self, commands: &[Command]) {
        for command in commands {
            match command {
                Command::Record(id, entry) => self.record(id.as_str(), entry),
                Command::RecordRefund(id, entry) => self.record(id.as_str(), entry),
                Command::GiveBack { payment, cause, amount, .. } => {
                    self.given_back = [self.given_back, *amount].into_iter().sum();
                    self.case.refunds.push(Refund {
                        id: RefundId::new(format!("of_{payment}")),
                        payment: payment.clone(),
                        cause: *cause,
                        amount: *amount,
                        standing: refund::Standing::NEW,
                        number: None,
                        created_at: self.now,
                        updated_at: self.now,
                    });
                }
                Command::Keep(_)
                | Command::KeepRefund(_)
                | Command::KeepRide(_)
                | Command::Ask(_)
                | Command::Tell(_)
                | Command::Review(_) => {}
            }
        }
    }

    fn record(&mut self, about: &str, entry: &Entry) {
        self.entries.entry((about.to_owned(), entry.kind.as_str())).or_insert(*entry);
    }

    fn balance(&self, account: Account) -> Clp {
        let postings = self.entries.values().flat_map(Entry::postings);
        postings.filter(|posting| posting.account == account).map(|posting| posting.amount).sum()
    }
}

impl Machine for Rehearsal {
    fn take_in(&mut self, event: &Event) -> Applied {
        match self.case.take_in(event.clone(), self.now) {
            Ok(outcome) => {
                self.carry_out(&outcome.commands);
                outcome.applied
            }
            Err(_) => Applied::NothingNew,
        }
    }

    fn end(&self) -> End {
        let standing = self.case.payment(&self.payment).map_or(Standing::NEW, |payment| payment.standing.clone());
        let [rider, fares, fintoc] =
            [Account::Rider, Account::Fares, Account::Fintoc].map(|account| self.balance(account));
        End { charge: self.case.ride, standing, books: Books { rider, fares, fintoc }, given_back: self.given_back }
    }
}

/// The state that a piece tells of, if it is about a payment.
pub fn state_of(event: &Event) -> Option<PaymentState> {
    match event {
        Event::Payment(_, heard) => heard.news.as_ref().map(|news| news.state),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::MethodId,
        payment::{Heard, Moved, News, Terms},
    };

    const FARE: Clp = Clp::new(4_990);
    const NOW: Instant = Instant::from_millis(1_000_000);

    fn rehearsal() -> Rehearsal {
        let payment = Payment {
            id: PaymentId::new("pay_1"),
            attempt: 1,
            amount: FARE,
            method: Some(MethodId::new("pm_1")),
            payer: None,
            standing: Standing { state: PaymentState::Succeeded, ..Standing::NEW },
            approve_at: None,
            session: None,
            intent: None,
            created_at: NOW,
            updated_at: NOW,
        };
        let terms = Terms { amount: FARE, customer: "cus_1".into(), live: false };
        Rehearsal::of(Charge::Fare, Attempt { payment, terms }, NOW)
    }

    fn heard(states: &[PaymentState]) -> Vec<Piece> {
        let piece = |state: &PaymentState| {
            let moved = Moved { amount: Some(FARE.pesos()), currency: Some("CLP".into()), ..Moved::default() };
            let news = Some(News { state: *state, reason: None, moved });
            let heard = Heard { intent: Some("pi_1".into()), news, ..Heard::default() };
            let event = Event::Payment(PaymentId::new("pay_1"), heard);
            Piece { name: "payment_intent".into(), says: state.as_str().into(), at: NOW, event }
        };
        states.iter().map(piece).collect()
    }

    /// Believes whoever spoke last.
    #[derive(Clone)]
    struct Gullible(Rehearsal);

    impl Machine for Gullible {
        fn take_in(&mut self, event: &Event) -> Applied {
            if let (Event::Payment(id, _), Some(state)) = (event, state_of(event)) {
                let attempt = self.0.case.attempts.iter_mut().find(|known| known.payment.id == *id);
                attempt.expect("the payment is there").payment.standing.state = state;
            }
            Applied::Advanced
        }

        fn end(&self) -> End {
            self.0.end()
        }
    }

    /// Writes an entry down each time that it hears of it.
    #[derive(Clone)]
    struct Forgetful(Rehearsal, i64);

    impl Machine for Forgetful {
        fn take_in(&mut self, event: &Event) -> Applied {
            self.1 += i64::from(state_of(event) == Some(PaymentState::Succeeded));
            self.0.take_in(event)
        }

        fn end(&self) -> End {
            let end = self.0.end();
            let fintoc = Clp::new(FARE.pesos() * self.1);
            End { books: Books { fintoc, ..end.books }, ..end }
        }
    }

    #[test]
    fn whatever_is_heard_about_a_payment_ends_the_same_in_every_order() {
        use PaymentState::{Expired, Failed, InProgress, Pending, Succeeded};
        for states in
            [&[InProgress, Pending, Expired, Succeeded][..], &[InProgress, Pending, Failed], &[Succeeded], &[]]
        {
            let trial = every_order(&rehearsal(), &heard(states));
            assert!(trial.is_sound(), "{:?}", trial.ends);
            let orders: usize = (1..=states.len()).product();
            assert_eq!(trial.orders, orders * (1 + states.len()));
            assert_eq!(trial.example.len(), states.len());
        }
    }

    #[test]
    fn a_paid_fare_ends_in_books_that_balance_and_nothing_moves_back() {
        use PaymentState::{InProgress, Pending, Succeeded};
        let trial = every_order(&rehearsal(), &heard(&[InProgress, Pending, Succeeded]));
        let end = &trial.ends[0].end;
        assert_eq!((end.charge, end.standing.state), (RideState::Paid, Succeeded));
        assert_eq!(end.books, Books { rider: Clp::ZERO, fares: Clp::new(-4_990), fintoc: FARE });
        assert_eq!(end.books.sum(), Clp::ZERO);
        let did: Vec<_> = trial.example.iter().map(|step| (step.piece, step.applied)).collect();
        assert_eq!(did, [(2, Applied::Advanced), (1, Applied::NothingNew), (0, Applied::NothingNew)]);
        assert!(trial.example.iter().all(|step| step.then == *end));
    }

    #[test]
    fn the_most_that_is_tried_is_some_forty_thousand_orders() {
        use PaymentState::{Created, Expired, Failed, InProgress, Pending, Rejected, Succeeded};
        let all = [Created, InProgress, Pending, Expired, Rejected, Failed, Succeeded];
        assert_eq!(all.len(), MOST);
        let trial = every_order(&rehearsal(), &heard(&all));
        assert_eq!(trial.orders, 5_040 * 8);
        assert!(trial.is_sound());
    }

    #[test]
    fn a_machine_that_believes_the_last_word_is_noticed() {
        use PaymentState::{InProgress, Succeeded};
        let trial = every_order(&Gullible(rehearsal()), &heard(&[InProgress, Succeeded]));
        assert!(!trial.is_sound());
        let states: Vec<_> = trial.ends.iter().map(|reached| reached.end.standing.state).collect();
        assert_eq!(states, [Succeeded, InProgress]);
        let first: Vec<_> = trial.ends[1].first.iter().map(|step| step.piece).collect();
        assert_eq!(first, [0, 1, 0], "the first order that ends elsewhere");
    }

    #[test]
    fn a_machine_that_counts_money_twice_is_noticed() {
        let trial = every_order(&Forgetful(rehearsal(), 0), &heard(&[PaymentState::Succeeded]));
        assert!(!trial.is_sound());
        assert_eq!(trial.ends.len(), 2);
    }
}
