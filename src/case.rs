//! The case of a charge, a ride's fare or its extra: all that decides about its money. It takes in what happened and returns what is to be done about it, in
//! the order in which it is to be done; it does nothing itself and knows no clock. Whoever holds a case keeps it and carries the
//! commands out in one transaction.

use crate::{
    Clp, Instant,
    id::{PaymentId, RefundId},
    ladder,
    ledger::{self, Claim, Entry, EntryKind},
    payment::{self, Applied, PaymentState, Review, Terms},
    refund::{self, Cause, Refund, RefundState},
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
    /// An extra of a ride that is paid: nothing waits for it, so it ends only with the ride, and the ride is none of its affair.
    Extra,
    /// A tip, likewise.
    Tip,
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
    /// Somebody we believe told us about a refund that was made at Fintoc.
    RefundMade(refund::Made),
    /// The rider called the ride off.
    Cancelled {
        /// What that costs, if the charge was paid.
        fee: Clp,
    },
    /// Somebody looked whether a rider has waited long enough for a bank.
    Waited(PaymentId),
}

/// Something that is to be done, in the transaction that keeps the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Write a payment down as it is now, new or not.
    Keep(PaymentId),
    /// Write a refund down as it is now, new or not.
    KeepRefund(RefundId),
    /// Write down where the ride stands; of an extra, where the extra does.
    KeepRide(RideState),
    /// Owe Fintoc the call that asks for a payment.
    Ask(PaymentId),
    /// Write a refund of a payment down, and owe Fintoc the call that asks for it.
    GiveBack {
        /// The payment that came too late, or whose ride is cancelled.
        payment: PaymentId,
        /// Why.
        cause: Cause,
        /// All of it, or what others have left, or all but the fee.
        amount: Clp,
        /// Fintoc's id of the money that moved (`pi_…`).
        intent: String,
    },
    /// Write an entry about a payment into the books.
    Record(PaymentId, Entry),
    /// Write an entry about a refund into the books.
    RecordRefund(RefundId, Entry),
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
            Event::RefundMade(made) => self.hear_of_hand(made, now),
            Event::Cancelled { fee } => Ok(self.cancel(fee, now)),
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

    /// Whether a person has to look at one of its payments.
    pub fn is_in_review(&self) -> bool {
        self.attempts.iter().any(|known| known.payment.standing.review.is_some())
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
        if self.ride != RideState::Unpaid || number != next || self.is_in_review() {
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
        if moved_again(&before, heard) {
            // One payment, two debits: whatever made it so, money is with us that nobody owes.
            applied = attempt.payment.standing.ask_for_review(Review::DebitedTwice);
        }
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
        if has_succeeded(&before, &after) {
            commands.extend(self.settle_earlier_refunds(id, late));
        }
        let stands = self.ride.follow(self.attempts.iter().map(|attempt| attempt.payment.standing.state));
        if stands != self.ride {
            self.ride = stands;
            commands.push(Command::KeepRide(stands));
        }
        match after.intent.clone() {
            Some(intent) if late => {
                let amount = self.left_to_give_back(&after);
                commands.push(Command::GiveBack { payment: id.clone(), cause: Cause::Late, amount, intent });
                commands.push(Command::Tell(RideNews::of_refund(Cause::Late, RefundState::Created, amount)));
            }
            _ if late || claim == Claim::Ended => {}
            _ => commands.extend(news(&before, &after).into_iter().map(Command::Tell)),
        }
        Ok(Outcome { applied, commands })
    }

    /// A refund that somebody made at Fintoc is followed like ours from the first time that we hear of it.
    fn hear_of_hand(&mut self, made: refund::Made, now: Instant) -> Result<Outcome, NotOfThisCase> {
        let refund::Made { id, payment, number, amount, news } = made;
        let heard = refund::Heard { number: Some(number.clone()), news };
        if let Some(known) = self.refunds.iter().find(|refund| refund.number.as_ref() == Some(&number)) {
            return self.hear_of_refund(&known.id.clone(), &heard, now);
        }
        self.payment(&payment).ok_or(NotOfThisCase)?;
        let (cause, standing) = (Cause::ByHand, refund::Standing::NEW);
        let told = Command::Tell(RideNews::GivingBack { amount });
        let number = Some(number);
        let new = Refund { id, payment, cause, amount, standing, number, created_at: now, updated_at: now };
        let id = new.id.clone();
        self.refunds.push(new);
        let mut outcome = self.hear_of_refund(&id, &heard, now)?;
        outcome.applied = match outcome.applied {
            Applied::NothingNew => Applied::Advanced,
            applied => applied,
        };
        let is_open = self.refunds.last().is_some_and(|new| !new.standing.state.is_final());
        let keep = Command::KeepRefund(id);
        if !outcome.commands.contains(&keep) {
            outcome.commands.push(keep);
        }
        outcome.commands.extend(is_open.then_some(told));
        Ok(outcome)
    }

    fn hear_of_refund(&mut self, id: &RefundId, heard: &refund::Heard, now: Instant) -> Result<Outcome, NotOfThisCase> {
        let refund = self.refunds.iter_mut().find(|refund| refund.id == *id).ok_or(NotOfThisCase)?;
        let before = refund.clone();
        let mut applied = refund.standing.apply(&heard.news, refund.amount);
        refund.number = refund.number.take().or_else(|| heard.number.clone());
        let changed = *refund != before;
        if changed {
            refund.updated_at = now;
        }
        let after = refund.clone();
        let mut commands = Vec::new();
        if let Some(review) = self.doubt(&after, &heard.news)? {
            let asked = self.ask_a_person(&after.payment, review)?;
            applied = if applied == Applied::Contradiction { asked } else { applied };
            if asked == Applied::Contradiction {
                commands.push(Command::Review(after.payment.clone()));
                commands.push(Command::Keep(after.payment.clone()));
            }
        }
        if changed {
            commands.push(Command::KeepRefund(id.clone()));
            commands.extend(self.follow(&before, &after));
        }
        Ok(Outcome { applied, commands })
    }

    /// Why a person has to look at the payment of a refund that is told of so. Not when ours comes to nothing because everything
    /// went back by hand: Fintoc gives no more back than came, and the rider has it all.
    fn doubt(&self, refund: &Refund, news: &refund::News) -> Result<Option<Review>, NotOfThisCase> {
        let paid = self.payment(&refund.payment).ok_or(NotOfThisCase)?.amount;
        if self.arrived(&refund.payment).map(|refund| refund.amount).sum::<Clp>() > paid {
            return Ok(Some(Review::Mismatch));
        }
        let unmissed = news.state.is_unreturned() && refund.is_covered(&self.refunds, paid);
        Ok((news.needs_a_person(refund.amount) && !unmissed).then_some(Review::RefundFailed))
    }

    fn ask_a_person(&mut self, id: &PaymentId, review: Review) -> Result<Applied, NotOfThisCase> {
        let attempt = self.attempts.iter_mut().find(|attempt| attempt.payment.id == *id).ok_or(NotOfThisCase)?;
        Ok(attempt.payment.standing.ask_for_review(review))
    }

    /// What follows from a refund that stands elsewhere now: an entry in the books, and a word to the rider.
    fn follow(&self, before: &Refund, after: &Refund) -> Vec<Command> {
        let (was, is) = (before.standing.state, after.standing.state);
        let Some(payment) = self.payment(&after.payment) else { return Vec::new() };
        let arrives = is == RefundState::Succeeded && was != is;
        // Until the payment is known to have succeeded there is nothing in the books that could go back.
        let counts = arrives && payment.standing.state == PaymentState::Succeeded;
        let others = self.arrived(&payment.id).filter(|other| other.id != after.id).map(|other| other.amount).sum();
        let entry =
            counts.then(|| refund_command(after, self.was_late(&payment.id), payment.amount - others)).flatten();
        let unmissed = is.is_unreturned() && after.is_covered(&self.refunds, payment.amount);
        let told = RideNews::of_refund(after.cause, is, after.amount);
        let is_news = told != RideNews::of_refund(after.cause, was, after.amount) && !unmissed;
        entry.into_iter().chain(is_news.then_some(Command::Tell(told))).collect()
    }

    /// What refunds of a payment become in the books that arrived before we knew that it was paid.
    fn settle_earlier_refunds(&self, id: &PaymentId, late: bool) -> Vec<Command> {
        let mut left = self.payment(id).map_or(Clp::ZERO, |payment| payment.amount);
        let entries = self.arrived(id).map(|refund| {
            let entry = refund_command(refund, late, left);
            left = left - refund.amount;
            entry
        });
        entries.flatten().collect()
    }

    /// The refunds of a payment that arrived, as Fintoc says.
    fn arrived(&self, id: &PaymentId) -> impl Iterator<Item = &Refund> {
        let arrived = |refund: &&Refund| refund.standing.state == RefundState::Succeeded;
        self.refunds.iter().filter(move |refund| refund.payment == *id).filter(arrived)
    }

    /// How much of a payment that came too late we have to give back. If others seem to give everything back, we ask for all of
    /// it: theirs may still come to nothing, and Fintoc gives no more back than came.
    fn left_to_give_back(&self, payment: &Payment) -> Clp {
        let by_hand = self.refunds.iter().filter(|refund| refund.payment == payment.id);
        let going: Clp =
            by_hand.filter(|refund| !refund.standing.state.is_unreturned()).map(|refund| refund.amount).sum();
        if going < payment.amount { payment.amount - going } else { payment.amount }
    }

    /// Whether a payment that succeeded came too late for its ride, so that its money is the rider's.
    fn was_late(&self, id: &PaymentId) -> bool {
        let late = |refund: &Refund| refund.payment == *id && refund.cause == Cause::Late;
        self.ride == RideState::Ended || self.refunds.iter().any(late)
    }

    /// A bank that has left a payment undecided for too long ends the ride without cost, and so does a Fintoc that has not heard
    /// of it in all the time that there was. Fintoc is asked on: money that comes later goes back. What a person has to look at
    /// is not decided here.
    fn end_if_undecided(&mut self, id: &PaymentId, now: Instant) -> Result<Outcome, NotOfThisCase> {
        let payment = self.payment(id).ok_or(NotOfThisCase)?;
        let is_too_long = match payment.standing.state {
            PaymentState::Pending => now.since(payment.updated_at) >= BANK_PATIENCE,
            PaymentState::Created | PaymentState::InProgress => {
                payment.session.is_none() && now.since(payment.created_at) >= ladder::PATIENCE
            }
            PaymentState::Expired | PaymentState::Rejected | PaymentState::Failed | PaymentState::Succeeded => false,
        };
        let waits = self.ride == RideState::Requested && payment.standing.review.is_none();
        if self.charge != Charge::Fare || !waits || !is_too_long {
            return Ok(Outcome::NOTHING);
        }
        let released = Command::Record(id.clone(), ledger::end_entry(payment.amount));
        self.ride = RideState::Ended;
        Ok(Outcome::advanced(vec![Command::KeepRide(self.ride), released, Command::Tell(RideNews::Ended)]))
    }

    /// A ride that is not paid yet ends without cost, like one whose bank takes too long; of one that is paid all goes back but the
    /// fee. What is given back stays earned until it is back, as when somebody gives it back by hand.
    fn cancel(&mut self, fee: Clp, now: Instant) -> Outcome {
        let (stands, settled) = match self.ride {
            RideState::Requested | RideState::Unpaid => (RideState::Ended, self.release_undecided()),
            RideState::Paid => (RideState::Cancelled, self.give_back_but_for(fee, now)),
            RideState::Ended | RideState::Cancelled => return Outcome::NOTHING,
        };
        self.ride = stands;
        // A rider cancels a ride; that its extra is off too goes without saying.
        let told = (self.charge == Charge::Fare).then_some(Command::Tell(RideNews::Cancelled { fee }));
        Outcome::advanced([Command::KeepRide(stands)].into_iter().chain(told).chain(settled).collect())
    }

    /// Nothing is owed any more for what is undecided.
    fn release_undecided(&self) -> Vec<Command> {
        let undecided =
            self.attempts.iter().map(|attempt| &attempt.payment).filter(|payment| !payment.standing.state.is_final());
        undecided.map(|payment| Command::Record(payment.id.clone(), ledger::end_entry(payment.amount))).collect()
    }

    fn give_back_but_for(&mut self, fee: Clp, now: Instant) -> Vec<Command> {
        let late =
            |id: &PaymentId| self.refunds.iter().any(|refund| refund.payment == *id && refund.cause == Cause::Late);
        let paid =
            |attempt: &Attempt| attempt.payment.standing.state == PaymentState::Succeeded && !late(&attempt.payment.id);
        let Some(index) = self.attempts.iter().position(paid) else { return Vec::new() };
        let Some(attempt) = self.attempts.get_mut(index) else { return Vec::new() };
        let payment = &mut attempt.payment;
        let of_it = self.refunds.iter().filter(|refund| refund.payment == payment.id);
        let going: Clp =
            of_it.filter(|refund| !refund.standing.state.is_unreturned()).map(|refund| refund.amount).sum();
        let amount = payment.amount - fee - going;
        if amount <= Clp::ZERO {
            return Vec::new();
        }
        let id = payment.id.clone();
        let Some(intent) = payment.intent.clone() else {
            // Nobody can say what is to be given back.
            payment.standing.ask_for_review(Review::RefundFailed);
            payment.updated_at = now;
            return vec![Command::Review(id.clone()), Command::Keep(id)];
        };
        let cause = Cause::Cancelled;
        let told = RideNews::of_refund(cause, RefundState::Created, amount);
        vec![Command::GiveBack { payment: id, cause, amount, intent }, Command::Tell(told)]
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
            Self::Tip => news.of_tip(),
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
        // Of several tries on one page the one that moved the money counts: it is what can be given back, and it says who paid.
        let moved = before != PaymentState::Succeeded && payment.standing.state == PaymentState::Succeeded;
        if heard.intent.is_some() && heard.intent != payment.intent && (moved || payment.intent.is_none()) {
            payment.intent.clone_from(&heard.intent);
            payment.payer = None;
        }
        if heard.intent == payment.intent {
            payment.payer = payment.payer.take().or_else(|| heard.payer.clone());
        }
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

/// Whether a payment that has succeeded is said to have succeeded with other money too.
fn moved_again(before: &Payment, heard: &payment::Heard) -> bool {
    let succeeded = heard.news.as_ref().is_some_and(|news| news.state == PaymentState::Succeeded);
    let other = matches!((&before.intent, &heard.intent), (Some(known), Some(told)) if known != told);
    before.standing.state == PaymentState::Succeeded && succeeded && other
}

/// What the rider is told when a payment stands elsewhere now.
fn news(before: &Payment, after: &Payment) -> Vec<RideNews> {
    let wanted = after.approve_at.is_some() && before.approve_at.is_none();
    // "The bank wants your approval" says it all; that Fintoc is at it would be noise.
    let noise = wanted && after.standing.state == PaymentState::InProgress;
    let moved = after.standing.state != before.standing.state && !noise;
    let stands = moved.then(|| RideNews::of(&after.standing)).flatten();
    let leads = if after.method.is_some() { RideNews::ApprovalWanted } else { RideNews::LedToBank };
    wanted.then_some(leads).into_iter().chain(stands).collect()
}

/// The entry of a refund that arrived. All of a payment's together never exceed the payment, whatever Fintoc says.
fn refund_command(refund: &Refund, late: bool, left: Clp) -> Option<Command> {
    let amount = refund.amount.min(left);
    (amount > Clp::ZERO).then(|| Command::RecordRefund(refund.id.clone(), ledger::refund_entry(late, amount)))
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
            method: Some(MethodId::new("pm_1")),
            payer: None,
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

    /// Somebody gives so much of the first payment back at Fintoc, and that stands so.
    fn by_hand(number: &str, pesos: i64, state: RefundState) -> Event {
        let news = refund::News { state, failure: None, amount: Some(pesos) };
        Event::RefundMade(refund::Made {
            id: RefundId::new(format!("rfd_of_{number}")),
            payment: PaymentId::new("pay_1"),
            number: number.to_owned(),
            amount: Clp::new(pesos),
            news,
        })
    }

    fn ours(payment: &PaymentId, cause: Cause, amount: Clp) -> Refund {
        Refund {
            id: RefundId::new("rfd_ours"),
            payment: payment.clone(),
            cause,
            amount,
            standing: refund::Standing::NEW,
            number: None,
            created_at: NOW,
            updated_at: NOW,
        }
    }

    fn our_refund(state: RefundState) -> Event {
        let news = refund::News { state, failure: None, amount: Some(FARE.pesos()) };
        Event::Refund(RefundId::new("rfd_ours"), refund::Heard { number: Some("re_ours".into()), news })
    }

    /// Its bank did not decide in time, so whatever comes is late.
    fn ended() -> Story {
        let mut story = Story::after([told(1, PaymentState::Pending, None)]);
        let late = NOW + BANK_PATIENCE + BANK_PATIENCE;
        let outcome = story.case.take_in(Event::Waited(PaymentId::new("pay_1")), late).unwrap();
        story.done.extend(outcome.commands);
        story
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
            for command in &outcome.commands {
                // Whoever carries commands out writes this refund down.
                if let Command::GiveBack { payment, cause, amount, .. } = command {
                    self.case.refunds.push(ours(payment, *cause, *amount));
                }
            }
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
                    Command::RecordRefund(id, entry) => Some((id.to_string(), entry.kind.as_str(), entry.postings())),
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

        fn books(&self) -> [i64; 3] {
            [Account::Rider, Account::Fares, Account::Fintoc].map(|account| self.balance(account))
        }

        fn review(&self, number: usize) -> Option<Review> {
            self.case.attempts[number - 1].payment.standing.review
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
    fn parts_that_go_back_by_hand_lower_what_was_earned_in_every_order_once_or_twice() {
        use RefundState::{Failed, InProgress, Succeeded};
        let mut all = vec![
            told(1, PaymentState::Succeeded, None),
            by_hand("re_1", 1_000, InProgress),
            by_hand("re_1", 1_000, Succeeded),
            by_hand("re_2", 500, Succeeded),
            by_hand("re_3", 700, Failed),
        ];
        every_order(&mut all, 0, &mut |order| {
            for told in [order.to_vec(), [order, order].concat()] {
                let story = Story::after(told);
                assert_eq!(story.books(), [0, -3_490, 3_490], "{order:?}");
                assert_eq!((story.case.ride, story.case.refunds.len()), (RideState::Paid, 3));
                assert_eq!(story.review(1), Some(Review::RefundFailed), "somebody meant to give 700 back");
                assert!(story.given_back().is_empty());
            }
        });
    }

    #[test]
    fn the_books_never_give_more_back_than_came_and_a_person_looks_when_fintoc_does() {
        let mut all = vec![
            told(1, PaymentState::Succeeded, None),
            by_hand("re_1", 3_000, RefundState::Succeeded),
            by_hand("re_2", 2_000, RefundState::Succeeded),
        ];
        every_order(&mut all, 0, &mut |order| {
            let story = Story::after(order.to_vec());
            assert_eq!((story.books(), story.review(1)), ([0, 0, 0], Some(Review::Mismatch)), "{order:?}");
        });
    }

    #[test]
    fn money_that_came_too_late_and_goes_back_by_hand_is_counted_once() {
        use RefundState::{Failed, Succeeded};
        let paid = told(1, PaymentState::Succeeded, None);
        let whole = by_hand("re_1", 4_990, Succeeded);
        for (order, review) in [
            ([paid.clone(), whole.clone(), our_refund(Failed)], None),
            ([whole.clone(), paid.clone(), our_refund(Failed)], None),
            // Fintoc said no to ours before we knew why: somebody was asked, and sees that the rider has it all.
            ([paid, our_refund(Failed), whole], Some(Review::RefundFailed)),
        ] {
            let mut story = ended();
            for event in order {
                story.take_in(event);
            }
            assert_eq!((story.books(), story.case.ride), ([0, 0, 0], RideState::Ended));
            assert_eq!((story.given_back(), story.review(1)), (vec!["pi_1"], review));
        }
    }

    #[test]
    fn of_money_that_came_too_late_we_give_back_what_others_have_left() {
        let mut story = ended();
        story.take_in(by_hand("re_1", 1_000, RefundState::InProgress));
        story.take_in(told(1, PaymentState::Succeeded, None));
        assert_eq!(story.case.refunds[1].amount, Clp::new(3_990));
        story.take_in(by_hand("re_1", 1_000, RefundState::Succeeded));
        assert_eq!((story.books(), story.review(1)), ([-3_990, 0, 3_990], None));
    }

    const FEE: Clp = Clp::new(1_500);

    #[test]
    fn a_cancelled_ride_costs_its_fee_if_it_was_paid_before_and_nothing_otherwise_in_every_order_once_or_twice() {
        use PaymentState::{Failed, InProgress, Pending, Succeeded};
        let mut all = vec![
            told(1, InProgress, None),
            told(1, Pending, None),
            told(1, Failed, Some(ErrorReason::InsufficientFunds)),
            told(1, Succeeded, None),
            Event::Cancelled { fee: FEE },
        ];
        every_order(&mut all, 0, &mut |order| {
            for events in [order.to_vec(), [order, order].concat()] {
                let mut story = Story::after(events);
                let fee = if story.case.ride == RideState::Cancelled { FEE } else { Clp::ZERO };
                assert!(matches!(story.case.ride, RideState::Cancelled | RideState::Ended), "{order:?}");
                assert_eq!(story.given_back(), ["pi_1"], "it goes back once: {order:?}");
                let amount = FARE - fee;
                assert_eq!(story.case.refunds[0].amount, amount);
                let news = refund::News { state: RefundState::Succeeded, failure: None, amount: Some(amount.pesos()) };
                let heard = refund::Heard { number: Some("re_ours".into()), news };
                story.take_in(Event::Refund(RefundId::new("rfd_ours"), heard));
                assert_eq!(story.books(), [0, -fee.pesos(), fee.pesos()], "{order:?}");
                assert_eq!(story.review(1), None);
            }
        });
    }

    #[test]
    fn what_somebody_gave_back_already_is_not_given_back_again_by_cancelling() {
        for (by_hand_before, ours) in [(1_000, Some(2_490)), (3_490, None), (4_990, None)] {
            let mut story = Story::after([
                told(1, PaymentState::Succeeded, None),
                by_hand("re_1", by_hand_before, RefundState::Succeeded),
            ]);
            story.take_in(Event::Cancelled { fee: FEE });
            let amount = story.case.refunds.get(1).map(|refund| refund.amount.pesos());
            assert_eq!((story.case.ride, amount), (RideState::Cancelled, ours), "{by_hand_before}");
        }
    }

    #[test]
    fn another_attempt_that_succeeds_after_a_ride_was_cancelled_goes_back_whole() {
        let mut story = Story::after([
            told(1, PaymentState::Failed, None),
            Event::Retry(Box::new(attempt(2))),
            told(2, PaymentState::Succeeded, None),
            Event::Cancelled { fee: FEE },
            told(1, PaymentState::Succeeded, None),
        ]);
        assert_eq!((story.case.ride, story.given_back()), (RideState::Cancelled, vec!["pi_2", "pi_1"]));
        assert_eq!(story.case.refunds.iter().map(|refund| refund.amount.pesos()).collect::<Vec<_>>(), [3_490, 4_990]);
        assert_eq!(story.take_in(Event::Cancelled { fee: FEE }), Applied::NothingNew);
    }

    #[test]
    fn a_refund_of_a_cancelled_ride_that_fails_asks_for_a_person_and_changes_no_books() {
        let mut story = Story::after([told(1, PaymentState::Succeeded, None), Event::Cancelled { fee: FEE }]);
        story.take_in(our_refund(RefundState::Failed));
        assert_eq!((story.books(), story.review(1)), ([0, -4_990, 4_990], Some(Review::RefundFailed)));
    }

    #[test]
    fn an_extra_of_a_cancelled_ride_costs_nothing_whether_it_is_paid_undecided_or_due() {
        use PaymentState::{Failed, Pending, Succeeded};
        for (before, after, ends) in [
            (Succeeded, None, RideState::Cancelled),
            (Pending, Some(Succeeded), RideState::Ended),
            (Failed, Some(Succeeded), RideState::Ended),
            (Pending, Some(Failed), RideState::Ended),
        ] {
            let (case, done) = Case::open_for(Charge::Extra, attempt(1));
            let mut story = Story { case, done };
            let events = [told(1, before, None), Event::Cancelled { fee: Clp::ZERO }];
            for event in events.into_iter().chain(after.map(|after| told(1, after, None))) {
                story.take_in(event);
            }
            let came = before == Succeeded || after == Some(Succeeded);
            assert_eq!((story.case.ride, story.given_back().len()), (ends, usize::from(came)), "{before:?} {after:?}");
            if came {
                story.take_in(our_refund(RefundState::Succeeded));
            }
            assert_eq!(story.books(), [0, 0, 0], "{before:?} {after:?}");
        }
    }

    #[test]
    fn a_refund_that_is_heard_of_first_as_it_begins_is_written_down_and_told_once() {
        use RefundState::{Created, InProgress, Succeeded};
        for first in [Created, InProgress] {
            let mut story = Story::after([told(1, PaymentState::Succeeded, None)]);
            let before = story.done.len();
            for state in [first, InProgress, Created] {
                story.take_in(by_hand("re_1", 1_000, state));
            }
            let amount = Clp::new(1_000);
            let is_told = |command: &&Command| matches!(command, Command::Tell(_));
            let told: Vec<_> = story.done[before..].iter().filter(is_told).collect();
            assert_eq!(told, [&Command::Tell(RideNews::GivingBack { amount })]);
            story.take_in(by_hand("re_1", 1_000, Succeeded));
            assert_eq!(story.done.last(), Some(&Command::Tell(RideNews::Refunded { amount })));
        }
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
    fn a_payment_that_is_debited_twice_is_left_to_a_person_in_either_order() {
        for order in [[1, 7], [7, 1]] {
            let told = order.map(|intent| match told(1, PaymentState::Succeeded, None) {
                Event::Payment(id, heard) => {
                    Event::Payment(id, Heard { intent: Some(format!("pi_{intent}")), ..heard })
                }
                other => other,
            });
            let story = Story::after(told);
            let standing = &story.case.attempts[0].payment.standing;
            assert_eq!((standing.state, standing.review), (PaymentState::Succeeded, Some(Review::DebitedTwice)));
            assert!(story.done.contains(&Command::Review(PaymentId::new("pay_1"))));
        }
    }

    #[test]
    fn a_ride_whose_payment_fintoc_never_heard_of_ends_without_cost_after_a_quarter_of_an_hour() {
        let id = PaymentId::new("pay_1");
        let (mut case, _) = Case::open(attempt(1));
        let just = NOW + ladder::PATIENCE;
        assert_eq!(case.take_in(Event::Waited(id.clone()), NOW + BANK_PATIENCE).unwrap(), Outcome::NOTHING);
        assert_eq!(case.take_in(Event::Waited(id), just).unwrap().applied, Applied::Advanced);
        assert_eq!(case.ride, RideState::Ended);
    }

    #[test]
    fn what_a_person_has_to_look_at_does_not_end_by_itself() {
        let mut story = Story::after([told(1, PaymentState::Pending, None)]);
        story.case.attempts[0].payment.standing.review = Some(Review::Mismatch);
        let late = NOW + BANK_PATIENCE * 3;
        let waited = story.case.take_in(Event::Waited(PaymentId::new("pay_1")), late).unwrap();
        assert_eq!((waited, story.case.ride), (Outcome::NOTHING, RideState::Requested));
    }

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
