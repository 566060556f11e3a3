//! What a rider can do next about a ride.

use vuelta::{
    id::MethodId,
    ride::RideStory,
    wallet::{SavedMethod, Wallet},
};

use super::sheet::Stage;
use crate::{
    copy::{Lang, account, common, ride},
    islands::ride_sheet::{Choice, Link, Next, Retry},
};

/// The way on from where the payment stands.
pub(super) fn next(stage: Stage, story: &RideStory, wallet: &Wallet, lang: Lang) -> Next {
    let here = format!("/rides/{}", story.ride.id);
    let link = |href: &str, text: &str| Link { href: href.to_owned(), text: text.to_owned() };
    match stage {
        Stage::Processing | Stage::Pending => Next::Wait { refresh: link(&here, common::refresh(lang)) },
        Stage::Approval { .. } => {
            match story.payment().and_then(|payment| payment.approve_at.as_deref().zip(Some(payment))) {
                Some((address, payment)) => Next::Approve {
                    approve: link(address, &ride::approve(lang, payment.amount)),
                    // While the bank can still say yes, a second attempt could be a second payment.
                    otherwise: ride::approve_otherwise(lang).to_owned(),
                },
                None => Next::Wait { refresh: link(&here, common::refresh(lang)) },
            }
        }
        Stage::NotPaid if wallet.principal().is_none() => Next::Done {
            main: link("/wallet", ride::another_account(lang)),
            other: link("/rides", common::go_rides(lang)),
        },
        Stage::NotPaid => Next::Retry(again(story, wallet, lang)),
        Stage::Paid | Stage::Ended { .. } => Next::Done {
            main: link("/book", ride::again(lang)),
            other: link(&format!("{here}/receipt"), ride::receipt(lang)),
        },
        Stage::Review => Next::Nothing { other: link("/rides", common::go_rides(lang)) },
    }
}

/// Any account, those that did not just fail first.
fn again(story: &RideStory, wallet: &Wallet, lang: Lang) -> Retry {
    let failed = story.payment().map(|payment| payment.method.clone());
    let is_failed = |method: &SavedMethod| Some(&method.id) == failed.as_ref();
    let mut active: Vec<_> = wallet.methods.iter().filter(|method| method.is_active()).collect();
    active.sort_by_key(|method| is_failed(method));
    form(story, &active, failed.as_ref(), lang)
}

fn form(story: &RideStory, methods: &[&SavedMethod], failed: Option<&MethodId>, lang: Lang) -> Retry {
    let amount = story.ride.fare.total;
    let attempts = story.payments.iter().map(|payment| payment.attempt).max().unwrap_or(0);
    let choice = |method: &&SavedMethod| {
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
    };
    Retry {
        action: format!("/rides/{}/payments", story.ride.id),
        attempt: attempts + 1,
        heading: ride::choose(lang).to_owned(),
        choices: methods.iter().map(choice).collect(),
        pay: ride::pay(lang, amount),
        paying: ride::paying(lang).to_owned(),
        another: Link { href: "/wallet".to_owned(), text: ride::another_account(lang).to_owned() },
    }
}
