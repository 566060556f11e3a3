//! Saved bank accounts.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::AnyConnection;
use vuelta::{
    Instant, bank,
    id::{MethodId, RiderId, SetupId},
    ports::{Riders, Wallets},
    refusal::{Refusal, Trouble},
    wallet::{Nickname, SavedMethod, Setup, SetupState, Wallet},
};

use super::{Backend, calls, incident::OrIncident};
use crate::{
    ids,
    points::{Write, commit},
    recorder::Notes,
    store::{
        StoreError,
        outbox::{self, CallKind},
        payment_methods, payments, riders, setups,
    },
};

/// How long an account that works again is left alone that may have been saved while paying: longer than it takes until Fintoc's
/// list of events is read.
const UNTIL_THE_PAGE_TELLS: Duration = Duration::from_mins(10);

#[async_trait]
impl Wallets for Backend {
    async fn wallet(&self, rider: &RiderId) -> Result<Wallet, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let methods = payment_methods::of_rider(&mut connection, rider).await.or_incident()?;
        let last = setups::last(&mut connection, rider).await.or_incident()?;
        let (methods, forgotten) = methods.into_iter().partition(|method| method.forgotten_at.is_none());
        Ok(Wallet { methods, forgotten, setup: last.map(|row| row.setup) })
    }

    async fn setup(&self, rider: &RiderId, id: &SetupId) -> Result<Setup, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let found = setups::find(&mut connection, id).await.or_incident()?;
        Ok(found.filter(|row| row.rider == *rider).map(|row| row.setup).ok_or(Refusal::NotFound)?)
    }

    async fn start_setup(&self, rider: &RiderId, bank: Option<&str>) -> Result<Setup, Trouble> {
        if bank.is_some_and(|id| bank::find(id).is_none()) {
            return Err(Refusal::UnknownBank.into());
        }
        let customer = self.customer(rider).await.or_incident()?.ok_or(Refusal::BankUnreachable)?;
        let rider = self.rider(rider).await?;
        let now = self.clock.now();
        let setup = Setup {
            id: ids::setup(),
            state: SetupState::Created,
            institution: bank.map(str::to_owned),
            redirect_url: None,
            method: None,
            started_at: now,
        };
        let mut tx = self.store.begin().await.or_incident()?;
        // Looked at again under the lock: a click in another tab may have left.
        riders::lock(&mut tx, &rider.id).await.or_incident()?;
        riders::find(&mut tx, &rider.id).await.or_incident()?.ok_or(Refusal::NotFound)?;
        setups::insert(&mut tx, &rider.id, &setup, now + calls::LEASE).await.or_incident()?;
        let call = calls::owe_setup(&mut tx, &self.config, &rider, &setup, customer, now).await.or_incident()?;
        commit(tx, Write::Setup).await.or_incident()?;
        let mut notes = Notes::default();
        notes.setup(&rider.id, &setup);
        self.recorder.written(notes);
        calls::make(self, call).await.or_incident()?;
        self.setup(&rider.id, &setup.id).await
    }

    async fn forget(&self, rider: &RiderId, method: &MethodId) -> Result<(), Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        // A booking of the same moment comes before or after: it is under way, or finds the account forgotten.
        riders::lock(&mut tx, rider).await.or_incident()?;
        let saved = payment_methods::find(&mut tx, rider, method).await.or_incident()?.ok_or(Refusal::NotFound)?;
        if !forget(&mut tx, rider, &saved, now).await.or_incident()? {
            return Ok(());
        }
        commit(tx, Write::Forget).await.or_incident()?;
        let mut notes = Notes::default();
        notes.method(rider, None, "forgotten");
        self.recorder.written(notes);
        self.live.changed(rider.as_str());
        self.wake();
        Ok(())
    }

    async fn make_main(&self, rider: &RiderId, method: &MethodId) -> Result<(), Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let now = self.clock.now();
        let preferred = payment_methods::prefer(&mut connection, rider, method, now).await.or_incident()?;
        if preferred { Ok(()) } else { Err(Refusal::MethodUnavailable.into()) }
    }

    async fn rename(&self, rider: &RiderId, method: &MethodId, nickname: Option<Nickname>) -> Result<(), Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let renamed = payment_methods::rename(&mut connection, rider, method, nickname.as_ref()).await.or_incident()?;
        if renamed { Ok(()) } else { Err(Refusal::MethodUnavailable.into()) }
    }
}

/// Forgets all accounts of a rider, and owes Fintoc their cancellation. It waits for payments that are under way.
///
/// # Errors
/// The store's.
pub async fn forget_all(tx: &mut AnyConnection, rider: &RiderId, now: Instant) -> Result<(), StoreError> {
    for method in payment_methods::of_rider(tx, rider).await? {
        forget(tx, rider, &method, now).await?;
    }
    Ok(())
}

/// Forgets an account, and owes Fintoc its cancellation unless it is cancelled already; `false` when it was forgotten before.
async fn forget(
    tx: &mut AnyConnection,
    rider: &RiderId,
    method: &SavedMethod,
    now: Instant,
) -> Result<bool, StoreError> {
    let forgotten = payment_methods::forget(tx, rider, &method.id, now).await?;
    if forgotten && method.canceled_at.is_none() {
        calls::owe_forgetting(tx, &method.id, now, Duration::ZERO).await?;
    }
    Ok(forgotten)
}

/// Owes the cancellation once more when Fintoc says that a forgotten account works: somebody finished a page there that they
/// opened before they had the account forgotten. While they are saving one that may be the same, it is left alone; whoever may
/// have saved it while paying is given time, for the page on which they paid will tell.
///
/// # Errors
/// The store's.
pub async fn keep_forgotten(
    tx: &mut AnyConnection,
    rider: &RiderId,
    method: &SavedMethod,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(forgotten) = method.forgotten_at.filter(|_| method.canceled_at.is_none()) else { return Ok(()) };
    let is_left_alone = outbox::is_owed(tx, CallKind::Forget, method.id.as_str()).await?
        || setups::is_open_since(tx, rider, forgotten).await?;
    if is_left_alone {
        return Ok(());
    }
    let may_be_wanted = payments::is_chosen_since(tx, rider, forgotten).await?;
    let wait = if may_be_wanted { UNTIL_THE_PAGE_TELLS } else { Duration::ZERO };
    calls::owe_forgetting(tx, &method.id, now, wait).await
}

/// Looks after accounts that were left alone while the rider was saving one, now that it is known which.
///
/// # Errors
/// The store's.
pub async fn keep_all_forgotten(tx: &mut AnyConnection, rider: &RiderId, now: Instant) -> Result<(), StoreError> {
    for method in payment_methods::of_rider(tx, rider).await? {
        keep_forgotten(tx, rider, &method, now).await?;
    }
    Ok(())
}
