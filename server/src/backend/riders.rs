//! People: taking them in, and telling who signs in.

use async_trait::async_trait;
use rand::RngExt as _;
use vuelta::{
    Instant,
    guest::Guest,
    id::RiderId,
    ports::Riders,
    refusal::{Refusal, Trouble},
    rider::{Email, Password, Rider, SignUp, SignUpProblem},
};

use super::{
    Backend, calls,
    incident::{OrIncident, report},
};
use crate::{
    ids,
    points::{Write, commit},
    store::riders,
};

#[async_trait]
impl Riders for Backend {
    async fn welcome_guest(&self) -> Result<RiderId, Trouble> {
        self.take_in_guest(self.clock.now()).await
    }

    async fn sign_up(&self, form: SignUp) -> Result<RiderId, Trouble> {
        let new = form.check().map_err(|problems| Refusal::SignUp { problems })?;
        let password_hash = self.passwords.hash(&new.password).await.or_incident()?;
        let rider = Rider {
            id: ids::rider(),
            name: new.name,
            email: new.email,
            rut: new.rut,
            joined_at: self.clock.now(),
            guest_at: None,
        };
        self.take_in(&rider, Some(&password_hash)).await?;
        Ok(rider.id)
    }

    async fn sign_in(&self, email: &str, password: &Password) -> Result<RiderId, Trouble> {
        let Some(email) = Email::parse(email) else { return Err(Refusal::WrongCredentials.into()) };
        if self.sign_ins.check_key(&email.to_string()).is_err() {
            return Err(Refusal::TooManyTries.into());
        }
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let found = riders::credentials(&mut connection, &email).await.or_incident()?;
        drop(connection);
        let (id, hash) = found.unzip();
        let matches = self.passwords.matches(password, hash).await.or_incident()?;
        match id {
            Some(id) if matches => Ok(id),
            _ => Err(Refusal::WrongCredentials.into()),
        }
    }

    async fn rider(&self, id: &RiderId) -> Result<Rider, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        Ok(riders::find(&mut connection, id).await.or_incident()?.ok_or(Refusal::NotFound)?)
    }
}

/// The dice made nobody. They cannot.
#[derive(Debug, thiserror::Error)]
#[error("no guest came of the dice")]
struct NoGuest;

impl Backend {
    /// Takes in somebody made up who joined then, unless there are too many of them.
    pub(super) async fn take_in_guest(&self, joined_at: Instant) -> Result<RiderId, Trouble> {
        if self.guests.check().is_err() {
            return Err(Refusal::TooManyTries.into());
        }
        let guest = Guest::rolled(rand::rng().random(), rand::rng().random()).ok_or_else(|| report(&NoGuest))?;
        let Guest { name, email, rut } = guest;
        let rider = Rider { id: ids::rider(), name, email, rut, joined_at, guest_at: Some(joined_at) };
        self.take_in(&rider, None).await?;
        Ok(rider.id)
    }

    /// Writes a new rider down, with the customer that Fintoc is owed from now on: the outbox makes it before anybody needs it.
    async fn take_in(&self, rider: &Rider, password_hash: Option<&str>) -> Result<(), Trouble> {
        let row = riders::NewRow {
            id: &rider.id,
            name: &rider.name,
            email: &rider.email,
            rut: &rider.rut,
            password_hash,
            joined_at: rider.joined_at,
            is_guest: rider.is_guest(),
        };
        let mut tx = self.store.begin().await.or_incident()?;
        if !riders::insert(&mut tx, &row).await.or_incident()? {
            return Err(Refusal::SignUp { problems: vec![SignUpProblem::EmailTaken] }.into());
        }
        calls::owe_customer(&mut tx, rider, self.clock.now()).await.or_incident()?;
        commit(tx, Write::SignUp).await.or_incident()?;
        self.wake();
        Ok(())
    }
}
