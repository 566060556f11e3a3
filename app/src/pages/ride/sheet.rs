//! From the story of a ride to the sheet a rider reads.

use vuelta::{
    Clp,
    city::place,
    payment::PaymentState,
    refund::{Cause, Refund, RefundState},
    ride::{Payment, RideNews, RideState, RideStory},
    wallet::Wallet,
};

use super::{Back, next};
use crate::{
    copy::{Lang, account, common, reason, ride, time},
    islands::ride_sheet::{Fact, Icon, Mood, Phase, RideSheet, Step},
};

/// How the payment of a ride stands, from the rider's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// We asked; nothing is known yet.
    Processing,
    /// The bank wants the rider's approval. `left` says that they came back without.
    Approval {
        /// Whether they came back from the hosted page without approving.
        left: bool,
    },
    /// The bank has not confirmed.
    Pending,
    /// Money moved.
    Paid,
    /// It ended, and no money moved.
    NotPaid,
    /// The bank did not decide in time. `undecided` says that it still has not.
    Ended {
        /// Whether money may still come, to be given back.
        undecided: bool,
    },
    /// A person has to look; the rider must not pay again.
    Review,
}

impl Stage {
    fn of(story: &RideStory, back: Option<Back>) -> Self {
        if story.ride.state == RideState::Paid {
            return Self::Paid;
        }
        if story.ride.state == RideState::Ended {
            let undecided = story.payments.iter().any(|payment| !payment.standing.state.is_final());
            return Self::Ended { undecided };
        }
        // Of any attempt: money may have moved that nobody has explained yet.
        if story.payments.iter().any(|payment| payment.standing.review.is_some()) {
            return Self::Review;
        }
        let payment = story.payment();
        let Some(payment) = payment else { return Self::Processing };
        match payment.standing.state {
            PaymentState::Succeeded => Self::Paid,
            PaymentState::Pending => Self::Pending,
            PaymentState::Expired | PaymentState::Rejected | PaymentState::Failed => Self::NotPaid,
            // Someone who comes back by the way of success has most likely approved: the news is on its way.
            PaymentState::Created | PaymentState::InProgress => match (payment.approve_at.is_some(), back) {
                (true, None) => Self::Approval { left: false },
                (true, Some(Back::Cancel)) => Self::Approval { left: true },
                (true, Some(Back::Ok)) | (false, _) => Self::Processing,
            },
        }
    }

    /// Whether the payment has come to its end.
    const fn is_over(self) -> bool {
        match self {
            Self::Paid | Self::NotPaid | Self::Ended { undecided: false } => true,
            Self::Processing
            | Self::Approval { .. }
            | Self::Pending
            | Self::Ended { undecided: true }
            | Self::Review => false,
        }
    }

    const fn mood(self) -> Mood {
        match self {
            Self::Paid => Mood::Good,
            Self::Processing | Self::Approval { .. } | Self::Pending | Self::Review => Mood::Wait,
            Self::NotPaid | Self::Ended { .. } => Mood::Bad,
        }
    }

    const fn badge(self, lang: Lang) -> &'static str {
        match self {
            Self::Processing => common::in_progress(lang),
            Self::Approval { .. } => common::approval(lang),
            Self::Pending => common::pending(lang),
            Self::Paid => common::paid(lang),
            Self::NotPaid => common::unpaid(lang),
            Self::Ended { .. } => common::no_cost(lang),
            Self::Review => common::in_review(lang),
        }
    }

    const fn money(self, lang: Lang) -> &'static str {
        match self {
            Self::Processing | Self::Pending | Self::Ended { undecided: true } => ride::money_asked(lang),
            Self::Approval { .. } => ride::money_waiting(lang),
            Self::Paid => ride::money_moved(lang),
            Self::NotPaid | Self::Ended { undecided: false } => ride::money_unmoved(lang),
            Self::Review => ride::money_unknown(lang),
        }
    }
}

/// The sheet of a ride as it stands. `back` is how the rider came back from the hosted page, if that is where they come from.
pub fn sheet(story: &RideStory, wallet: &Wallet, lang: Lang, back: Option<Back>) -> RideSheet {
    let payment = story.payment();
    let stage = Stage::of(story, back);
    let account = payment.map_or_else(|| account::gone(lang).to_owned(), |payment| account_of(payment, wallet, lang));
    let (heading, lead) = words(stage, story, &account, lang);
    RideSheet {
        title: common::titled(lang, &heading),
        mood: stage.mood(),
        heading,
        lead,
        facts: facts(stage, story, account, lang),
        next: next::next(stage, story, wallet, lang),
        steps_heading: ride::steps(lang).to_owned(),
        steps: steps(stage, story, lang),
        reconnecting: common::reconnecting(lang).to_owned(),
        settled: stage.is_over() && !under_way(story),
    }
}

/// Whether money is on its way back.
fn under_way(story: &RideStory) -> bool {
    story.refunds.iter().any(|refund| !refund.standing.state.is_final())
}

fn account_of(payment: &Payment, wallet: &Wallet, lang: Lang) -> String {
    wallet.find(&payment.method).map_or_else(|| account::gone(lang).to_owned(), |method| account::short(lang, method))
}

fn words(stage: Stage, story: &RideStory, account: &str, lang: Lang) -> (String, String) {
    let amount = amount(story);
    let standing = story.payment().map(|payment| &payment.standing);
    match stage {
        Stage::Processing => (ride::processing(lang).to_owned(), ride::processing_lead(lang, amount, account)),
        Stage::Approval { left: false } => (ride::approval(lang).to_owned(), ride::approval_lead(lang).to_owned()),
        Stage::Approval { left: true } => (ride::approval(lang).to_owned(), ride::approval_left(lang).to_owned()),
        Stage::Pending => (ride::pending(lang).to_owned(), ride::pending_lead(lang).to_owned()),
        Stage::Paid if !story.refunds.is_empty() => {
            let twice = story.refunds.iter().any(|refund| refund.cause == Cause::Late);
            let twice = twice.then(|| ride::paid_twice(lang).to_owned());
            let lead = twice.into_iter().chain([given_back(story, lang)]).collect::<Vec<_>>().join(" ");
            (ride::paid(lang).to_owned(), lead)
        }
        Stage::Ended { undecided } => (ride::ended(lang).to_owned(), ended_lead(undecided, story, lang)),
        Stage::Paid => (ride::paid(lang).to_owned(), ride::paid_lead(lang, place(&story.ride.trip.from).name)),
        Stage::NotPaid => {
            let state = standing.map_or(PaymentState::Failed, |standing| standing.state);
            let said = reason::explain(lang, state, standing.and_then(|standing| standing.reason.as_ref()));
            (said.title.to_owned(), format!("{} {}", said.happened, said.next))
        }
        Stage::Review => match standing.and_then(|standing| standing.reason.as_ref()) {
            Some(why) => {
                let said = reason::explain(lang, PaymentState::Failed, Some(why));
                (said.title.to_owned(), format!("{} {}", said.happened, said.next))
            }
            None => (ride::review(lang).to_owned(), ride::review_mismatch(lang).to_owned()),
        },
    }
}

fn amount(story: &RideStory) -> Clp {
    story.payment().map_or(story.ride.fare.total, |payment| payment.amount)
}

fn ended_lead(undecided: bool, story: &RideStory, lang: Lang) -> String {
    match (undecided, story.refunds.is_empty()) {
        (_, false) => [ride::ended_late(lang).to_owned(), given_back(story, lang)].join(" "),
        (true, true) => ride::ended_undecided(lang).to_owned(),
        (false, true) => ride::ended_unpaid(lang).to_owned(),
    }
}

/// What became of everything that goes back.
fn given_back(story: &RideStory, lang: Lang) -> String {
    let said = story.told_refunds().map(|refund| ride::given_back(lang, refund));
    said.collect::<Vec<_>>().join(" ")
}

fn facts(stage: Stage, story: &RideStory, account: String, lang: Lang) -> Vec<Fact> {
    let mut facts = vec![
        Fact {
            icon: Icon::Coin,
            name: ride::fact_trip(lang, place(&story.ride.trip.to).name),
            note: Some(ride::fact_fixed(lang).to_owned()),
            value: amount(story).to_string(),
            badge: None,
        },
        Fact {
            icon: Icon::Purse,
            name: account,
            note: None,
            value: stage.badge(lang).to_owned(),
            badge: Some(stage.mood()),
        },
        Fact {
            icon: Icon::Shield,
            name: ride::fact_money(lang).to_owned(),
            note: None,
            value: money(stage, story, lang).to_owned(),
            badge: None,
        },
    ];
    facts.extend(story.told_refunds().map(|refund| money_back(refund, lang)));
    facts
}

fn money(stage: Stage, story: &RideStory, lang: Lang) -> &'static str {
    match stage {
        Stage::Ended { .. } if !story.refunds.is_empty() => ride::money_late(lang),
        _ => stage.money(lang),
    }
}

fn money_back(refund: &Refund, lang: Lang) -> Fact {
    let (mood, value) = match refund.standing.state {
        RefundState::Created | RefundState::InProgress => (Mood::Wait, common::refund_under_way(lang)),
        RefundState::Canceled | RefundState::Failed => (Mood::Bad, common::in_review(lang)),
        RefundState::Succeeded => (Mood::Good, common::refunded(lang)),
    };
    Fact {
        icon: Icon::Coin,
        name: ride::fact_refund(lang, refund.amount),
        note: None,
        value: value.to_owned(),
        badge: Some(mood),
    }
}

fn steps(stage: Stage, story: &RideStory, lang: Lang) -> Vec<Step> {
    let last = story.updates.len().saturating_sub(1);
    let phase = |index: usize, news: &RideNews| match news {
        RideNews::NotPaid { .. } | RideNews::RefundFailed { .. } => Phase::Failed,
        RideNews::Paid | RideNews::Ended | RideNews::Refunded { .. } => Phase::Done,
        RideNews::RefundAsked { .. } | RideNews::GivingBack { .. } if index == last => Phase::Now,
        RideNews::RefundAsked { .. } | RideNews::GivingBack { .. } => Phase::Done,
        RideNews::Requested
        | RideNews::TriedAgain
        | RideNews::ApprovalWanted
        | RideNews::PaymentInProgress
        | RideNews::PaymentPending => {
            let waiting = !matches!(stage, Stage::Paid | Stage::NotPaid | Stage::Ended { .. });
            if index == last && waiting { Phase::Now } else { Phase::Done }
        }
    };
    let told = story.updates.iter().enumerate().map(|(index, update)| Step {
        text: ride::step(lang, &update.news),
        clock: time::clock(update.at),
        phase: phase(index, &update.news),
    });
    let ahead = matches!(stage, Stage::Processing | Stage::Approval { .. } | Stage::Pending).then(|| Step {
        text: ride::step_will_pay(lang).to_owned(),
        clock: String::new(),
        phase: Phase::Ahead,
    });
    told.chain(ahead).collect()
}
