//! What a rider owes for a ride: its fare, or an extra of it. Both are paid in the same ways.

use vuelta::{
    Clp,
    extra::ExtraStory,
    payment::PaymentState,
    ride::{Payment, RideState, RideStory},
};

use super::{
    Back,
    stage::{Afterwards, Stage},
};

/// A charge of a ride, and how it stands.
#[derive(Debug, Clone)]
pub(super) struct Charge<'a> {
    pub(super) stage: Stage,
    pub(super) amount: Clp,
    pub(super) payments: &'a [Payment],
    /// The attempt that counts.
    pub(super) payment: Option<&'a Payment>,
    /// Where the form leads that pays it.
    pub(super) action: String,
}

impl<'a> Charge<'a> {
    /// The fare.
    pub(super) fn fare(story: &'a RideStory, back: Option<Back>) -> Self {
        let payment = story.payment();
        Self {
            stage: match story.ride.state {
                RideState::Paid => Stage::Paid,
                RideState::Cancelled => Stage::Cancelled,
                RideState::Ended => Stage::Ended(afterwards(&story.payments)),
                RideState::Requested | RideState::Unpaid => stage(&story.payments, payment, back),
            },
            amount: payment.map_or(story.ride.fare.total, |payment| payment.amount),
            payments: &story.payments,
            payment,
            action: format!("/rides/{}/payments", story.ride.id),
        }
    }

    /// An extra.
    pub(super) fn extra(story: &'a ExtraStory, back: Option<Back>) -> Self {
        let payment = story.payment();
        Self {
            stage: match story.extra.state {
                RideState::Paid => Stage::Paid,
                RideState::Cancelled => Stage::Cancelled,
                RideState::Ended => Stage::Ended(afterwards(&story.payments)),
                RideState::Requested | RideState::Unpaid => stage(&story.payments, payment, back),
            },
            amount: story.extra.amount,
            payments: &story.payments,
            payment,
            action: format!("/rides/{}/extras/{}/payments", story.extra.ride, story.extra.id),
        }
    }
}

impl Charge<'_> {
    /// Whether the account that pays is chosen at the bank.
    pub(super) fn is_paid_at_bank(&self) -> bool {
        self.payment.is_some_and(|payment| payment.method.is_none())
    }
}

/// How a charge stands that is not settled.
fn stage(payments: &[Payment], payment: Option<&Payment>, back: Option<Back>) -> Stage {
    // Of any attempt: money may have moved that nobody has explained yet.
    if payments.iter().any(|payment| payment.standing.review.is_some()) {
        return Stage::Review;
    }
    let Some(payment) = payment else { return Stage::Processing };
    match payment.standing.state {
        PaymentState::Succeeded => Stage::Paid,
        PaymentState::Pending => Stage::Pending,
        PaymentState::Expired | PaymentState::Rejected | PaymentState::Failed => Stage::NotPaid,
        // Someone who comes back by the way of success has most likely approved: the news is on its way.
        PaymentState::Created | PaymentState::InProgress => match (payment.approve_at.is_some(), back) {
            (true, None) => Stage::Approval { left: false },
            (true, Some(Back::Cancel)) => Stage::Approval { left: true },
            (true, Some(Back::Ok)) | (false, _) => Stage::Processing,
        },
    }
}

fn afterwards(payments: &[Payment]) -> Afterwards {
    if payments.iter().any(|payment| payment.standing.review.is_some()) {
        return Afterwards::Unknown;
    }
    let undecided = payments.iter().any(|payment| !payment.standing.state.is_final());
    if undecided { Afterwards::Undecided } else { Afterwards::Unmoved }
}
