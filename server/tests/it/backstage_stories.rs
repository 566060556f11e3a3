//! Backstage: prepared riders, beginning again, and stories that are played in the rider's place.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use fintoc::{IntentStatus, PaymentIntentId, PaymentMethodId, SessionId};
use server::{backend::settle, store::riders};
use vuelta::{
    Clp,
    backstage::{
        personas::{People, Persona},
        stories::{Beat, Story, Stuck},
    },
    history::Wanted,
    id::{RideId, RiderId},
    ledger::Account,
    payment::PaymentState,
    ports::{Riders, Rides, Wallets},
    refund::RefundState,
    ride::{RideState, RideStory},
};

use crate::{
    page::{Browser, Page},
    stage::Stage,
};

/// As long as anybody on a stage waits for a fresh rider.
const BLINK: Duration = Duration::from_secs(2);

async fn prepared(stage: &Stage, persona: Persona) -> RiderId {
    let began = Instant::now();
    let rider = stage.running.backend.prepare(persona, None).await.expect("a prepared rider");
    println!("{persona:?} was prepared in {:?} (aim: {BLINK:?})", began.elapsed());
    rider
}

async fn rides(stage: &Stage, rider: &RiderId) -> Vec<RideStory> {
    let backend = &stage.running.backend;
    let mut stories = Vec::new();
    for past in backend.history(rider, Wanted::default()).await.unwrap().rides {
        stories.push(backend.ride(rider, &past.ride.id).await.unwrap());
    }
    stories
}

/// What Fintoc says of every payment and refund is what we have written down.
async fn the_api_agrees(stage: &Stage, stories: &[RideStory]) {
    let fintoc = &stage.running.backend.fintoc;
    for story in stories {
        let extras = [&story.extra, &story.tip].into_iter().flatten();
        let payments = story.payments.iter().chain(extras.flat_map(|extra| &extra.payments));
        for payment in payments {
            let session = SessionId::new(payment.session.clone().unwrap());
            let session = fintoc.checkout_session(&session).await.unwrap();
            let heard = settle::of_session(&session);
            let news = heard.news.unwrap();
            assert_eq!((news.state, heard.intent.clone()), (payment.standing.state, payment.intent.clone()));
            assert_eq!(news.moved.amount, Some(payment.amount.pesos()));
            let named = session.metadata.get("payment_id").and_then(fintoc::MetadataValue::as_text);
            assert_eq!(named, Some(payment.id.as_str()));
            let intent = fintoc.payment_intent(&PaymentIntentId::new(payment.intent.clone().unwrap())).await.unwrap();
            assert_eq!(intent.status == IntentStatus::Succeeded, payment.standing.state == PaymentState::Succeeded);
            assert_eq!(payment.standing.review, None);
        }
        for refund in &story.refunds {
            let told = fintoc.refund(&fintoc::RefundId::new(refund.number.clone().unwrap())).await.unwrap();
            assert_eq!((told.amount, refund.standing.state), (Some(refund.amount.pesos()), RefundState::Succeeded));
        }
    }
}

async fn the_books_balance(stage: &Stage, rider: &RiderId, earned: Clp) {
    assert_eq!(stage.balance(Account::Rider, Some(rider)).await, Clp::ZERO);
    assert_eq!(stage.balance(Account::Fintoc, Some(rider)).await, earned);
    assert_eq!(stage.balance(Account::Fares, Some(rider)).await, Clp::ZERO - earned);
}

fn earned(stories: &[RideStory]) -> Clp {
    let paid = |story: &RideStory| {
        let extras = [&story.extra, &story.tip].into_iter().flatten().flat_map(|extra| &extra.payments);
        let payments = story.payments.iter().chain(extras);
        let came = payments.filter(|payment| payment.standing.state == PaymentState::Succeeded);
        came.map(|payment| payment.amount).sum::<Clp>() - story.refunds.iter().map(|refund| refund.amount).sum()
    };
    stories.iter().map(paid).sum()
}

#[tokio::test]
async fn who_rides_often_has_a_past_on_which_the_books_the_receipts_and_the_api_agree() {
    let stage = Stage::raise().await;
    let rider = prepared(&stage, Persona::Frequent).await;
    let stories = rides(&stage, &rider).await;
    assert_eq!(stories.len(), 20);
    assert!(stories.iter().all(|story| story.ride.state == RideState::Paid));
    assert_eq!(stories.iter().filter(|story| story.tip.is_some()).count(), 1);
    assert_eq!(stories.iter().flat_map(|story| &story.refunds).count(), 1);
    assert!(stories.iter().filter(|story| story.rating.is_some()).count() >= 15);
    let wallet = stage.running.backend.wallet(&rider).await.unwrap();
    let digits: Vec<_> = wallet.methods.iter().map(|method| method.last_four.as_str()).collect();
    assert_eq!(digits.len(), 2, "{digits:?}");
    for method in &wallet.methods {
        let told =
            stage.running.backend.fintoc.payment_method(&PaymentMethodId::new(method.id.as_str())).await.unwrap();
        assert!(told.created_at.unwrap().as_millisecond() < stage.running.backend.clock.now().millis());
    }
    the_books_balance(&stage, &rider, earned(&stories)).await;
    the_api_agrees(&stage, &stories).await;
}

#[tokio::test]
async fn a_balance_is_due_whose_payment_failed_and_can_be_paid_at_once() {
    let stage = Stage::raise().await;
    let backend = &stage.running.backend;
    let rider = prepared(&stage, Persona::BalanceDue).await;
    let stories = rides(&stage, &rider).await;
    the_books_balance(&stage, &rider, earned(&stories)).await;
    the_api_agrees(&stage, &stories).await;
    let due = backend.balance_due(&rider).await.unwrap().expect("a balance is due");
    let extra = due.extra.unwrap();
    assert_eq!(extra.extra.state, RideState::Unpaid);
    let method = backend.wallet(&rider).await.unwrap().methods[0].id.clone();
    backend.pay_balance(&rider, &extra.extra.id, Some(&method), 2).await.unwrap();
    stage
        .eventually("the balance is paid", async || backend.balance_due(&rider).await.unwrap().is_none().then_some(()))
        .await;
}

#[tokio::test]
async fn an_empty_account_and_a_locked_login_pay_nothing() {
    let stage = Stage::raise().await;
    let backend = &stage.running.backend;
    for (persona, reason) in [(Persona::NoFunds, "insufficient_funds"), (Persona::Locked, "login_credentials_locked")] {
        let rider = prepared(&stage, persona).await;
        backend.play(Some(&rider), Beat::RideDeclined).await.expect("the bank says no");
        let newest = rides(&stage, &rider).await.remove(0);
        assert_eq!(newest.payments[0].standing.reason.as_ref().unwrap().as_str(), reason);
    }
    let rider = prepared(&stage, Persona::Locked).await;
    assert_eq!(backend.play(Some(&rider), Beat::SaveOther).await, Err(Stuck::TooLong));
}

#[tokio::test]
async fn every_story_plays_to_its_end_and_ends_as_it_says() {
    let stage = Stage::raise().await;
    for story in Story::ALL {
        let mut rider = None;
        for beat in story.beats() {
            let began = Instant::now();
            let played = stage.running.backend.play(rider.as_ref(), *beat).await;
            println!("{story:?}: {beat:?} took {:?}", began.elapsed());
            rider = Some(played.unwrap_or_else(|stuck| panic!("{story:?}: {beat:?}: {stuck}")));
        }
        ends_as_it_says(&stage, story, &rider.unwrap()).await;
    }
}

async fn ends_as_it_says(stage: &Stage, story: Story, rider: &RiderId) {
    let stories = rides(stage, rider).await;
    let states: Vec<_> = stories.iter().rev().map(|story| story.ride.state).collect();
    let attempts: Vec<_> = stories.iter().rev().map(|story| story.payments.len()).collect();
    let saved = stage.running.backend.wallet(rider).await.unwrap().methods.len();
    let (rides, tries, accounts): (&[RideState], &[usize], usize) = match story {
        Story::HappyPath | Story::LateWebhooks | Story::DeadAccount | Story::PayAndSave => {
            (&[RideState::Paid; 2], &[1, 1], 1)
        }
        Story::BankSaysNo => (&[RideState::Paid], &[2], 2),
        Story::ClosedTab | Story::DoubleTap | Story::Approval => (&[RideState::Paid], &[1], 1),
        Story::MoneyBack => (&[RideState::Cancelled], &[1], 1),
    };
    assert_eq!((states.as_slice(), attempts.as_slice(), saved), (rides, tries, accounts), "{story:?}");
    the_books_balance(stage, rider, earned(&stories)).await;
    the_api_agrees(stage, &stories).await;
}

#[tokio::test]
async fn each_beat_can_be_begun_at_with_somebody_fresh() {
    let stage = Stage::raise().await;
    let backend = &stage.running.backend;
    for (story, number) in
        [(Story::BankSaysNo, 4), (Story::Approval, 5), (Story::DeadAccount, 5), (Story::HappyPath, 1)]
    {
        let rider = backend.begin_at(story, number, None).await.unwrap_or_else(|stuck| panic!("{story:?}: {stuck}"));
        let beat = story.beat(number).unwrap();
        backend.play(Some(&rider), beat).await.unwrap_or_else(|stuck| panic!("{story:?}: {beat:?}: {stuck}"));
    }
}

#[tokio::test]
async fn a_beat_whose_time_has_not_come_says_so_and_nothing_happens() {
    let stage = Stage::raise().await;
    let rider = prepared(&stage, Persona::New).await;
    for beat in [Beat::Ride, Beat::PayWithOther, Beat::Approve, Beat::CutOff, Beat::RideRefused, Beat::Cancel] {
        assert_eq!(stage.running.backend.play(Some(&rider), beat).await, Err(Stuck::TooEarly), "{beat:?}");
    }
    assert!(rides(&stage, &rider).await.is_empty());
}

/// Posts a form of backstage that has these fields.
async fn post(browser: &Browser, address: &str, fields: &[(&str, &str)]) -> Page {
    let fields: BTreeMap<_, _> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    browser.post(address, &fields).await
}

async fn signed_in(stage: &Stage) -> Vec<String> {
    sqlx::query_scalar("select distinct rider_id from sessions where rider_id is not null")
        .fetch_all(stage.store().pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn one_click_rides_as_a_persona_and_another_begins_again_as_somebody_fresh() {
    let stage = Stage::raise().await;
    let browser = stage.browser();
    let began = Instant::now();
    let page = post(&browser, "/backstage/people", &[("persona", "no_funds")]).await;
    println!("signed in and on the stage in {:?} (aim: {BLINK:?})", began.elapsed());
    assert_eq!(page.path(), "/backstage");
    assert!(browser.get("/wallet").await.has_method("0051"));
    let first = signed_in(&stage).await;

    let began = Instant::now();
    post(&browser, "/backstage/reset", &[]).await;
    println!("reset in {:?} (aim: {BLINK:?})", began.elapsed());
    let second = signed_in(&stage).await;
    assert_eq!((first.len(), second.len()), (1, 1), "the old rider's session has ended");
    assert_ne!(first, second);
    assert!(browser.get("/wallet").await.has_method("0051"), "the same persona");

    post(&browser, "/backstage/reset/undo", &[]).await;
    assert_eq!(signed_in(&stage).await, first, "one step back");
    assert!(post(&browser, "/backstage/reset/undo", &[]).await.url.query().unwrap_or_default().contains("stuck"));
}

#[tokio::test]
async fn what_was_armed_for_a_rider_is_not_any_more_once_somebody_else_rides() {
    let stage = Stage::raise().await;
    let backend = &stage.running.backend;
    let rider = prepared(&stage, Persona::Locked).await;
    let mut connection = stage.store().pool().acquire().await.unwrap();
    let customer = riders::customer(&mut connection, &rider).await.unwrap().unwrap();
    drop(connection);
    let armed =
        async || stage.sandbox_look(&format!("scenarios?customer={customer}")).await.contains("credentials_locked\",");
    let armed_at_first = armed().await || stage.sandbox_look("scenarios").await.contains(&customer);
    assert!(armed_at_first);
    backend.prepare(Persona::New, Some(&rider)).await.unwrap();
    assert!(!stage.sandbox_look("scenarios").await.contains(&customer));
}

#[tokio::test]
async fn a_story_is_played_with_its_buttons_and_shows_where_it_leads() {
    let stage = Stage::raise().await;
    let presenter = stage.browser();
    let people = presenter.get("/backstage/people").await;
    assert!(people.text().contains("Frecuente"), "{}", people.text());
    let list = presenter.get("/backstage/stories").await;
    assert!(list.text().contains("Doble toque"), "{}", list.text());
    let mut page = presenter.get("/backstage/stories/happy-path/1").await;
    for number in 1..=4 {
        page = presenter.submit(&page, &format!("/happy-path/{number}/do"), &[]).await;
        assert_eq!(page.path(), format!("/backstage/stories/happy-path/{}", number + 1), "{}", page.url);
        assert_eq!(page.status, 200);
    }
    assert!(page.html.contains("/rides/ride_"), "the phone shows the ride");
    let early = presenter.get("/backstage/stories/approval/5").await;
    let early = presenter.submit(&early, "/approval/5/do", &[]).await;
    assert!(early.url.query().unwrap().contains("too_early"), "{}", early.url);
    assert!(early.text().contains("Falta lo anterior"), "{}", early.text());
}

#[tokio::test]
async fn a_dress_rehearsal_says_that_every_story_goes_and_leaves_whoever_rides_alone() {
    let stage = Stage::raise().await;
    let presenter = stage.browser();
    let page = presenter.get("/backstage/stories").await;
    let began = Instant::now();
    let card = presenter.submit(&page, "/backstage/rehearsal", &[]).await;
    println!("rehearsed in {:?}", began.elapsed());
    assert!(card.text().contains("Todo listo"), "{}", card.text());
    assert!(signed_in(&stage).await.is_empty());
}

#[tokio::test]
async fn nobody_has_anything_of_anybody_elses() {
    let stage = Stage::raise().await;
    let [ana, beto] = [prepared(&stage, Persona::Frequent).await, prepared(&stage, Persona::Frequent).await];
    let backend = &stage.running.backend;
    let ride: RideId = rides(&stage, &ana).await[0].ride.id.clone();
    assert!(backend.ride(&beto, &ride).await.is_err());
    assert!(backend.step_back(&beto).await.is_err(), "nobody was there before");
    assert_ne!(backend.rider(&ana).await.unwrap().email, backend.rider(&beto).await.unwrap().email);
}

#[tokio::test]
async fn without_backstage_there_are_no_such_addresses() {
    let stage = Stage::raise_with(&[("BACKSTAGE", "off")]).await;
    let browser = stage.browser();
    for address in [
        "/backstage/people",
        "/backstage/reset",
        "/backstage/reset/undo",
        "/backstage/stories/happy-path/1/do",
        "/backstage/stories/happy-path/1/reset",
    ] {
        assert_eq!(post(&browser, address, &[("persona", "new")]).await.status, 404, "{address}");
        assert_eq!(browser.get("/backstage/people").await.status, 404);
    }
    assert!(signed_in(&stage).await.is_empty());
    let policy = browser.get("/").await.headers["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("frame-ancestors 'none'"), "nobody frames a page of ours: {policy}");
}
