//! Rides: a booked trip, its life, and the numbered updates a rider is told.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    Clp, Instant,
    cancel::{self, Cancellation},
    driver::Driver,
    extra::ExtraStory,
    fare::{Fare, RideType, Trip},
    id::{BookingKey, MethodId, PaymentId, RideId, RiderId},
    journey::{Journey, Phase},
    payment::{ErrorReason, PaymentState, Standing},
    refund::{Cause, Refund, RefundState},
    thanks::Rating,
    wallet::BankAccount,
};

/// How long a rider waits for a bank that does not decide. Fintoc goes on asking for up to ten days; nobody waits that long for
/// a ride.
pub const BANK_PATIENCE: Duration = Duration::from_secs(3 * 60);

/// Where a ride stands. It follows from its payments, until it ends without cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RideState {
    /// Booked; its money is on the way.
    Requested,
    /// The last attempt to pay ended without money; the rider may try again.
    Unpaid,
    /// Paid. Only the rider takes that back, by cancelling.
    Paid,
    /// It ended without cost, because its bank did not decide in time, or because the rider cancelled before. Nothing takes that back either: money that comes later
    /// is the rider's.
    Ended,
    /// It was paid, and the rider cancelled it: what was paid goes back, but for what cancelling costs. Nothing takes that back.
    Cancelled,
}

impl RideState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Requested, Self::Unpaid, Self::Paid, Self::Ended, Self::Cancelled];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The state that follows from all attempts to pay, and from having ended.
    pub fn follow(self, states: impl IntoIterator<Item = PaymentState>) -> Self {
        match self {
            Self::Ended | Self::Cancelled => self,
            Self::Requested | Self::Unpaid | Self::Paid => Self::from_payments(states),
        }
    }

    /// The state that follows from all attempts to pay.
    pub fn from_payments(states: impl IntoIterator<Item = PaymentState>) -> Self {
        let mut ride = Self::Unpaid;
        for state in states {
            match state {
                PaymentState::Succeeded => return Self::Paid,
                PaymentState::Created | PaymentState::InProgress | PaymentState::Pending => ride = Self::Requested,
                PaymentState::Expired | PaymentState::Rejected | PaymentState::Failed => {}
            }
        }
        ride
    }
}

/// A booked trip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ride {
    /// Which.
    pub id: RideId,
    /// Whose.
    pub rider: RiderId,
    /// From where to where.
    pub trip: Trip,
    /// The price, fixed when it was booked.
    pub fare: Fare,
    /// Where it stands.
    pub state: RideState,
    /// When it was booked.
    pub booked_at: Instant,
}

/// One attempt to collect a ride's fare, or its extra, as the rider may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Which.
    pub id: PaymentId,
    /// The first, the second, …
    pub attempt: i64,
    /// How much.
    pub amount: Clp,
    /// With which saved account; `None` when the rider chooses one at the bank and may save it there.
    pub method: Option<MethodId>,
    /// The account that paid, or was to pay, once Fintoc said so.
    pub payer: Option<BankAccount>,
    /// What is known of it.
    pub standing: Standing,
    /// Where the rider has to approve it, while the bank wants that.
    pub approve_at: Option<String>,
    /// Fintoc's id of the session, once it has one.
    pub session: Option<String>,
    /// Fintoc's id of the payment intent, once it has one.
    pub intent: Option<String>,
    /// When it was written down.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// Something the rider is told about a ride; numbered, so that nothing is lost on the way to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RideUpdate {
    /// 1, 2, 3, … within the ride.
    pub number: i64,
    /// What.
    pub news: RideNews,
    /// When.
    pub at: Instant,
}

/// What a ride update says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RideNews {
    /// The ride was booked.
    Requested,
    /// Another attempt to pay was started.
    TriedAgain,
    /// The bank wants the rider's approval.
    ApprovalWanted,
    /// The rider is led to the bank, to choose an account and pay.
    LedToBank,
    /// Fintoc is at it.
    PaymentInProgress,
    /// The bank has not confirmed yet.
    PaymentPending,
    /// Money moved.
    Paid,
    /// The attempt ended without money.
    NotPaid {
        /// How it ended.
        state: PaymentState,
        /// Why, if anybody said.
        reason: Option<ErrorReason>,
    },
    /// The bank did not decide in time: the ride ended without cost.
    Ended,
    /// The rider called the ride off.
    Cancelled {
        /// What that costs.
        fee: Clp,
    },
    /// Money came too late and goes back.
    RefundAsked {
        /// How much.
        amount: Clp,
    },
    /// Money goes back that did not come too late.
    GivingBack {
        /// How much.
        amount: Clp,
    },
    /// It went back.
    Refunded {
        /// How much.
        amount: Clp,
    },
    /// It could not be given back; a person looks.
    RefundFailed {
        /// How much.
        amount: Clp,
    },
    /// Somebody drives it.
    DriverFound {
        /// Their first name.
        driver: String,
    },
    /// The driver set out for the pickup.
    OnTheWay,
    /// The driver is there.
    Arrived,
    /// The rider is on board.
    PickedUp,
    /// They are there.
    Done,
    /// The same about the ride's extra.
    Extra {
        /// What; `Requested` says that the destination was changed.
        news: Box<Self>,
    },
    /// The same about its tip.
    Tip {
        /// What; `Requested` says that one was left.
        news: Box<Self>,
    },
}

impl RideNews {
    /// What a rider is told when a payment comes to stand so; `None` for what is no news.
    pub fn of(standing: &Standing) -> Option<Self> {
        match standing.state {
            PaymentState::Created => None,
            PaymentState::InProgress => Some(Self::PaymentInProgress),
            PaymentState::Pending => Some(Self::PaymentPending),
            PaymentState::Succeeded => Some(Self::Paid),
            state @ (PaymentState::Expired | PaymentState::Rejected | PaymentState::Failed) => {
                Some(Self::NotPaid { state, reason: standing.reason.clone() })
            }
        }
    }

    /// What a rider is told when a phase of the journey begins; `None` for the first, which being paid says already.
    pub fn of_phase(phase: Phase, driver: &Driver) -> Option<Self> {
        match phase {
            Phase::Looking => None,
            Phase::Found => Some(Self::DriverFound { driver: driver.name.to_owned() }),
            Phase::Coming => Some(Self::OnTheWay),
            Phase::Waiting => Some(Self::Arrived),
            Phase::Riding => Some(Self::PickedUp),
            Phase::Done => Some(Self::Done),
        }
    }

    /// One word for it: its kind, and of an unpaid attempt how that ended.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::TriedAgain => "tried_again",
            Self::ApprovalWanted => "approval_wanted",
            Self::LedToBank => "led_to_bank",
            Self::PaymentInProgress => "payment_in_progress",
            Self::PaymentPending => "payment_pending",
            Self::Paid => "paid",
            Self::NotPaid { state, .. } => state.as_str(),
            Self::Ended => "ended",
            Self::Cancelled { .. } => "cancelled",
            Self::RefundAsked { .. } => "refund_asked",
            Self::GivingBack { .. } => "giving_back",
            Self::Refunded { .. } => "refunded",
            Self::RefundFailed { .. } => "refund_failed",
            Self::DriverFound { .. } => "driver_found",
            Self::OnTheWay => "on_the_way",
            Self::Arrived => "arrived",
            Self::PickedUp => "picked_up",
            Self::Done => "done",
            Self::Extra { news } | Self::Tip { news } => news.word(),
        }
    }

    /// Whether it is about the journey, and not about money.
    pub const fn is_of_journey(&self) -> bool {
        matches!(self, Self::DriverFound { .. } | Self::OnTheWay | Self::Arrived | Self::PickedUp | Self::Done)
    }

    /// The same about the ride's extra.
    pub fn of_extra(self) -> Self {
        Self::Extra { news: Box::new(self) }
    }

    /// The same about the ride's tip.
    pub fn of_tip(self) -> Self {
        Self::Tip { news: Box::new(self) }
    }

    /// What a rider is told when a refund comes to stand so.
    pub fn of_refund(cause: Cause, state: RefundState, amount: Clp) -> Self {
        match state {
            RefundState::Created | RefundState::InProgress => match cause {
                Cause::Late => Self::RefundAsked { amount },
                Cause::ByHand | Cause::Cancelled => Self::GivingBack { amount },
            },
            RefundState::Canceled | RefundState::Failed => Self::RefundFailed { amount },
            RefundState::Succeeded => Self::Refunded { amount },
        }
    }
}

/// A ride with everything its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RideStory {
    /// The ride.
    pub ride: Ride,
    /// Every attempt to pay its fare, oldest first; never empty.
    pub payments: Vec<Payment>,
    /// Refunds of its fare's payments, oldest first.
    pub refunds: Vec<Refund>,
    /// What the rider was told, oldest first.
    pub updates: Vec<RideUpdate>,
    /// The change of destination, if there was one.
    pub extra: Option<ExtraStory>,
    /// The tip, if one was left.
    pub tip: Option<ExtraStory>,
    /// What the rider thought of it.
    pub rating: Option<Rating>,
    /// How it is driven, once it is paid. Rides of an older version have none.
    pub journey: Option<Journey>,
    /// That the rider called it off, if so.
    pub cancellation: Option<Cancellation>,
}

impl RideStory {
    /// The attempt that counts: the one that paid, else the last.
    pub fn payment(&self) -> Option<&Payment> {
        self.paid().or(self.payments.last())
    }

    /// The attempt that paid the ride, whether it went back by hand or not. One that came too late did not pay it.
    pub fn paid(&self) -> Option<&Payment> {
        paid(&self.payments, &self.refunds)
    }

    /// How it is driven: not when it was cancelled, and not when it was paid before there were journeys.
    pub fn driven(&self) -> Option<&Journey> {
        self.journey.as_ref().filter(|_| self.ride.state == RideState::Paid)
    }

    /// What cancelling it costs now; `None` when it cannot be cancelled.
    pub fn cancelling_costs(&self) -> Option<Clp> {
        let in_review = self.payments.iter().any(|payment| payment.standing.review.is_some());
        cancel::fee(self.ride.state, in_review, self.journey.as_ref())
    }

    /// Whether the rider is being driven, or will be.
    pub fn goes_on(&self) -> bool {
        self.driven().is_some_and(|journey| journey.told != Phase::Done)
    }

    /// Whether the rider has arrived.
    pub fn is_done(&self) -> bool {
        self.driven().is_some_and(|journey| journey.told == Phase::Done)
    }

    /// From where to where by now: an extra changed the destination.
    pub fn trip(&self) -> Trip {
        let to = self.extra.as_ref().and_then(|story| story.extra.to()).unwrap_or(&self.ride.trip.to);
        Trip { to: to.clone(), ..self.ride.trip.clone() }
    }

    /// The refunds that a rider is told of: not those that came to nothing because others gave everything back.
    pub fn told_refunds(&self) -> impl Iterator<Item = &Refund> {
        let of_extra = self.extra.iter().chain(&self.tip).flat_map(|extra| told(&extra.payments, &extra.refunds));
        told(&self.payments, &self.refunds).chain(of_extra)
    }
}

fn told<'a>(payments: &'a [Payment], refunds: &'a [Refund]) -> impl Iterator<Item = &'a Refund> {
    refunds.iter().filter(|refund| {
        let payment = payments.iter().find(|payment| payment.id == refund.payment);
        let covered = payment.is_some_and(|payment| refund.is_covered(refunds, payment.amount));
        !(refund.standing.state.is_unreturned() && covered)
    })
}

/// The one of a charge's payments that paid it. One that came too late did not.
pub(crate) fn paid<'a>(payments: &'a [Payment], refunds: &[Refund]) -> Option<&'a Payment> {
    let late = |refund: &Refund| refund.cause == Cause::Late;
    let too_late = |payment: &Payment| refunds.iter().any(|refund| refund.payment == payment.id && late(refund));
    payments.iter().find(|payment| payment.standing.state == PaymentState::Succeeded && !too_late(payment))
}

/// A ride in the rider's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRide {
    /// The ride.
    pub ride: Ride,
    /// How much of what it was paid with has gone back.
    pub given_back: Clp,
    /// The phase of its journey, if it is or was driven.
    pub told: Option<Phase>,
    /// What cancelling it cost, if it was cancelled.
    pub cancelled: Option<Clp>,
}

/// What a rider asks for with one click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookRide {
    /// From where to where.
    pub trip: Trip,
    /// How.
    pub ride_type: RideType,
    /// With which saved account; `None` to choose one at the bank, and save it there.
    pub method: Option<MethodId>,
    /// The price on the button, signed: a [`SignedQuote`](crate::quote::SignedQuote)'s text.
    pub quote: String,
    /// Makes it happen once.
    pub key: BookingKey,
}

/// Where a click leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// The ride, new or the one this key had booked already.
    pub ride: RideId,
    /// The hosted page, when the bank wants the rider's approval.
    pub approve_at: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ride_is_paid_as_soon_as_one_attempt_succeeded() {
        use PaymentState::{Created, Expired, Failed, Pending, Succeeded};
        for (states, ride) in [
            (&[Created][..], RideState::Requested),
            (&[Failed], RideState::Unpaid),
            (&[Failed, Pending], RideState::Requested),
            (&[Succeeded, Expired], RideState::Paid),
            (&[Failed, Succeeded, Created], RideState::Paid),
        ] {
            assert_eq!(RideState::from_payments(states.iter().copied()), ride, "{states:?}");
        }
    }

    #[test]
    fn a_ride_that_ended_or_was_cancelled_stays_so_whatever_its_bank_says_later() {
        for state in PaymentState::ALL {
            for over in [RideState::Ended, RideState::Cancelled] {
                assert_eq!(over.follow([state]), over, "{state:?}");
            }
            assert_eq!(RideState::Requested.follow([state]), RideState::from_payments([state]), "{state:?}");
        }
    }

    #[test]
    fn an_update_reads_back_as_it_was_written() {
        let news = RideNews::NotPaid { state: PaymentState::Failed, reason: Some(ErrorReason::InsufficientFunds) };
        let text = serde_json::to_string(&news).unwrap();
        assert_eq!(text, r#"{"kind":"not_paid","state":"failed","reason":"insufficient_funds"}"#);
        assert_eq!(serde_json::from_str::<RideNews>(&text).unwrap(), news);
    }
}
