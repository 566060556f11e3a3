//! From the story of a ride to the sheet a rider reads.

use vuelta::{
    Clp,
    city::place,
    extra::{Extra, ExtraStory},
    payment::{PaymentState, Standing},
    refund::{Cause, Refund, RefundState},
    ride::{RideNews, RideStory},
    wallet::Wallet,
};

use super::{
    Back,
    charge::Charge,
    journey, next,
    stage::{Afterwards, Stage},
};
use crate::{
    copy::{Lang, account, common, extra, reason, ride, thanks, time},
    islands::ride_sheet::{Fact, Icon, Mood, Phase, RideSheet, Step},
};

/// The sheet of a ride as it stands. `back` is how the rider came back from the hosted page, if that is where they come from.
pub fn sheet(story: &RideStory, wallet: &Wallet, lang: Lang, back: Option<Back>) -> RideSheet {
    let fare = Charge::fare(story, back);
    let extra = story.extra.as_ref().map(|extra| Charge::extra(extra, back));
    // A ride that has an extra is paid: what is left to be done is about the extra, unless the ride was cancelled.
    let open = extra.as_ref().filter(|extra| !extra.stage.is_settled());
    let charge = open.unwrap_or(&fare);
    let (heading, lead) = match open {
        Some(extra) => words_of_extra(extra, wallet, lang),
        None => match story.driven() {
            Some(driven) => {
                let (heading, lead) = journey::words(driven, story, lang);
                (heading, [lead, paid_back(story, lang)].join(" ").trim_end().to_owned())
            }
            None => words(&fare, story, wallet, lang),
        },
    };
    RideSheet {
        title: common::titled(lang, &heading),
        mood: if story.cancellation.is_some() { Mood::Good } else { charge.stage.mood() },
        heading,
        lead,
        driver: journey::driver_of(story).map(|driver| journey::card(&driver, lang)),
        facts: facts(&fare, extra.as_ref(), story, account_of(&fare, wallet, lang), lang),
        next: next::next(charge, story, wallet, lang),
        cancel: next::cancel(story, lang),
        steps_heading: ride::steps(lang).to_owned(),
        steps: steps(charge.stage, story, lang),
        reconnecting: common::reconnecting(lang).to_owned(),
        map: None,
        settled: charge.stage.is_over() && !under_way(story) && !tip_under_way(story) && !story.goes_on(),
    }
}

/// Whether money is on its way back.
fn under_way(story: &RideStory) -> bool {
    refunds(story).any(|refund| !refund.standing.state.is_final())
}

/// Whether a tip is being asked for.
fn tip_under_way(story: &RideStory) -> bool {
    story.tip.as_ref().is_some_and(|tip| !Charge::extra(tip, None).stage.is_over())
}

/// Whatever came too late, for the fare or for the extra.
fn refunds(story: &RideStory) -> impl Iterator<Item = &Refund> {
    story.refunds.iter().chain(story.extra.iter().chain(&story.tip).flat_map(|extra| &extra.refunds))
}

fn account_of(charge: &Charge<'_>, wallet: &Wallet, lang: Lang) -> String {
    charge
        .payment
        .map_or_else(|| account::unknown_bank(lang).to_owned(), |payment| account::of_payment(lang, payment, wallet))
}

/// What it means that we wait for an answer.
fn asked(charge: &Charge<'_>, wallet: &Wallet, lang: Lang) -> String {
    match charge.payment.and_then(|payment| wallet.account_of(payment)) {
        Some(account) => ride::processing_lead(lang, charge.amount, &account::of(lang, &account)),
        None => ride::processing_bank_lead(lang, charge.amount),
    }
}

fn words(charge: &Charge<'_>, story: &RideStory, wallet: &Wallet, lang: Lang) -> (String, String) {
    let standing = story.payment().map(|payment| &payment.standing);
    match charge.stage {
        Stage::Processing => (ride::processing(lang).to_owned(), asked(charge, wallet, lang)),
        Stage::Approval { left } => approval(charge, left, lang),
        Stage::Pending => (ride::pending(lang).to_owned(), ride::pending_lead(lang).to_owned()),
        Stage::Paid if story.told_refunds().next().is_some() => (ride::paid(lang).to_owned(), paid_back(story, lang)),
        _ if story.cancellation.is_some() => {
            (ride::cancelled(lang).to_owned(), cancelled_lead(charge.stage, story, lang))
        }
        Stage::Cancelled => (ride::cancelled(lang).to_owned(), given_back(story, lang)),
        Stage::Ended(money) => (ride::ended(lang).to_owned(), ended_lead(money, story, lang)),
        Stage::Paid => (ride::paid(lang).to_owned(), ride::paid_lead(lang, place(&story.ride.trip.from).name)),
        Stage::NotPaid => {
            let said = explained(standing, lang);
            (said.title.to_owned(), format!("{} {}", said.happened, said.next))
        }
        Stage::Review => review(standing, lang),
    }
}

fn words_of_extra(charge: &Charge<'_>, wallet: &Wallet, lang: Lang) -> (String, String) {
    let standing = charge.payment.map(|payment| &payment.standing);
    match charge.stage {
        Stage::Approval { left } => approval(charge, left, lang),
        Stage::Pending => (extra::pending(lang).to_owned(), extra::pending_lead(lang).to_owned()),
        Stage::NotPaid => {
            let lead = extra::due_lead(lang, explained(standing, lang).happened, charge.amount);
            (extra::due(lang).to_owned(), lead)
        }
        Stage::Review => review(standing, lang),
        // An extra does not end, and one that is paid leaves the word to the ride.
        Stage::Processing | Stage::Paid | Stage::Cancelled | Stage::Ended(_) => {
            (extra::processing(lang).to_owned(), asked(charge, wallet, lang))
        }
    }
}

fn approval(charge: &Charge<'_>, left: bool, lang: Lang) -> (String, String) {
    let lead = if left { ride::approval_left(lang) } else { ride::approval_lead(lang) };
    let heading = if charge.is_paid_at_bank() { ride::at_the_bank(lang) } else { ride::approval(lang) };
    (heading.to_owned(), lead.to_owned())
}

pub(super) fn explained(standing: Option<&Standing>, lang: Lang) -> reason::Explanation {
    let state = standing.map_or(PaymentState::Failed, |standing| standing.state);
    reason::explain(lang, state, standing.and_then(|standing| standing.reason.as_ref()))
}

fn review(standing: Option<&Standing>, lang: Lang) -> (String, String) {
    match standing.and_then(|standing| standing.reason.as_ref()) {
        Some(why) => {
            let said = reason::explain(lang, PaymentState::Failed, Some(why));
            (said.title.to_owned(), format!("{} {}", said.happened, said.next))
        }
        None => (ride::review(lang).to_owned(), ride::review_mismatch(lang).to_owned()),
    }
}

fn amount(story: &RideStory) -> Clp {
    story.payment().map_or(story.ride.fare.total, |payment| payment.amount)
}

/// What a ride costs that the rider cancelled, and what becomes of what was paid.
fn cancelled_lead(stage: Stage, story: &RideStory, lang: Lang) -> String {
    let fee = story.cancellation.map_or(Clp::ZERO, |cancellation| cancellation.fee);
    let first = match stage {
        Stage::Ended(_) if !story.refunds.is_empty() => ride::cancelled_late(lang).to_owned(),
        Stage::Ended(Afterwards::Undecided | Afterwards::Unknown) => ride::cancelled_undecided(lang).to_owned(),
        _ if fee == Clp::ZERO => ride::cancelled_free(lang).to_owned(),
        _ => ride::cancelled_fee(lang, fee),
    };
    [first, given_back(story, lang)].join(" ").trim_end().to_owned()
}

fn ended_lead(money: Afterwards, story: &RideStory, lang: Lang) -> String {
    match money {
        _ if !story.refunds.is_empty() => [ride::ended_late(lang).to_owned(), given_back(story, lang)].join(" "),
        Afterwards::Undecided => ride::ended_undecided(lang).to_owned(),
        Afterwards::Unmoved => ride::ended_unpaid(lang).to_owned(),
        Afterwards::Unknown => ride::ended_unknown(lang).to_owned(),
    }
}

/// Why money of a ride that is paid goes back, and what became of it; nothing when none does.
fn paid_back(story: &RideStory, lang: Lang) -> String {
    let twice = story.told_refunds().any(|refund| refund.cause == Cause::Late);
    let twice = twice.then(|| ride::paid_twice(lang).to_owned());
    twice.into_iter().chain([given_back(story, lang)]).collect::<Vec<_>>().join(" ")
}

/// What became of everything that goes back.
fn given_back(story: &RideStory, lang: Lang) -> String {
    let said = story.told_refunds().map(|refund| ride::given_back(lang, refund));
    said.collect::<Vec<_>>().join(" ")
}

fn facts(fare: &Charge<'_>, extra: Option<&Charge<'_>>, story: &RideStory, account: String, lang: Lang) -> Vec<Fact> {
    let stage = fare.stage;
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
    facts.extend(story.extra.iter().zip(extra).map(|(story, charge)| of_extra(&story.extra, charge.stage, lang)));
    facts.extend(story.tip.iter().map(|tip| of_tip(tip, lang)));
    let fee = story.cancellation.map(|cancellation| cancellation.fee).filter(|fee| *fee > Clp::ZERO);
    facts.extend(fee.map(|fee| Fact {
        icon: Icon::Cross,
        name: ride::fact_fee(lang).to_owned(),
        note: None,
        value: fee.to_string(),
        badge: None,
    }));
    facts.extend(story.told_refunds().map(|refund| money_back(refund, lang)));
    facts
}

fn of_tip(tip: &ExtraStory, lang: Lang) -> Fact {
    let stage = Charge::extra(tip, None).stage;
    Fact {
        icon: Icon::Coin,
        name: thanks::line(lang).to_owned(),
        note: Some(tip.extra.amount.to_string()),
        value: stage.badge(lang).to_owned(),
        badge: Some(stage.mood()),
    }
}

fn of_extra(of: &Extra, stage: Stage, lang: Lang) -> Fact {
    let costs = of.amount != Clp::ZERO;
    let state = match stage {
        Stage::NotPaid => extra::to_pay(lang),
        Stage::Paid if !costs => common::no_cost(lang),
        _ => stage.badge(lang),
    };
    Fact {
        icon: Icon::Coin,
        name: of.to().map_or_else(String::new, |to| extra::fact(lang, place(to).name)),
        note: costs.then(|| of.amount.to_string()),
        value: state.to_owned(),
        badge: Some(stage.mood()),
    }
}

fn money(stage: Stage, story: &RideStory, lang: Lang) -> &'static str {
    match stage {
        Stage::Ended(_) if !story.refunds.is_empty() => ride::money_late(lang),
        Stage::Cancelled if story.cancellation.is_some_and(|cancelled| cancelled.fee > Clp::ZERO) => {
            ride::money_fee(lang)
        }
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

/// The steps, while the charge that is the last to be paid stands there.
fn steps(stage: Stage, story: &RideStory, lang: Lang) -> Vec<Step> {
    let last = story.updates.len().saturating_sub(1);
    let driving = story.updates.iter().rposition(|update| update.news.is_of_journey()).filter(|_| story.goes_on());
    let waiting = !(stage.is_settled() || stage == Stage::NotPaid);
    let told = story.updates.iter().enumerate().map(|(index, update)| Step {
        text: ride::step(lang, &update.news),
        clock: time::clock(update.at),
        phase: phase(&update.news, index == last || driving == Some(index), waiting),
    });
    let ahead = matches!(stage, Stage::Processing | Stage::Approval { .. } | Stage::Pending).then(|| Step {
        text: ride::step_will_pay(lang).to_owned(),
        clock: String::new(),
        phase: Phase::Ahead,
    });
    let driven = story.driven().map(|driven| journey::ahead(driven, story, lang));
    told.chain(ahead).chain(driven.into_iter().flatten()).collect()
}

fn phase(news: &RideNews, last: bool, waiting: bool) -> Phase {
    match news {
        RideNews::NotPaid { .. } | RideNews::RefundFailed { .. } => Phase::Failed,
        RideNews::Paid | RideNews::Done | RideNews::Ended | RideNews::Cancelled { .. } | RideNews::Refunded { .. } => {
            Phase::Done
        }
        RideNews::DriverFound { .. } | RideNews::OnTheWay | RideNews::Arrived | RideNews::PickedUp if last => {
            Phase::Now
        }
        RideNews::DriverFound { .. } | RideNews::OnTheWay | RideNews::Arrived | RideNews::PickedUp => Phase::Done,
        RideNews::RefundAsked { .. } | RideNews::GivingBack { .. } if last => Phase::Now,
        RideNews::RefundAsked { .. } | RideNews::GivingBack { .. } => Phase::Done,
        RideNews::Extra { news } | RideNews::Tip { news } => phase(news, last, waiting),
        RideNews::Requested
        | RideNews::TriedAgain
        | RideNews::ApprovalWanted
        | RideNews::LedToBank
        | RideNews::PaymentInProgress
        | RideNews::PaymentPending => {
            if last && waiting {
                Phase::Now
            } else {
                Phase::Done
            }
        }
    }
}
