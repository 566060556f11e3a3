//! Saved bank accounts.

use async_trait::async_trait;
use vuelta::{
    bank,
    id::{RiderId, SetupId},
    ports::{Riders, Wallets},
    refusal::{Refusal, Trouble},
    wallet::{Setup, SetupState, Wallet},
};

use super::{Backend, calls, incident::OrIncident};
use crate::{
    ids,
    points::{Write, commit},
    store::{payment_methods, setups},
};

#[async_trait]
impl Wallets for Backend {
    async fn wallet(&self, rider: &RiderId) -> Result<Wallet, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let methods = payment_methods::of_rider(&mut connection, rider).await.or_incident()?;
        let last = setups::last(&mut connection, rider).await.or_incident()?;
        Ok(Wallet { methods, setup: last.map(|row| row.setup) })
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
        setups::insert(&mut tx, &rider.id, &setup, now + calls::LEASE).await.or_incident()?;
        let call = calls::owe_setup(&mut tx, &self.config, &rider, &setup, customer, now).await.or_incident()?;
        commit(tx, Write::Setup).await.or_incident()?;
        calls::make(self, call).await.or_incident()?;
        self.setup(&rider.id, &setup.id).await
    }
}
