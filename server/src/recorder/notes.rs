//! Notes: what a transaction wrote about riders, kept until it is committed and told only then.

use vuelta::{
    Clp,
    backstage::{About, Written, WrittenKind},
    id::{RideId, RiderId, SetupId},
    payment::ErrorReason,
    refund::Refund,
    ride::{Payment, RideState},
    wallet::Setup,
};

/// What was written, in order, and about whom.
#[derive(Debug, Default)]
#[must_use = "what was written is told once the transaction is committed"]
pub struct Notes(Vec<(RiderId, About, Written)>);

impl Notes {
    /// A payment that is to be asked for, before anybody is called.
    pub fn intent(&mut self, rider: &RiderId, ride: &RideId, payment: &Payment) {
        self.of_payment(WrittenKind::Intent, rider, ride, payment);
    }

    /// Where a payment stands now.
    pub fn payment(&mut self, rider: &RiderId, ride: &RideId, payment: &Payment) {
        self.of_payment(WrittenKind::Payment, rider, ride, payment);
    }

    fn of_payment(&mut self, book: WrittenKind, rider: &RiderId, ride: &RideId, payment: &Payment) {
        let about = About { ride: Some(ride.clone()), payment: Some(payment.id.clone()), ..About::default() };
        let reason = payment.standing.reason.as_ref().map(ErrorReason::as_str);
        let reason = reason.or(payment.standing.review.map(|review| review.as_str()));
        let written = Written { amount: Some(payment.amount), ..plain(book, payment.standing.state.as_str(), reason) };
        self.0.push((rider.clone(), about, written));
    }

    /// Where a ride stands now.
    pub fn ride(&mut self, rider: &RiderId, ride: &RideId, state: RideState) {
        let about = About { ride: Some(ride.clone()), ..About::default() };
        self.0.push((rider.clone(), about, plain(WrittenKind::Ride, state.as_str(), None)));
    }

    /// Where a refund stands now.
    pub fn refund(&mut self, rider: &RiderId, ride: &RideId, refund: &Refund) {
        let about = About { ride: Some(ride.clone()), payment: Some(refund.payment.clone()), ..About::default() };
        let failure = refund.standing.failure.as_deref();
        let (word, reason) = (refund.standing.state.as_str(), failure.unwrap_or(refund.cause.as_str()));
        let written = Written { amount: Some(refund.amount), ..plain(WrittenKind::Refund, word, Some(reason)) };
        self.0.push((rider.clone(), about, written));
    }

    /// Where a setup stands now.
    pub fn setup(&mut self, rider: &RiderId, setup: &Setup) {
        let written = plain(WrittenKind::Setup, setup.state.as_str(), None);
        self.0.push((rider.clone(), about_setup(Some(&setup.id)), written));
    }

    /// What became of a saved account, perhaps by a setup.
    pub fn method(&mut self, rider: &RiderId, setup: Option<&SetupId>, word: &str) {
        self.0.push((rider.clone(), about_setup(setup), plain(WrittenKind::Method, word, None)));
    }

    /// What became of a row in the inbox. It comes before all that followed from it.
    pub fn inbox(&mut self, rider: &RiderId, about: About, verdict: &str, reason: Option<&str>) {
        self.0.insert(0, (rider.clone(), about, plain(WrittenKind::Inbox, verdict, reason)));
    }

    /// Says that all of it comes from an event of Fintoc's.
    pub fn from_event(mut self, event: &str) -> Self {
        self.0.iter_mut().for_each(|(_, _, written)| written.event = Some(event.to_owned()));
        self
    }

    /// With others behind.
    pub fn and(mut self, mut others: Self) -> Self {
        self.0.append(&mut others.0);
        self
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = (RiderId, About, Written)> {
        self.0.into_iter()
    }
}

fn plain(book: WrittenKind, word: &str, reason: Option<&str>) -> Written {
    Written { book, word: word.to_owned(), amount: None::<Clp>, reason: reason.map(str::to_owned), event: None }
}

fn about_setup(setup: Option<&SetupId>) -> About {
    About { setup: setup.cloned(), ..About::default() }
}
