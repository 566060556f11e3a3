//! The case of a charge, a ride's fare or its extra: all that decides about its money. It takes in what happened and returns what is to be done about it, in
//! the order in which it is to be done; it does nothing itself and knows no clock. Whoever holds a case keeps it and carries the
//! commands out in one transaction.

use crate::{
    Clp, Instant,
    id::{PaymentId, RefundId},
    ledger::{self, Claim, Entry, EntryKind},
    payment::{self, Applied, PaymentState, Review, Terms},
    refund::{self, Refund, RefundState},
    ride::{BANK_PATIENCE, Payment, RideNews, RideState},
};

/// One attempt to pay, and what its success must agree with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The attempt.
    pub payment: Payment,
    /// What a success must agree with.
    pub terms: Terms,
}

/// What the money is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charge {
    /// The fare: the ride waits for it, and ends without it when the bank takes too long.
    #[default]
    Fare,
    /// An extra of a ride that is paid: nothing waits for it, so it never ends, and the ride is none of its affair.
    Extra,
}

/// The money of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it is for.
    pub charge: Charge,
    /// Where the ride stands; of an extra, where the extra does.
    pub ride: RideState,
    /// Every attempt to pay it, oldest first.
    pub attempts: Vec<Attempt>,
    /// Every refund of one of them, oldest first.
    pub refunds: Vec<Refund>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The rider asked for another attempt.
    Retry(Box<Attempt>),
    /// Somebody we believe told us about a payment.
    Payment(PaymentId, payment::Heard),
    /// Somebody we believe told us about a refund.
    Refund(RefundId, refund::Heard),
    /// Somebody looked whether a rider has waited long enough for a bank.
    Waited(PaymentId),
}

/// Something that is to be done, in the transaction that keeps the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Write a payment down as it is now, new or not.
    Keep(PaymentId),
    /// Write a refund down as it is now.
    KeepRefund(RefundId),
    /// Write down where the ride stands; of an extra, where the extra does.
    KeepRide(RideState),
    /// Owe Fintoc the call that asks for a payment.
    Ask(PaymentId),
    /// Write a refund of all of a payment down, and owe Fintoc the call that asks for it.
    GiveBack {
        /// The payment that came too late.
        payment: PaymentId,
        /// All of it.
        amount: Clp,
        /// Fintoc's id of the money that moved (`pi_…`).
        intent: String,
    },
    /// Write an entry about a payment into the books.
    Record(PaymentId, Entry),
    /// Tell the rider.
    Tell(RideNews),
    /// Have a person look at a payment.
    Review(PaymentId),
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether anything is other than before.
    pub applied: Applied,
    /// What is to be done about it.
    pub commands: Vec<Command>,
}

impl Outcome {
    const NOTHING: Self = Self { applied: Applied::NothingNew, commands: Vec::new() };

    fn advanced(commands: Vec<Command>) -> Self {
        Self { applied: Applied::Advanced, commands }
    }
}

/// The case has no such payment or refund, or will have no such attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ride has no such payment, or takes no such attempt")]
pub struct NotOfThisCase;

impl Case {
    /// The case of a ride that is booked now, and what is to be done about it.
    pub fn open(first: Attempt) -> (Self, Vec<Command>) {
        Self::open_for(Charge::Fare, first)
    }

    /// The case of a charge that is asked for now, and what is to be done about it.
    pub fn open_for(charge: Charge, first: Attempt) -> (Self, Vec<Command>) {
        let mut commands = vec![Command::Tell(charge.in_its_words(RideNews::Requested))];
        commands.extend(asked(&first.payment));
        (Self { charge, ride: RideState::Requested, attempts: vec![first], refunds: Vec::new() }, commands)
    }

    /// Takes in what happened at `now`.
    ///
    /// # Errors
    /// When it is not about this ride; then the case is as it was.
    pub fn take_in(&mut self, event: Event, now: Instant) -> Result<Outcome, NotOfThisCase> {
        let mut outcome = match event {
            Event::Retry(attempt) => self.retry(*attempt),
            Event::Payment(id, heard) => self.hear(&id, &heard, now),
            Event::Refund(id, heard) => self.hear_of_refund(&id, &heard, now),
            Event::Waited(id) => self.end_if_undecided(&id, now),
        }?;
        let charge = self.charge;
        outcome.commands = outcome.commands.into_iter().map(|command| charge.told_of(command)).collect();
        Ok(outcome)
    }

    /// The payment with that id.
    pub fn payment(&self, id: &PaymentId) -> Option<&Payment> {
        self.attempts.iter().map(|attempt| &attempt.payment).find(|payment| payment.id == *id)
    }

    /// Whether the rider may ask for the attempt of that number; not, when it was asked for already.
    ///
    /// # Errors
    /// When there is nothing to try again, or not with that number.
    pub fn takes_attempt(&self, number: i64) -> Result<bool, NotOfThisCase> {
        if self.attempts.iter().any(|known| known.payment.attempt == number) {
            return Ok(false);
        }
        let next = self.attempts.last().map_or(1, |last| last.payment.attempt + 1);
        // Money may have moved that nobody has explained yet: a person looks before another is asked for.
        let in_review = self.attempts.iter().any(|known| known.payment.standing.review.is_some());
        if self.ride != RideState::Unpaid || number != next || in_review {
            return Err(NotOfThisCase);
        }
        Ok(true)
    }

    fn retry(&mut self, attempt: Attempt) -> Result<Outcome, NotOfThisCase> {
        if !self.takes_attempt(attempt.payment.attempt)? {
            return Ok(Outcome::NOTHING);
        }
        self.ride = RideState::Requested;
        let mut commands = vec![Command::KeepRide(self.ride), Command::Tell(RideNews::TriedAgain)];
        commands.extend(asked(&attempt.payment));
        self.attempts.push(attempt);
        Ok(Outcome::advanced(commands))
    }

    fn hear(&mut self, id: &PaymentId, heard: &payment::Heard, now: Instant) -> Result<Outcome, NotOfThisCase> {
        let claim = self.claim(id);
        let attempt = self.attempts.iter_mut().find(|attempt| attempt.payment.id == *id).ok_or(NotOfThisCase)?;
        let before = attempt.payment.clone();
        let mut applied = attempt.take_in(heard);
        if attempt.payment == before {
            return Ok(Outcome::NOTHING);
        }
        attempt.payment.updated_at = now;
        let late = claim.is_over() && has_succeeded(&before, &attempt.payment);
        if late && attempt.payment.intent.is_none() {
            // Nobody can say what is to be given back.
            applied = attempt.payment.standing.ask_for_review(Review::RefundFailed);
        }
        let after = attempt.payment.clone();
        let mut commands = Vec::new();
        if after.standing.review.is_some() && before.standing.review.is_none() {
            commands.push(Command::Review(id.clone()));
        }
        commands.push(Command::Keep(id.clone()));
        let entries = ledger::entries(before.standing.state, after.standing.state, after.amount, claim);
        commands.extend(entries.into_iter().map(|entry| Command::Record(id.clone(), entry)));
        let stands = self.ride.follow(self.attempts.iter().map(|attempt| attempt.payment.standing.state));
        if stands != self.ride {
            self.ride = stands;
            commands.push(Command::KeepRide(stands));
        }
        match after.intent.clone() {
            Some(intent) if late => {
                commands.push(Command::GiveBack { payment: id.clone(), amount: after.amount, intent });
                commands.push(Command::Tell(RideNews::of_refund(RefundState::Created, after.amount)));
            }
            _ if late || claim == Claim::Ended => {}
            _ => commands.extend(news(&before, &after).into_iter().map(Command::Tell)),
        }
        Ok(Outcome { applied, commands })
    }

    fn hear_of_refund(&mut self, id: &RefundId, heard: &refund::Heard, now: Instant) -> Result<Outcome, NotOfThisCase> {
        let refund = self.refunds.iter_mut().find(|refund| refund.id == *id).ok_or(NotOfThisCase)?;
        let paid =
            self.attempts.iter_mut().find(|attempt| attempt.payment.id == refund.payment).ok_or(NotOfThisCase)?;
        let before = refund.clone();
        let mut outcome = Outcome { applied: refund.standing.apply(&heard.news, refund.amount), commands: Vec::new() };
        refund.number = refund.number.take().or_else(|| heard.number.clone());
        if heard.news.needs_a_person(refund.amount) {
            let asked = paid.payment.standing.ask_for_review(Review::RefundFailed);
            outcome.applied = if outcome.applied == Applied::Contradiction { asked } else { outcome.applied };
            if asked == Applied::Contradiction {
                outcome.commands.push(Command::Review(refund.payment.clone()));
                outcome.commands.push(Command::Keep(refund.payment.clone()));
            }
        }
        if *refund != before {
            refund.updated_at = now;
            outcome.commands.push(Command::KeepRefund(id.clone()));
            outcome.commands.extend(follow(&before, refund));
        }
        Ok(outcome)
    }

    /// A bank that has left a payment undecided for too long ends the ride without cost. Fintoc is asked on: money that comes
    /// later goes back.
    fn end_if_undecided(&mut self, id: &PaymentId, now: Instant) -> Result<Outcome, NotOfThisCase> {
        let payment = self.payment(id).ok_or(NotOfThisCase)?;
        let waits = self.ride == RideState::Requested && payment.standing.state == PaymentState::Pending;
        if self.charge == Charge::Extra || !waits || now.since(payment.updated_at) < BANK_PATIENCE {
            return Ok(Outcome::NOTHING);
        }
        let released = Command::Record(id.clone(), ledger::end_entry(payment.amount));
        self.ride = RideState::Ended;
        Ok(Outcome::advanced(vec![Command::KeepRide(self.ride), released, Command::Tell(RideNews::Ended)]))
    }

    /// What the ride still makes of that payment's money.
    fn claim(&self, id: &PaymentId) -> Claim {
        if self.ride == RideState::Ended {
            return Claim::Ended;
        }
        let paid =
            |attempt: &Attempt| attempt.payment.id != *id && attempt.payment.standing.state == PaymentState::Succeeded;
        if self.attempts.iter().any(paid) { Claim::PaidOtherwise } else { Claim::Open }
    }
}

impl Charge {
    /// A rider reads of the fare and of the extra on the same page, and has to know which is meant.
    fn in_its_words(self, news: RideNews) -> RideNews {
        match self {
            Self::Fare => news,
            Self::Extra => news.of_extra(),
        }
    }

    fn told_of(self, command: Command) -> Command {
        match command {
            Command::Tell(news) => Command::Tell(self.in_its_words(news)),
            other => other,
        }
    }
}

impl Attempt {
    /// Puts what was heard into the payment.
    fn take_in(&mut self, heard: &payment::Heard) -> Applied {
        let payment = &mut self.payment;
        let before = payment.standing.state;
        let applied = match &heard.news {
            Some(news) => payment.standing.apply(news, &self.terms),
            None => Applied::NothingNew,
        };
        payment.session = payment.session.take().or_else(|| heard.session.clone());
        // Of several tries on one page the one that moved the money counts: it is what can be given back.
        payment.intent = match before != PaymentState::Succeeded && payment.standing.state == PaymentState::Succeeded {
            true => heard.intent.clone().or(payment.intent.take()),
            false => payment.intent.take().or_else(|| heard.intent.clone()),
        };
        payment.approve_at = match heard.page_over || payment.standing.state >= PaymentState::Pending {
            true => None,
            false => heard.approve_at.clone().or(payment.approve_at.take()),
        };
        applied
    }
}

/// What an attempt begins with: it is written down, owed by the rider, and asked for.
fn asked(payment: &Payment) -> [Command; 3] {
    let owed = Entry::new(EntryKind::FareOwed, payment.amount);
    [Command::Keep(payment.id.clone()), Command::Record(payment.id.clone(), owed), Command::Ask(payment.id.clone())]
}

fn has_succeeded(before: &Payment, after: &Payment) -> bool {
    after.standing.state == PaymentState::Succeeded && before.standing.state != PaymentState::Succeeded
}

/// What the rider is told when a payment stands elsewhere now.
fn news(before: &Payment, after: &Payment) -> Vec<RideNews> {
    let wanted = after.approve_at.is_some() && before.approve_at.is_none();
    // "The bank wants your approval" says it all; that Fintoc is at it would be noise.
    let noise = wanted && after.standing.state == PaymentState::InProgress;
    let moved = after.standing.state != before.standing.state && !noise;
    let stands = moved.then(|| RideNews::of(&after.standing)).flatten();
    wanted.then_some(RideNews::ApprovalWanted).into_iter().chain(stands).collect()
}

/// What follows from a refund that stands elsewhere now: an entry in the books, and a word to the rider.
fn follow(before: &Refund, after: &Refund) -> Vec<Command> {
    let (was, is) = (before.standing.state, after.standing.state);
    let entry = ledger::refund_entry(was, is, after.amount).map(|entry| Command::Record(after.payment.clone(), entry));
    let told = RideNews::of_refund(is, after.amount);
    let told = (told != RideNews::of_refund(was, after.amount)).then_some(Command::Tell(told));
    entry.into_iter().chain(told).collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::Duration};

    use super::*;
    use crate::{
        id::MethodId,
        ledger::Account,
        payment::{ErrorReason, Heard, Moved, News, Standing},
    };

    const FARE: Clp = Clp::new(4_990);
    const NOW: Instant = Instant::from_millis(1_000_000);

    fn attempt(number: i64) -> Attempt {
        let payment = Payment {
            id: PaymentId::new(format!("pay_{number}")),
            attempt: number,
            amount: FARE,
            method: MethodId::new("pm_1"),
            standing: Standing::NEW,
            approve_at: None,
            session: None,
            intent: None,
            created_at: NOW,
            updated_at: NOW,
        };
        Attempt { payment, terms: Terms { amount: FARE, customer: "cus_1".into(), live: false } }
    }

    fn told(number: i64, state: PaymentState, reason: Option<ErrorReason>) -> Event {
        let moved = Moved { amount: Some(FARE.pesos()), currency: Some("CLP".into()), ..Moved::default() };
        let intent = Some(format!("pi_{number}"));
        let heard = Heard { intent, news: Some(News { state, reason, moved }), ..Heard::default() };
        Event::Payment(PaymentId::new(format!("pay_{number}")), heard)
    }

    fn approve(number: i64) -> Event {
        let page = Some("https://bank.example".to_owned());
        let news = News { state: PaymentState::Created, reason: None, moved: Moved::default() };
        let heard = Heard { approve_at: page, news: Some(news), ..Heard::default() };
        Event::Payment(PaymentId::new(format!("pay_{number}")), heard)
    }

    /// A case and all that was to be done about it.
    #[derive(Clone)]
    struct Story {
        case: Case,
        done: Vec<Command>,
    }

    impl Story {
        fn open() -> Self {
            let (case, done) = Case::open(attempt(1));
            Self { case, done }
        }

        fn take_in(&mut self, event: Event) -> Applied {
            let outcome = self.case.take_in(event, NOW + BANK_PATIENCE).expect("it is about this ride");
            self.done.extend(outcome.commands);
            outcome.applied
        }

        fn after(events: impl IntoIterator<Item = Event>) -> Self {
            let mut story = Self::open();
            for event in events {
                story.take_in(event);
            }
            story
        }

        fn balance(&self, account: Account) -> i64 {
            let recorded: BTreeSet<_> = self
                .done
                .iter()
                .filter_map(|command| match command {
                    Command::Record(id, entry) => Some((id.to_string(), entry.kind.as_str(), entry.postings())),
                    _ => None,
                })
                .flat_map(|(id, kind, postings)| {
                    postings.map(|posting| (id.clone(), kind, posting.account.as_str(), posting.amount))
                })
                .collect();
            recorded.iter().filter(|posting| posting.2 == account.as_str()).map(|posting| posting.3.pesos()).sum()
        }

        fn given_back(&self) -> Vec<&str> {
            let ids = self.done.iter().filter_map(|command| match command {
                Command::GiveBack { intent, .. } => Some(intent.as_str()),
                _ => None,
            });
            ids.collect()
        }

        /// All that has to be the same in the end: the case, the books, and what goes back.
        fn end(&self) -> String {
            let books = [Account::Rider, Account::Fares, Account::Fintoc].map(|account| self.balance(account));
            format!("{:?} {books:?} {:?}", self.case, self.given_back())
        }
    }

    fn every_order(items: &mut Vec<Event>, from: usize, visit: &mut impl FnMut(&[Event])) {
        if from == items.len() {
            return visit(items);
        }
        for index in from..items.len() {
            items.swap(from, index);
            every_order(items, from + 1, visit);
            items.swap(from, index);
        }
    }

    /// Faults: 3 in part: the rules alone, every subset too.
    #[test]
    fn all_that_can_be_said_about_a_payment_ends_the_same_in_every_order_once_or_twice() {
        use PaymentState::{Expired, Failed, InProgress, Pending, Rejected, Succeeded};
        let all = [
            approve(1),
            told(1, InProgress, None),
            told(1, Pending, None),
            told(1, Expired, None),
            told(1, Rejected, None),
            told(1, Failed, Some(ErrorReason::InsufficientFunds)),
            told(1, Failed, Some(ErrorReason::UnresolvedFinalStatus)),
            told(1, Succeeded, None),
        ];
        let mut orders = 0;
        for chosen in 1_u32..1 << all.len() {
            let picked = all.iter().enumerate().filter(|(index, _)| chosen & (1 << index) != 0);
            let mut picked: Vec<_> = picked.map(|(_, event)| event.clone()).collect();
            // Six at a time: with all eight at once the orders alone would take a minute.
            if picked.len() > 6 {
                continue;
            }
            let mut ends = BTreeSet::new();
            every_order(&mut picked, 0, &mut |order| {
                orders += 1;
                ends.insert(Story::after(order.to_vec()).end());
                ends.insert(Story::after([order, order].concat()).end());
            });
            assert_eq!(ends.len(), 1, "{picked:?}");
        }
        println!("{orders} orders, each told once and twice");
        assert!(orders > 20_000);
    }

    #[test]
    fn of_two_attempts_that_both_succeed_one_pays_and_the_other_goes_back() {
        use PaymentState::{Expired, Failed, InProgress, Succeeded};
        let first = [told(1, Failed, None), Event::Retry(Box::new(attempt(2)))];
        let mut later =
            vec![told(1, Succeeded, None), told(1, Expired, None), told(2, InProgress, None), told(2, Succeeded, None)];
        every_order(&mut later, 0, &mut |order| {
            let story = Story::after(first.iter().chain(order).cloned());
            assert_eq!(story.case.ride, RideState::Paid);
            assert_eq!(story.given_back().len(), 1, "{order:?}");
            // One fare earned; the other is owed to the rider until it is back.
            let books = [Account::Rider, Account::Fares, Account::Fintoc].map(|account| story.balance(account));
            assert_eq!(books, [-4_990, -4_990, 9_980], "{order:?}");
        });
    }

    #[test]
    fn money_for_a_ride_that_ended_without_cost_goes_back_and_does_not_bring_it_to_life() {
        let id = PaymentId::new("pay_1");
        let mut story = Story::after([told(1, PaymentState::Pending, None)]);
        let early = story.case.take_in(Event::Waited(id.clone()), NOW + BANK_PATIENCE).unwrap();
        assert_eq!(early, Outcome::NOTHING, "it has been pending for no time at all");
        let late = NOW + BANK_PATIENCE + BANK_PATIENCE;
        let ended = story.case.take_in(Event::Waited(id.clone()), late).unwrap();
        story.done.extend(ended.commands);
        assert_eq!(story.case.ride, RideState::Ended);
        assert_eq!(story.case.take_in(Event::Waited(id), late + Duration::from_secs(1)).unwrap(), Outcome::NOTHING);
        story.take_in(told(1, PaymentState::Succeeded, None));
        assert_eq!((story.case.ride, story.given_back()), (RideState::Ended, vec!["pi_1"]));
        assert!(!story.done.contains(&Command::Tell(RideNews::Paid)));
    }

    #[test]
    fn an_extra_is_settled_like_a_fare_and_never_ends() {
        let (case, done) = Case::open_for(Charge::Extra, attempt(1));
        let mut story = Story { case, done };
        story.take_in(told(1, PaymentState::Pending, None));
        let id = PaymentId::new("pay_1");
        let late = NOW + BANK_PATIENCE + BANK_PATIENCE + BANK_PATIENCE;
        assert_eq!(story.case.take_in(Event::Waited(id), late).unwrap(), Outcome::NOTHING);
        assert_eq!(story.case.ride, RideState::Requested, "it stays under way");
        story.take_in(told(1, PaymentState::Failed, None));
        assert_eq!(story.case.ride, RideState::Unpaid, "the balance is due");
        story.take_in(Event::Retry(Box::new(attempt(2))));
        story.take_in(told(2, PaymentState::Succeeded, None));
        story.take_in(told(1, PaymentState::Succeeded, None));
        assert_eq!((story.case.ride, story.given_back()), (RideState::Paid, vec!["pi_1"]));
        let books = [Account::Rider, Account::Fares, Account::Fintoc].map(|account| story.balance(account));
        assert_eq!(books, [-4_990, -4_990, 9_980]);
        let told = |command: &Command| match command {
            Command::Tell(news) => matches!(news, RideNews::Extra { .. }),
            _ => true,
        };
        assert!(story.done.iter().all(told), "whatever is said about an extra says so: {:?}", story.done);
    }

    #[test]
    fn a_late_success_that_nobody_can_name_is_left_to_a_person() {
        let mut story = Story::after([told(1, PaymentState::Succeeded, None)]);
        story.case.attempts.push(attempt(2));
        let Event::Payment(id, heard) = told(2, PaymentState::Succeeded, None) else { unreachable!() };
        story.take_in(Event::Payment(id.clone(), Heard { intent: None, ..heard }));
        assert_eq!(story.given_back(), Vec::<&str>::new());
        assert!(story.done.contains(&Command::Review(id)));
    }

    /// Faults: 5 in part: no second attempt meanwhile.
    #[test]
    fn an_attempt_is_taken_once_in_its_turn_and_never_while_money_is_unexplained() {
        let mut story = Story::open();
        assert_eq!(story.case.takes_attempt(2), Err(NotOfThisCase), "the first may still succeed");
        story.take_in(told(1, PaymentState::Failed, None));
        assert_eq!(story.case.takes_attempt(3), Err(NotOfThisCase));
        assert_eq!(story.take_in(Event::Retry(Box::new(attempt(2)))), Applied::Advanced);
        assert_eq!(story.take_in(Event::Retry(Box::new(attempt(2)))), Applied::NothingNew);
        story.take_in(told(2, PaymentState::Failed, Some(ErrorReason::UnresolvedFinalStatus)));
        assert_eq!(story.case.takes_attempt(3), Err(NotOfThisCase));
    }

    /// Faults: 10 in part: the rules alone.
    #[test]
    fn news_about_somebody_elses_ride_changes_nothing() {
        let mut story = Story::open();
        let before = story.case.clone();
        assert_eq!(story.case.take_in(told(7, PaymentState::Succeeded, None), NOW), Err(NotOfThisCase));
        assert_eq!(story.case, before);
    }
}
