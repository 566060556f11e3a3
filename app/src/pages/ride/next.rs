//! What a rider can do next about a ride.

use vuelta::{
    Clp,
    id::MethodId,
    journey::CANCELLATION_FEE,
    ride::{Payment, RideState, RideStory},
    wallet::{SavedMethod, Wallet},
};

use super::{charge::Charge, stage::Stage};
use crate::{
    copy::{self, Lang, account, book, common, extra, ride, thanks, time},
    forms::AT_THE_BANK,
    islands::ride_sheet::{Cancel, Choice, Link, Next, Retry},
};

/// The way on from where the charge stands that is to be paid.
pub(super) fn next(charge: &Charge<'_>, story: &RideStory, wallet: &Wallet, lang: Lang) -> Next {
    let here = format!("/rides/{}", story.ride.id);
    let link = |href: &str, text: &str| Link { href: href.to_owned(), text: text.to_owned() };
    match charge.stage {
        Stage::Processing | Stage::Pending => Next::Wait { refresh: link(&here, common::refresh(lang)) },
        Stage::Approval { .. } => {
            match charge.payment.and_then(|payment| payment.approve_at.as_deref().zip(Some(payment))) {
                Some((address, payment)) => Next::Approve {
                    approve: link(address, &approve(payment, lang)),
                    // While the bank can still say yes, a second attempt could be a second payment.
                    otherwise: match payment.method {
                        Some(_) => ride::approve_otherwise(lang).to_owned(),
                        None => ride::at_the_bank_otherwise(lang).to_owned(),
                    },
                },
                None => Next::Wait { refresh: link(&here, common::refresh(lang)) },
            }
        }
        Stage::NotPaid => Next::Retry(again(charge, wallet, lang)),
        Stage::Paid | Stage::Cancelled | Stage::Ended(_) => {
            let receipt = link(&format!("{here}/receipt"), ride::receipt(lang));
            let changes = story.ride.state == RideState::Paid && story.extra.is_none() && !story.is_done();
            let change = changes.then(|| link(&format!("{here}/destination"), extra::change(lang)));
            // Whoever sees the ride come to its end has a page from before.
            let unthanked = story.is_done() && story.rating.is_none() && story.tip.is_none();
            let thank = unthanked.then(|| link(&format!("{here}?thanks=1"), thanks::go(lang)));
            match (story.goes_on(), change.or(thank)) {
                (true, Some(change)) => Next::Done { main: None, other: change, more: Some(receipt) },
                (true, None) => Next::Done { main: None, other: receipt, more: None },
                (false, more) => Next::Done { main: Some(link("/book", ride::again(lang))), other: receipt, more },
            }
        }
        Stage::Review => Next::Nothing { other: link("/rides", common::go_rides(lang)) },
    }
}

/// What cancelling costs, and the way there, while the ride can be cancelled.
pub(super) fn cancel(story: &RideStory, lang: Lang) -> Option<Cancel> {
    let fee = story.cancelling_costs()?;
    let later = story.driven().filter(|_| fee < CANCELLATION_FEE).map(|journey| {
        let clock = time::clock(journey.timetable.free_until());
        copy::cancel::from_then(lang, &clock, CANCELLATION_FEE)
    });
    Some(Cancel {
        costs: copy::cancel::costs_now(lang, fee),
        later,
        way: Link { href: format!("/rides/{}/cancel", story.ride.id), text: copy::cancel::cancel(lang).to_owned() },
    })
}

/// Any account, those that did not just fail first.
pub(super) fn again(charge: &Charge<'_>, wallet: &Wallet, lang: Lang) -> Retry {
    let failed = charge.payment.and_then(|payment| payment.method.clone());
    let is_failed = |method: &SavedMethod| Some(&method.id) == failed.as_ref();
    let mut active: Vec<_> = wallet.methods.iter().filter(|method| method.is_active()).collect();
    active.sort_by_key(|method| is_failed(method));
    form(charge, &active, failed.as_ref(), lang)
}

fn form(charge: &Charge<'_>, methods: &[&SavedMethod], failed: Option<&MethodId>, lang: Lang) -> Retry {
    let amount = charge.amount;
    let attempts = charge.payments.iter().map(|payment| payment.attempt).max().unwrap_or(0);
    let mut choices: Vec<_> = methods.iter().map(|method| choice(method, amount, failed, lang)).collect();
    if choices.is_empty() {
        choices.push(at_the_bank(amount, lang));
    }
    Retry {
        action: charge.action.clone(),
        attempt: attempts + 1,
        heading: ride::choose(lang).to_owned(),
        choices,
        pay: ride::pay(lang, amount),
        paying: ride::paying(lang).to_owned(),
        another: Link { href: "/wallet".to_owned(), text: ride::another_account(lang).to_owned() },
    }
}

fn choice(method: &SavedMethod, amount: Clp, failed: Option<&MethodId>, lang: Lang) -> Choice {
    let kind = account::kind(lang, method);
    let same = failed == Some(&method.id);
    let bank = method.bank();
    Choice {
        method: method.id.to_string(),
        tint: bank.map_or("plain", |bank| bank.tile).to_owned(),
        initials: bank.map_or("··", |bank| bank.initials).to_owned(),
        name: account::short(lang, method),
        kind: if same { format!("{kind} · {}", ride::same_account(lang)) } else { kind.to_owned() },
        pay: ride::pay_with(lang, amount, account::bank(lang, method)),
    }
}

/// Whoever has no account saved pays and saves one, in one go.
fn at_the_bank(amount: Clp, lang: Lang) -> Choice {
    Choice {
        method: AT_THE_BANK.to_owned(),
        tint: "plain".to_owned(),
        initials: "··".to_owned(),
        name: ride::another_bank_account(lang).to_owned(),
        kind: ride::chosen_at_bank(lang).to_owned(),
        pay: book::pay_and_save(lang, amount),
    }
}

/// What leads to the hosted page.
fn approve(payment: &Payment, lang: Lang) -> String {
    match payment.method {
        Some(_) => ride::approve(lang, payment.amount),
        None => ride::go_to_bank(lang, payment.amount),
    }
}
