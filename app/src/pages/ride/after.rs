//! After a ride that is over: stars, compliments, a tip. It carries no script.

use leptos::prelude::*;
use vuelta::{
    Clp,
    extra::ExtraStory,
    ride::RideStory,
    thanks::{Compliment, LARGEST_TIP, Rating, SMALLEST_TIP, Stars, offered_tips},
    wallet::{BankAccount, SavedMethod, Wallet},
};

use super::{Back, charge::Charge, next, sheet::explained, stage::Stage};
use crate::{
    copy::{Lang, common, thanks as copy},
    forms::{AT_THE_BANK, OTHER_TIP},
    islands::{ride_sheet::Next, ways_on},
    pages::book::payer_row,
    parts::icon::{Icon, icon},
};

/// What a rider had chosen and typed in the form of a tip that was refused.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) tip: String,
    pub(super) amount: String,
}

/// The rating and the tip of a ride.
pub(super) fn thanks(
    lang: Lang,
    story: &RideStory,
    wallet: &Wallet,
    back: Option<Back>,
    typed: Option<Typed>,
) -> AnyView {
    let address = format!("/rides/{}", story.ride.id);
    let tip = match &story.tip {
        Some(tip) => tipped(lang, tip, wallet, back, &address),
        None => tip_form(lang, story, wallet, typed, &address),
    };
    view! {
        <section class="rule stack">{rating(lang, story.rating.as_ref(), &address)}</section>
        <section class="rule stack" id="tip">{tip}</section>
    }
    .into_any()
}

fn rating(lang: Lang, rating: Option<&Rating>, address: &str) -> AnyView {
    let form = rating_form(lang, rating, address);
    match rating {
        None => view! { <h2>{copy::how_was_it(lang)}</h2>{form} }.into_any(),
        Some(rating) => view! {
            <p role="status"><b>{copy::thanked(lang, rating.stars.count())}</b></p>
            <details class="fold"><summary>{copy::change(lang)}{icon(Icon::Down)}</summary>{form}</details>
        }
        .into_any(),
    }
}

fn rating_form(lang: Lang, rating: Option<&Rating>, address: &str) -> impl IntoView + use<> {
    let given = rating.map(|rating| rating.stars);
    let star = |stars: Stars| {
        let checked = given == Some(stars);
        view! {
            <label class="grade__star">
                <input type="radio" name="stars" value=stars.count().to_string() required checked=checked />
                {icon(Icon::Star)}
                <span class="sr">{copy::count(lang, stars.count())}</span>
            </label>
        }
    };
    let said = rating.map(|rating| rating.compliments.clone()).unwrap_or_default();
    let compliment = |compliment: Compliment| {
        let checked = said.contains(&compliment);
        view! {
            <label class="check">
                <input type="checkbox" name=compliment.as_str() value="yes" checked=checked />
                <span>{copy::compliment(lang, compliment)}</span>
            </label>
        }
    };
    view! {
        <form class="stack" method="post" action=format!("{address}/rating")>
            <fieldset class="grade"><legend class="sr">{copy::stars(lang)}</legend>{Stars::ALL.map(star).collect_view()}</fieldset>
            <fieldset class="compliments">
                <legend class="small soft">{copy::compliments(lang)}</legend>
                {Compliment::ALL.map(compliment).collect_view()}
            </fieldset>
            <button class="btn btn--wide">{copy::send(lang)}</button>
        </form>
    }
}

fn tip_form(lang: Lang, story: &RideStory, wallet: &Wallet, typed: Option<Typed>, address: &str) -> AnyView {
    let (chosen, amount) = typed.map_or_else(Default::default, |typed| (typed.tip, typed.amount));
    let offers = offered_tips(story.ride.fare.total);
    let known = |value: &str| chosen == value;
    let first = offers.iter().all(|(_, tip)| !known(&tip.pesos().to_string())) && !known(OTHER_TIP);
    let offers = offers.into_iter().enumerate().map(|(index, (per_cent, tip))| {
        let value = tip.pesos().to_string();
        let checked = known(&value) || (first && index == 0);
        choice(value, copy::per_cent(lang, per_cent), Some(tip), checked)
    });
    let other = choice(OTHER_TIP.to_owned(), copy::other(lang).to_owned(), None, known(OTHER_TIP));
    let payer =
        payer(story, wallet).map_or_else(|| at_the_bank(lang), |(active, payer)| payer_row(lang, active, payer));
    view! {
        <h2>{copy::tip_title(lang)}</h2>
        <p class="soft">{copy::tip_lead(lang)}</p>
        <form class="stack tipping" method="post" action=format!("{address}/tip")>
            <fieldset class="rides"><legend class="sr">{copy::tip_amount(lang)}</legend>{offers.collect_view()}{other}</fieldset>
            <div class="field tipping__other">
                <label for="tip-amount">{copy::other_label(lang)}</label>
                <span class="field__box">
                    <input
                        id="tip-amount"
                        name="amount"
                        inputmode="numeric"
                        autocomplete="off"
                        value=amount
                        aria-describedby="tip-hint"
                    />
                </span>
                <p class="field__hint" id="tip-hint">{copy::other_hint(lang, SMALLEST_TIP, LARGEST_TIP)}</p>
            </div>
            {payer}
            <button class="btn btn--wide">{copy::leave(lang)}</button>
        </form>
    }
    .into_any()
}

fn choice(value: String, name: String, amount: Option<Clp>, checked: bool) -> impl IntoView {
    view! {
        <label class="ride ride--tip">
            <input type="radio" name="tip" value=value checked=checked />
            <span class="ride__name">{name}</span>
            {amount.map(|amount| view! { <span class="ride__price num">{amount.to_string()}</span> })}
        </label>
    }
}

/// All accounts that can pay, and the one that paid the ride, or else the main one.
fn payer(story: &RideStory, wallet: &Wallet) -> Option<(Vec<SavedMethod>, SavedMethod)> {
    let active: Vec<_> = wallet.methods.iter().filter(|method| method.is_active()).cloned().collect();
    let account = story.paid().and_then(|paid| wallet.account_of(paid));
    let paid = active.iter().find(|method| account.as_ref() == Some(&BankAccount::from(*method)));
    let payer = paid.or(active.first()).cloned()?;
    Some((active, payer))
}

fn at_the_bank(lang: Lang) -> AnyView {
    view! {
        <p class="small soft">{copy::at_the_bank(lang)}</p>
        <input type="hidden" name="method" value=AT_THE_BANK />
    }
    .into_any()
}

/// How a tip stands that was left.
fn tipped(lang: Lang, tip: &ExtraStory, wallet: &Wallet, back: Option<Back>, address: &str) -> AnyView {
    let charge = Charge::extra(tip, back);
    let amount = tip.extra.amount;
    let (title, lead) = match charge.stage {
        Stage::Paid => (copy::tip_paid_title(lang), copy::tip_paid(lang, amount)),
        Stage::Approval { .. } => (copy::tip_approval_title(lang), copy::tip_approval(lang, amount)),
        Stage::NotPaid => {
            let said = explained(charge.payment.map(|payment| &payment.standing), lang);
            (copy::tip_failed_title(lang), copy::tip_failed(lang, said.happened))
        }
        Stage::Review => (copy::tip_review_title(lang), copy::tip_review(lang).to_owned()),
        // A tip does not end.
        Stage::Processing | Stage::Pending | Stage::Cancelled | Stage::Ended(_) => {
            (copy::tip_asked_title(lang), copy::tip_asked(lang, amount))
        }
    };
    let approve = charge.payment.and_then(|payment| payment.approve_at.clone());
    let way_on = match charge.stage {
        Stage::NotPaid => Some(ways_on(Next::Retry(next::again(&charge, wallet, lang))).into_any()),
        Stage::Approval { .. } => {
            approve.map(|page| at_top("btn btn--go btn--wide", page, copy::tip_approve(lang, amount)))
        }
        Stage::Processing | Stage::Pending => {
            Some(link("btn btn--quiet btn--wide", address.to_owned(), common::refresh(lang).to_owned()))
        }
        Stage::Paid | Stage::Review | Stage::Cancelled | Stage::Ended(_) => None,
    };
    view! {
        <div role="status"><h2>{title}</h2><p class="soft">{lead}</p></div>
        {way_on}
    }
    .into_any()
}

/// The hosted page is never framed.
fn at_top(class: &'static str, href: String, text: String) -> AnyView {
    view! { <a class=class href=href target="_top">{text}</a> }.into_any()
}

fn link(class: &'static str, href: String, text: String) -> AnyView {
    view! { <a class=class href=href>{text}</a> }.into_any()
}
