//! Stories: each beat is done in the rider's place, through the ports that riders' pages ask and the controls of the sandbox, and is
//! over when what it should bring about is there.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use vuelta::{
    backstage::{
        personas::{ALSO_PAYS, EMPTY, PAYS, People, Persona, TestAccount},
        stories::{Beat, Rehearsal, Rehearsed, Story, Stuck},
    },
    cancel::CancelRide,
    city::PlaceId,
    fare::{RideType, Trip},
    history::Wanted,
    id::{MethodId, RideId, RiderId},
    ports::{Rides, Wallets},
    refund::RefundState,
    refusal::{Refusal, Trouble},
    ride::{BookRide, Booked, RideState, RideStory},
    wallet::SavedMethod,
};

use super::super::{
    Backend,
    incident::{OrIncident, report},
};
use crate::{
    controls::Controls,
    store::{payments, setups},
};

/// How long a beat waits for what it should bring about. Whoever stands on a stage waits no longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a beat waits for.
enum Awaited {
    /// The account with those last digits can pay.
    Saved(&'static str),
    /// That account cannot any more.
    CutOff(MethodId),
    /// The ride stands there.
    Ride(RideId, RideState),
    /// Its money is back.
    MoneyBack(RideId),
}

impl Backend {
    /// A fresh rider, for whom everything before that beat was done.
    ///
    /// # Errors
    /// When a beat before it was not done.
    pub async fn begin_at(&self, story: Story, number: usize, before: Option<&RiderId>) -> Result<RiderId, Stuck> {
        let mut rider = self.arrive(before).await?;
        for beat in story.beats().iter().take(number.saturating_sub(1)).skip(1) {
            rider = self.play(Some(&rider), *beat).await?;
        }
        self.note(&rider, "story.begun", Some(&story.address(number)));
        Ok(rider)
    }

    /// Does a beat, and gives who rides from now on.
    ///
    /// # Errors
    /// When it was not done, or nothing came of it in time.
    pub async fn play(&self, rider: Option<&RiderId>, beat: Beat) -> Result<RiderId, Stuck> {
        if beat == Beat::Arrive {
            return self.arrive(rider).await;
        }
        let rider = rider.ok_or(Stuck::TooEarly)?;
        self.note(rider, "story.beat", Some(beat.as_str()));
        match beat {
            Beat::Arrive => {}
            Beat::SaveAccount | Beat::SaveAgain | Beat::CloseTab => self.save(rider, PAYS).await?,
            Beat::SaveEmptyAccount => self.save(rider, EMPTY).await?,
            Beat::SaveOther => self.save(rider, ALSO_PAYS).await?,
            Beat::Ride | Beat::RideAgain => self.ride_until(rider, RideState::Paid).await?,
            Beat::RideDeclined => self.ride_until(rider, RideState::Unpaid).await?,
            Beat::PayWithOther => self.pay_with_other(rider).await?,
            Beat::TapTwice => self.tap_twice(rider).await?,
            Beat::HoldWebhooks => self.pull(rider, "pause", json!({})).await?,
            Beat::RideInTheDark => drop(self.click(rider).await?),
            Beat::AskFintoc => self.ask_fintoc(rider).await?,
            Beat::ReleaseWebhooks => self.pull(rider, "resume", json!({})).await?,
            Beat::LoseWebhooks => self.lose_webhooks(rider).await?,
            Beat::CutOff => self.cut_off(rider).await?,
            Beat::RideRefused => self.ride_refused(rider).await?,
            Beat::WantApproval => self.pull(rider, "scenarios", json!({"name": "approval"})).await?,
            Beat::RideToApprove => led_to_the_bank(&self.click(rider).await?)?,
            Beat::RideAtBank => led_to_the_bank(&self.book_trip(rider, None).await?)?,
            Beat::Approve => self.approve(rider).await?,
            Beat::PayAndSave => {
                self.approve(rider).await?;
                self.until(rider, Awaited::Saved(PAYS.last_four())).await?;
            }
            Beat::Cancel => self.call_it_off(rider).await?,
        }
        Ok(rider.clone())
    }

    /// Plays every story to its end, each with a rider of its own.
    ///
    /// # Errors
    /// When there is no sandbox to play with.
    pub async fn rehearse(&self) -> Result<Rehearsal, Stuck> {
        self.sandbox()?;
        Ok(Rehearsal(join_all(Story::ALL.map(|story| self.rehearse_one(story))).await))
    }

    async fn rehearse_one(&self, story: Story) -> Rehearsed {
        let mut rehearsed = Rehearsed { story, took: Vec::new() };
        let mut rider = None;
        for beat in story.beats() {
            let began = tokio::time::Instant::now();
            // Nine stories at once hold every step of theirs: too much for a stack.
            match Box::pin(self.play(rider.as_ref(), *beat)).await {
                Ok(plays) => rider = Some(plays),
                Err(stuck) => {
                    tracing::warn!(story = story.as_str(), beat = beat.as_str(), error = %stuck, "a rehearsal got stuck");
                    break;
                }
            }
            rehearsed.took.push(began.elapsed());
        }
        rehearsed
    }

    async fn arrive(&self, before: Option<&RiderId>) -> Result<RiderId, Stuck> {
        self.sandbox()?;
        Ok(self.prepare(Persona::New, before).await?)
    }

    fn sandbox(&self) -> Result<&Controls, Stuck> {
        self.controls.as_ref().ok_or(Stuck::NoSandbox)
    }

    /// Pulls a control for this rider only.
    async fn pull(&self, rider: &RiderId, verb: &str, mut body: Value) -> Result<(), Stuck> {
        let customer = self.customer(rider).await.or_incident()?.ok_or(Stuck::TooEarly)?;
        body["customer"] = json!(customer.as_str());
        let pulled = self.sandbox()?.post::<Value>(verb, &body).await;
        pulled.map(drop).map_err(|error| report(&error).into())
    }

    /// Does on the hosted page what the rider would.
    async fn act(&self, session: &str, account: TestAccount) -> Result<(), Stuck> {
        let conduct = json!({"account": account.number, "bank": account.bank});
        let acted = self.sandbox()?.post::<Value>(&format!("sessions/{session}/act"), &conduct).await;
        acted.map(drop).map_err(|error| report(&error).into())
    }

    async fn save(&self, rider: &RiderId, account: TestAccount) -> Result<(), Stuck> {
        self.sandbox()?;
        let setup = self.start_setup(rider, Some(account.bank)).await?.id;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let row = setups::find(&mut connection, &setup).await.or_incident()?;
        drop(connection);
        let session = row.and_then(|row| row.session).ok_or(Stuck::TooLong)?;
        self.act(&session, account).await?;
        self.until(rider, Awaited::Saved(account.last_four())).await
    }

    /// The account that a click would pay with.
    async fn account(&self, rider: &RiderId) -> Result<SavedMethod, Stuck> {
        let wallet = self.wallet(rider).await?;
        wallet.methods.into_iter().find(SavedMethod::is_active).ok_or(Stuck::TooEarly)
    }

    async fn newest(&self, rider: &RiderId) -> Result<RideStory, Stuck> {
        let history = self.history(rider, Wanted::default()).await?;
        let newest = history.rides.first().ok_or(Stuck::TooEarly)?.ride.id.clone();
        Ok(self.ride(rider, &newest).await?)
    }

    /// What the next click of the rider's books: there, and next time back.
    async fn order(&self, rider: &RiderId, method: Option<MethodId>) -> Result<BookRide, Stuck> {
        let there = self.history(rider, Wanted::default()).await?.rides.len() % 2 == 0;
        let place = |id: &str| PlaceId::parse(id).map_err(|_| Trouble::from(Refusal::NoTrip));
        let (home, work) = (place("barrio-italia")?, place("costanera-center")?);
        let (from, to) = if there { (home, work) } else { (work, home) };
        let trip = Trip::new(from, to).map_err(|_| Trouble::from(Refusal::NoTrip))?;
        let quote = self.quote(rider, &trip).await?.text;
        let key = self.next_booking_key(rider).await?;
        Ok(BookRide { trip, ride_type: RideType::Economico, method, quote, key })
    }

    async fn book_trip(&self, rider: &RiderId, method: Option<MethodId>) -> Result<Booked, Stuck> {
        let order = self.order(rider, method).await?;
        Ok(self.book(rider, order).await?)
    }

    /// One click, with the account that is chosen beforehand.
    async fn click(&self, rider: &RiderId) -> Result<Booked, Stuck> {
        let method = self.account(rider).await?.id;
        self.book_trip(rider, Some(method)).await
    }

    async fn ride_until(&self, rider: &RiderId, state: RideState) -> Result<(), Stuck> {
        let ride = self.click(rider).await?.ride;
        self.until(rider, Awaited::Ride(ride, state)).await
    }

    async fn pay_with_other(&self, rider: &RiderId) -> Result<(), Stuck> {
        let story = self.newest(rider).await?;
        let wallet = self.wallet(rider).await?;
        let other = wallet.methods.iter().find(|method| method.last_four == ALSO_PAYS.last_four());
        let other = other.filter(|other| other.is_active()).ok_or(Stuck::TooEarly)?;
        let attempt = story.payments.last().map_or(1, |last| last.attempt + 1);
        let ride = self.retry(rider, &story.ride.id, Some(&other.id), attempt).await?.ride;
        self.until(rider, Awaited::Ride(ride, RideState::Paid)).await
    }

    /// The same order twice at the same instant, as a double tap posts it.
    async fn tap_twice(&self, rider: &RiderId) -> Result<(), Stuck> {
        let method = self.account(rider).await?.id;
        let order = self.order(rider, Some(method)).await?;
        let (one, other) = tokio::join!(self.book(rider, order.clone()), self.book(rider, order));
        let ride = one?.ride;
        if other?.ride != ride {
            return Err(Stuck::TooLong);
        }
        self.until(rider, Awaited::Ride(ride, RideState::Paid)).await
    }

    /// Fintoc is asked, instead of waiting for it to tell: what the reconciler does of itself when it has been silent for long.
    async fn ask_fintoc(&self, rider: &RiderId) -> Result<(), Stuck> {
        let ride = self.newest(rider).await?.ride.id;
        self.pull(rider, "settle", json!({})).await?;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        payments::check_by(&mut connection, rider, self.clock.now()).await.or_incident()?;
        drop(connection);
        self.wake();
        self.until(rider, Awaited::Ride(ride, RideState::Paid)).await
    }

    async fn lose_webhooks(&self, rider: &RiderId) -> Result<(), Stuck> {
        // A payment is told of twice: by its intent and by its session.
        self.pull(rider, "scenarios", json!({"name": "drop", "times": 2})).await?;
        self.click(rider).await?;
        self.ask_fintoc(rider).await
    }

    async fn cut_off(&self, rider: &RiderId) -> Result<(), Stuck> {
        let method = self.account(rider).await?.id;
        let cut = self.sandbox()?.post::<Value>(&format!("payment_methods/{method}/disconnect"), &json!({})).await;
        cut.map_err(|error| report(&error))?;
        self.until(rider, Awaited::CutOff(method)).await
    }

    async fn ride_refused(&self, rider: &RiderId) -> Result<(), Stuck> {
        let wallet = self.wallet(rider).await?;
        let dead = wallet.methods.into_iter().find(|method| !method.is_active()).ok_or(Stuck::TooEarly)?;
        let order = self.order(rider, Some(dead.id)).await?;
        match self.book(rider, order).await {
            Err(Trouble::Refused(Refusal::MethodUnavailable)) => Ok(()),
            Err(trouble) => Err(trouble.into()),
            Ok(_) => Err(Stuck::TooEarly),
        }
    }

    /// The rider does at the bank what the newest ride waits for.
    async fn approve(&self, rider: &RiderId) -> Result<(), Stuck> {
        let story = self.newest(rider).await?;
        let waits = story.payments.last().filter(|last| last.approve_at.is_some());
        let session = waits.and_then(|payment| payment.session.as_deref()).ok_or(Stuck::TooEarly)?;
        self.act(session, PAYS).await?;
        self.until(rider, Awaited::Ride(story.ride.id, RideState::Paid)).await
    }

    async fn call_it_off(&self, rider: &RiderId) -> Result<(), Stuck> {
        let story = self.newest(rider).await?;
        let fee = story.journey.as_ref().and_then(vuelta::journey::Journey::fee).ok_or(Stuck::TooEarly)?;
        self.cancel(rider, &story.ride.id, CancelRide { shown: fee, reason: None }).await?;
        self.wake();
        self.until(rider, Awaited::MoneyBack(story.ride.id)).await
    }

    /// Waits until it is there, as an open page would: told of every change, and reading again now and then anyway.
    async fn until(&self, rider: &RiderId, awaited: Awaited) -> Result<(), Stuck> {
        let heard = match &awaited {
            Awaited::Saved(_) | Awaited::CutOff(_) => rider.as_str(),
            Awaited::Ride(ride, _) | Awaited::MoneyBack(ride) => ride.as_str(),
        };
        let changes = self.live.listen(&[heard]);
        let seen = async {
            while !self.is_there(rider, &awaited).await? {
                changes.next().await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, seen).await.unwrap_or(Err(Stuck::TooLong))
    }

    async fn is_there(&self, rider: &RiderId, awaited: &Awaited) -> Result<bool, Trouble> {
        match awaited {
            Awaited::Saved(last_four) => {
                let methods = self.wallet(rider).await?.methods;
                Ok(methods.iter().any(|method| method.is_active() && method.last_four == *last_four))
            }
            Awaited::CutOff(id) => {
                let methods = self.wallet(rider).await?.methods;
                Ok(methods.iter().any(|method| !method.is_active() && method.id == *id))
            }
            Awaited::Ride(ride, state) => Ok(self.ride(rider, ride).await?.ride.state == *state),
            Awaited::MoneyBack(ride) => {
                let refunds = self.ride(rider, ride).await?.refunds;
                Ok(refunds.iter().any(|refund| refund.standing.state == RefundState::Succeeded))
            }
        }
    }
}

/// The bank wants to be visited, or this is not that story.
fn led_to_the_bank(booked: &Booked) -> Result<(), Stuck> {
    booked.approve_at.as_ref().map(|_| ()).ok_or(Stuck::TooEarly)
}
