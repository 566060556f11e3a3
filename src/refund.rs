//! Refunds: money that goes back. What came too late goes back by itself, once; and anybody at Fintoc may give all or a part of
//! any payment back by hand, several times. States are ranked, so news may come late, twice or in any order, and the end is the
//! same.

use serde::{Deserialize, Serialize};

use crate::{
    Clp, Instant,
    id::{PaymentId, RefundId},
    payment::Applied,
};

/// Why a payment goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It came too late for its ride: we ask for it ourselves, once a payment.
    Late,
    /// Somebody made it at Fintoc, whole or in part.
    ByHand,
    /// The rider cancelled a ride that was paid: we ask for it ourselves, once a payment, whole or but for the fee.
    Cancelled,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Late, Self::ByHand, Self::Cancelled];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::ByHand => "by_hand",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

/// Where a refund stands, in order of rank. Money that arrived stays arrived, so `Succeeded` is above everything. `Failed` is
/// above `Canceled` because Fintoc tells of it by an event and with a reason, while a cancellation is only ever seen by asking
/// (docs.fintoc.com, "The refund object"); either is above `InProgress`, which both put an end to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Written down here; Fintoc may not have heard of it yet.
    Created,
    /// Fintoc is paying it out.
    InProgress,
    /// Somebody stopped it at Fintoc.
    Canceled,
    /// Fintoc or the bank could not do it.
    Failed,
    /// The rider has the money back.
    Succeeded,
}

impl RefundState {
    /// All of them, by rank.
    pub const ALL: [Self; 5] = [Self::Created, Self::InProgress, Self::Canceled, Self::Failed, Self::Succeeded];

    /// The word in the database and in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::InProgress => "in_progress",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
            Self::Succeeded => "succeeded",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the refund is over, as far as anybody knows.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Created | Self::InProgress => false,
            Self::Canceled | Self::Failed | Self::Succeeded => true,
        }
    }

    /// Whether it is over and the rider's money is still with us.
    pub const fn is_unreturned(self) -> bool {
        match self {
            Self::Canceled | Self::Failed => true,
            Self::Created | Self::InProgress | Self::Succeeded => false,
        }
    }
}

/// What somebody we believe told us about a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The state it speaks of.
    pub state: RefundState,
    /// Why, when it failed: `insufficient_funds`, `fraud_risk`, …; the list is open.
    pub failure: Option<String>,
    /// How much goes back, in the smallest unit of the currency; `None` where the teller did not say.
    pub amount: Option<i64>,
}

/// What somebody we believe said about a refund: Fintoc's id of it, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// `re_…`.
    pub number: Option<String>,
    /// How it stands.
    pub news: News,
}

impl News {
    /// Whether it says that all of `amount` arrived.
    fn fits(&self, amount: Clp) -> bool {
        self.state != RefundState::Succeeded || self.amount == Some(amount.pesos())
    }

    /// Whether a person has to look: the rider's money is still with us, or another amount went back. It depends on the news
    /// alone, so it does not matter when it comes.
    pub fn needs_a_person(&self, amount: Clp) -> bool {
        self.state.is_unreturned() || !self.fits(amount)
    }
}

/// What is known of a refund.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// Where it stands.
    pub state: RefundState,
    /// Why it failed.
    pub failure: Option<String>,
}

impl Standing {
    /// A refund that was just written down.
    pub const NEW: Self = Self { state: RefundState::Created, failure: None };

    /// Takes in a piece of news about a refund of `amount`. Total, and insensitive to order and repetition: the higher rank
    /// wins, between equal ranks the smaller reason.
    pub fn apply(&mut self, news: &News, amount: Clp) -> Applied {
        if !news.fits(amount) {
            return Applied::Contradiction;
        }
        let before = self.clone();
        let failure = news.failure.clone().filter(|_| news.state == RefundState::Failed);
        match news.state.cmp(&self.state) {
            std::cmp::Ordering::Greater => (self.state, self.failure) = (news.state, failure),
            std::cmp::Ordering::Equal => self.failure = self.failure.take().into_iter().chain(failure).min(),
            std::cmp::Ordering::Less => {}
        }
        if *self == before { Applied::NothingNew } else { Applied::Advanced }
    }
}

/// A refund that somebody made at Fintoc, as we first hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What we will call it, unless we know it by its number already.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// Fintoc's id of it (`re_…`).
    pub number: String,
    /// How much goes back.
    pub amount: Clp,
    /// How it stands.
    pub news: News,
}

/// Money that goes back, as the rider may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Which.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// Why.
    pub cause: Cause,
    /// All of the payment, or a part.
    pub amount: Clp,
    /// What is known of it.
    pub standing: Standing,
    /// Fintoc's id of it (`re_…`), once it has one.
    pub number: Option<String>,
    /// When it was written down.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Refund {
    /// Whether the other refunds among `all` give back everything that was `paid`, or are about to. Then nobody misses this one
    /// if it comes to nothing; and it will: Fintoc gives no more back than came.
    pub fn is_covered(&self, all: &[Self], paid: Clp) -> bool {
        let others = all.iter().filter(|other| other.payment == self.payment && other.id != self.id);
        let returned: Clp =
            others.filter(|other| !other.standing.state.is_unreturned()).map(|other| other.amount).sum();
        returned >= paid
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const FARE: Clp = Clp::new(4_990);

    fn news(state: RefundState, failure: Option<&str>) -> News {
        News { state, failure: failure.map(str::to_owned), amount: Some(4_990) }
    }

    fn told(all: &[News]) -> Standing {
        let mut standing = Standing::NEW;
        for news in all {
            standing.apply(news, FARE);
        }
        standing
    }

    fn every_order(rest: &mut Vec<News>, at: usize, seen: &mut impl FnMut(&[News])) {
        if at == rest.len() {
            return seen(rest);
        }
        for next in at..rest.len() {
            rest.swap(at, next);
            every_order(rest, at + 1, seen);
            rest.swap(at, next);
        }
    }

    /// Faults: 3 in part: refunds.
    #[test]
    fn every_order_and_repetition_of_every_subset_of_news_ends_the_same() {
        let all = [
            news(RefundState::Created, None),
            news(RefundState::InProgress, None),
            news(RefundState::Canceled, None),
            news(RefundState::Failed, Some("insufficient_funds")),
            news(RefundState::Failed, Some("fraud_risk")),
            News { amount: Some(1), ..news(RefundState::Succeeded, None) },
            news(RefundState::Succeeded, None),
        ];
        for subset in 0_u32..1 << all.len() {
            let chosen = all.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
            let mut chosen: Vec<_> = chosen.map(|(_, news)| news.clone()).collect();
            let mut ends = HashSet::new();
            every_order(&mut chosen, 0, &mut |order| {
                ends.insert(told(order));
                ends.insert(told(&[order, order].concat()));
            });
            assert_eq!(ends.len(), 1, "subset {subset:b}");
        }
    }

    #[test]
    fn a_late_failure_does_not_take_money_back_that_arrived() {
        let standing = told(&[news(RefundState::Succeeded, None), news(RefundState::Failed, Some("fraud_risk"))]);
        assert_eq!(standing, Standing { state: RefundState::Succeeded, failure: None });
    }

    #[test]
    fn another_amount_settles_nothing_and_asks_for_a_person() {
        for amount in [Some(4_991), Some(1), None] {
            let other = News { amount, ..news(RefundState::Succeeded, None) };
            let mut standing = Standing::NEW;
            assert_eq!(standing.apply(&other, FARE), Applied::Contradiction);
            assert_eq!(standing, Standing::NEW);
            assert!(other.needs_a_person(FARE));
        }
    }

    #[test]
    fn only_money_that_stays_with_us_asks_for_a_person() {
        let asks = RefundState::ALL.map(|state| news(state, None).needs_a_person(FARE));
        assert_eq!(asks, [false, false, true, true, false]);
    }

    #[test]
    fn words_of_states_read_back() {
        assert!(Cause::ALL.iter().all(|cause| Cause::parse(cause.as_str()) == Some(*cause)));
        assert!(RefundState::ALL.iter().all(|state| RefundState::parse(state.as_str()) == Some(*state)));
    }
}
