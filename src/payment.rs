//! Payments: one attempt to collect one fare, or one extra. States are ranked, so news may come late, twice or in any order, and the end
//! is the same.

use serde::{Deserialize, Serialize};

use crate::{Clp, wallet::BankAccount};

/// Where a payment stands, in order of rank. A state never gives way to one of lower rank: a late "expired" cannot undo a
/// transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Written down here; Fintoc may not have heard of it yet.
    Created,
    /// Fintoc is at it, or waits for the rider's approval.
    InProgress,
    /// The bank did not confirm; Fintoc keeps asking for up to ten days.
    Pending,
    /// Nobody completed it in time.
    Expired,
    /// The rider refused it at the bank.
    Rejected,
    /// The bank or Fintoc could not do it.
    Failed,
    /// Money moved.
    Succeeded,
}

impl PaymentState {
    /// All of them, by rank.
    pub const ALL: [Self; 7] =
        [Self::Created, Self::InProgress, Self::Pending, Self::Expired, Self::Rejected, Self::Failed, Self::Succeeded];

    /// The word in the database and in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::InProgress => "in_progress",
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Succeeded => "succeeded",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the attempt is over, as far as anybody knows.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Created | Self::InProgress | Self::Pending => false,
            Self::Expired | Self::Rejected | Self::Failed | Self::Succeeded => true,
        }
    }

    /// Whether it is over and no money moved.
    pub const fn is_unpaid(self) -> bool {
        match self {
            Self::Expired | Self::Rejected | Self::Failed => true,
            Self::Created | Self::InProgress | Self::Pending | Self::Succeeded => false,
        }
    }
}

macro_rules! error_reasons {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// Why a payment did not succeed, in Fintoc's words
        /// (docs.fintoc.com, "Payment intent error reasons"; the list is open).
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum ErrorReason {
            $($(#[$doc])* $variant,)+
            /// A reason we do not know yet.
            Other(String),
        }

        impl ErrorReason {
            /// Every documented reason.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The word as Fintoc sends it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for ErrorReason {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)+
                    _ => Self::Other(word),
                }
            }
        }
    };
}

error_reasons! {
    /// Today's limit at the bank is used up.
    AmountLimitReached = "amount_limit_reached",
    /// The account is locked.
    BankAccountLocked = "bank_account_locked",
    /// Fintoc lost the bank on the way.
    BankConnectionError = "bank_connection_error",
    /// The bank does not answer.
    BankNotAvailable = "bank_not_available",
    /// Not enough money.
    InsufficientFunds = "insufficient_funds",
    /// Too many wrong passwords.
    LoginCredentialsLocked = "login_credentials_locked",
    /// A wrong RUT or password.
    LoginInvalidCredentials = "login_invalid_credentials",
    /// Above what the bank allows in one transfer.
    MaximumAmountError = "maximum_amount_error",
    /// Nobody approved in time.
    MfaAuthorizationTimeout = "mfa_authorization_timeout",
    /// A wrong code, or a refusal in the bank's app.
    MfaInvalidAuthorization = "mfa_invalid_authorization",
    /// The bank's second factor is locked.
    MfaLocked = "mfa_locked",
    /// The bank's second factor is out of order.
    MfaUnavailable = "mfa_unavailable",
    /// Above what the bank allows to a new recipient.
    NewContactAmountLimitReached = "new_contact_amount_limit_reached",
    /// Too many transfers to new recipients.
    NewContactTransferNumberLimitReached = "new_contact_transfer_number_limit_reached",
    /// The bank refuses our account.
    RecipientAccountNotAllowed = "recipient_account_not_allowed",
    /// Ten days passed and the bank never said; money may have moved.
    UnresolvedFinalStatus = "unresolved_final_status",
    /// The rider left.
    UserLeft = "user_left",
    /// The bank blocked the account; an older name.
    AccountBlocked = "account_blocked",
    /// Nobody chose an account in time; an older name.
    AccountSelectionTimeout = "account_selection_timeout",
    /// What the bank allows in a day is used up; an older name.
    DailyAmountLimitReached = "daily_amount_limit_reached",
    /// The rider said no in the bank's app; an older name.
    MfaNotAuthorized = "mfa_not_authorized",
    /// Below what the bank transfers; an older name.
    MinimumAmountError = "minimum_amount_error",
    /// The rider left before signing in at the bank; an older name.
    UserAbandonBeforeLogin = "user_abandon_before_login",
}

impl From<ErrorReason> for String {
    fn from(reason: ErrorReason) -> Self {
        reason.as_str().to_owned()
    }
}

impl PartialOrd for ErrorReason {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By the word, so that the order does not change when a reason becomes known.
impl Ord for ErrorReason {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

/// Why a person has to look at a payment. Sticky: once set it is never taken back by news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Money moved, but not this amount, currency, customer or mode.
    Mismatch,
    /// Money moved twice for it.
    DebitedTwice,
    /// It came too late for its ride and has to go back, and could not be given back.
    RefundFailed,
    /// The bank never said how it ended.
    UnresolvedFinalStatus,
}

impl Review {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mismatch, Self::DebitedTwice, Self::RefundFailed, Self::UnresolvedFinalStatus];

    /// The word in the database and in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::DebitedTwice => "debited_twice",
            Self::RefundFailed => "refund_failed",
            Self::UnresolvedFinalStatus => "unresolved_final_status",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|review| review.as_str() == word)
    }
}

/// What must be true of a success before it settles anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// How much.
    pub amount: Clp,
    /// Fintoc's id of the customer who pays.
    pub customer: String,
    /// Whether it is real money.
    pub live: bool,
}

/// What somebody we believe told us about a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The state it speaks of.
    pub state: PaymentState,
    /// Why, when it did not succeed.
    pub reason: Option<ErrorReason>,
    /// What moved, when it succeeded: `None` where the teller did not say.
    pub moved: Moved,
}

/// What somebody we believe said about a payment: Fintoc's ids, where to approve it, and how it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// `cs_…`.
    pub session: Option<String>,
    /// `pi_…`.
    pub intent: Option<String>,
    /// The account it comes from.
    pub payer: Option<BankAccount>,
    /// The hosted page, when the rider has to approve.
    pub approve_at: Option<String>,
    /// Whether the hosted page has nothing more to ask.
    pub page_over: bool,
    /// How it stands.
    pub news: Option<News>,
}

/// What a teller says was moved. A field that was not told is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// In the smallest unit of the currency.
    pub amount: Option<i64>,
    /// `CLP`, in any case.
    pub currency: Option<String>,
    /// Fintoc's id of the customer.
    pub customer: Option<String>,
    /// Whether it is real money.
    pub live: Option<bool>,
}

impl Moved {
    /// Whether what was moved is what was asked for. An amount and a currency must have been told.
    fn fits(&self, terms: &Terms) -> bool {
        let amount = self.amount == Some(terms.amount.pesos());
        let currency = self.currency.as_deref().is_some_and(|currency| currency.eq_ignore_ascii_case("clp"));
        let customer = self.customer.as_ref().is_none_or(|customer| *customer == terms.customer);
        let mode = self.live.is_none_or(|live| live == terms.live);
        amount && currency && customer && mode
    }
}

/// What is known of a payment: its state, why, and whether a person has to look.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// Where it stands.
    pub state: PaymentState,
    /// Why it did not succeed.
    pub reason: Option<ErrorReason>,
    /// Why a person has to look.
    pub review: Option<Review>,
}

/// What a piece of news did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// The payment stands elsewhere now.
    Advanced,
    /// We knew that, or better.
    NothingNew,
    /// It does not fit what we asked for; a person has to look.
    Contradiction,
}

impl Standing {
    /// A payment that was just written down.
    pub const NEW: Self = Self { state: PaymentState::Created, reason: None, review: None };

    /// Takes in a piece of news. Total, and insensitive to order and repetition: the higher rank wins, between equal ranks
    /// the smaller reason, and a review once asked for stays.
    pub fn apply(&mut self, news: &News, terms: &Terms) -> Applied {
        if news.state == PaymentState::Succeeded && !news.moved.fits(terms) {
            return self.ask_for_review(Review::Mismatch);
        }
        let before = self.clone();
        let reason = if news.state.is_unpaid() { news.reason.clone() } else { None };
        match news.state.cmp(&self.state) {
            std::cmp::Ordering::Greater => (self.state, self.reason) = (news.state, reason),
            std::cmp::Ordering::Equal => self.reason = smaller(self.reason.take(), reason),
            std::cmp::Ordering::Less => {}
        }
        if news.state == PaymentState::Failed && news.reason == Some(ErrorReason::UnresolvedFinalStatus) {
            self.ask_for_review(Review::UnresolvedFinalStatus);
        }
        if *self == before { Applied::NothingNew } else { Applied::Advanced }
    }

    /// Marks the payment for a person to look at; the smaller of two reviews stays.
    pub fn ask_for_review(&mut self, review: Review) -> Applied {
        let asked = smaller(self.review, Some(review));
        let applied = if asked == self.review { Applied::NothingNew } else { Applied::Contradiction };
        self.review = asked;
        applied
    }
}

/// The smaller of two, where something beats nothing.
fn smaller<T: Ord>(left: Option<T>, right: Option<T>) -> Option<T> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn terms() -> Terms {
        Terms { amount: Clp::new(4_990), customer: "cus_1".into(), live: false }
    }

    fn exact() -> Moved {
        Moved { amount: Some(4_990), currency: Some("CLP".into()), customer: Some("cus_1".into()), live: Some(false) }
    }

    fn news(state: PaymentState, reason: Option<ErrorReason>) -> News {
        News { state, reason, moved: exact() }
    }

    fn told(all: &[News]) -> Standing {
        let mut standing = Standing::NEW;
        for news in all {
            standing.apply(news, &terms());
        }
        standing
    }

    /// Calls `visit` with every order of `items`.
    fn every_order(items: &mut Vec<News>, from: usize, visit: &mut impl FnMut(&[News])) {
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
    fn every_order_and_repetition_of_the_same_news_ends_the_same() {
        let everything = [
            news(PaymentState::InProgress, None),
            news(PaymentState::Pending, None),
            news(PaymentState::Expired, None),
            news(PaymentState::Failed, Some(ErrorReason::InsufficientFunds)),
            news(PaymentState::Failed, Some(ErrorReason::UnresolvedFinalStatus)),
            news(PaymentState::Succeeded, None),
            News { moved: Moved { amount: Some(1), ..exact() }, ..news(PaymentState::Succeeded, None) },
        ];
        let mut walked = 0;
        for subset in 0_u32..1 << everything.len() {
            let mut chosen: Vec<_> = everything
                .iter()
                .enumerate()
                .filter(|(bit, _)| subset >> bit & 1 == 1)
                .map(|(_, news)| news.clone())
                .collect();
            let mut ends = HashSet::new();
            every_order(&mut chosen, 0, &mut |order| {
                ends.insert(told(order));
                ends.insert(told(&[order, order].concat()));
                ends.insert(told(&order.iter().flat_map(|news| [news.clone(), news.clone()]).collect::<Vec<_>>()));
                walked += 3;
            });
            assert_eq!(ends.len(), 1, "subset {subset:b}");
        }
        println!("{walked} orders of news were walked");
    }

    #[test]
    fn a_late_expired_does_not_undo_a_transfer() {
        let standing = told(&[news(PaymentState::Succeeded, None), news(PaymentState::Expired, None)]);
        assert_eq!(standing.state, PaymentState::Succeeded);
    }

    /// Faults: 10 in part: the rules alone; 11.
    #[test]
    fn a_success_of_another_amount_currency_customer_or_mode_settles_nothing() {
        for moved in [
            Moved { amount: Some(4_991), ..exact() },
            Moved { amount: None, ..exact() },
            Moved { currency: Some("MXN".into()), ..exact() },
            Moved { currency: None, ..exact() },
            Moved { customer: Some("cus_2".into()), ..exact() },
            Moved { live: Some(true), ..exact() },
        ] {
            let mut standing = Standing::NEW;
            let applied = standing.apply(&News { moved, ..news(PaymentState::Succeeded, None) }, &terms());
            assert_eq!((applied, standing.state), (Applied::Contradiction, PaymentState::Created));
            assert_eq!(standing.review, Some(Review::Mismatch));
        }
    }

    #[test]
    fn the_second_telling_is_nothing_new() {
        let mut standing = told(&[news(PaymentState::Failed, Some(ErrorReason::UserLeft))]);
        let again = standing.apply(&news(PaymentState::Failed, Some(ErrorReason::UserLeft)), &terms());
        assert_eq!(again, Applied::NothingNew);
    }

    /// Faults: 5 in part: a person is asked.
    #[test]
    fn an_unresolved_end_asks_a_person_to_look() {
        let standing = told(&[news(PaymentState::Failed, Some(ErrorReason::UnresolvedFinalStatus))]);
        assert_eq!(standing.review, Some(Review::UnresolvedFinalStatus));
    }

    #[test]
    fn words_of_states_reviews_and_reasons_read_back() {
        assert!(PaymentState::ALL.iter().all(|state| PaymentState::parse(state.as_str()) == Some(*state)));
        assert!(Review::ALL.iter().all(|review| Review::parse(review.as_str()) == Some(*review)));
        assert!(ErrorReason::KNOWN.iter().all(|reason| ErrorReason::from(reason.as_str().to_owned()) == *reason));
    }
}
